"""The gate after a pilot: go on, or stop where what was measured falls short; and what the freedom to stop is worth.

The rule looks only at what the pilot can see: stop where `observable` < threshold. The value of the option is shown
beside NPV and never mixed into it. A threshold chosen on draws looks better on the same draws than it is; so the best
one is also valued on draws that had no part in choosing it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.analysis.outcomes import ROUNDING, Estimate, OutcomesError, checked, estimate, folded
from roi_engine.uncertainty.precision import Chance, Spread, chance, summarise

Array = NDArray[np.float64]
Fixed = Literal["go", "stop"]


@dataclass(frozen=True, slots=True)
class GateDraws:
    """What each draw holds at the gate; shape (n_draws,) each, finite.

    `observable`: what the pilot measures, any unit, more is better (turn the sign where less is). `go_value`: NPV if
    the programme goes on; `stop_value`: NPV if it stops after the pilot, with the costs so far and those of stopping
    [currency]. The draws are `n_replicates` consecutive equal replicates.
    """

    observable: Array
    go_value: Array
    stop_value: Array
    n_replicates: int = 1


@dataclass(frozen=True, slots=True)
class GateValue:
    """The rule at one threshold [unit of the observable; -inf: never stop, inf: always stop].

    `outcome`: NPV with the gate [currency]. `over_go`: its mean less the mean of going on whatever the pilot says.
    `over_fixed`: its mean less the mean of the better of always going on and always stopping, named in `fixed`; this is
    what the gate itself is worth. Both may be negative at a poor threshold. `stopping`: chance of stopping.
    """

    threshold: float
    outcome: Spread
    over_go: Estimate
    over_fixed: Estimate
    fixed: Fixed
    stopping: Chance


@dataclass(frozen=True, slots=True)
class BestGate:
    """The best threshold over all draws and its value, as chosen and as held out [currency].

    `chosen` values it on the draws that chose it, which flatters: its gains are never negative (but for rounding).
    `over_go` and `over_fixed` choose a threshold on each half of the draws (whole replicates where there are two or
    more) and value it on the other half: the figures to quote, negative where the pilot tells too little.
    `half_thresholds` are the two thresholds; far apart, the threshold is ill determined.
    """

    chosen: GateValue
    over_go: Estimate
    over_fixed: Estimate
    half_thresholds: tuple[float, float]


def gate_draws(observable: ArrayLike, go_value: ArrayLike, stop_value: ArrayLike, n_replicates: int = 1) -> GateDraws:
    """The draws at the gate, checked.

    Raises
    ------
    OutcomesError
        Arrays of different length, draws that are not finite or not whole replicates.
    """
    names = ("observable", "go_value", "stop_value")
    rows = [np.asarray(row, dtype=np.float64) for row in (observable, go_value, stop_value)]
    if len({row.shape for row in rows}) > 1:
        shapes = ", ".join(f"{name} {row.shape}" for name, row in zip(names, rows, strict=True))
        raise OutcomesError(f"the gate's arrays differ in shape: {shapes}; accepted: (n_draws,) for all")
    seen, go, stop = checked(names, rows, n_replicates)
    return GateDraws(seen, go, stop, n_replicates)


def gate_value(draws: GateDraws, threshold: float) -> GateValue:
    """Value of the option to stop where the observable is below `threshold` (which itself goes on).

    Raises
    ------
    OutcomesError
        The threshold is not a number.
    """
    if math.isnan(threshold):
        raise OutcomesError("the threshold is not a number; accepted: any number, -inf and inf")
    stops = draws.observable < threshold
    outcome = np.where(stops, draws.stop_value, draws.go_value)
    fixed, alternative = _fixed(draws)
    return GateValue(
        threshold=threshold,
        outcome=summarise(folded(outcome, draws.n_replicates)),
        over_go=estimate(outcome - draws.go_value, draws.n_replicates),
        over_fixed=estimate(outcome - alternative, draws.n_replicates),
        fixed=fixed,
        stopping=chance(stops.reshape(draws.n_replicates, -1)),
    )


def best_gate(draws: GateDraws) -> BestGate:
    """The threshold with the highest mean NPV over all draws, exactly, and what it is worth out of sample.

    Of thresholds that do equally well (to rounding) the lowest, which stops least often. With a single draw there is
    nothing to hold out, and those figures are nan.
    """
    n_draws = draws.observable.size
    chosen = gate_value(draws, best_threshold(draws.observable, draws.go_value, draws.stop_value))
    if n_draws < 2:
        unknown = Estimate(math.nan, math.nan)
        return BestGate(chosen, unknown, unknown, (math.nan, math.nan))
    per_replicate = n_draws // draws.n_replicates
    middle = per_replicate * (draws.n_replicates // 2) if draws.n_replicates > 1 else n_draws // 2
    halves = (slice(None, middle), slice(middle, None))
    first, second = (
        best_threshold(draws.observable[half], draws.go_value[half], draws.stop_value[half]) for half in halves
    )
    other = np.where(np.arange(n_draws) < middle, second, first)
    outcome = np.where(draws.observable < other, draws.stop_value, draws.go_value)
    return BestGate(
        chosen=chosen,
        over_go=estimate(outcome - draws.go_value, draws.n_replicates),
        over_fixed=estimate(outcome - _fixed(draws)[1], draws.n_replicates),
        half_thresholds=(first, second),
    )


def best_threshold(observable: Array, go_value: Array, stop_value: Array) -> float:
    """Threshold below which stopping gives the highest mean NPV over these draws [unit of the observable].

    Every rule that differs on the draws is tried: the draws are sorted by what is seen, and the gain of stopping the k
    lowest is a running sum. Draws that look alike are treated alike. The threshold lies midway between the two draws
    it parts; -inf where stopping never pays, inf where it always does.
    """
    rising = np.argsort(observable, kind="stable")
    seen = observable[rising]
    gain = (stop_value - go_value)[rising]
    gathered = np.concatenate(([0.0], np.cumsum(gain)))
    parting = np.concatenate(([0], np.flatnonzero(seen[1:] > seen[:-1]) + 1, [seen.size]))
    enough = gathered[parting].max() - ROUNDING * np.abs(gain).sum()
    n_stopped = int(parting[np.argmax(gathered[parting] >= enough)])
    if n_stopped == 0:
        return -math.inf
    if n_stopped == seen.size:
        return math.inf
    below, above = float(seen[n_stopped - 1]), float(seen[n_stopped])
    middle = below / 2 + above / 2
    return middle if below < middle <= above else above


def _fixed(draws: GateDraws) -> tuple[Fixed, Array]:
    """The better of always going on and always stopping by its mean, and its draws; going on where they are equal."""
    if draws.stop_value.mean() > draws.go_value.mean():
        return "stop", draws.stop_value
    return "go", draws.go_value
