"""A pilot with a control group: from the columns of a file to the difference it made, all from one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.pilots import (
    Adjusted,
    BootstrapInterval,
    Contrast,
    GroupContrasts,
    Lift,
    SampleRatio,
    Sizes,
    StatedMean,
    StatedShare,
    adjusted_difference,
    bootstrap_difference,
    contrasts_by_segment,
    difference_in_means,
    difference_in_shares,
    holm,
    relative_lift,
    sample_ratio,
    sizes_for_precision,
    smallest_detectable_difference,
    stated_difference,
    stated_share,
)
from roi_engine.errors import DataError, Problem, did_you_mean

Array = NDArray[np.float64]
CONTROLS = ("control", "controls", "no", "none", "false", "0", "untreated", "holdout", "hold-out", "controllo")
MOST_ARMS = 20  # beyond, the column is a number or a name and no treatment
MOST_SEGMENTS = 50


@dataclass(frozen=True, slots=True)
class PilotQuestion:
    """What is asked of a pilot's file: headers of its columns, and how its outcome is to be taken.

    `control` names the arm that was kept out, None where it is to be known by its name. `share`: the outcome is 0 or 1.
    `intended` is the split that was meant, None for equal arms. `precision` is a wanted half width of the interval of
    the difference [unit of the outcome], None where no size is asked for.
    """

    treatment: str
    outcome: str
    control: str | None = None
    covariates: tuple[str, ...] = ()
    segment: str | None = None
    share: bool = False
    intended: tuple[tuple[str, float], ...] | None = None
    precision: float | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class PilotColumns:
    """One row a customer: arm and segment as text, shape (n,), outcome (n,) and covariates (n, n_covariates)."""

    file: str
    sha256: str
    arm: NDArray[np.object_]
    outcome: Array
    covariates: Array
    segment: NDArray[np.object_] | None


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm as it came out: customers, mean of the outcome and its standard error [unit of the outcome]."""

    name: str
    n: int
    mean: float
    se: float
    share: StatedShare | None


@dataclass(frozen=True, slots=True)
class ArmEffect:
    """What one treatment did against the control.

    `lift` is None where the control's mean is not above 0; `adjusted` without covariates; `segments` without a segment
    column. `p_holm` is corrected over the arms. `smallest_detectable` is the difference that arms of this size and
    spread find with 80 % power at 5 %. `sizes` are the customers needed for the wanted precision.
    """

    contrast: Contrast
    p_holm: float
    lift: Lift | None
    bootstrap: BootstrapInterval
    adjusted: Adjusted | None
    segments: GroupContrasts | None
    smallest_detectable: float
    sizes: Sizes | None
    value: StatedMean


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot's whole answer; arms in the order of their names, the control apart."""

    question: PilotQuestion
    file: str
    sha256: str
    control: Arm
    arms: tuple[Arm, ...]
    effects: tuple[ArmEffect, ...]
    sample_ratio: SampleRatio

    @property
    def n_customers(self) -> int:
        """Customers of all arms."""
        return self.control.n + sum(arm.n for arm in self.arms)


def measured_pilot(columns: PilotColumns, question: PilotQuestion) -> Pilot:
    """The effect of every arm against the control; DataError where the columns hold no experiment."""
    names = _arms(columns, question)
    control = _control(names, question)
    labels = columns.arm.astype(str)
    if question.share:
        _check_shares(columns.outcome, question)
    rng = np.random.default_rng(question.seed)
    outcomes = {name: columns.outcome[labels == name] for name in names}
    treated = [name for name in names if name != control]
    contrasts = [_contrast(name, outcomes[name], outcomes[control], question.share) for name in treated]
    corrected = holm([contrast.p_value for contrast in contrasts])
    effects = tuple(
        _effect(columns, contrast, float(p), control, question, rng)
        for contrast, p in zip(contrasts, corrected, strict=True)
    )
    return Pilot(
        question=question,
        file=columns.file,
        sha256=columns.sha256,
        control=_arm(control, outcomes[control], question.share),
        arms=tuple(_arm(name, outcomes[name], question.share) for name in treated),
        effects=effects,
        sample_ratio=sample_ratio({name: outcomes[name].size for name in names}, _intended(names, question)),
    )


