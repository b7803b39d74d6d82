"""Trip wires: means by hand, thin ones pooled, and the customers beyond them counted one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roi_engine.customers.latency import latency, overdue
from roi_engine.errors import DataError


def test_a_wire_hangs_at_a_quarter_over_the_mean_gap() -> None:
    found = latency([1, 2, 3], [500, 200, 90], [90.0, 60.0, 30.0], [40.0, 30.0, 20.0])
    assert list(found.wire) == [112.5, 75.0, 37.5]
    assert not found.pooled.any()
    assert list(latency([1], [50], [80.0], [1.0], factor=2.0).wire) == [160.0]


def test_thin_ones_are_judged_together() -> None:
    # from n = 3 on fewer than 30 gaps: (20 x 50 + 20 x 70) / 40 = 60, times 1.25
    found = latency([1, 2, 3, 4], [500, 200, 20, 20], [90.0, 60.0, 50.0, 70.0], [1.0] * 4)
    assert list(found.wire) == [112.5, 75.0, 75.0, 75.0]
    assert list(found.pooled) == [False, False, True, True]


def test_a_tail_too_thin_even_together_takes_in_the_last_thick_one() -> None:
    # (100 x 60 + 10 x 16) / 110 = 56
    found = latency([1, 2, 3], [500, 100, 10], [90.0, 60.0, 16.0], [1.0] * 3, factor=1.0)
    assert found.wire == pytest.approx([90.0, 60.0, 56.0])


def test_a_small_base_has_one_wire() -> None:
    # (10 x 30 + 5 x 60) / 15 = 40
    assert latency([1, 2], [10, 5], [30.0, 60.0], [1.0] * 2, factor=1.0).wire == pytest.approx([40.0, 40.0])


def test_rows_in_any_order() -> None:
    found = latency([2, 1], [200, 500], [60.0, 90.0], [3.0, 4.0])
    assert list(found.n) == [1, 2]
    assert list(found.wire) == [112.5, 75.0]
    assert list(found.sd_gap) == [4.0, 3.0]


def test_who_is_overdue() -> None:
    wires = latency([1, 2], [500, 200], [80.0, 40.0], [1.0] * 2)  # 100 and 50 days
    found = overdue(wires, [1, 1, 2, 2, 7], [100, 101, 50, 51, 60])
    assert list(found.customers) == [2, 3]
    assert list(found.overdue) == [1, 2]
    assert found.share == 0.6
    counted = overdue(wires, [1, 2], [101, 50], customers=[30, 70])
    assert list(counted.overdue) == [30, 0]
    assert counted.share == 0.3
    assert math.isnan(overdue(wires, [], []).share)


@pytest.mark.parametrize(
    ("n", "count", "mean"), [([], [], []), ([1], [0], [10.0]), ([1], [5], [0.0]), ([1, 1], [5, 5], [3.0, 3.0])]
)
def test_no_usable_gaps(n: list[int], count: list[int], mean: list[float]) -> None:
    with pytest.raises(DataError, match="ordered twice"):
        latency(n, count, mean, np.ones(len(n)))
