from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from roi_engine.reporting.tables.cells import csv_text, neutral


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "|calc", "%x", "＝1", "\r=1"])
def test_text_that_starts_a_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["plain", "", "a=b", -5, -5.25, 0, None])
def test_other_cells_stay(cell: str | float | None) -> None:
    assert neutral(cell) == cell


def test_numbers_that_do_not_exist_are_empty() -> None:
    assert neutral(math.nan) is None
    assert neutral(math.inf) is None


def test_csv_round_trip() -> None:
    text = csv_text(("label", "x"), [('a,"b"\nc', np.float64(-1.5)), ("=cmd", math.nan)])
    assert list(csv.reader(io.StringIO(text))) == [["label", "x"], ['a,"b"\nc', "-1.5"], ["'=cmd", ""]]
