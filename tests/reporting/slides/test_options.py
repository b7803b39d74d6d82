"""Options side by side on a slide: the finding, the figures, what sets them apart; and the deck of a comparison."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import Any

import pytest

from roi_engine.analysis.varying import Change, OptionRow, OptionTable
from roi_engine.engine.result import Result
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.slides import comparison_slides_bytes, slides_bytes
from roi_engine.reporting.slides.compared import comparison_deck
from roi_engine.reporting.slides.options import variants
from roi_engine.reporting.slides.parts import Chart, Slide
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import Words, words_for
from tests.reporting.test_comparison import N, options_of

pptx = pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
GOOD = OptionRow("", 342_000.0, 270_000.0, -34_000.0, 600_000.0, 0.87, 20.3, "reached", varies=True)
TWIN = replace(GOOD, name="twin")
BAD = OptionRow("hard_benefits_only", -529_000.0, -558_000.0, -657_000.0, -461_000.0, 0.0, math.nan, "not_reached",
                varies=True, without=("Shorter contacts",))  # fmt: skip
FIXED = OptionRow("no_risk", 100_000.0, 100_000.0, 100_000.0, 100_000.0, 1.0, math.nan, "no_investment", varies=False,
                  changes=(Change("Adoption", "", 0.6, 0.85, "survey 2026"), Change("Go-live", "month", 8.0, 4.5, "")),
                  added=("Support",))  # fmt: skip


def slide(result: Result, words: Words, *rows: OptionRow, left_out: tuple[str, ...] = ()) -> Slide:
    (made,) = variants(result, Findings(options=OptionTable(rows, 0, left_out)), words)
    return made


def parts(made: Slide) -> tuple[Chart, TextTable]:
    chart, table = made.parts
    assert isinstance(chart, Chart)
    assert isinstance(table, TextTable)
    return chart, table


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((GOOD, BAD), "In the base case “Without a variant” is worth most, EUR 342,000; “Hard benefits only” loses EUR"
                      " 529,000"),
        ((BAD, FIXED, GOOD), "In the base case “Without a variant” is worth most, EUR 342,000; “Hard benefits only”"
                             " loses EUR 529,000"),
        ((FIXED, GOOD), "In the base case “Without a variant” is worth most, EUR 342,000; “No risk” least, EUR"
                        " 100,000"),
        ((GOOD, BAD, TWIN), "Highest in the base case: “Without a variant” and “Twin”, EUR 342,000 each; “Hard benefits"
                            " only” loses EUR 529,000"),
        ((FIXED, GOOD, TWIN), "Highest in the base case: “Without a variant” and “Twin”, EUR 342,000 each; “No risk” is"
                              " worth least, EUR 100,000"),
        ((BAD, BAD), "In the base case all options come to the same net present value"),
        ((OptionRow("a", -1e6, 0, 0, 0, 0, math.nan, "not_reached", varies=True), BAD),
         "No option gains in the base case; “Hard benefits only” loses least, EUR 529,000"),
    ],
)  # fmt: skip
def test_the_finding_is_true_of_the_base_case(
    results: dict[str, Result], words: Words, rows: tuple[OptionRow, ...], said: str
) -> None:
    assert slide(results["good"], words, *rows).title == said


def test_the_table_tells_base_range_chance_and_payback(results: dict[str, Result], words: Words) -> None:
    _, table = parts(slide(results["good"], words, GOOD, BAD, FIXED))
    assert table.header == ("Option, NPV in EUR", "Base case", "P10", "P90", "Chance of a gain", "Payback")
    assert table.rows == (
        ("Without a variant", "342,000", "-34,000", "600,000", "87%", "21 months"),
        ("Hard benefits only", "-529,000", "-657,000", "-461,000", "0%", "not reached"),
        ("No risk", "100,000", "–", "–", "–", "no outlay to pay back"),
    )


def test_the_chart_runs_from_p10_to_p90(results: dict[str, Result], words: Words) -> None:
    chart, _ = parts(slide(results["good"], words, GOOD, BAD))
    by_name = {series.name: series.values for series in chart.series}
    assert chart.categories == ("Without a variant", "Hard benefits only")
    assert by_name["The case itself"] == (600_000.0, None)
    assert by_name["Loss"] == (-34_000.0, pytest.approx(-196_000.0))
    assert by_name["(blank)"] == (0.0, -461_000.0)


def test_the_notes_say_what_sets_options_apart_and_what_is_missing(results: dict[str, Result], words: Words) -> None:
    notes = slide(results["good"], words, GOOD, BAD, FIXED, left_out=("dollars",)).notes
    assert "Hard benefits only: without “Shorter contacts”." in notes
    assert (
        "No risk: Adoption 60% instead of 85% (survey 2026); Go-live 8 months instead of 4.5 months;"
        " with “Support” as well." in notes
    )
    assert "Not shown, since it cannot be computed beside the others: Dollars" in notes
    assert notes[-1].startswith("Source: scenario")


def test_a_run_without_variants_has_no_such_slide(results: dict[str, Result], words: Words) -> None:
    assert list(variants(results["good"], Findings(), words)) == []


def presentation(content: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(content))


def test_the_slide_stands_in_the_deck_and_nothing_overlaps(results: dict[str, Result]) -> None:
    table = OptionTable((GOOD, BAD, FIXED), 0)
    deck = presentation(slides_bytes(results["good"], Findings(options=table)))
    (made,) = [each for each in deck.slides if "is worth most" in each.shapes.title.text_frame.text]
    chart, grid = [shape for shape in made.shapes if shape.has_chart or shape.has_table]
    assert chart.left + chart.width < grid.left
    assert grid.left + grid.width <= deck.slide_width


@pytest.fixture
def compared(results: dict[str, Result]) -> Any:
    return options_of(results, {"good": [400.0] * 12 + [-100.0] * 4, "poor": [100.0] * N})


def test_a_comparison_has_a_deck_of_its_own(compared: Any, words: Words) -> None:
    deck = comparison_deck(compared, words)
    titles = [each.title for each in deck.slides]
    assert titles[0] == "“good” has the highest mean net present value, EUR 175 above “poor”"
    assert titles[1].startswith("In the base case “good” is worth most")
    assert titles[2].startswith("From “good” to “poor”")
    assert titles[3:] == [
        "Options", "Every pair", "What could turn the choice", "From “good” to “poor”, line by line", "Year by year",
    ]  # fmt: skip
    first = next(iter(compared.results.values()))
    _, table = parts(deck.slides[1])
    assert table.rows[0][1] == words.amount(first.base.npv)
    assert all(any(first.scenario.sha256[:16] in note for note in each.notes) for each in deck.slides)


def test_the_bridge_of_the_deck_leads_from_one_to_the_other(compared: Any, words: Words) -> None:
    (chart,) = comparison_deck(compared, words).slides[2].parts
    assert isinstance(chart, Chart)
    bridge = compared.bridges["poor"]
    option = next(series for series in chart.series if series.name == "Option")
    assert (option.values[0], option.values[-1]) == pytest.approx((bridge.start, bridge.end))
    assert not any(option.values[1:-1])
    named = [series.named for series in chart.series]
    assert named == named[::-1]  # whichever end a key is counted from


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_the_deck_of_a_comparison_is_written_in_each_language(compared: Any, language: str) -> None:
    found = words_for(language, "EUR")
    content = comparison_slides_bytes(compared, found)
    assert content == comparison_slides_bytes(compared, found)
    deck = presentation(content)
    expected = {"en": "Options side by side", "it": "Opzioni a confronto", "es": "Comparación de opciones"}
    assert deck.slides[0].shapes.title.text_frame.text == expected[language]
    assert len(deck.slides) == 9


def test_an_empty_cell_is_no_higher_than_its_letters(results: dict[str, Result]) -> None:
    """An empty run is drawn with letters of 18 points, which puts long tables over the foot of their slide."""
    deck = presentation(slides_bytes(results["good"]))
    cells = [cell for each in deck.slides for shape in each.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    empty = [cell.text_frame.paragraphs[0] for cell in cells if not cell.text]
    assert empty
    assert not any(paragraph.runs for paragraph in empty)
    assert all(int(paragraph._p.find(f"{{{A}}}endParaRPr").get("sz")) <= 1400 for paragraph in empty)
