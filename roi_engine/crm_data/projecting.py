"""The value of today's customers from a log: history, choice of the model, projection, and the forecast judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.base import Log
from roi_engine.crm_data.discretised import whole
from roi_engine.crm_data.later_orders import LaterRows, SegmentDays, later_rows, segment_days
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.scored import key_counts
from roi_engine.crm_data.scoring import base_facts
from roi_engine.crm_data.segmenting import DAYS, Segmented, base_rows, model_spend, segmented
from roi_engine.crm_data.summary import customer_summary
from roi_engine.customers.backtest import Backtest, backtest
from roi_engine.customers.bootstrap import bootstrap
from roi_engine.customers.choice import Choice, Holdout, choice_of
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.fitness import Finding, fitness_findings
from roi_engine.customers.fitting import Fit
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.customers.monitoring import (
    ConditionalExpectations,
    FrequencyRecency,
    Tracking,
    conditional_expectations,
    frequency_recency,
    tracking,
)
from roi_engine.customers.projection import Projection, project
from roi_engine.customers.rows import BaseRows, SpendRows
from roi_engine.customers.segments import SegmentTable
from roi_engine.customers.spend import fitted_spend
from roi_engine.customers.value import FutureMargin, FutureOrders, future_margin, future_orders
from roi_engine.errors import N_, DataError, ModelError, Notice, Problem, notice

Array = NDArray[np.float64]
MONTH = 365.25 / 12  # days
YEAR = 365.25
SPLIT = 2 / 3  # of the log's time before the holdout that chooses between models
SHORTEST_SPLIT = 180.0  # days of log below which nothing is held out: the rest would be too short to tell
MOST_PERIODS = 600


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """What is asked of a log: end of calibration (its last day by default), model, horizon in days, and the money.

    `margin` is the contribution margin as a share of an order's amount, `margin_per_order` [currency/order] the same as
    a sum, for logs without amounts; where both are None only orders are told. `discount_rate` [1/year]. `bootstrap` is
    a number of refits, 0 for the covariance from the likelihood.
    """

    until: date | None = None
    horizon_days: float = YEAR
    time_unit: str = "week"
    model: str = "auto"
    margin: float | None = None
    margin_per_order: float | None = None
    discount_rate: float = 0.1
    backtest: bool = False
    bootstrap: int = 0
    seed: int = 1
    segments: SegmentTable | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A forecast beside what came: `days` were held out; conditional expectations are over that time."""

    found: Backtest
    days: float
    conditional: ConditionalExpectations


@dataclass(frozen=True, slots=True)
class Valuation:
    """Everything that is told of the value of a base; orders and margins end with the total.

    `days` are the edges of the periods [days after `until`], `age` [time unit] is that of the oldest customer, for whom
    `grid` is. `choice` is None where the model was stated, `margin` without amounts or a stated margin.
    """

    question: ValueQuestion
    report: DataReport
    until: date
    found: Segmented
    n_customers: int
    choice: Choice | None
    projection: Projection
    days: Array
    orders: tuple[FutureOrders, ...]
    margin: FutureMargin | None
    judged: Judged | None
    tracking: Tracking
    grid: FrequencyRecency
    age: float
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]

    @property
    def fit(self) -> Fit:
        """Fit of the order model."""
        return self.projection.model


def valuation(log: Log, question: ValueQuestion) -> Valuation:
    """The future of the customers of a log; ModelError or DataError where it cannot be told."""
    first, until, last = _dates(log.report, question)
    found, unit = segmented(log, until, table=question.segments), question.time_unit
    spend, notices = _spend(found)
    rows = _rows(found, question, spend is not None)
    choice, fit = _fit(log, rows.history, (first, until), question)
    discrete = is_discrete(fit.model)
    edges, days = periods(question.horizon_days, DAYS[unit] if discrete else None), segment_days(found.marks)
    ahead, time_unit = in_units(edges, unit, discrete), "opportunity" if discrete else unit
    projection = project(rows, ahead, time_unit=time_unit, fit=fit, spend=spend, seed=question.seed)
    age = float(rows.history.age.max())
    return Valuation(
        question=question,
        report=log.report,
        until=until,
        found=found,
        n_customers=found.summary.n_customers,
        choice=choice,
        projection=projection,
        days=edges,
        orders=future_orders(projection, seed=question.seed),
        margin=_margin(projection, edges, question),
        judged=_judged(found, rows, days, projection, (first, last), question) if question.backtest else None,
        tracking=_tracking(rows.history, fit, (first, until, last), days, unit),
        grid=frequency_recency(MODELS[fit.model], fit.log_parameters, age, float(ahead[-1])),
        age=age,
        findings=fitness_findings(base_facts(found.summary, key_counts(found.summary, "orders"))),
        notices=(*notices, *projection.notes),
    )


