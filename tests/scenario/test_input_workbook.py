"""A scenario as input workbook and back: nothing lost, nothing changed but what was filled in."""

from __future__ import annotations

import difflib
import io
import math
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.errors import ScenarioError
from roi_engine.reporting.input_workbook import input_workbook_bytes
from roi_engine.reporting.input_workbook.returning import write_returned
from roi_engine.scenario import kind_of, load_scenario
from roi_engine.scenario.input_workbook import read_input_workbook
from roi_engine.scenario.input_workbook.cells import scalar_source, source_of
from roi_engine.scenario.input_workbook.changing import changed_text
from roi_engine.scenario.input_workbook.spans import Edit, SpanError
from roi_engine.scenario.input_workbook.xlsx import XlsxError, read_xlsx
from roi_engine.scenario.tree import read_tree
from tests.filled_workbook import Content, Workbook

ROOT = Path(__file__).parents[2]
SHIPPED = [
    path
    for folder in ("scenarios", "scenarios/published", "roi_engine/catalogue/templates")
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if kind_of(path) == "scenario"
]
CASE = """\
# the case of a test
schema_version: 1   # never touched
name: Small case
currency: EUR
timeline: {start: 2027-01, years: 2, step: year}
finance: {discount_rate: 10 %/year}

assumptions:
  # what an order brings
  per_order: {low: 5, mode: 10, high: 15, unit: EUR/order, source: time study}  # three points
  orders: 1100 order/year  # from the book
  share: 40 %
  exact: 0.123456789012345
  cost_per_order:
    value: 2.5 EUR/order
    note: >-
      A note over
      two lines.

    # a remark below the note
    owner: sales

benefits:
  savings:
    category: operational
    formula: orders * saving_per_order * share
    inputs:
      orders: $orders
      saving_per_order: $per_order
      share: $share
costs:
  set_up: {table: {initial: 10000, by_year: [0, 0]}, source: offer}
  upkeep: {table: {by_year: [100, 200]}}
simulation: {draws: 64, seed: 1}
variants:
  poor: {assumptions: {share: 10 %}}
"""
Change = Callable[[Workbook], Workbook]
Fill = Callable[..., str]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """The text of CASE (or another) after its workbook was filled in and converted back."""

    def made(change: Change, text: str | bytes = CASE) -> str:
        case, workbook = tmp_path / "case.yaml", tmp_path / "case.xlsx"
        case.write_bytes(text if isinstance(text, bytes) else text.encode())
        workbook.write_bytes(change(Workbook(input_workbook_bytes(case))).content())
        write_returned(workbook, case)
        return case.read_bytes().decode()

    return made


def refused(fill: Fill, change: Change, text: str = CASE) -> list[str]:
    """The problems of a filled workbook, each without the folder it lies in."""
    with pytest.raises(ScenarioError) as caught:
        fill(change, text)
    return [re.sub(r"^\S*/(?=case\.xlsx)", "", str(one)) for one in caught.value.problems]


