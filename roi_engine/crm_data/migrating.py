"""The change between two scoring dates: the same cut points at both, treated customers against a control group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.base import Base, Log
from roi_engine.crm_data.drifting import Drift, expected_drift
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.scored import cut_points, scored
from roi_engine.crm_data.scoring import CENTS, named_cells
from roi_engine.crm_data.summary import Summary, customer_summary
from roi_engine.crm_data.two_dates import TwoDateRows, two_date_rows
from roi_engine.customers.cut_points import CutPoints
from roi_engine.customers.drift import Effect, difference_from_drift, difference_in_differences, imbalance
from roi_engine.customers.migration import (
    Directions,
    MeanScores,
    TransitionMatrix,
    directions,
    mean_scores,
    segment_transitions,
)
from roi_engine.customers.pairs import Pairs, arm_of, loss, score_change
from roi_engine.customers.segments import SegmentTable, shipped_segments
from roi_engine.customers.value_grid import ValueGrid, grid_change, value_grid
from roi_engine.errors import N_, DataError, ModelError, Notice, Problem, did_you_mean, notice

Array = NDArray[np.float64]
ARM = "arm"
CONTROLS = ("control", "no", "none", "0", "false", "untreated", "holdout", "hold-out", "controllo")
Measured = Literal["score", "lost", "value"]


@dataclass(frozen=True, slots=True)
class MigrationQuestion:
    """Two dates and how they are compared. `control` names the arm kept out, None where its name says so.

    `margin` [share of the amount] turns amounts into value; `has_arm`: a column tells treated and control apart.
    """

    before: date
    after: date
    control: str | None = None
    has_arm: bool = False
    cuts: CutPoints | None = None
    segments: SegmentTable | None = None
    margin: float | None = None
    classes: int = 5
    seed: int = 1


@dataclass(frozen=True, slots=True)
class ArmScores:
    """One arm: who rose and fell, and the mean scores at both dates."""

    name: str
    customers: int
    directions: Directions
    scores: MeanScores


@dataclass(frozen=True, slots=True)
class Migration:
    """Everything that is told of a change; `effects` by what they measure, none where nothing can be compared.

    `balance` are the differences of mean R, F and M between the arms at the first date [standard deviations].
    """

    question: MigrationQuestion
    reports: tuple[DataReport, ...]
    cuts: CutPoints
    table: SegmentTable
    matrix: TransitionMatrix
    arms: tuple[ArmScores, ...]
    control: str
    effects: tuple[tuple[Measured, Effect], ...]
    grid: ValueGrid | None
    balance: tuple[float, float, float] | None
    drift: Drift | None
    notices: tuple[Notice, ...]


def migration(first: Base, second: Base, question: MigrationQuestion) -> Migration:
    """The change from one base to another (the same log, or two lists), both scored by the cut points of the first."""
    _check(first, question)
    table = question.segments or shipped_segments()
    before = customer_summary(first, question.before)
    after = customer_summary(second, question.after)
    for summary in (before, after):
        if not summary.n_customers:
            said = f"no customer had ordered by {summary.until}"
            raise DataError([Problem("no-customers", said, file=summary.base.report.file)])
    cuts = question.cuts or cut_points(before, "independent", question.classes)
    marks = [scored(each, cuts, named_cells(cuts, table, each.base.has_amounts)) for each in (before, after)]
    rows = two_date_rows(marks[0], marks[1], ARM if question.has_arm else None)
    control = _control(rows, question) if question.has_arm else ""
    pairs, notices = _pairs(rows, control, question)
    grid = _grid(rows, cuts.classes, control, question) if first.has_amounts and isinstance(first, Log) else None
    drift: Drift | None = None
    found: tuple[tuple[Measured, Effect], ...] = ()
    if control:
        found = _against_control(pairs, grid, question)
    elif isinstance(first, Log):
        drift, notices = _drift(before, pairs, cuts, question, notices)
        found = _against_drift(pairs, drift, question)
    return Migration(
        question=question,
        reports=(first.report,) if second is first else (first.report, second.report),
        cuts=cuts,
        table=table,
        matrix=segment_transitions(pairs, cuts.classes, table),
        arms=_arms(pairs, control),
        control=control,
        effects=found,
        grid=grid,
        balance=imbalance(pairs) if control else None,
        drift=drift,
        notices=notices,
    )


def _arms(pairs: Pairs, control: str) -> tuple[ArmScores, ...]:
    """The treated (or all) customers, and the control group where there is one."""
    sides = [("treated" if control else "all", True), *([("control", False)] if control else [])]
    found = []
    for name, treated in sides:
        side = arm_of(pairs, treated)
        found.append(ArmScores(name, int(side.count.sum()), directions(side), mean_scores(side)))
    return tuple(found)


def _against_control(
    pairs: Pairs, grid: ValueGrid | None, question: MigrationQuestion
) -> tuple[tuple[Measured, Effect], ...]:
    """Change of score, share lost and change of value: treated minus control."""
    rng = np.random.default_rng(question.seed)
    found: list[tuple[Measured, Effect]] = [
        ("score", difference_in_differences(pairs, score_change(pairs), rng, unit="score"))
    ]
    if pairs.lost.any():
        found.append(("lost", difference_in_differences(pairs, loss(pairs), rng, unit="share")))
    if grid is not None and question.margin is not None:
        change = grid_change(pairs, grid)
        found.append(("value", difference_in_differences(pairs, change, rng, unit="currency")))
    return tuple(found)


def _against_drift(
    pairs: Pairs, drift: Drift | None, question: MigrationQuestion
) -> tuple[tuple[Measured, Effect], ...]:
    """Change of score minus what the model expects of an ageing base: weaker evidence."""
    if drift is None:
        return ()
    rng = np.random.default_rng(question.seed)
    effect = difference_from_drift(
        pairs, score_change(pairs), drift.expected, rng, expected_error=drift.error, unit="score"
    )
    return (("score", effect),)


def _drift(
    before: Summary, pairs: Pairs, cuts: CutPoints, question: MigrationQuestion, notices: tuple[Notice, ...]
) -> tuple[Drift | None, tuple[Notice, ...]]:
    """The drift that a model expects; none, and a notice, where no model fits."""
    try:
        return expected_drift(before, pairs, cuts, question.after, question.seed), notices
    except ModelError as error:
        said = "; ".join(problem.message for problem in error.problems)
        template = N_("the expected drift is not known: {reason}")
        return None, (*notices, notice("no-drift", "drift", template, reason=said))


def _pairs(rows: TwoDateRows, control: str, question: MigrationQuestion) -> tuple[Pairs, tuple[Notice, ...]]:
    """Rows of both arms; customers whose arm is blank are left out of a comparison, and counted."""
    labels = rows.arm.astype(str)
    held = (labels != "") if control else np.ones(labels.size, bool)
    left = int(rows.count[~held].sum())
    notices: tuple[Notice, ...] = ()
    if left:
        template = N_("{customers} customers without an arm are left out of the comparison")
        notices = (notice("no-arm", ARM, template, customers=str(left)),)
    treated = labels[held] != control if control else np.ones(int(held.sum()), bool)
    return Pairs(treated, rows.before[held], rows.after[held], rows.count[held]), notices


def _grid(rows: TwoDateRows, classes: int, control: str, question: MigrationQuestion) -> ValueGrid | None:
    """What a customer of each cell earned between the dates [currency/customer], from the margin of what came.

    Only the control group, where there is one: what the treatment earned must not set the price of a score.
    """
    if question.margin is None:
        return None
    known = rows.before[:, 0] > 0
    if control:
        known &= rows.arm.astype(str) == control
    came = (rows.cents_after - rows.cents_before)[known] / CENTS * question.margin
    r, f = rows.before[known, 0], rows.before[known, 1]
    return value_grid(r, f, rows.count[known], came, classes)


def _control(rows: TwoDateRows, question: MigrationQuestion) -> str:
    """The arm kept out: the one stated, or the one whose name says so; DataError where neither is there."""
    names = sorted({name for name in rows.arm.astype(str).tolist() if name})
    listed = f"arms: {', '.join(names[:20])}"
    if question.control is not None:
        if question.control in names and len(names) > 1:
            return question.control
        said = f"no customer is in the control '{question.control}'"
        if question.control in names:
            said = "every customer is in the control: nobody was treated"
        raise DataError([Problem("no-control", said, ARM, accepted=listed, hint=did_you_mean(question.control, names))])
    found = [name for name in names if name.strip().casefold() in CONTROLS]
    if len(found) == 1 and len(names) > 1:
        return str(found[0])
    hint = f"--control '{names[0]}'" if names else "the column is empty"
    raise DataError([Problem("no-control", "which arm was kept out as the control?", ARM, accepted=listed, hint=hint)])


def _check(first: Base, question: MigrationQuestion) -> None:
    if question.before >= question.after:
        said = f"{question.before} does not come before {question.after}"
        raise DataError([Problem("bad-dates", said, file=first.report.file, accepted="--from before --to")])