def _rows(found: Segmented, question: ValueQuestion, amounts: bool) -> BaseRows:
    """Unique rows of the base, times whole for a discrete model, without amounts where no spend model holds."""
    rows = base_rows(found, question.time_unit)
    if is_discrete(question.model):
        rows = replace(rows, history=whole(rows.history))
    return rows if amounts else replace(rows, repeat_amount=None)


def is_discrete(model: str) -> bool:
    """Whether a model counts opportunities instead of time."""
    return model in MODELS and MODELS[model].discrete


def in_units(days: Array, unit: str, discrete: bool) -> Array:
    """Times ahead in units of the model; whole numbers of opportunities where it counts them."""
    return np.asarray(np.rint(days / DAYS[unit]) if discrete else days / DAYS[unit], dtype=np.float64)


def periods(horizon_days: float, opportunity: float | None = None) -> Array:
    """Edges of equal periods of about a month each over the horizon [days], shape (m + 1,).

    `opportunity` [days] is the length of one in a discrete model: each is a period then, those that fit whole.
    """
    if opportunity is not None:
        edges = np.arange(max(1, round(horizon_days / opportunity)) + 1) * opportunity
        return np.asarray(np.rint(edges), dtype=np.float64)
    n = min(max(1, round(horizon_days / MONTH)), MOST_PERIODS)
    return np.linspace(0.0, horizon_days, n + 1)


def _dates(report: DataReport, question: ValueQuestion) -> tuple[date, date, date]:
    """First day of the log, end of calibration and last day; DataError where the question does not fit them."""
    first, last = report.first_date, report.last_date
    if first is None or last is None:
        raise DataError([Problem("no-customers", "there is no order to learn from", file=report.file)])
    until = question.until or last
    if question.backtest and until >= last:
        said = f"nothing in the file comes after {until}: there is nothing to hold the forecast against"
        hint = f"--until with a day before {last}"
        raise DataError([Problem("no-holdout", said, file=report.file, accepted=f"{first} to {last}", hint=hint)])
    return first, until, last


def _spend(found: Segmented) -> tuple[SpendRows | Fit | None, tuple[Notice, ...]]:
    """Fit of the spend model; where there is none to trust, orders are told alone and the notice says why."""
    rows = model_spend(found)
    if rows is None:
        return None, ()
    try:
        return fitted_spend(rows)
    except ModelError as error:
        said = "; ".join(problem.message for problem in error.problems)
        template = N_("orders are told without their amounts: {reason}")
        return None, (notice("no_spend_model", "spend", template, reason=said),)


def _fit(log: Log, history: History, dates: tuple[date, date], question: ValueQuestion) -> tuple[Choice | None, Fit]:
    """The model that was stated, or the one that likelihood and a holdout choose; refitted where that was asked for."""
    choice = None
    if question.model == "auto":
        choice = choice_of(history, _holdout(log, dates, question.time_unit))
    fit = choice.fit if choice is not None else fit_orders(question.model, history)
    if question.bootstrap:
        fit = bootstrap(fit, history, question.bootstrap, question.seed).carried_by(fit)
    return choice, fit


def _holdout(log: Log, dates: tuple[date, date], unit: str) -> Holdout | None:
    """The first two thirds of the calibration's time, and what its customers ordered in the rest of it."""
    first, until = dates
    span = (until - first).days
    if span < SHORTEST_SPLIT:
        return None
    split = first + timedelta(days=round(span * SPLIT))
    summary = customer_summary(log, split)
    rows = later_rows(summary, until)
    if not rows.count.size or not rows.orders.sum():
        return None
    return Holdout(history_of(rows, unit), (until - split).days / DAYS[unit], rows.orders.astype(np.float64))