def changed_lines(before: str, after: str) -> list[str]:
    """What was taken out and put in, line by line."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


@cache
def workbook_of(path: Path) -> bytes:
    return input_workbook_bytes(path)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_untouched_workbook_gives_the_very_same_file(path: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "case.xlsx"
    workbook.write_bytes(workbook_of(path))
    returned = read_input_workbook(workbook)
    assert returned.content == path.read_bytes()
    assert returned.edits == ()


def test_the_same_scenario_gives_the_same_bytes() -> None:
    path = ROOT / "scenarios" / "small_business.yaml"
    assert input_workbook_bytes(path) == workbook_of(path)


def resaved(folder: Path, *names: str) -> Path:
    """The folder with the workbooks as LibreOffice saves them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    out = folder / "resaved"
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(out), *(str(folder / name) for name in names)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_a_workbook_saved_by_another_program_is_read_alike(half: int, tmp_path: Path) -> None:
    hostile = CASE.replace("time study", f'"{HOSTILE[0]}"').replace("offer", '"\\u202E=1+1 \\t _x0041_ 😀"')
    crlf = b"\xef\xbb\xbf" + (hostile + "# " + "è" * 12_000 + " \n").replace("\n", "\r\n").encode()
    (tmp_path / "crlf.yaml").write_bytes(crlf)
    paths = {f"{number}-{path.stem}": path for number, path in enumerate(SHIPPED[half::2])}
    paths |= {"crlf": tmp_path / "crlf.yaml"}
    contents = {name: path.read_bytes() for name, path in paths.items()}
    for name, path in paths.items():
        (tmp_path / f"{name}.xlsx").write_bytes(workbook_of(path))
    out = resaved(tmp_path, *(f"{name}.xlsx" for name in contents))
    for name, content in contents.items():
        returned = read_input_workbook(out / f"{name}.xlsx")
        assert returned.edits == (), name
        assert returned.content == content, name


