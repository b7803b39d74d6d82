"""The ledger: the one place where lines become totals. Whatever is shown as a total is the sum of these lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Totals of a block [currency]: flows (undiscounted) and present values, benefits and costs both positive.

    `benefits` and `costs` are sums over the whole horizon with the initial column, `net` is benefits less costs by
    period without it. Shapes: `net` (n_draws, n_periods), all others (n_draws,); `pv_cashable` is benefits less costs
    of the cashable lines; `pv_lines` holds one array (n_draws or 1,) for each line, in their order. Whoever fills it
    takes each line once, so that a total is the sum of its lines and nothing else.
    """

    benefits_initial: Array
    costs_initial: Array
    benefits: Array
    costs: Array
    net: Array
    pv_operational: Array
    pv_analytical: Array
    pv_costs: Array
    pv_cashable: Array
    pv_lines: tuple[Array, ...]
