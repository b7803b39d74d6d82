"""Did the arms come out as they were meant to? A split that did not happen by chance spoils every difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from roi_engine.errors import DataError, Problem

SUSPICIOUS = 0.001  # a low bar on purpose: the check is made on every pilot (Fabijan et al. 2019)


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Customers in each arm against the intended split; `is_mismatch` where chance alone would hardly do this."""

    observed: Mapping[str, int]
    expected: Mapping[str, float]
    chi_square: float
    df: int
    p_value: float
    is_mismatch: bool


def sample_ratio(observed: Mapping[str, int], intended: Mapping[str, float] | None = None) -> SampleRatio:
    """Pearson's chi-square of the customers in each arm against the intended shares (equal where not given).

    Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD. The intended shares
    may be any positive numbers in proportion (50 : 30 : 20). DataError where the arms are not the same, are fewer than
    two or have no customers.
    """
    wanted = dict.fromkeys(observed, 1.0) if intended is None else dict(intended)
    total, parts = sum(observed.values()), sum(wanted.values())
    problems = []
    if set(wanted) != set(observed) or len(observed) < 2:
        said = f"the arms seen ({', '.join(observed)}) are not the arms intended ({', '.join(wanted)})"
        problems.append(Problem("arms", said, accepted="accepted: the same two arms or more"))
    if not all(share > 0 for share in wanted.values()) or min(observed.values(), default=0) < 0 or total <= 0:
        problems.append(Problem("shares", "a share or the number of customers is not above 0"))
    if problems:
        raise DataError(problems)
    expected = {arm: total * wanted[arm] / parts for arm in observed}
    gaps = np.array([(observed[arm] - expected[arm]) ** 2 / expected[arm] for arm in observed])
    df = len(observed) - 1
    chi_square = float(gaps.sum())
    p_value = float(chdtrc(df, chi_square))
    return SampleRatio(dict(observed), expected, chi_square, df, p_value, p_value < SUSPICIOUS)
