"""What drives the result, what must be true of it, and what is worth measuring before signing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.conditional import break_even, chance_given
from roi_engine.analysis.crossings import base_crossings
from roi_engine.analysis.drawn import Drawn, drawn
from roi_engine.analysis.gating import GateResult, gate_result, stated_number
from roi_engine.analysis.indices import interactions
from roi_engine.analysis.information import Worth, evpi, evppi, evppi_of_group, go_or_not
from roi_engine.analysis.ranks import rank_correlation
from roi_engine.analysis.regression import ConditionalMean, conditional_means
from roi_engine.analysis.stressing import StressRow, stress_table
from roi_engine.engine import Result
from roi_engine.engine.register import label_of
from roi_engine.engine.result import Swing

LEVELS = (0.5, 0.8, 0.9)
Z_P90 = 1.2815515655446004
SHOWN_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Driver:
    """One uncertain value and what it does to NPV [currency].

    `share` is its first-order share of NPV's variance; `npv_low` and `npv_high` the tornado (value at P10 and P90, all
    others at base), `mean_at_low` and `mean_at_high` the mean NPV given the value there, all others drawn. `break_even`
    is the value at which the base case's NPV is 0, `break_even_chance` by level the one at which the chance of a
    positive NPV is that level: nan where there is none within its range. A value that takes only a few, as a risk does,
    has no such points; `chance_at_ends` is the chance of a positive NPV given the first and the last of them, None for
    any other. `evppi` is what knowing it before signing is worth. Errors are half-widths of 95 % Monte Carlo errors.
    """

    path: str
    title: str
    unit: str
    event: bool
    low: float
    high: float
    share: float
    share_error: float
    rank_correlation: float
    npv_low: float
    npv_high: float
    mean_at_low: float
    mean_at_high: float
    break_even: float
    break_even_chance: Mapping[float, float]
    evppi: float
    evppi_error: float
    chance_at_ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PairShare:
    """Share of NPV's variance that two values have only together."""

    first: str
    second: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class MeasurementWorth:
    """What a study that settles some values is worth before signing, beside its cost [currency] (nan: not stated)."""

    id: str
    title: str
    of: tuple[str, ...]
    evppi: float
    error: float
    cost: float

    @property
    def net(self) -> float:
        """Worth less cost [currency]; nan without a stated cost."""
        return self.evppi - self.cost


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What drives one result. `drivers` by share, largest first; `adds_up` says whether shares may be added.

    `evpi` is what perfect knowledge of everything is worth for the decision to go or not [currency].
    """

    drivers: tuple[Driver, ...]
    pairs: tuple[PairShare, ...]
    adds_up: bool
    evpi: float
    evpi_error: float
    measurements: tuple[MeasurementWorth, ...]
    gate: GateResult | None
    stresses: tuple[StressRow, ...]


def sensitivity(result: Result, executor: Executor | None = None) -> Sensitivity:
    """Everything that the draws of a result say about its drivers; only the stresses are runs of their own."""
    made = drawn(result)
    options = go_or_not(made.npv)
    perfect = evpi(options, made.inputs.n_replicates)
    gate = gate_result(result, made)
    stresses = stress_table(result.scenario, executor)
    if not made.slots or made.npv.min() == made.npv.max():
        return Sensitivity((), (), True, perfect.value, perfect.error, (), gate, stresses)
    curves = conditional_means(made.inputs, made.npv)
    drivers = _drivers(result, made, curves, perfect)
    return Sensitivity(
        drivers=tuple(sorted(drivers, key=lambda driver: -driver.share)),
        pairs=_pairs(made),
        adds_up=not made.inputs.correlated,
        evpi=perfect.value,
        evpi_error=perfect.error,
        measurements=_measurements(result, made, perfect),
        gate=gate,
        stresses=stresses,
    )


def _drivers(result: Result, made: Drawn, curves: tuple[ConditionalMean, ...], perfect: Worth) -> list[Driver]:
    ranks = rank_correlation(made.inputs, made.npv).value
    swings = {swing.path: swing for swing in result.swings}
    crossings = base_crossings(result.scenario, made)
    found = []
    for row, slot in enumerate(made.slots):
        swing = swings.get(slot.path) or _still(result, made, row)
        worth = evppi([curves[row]], perfect.value)
        low, high = _means(made, row, curves[row])
        found.append(
            Driver(
                path=slot.path,
                title=swing.title,
                unit=swing.unit,
                event=swing.event,
                low=swing.low,
                high=swing.high,
                share=curves[row].explained,  # of a conditional mean: the first-order index
                share_error=curves[row].error,
                rank_correlation=float(ranks[row]),
                npv_low=swing.npv_low,
                npv_high=swing.npv_high,
                mean_at_low=low,
                mean_at_high=high,
                break_even=crossings[row],
                break_even_chance=_chances(made, row, curves[row]),
                evppi=worth.value,
                evppi_error=worth.error,
                chance_at_ends=_chance_at_ends(made, row),
            )
        )
    return found


def _still(result: Result, made: Drawn, row: int) -> Swing:
    """A value that does not move the base case has no swing of its own."""
    slot, scenario = made.slots[row], result.scenario
    unit = scenario.values[slot.path].unit if slot.path in scenario.values else ""
    low, high = made.value(row, -Z_P90), made.value(row, Z_P90)
    npv, event = result.base.npv, slot.path in {f"risks.{risk.id}" for risk in scenario.risks}
    return Swing(slot.path, label_of(scenario, slot.path), unit, low, high, npv, npv, event)


def _means(made: Drawn, row: int, curve: ConditionalMean) -> tuple[float, float]:
    """Mean NPV given the value at its P10 and at its P90, or given its first and its last label."""
    if row in made.inputs.atoms:
        labels = made.inputs.atoms[row]
        ends = np.array([float(labels.min()), float(labels.max())])
    else:
        ends = np.array([-Z_P90, Z_P90])
    low, high = curve.at(ends)
    return float(low), float(high)


def _chances(made: Drawn, row: int, curve: ConditionalMean) -> dict[float, float]:
    if row in made.inputs.atoms:
        return dict.fromkeys(LEVELS, math.nan)
    score = made.inputs.scores[row]
    crossed = break_even(curve, chance_given(score, made.npv, made.inputs.n_replicates), LEVELS).chance
    return {level: math.nan if (at := crossed[level]) is None else made.value(row, at.score) for level in LEVELS}


def _chance_at_ends(made: Drawn, row: int) -> tuple[float, float] | None:
    """Share of the draws with NPV > 0 among those with the first and with the last label."""
    if row not in made.inputs.atoms:
        return None
    labels, gains = made.inputs.atoms[row], made.npv > 0
    return float(gains[labels == labels.min()].mean()), float(gains[labels == labels.max()].mean())


def _pairs(made: Drawn) -> tuple[PairShare, ...]:
    """The strongest interactions that stand out of their error, largest first."""
    found = interactions(made.inputs, made.npv)
    paths = [slot.path for slot in made.slots]
    rows, columns = np.triu_indices(len(paths), k=1)
    pairs = [
        PairShare(paths[i], paths[j], float(found.share[i, j]), float(found.error[i, j]))
        for i, j in zip(rows, columns, strict=True)
        if found.share[i, j] > found.error[i, j]
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.share)[:SHOWN_PAIRS])


def _measurements(result: Result, made: Drawn, perfect: Worth) -> tuple[MeasurementWorth, ...]:
    """The studies that the scenario names, the best net worth first."""
    options = go_or_not(made.npv)
    found = []
    for study in result.scenario.measurements:
        rows = [made.row(path) for path in study.of if path in {slot.path for slot in made.slots}]
        worth = evppi_of_group(rows, made.inputs, options) if rows else Worth(0.0, 0.0, 0.0, 0.0)
        cost = math.nan if study.cost is None else stated_number(study.cost)
        found.append(
            MeasurementWorth(study.id, study.title, study.of, min(worth.value, perfect.value), worth.error, cost)
        )
    return tuple(sorted(found, key=lambda each: -(each.evppi if math.isnan(each.cost) else each.net)))