@pytest.mark.slow
def test_cells_filled_in_survive_another_program(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    book = Workbook(input_workbook_bytes(case)).fill("assumptions.share", value=0.123456789012345)
    book.fill("assumptions.per_order", source=HOSTILE[0]).add("Assumptions", path="fresh", value="7 EUR/order")
    (tmp_path / "case.xlsx").write_bytes(book.content())
    plain = read_input_workbook(tmp_path / "case.xlsx")
    assert len(plain.edits) == 3
    assert read_input_workbook(resaved(tmp_path, "case.xlsx") / "case.xlsx").content == plain.content


# path and cells filled in, beside the override that says the same
ALIKE: list[tuple[str, dict[str, Content], Mapping[str, str]]] = [
    ("assumptions.contacts", {"value": 70000}, {"assumptions.contacts": "{value: 70000}"}),
    ("rollout.adoption", {"mode": 0.8}, {"rollout.adoption.mode": "80 %"}),
    ("assumptions.wage_growth", {"high": 0.05}, {"assumptions.wage_growth.high": "5 %/year"}),
    ("assumptions.agent_cost", {"p50": 27.25}, {"assumptions.agent_cost.p50": "27.25"}),
    ("assumptions.agent_cost", {"more": "lower: 16, upper: 60"},
     {"assumptions.agent_cost.lower": "16", "assumptions.agent_cost.upper": "60"}),
    ("benefits.legacy_tools.running_cost", {"value": 8000},
     {"benefits.legacy_tools.running_cost.value": "8000 EUR/month"}),
    ("benefits.handle_time.hourly_cost", {"value": "30 EUR/hour"}, {"benefits.handle_time.hourly_cost": "30 EUR/hour"}),
    ("costs.training.users", {"value": 140.0, "unit": "user"}, {"costs.training.users": "140 user"}),
    ("timeline.years", {"value": "4"}, {"timeline.years": "4"}),
    ("finance.profile", {"value": "nucleus"}, {"finance.profile": "nucleus"}),
    ("name", {"value": "Another: name"}, {"name": '"Another: name"'}),
    ("risks.data_migration_slips.effects.1.add", {"high": 7}, {"risks.data_migration_slips.effects.1.add.high": "7"}),
    ("finance.tax_rate", {"value": "24 %"}, {"finance.tax_rate": "24 %"}),
    ("benefits.deflection.assisted_cost", {"low": None, "mode": None, "high": None, "value": 5},
     {"benefits.deflection.assisted_cost": "{value: 5, unit: EUR/contact}"}),
    ("benefits.first_contact_resolution.repeat_contact_share", {"more": "successes: 400, trials: 2200"},
     {"benefits.first_contact_resolution.repeat_contact_share": "{successes: 400, trials: 2200}"}),
]  # fmt: skip


def test_filling_in_cells_is_setting_their_paths(fill: Fill, tmp_path: Path) -> None:
    source = ROOT / "scenarios" / "contact_centre.yaml"

    def change(book: Workbook) -> Workbook:
        for path, cells, _ in ALIKE:
            book.fill(path, **cells)
        return book

    text, before = fill(change, source.read_bytes()), source.read_text(encoding="utf-8")
    overrides = {path: said for _, _, stated in ALIKE for path, said in stated.items()}
    filled, meant = load_scenario(tmp_path / "case.yaml"), load_scenario(source, None, overrides)
    assert filled.values.keys() == meant.values.keys()
    for name, value in meant.values.items():
        assert filled.values[name].form == value.form, name
        assert filled.values[name].unit == value.unit, name
    assert (filled.name, filled.timeline, filled.finance.profile) == (meant.name, meant.timeline, meant.finance.profile)
    assert [line for line in text.splitlines() if "#" in line] == [line for line in before.splitlines() if "#" in line]
    assert len(changed_lines(before, text)) <= 2 * len(ALIKE) + 4


@pytest.mark.parametrize(
    ("path", "cells", "overrides"), ALIKE[::4], ids=lambda one: one if isinstance(one, str) else ""
)
def test_each_cell_changes_its_own_lines(
    path: str, cells: dict[str, Content], overrides: Mapping[str, str], tmp_path: Path
) -> None:
    source = ROOT / "scenarios" / "contact_centre.yaml"
    workbook = tmp_path / "case.xlsx"
    workbook.write_bytes(Workbook(workbook_of(source)).fill(path, **cells).content())
    returned = read_input_workbook(workbook)
    assert returned.edits
    assert all(".".join(edit.path).startswith(path) for edit in returned.edits)
    before = source.read_text(encoding="utf-8")
    assert 1 <= len(changed_lines(before, returned.content.decode())) <= 7


def test_only_the_value_changes_and_comments_stay(fill: Fill) -> None:
    after = fill(lambda book: book.fill("assumptions.orders", value=1200).fill("assumptions.per_order", mode=11))
    assert changed_lines(CASE, after) == [
        "-  per_order: {low: 5, mode: 10, high: 15, unit: EUR/order, source: time study}  # three points",
        "-  orders: 1100 order/year  # from the book",
        "+  per_order: {low: 5, mode: 11, high: 15, unit: EUR/order, source: time study}  # three points",
        "+  orders: 1200 order/year  # from the book",
    ]


def test_a_per_cent_stays_a_per_cent(fill: Fill) -> None:
    assert "  share: 12 %\n" in fill(lambda book: book.fill("assumptions.share", value=0.12))
    assert "  share: 7.5 %\n" in fill(lambda book: book.fill("assumptions.share", value="7.5 %"))
    assert "discount_rate: 7 %/year}" in fill(lambda book: book.fill("finance.discount_rate", value=0.07))


def test_a_date_of_the_spreadsheet_is_the_month_or_day_that_is_asked_for(fill: Fill) -> None:
    """46874 is 1 May 2028 as Excel counts days; a month typed by hand becomes such a number there."""
    goal = "goals: {g: {objective: More, target: {line: net, value: 1, by: 2028-12}, strategies: {s: {}}}}\n"
    after = fill(
        lambda book: book.fill("timeline.start", value=46874.0).fill("goals.g.target.by", value=46874.0), CASE + goal
    )
    assert "timeline: {start: 2028-05, years: 2," in after
    assert "by: 2028-05}" in after


def test_fifteen_digits_survive(fill: Fill) -> None:
    assert "  exact: 0.987654321098765\n" in fill(lambda book: book.fill("assumptions.exact", value=0.987654321098765))
    assert "  exact: 123456789.012345\n" in fill(lambda book: book.fill("assumptions.exact", value=123456789.012345))


def test_a_number_becomes_a_range_when_its_columns_are_filled(fill: Fill) -> None:
    after = fill(lambda book: book.fill("assumptions.orders", value=None, low=900, mode=1100, high=1500, owner="sales"))
    assert changed_lines(CASE, after) == [
        "-  orders: 1100 order/year  # from the book",
        "+  orders: {low: 900, mode: 1100, high: 1500, unit: order/year, owner: sales}  # from the book",
    ]


def test_a_range_becomes_percentiles_where_it_stood(fill: Fill) -> None:
    change = {"low": None, "mode": None, "high": None, "p10": 6, "p90": 14.5}
    after = fill(lambda book: book.fill("assumptions.per_order", **change))
    assert "  per_order: {p10: 6, p90: 14.5, unit: EUR/order, source: time study}  # three points\n" in after


def test_a_block_keeps_its_remarks_when_its_form_changes(fill: Fill) -> None:
    change = {"value": None, "low": 2, "high": 3, "note": "shorter", "owner": None}
    after = fill(lambda book: book.fill("assumptions.cost_per_order", **change))
    expected = "  cost_per_order:\n    min: 2 EUR/order\n    max: 3 EUR/order\n    note: shorter\n"
    assert expected + "\n    # a remark below the note\n" in after


def test_words_of_a_form_may_be_chosen(fill: Fill) -> None:
    after = fill(lambda book: book.fill("assumptions.orders", form="mean and standard deviation", more="sd: 90"))
    assert "  orders: {value: 1100" not in after
    assert "  orders: {mean: 1100, sd: 90, unit: order/year}  # from the book\n" in after


HOSTILE = [
    "=cmd|'/c calc'!A1", "+1+1", "-1", "@sum", "'leading", "{a: b}", "[x]", "a: b # c", "null", "~", "%", "- x", "? y",
    "!tag",
    "&anchor", "*alias", "line one\nline two", "tab\there", "\u202eright to left\u202c", "שלום", "😀 emoji", "x" * 300,
    "_x0041_",
    '"quoted" \\ back', "<script>&amp;</script>", "2027-01", "true", "key:", "#hash", "| pipe", "> fold", "$name",
    "é\u0301",
]  # fmt: skip


def test_hostile_texts_survive_both_ways(fill: Fill, tmp_path: Path) -> None:
    rows = "".join(f"  h{number}: {{value: 1, note: nothing}}\n" for number in range(len(HOSTILE)))
    text = CASE.replace("assumptions:\n", f"assumptions:\n{rows}")

    def change(book: Workbook) -> Workbook:
        for number, said in enumerate(HOSTILE):
            book.fill(f"assumptions.h{number}", note=said)
        for number, said in enumerate(HOSTILE[:10]):
            book.add("Assumptions", path=f"fresh{number}", value=1, source=said)
        return book.fill("name", value="=1+1")

    filled = fill(change, text)
    tree, scenario = read_tree(filled.encode(), ""), load_scenario(tmp_path / "case.yaml")
    assert scenario.name == "=1+1"
    for name, key, texts in (("h", "note", HOSTILE), ("fresh", "source", HOSTILE[:10])):
        for number, said in enumerate(texts):
            there = tree.find(("assumptions", f"{name}{number}", key))
            assert there is not None
            assert there.text == said
    assert fill(lambda book: book, filled) == filled


def test_new_rows_of_every_kind(fill: Fill, tmp_path: Path) -> None:
    def change(book: Workbook) -> Workbook:
        book.add("Assumptions", path="wage", p10=26, p50=29, p90=34, unit="EUR/hour", source="payroll: 2026")
        book.add("Assumptions", path="per_order.growth", value="2 %/year")
        book.add("Assumptions", path="orders.growth", value="1 %/year")
        book.add("Benefits", path="faster.use", value="contact_centre.handle_time")
        book.add("Benefits", path="faster.contacts", value=42000, unit="contact/month")
        book.add("Benefits", path="faster.handle_time_reduction", low=0.3, mode=0.8, high=1.4, unit="minute/contact")
        book.add("Benefits", path="faster.hourly_cost", value="$wage")
        book.add("Costs", path="fee.use", value="cost.implementation")
        book.add("Costs", path="fee.fee", value="180000 EUR")
        book.add("Costs", path="fee.overrun", form="shipped evidence", value="it_cost_overrun")
        book.add("Risks", path="slips.probability", value="30 %")
        book.add("Risks", path="slips.effects.1.on", value="costs.fee")
        book.add("Risks", path="slips.effects.1.multiply", low=1.05, mode=1.15, high=1.5)
        return book.add("Correlations", first="assumptions.per_order", second="assumptions.wage", rho=0.4)

    text = fill(change)
    assert [line for line in changed_lines(CASE, text) if line.startswith("-")] == [
        "-  per_order: {low: 5, mode: 10, high: 15, unit: EUR/order, source: time study}  # three points",
        "-  orders: 1100 order/year  # from the book",
    ]
    scenario = load_scenario(tmp_path / "case.yaml")
    assert {line.id for line in scenario.lines} >= {"benefits.faster", "costs.fee", "benefits.savings"}
    assert scenario.values["assumptions.per_order"].growth is not None
    assert scenario.values["assumptions.orders"].growth is not None
    assert [risk.id for risk in scenario.risks] == ["slips"]
    assert '  wage: {p10: 26, p50: 29, p90: 34, unit: EUR/hour, source: "payroll: 2026"}\n' in text
    assert "risks:\n  slips:\n    probability: 30 %\n    effects:\n" in text


LINE = """\
benefits:
  faster:
    use: contact_centre.handle_time
    contacts: 42000 contact/month
    handle_time_reduction: 1 minute/contact
"""


def test_inputs_of_a_line_that_are_not_stated_wait_to_be_filled_in(fill: Fill, tmp_path: Path) -> None:
    text = CASE.replace("benefits:\n", LINE)
    after = fill(lambda book: book.fill("benefits.faster.hourly_cost", low=26, high=34, source="payroll"), text)
    assert changed_lines(text, after) == [
        "+    hourly_cost: {min: 26, max: 34, unit: EUR/hour, source: payroll}",
    ]
    assert load_scenario(tmp_path / "case.yaml").values["benefits.faster.hourly_cost"].unit == "EUR/hour"


def test_titles_are_those_of_the_catalogue_in_the_language_of_the_case(tmp_path: Path) -> None:
    titles = {"en": "Contacts handled", "it": "Contatti gestiti", "es": "Contactos atendidos"}
    for language, title in titles.items():
        case = tmp_path / "case.yaml"
        case.write_text(CASE.replace("benefits:\n", LINE) + f"language: {language}\n", encoding="utf-8")
        book = Workbook(input_workbook_bytes(case))
        sheet, number = book.row_of("benefits.faster.contacts")
        assert book.text(book.cell(sheet, number, "title")) == title


def test_a_part_that_extends_another_file_states_its_own_values_alone(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(CASE, encoding="utf-8")
    case, workbook = tmp_path / "case.yaml", tmp_path / "case.xlsx"
    case.write_text("extends: base.yaml  # below\nassumptions: {share: 30 %}\n", encoding="utf-8")
    book = Workbook(input_workbook_bytes(case)).fill("assumptions.share", value=0.35)
    book.add("Assumptions", path="orders", value="1300 order/year")
    workbook.write_bytes(book.content())
    assert write_returned(workbook, case) == 2
    said = "extends: base.yaml  # below\nassumptions: {share: 35 %, orders: 1300 order/year}\n"
    assert case.read_text(encoding="utf-8") == said
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(ScenarioError, match=r"base\.yaml' was not found"):
        write_returned(workbook, tmp_path / "elsewhere" / "case.yaml")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_rows_are_left_out_by_their_form(fill: Fill) -> None:
    after = fill(lambda book: book.fill("costs.upkeep", form="left out").fill("assumptions.exact", form="left out"))
    assert changed_lines(CASE, after) == ["-  exact: 0.123456789012345", "-  upkeep: {table: {by_year: [100, 200]}}"]


def test_pairs_of_correlations_are_changed_added_and_taken_out(fill: Fill) -> None:
    pairs = "correlations:\n  - {between: [assumptions.per_order, assumptions.share], rho: 0.4}  # sold together\n"
    text = CASE.replace("share: 40 %", "share: {low: 30 %, mode: 40 %, high: 50 %}").replace(
        "variants:", f"{pairs}variants:"
    )
    assert "rho: 0.25}  # sold together\n" in fill(lambda book: book.fill("correlations.1", rho=0.25), text)
    gone = fill(lambda book: book.fill("correlations.1", first=None, second=None, rho=None), text)
    assert changed_lines(text, gone) == ["-" + pairs.splitlines()[1]]


def test_line_ends_and_byte_order_mark_stay(fill: Fill, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode()
    fill(
        lambda book: book.fill("assumptions.share", value=0.5).add("Assumptions", path="more_orders", value=3), content
    )
    after = (tmp_path / "case.yaml").read_bytes()
    assert after.startswith(b"\xef\xbb\xbf# the case")
    assert after.count(b"\n") == after.count(b"\r\n") == content.count(b"\r\n") + 1
    assert b"  share: 50 %\r\n" in after


def test_rows_may_be_moved_and_texts_taken_out(fill: Fill) -> None:
    def change(book: Workbook) -> Workbook:
        sheet, number = book.row_of("assumptions.share")
        book.put(sheet, number, "path", "assumptions.exact")
        book.put(sheet, number, "value", 0.123456789012345)
        book.fill("assumptions.exact", source="measured twice")
        other = number + 1
        book.put(sheet, other, "path", "assumptions.share")
        book.put(sheet, other, "value", 0.4)
        book.put(sheet, other, "source", None)
        return book.fill("costs.set_up.source", value=None)

    after = fill(change)
    assert "  share: 40 %\n" in after
    assert "  exact: {value: 0.123456789012345, source: measured twice}\n" in after
    assert "  set_up: {table: {initial: 10000, by_year: [0, 0]}}\n" in after


def test_every_problem_is_listed_with_its_cell(fill: Fill) -> None:
    book_addresses: dict[str, str] = {}

    def change(book: Workbook) -> Workbook:
        for path, column in (
            ("assumptions.orders", "value"),
            ("assumptions.share", "form"),
            ("benefits.savings", "value"),
        ):
            book_addresses[path] = "case.xlsx:" + book.address(path, column)
        book.fill("assumptions.orders", value="1,5").fill("assumptions.share", form="one numbr")
        book.fill("benefits.savings", value="x").drop("assumptions.exact")
        book.add("Assumptions", path="two words", value=1).add("Assumptions", path=None, value=3)
        return book.add("Costs", path="assumptions.orders", value=1).add("Case", path="nowhere.at.all", value=1)

    found = refused(fill, change)
    assert len(found) == 8
    assert any(
        one.startswith(book_addresses["assumptions.orders"]) and "use a decimal point: 1.5" in one for one in found
    )
    assert any(
        one.startswith(book_addresses["assumptions.share"]) and "did you mean 'one number'?" in one for one in found
    )
    assert any(one.startswith(book_addresses["benefits.savings"]) for one in found)
    assert any("assumptions.exact: the row of this value is gone" in one for one in found)
    assert any("'two words' is no name" in one for one in found)
    assert any("the row has no name" in one for one in found)
    assert any("stands here a second time" in one for one in found)
    assert any("belongs to no part of a scenario" in one for one in found)


def test_what_the_door_refuses_is_told_by_its_cell(fill: Fill, tmp_path: Path) -> None:
    addresses = []

    def change(book: Workbook) -> Workbook:
        addresses.append(book.address("assumptions.per_order", "low"))
        addresses.append(book.address("timeline.years", "value"))
        return book.fill("assumptions.per_order", low=20).fill("timeline.years", value="99")

    found = refused(fill, change)
    assert any(one.startswith(f"case.xlsx:{addresses[0]}: ") and "low <= mode" in one for one in found)
    assert any(one.startswith(f"case.xlsx:{addresses[1]}: ") and "1 to 30" in one for one in found)
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == CASE
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case.xlsx", "case.yaml"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"low": 5}, "make no value"),
        ({"value": None}, "no number any more"),
        ({"value": "about 12"}, "is not a number"),
        ({"more": "{["}, "not readable"),
        ({"value": "$per_order", "source": "me"}, "brings its own unit"),
    ],
)
def test_cells_that_make_no_value_are_refused(cells: dict[str, Content], said: str, fill: Fill) -> None:
    found = refused(fill, lambda book: book.fill("assumptions.orders", **cells))
    assert len(found) == 1
    assert said in found[0]


def test_formulas_of_the_spreadsheet_count_by_their_result(fill: Fill) -> None:
    def formula(book: Workbook, inner: str) -> Workbook:
        sheet, number = book.row_of("assumptions.orders")
        book.put(sheet, number, "value", None)
        cell = book.cell(sheet, number, "value")
        for name, said in re.findall(r"<(\w)>([^<]*)</", inner):
            part = cell.makeelement(cell.tag[:-1] + name, {})
            part.text = said
            cell.append(part)
        if "#" in inner:
            cell.set("t", "e")
        return book

    assert "  orders: 1300 order/year" in fill(lambda book: formula(book, "<f>1000+300</f><v>1300</v>"))
    assert "#REF!" in refused(fill, lambda book: formula(book, "<f>A1/0</f><v>#REF!</v>"))[0]
    assert "never calculated" in refused(fill, lambda book: formula(book, "<f>1+1</f>"))[0]


@pytest.mark.parametrize("said", ['"currency: USD\\n"', '"currency: ', "[1]"])
def test_a_kept_text_that_was_changed_is_refused(said: str, fill: Fill) -> None:
    def change(book: Workbook) -> Workbook:
        for cell in list(book.sheets["roi_engine"].iter()):
            if cell.tag.endswith("}c") and book.text(cell) == '"currency: EUR\\n"':
                book.set_cell(cell, said)
        return book

    assert "the hidden sheet cannot be used" in refused(fill, change)[0]


def test_what_would_say_something_else_is_never_written() -> None:
    for source in ("1, b: 2", "1 # said", "[1", "- 1"):
        with pytest.raises(SpanError):
            changed_text("x: {a: 1}\n", [Edit(("x", "a"), source)])


def bomb(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return held.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><workbook>&c;</workbook>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not an xlsx"),
        (b"PK\x03\x04 nothing", "not an xlsx"),
        (bomb({"hello.txt": b"x"}), "part is missing"),
        (bomb({"xl/workbook.xml": ENTITIES, "xl/_rels/workbook.xml.rels": b"<r/>"}), "entities"),
        (bomb({"xl/workbook.xml": ENTITIES.decode().encode("utf-16")}), "entities"),
        (bomb({"xl/workbook.xml": b"<x>"}), "damaged"),
        (bomb({"xl/workbook.xml": b"<x>" + b" " * 70_000_000}), "unpacks to more"),
        (bomb({f"p{n}": b"" for n in range(600)}), "parts"),
    ],
)
def test_hostile_files_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(XlsxError, match=said):
        read_xlsx(content)


