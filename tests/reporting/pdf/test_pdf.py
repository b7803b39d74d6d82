"""The PDF report: two to four pages, tagged, the same words as the summary, user text never a command."""

from __future__ import annotations

import builtins
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from roi_engine.engine.result import Result
from roi_engine.reporting import sentences
from roi_engine.reporting.bundle import OutputError
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.pdf import pdf_bytes
from roi_engine.reporting.theme import NEUTRAL, PRINT_GREY
from roi_engine.reporting.words import Words
from tests.reporting.fake_sensitivity import sensitivity

typst = pytest.importorskip("typst", reason="typst is an extra (pip install 'roi-engine[pdf]')")
from roi_engine.reporting.pdf import document, press  # noqa: E402

ASKED = Findings(sensitivity())


@pytest.fixture(scope="module")
def reports(results: dict[str, Result]) -> dict[str, bytes]:
    """The PDF of the cases that differ in what there is to show."""
    return {name: pdf_bytes(results[name], ASKED) for name in ("good", "poor", "certain", "long", "hostile")}


def said(result: Result, findings: Findings = ASKED) -> dict[str, Any]:
    return document.contents(result, findings, document.pictures(result, findings, {}), document.MOST[0])


def headings(result: Result) -> list[str]:
    """What the typesetter itself takes for headings."""
    given = {**said(result), "theme": press._theme(NEUTRAL)}
    found = typst.query(
        press.TEMPLATE, "heading", font_paths=press._fonts(NEUTRAL), ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(given)},
    )  # fmt: skip
    return [each["body"].get("text", "") for each in json.loads(found)]


def test_two_to_four_pages(reports: dict[str, bytes]) -> None:
    counts = {name: press.pages_of(pdf) for name, pdf in reports.items()}
    assert {name: n for name, n in counts.items() if not 2 <= n <= 4} == {}
    assert all(re.search(rb"/Count %d\b" % counts[name], pdf) for name, pdf in reports.items())


def test_tagged_with_title_and_language(reports: dict[str, bytes]) -> None:
    for pdf in reports.values():
        assert b"/StructTreeRoot" in pdf
        assert b"/MarkInfo" in pdf
        assert re.search(rb"/Lang ?\(en", pdf)
        assert b"/DisplayDocTitle true" in pdf
        assert b"pdfuaid:part" in pdf


def test_every_chart_has_an_alternative_text(reports: dict[str, bytes], results: dict[str, Result]) -> None:
    drawn = document.pictures(results["good"], ASKED, {})
    assert list(drawn) == ["waterfall", "cumulative", "distribution"]
    assert reports["good"].count(b"/S/Figure") + reports["good"].count(b"/S /Figure") >= 3
    assert reports["good"].count(b"/Alt") >= 3
    assert drawn["waterfall"]["alternative"].startswith("Benefits of EUR")


def test_the_words_are_those_of_the_summary(results: dict[str, Result], words: Words) -> None:
    result = results["good"]
    found = said(result)
    assert found["verdict"] == "Strong case"
    assert found["decision"] == " ".join(sentences.decision(result, words))
    parts = {part["title"]: part for part in found["parts"]}
    assert sentences.split(result, words) in parts["Where the value comes from"]["sentences"]
    assert parts["Assumptions that matter most"]["tables"][0]["rows"][0][:2] == ["Handle time reduction", "40%"]
    register = parts["Assumptions and their sources"]["tables"][0]
    assert [row[0] for row in register["rows"]][:2] == ["Handle time reduction", "Adoption"]
    assert register["rows"][0][-1] == "pilot of 12 weeks, 2026"


def test_headings_in_order(results: dict[str, Result]) -> None:
    found = headings(results["good"])
    assert found[0] == "Contact-centre CRM"
    assert found[1:4] == ["Key figures", "Assumptions that matter most", "Where the value comes from"]
    assert found[-1] == "How this was computed"


def test_user_text_is_no_markup_and_no_command(results: dict[str, Result]) -> None:
    evil = '#panic("x") *bold* $x$ = heading @label <tag> #image("/etc/passwd") \\ // [no] " \u202e'
    scenario = replace(results["good"].scenario, name=evil, description=evil, variant=evil)
    result = replace(results["good"], scenario=scenario)
    assert headings(result)[0] == '#panic("x") *bold* $x$ = heading @label <tag> #image("/etc/passwd") \\ // [no] "'
    assert pdf_bytes(result)[:5] == b"%PDF-"


def test_letters_without_a_shape_are_marked(results: dict[str, Result]) -> None:
    text = json.dumps(said(results["hostile"]), ensure_ascii=False)
    assert "客" not in text
    assert "\u202e" not in text
    assert "\ufffd" in text


def test_what_is_left_out_is_told(results: dict[str, Result]) -> None:
    few = document.Rows(1, 1, 60)
    found = document.contents(results["good"], ASKED, document.pictures(results["good"], ASKED, {}), few)
    parts = {part["title"]: part for part in found["parts"]}
    assert "2 more assumptions are in the register" in parts["Assumptions and their sources"]["sentences"][0]
    assert parts["Risks"]["tables"][0]["more"] == "1 more row is in the summary."


def test_the_same_result_gives_the_same_bytes(results: dict[str, Result], reports: dict[str, bytes]) -> None:
    assert pdf_bytes(results["good"], ASKED) == reports["good"]
    assert not re.search(rb"/CreationDate", reports["good"])


def test_charts_that_are_drawn_already_are_used(results: dict[str, Result]) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="5"><rect width="9" height="5"/></svg>'
    drawn = document.pictures(results["good"], NOTHING_ASKED, {"waterfall": svg})
    assert drawn["waterfall"]["svg"] == svg.decode()


def test_a_logo_and_a_font_that_is_not_there(results: dict[str, Result], tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 10), "navy").save(logo)
    theme = replace(NEUTRAL, name="House", logo=logo, font="No Such Font")
    pdf = pdf_bytes(results["certain"], theme=theme)
    assert b"(House)" in pdf
    assert 2 <= press.pages_of(pdf) <= 4


def test_a_grey_report_differs(results: dict[str, Result], reports: dict[str, bytes]) -> None:
    assert pdf_bytes(results["good"], ASKED, PRINT_GREY) != reports["good"]


def test_without_the_library_the_extra_is_named(results: dict[str, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return usual(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(OutputError, match=r"pip install 'roi-engine\[pdf\]'"):
        pdf_bytes(results["good"])
