"""What the customers of today will order and spend, by segment and period, as the rest of the engine takes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from roi_engine.customers.chance import Chance, chance
from roi_engine.customers.choice import fit_best
from roi_engine.customers.curves import SegmentCurves, node_curves, orders_by_row, present
from roi_engine.customers.factors import SMALLEST, Array, Modelled, root_of, rotated, secants, total_first
from roi_engine.customers.fitting import Fit
from roi_engine.customers.models import MODELS, OrderModel, fit_orders
from roi_engine.customers.nodes import Gathering, gathering
from roi_engine.customers.residual import Outlook
from roi_engine.customers.rows import BaseRows, SpendRows, checked
from roi_engine.customers.spend import fitted_spend, spend_rows, weighed_amount
from roi_engine.errors import ModelError, Notice, Problem, did_you_mean

TIME_UNITS = ("day", "week", "month", "year", "opportunity")
SMALLEST_RATE = 1e-12  # of churn and of orders: factors need a logarithm


@dataclass(frozen=True, slots=True)
class SegmentProjection:
    """Future of one segment. Every Modelled has the same n_order_factors + n_spend_factors rows of loadings.

    active x survival x orders rate x length gives the expected orders of each period exactly, at the fitted parameters.

    Attributes
    ----------
    name : str
        Name of the segment.
    customers : float
        Customers counted in the segment, active or not.
    active : Modelled
        Expected number of active customers at edges[0], m = 1.
    churn_rate : Modelled
        Share of the active lost per unit of time [1/time unit], m periods; geometric: active at the end = active at
        the start x (1 - rate)^length.
    orders_rate : Modelled
        Orders of a period / (active at its END x length) [orders/customer/time unit], m periods.
    amount : Modelled or None
        Expected amount of an order [currency/order], weighed by expected orders, m = 1; None without amounts.
    chance : float
        Standard deviation / mean of the segment's orders over all periods from chance alone [1], given the parameters.
    value_chance : float
        The same for the sum of the amounts of those orders [1]; nan without amounts.
    """

    name: str
    customers: float
    active: Modelled
    churn_rate: Modelled
    orders_rate: Modelled
    amount: Modelled | None
    chance: float
    value_chance: float = math.nan

    def orders_at(self, factors: Array, lengths: Array) -> Array:
        """Expected orders of each period where the factors are known, shape (n_draws, m).

        Parameters
        ----------
        factors : Array
            Standard normal values, shape (n_draws, n_factors).
        lengths : Array
            Lengths of the periods [time unit], shape (m,).
        """
        survival = (1 - np.minimum(self.churn_rate.at(factors), 1.0)) ** lengths
        active = self.active.at(factors) * np.cumprod(survival, axis=1)
        return np.asarray(active * self.orders_rate.at(factors) * lengths, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Projection:
    """Future of a base.

    Factors are ordered: first those of the order model (the first of them carries the total), then those of the spend.

    Attributes
    ----------
    model : Fit
        Fit of the order model.
    spend : Fit or None
        Fit of the Gamma-Gamma model; None without amounts.
    segments : tuple of SegmentProjection
        One for each segment that has customers.
    n_order_factors, n_spend_factors : int
        Numbers of factors; rows of every Modelled's loadings together.
    edges : Array
        Edges of the periods [time unit ahead of the scoring date], shape (m + 1,).
    time_unit : str
        "day", "week", "month", "year", or "opportunity" for a discrete model.
    notes : tuple of Notice
        What a reader should know: choice of the model, amounts that depend on frequency, ...
    outlook : Outlook or None
        What the value beyond the horizon is worked out from; None where it was not asked for.
    """

    model: Fit
    spend: Fit | None
    segments: tuple[SegmentProjection, ...]
    n_order_factors: int
    n_spend_factors: int
    edges: Array
    time_unit: str
    notes: tuple[Notice, ...]
    outlook: Outlook | None = None

    @property
    def n_factors(self) -> int:
        """Factors of orders and spend together."""
        return self.n_order_factors + self.n_spend_factors

    @property
    def lengths(self) -> Array:
        """Lengths of the periods [time unit], shape (m,)."""
        return np.diff(self.edges)


def project(
    rows: BaseRows,
    edges: Array,
    *,
    model: str = "auto",
    time_unit: str,
    fit: Fit | None = None,
    spend: SpendRows | Fit | None = None,
    seed: int = 1,
) -> Projection:
    """Projection of a base over periods.

    Parameters
    ----------
    rows : BaseRows
        Customers, times in `time_unit`.
    edges : Array
        Edges of the periods [time unit ahead of the scoring date], increasing, edges[0] >= 0, shape (m + 1,).
    model : str
        "auto" (chosen by likelihood), or the name of an order model.
    time_unit : str
        Unit of the times in `rows` and `edges`.
    fit : Fit, optional
        Fit of the order model, where it is at hand; `model` is not read then.
    spend : SpendRows or Fit, optional
        Fit of the Gamma-Gamma model, or the rows to fit it on; by default the rows of single customers in `rows`.
    seed : int
        Seed of the draws behind `chance`.

    Raises
    ------
    DataError
        The rows do not fit each other.
    ModelError
        Unknown model or time unit, edges that do not increase, or a fit that cannot be trusted.
    """
    rows, edges = checked(rows), np.asarray(edges, dtype=np.float64)
    _refuse(model, time_unit, edges)
    notes: tuple[Notice, ...] = ()
    if fit is None:
        fit, notes = fit_best(rows.history) if model == "auto" else (fit_orders(model, rows.history), ())
    order_model = MODELS[fit.model]
    on = gathering(rows, discrete=order_model.discrete)
    steps = total_first(order_model, fit, rows, edges, on)
    base, loadings, outlook = _curve_factors(order_model, fit, rows, (edges, steps), on)
    expected = orders_by_row(order_model, fit.log_parameters, rows, on, edges)
    spend_fit, spend_notes = _spend_fit(rows, spend)
    amount = None if spend_fit is None else _amount_factors(spend_fit, rows, expected)
    spread = chance(
        order_model,
        fit.log_parameters,
        rows,
        (float(edges[0]), float(edges[-1])),
        None if spend_fit is None else spend_fit.log_parameters,
        seed,
    )
    segments = _segments(rows, (base, loadings), amount, spread)
    n_spend = 0 if spend_fit is None else len(spend_fit.names)
    return Projection(fit, spend_fit, segments, len(fit.names), n_spend, edges, time_unit, notes + spend_notes, outlook)


def rates(curves: SegmentCurves, edges: Array) -> Array:
    """Active customers at the start, churn rates and orders rates of each segment, side by side, shape (S, 1 + 2 m)."""
    lengths = np.diff(edges)
    before, after = curves.active[:, :-1], curves.active[:, 1:]
    kept = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    churn = np.maximum(1 - kept ** (1 / lengths), SMALLEST_RATE)
    ends = curves.active[:, :1] * np.cumprod((1 - churn) ** lengths, axis=1)
    orders = np.divide(curves.orders, ends * lengths, out=np.zeros_like(ends), where=ends > 0)
    return np.concatenate((curves.active[:, :1], churn, np.maximum(orders, SMALLEST_RATE)), axis=1)


def _curve_factors(
    model: OrderModel, fit: Fit, rows: BaseRows, over: tuple[Array, Array], on: Gathering
) -> tuple[Array, Array, Outlook]:
    """Base and loadings of `rates` over (edges, steps), and the points that they were read at."""
    edges, steps = over
    points = [fit.log_parameters]
    for step in steps.T:
        points += [fit.log_parameters + step, fit.log_parameters - step]
    masses = [on.masses(present(model, point, rows)) for point in points]
    found = []
    for point, mass in zip(points, masses, strict=True):
        active, orders = node_curves(model, point, on.nodes, edges)
        found.append(rates(SegmentCurves(mass @ active, np.diff(mass @ orders, axis=1)), edges))
    logs = np.log(np.maximum(np.stack(found), SMALLEST))
    there = rows.customers > 0
    outlook = Outlook(on.nodes, np.stack(points), np.stack(masses)[:, there])
    return found[0], (logs[1::2] - logs[2::2]) / 2, outlook


def _spend_fit(rows: BaseRows, spend: SpendRows | Fit | None) -> tuple[Fit | None, tuple[Notice, ...]]:
    """Fit of the spend model: as given, from the rows given, or from the base; None where amounts are not known."""
    if rows.repeat_amount is None:
        return None, ()
    if isinstance(spend, Fit):
        return spend, ()
    return fitted_spend(spend_rows(rows) if spend is None else spend)


def _amount_factors(fit: Fit, rows: BaseRows, orders: Array) -> tuple[Array, Array]:
    """Amount of an order of each segment (S, 1) and its loadings (3, S, 1), the first along the total value."""

    def amounts(log_parameters: Array) -> Array:
        return weighed_amount(log_parameters, rows, orders)

    def total(log_parameters: Array) -> Array:
        return np.atleast_1d(
            np.bincount(rows.segment, weights=orders, minlength=rows.n_segments) @ amounts(log_parameters)
        )

    steps = rotated(total, fit.log_parameters, root_of(fit.covariance))
    return secants(amounts, fit.log_parameters, steps)


def _segments(
    rows: BaseRows, curves: tuple[Array, Array], amount: tuple[Array, Array] | None, spread: Chance
) -> tuple[SegmentProjection, ...]:
    """The records, every Modelled with the loadings of all factors: those that do not touch it are 0."""
    base, loadings = curves
    m, n_spend = (base.shape[1] - 1) // 2, 0 if amount is None else amount[1].shape[0]
    padded = np.concatenate((loadings, np.zeros((n_spend, *base.shape))))
    customers = rows.customers

    def part(s: int, columns: slice) -> Modelled:
        return Modelled(base[s, columns], padded[:, s, columns])

    def paid(s: int) -> Modelled | None:
        if amount is None:
            return None
        own = np.concatenate((np.zeros((loadings.shape[0], 1)), amount[1][:, s]))
        return Modelled(amount[0][s], own)

    return tuple(
        SegmentProjection(
            name=rows.names[s],
            customers=float(customers[s]),
            active=part(s, slice(0, 1)),
            churn_rate=part(s, slice(1, 1 + m)),
            orders_rate=part(s, slice(1 + m, None)),
            amount=paid(s),
            chance=float(spread.orders[s]),
            value_chance=math.nan if spread.value is None else float(spread.value[s]),
        )
        for s in np.flatnonzero(customers > 0).tolist()
    )


def _refuse(model: str, time_unit: str, edges: Array) -> None:
    """Raise with everything that is wrong with the question."""
    found, names = [], ("auto", *MODELS)
    if model not in names:
        hint = did_you_mean(model, names)
        found.append(Problem("model", f"unknown order model '{model}'", accepted=", ".join(names), hint=hint))
    if time_unit not in TIME_UNITS:
        hint = did_you_mean(time_unit, TIME_UNITS)
        message = f"unknown time unit '{time_unit}'"
        found.append(Problem("time_unit", message, accepted=", ".join(TIME_UNITS), hint=hint))
    if edges.ndim != 1 or edges.size < 2 or not np.all(np.isfinite(edges)):
        found.append(Problem("edges", "the periods have no edges", accepted="two or more times ahead, increasing"))
    elif edges[0] < 0 or np.any(np.diff(edges) <= 0):
        accepted = "increasing times, the first 0 or more"
        found.append(
            Problem("edges", "the edges of the periods do not increase from the scoring date", accepted=accepted)
        )
    if found:
        raise ModelError(found)
