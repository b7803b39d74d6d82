"""From a stated form to its distribution, and to the number it stands for in the base case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.quantities import Quantity, counted
from roi_engine.uncertainty.distributions import (
    Discrete,
    Distribution,
    DistributionError,
    Event,
    Normal,
    Pert,
    Triangular,
    Truncated,
    Uniform,
    beta_from_counts,
    lognormal_from_mean_sd,
    lognormal_from_percentiles,
    metalog_from_percentiles,
    normal_from_percentiles,
    pert_from_interval,
    shifted_lognormal_from_percentiles,
    student_from_mean,
    triangular_from_interval,
)

Numbers = Mapping[str, float]
LEVELS = {"p1": ("p99", 0.01), "p5": ("p95", 0.05), "p10": ("p90", 0.10)}
# the keys whose numbers are in the value's unit; all other numbers of a form are pure
IN_UNIT = frozenset({"value", "low", "mode", "high", "p1", "p5", "p10", "p50", "p90", "p95", "p99", "mean", "sd", "se",
                     "min", "max", "lower", "upper"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A distribution, and its base: a stated number, or None for its `central` measure."""

    distribution: Distribution
    base: float | None = None
    central: str = "mean"
    bounded: bool = False  # lower and upper are part of the fit already

    def within(self, lower: float | None, upper: float | None) -> Shape:
        """The shape cut off at the bounds; its base stays inside them. DistributionError where nothing is left."""
        if lower is None and upper is None:
            return self
        cut = Truncated(self.distribution, lower, upper)
        base = self.base
        if base is not None:
            base = max(base, lower) if lower is not None else base
            base = min(base, upper) if upper is not None else base
        return Shape(cut, base, self.central, True)

    @property
    def base_value(self) -> float:
        """The number in the base case."""
        if self.base is not None:
            return self.base
        return float(self.distribution.ppf(0.5)) if self.central == "median" else float(self.distribution.mean)


def stated_numbers(form: forms.Qualified) -> dict[str, Quantity]:
    """The single numbers that a form states, by key; what stands for itself (growth, initial) is left out."""
    found = {key: getattr(form, key) for key in type(form).model_fields if key not in ("growth", "initial")}
    return {key: number for key, number in found.items() if isinstance(number, Quantity)}


def _three_point(form: Any, at: Numbers) -> Shape:
    low, mode, high = at["low"], at["mode"], at["high"]
    if "confidence" in at:
        fit = pert_from_interval if form.shape == "pert" else triangular_from_interval
        return Shape(fit(low, mode, high, at["confidence"]), mode)
    return Shape(Pert(low, mode, high) if form.shape == "pert" else Triangular(low, mode, high), mode)


def _percentiles(form: Any, at: Numbers) -> Shape:
    stated = [key for key in ("p1", "p5", "p10", "p90", "p95", "p99") if key in at]
    if len(stated) != 2 or LEVELS.get(stated[0], ("", 0.0))[0] != stated[1]:
        raise DistributionError(
            "the percentiles are not a symmetric pair" if stated else "a pair of percentiles is missing",
            "accepted: p10 and p90, p5 and p95, or p1 and p99, with p50 between them or without",
        )
    level, low, high = LEVELS[stated[0]][1], at[stated[0]], at[stated[1]]
    if "p50" not in at:
        fit = lognormal_from_percentiles if form.shape == "lognormal" else normal_from_percentiles
        return Shape(fit(level, low, high), None, "median")
    if form.shape == "lognormal":
        return Shape(shifted_lognormal_from_percentiles(level, low, at["p50"], high), at["p50"])
    if form.shape == "normal":
        raise DistributionError("a normal takes two percentiles", "leave out p50, or leave out shape for a metalog")
    try:
        metalog = metalog_from_percentiles(level, low, at["p50"], high, at.get("lower"), at.get("upper"))
    except DistributionError as error:
        if "lognormal" not in error.hint:
            raise
        keys = ", ".join(f"{key}: {at[key]:.6g}" for key in (stated[0], "p50", stated[1]))
        raise DistributionError(error.message, f"{error.hint}: {{{keys}, shape: lognormal}}") from None
    return Shape(metalog, at["p50"], bounded=True)


def _mean_sd(form: Any, at: Numbers) -> Shape:
    fit = lognormal_from_mean_sd if form.shape == "lognormal" else Normal
    return Shape(fit(at["mean"], at["sd"]))


def weights_of(weights: tuple[Quantity, ...] | None, count: int) -> tuple[float, ...]:
    """The weights of a list; equal ones where none are stated. DistributionError where their number differs."""
    if weights is None:
        return (1.0,) * count
    if len(weights) != count:
        few, many = "1 entry has" if count == 1 else f"{count} entries have", counted(len(weights), "weight")
        raise DistributionError(f"{few} {many}", "one weight an entry is accepted")
    if any(weight.unit for weight in weights):
        raise DistributionError("a weight has no unit", "accepted: [5, 3, 2]")
    return tuple(weight.number for weight in weights)


def _event(form: Any, at: Numbers) -> Shape:
    if not 0.0 <= at["probability"] <= 1.0:
        raise DistributionError(f"probability {at['probability']:.6g} lies outside 0..1", "0 % to 100 % is accepted")
    return Shape(Event(at["probability"]), 0.0)


_BUILDERS: Mapping[type[forms.Qualified], Callable[[Any, Numbers], Shape]] = {
    forms.ThreePoint: _three_point,
    forms.Percentiles: _percentiles,
    forms.MeanSd: _mean_sd,
    forms.MeanSe: lambda form, at: Shape(student_from_mean(at["mean"], at["se"], form.n)),
    forms.Uniform: lambda form, at: Shape(Uniform(at["min"], at["max"])),
    forms.Counts: lambda form, at: Shape(beta_from_counts(at["successes"], at["trials"])),
    forms.Event: _event,
}


def shape_of(form: forms.Qualified, at: Numbers) -> Shape:
    """The distribution of a form whose numbers are all single; `at` are they, in the value's unit.

    Raises DistributionError where no such distribution exists.
    """
    return _BUILDERS[type(form)](form, at)


def discrete(numbers: tuple[float, ...], weights: tuple[Quantity, ...] | None) -> Shape:
    """One of a few numbers."""
    return Shape(Discrete(numbers, weights_of(weights, len(numbers))))
