"""What a workbook holds: sheets, inputs, names, looks for print, stored values; read from the file itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from roi_engine.analysis.drivers import sensitivity
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.theme import contrast
from roi_engine.reporting.workbook import workbook_bytes
from roi_engine.scenario.records import Fixed, Uncertain
from tests.workbook.books import run
from tests.workbook.office import cells, formulas, found

SHEETS = ["Read me", "Inputs", "Timeline", "Lines", "Cash flow", "Rate of return", "Results", "Scenarios",
          "Simulation", "Sensitivity", "Risks", "Checks"]  # fmt: skip

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def book() -> bytes:
    return workbook_bytes(run("contact_centre"))


@pytest.fixture(scope="module")
def held(book: bytes, tmp_path_factory: pytest.TempPathFactory):
    return cells(book, tmp_path_factory.mktemp("cells"))


@pytest.fixture(scope="module")
def texts(book: bytes, tmp_path_factory: pytest.TempPathFactory):
    return formulas(book, tmp_path_factory.mktemp("formulas"))


def part(book: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(book)).read(name).decode()


def sheet_file(book: bytes, name: str) -> str:
    names = re.findall(r'<sheet name="([^"]+)"', part(book, "xl/workbook.xml"))
    return part(book, f"xl/worksheets/sheet{names.index(name) + 1}.xml")


def test_the_same_run_gives_the_same_bytes(book: bytes) -> None:
    assert workbook_bytes(run("contact_centre")) == book


def test_sheets_stand_in_the_order_of_reading(held) -> None:
    assert list(held) == SHEETS


def test_sheets_without_anything_to_say_are_left_out(tmp_path: Path) -> None:
    found = cells(workbook_bytes(run("published/forrester_example_2")), tmp_path)
    assert {"Risks", "Customers", "Goals"}.isdisjoint(found)


def test_the_stored_values_are_the_engines(held) -> None:
    result = run("contact_centre")
    for name in ("npv", "roi", "irr", "payback_months", "mirr", "peak_funding", "bcr"):
        assert found(held["Results"], DEFINITIONS[name].title) == pytest.approx(getattr(result.base, name), rel=1e-12)


def test_every_input_is_there_with_unit_source_and_range(held) -> None:
    result, inputs = run("contact_centre"), held["Inputs"]
    header = {value: address[0] for address, value in inputs.items() if re.fullmatch(r"[A-Z]4", address)}
    rows = {
        inputs[address]: address[len(header["Path"]) :]
        for address in inputs
        if re.fullmatch(rf"{header['Path']}\d+", address)
    }
    stated = [row for row in result.assumptions if row.path in rows]
    assert len(stated) > 50
    for row in stated:
        at = rows[row.path]
        assert inputs[header["In use"] + at] == pytest.approx(row.base)
        assert inputs[header["Base case"] + at] == pytest.approx(row.base)
        assert inputs.get(header["Unit"] + at, "") == row.unit
        assert inputs.get(header["Source"] + at, "") == row.source
        assert inputs.get(header["Note"] + at, "") == row.note
        if row.uncertain:
            assert (inputs[header["P10"] + at], inputs[header["P90"] + at]) == pytest.approx((row.p10, row.p90))
    single = {path for path, value in result.scenario.values.items() if isinstance(value.form, Fixed | Uncertain)}
    assert {*rows} - {"Path"} == single


def test_names_are_defined_once_and_point_at_inputs(book: bytes) -> None:
    defined = dict(re.findall(r'<definedName name="([^"]+)">([^<]+)<', part(book, "xl/workbook.xml")))
    names = [name for name in defined if name.startswith("in_")]
    assert len(names) > 50
    assert len({name.lower() for name in defined}) == len(defined)
    assert "in_benefits_handle_time_handle_time_reduction" in names
    assert all(re.fullmatch(r"Inputs!\$C\$\d+", defined[name]) for name in names)
    assert all(re.fullmatch(r"[A-Za-z_]\w*", name) and len(name) < 255 for name in names)


def test_formulas_are_plain(texts) -> None:
    """Functions of Excel 2010, nothing that hides an error, nothing longer than a cell takes."""
    every = [text for held in texts.values() for text in held.values()]
    known = {"IF", "AND", "OR", "ABS", "EXP", "LN", "SQRT", "MIN", "MAX", "INT", "INDEX", "NA", "SUM", "SUMPRODUCT",
             "SUMIFS", "AVERAGE", "SIGN", "CHOOSE", "MATCH", "COUNTIF", "ISNUMBER"}  # fmt: skip
    assert {name for text in every for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", text))} <= known
    assert max(map(len, every)) < 8192


def test_lines_are_formulas_over_their_own_rows(held, texts) -> None:
    """Contacts x minutes saved x cost of an hour x ...: the flow refers to the rows of its block."""
    lines = held["Lines"]
    row = next(
        address[1:]
        for address, value in lines.items()
        if value == "Shorter contacts" and lines.get(f"C{address[1:]}") == "operational"
    )
    flow = texts["Lines"][f"K{row}"]
    assert "!" not in flow
    assert len(re.findall(r"K\d+|\$F\$\d+", flow)) == 5


def test_every_sheet_prints_across_one_page_with_its_headings(book: bytes, held) -> None:
    for name in held:
        xml = sheet_file(book, name)
        upright = name in ("Rate of return", "Scenarios", "Checks")  # few columns, many rows
        assert f'orientation="{"portrait" if upright else "landscape"}"' in xml, name
        assert re.search(r'fitToHeight="[01]"|<pageSetUpPr fitToPage="1"', xml), name
    workbook = part(book, "xl/workbook.xml")
    for name in ("Inputs", "Lines", "'Cash flow'", "Results"):
        assert re.search(rf"_xlnm.Print_Titles[^>]*>{name}!\$4:\$4", workbook), name
    assert "<pane " in sheet_file(book, "Lines")


def look_of(book: bytes, sheet: str, address: str) -> str:
    """The look of a cell as the file has it: its alignment and indent, and the format of its number."""
    xml = ET.fromstring(sheet_file(book, sheet))
    styles = ET.fromstring(part(book, "xl/styles.xml"))
    (cell,) = [each for each in xml.iter(f"{MAIN}c") if each.get("r") == address]
    found = styles.find(f"{MAIN}cellXfs")[int(cell.get("s"))]
    formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{MAIN}numFmt")}
    side = found.find(f"{MAIN}alignment")
    told = {} if side is None else side.attrib
    return " ".join((told.get("horizontal", ""), told.get("indent", "0"), formats.get(found.get("numFmtId"), "")))


def test_a_title_after_figures_keeps_off_from_them(book: bytes, held) -> None:
    """“P90” stands on the right of its cell; “Evidence” beside it must not touch it."""
    header = {value: address for address, value in held["Inputs"].items() if re.fullmatch(r"[A-Z]+4", address)}
    assert look_of(book, "Inputs", header["P90"]).startswith("right")
    assert look_of(book, "Inputs", header["Evidence"]).startswith("left 1")
    assert look_of(book, "Inputs", header["As stated"]).startswith("left 1")


def test_a_time_says_that_it_is_in_months(book: bytes, held) -> None:
    title = DEFINITIONS["payback_months"].title
    for name in ("Read me", "Results", "Scenarios", "Simulation", "Checks"):
        row = next(address[1:] for address, value in held[name].items() if value == title)
        assert '0.0 "months"' in look_of(book, name, f"B{row}"), name


def test_amounts_name_their_currency(held) -> None:
    for name in ("Results", "Scenarios", "Simulation", "Sensitivity", "Risks", "Checks"):
        assert str(held[name]["A2"]).endswith("Amounts in EUR."), name


def test_a_sign_is_no_share(book: bytes, held) -> None:
    row = next(address[1:] for address, value in held["Cash flow"].items() if value == "sign")
    assert "%" not in look_of(book, "Cash flow", f"E{row}")


def test_the_years_of_the_calendar_are_printed(held) -> None:
    rows = {value: address[1:] for address, value in held["Timeline"].items() if address.startswith("A")}
    year, month = rows["Year"], rows["First month of the period"]
    assert [held["Timeline"][f"{column}{year}"] for column in "DEF"] == [1, 2, 3]
    assert [held["Timeline"][f"{column}{month}"] for column in "DEF"] == [1, 13, 25]


def test_inputs_carry_their_source_as_a_note(book: bytes) -> None:
    notes = [name for name in zipfile.ZipFile(BytesIO(book)).namelist() if "comments" in name]
    assert "Brynjolfsson" in part(book, notes[0])


def test_the_switch_is_a_list(book: bytes) -> None:
    assert re.search(r'<dataValidation type="list"[^>]*sqref="B4"', sheet_file(book, "Scenarios"))


def test_two_charts_are_native(book: bytes) -> None:
    charts = [name for name in zipfile.ZipFile(BytesIO(book)).namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2


def test_what_was_asked_stands_beside_the_tornado(tmp_path: Path) -> None:
    result = run("contact_centre")
    asked = sensitivity(result)
    sheet = cells(workbook_bytes(result, Findings(sensitivity=asked)), tmp_path)["Sensitivity"]
    assert (sheet["J4"], sheet["O4"]) == ("Share of the spread", "Knowing it is worth")
    top = {driver.path: driver for driver in asked.drivers}[result.swings[0].path]
    assert (sheet["A5"], sheet["J5"]) == (result.swings[0].title, pytest.approx(top.share))


def test_a_stress_is_told_and_its_figures_are_those_of_the_stress(tmp_path: Path) -> None:
    from dataclasses import replace

    from roi_engine.engine import simulate

    base = run("contact_centre").scenario
    stress = base.stresses[0]
    result = simulate(replace(base, simulation=replace(base.simulation, draws=256)), stress=stress)
    book = cells(workbook_bytes(result, Findings(stress=stress)), tmp_path)
    assert "Stress" in str(book["Read me"]["A1"])
    assert found(book["Results"], DEFINITIONS["npv"].title) == pytest.approx(result.base.npv)
    assert found(book["Scenarios"], "Scenario in use") == "Base case"


@pytest.mark.parametrize(
    ("language", "start", "largest"), [("it", "all'inizio (", "il maggiore"), ("en", "at the start (", "the largest")]
)
def test_formulas_stand_in_the_readers_words(language: str, start: str, largest: str, tmp_path: Path) -> None:
    """As in calculation.md: no name of a function that only the scenario's own language knows."""
    result = run("contact_centre")
    scenario = replace(result.scenario, language=language)
    held = cells(workbook_bytes(replace(result, scenario=scenario)), tmp_path)
    said = [str(text) for text in next(held[name] for name in ("Voci", "Lines") if name in held).values()]
    assert any(start in text for text in said)
    assert any(largest in text for text in said)
    assert not [text for text in said if re.search(r"\b(upfront|spread|max|where)\(", text)]
    live = {"it": "quota attiva", "en": "live share"}[language]
    assert any(f"x {live}" in text for text in said)
    assert any(text.startswith(f"{live}: ") for text in said)  # the row that the formula means


