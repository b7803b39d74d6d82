"""`report.html`: the executive's page first, the model to try, the evidence behind it; one file, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings, told_as
from roi_engine.reporting.page.contents import contents
from roi_engine.reporting.page.live import live_model
from roi_engine.reporting.page.pictures import pictures
from roi_engine.reporting.page.script import script
from roi_engine.reporting.words import plain, words_for

FOLDER = Path(__file__).parent
_LONG = re.compile(r"\S{20,}")
_JOINTS = re.compile(r"(?<=\w[._/])(?=\w)")
NO_CHARTS: Mapping[str, bytes] = MappingProxyType({})


def page_html(result: Result, findings: Findings = NOTHING_ASKED, charts: Mapping[str, bytes] = NO_CHARTS) -> str:
    """The whole page; `charts` holds the SVG of each chart by name (`waterfall`, ...), shown where there is a place.

    The content security policy names the one script and the one style sheet by their hashes and allows nothing else.
    Every text that is not of the template is escaped.
    """
    words = words_for(result.scenario.language, result.scenario.currency)
    told = told_as(result, findings.stress, words)
    model = live_model(told, findings, words)
    code, style = script(model, told, findings, words), _file("page.css")
    context: dict[str, Any] = {
        **contents(told, findings, words),
        "language": words.language,
        "sliders": model.sliders,
        "nothing": words.share(0.0),
        "years_said": words.years(told.scenario.timeline.years),
        "pictures": pictures(told, findings, charts, words),
        "policy": _policy(code, style),
        "script": code,
        "style": style,
    }
    return template("page.html.j2").render(context, _=words.text)


def template(name: str) -> Template:
    """A template of this folder; every text that is put into it is escaped."""
    return _environment().get_template(name)


def _policy(code: str, style: str) -> str:
    """What the page may do: run this script, use this style, show pictures that it holds itself."""
    return (
        f"default-src 'none'; script-src '{_hash(code)}'; style-src '{_hash(style)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _shown(value: object) -> object:
    """Text on its way into the page: one line, nothing that turns the writing round; it is escaped after this."""
    return plain(value) if type(value) is str else value


def breaking(text: str) -> list[str]:
    """The parts between which a text may break: a long name after its points and strokes, not within its words."""
    return _LONG.sub(lambda word: _JOINTS.sub("\0", word[0]), plain(text)).split("\0")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["breaking"] = breaking
    return made
