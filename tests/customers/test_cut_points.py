"""Cut points as a file keeps them: they come back as they were, and every fault of a stated file is told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.customers.scores import (
    CutPoints,
    Kind,
    as_mapping,
    cut_points_of,
    cut_points_on,
    day_number,
    scores_of,
)
from roi_engine.errors import DataError

TODAY = date(2024, 6, 30)
FIXED: dict[str, Any] = {
    "kind": "fixed",
    "classes": 5,
    "scoring_date": "2024-06-30",
    "recency_days": [30, 90, 180, 365],
    "frequency_orders": [1, 2, 3, 5],
    "monetary_amount": [50, 100, 250.5, 1000],
}


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 9), st.integers(1, 10**7)), min_size=1, max_size=60),
    kind=st.sampled_from(["independent", "nested"]),
    classes=st.integers(2, 10),
    amounts=st.booleans(),
)
def test_a_file_gives_back_the_same_cut_points(
    rows: list[tuple[int, int, int]], kind: Kind, classes: int, amounts: bool
) -> None:
    silent, orders, cents = np.array(rows, np.int64).T
    cuts = cut_points_on(
        day_number(TODAY) - silent, orders, cents if amounts else None, TODAY, kind=kind, classes=classes
    )
    assert cut_points_of(json.loads(json.dumps(as_mapping(cuts)))) == cuts
    assert cut_points_of(yaml.safe_load(yaml.safe_dump(as_mapping(cuts)))) == cuts


def test_fixed_bounds_belong_to_the_class_that_they_close() -> None:
    cuts = cut_points_of(FIXED)
    today = day_number(TODAY)
    silent = np.array([0, 30, 31, 90, 91, 365, 366])
    orders = np.array([1, 2, 3, 4, 5, 6, 1])
    cents = np.array([5000, 5001, 10000, 25050, 25051, 100000, 100001])
    scores = scores_of(cuts, today - silent, orders, cents)
    assert scores.m is not None
    assert list(scores.r) == [5, 5, 4, 4, 3, 2, 1]
    assert list(scores.f) == [1, 2, 3, 4, 4, 5, 1]
    assert list(scores.m) == [1, 2, 2, 3, 4, 4, 5]


def test_what_need_not_be_stated() -> None:
    given_ = {"recency_days": [30, 90], "frequency_orders": [1, 3]}
    assert cut_points_of(given_, scoring_date=TODAY) == CutPoints("fixed", 3, TODAY, (30, 90), ((1, 3),), ())


def test_every_fault_is_told_with_its_place() -> None:
    wrong = {
        "kind": "nestled",
        "clases": 5,
        "scoring_date": "30/06/2024",
        "recency_days": [30, 90, 60, "soon"],
        "frequency_orders": [1, 2, 3],
        "monetary_amount": [0.001, 1, 2, 3],
    }
    with pytest.raises(DataError) as refused:
        cut_points_of(wrong, file="cuts.yaml")
    told = {problem.path: problem for problem in refused.value.problems}
    assert set(told) == {
        "kind", "clases", "scoring_date", "recency_days", "recency_days[3]", "frequency_orders", "monetary_amount[0]",
    }  # fmt: skip
    assert told["clases"].hint == "did you mean 'classes'?"
    assert told["kind"].accepted == "independent, nested or fixed"
    assert all(problem.file == "cuts.yaml" for problem in refused.value.problems)
    assert told["frequency_orders"].accepted == "4 for 5 classes"


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({"classes": True}, "classes", "a whole number from 2 to 10"),
        ({"classes": 11}, "classes", "a whole number from 2 to 10"),
        ({"classes": 4}, "recency_days", "3 for 4 classes"),
        ({"recency_days": None}, "recency_days", "is missing"),
        ({"recency_days": 30}, "recency_days", "is no list"),
        ({"recency_days": [-5, 1, 2, 3]}, "recency_days[0]", "-5 is no bound"),
        ({"frequency_orders": [1, 2, 2.5, 3]}, "frequency_orders[2]", "2.5 is no bound"),
        ({"frequency_orders": [1, float("nan"), 3, 4]}, "frequency_orders[1]", "nan is no bound"),
        ({"frequency_orders": [1, True, 3, 4]}, "frequency_orders[1]", "True is no bound"),
        ({"scoring_date": None}, "scoring_date", "is missing"),
        ({"kind": "nested"}, "frequency_orders", "5 rows for 5 nested classes"),
        ({"kind": "nested"}, "monetary_amount", "25 rows for 5 nested classes"),
    ],
)
def test_one_fault(change: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(DataError) as refused:
        cut_points_of(FIXED | change)
    assert any(problem.path == path and said in str(problem) for problem in refused.value.problems)


def test_dates_as_yaml_reads_them() -> None:
    stated = yaml.safe_load("scoring_date: 2024-06-30\nrecency_days: [30]\nfrequency_orders: [1]\n")
    assert cut_points_of(stated).scoring_date == TODAY