def test_an_error_is_not_told_as_nothing(book: bytes) -> None:
    """Of the payback a hundredth of a month: `0.0 months` would say that there is none."""
    sheet = sheet_file(book, "Simulation")
    style = re.search(r'<c r="L9" s="(\d+)"', sheet)
    styles = part(book, "xl/styles.xml")
    looks = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles))
    used = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    assert style is not None
    assert looks[used[int(style[1])]].startswith("0.00 ")


def test_every_text_stands_out_from_its_ground(book: bytes) -> None:
    """A contrast of 4.5 at least (WCAG 2.2, 1.4.3), also of what is quiet: definitions, notes, the engine's figures."""
    styles = ET.fromstring(part(book, "xl/styles.xml"))
    inks = [font.find(f"{MAIN}color") for font in styles.iterfind(f"{MAIN}fonts/{MAIN}font")]
    grounds = [fill.find(f".//{MAIN}fgColor") for fill in styles.iterfind(f"{MAIN}fills/{MAIN}fill")]
    pairs = {
        (
            _colour(inks[int(look.get("fontId", ""))], "#000000"),
            _colour(grounds[int(look.get("fillId", ""))], "#FFFFFF"),
        )
        for look in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    }
    assert len(pairs) >= 4
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def _colour(found: ET.Element | None, usual: str) -> str:
    told = None if found is None else found.get("rgb")
    return f"#{told[2:]}" if told else usual