@cache
def whole_workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.yaml"
        case.write_text(CASE, encoding="utf-8")
        return input_workbook_bytes(case)


@settings(max_examples=15, deadline=None)
@given(place=st.floats(0, 1), letters=st.binary(min_size=1, max_size=30))
def test_a_file_damaged_anywhere_is_read_or_refused(place: float, letters: bytes) -> None:
    whole = whole_workbook()
    start = int(place * len(whole))
    damaged = whole[:start] + letters + whole[start + len(letters) :]
    said, read = "", None
    try:
        read = read_xlsx(damaged)
    except XlsxError as refusal:
        said = str(refusal)
    assert said or type(read) is type(read_xlsx(whole))


names = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
scalars = st.one_of(st.from_regex(r"[1-9][0-9]{0,3}( %)?", fullmatch=True), st.sampled_from(["a b", "x: y", "#", "$n"]))
trees = st.recursive(
    scalars,
    lambda below: st.dictionaries(names, below, min_size=1, max_size=4) | st.lists(below, min_size=1, max_size=3),
    max_leaves=12,
)


def block_text(tree: object, indent: int, flow: bool) -> str:
    """A tree as YAML with a comment on every line of a block."""
    space = "  " * indent
    if isinstance(tree, str):
        return f" {scalar_source(tree)}  # said\n"
    if flow:
        return f" {flow_text(tree)}  # flow\n"
    if isinstance(tree, dict):
        return "\n" + "".join(
            f"{space}# above {key}\n{space}{key}:{block_text(one, indent + 1, len(key) > 2)}"
            for key, one in tree.items()
        )
    assert isinstance(tree, list)
    return "\n" + "".join(f"{space}- {flow_text(one)}  # item\n" for one in tree)


