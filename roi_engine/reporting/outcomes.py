"""How the draws end: in a loss, in a gain, or in neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.engine.result import Result


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Shares of the draws below zero, at zero and above it; they sum to one."""

    loss: float
    even: float
    gain: float


def outcomes(gain: float, drawn: NDArray[np.float64]) -> Outcomes:
    """The three shares from the share of draws above zero and the draws that were kept [currency].

    The share at zero is that of the kept draws; where none of them is zero, whatever is no gain is a loss.
    """
    even = min(float(np.mean(drawn == 0.0)), 1.0 - gain) if drawn.size else 0.0
    loss = 1.0 - gain - even
    return Outcomes(loss if loss > 1e-12 else 0.0, even, gain)  # below: the rounding of the difference


def npv_outcomes(result: Result) -> Outcomes:
    """How the net present value ends over the draws."""
    return outcomes(result.probability.npv_positive, _kept(result.draws, "npv"))


def cashable_outcomes(result: Result) -> Outcomes:
    """How the net present value of cashable lines alone ends over the draws."""
    return outcomes(result.probability.npv_cashable_positive, _kept(result.draws, "npv_cashable"))


def needing_money(result: Result) -> float:
    """Share of the kept draws in which money has to be put in before it comes back."""
    months = _kept(result.draws, "payback_months")
    return float(np.mean(months != 0.0)) if months.size else 0.0


def _kept(draws: Mapping[str, NDArray[np.float64]], name: str) -> NDArray[np.float64]:
    return draws.get(name, np.empty(0))
