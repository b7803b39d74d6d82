"""The catalogues are whole: every template, every placeholder, no English left; and no report goes past them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from roi_engine import load, sensitivity, simulate
from roi_engine.reporting import messages, words
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.messages import Messages, messages_in
from roi_engine.reporting.summary import summary_markdown
from tests.locale.extracted import LANGUAGES, templates
from tests.locale.known import known_words
from tests.locale.pseudo import Pseudo, outside

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ENGLISH = frozenset(
    "the and with without whether which their they this that these those than then from into where when while what"
    " who been have has are was were will would could should must cost costs benefit benefits year years share"
    " draws between above below more less value range after before every each only all".split()
)
SAME = {"base", "no", "media", "come", "are", "all"}  # words of Italian or Spanish that English has too
_NOTATION = re.compile(
    r"\{[^}]*\}|%/\w+|\$\w+|--\w+|\b\w+_\w+|\b\d+ (month|year)\b"
)  # what a scenario file says in any case


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_translated_and_no_other_is_there(language: str) -> None:
    found = messages_in(language).templates
    assert sorted(templates() - found.keys()) == []
    assert sorted(found.keys() - templates()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_template(language: str) -> None:
    found = messages_in(language).templates
    assert {one: other for one, other in found.items() if placeholders(one) != placeholders(other)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left(language: str) -> None:
    left = {}
    for template, told in messages_in(language).templates.items():
        words_in = set(re.findall(r"[a-z]{3,}", _NOTATION.sub(" ", told).lower()))
        if (words_in & ENGLISH) - SAME:
            left[template] = told
    assert left == {}


def test_languages_offered_are_those_with_a_catalogue() -> None:
    assert words.LANGUAGES == ("en", "es", "it")
    assert messages.messages_in("en").templates == {}


@pytest.mark.parametrize("name", ["contact_centre", "retailer_log", "b2b_sales", "service_firm"])
def test_no_sentence_of_the_summary_goes_past_the_catalogue(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a language that marks every template, only user text, catalogue text and notation stand unmarked."""
    path = SCENARIOS / f"{name}.yaml"
    result = simulate(load(path, overrides={"language": "it", "simulation.draws": "1024"}))
    monkeypatch.setattr(words, "messages_in", lambda language: Messages(language, Pseudo()))
    text = summary_markdown(result, (), Findings(sensitivity=sensitivity(result)))
    known = known_words(path)
    found = ((sorted({word.lower() for word in outside(line)} - known), line) for line in text.splitlines())
    assert [(words_out, line) for words_out, line in found if words_out] == []