def flow_text(tree: object) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {flow_text(one)}" for key, one in tree.items()) + "}"
    return "[" + ", ".join(map(flow_text, tree)) + "]" if isinstance(tree, list) else scalar_source(str(tree))


def paths(tree: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree, 1) if isinstance(tree, list) else ()
    return [found for key, one in below for found in [(*path, str(key)), *paths(one, (*path, str(key)))]]


@settings(max_examples=50, deadline=None)
@given(
    tree=st.dictionaries(names, trees, min_size=1, max_size=4),
    source=st.sampled_from(["7", "8 %", '"a, b"']),
    choice=st.data(),
)
def test_any_place_of_any_text_can_be_changed_added_to_and_taken_out(
    tree: dict[str, object], source: str, choice: st.DataObject
) -> None:
    text = "# top" + block_text(tree, 0, flow=False) + "# end\n"
    path = choice.draw(st.sampled_from(paths(tree)))
    after = changed_text(text, [Edit(path, source)])
    found = read_tree(after.encode(), "").find(path)
    assert found is not None
    assert source_of(found) == source
    added = changed_text(text, [Edit((*path[:-1], "zzzzz"), source)]) if not path[-1].isdecimal() else text
    assert added.count("#") == text.count("#")
    if len(path) > 1 or len(tree) > 1:
        try:
            gone = changed_text(text, [Edit(path, None)])
        except SpanError:
            assert path[-1].isdecimal()  # a list in a list
        else:
            assert len(gone) < len(text) + 5
            assert all(line in text.splitlines() for line in gone.splitlines() if line.startswith("# "))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_written_by_a_cell_is_read_as_that_number(number: float) -> None:
    from roi_engine.scenario.input_workbook.cells import number_text, shown_number

    for per_cent in (False, True):
        read = shown_number(number_text(number, per_cent, "/year"))
        assert isinstance(read.content, float)
        assert math.isclose(read.content, number, rel_tol=1e-14, abs_tol=1e-300)
        assert read.per_cent is per_cent


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_one_scalar_of_yaml(text: str) -> None:
    if any(letter in text for letter in "\0"):
        return
    tree = read_tree(f"a: {{k: {scalar_source(text)}, b: [{scalar_source(text)}]}}\n".encode(), "")
    for path in (("a", "k"), ("a", "b", "1")):
        found = tree.find(path)
        assert found is not None
        assert found.text == text
        assert not found.is_null
