"""The difference as a share of the control's mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri, stdtrit

from roi_engine.customers.pilots.contrasts import Contrast
from roi_engine.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Lift:
    """Treated over control, less 1 [1], with the standard error of the delta method and Fieller's interval.

    The interval is that of `level`; where the control's mean cannot be told from 0 the data bound the lift on no side,
    or on one: `is_bounded` is False then and the bounds are infinite.
    """

    arm: str
    lift: float
    se: float
    lower: float
    upper: float
    level: float
    is_bounded: bool


def relative_lift(contrast: Contrast) -> Lift:
    """Lift of a contrast of independent arms (Fieller 1954, JRSS B 16; delta method for `se`).

    The arms' standard errors and degrees of freedom are those of the contrast. DataError where the control's mean is
    0 or below: a percentage of it says nothing.
    """
    base, top = contrast.mean_control, contrast.mean_treated
    if not base > 0:
        said = f"the control's mean is {base:g}: a percentage of it says nothing"
        raise DataError([Problem("control-mean", said, path=contrast.arm, hint="state the difference itself")])
    ratio = top / base
    var_t, var_c = contrast.se_treated**2, contrast.se_control**2
    se = math.sqrt(var_t + ratio * ratio * var_c) / base
    tail = (1 + contrast.level) / 2
    z2 = float(ndtri(tail) if math.isinf(contrast.df) else stdtrit(contrast.df, tail)) ** 2
    # All ratios q with (top - q base)^2 <= z2 (var_t + q^2 var_c): between the roots of a q^2 - 2 b q + c = 0.
    a, b, c = base * base - z2 * var_c, top * base, top * top - z2 * var_t
    if a <= 0:
        return Lift(contrast.arm, ratio - 1, se, -math.inf, math.inf, contrast.level, is_bounded=False)
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Lift(contrast.arm, ratio - 1, se, (b - root) / a - 1, (b + root) / a - 1, contrast.level, is_bounded=True)
