"""The workbook of a portfolio: its totals are formulas, and a spreadsheet program comes to the engine's sums."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.analysis.rollup import Rollup, roll_up
from roi_engine.reporting.rollup_report import rollup_files
from roi_engine.reporting.words import words_for
from roi_engine.reporting.workbook.rollup_book import rollup_book_bytes
from roi_engine.scenario import load_portfolio
from tests.workbook.books import SCENARIOS
from tests.workbook.office import cells, formulas, found

WORDS = words_for("en", "EUR")


@pytest.fixture(scope="module")
def rollup() -> Rollup:
    return roll_up(load_portfolio(SCENARIOS / "portfolio.yaml", {"simulation.draws": 512}))


@pytest.fixture(scope="module")
def book(rollup: Rollup) -> bytes:
    return rollup_book_bytes(rollup, WORDS)


def row_of(sheet, title: str) -> str:
    return next(address[1:] for address, value in sheet.items() if value == title and address.startswith("A"))


def test_members_and_their_sum_are_the_engines(book: bytes, rollup: Rollup, tmp_path: Path) -> None:
    held, texts = cells(book, tmp_path), formulas(book, tmp_path)
    members = held["Members"]
    row = row_of(members, "Together")
    assert [members[f"{column}{row}"] for column in "BCD"] == pytest.approx(
        [rollup.rolled.budget, rollup.base_npv, rollup.rolled.total.mean]
    )
    assert all(texts["Members"][f"{column}{row}"].startswith("SUM(") for column in "BCD")
    total = rollup.rolled.total
    assert [members[f"{column}{row}"] for column in "EFGH"] == pytest.approx(
        [total.sd, *(total.percentiles[level] for level in (10, 50, 90))]
    )
    assert f"E{row}" not in texts["Members"]  # spreads do not add up: the engine's own number


def test_the_same_portfolio_gives_the_same_bytes_under_its_name(book: bytes, rollup: Rollup) -> None:
    assert dict(rollup_files(rollup, ("xlsx",), WORDS))["workbook.xlsx"] == book
    assert "workbook.xlsx" not in dict(rollup_files(rollup, ("md",), WORDS))


def test_a_spreadsheet_program_comes_to_the_same_sums(office, book: bytes, rollup: Rollup) -> None:
    computed = office({"portfolio": book})["portfolio"]
    assert found(computed["Checks"], "All sums tie", 3) == "OK"
    years = computed["Year by year"]
    net, cumulative = row_of(years, "Net"), row_of(years, "Cumulative")
    columns = "BCDE"
    assert [years[f"{column}{net}"] for column in columns] == pytest.approx(rollup.by_year["net"], rel=1e-9)
    assert [years[f"{column}{cumulative}"] for column in columns] == pytest.approx(
        rollup.by_year["cumulative"], rel=1e-9
    )
    held = computed["Diversification"]
    assert held["B5"] == pytest.approx(rollup.rolled.diversification.sum_of_sds, rel=1e-9)
    assert held["D6"] == pytest.approx(rollup.rolled.diversification.p10_gained.value, rel=1e-9)
    assert not [value for sheet in computed.values() for value in sheet.values() if str(value).startswith("#")]


def test_a_member_without_funding_need_has_no_ratio(rollup: Rollup, tmp_path: Path) -> None:
    from dataclasses import replace

    first, *others = rollup.rolled.members
    idle = replace(rollup, rolled=replace(rollup.rolled, members=(replace(first, budget=0.0), *others)))
    members = cells(rollup_book_bytes(idle, WORDS), tmp_path)["Members"]
    row = row_of(members, rollup.portfolio.members[0].title)
    assert members[f"I{row}"] == WORDS.missing
