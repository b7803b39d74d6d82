"""No word of the page, the slides or the PDF goes past the catalogues: a language that marks each template shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from roi_engine import load, sensitivity, simulate
from roi_engine.analysis.varying import option_table
from roi_engine.engine.result import Result
from roi_engine.reporting import words
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.messages import Messages
from roi_engine.reporting.page import page_html
from roi_engine.reporting.pdf import document
from tests.locale.known import known_words
from tests.locale.pseudo import Pseudo, outside

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("contact_centre", "retailer_log")
READ_ALOUD = ("alt", "aria-label", "aria-valuetext", "title", "placeholder")
# functions of the formula language and names of models; what is not a word of any language
NOTATION = frozenset("upfront survival eur sha nbd pareto".split())
CUT = re.compile(r"\S*…")


@cache
def case(name: str) -> tuple[Path, Result, Findings]:
    path = SCENARIOS / f"{name}.yaml"
    result = simulate(load(path, overrides={"language": "it", "simulation.draws": "512"}))
    options = option_table(result, {"language": "it"})
    return path, result, Findings(sensitivity=sensitivity(result), options=options)


@pytest.fixture(params=NAMES)
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Result, Findings]:
    found = case(request.param)
    monkeypatch.setattr(words, "messages_in", lambda language: Messages(language, Pseudo()))
    return found


def leaks(texts: Iterable[str], path: Path) -> list[tuple[list[str], str]]:
    """The words past the catalogues, each with the text that it stands in."""
    known = known_words(path) | NOTATION
    found = (
        (sorted({word.lower() for word in outside(CUT.sub(" ", text))} - known), text) for text in dict.fromkeys(texts)
    )
    return [(left, text) for left, text in found if left]


class _Read(HTMLParser):
    """What a reader sees or hears: the text of each smallest element, and what a screen reader says of pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0
        self._goes_on = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self._goes_on = tag == "wbr"
        self.texts += [said for name, said in attrs if name in READ_ALOUD and said]

    def handle_endtag(self, tag: str) -> None:
        self._goes_on = False
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._goes_on:  # a place where a long name may break
            self.texts[-1] += data
        elif not self._silent and data.strip():
            self.texts.append(data)


def test_no_word_of_the_page_goes_past_the_catalogue(told: tuple[Path, Result, Findings]) -> None:
    path, result, findings = told
    reader = _Read()
    reader.feed(page_html(result, findings))
    assert len(reader.texts) > 200
    assert leaks(reader.texts, path) == []


def test_no_word_of_the_pdf_goes_past_the_catalogue(told: tuple[Path, Result, Findings]) -> None:
    path, result, findings = told
    pictures = document.pictures(result, findings, dict.fromkeys(document.CHARTS, b"<svg/>"))
    texts = list(_strings(document.contents(result, findings, pictures, document.MOST[0])))
    assert len(texts) > 100
    assert leaks(texts, path) == []


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        yield from (text for name, each in found.items() if name not in ("language", "svg") for text in _strings(each))
    elif isinstance(found, list | tuple):
        yield from (text for each in found for text in _strings(each))


def test_no_word_of_the_slides_goes_past_the_catalogue(told: tuple[Path, Result, Findings]) -> None:
    pytest.importorskip("pptx")
    from roi_engine.reporting.slides import slides_bytes

    path, result, findings = told
    texts = list(_shown(slides_bytes(result, findings)))
    assert len(texts) > 100
    assert leaks(texts, path) == []


def _shown(deck: bytes) -> Iterator[str]:
    """Paragraphs, cells, names of series and categories, axis titles and speaker notes."""
    from pptx import Presentation

    for slide in Presentation(BytesIO(deck)).slides:
        yield from slide.notes_slide.notes_text_frame.text.splitlines()
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
            elif shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            elif shape.has_chart:
                chart = shape.chart
                yield from (node.text or "" for node in chart._chartSpace.iter("{*}t"))
                for plot in chart.plots:
                    yield from (*map(str, plot.categories), *(series.name for series in plot.series))
