"""The presentation as python-pptx reads it: titles, native charts and tables, notes, languages; nothing harmful."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roi_engine.engine import simulate
from roi_engine.engine.result import Result
from roi_engine.reporting.bundle import OutputError
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.slides import slides_bytes
from roi_engine.reporting.theme import NEUTRAL, PRINT_GREY
from roi_engine.reporting.words import Words
from roi_engine.scenario.loading import load_scenario
from tests.reporting.fake_sensitivity import sensitivity

pptx = pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
from PIL import Image  # noqa: E402
from pptx.enum.shapes import MSO_SHAPE_TYPE  # noqa: E402
from pptx.oxml.ns import qn  # noqa: E402

ASKED = Findings(sensitivity())


@pytest.fixture(scope="module")
def decks(results: dict[str, Result]) -> dict[str, Any]:
    """The presentations of the cases that differ in what there is to show."""
    names = ("good", "poor", "certain", "long", "hostile")
    return {name: pptx.Presentation(io.BytesIO(slides_bytes(results[name], ASKED))) for name in names}


def shapes(deck: Any) -> Iterator[Any]:
    return (shape for slide in deck.slides for shape in slide.shapes)


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def chart_with(deck: Any, name: str) -> Any:
    return next(s.chart for s in shapes(deck) if s.has_chart and name in [each.name for each in series_of(s.chart)])


def series_of(chart: Any) -> list[Any]:
    return [each for plot in chart.plots for each in plot.series]


def test_every_slide_has_a_title_of_its_own_and_a_number(decks: dict[str, Any]) -> None:
    for deck in decks.values():
        assert all(titles(deck))
        assert len(set(titles(deck))) == len(titles(deck))
        for number, slide in enumerate(list(deck.slides)[1:], 2):
            fields = [each for each in slide._element.iter(qn("a:fld")) if each.get("type") == "slidenum"]
            assert [each.find(qn("a:t")).text for each in fields] == [str(number)]


def test_the_deck_is_wide_and_tells_the_case_in_order(decks: dict[str, Any]) -> None:
    deck = decks["good"]
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-4)
    found = titles(deck)
    assert found[0] == "Contact-centre CRM"
    # 1,060 k of benefits and 600 k of costs: see the fake ledger
    assert re.match(r"Strong case\. Over 3 years the base case is worth EUR [\d,.]+( million)? in today's", found[1])
    order = ["exceed costs", "The outlay is back", "Benefits exceed costs in", "Half of the draws", "moves the result",
             "explains 40% of the spread", "Assumptions that matter", "under 1 of 2 stresses", "Under stress", "Risks",
             "Assumptions and their sources", "How this was computed"]  # fmt: skip
    places = [next(i for i, title in enumerate(found) if part in title) for part in order]
    assert places == sorted(places)


def test_a_poor_case_is_called_poor(decks: dict[str, Any]) -> None:
    assert titles(decks["poor"])[1].startswith("Poor case. Over 3 years the base case loses")


def test_native_charts_hold_the_figures_of_the_result(results: dict[str, Result], decks: dict[str, Any]) -> None:
    by_name = {each.name: each for each in series_of(chart_with(decks["good"], "P50"))}
    assert tuple(by_name["Base case"].values) == pytest.approx(results["good"].band.base)
    assert tuple(by_name["P50"].values) == pytest.approx(results["good"].band.p50)
    net = next(each for each in series_of(chart_with(decks["good"], "Net")) if each.name == "Net")
    assert tuple(net.values) == pytest.approx(results["good"].by_year.net)
    shares = chart_with(decks["good"], "Share of the spread")
    assert tuple(series_of(shares)[0].values)[:3] == (0.4, 0.25, 0.1)


def test_charts_have_their_own_sheet_and_words_for_those_who_do_not_see(decks: dict[str, Any]) -> None:
    for shape in shapes(decks["good"]):
        if shape.has_chart or shape.has_table:
            assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        if shape.has_chart:
            blob = shape.chart.part.chart_workbook.xlsx_part.blob
            assert b"Sheet1" in zipfile.ZipFile(io.BytesIO(blob)).read("xl/workbook.xml")


# order of the elements in ECMA-376-1, 21.2: what stands out of order is "repaired" by an office program, or lost
ORDER = {
    "c:legend": "legendPos legendEntry layout overlay spPr txPr",
    "c:catAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark"
    " tickLblPos spPr txPr crossAx crosses crossesAt auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "c:valAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark"
    " tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit minorUnit dispUnits",
    "c:lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    "c:ser": "idx order tx spPr invertIfNegative marker pictureOptions dPt dLbls trendline errBars cat val smooth",
    "c:marker": "symbol size spPr",
}


def test_charts_keep_the_order_of_the_schema(decks: dict[str, Any]) -> None:
    seen = set()
    for shape in (shape for deck in decks.values() for shape in shapes(deck) if shape.has_chart):
        for name, order in ORDER.items():
            places = {qn(f"c:{each}"): place for place, each in enumerate(order.split())}
            for element in shape.chart._chartSpace.iter(qn(name)):
                if len(element):
                    found = [places[child.tag] for child in element]
                    assert found == sorted(found), name
                    seen.add(name)
    assert seen == set(ORDER)


def test_no_label_stands_where_its_kind_of_chart_has_no_place(decks: dict[str, Any]) -> None:
    allowed = {"stacked": {"ctr", "inEnd", "inBase"}, "clustered": {"ctr", "inEnd", "inBase", "outEnd"}}
    for shape in (shape for deck in decks.values() for shape in shapes(deck) if shape.has_chart):
        for bars in shape.chart._chartSpace.iter(qn("c:barChart")):
            grouping = bars.find(qn("c:grouping")).get("val")
            assert {each.get("val") for each in bars.iter(qn("c:dLblPos"))} <= allowed[grouping]


def test_tables_have_a_heading_row(decks: dict[str, Any]) -> None:
    found = [shape.table for shape in shapes(decks["good"]) if shape.has_table]
    assert found
    assert all(table.first_row for table in found)
    risks = next(table for table in found if table.cell(0, 0).text == "Risk")
    assert [risks.cell(1, place).text for place in (0, 1, 4)] == ["Data migration slips", "30%", "96,000"]


def test_notes_hold_sources_and_definitions(decks: dict[str, Any]) -> None:
    notes = [slide.notes_slide.notes_text_frame.text for slide in decks["good"].slides]
    assert "Source:" in notes[1]
    assert "Net present value" in notes[1]
    assert "Licences: ledger export 2026" in notes[2]
    assert "Training: no source" in notes[2]


def test_every_run_names_its_language(decks: dict[str, Any]) -> None:
    for slide in decks["good"].slides:
        trees = [
            slide._element,
            slide.notes_slide._element,
            *(s.chart._chartSpace for s in slide.shapes if s.has_chart),
        ]
        for tree in trees:
            assert all(run.find(qn("a:rPr")).get("lang") == "en-GB" for run in tree.iter(qn("a:r")))


def test_nothing_lies_beyond_the_slide_or_over_its_neighbour(decks: dict[str, Any]) -> None:
    for name, deck in decks.items():
        for slide in deck.slides:
            boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
            for left, top, right, bottom in boxes:
                assert min(left, top) >= 0, name
                assert right <= deck.slide_width + 1, name
                assert bottom <= deck.slide_height + 1, name
            bodies = [s for s in slide.shapes if s.has_chart or s.has_table]
            assert all(s.top + s.height <= 13_000 * 508 for s in bodies), name  # above the source line


def test_hostile_names_stay_text(decks: dict[str, Any], results: dict[str, Any]) -> None:
    assert any("<" in title or "=" in title for title in titles(decks["hostile"]))
    for shape in shapes(decks["hostile"]):
        if shape.has_chart:
            with zipfile.ZipFile(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)) as book:
                sheet = book.read("xl/worksheets/sheet1.xml")
                assert b"<f>" not in sheet
                assert b"hyperlink" not in sheet
                assert not [entry for entry in book.namelist() if "external" in entry.lower()]
    content = slides_bytes(results["hostile"], ASKED)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        relations = b"".join(package.read(entry) for entry in package.namelist() if entry.endswith(".rels"))
    assert b'TargetMode="External"' not in relations


def test_reversed_writing_and_controls_are_gone(decks: dict[str, Any]) -> None:
    text = "".join(shape.text_frame.text for shape in shapes(decks["hostile"]) if shape.has_text_frame)
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_long_tables_are_continued(decks: dict[str, Any]) -> None:
    found = [title for title in titles(decks["long"]) if title.startswith("Assumptions and their sources")]
    if len(found) > 1:
        assert found[0].endswith(f"(1/{len(found)})")
        assert found[-1].endswith(f"({len(found)}/{len(found)})")


def test_the_same_result_gives_the_same_bytes(results: dict[str, Result]) -> None:
    first, second = (slides_bytes(results["good"], ASKED) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in package.read("docProps/core.xml")
        assert not [entry for entry in package.namelist() if "thumbnail" in entry]


def test_a_grey_deck_has_no_colour(results: dict[str, Result]) -> None:
    with zipfile.ZipFile(io.BytesIO(slides_bytes(results["good"], ASKED, PRINT_GREY))) as package:
        parts = [e for e in package.namelist() if re.match(r"ppt/(slides|charts)/[^/]+\.xml", e)]
        found = {c for entry in parts for c in re.findall(rb'srgbClr val="([0-9A-F]{6})"', package.read(entry))}
    assert found
    assert all(c[:2] == c[2:4] == c[4:] for c in found)


def test_without_the_library_the_extra_is_named(results: dict[str, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)  # as where it is not installed
    with pytest.raises(OutputError, match=r"pip install 'roi-engine\[slides\]'"):
        slides_bytes(results["good"])


def test_a_logo_stands_on_the_opening_slide(results: dict[str, Result], tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (400, 100), "navy").save(logo)
    content = slides_bytes(results["good"], theme=replace(NEUTRAL, name="House", logo=logo))
    first = pptx.Presentation(io.BytesIO(content)).slides[0]
    (picture,) = [shape for shape in first.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "House"
    assert picture.width / picture.height == pytest.approx(4.0, rel=1e-3)
    assert picture.left + picture.width < first.part.package.presentation_part.presentation.slide_width


@pytest.mark.parametrize("size", [13.0, 12.0, 11.0])
def test_a_subtitle_is_written_smaller_before_it_is_cut(size: float, words: Words) -> None:
    from roi_engine.reporting import measure
    from roi_engine.reporting.slides.parts import Deck, Slide, Text
    from roi_engine.reporting.slides.show import show_bytes
    from roi_engine.reporting.slides.stage import INNER

    said = "a"
    while measure.n_lines(f"{said} word", INNER, size) == 1:
        said += " word"
    deck = Deck("Name", (), "en-GB", (Slide("Title", (Text(("Text",)),), said),))
    slide = pptx.Presentation(io.BytesIO(show_bytes(deck, NEUTRAL))).slides[1]
    (run,) = [
        r for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs for r in p.runs if r.text == said
    ]
    assert run.font.size.pt == size


@pytest.mark.slow
def test_todays_customers_have_their_slides(repository: Path) -> None:
    scenario = load_scenario(repository / "scenarios" / "service_firm.yaml", overrides={"simulation.draws": "1024"})
    result = simulate(scenario)
    deck = pptx.Presentation(io.BytesIO(slides_bytes(result)))
    chart = chart_with(deck, "With the CRM")
    by_name = {each.name: each for each in series_of(chart)}
    yearly = result.scenario.timeline.periods_per_year
    assert result.customers is not None
    expected = [yearly * amount for amount in result.customers.total.margin_without]
    assert tuple(by_name["Without"].values) == pytest.approx(expected)
    table = next(s.table for s in shapes(deck) if s.has_table and s.table.cell(0, 0).text == "Segment")
    assert table.cell(1, 0).text == (result.customers.segments[0].title or "All customers")
