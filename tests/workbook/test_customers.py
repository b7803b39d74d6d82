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
    return result, cells(workbook_bytes(result), folder)["Customers"]


@pytest.mark.parametrize("title", NAMES)
def test_every_segment_is_the_engines(sheets, title: str) -> None:
    result, sheet = sheets
    base = result.customers
    wanted = [getattr(segment, NAMES[title]) for segment in (*base.segments, base.total)]
    found = rows_of(sheet, title)
    assert len(found) == len(wanted) > 2
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


def test_the_segments_sum_to_all(sheets) -> None:
    *segments, total = rows_of(sheets[1], "margin, with the CRM")
    assert [sum(column) for column in zip(*segments, strict=True)] == pytest.approx(total, rel=1e-12)
