"""The door of every comparison: what is refused, and the error of a mean by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roi_engine.analysis.outcomes import OutcomesError, checked, estimate, place_of


@pytest.mark.parametrize(
    ("names", "outcomes", "n_replicates", "said"),
    [
        (("a", "b"), [[1.0, 2.0]], 1, "2 names"),
        (("a",), [1.0, 2.0], 1, "shape"),
        (("a",), [[]], 1, "shape"),
        (("a", "b"), [[1.0, 2.0], [1.0]], 1, "number of draws"),
        (("a", "a"), [[1.0], [2.0]], 1, "twice: a"),
        (("a", "b"), [[1.0, 2.0], [math.nan, 2.0]], 1, "not finite numbers: b"),
        (("a", "b"), [[math.inf, 2.0], [1.0, 2.0]], 1, "not finite numbers: a"),
        (("a",), [[1.0, 2.0, 3.0]], 2, "3 draws are not 2"),
        (("a",), [[1.0, 2.0]], 0, "2 draws are not 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    names: tuple[str, ...], outcomes: list[object], n_replicates: int, said: str
) -> None:
    with pytest.raises(OutcomesError, match=said):
        checked(names, outcomes, n_replicates)


def test_error_of_a_mean_by_hand() -> None:
    # Replicate means 1.5 and 4.5: their mean's standard error is 1.5, Student's t with one degree of freedom 12.706.
    found = estimate(np.array([1.0, 2.0, 3.0, 6.0]), 2)
    assert found.value == 3
    assert found.error == pytest.approx(1.5 * 12.706204736)
    assert math.isnan(estimate(np.array([1.0, 2.0]), 1).error)


def test_a_name_that_is_not_there_is_answered_with_the_nearest() -> None:
    assert place_of("south", ("north", "south")) == 1
    with pytest.raises(OutcomesError, match="no outcomes are named 'nroth'; did you mean 'north'"):
        place_of("nroth", ("north", "south"))
