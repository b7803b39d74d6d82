"""Evenness of classes, counted by hand; the tied share beside a shuffle of the rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.evenness import evenness
from roi_engine.customers.scores import histogram_of, quantile_cuts


def of(keys: list[int], classes: int = 5) -> tuple[tuple[float, ...], tuple[int, ...], float, int | None]:
    histogram = histogram_of(keys)
    found = evenness(histogram, quantile_cuts(histogram, classes))
    return found.shares, found.empty, found.tied_share, found.uneven


def test_even_classes() -> None:
    shares, empty, tied, uneven = of(list(range(100)))
    assert shares == (0.2,) * 5
    assert (empty, tied) == ((), 0.0)
    assert uneven is None


def test_ties_empty_the_classes_beside_them() -> None:
    shares, empty, tied, uneven = of([1] * 55 + [2] * 20 + [3] * 25)
    # quantiles 1, 1, 2 and 3; the last gives way to 2, so that 3 is the best: 1 scores 1, 2 scores 3, 3 scores 5
    assert shares == (0.55, 0.0, 0.2, 0.0, 0.25)
    assert empty == (2, 4)
    # 1 holds the quantiles at 20 and 40, 2 holds 60, 3 holds 80: every one is cut through
    assert tied == 1.0
    assert uneven == 1


def test_a_tie_that_ends_on_a_quantile_is_not_cut_through() -> None:
    assert of([1] * 20 + [2] * 20 + [3] * 20 + [4] * 20 + [5] * 20)[2] == 0.0
    assert of([1] * 60 + list(range(2, 42)))[2] == 0.6


@given(keys=st.lists(st.integers(0, 5), min_size=1, max_size=25), classes=st.integers(2, 6))
def test_the_tied_share_is_of_values_that_a_ranking_by_row_would_split(keys: list[int], classes: int) -> None:
    ranked = sorted(keys)
    by_row = [rank * classes // len(keys) for rank in range(len(keys))]  # class of each rank, ties broken by row
    split = {key for key in keys if len({by_row[place] for place, each in enumerate(ranked) if each == key}) > 1}
    histogram = histogram_of(keys)
    found = evenness(histogram, quantile_cuts(histogram, classes)).tied_share
    # a rank that lies astride a quantile makes the two rulers differ by that one customer
    if len(keys) % classes == 0:
        assert found == sum(key in split for key in keys) / len(keys)


def test_an_empty_base() -> None:
    shares, empty, tied, _ = of([])
    assert (shares, empty, tied) == ((0.0,) * 5, (1, 2, 3, 4, 5), 0.0)
    assert np.isfinite(tied)
