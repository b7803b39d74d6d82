"""Segments: every cell in exactly one, for any number of classes; one's own table read with every fault told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from roi_engine.customers.segments import (
    LANGUAGES,
    MOST_SEGMENTS,
    SegmentTable,
    segment_by_cell,
    segment_of,
    segment_table,
)
from roi_engine.errors import DataError

TWO = {
    "classes": 2,
    "segments": {
        "quiet": {"recency": [1, 1], "worth": [1, 2]},
        "active": {"recency": [2, 2], "worth": [1, 2], "title": "Activos", "description": {"es": "Compran"}},
    },
}


def holders(table: SegmentTable, r: int, f: int, m: int) -> list[str]:
    """Segments whose ranges hold a cell, one by one, by the definition: R, and the mean of F and M, halves up."""
    worth = int((f + m) / 2 + 0.5)
    return [
        each.name
        for each in table.segments
        if each.recency[0] <= r <= each.recency[1] and each.worth[0] <= worth <= each.worth[1]
    ]


def test_every_cell_is_in_exactly_one_segment() -> None:
    table = segment_table()
    by_cell = segment_by_cell()
    assert len(by_cell) == 125
    for (r, f, m), name in by_cell.items():
        assert holders(table, r, f, m) == [name]


def test_the_shipped_table_is_complete_in_each_language() -> None:
    table = segment_table()
    assert len(table.segments) <= MOST_SEGMENTS
    assert {"champions", "loyal", "promising", "new", "at_risk", "dormant", "lost"} <= set(table.names)
    for segment in table.segments:
        for language in LANGUAGES:
            assert segment.title[language]
            assert segment.description[language].endswith(".")
    for language in LANGUAGES:
        assert len({segment.title[language] for segment in table.segments}) == len(table.segments)


@pytest.mark.parametrize("classes", range(2, 11))
def test_the_best_and_the_worst_cell_keep_their_names_at_any_number_of_classes(classes: int) -> None:
    by_cell = segment_by_cell(classes)
    assert len(by_cell) == classes**3
    assert by_cell[(classes,) * 3] == "champions"
    assert by_cell[(1, 1, 1)] == "lost"
    assert by_cell[(classes, 1, 1)] == "new"
    assert by_cell[(1, classes, classes)] == "at_risk"
    without = segment_by_cell(classes, amounts=False)
    assert without == {(r, f): by_cell[r, f, f] for r, f in without}


def test_ten_classes_are_five_of_two() -> None:
    ten, five = segment_by_cell(10, amounts=False), segment_by_cell(5, amounts=False)
    assert all(ten[r, f] == five[(r + 1) // 2, (f + 1) // 2] for r, f in ten)


def test_halves_are_rounded_up() -> None:
    names = segment_table().names
    assert names[segment_of([5], [5], [4])[0]] == "champions"
    assert names[segment_of([5], [4], [4])[0]] == "loyal"
    assert names[segment_of([1], [1], [3])[0]] == "lost"


def test_scores_beyond_the_classes_are_refused() -> None:
    with pytest.raises(DataError, match="scores beyond 1 to 5"):
        segment_of([0], [1], [1])
    with pytest.raises(DataError, match="scores beyond 1 to 4"):
        segment_of([4], [5], [1], classes=4)


def test_ones_own_table() -> None:
    table = segment_table(TWO)
    assert table.names == ("quiet", "active")
    assert table.segments[0].title["it"] == "quiet"
    assert table.segments[1].title["en"] == "Activos"
    assert table.segments[1].description["en"] == "Compran"
    # five classes on a scale of two: 1, 2 are the lower half; 3 lies in the middle and is rounded up
    assert list(segment_of(np.arange(1, 6), np.ones(5, int), table=table)) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"segments": {}}, "is no table of segments"),
        ({"segments": {f"s{n}": {} for n in range(9)}}, "1 to 8 names"),
        ({"clases": 5}, "did you mean 'classes'?"),
        ({"classes": "five"}, "a whole number from 2 to 10"),
        ({"segments": {"all": {"recency": [1, 2], "worth": [1, 3]}}}, r"\[1, 3\] is no range"),
        ({"segments": {"all": {"recency": [1, 2], "worht": [1, 2]}}}, "did you mean 'worth'?"),
        ({"segments": {"all": {"recency": [1, 2], "worht": [1, 2]}}}, "segments.all.worth: is missing"),
        ({"segments": {"all": None}}, "is no segment"),
        ({"segments": {"low": {"recency": [1, 1], "worth": [1, 2]}}}, "recency 2 with worth 1 is in no segment"),
        (
            {"segments": {name: {"recency": [1, 2], "worth": [1, 2]} for name in ("a", "b")}},
            "recency 1 with worth 2 is in a and b",
        ),
    ],
)
def test_faults_of_a_table(change: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        segment_table(TWO | change, file="mine.yaml")


def test_every_fault_is_told() -> None:
    wrong = {"segments": {"a": {"recency": [2, 1], "worth": [0, 5]}, "b": {"recency": [1, 6]}}}
    with pytest.raises(DataError) as refused:
        segment_table(wrong)
    assert [problem.path for problem in refused.value.problems] == [
        "segments.a.recency",
        "segments.a.worth",
        "segments.b.recency",
        "segments.b.worth",
    ]
