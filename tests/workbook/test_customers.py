"""The customer base in the workbook: the rows of every segment are the engine's, and they sum to the whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roi_engine.reporting.workbook import workbook_bytes
from tests.workbook.books import run
from tests.workbook.office import cells

NAMES = {
    "active customers, without the CRM": "active_without",
    "active customers, with the CRM": "active_with",
    "margin, without the CRM": "margin_without",
    "margin, with the CRM": "margin_with",
}


def columns(sheet) -> list[str]:
    """The columns with the periods, from their labels in row 4."""
    return [
        address[:-1]
        for address, value in sheet.items()
        if re.fullmatch(r"[A-Z]+4", address) and re.match(r"20\d\d-", str(value))
    ]


def rows_of(sheet, title: str) -> list[list[float]]:
    where = [address[1:] for address, value in sheet.items() if value == title and re.fullmatch(r"A\d+", address)]
    return [[sheet[f"{column}{row}"] for column in columns(sheet)] for row in where]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("customers")
    result = run("service_firm")
    found = cells(workbook_bytes(result), folder)
    return result, found["Customers"], found["Customer value"], found["Timeline"]


@pytest.mark.parametrize("title", NAMES)
def test_every_segment_is_the_engines(sheets, title: str) -> None:
    result, sheet, *_ = sheets
    base = result.customers
    wanted = [getattr(segment, NAMES[title]) for segment in (*base.segments, base.total)]
    found = rows_of(sheet, title)
    assert len(found) == len(wanted) > 2
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


def test_the_segments_sum_to_all(sheets) -> None:
    *segments, total = rows_of(sheets[1], "margin, with the CRM")
    assert [sum(column) for column in zip(*segments, strict=True)] == pytest.approx(total, rel=1e-12)


def test_what_they_are_worth_stands_under_titles_of_its_own(sheets) -> None:
    result, _, worth, _ = sheets
    assert [worth[f"{column}4"] for column in "ACDEF"] == ["Segment and figure", "Base case", "P10", "P50", "P90"]
    rows = [address[1:] for address, value in worth.items() if value == "margin with the CRM"]
    wanted = [segment.pv_with for segment in (*result.customers.segments, result.customers.total)]
    for row, spread in zip(rows, wanted, strict=True):
        found = [worth[f"{column}{row}"] for column in "CDEF"]
        assert found == pytest.approx([spread.base, spread.p10, spread.p50, spread.p90])


def test_helper_rows_say_whose_they_are(sheets) -> None:
    """One formula is written once, under the first segment that needs it."""
    result, _, _, timeline = sheets
    helper = "share left at the end of the period"
    told = [str(value) for value in timeline.values() if str(value).endswith(helper)]
    first = result.customers.segments[0].title
    assert f"{first}, active customers, without the CRM: {helper}" in told
    assert f"{first}, active customers, with the CRM: {helper}" in told
    assert helper not in told