def history_of(rows: LaterRows, unit: str, *, discrete: bool = False) -> History:
    """The rows with their times in `unit`, whole ones for a discrete model."""
    days, counts = DAYS[unit], rows.count.astype(np.float64)
    found = History(rows.frequency.astype(np.float64), rows.recency_days / days, rows.age_days / days, counts)
    return whole(found) if discrete else found


def _margin(projection: Projection, edges: Array, question: ValueQuestion) -> FutureMargin | None:
    """Contribution margin, each period discounted from its middle; None where amounts or the share are unknown."""
    fixed = question.margin_per_order
    if fixed is None and (projection.spend is None or question.margin is None):
        return None
    discount = (1 + question.discount_rate) ** -((edges[:-1] + edges[1:]) / 2 / YEAR)
    share = question.margin or 0.0
    return future_margin(projection, share, discount, seed=question.seed, margin_per_order=fixed)


def _judged(
    found: Segmented,
    rows: BaseRows,
    days: SegmentDays,
    projection: Projection,
    span: tuple[date, date],
    question: ValueQuestion,
) -> Judged:
    """The forecast over what was held out, as far as the horizon goes, beside what came and the naive forecasts."""
    first, last = span
    unit, until = DAYS[question.time_unit], found.until
    held = min(float((last - until).days), question.horizon_days)
    fit, spend, discrete = projection.model, projection.spend, is_discrete(projection.model.model)
    edges = periods(held, unit if discrete else None)
    held, ahead = float(edges[-1]), in_units(edges, question.time_unit, discrete)
    if ahead[-1] != projection.edges[-1]:
        projection = project(rows, ahead, time_unit=projection.time_unit, fit=fit, spend=spend, seed=question.seed)
    names = tuple(segment.name for segment in projection.segments)
    actual = days.in_periods(names, day_number(until) + edges)
    past = _past(rows.history, days, (first, until), edges[1], unit)
    later = later_rows(found.summary, until + timedelta(days=int(held)))
    history = history_of(later, question.time_unit, discrete=discrete)
    conditional = conditional_expectations(
        MODELS[fit.model], fit.log_parameters, history, float(ahead[-1]), later.orders.astype(np.float64)
    )
    return Judged(backtest(projection, actual, past, YEAR / edges[1], seed=question.seed), held, conditional)


def _past(history: History, days: SegmentDays, span: tuple[date, date], length: float, unit: float) -> Array:
    """Repeat orders of today's customers in whole periods of `length` days before the end of calibration."""
    first, until = span
    n = int((until - first).days // length)
    edges = day_number(until) - length * np.arange(n, -1, -1, dtype=np.float64)
    return repeat_orders(history, days, edges, day_number(until), unit)


def repeat_orders(history: History, days: SegmentDays, edges: Array, today: int, unit: float) -> Array:
    """Repeat orders by period, shape (m,); edges [days since 1970-01-01], `unit` [days] that of the history's times."""
    together = replace(days, segment=np.full(days.day.size, "", object))
    orders = together.in_periods(("",), edges)[0]
    joined = np.rint(today - history.age * unit).astype(np.int64)
    entries = SegmentDays(np.full(joined.size, "", object), joined, np.rint(history.count).astype(np.int64))
    return np.asarray(orders - entries.in_periods(("",), edges)[0])


def _tracking(history: History, fit: Fit, span: tuple[date, date, date], days: SegmentDays, time_unit: str) -> Tracking:
    """Repeat orders by unit of time since the start of the log, actual and expected, beyond the calibration too."""
    first, until, last = (day_number(each) for each in span)
    unit = DAYS[time_unit]
    edges = np.arange(0.0, np.floor((last - first) / unit) + 1)
    actual = repeat_orders(history, days, first + edges * unit, until, unit)
    since = (until - first) / unit - history.age
    since = np.rint(since) if is_discrete(fit.model) else since
    joined, place = np.unique(np.maximum(since, 0.0), return_inverse=True)
    entries = (joined, np.bincount(place, history.count).astype(np.float64))
    return tracking(MODELS[fit.model], fit.log_parameters, entries, edges, actual)
