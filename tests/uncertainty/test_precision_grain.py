"""Monte Carlo error in one dimension, where replicates agree better with each other than with the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from roi_engine.uncertainty.precision import summarise
from roi_engine.uncertainty.sampling import point_set


@pytest.mark.parametrize("level", [10, 50, 90])
def test_coverage_with_a_single_value(level: int) -> None:
    truth, inside = norm.ppf(level / 100), 0
    for seed in range(200):
        points = point_set("sobol", 1, seed, 1024)
        draws = norm.ppf(np.array([points.block(replicate, 0)[0] for replicate in range(16)]))
        spread = summarise(draws)
        inside += abs(spread.percentiles[level] - truth) <= spread.error[level]
    assert 180 <= inside <= 200