def _effect(
    columns: PilotColumns,
    contrast: Contrast,
    p_holm: float,
    control: str,
    question: PilotQuestion,
    rng: np.random.Generator,
) -> ArmEffect:
    """Everything about one arm; only its own customers and the control's are looked at."""
    labels = columns.arm.astype(str)
    held = (labels == contrast.arm) | (labels == control)
    outcome, is_treated = columns.outcome[held], labels[held] == contrast.arm
    adjusted = None
    if columns.covariates.shape[1]:
        adjusted = adjusted_difference(outcome, columns.covariates[held], is_treated, arm=contrast.arm)
    segments = None
    if columns.segment is not None:
        segments = contrasts_by_segment(outcome, is_treated, columns.segment.astype(str)[held], arm=contrast.arm)
    sd = _pooled_sd(outcome, is_treated)
    detectable = smallest_detectable_difference(sd, contrast.n_treated, contrast.n_control) if sd > 0 else 0.0
    sizes = None
    if question.precision is not None and sd > 0:
        share = contrast.n_treated / (contrast.n_treated + contrast.n_control)
        sizes = sizes_for_precision(question.precision, sd, treated_share=share)
    return ArmEffect(
        contrast=contrast,
        p_holm=p_holm,
        lift=relative_lift(contrast) if contrast.mean_control > 0 else None,
        bootstrap=bootstrap_difference(outcome[is_treated], outcome[~is_treated], rng),
        adjusted=adjusted,
        segments=segments,
        smallest_detectable=detectable,
        sizes=sizes,
        value=stated_difference(adjusted.contrast if adjusted is not None else contrast),
    )


def _contrast(name: str, treated: Array, control: Array, share: bool) -> Contrast:
    if not share:
        return difference_in_means(treated, control, arm=name)
    return difference_in_shares(int(treated.sum()), treated.size, int(control.sum()), control.size, arm=name)


def _arm(name: str, outcome: Array, share: bool) -> Arm:
    error = float(outcome.std(ddof=1)) / float(np.sqrt(outcome.size))
    return Arm(name, int(outcome.size), float(outcome.mean()), error, stated_share(outcome) if share else None)


def _pooled_sd(outcome: Array, is_treated: NDArray[np.bool_]) -> float:
    """Standard deviation within the arms [unit of the outcome]."""
    arms = (outcome[is_treated], outcome[~is_treated])
    squares = sum(float(((y - y.mean()) ** 2).sum()) for y in arms)
    return float(np.sqrt(squares / (outcome.size - 2)))


def _arms(columns: PilotColumns, question: PilotQuestion) -> list[str]:
    names, counts = np.unique(columns.arm.astype(str), return_counts=True)
    problems = []
    if names.size < 2:
        said = f"the column holds one value, '{names[0]}'" if names.size else "the column is empty"
        problems.append(_problem("one-arm", said, question.treatment, columns.file, "two arms or more"))
    if names.size > MOST_ARMS:
        said = f"the column holds {names.size} different values"
        problems.append(_problem("many-arms", said, question.treatment, columns.file, f"at most {MOST_ARMS} arms"))
    elif (counts < 2).any():
        thin = ", ".join(names[counts < 2])
        problems.append(
            _problem("thin-arm", f"one customer alone in {thin}", question.treatment, columns.file, "two or more")
        )
    if columns.segment is not None and np.unique(columns.segment.astype(str)).size > MOST_SEGMENTS:
        said = f"the column holds more than {MOST_SEGMENTS} different values"
        problems.append(
            _problem("many-segments", said, question.segment or "", columns.file, f"at most {MOST_SEGMENTS} segments")
        )
    if problems:
        raise DataError(problems)
    return [str(name) for name in names]


def _control(names: list[str], question: PilotQuestion) -> str:
    """The arm kept out: the one stated, or the one whose name says so."""
    if question.control is not None:
        if question.control in names:
            return question.control
        hint = did_you_mean(question.control, names)
        said = f"no customer is in the control '{question.control}'"
        problem = Problem("no-control", said, path=question.treatment, accepted=f"arms: {', '.join(names)}", hint=hint)
        raise DataError([problem])
    found = [name for name in names if name.strip().casefold() in CONTROLS]
    if len(found) == 1:
        return found[0]
    said = "which arm was kept out as the control?"
    hint = f"--control '{names[0]}'"
    problem = Problem("no-control", said, path=question.treatment, accepted=f"arms: {', '.join(names)}", hint=hint)
    raise DataError([problem])


def _intended(names: list[str], question: PilotQuestion) -> Mapping[str, float] | None:
    """The split as stated: by name, or in the order of the names (the control among them)."""
    if question.intended is None:
        return None
    stated = question.intended
    if any(name for name, _ in stated):
        return dict(stated)
    if len(stated) != len(names):
        said = f"{len(stated)} parts are stated for {len(names)} arms"
        accepted = f"one part an arm, in this order: {', '.join(names)}"
        raise DataError([Problem("intended", said, path="--intended", accepted=accepted)])
    return {name: part for name, (_, part) in zip(names, stated, strict=True)}


def _check_shares(outcome: Array, question: PilotQuestion) -> None:
    other = outcome[(outcome != 0) & (outcome != 1)]
    if other.size:
        said = f"{other.size} outcomes are neither 0 nor 1, the first is {other[0]:g}"
        hint = "without --share the means are compared"
        raise DataError([Problem("not-a-share", said, path=question.outcome, accepted="0 and 1", hint=hint)])


def _problem(code: str, message: str, path: str, file: str, accepted: str) -> Problem:
    return Problem(code, message, path=path, file=file, accepted=accepted)
