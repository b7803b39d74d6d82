"""The customer base with and without the CRM: active customers and contribution margin by segment, and beyond the end.

Without the CRM a segment yields active x survival(churn rate) x orders x margin; with it, that and its lines. One block
of draws gives the ranges: for display, the account has its own draws.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.account import Account, compile_account
from roi_engine.engine.implied import one_block
from roi_engine.engine.model import Builder, Model
from roi_engine.engine.result import CustomerBase, SegmentResult, Spread
from roi_engine.formula.tree import Binary, Call, Node, Number
from roi_engine.scenario.customer_records import CustomerSegment
from roi_engine.scenario.records import Scenario, Stress
from roi_engine.timeline import Array

_MONTHS = Number(12.0)  # in a year
BEYOND = "customers.beyond_horizon"


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is wanted of a segment: trees of customers [customer], and of money [currency/year]."""

    active: Node
    active_with: Node
    margin: Node
    gain: Node
    residual: Node  # worth of an active customer after a date [currency/customer], discounted to that date


def customer_base(scenario: Scenario, model: Model, stress: Stress | None = None) -> CustomerBase | None:
    """The base of a scenario under a stress or none; None where it states no customers."""
    if scenario.customers is None:
        return None
    build = Builder(scenario, stress)
    segments = scenario.customers.segments
    parts = [_parts(scenario, model, build, segment) for segment in segments]
    nodes = tuple(node for one in parts for node in (one.active, one.active_with, one.margin, one.gain, one.residual))
    known = compile_account(model, scenario.finance, frozenset(), nodes)
    base = _arrays(known, known.program.run({}), len(segments))
    drawn = one_block(scenario, model)
    account = compile_account(model, scenario.finance, frozenset(drawn), nodes)
    ranges = _arrays(account, account.program.run(drawn), len(segments)) if drawn else base
    found = tuple(_segment(scenario, segment, base.only(k), ranges.only(k)) for k, segment in enumerate(segments))
    return CustomerBase(scenario.customers.source, found, _segment(scenario, None, base.total(), ranges.total()))


@dataclass(frozen=True, slots=True)
class _Arrays:
    """Each (n_segments, n_draws, n_periods): customers at the end of a period, currency in a period; and factors."""

    active: Array
    active_with: Array
    margin: Array
    gain: Array
    beyond: Array  # of those active at the end, (n_segments, n_draws), in today's money
    factors: Array  # (n_draws or 1, n_periods)

    def only(self, k: int) -> _Arrays:
        return self._of(slice(k, k + 1))

    def total(self) -> _Arrays:
        return self._of(slice(None))

    def _of(self, rows: slice) -> _Arrays:
        return _Arrays(
            active=self.active[rows].sum(axis=0),
            active_with=self.active_with[rows].sum(axis=0),
            margin=self.margin[rows].sum(axis=0),
            gain=self.gain[rows].sum(axis=0),
            beyond=self.beyond[rows].sum(axis=0),
            factors=self.factors,
        )


def _arrays(account: Account, values: Mapping[int, Array], n_segments: int) -> _Arrays:
    timeline = account.model.timeline
    factors = account.judged(values).factors
    indices = account.program.outputs[1 + account.has_tax :]
    n_draws = max(values[index].shape[0] for index in (*indices, *account.program.outputs[:1]))
    shape = (n_draws, timeline.n_periods)
    full = np.stack([np.broadcast_to(values[index], shape) for index in indices])
    grouped = full.reshape(n_segments, 5, *shape)
    last = np.broadcast_to(factors, shape)[:, -1]
    return _Arrays(
        active=grouped[:, 0],
        active_with=grouped[:, 1],
        margin=grouped[:, 2] * timeline.period,
        gain=grouped[:, 3] * timeline.period,
        beyond=grouped[:, 0, :, -1] * grouped[:, 4, :, -1] * last,
        factors=factors,
    )


def _parts(scenario: Scenario, model: Model, build: Builder, segment: CustomerSegment) -> _Parts:
    lines = [line for line in scenario.lines if line.id in segment.lines]
    active, churn = build.value(segment.active, "customer"), build.value(segment.churn_rate, "1/month")
    orders = Binary("*", build.value(segment.orders, "order/customer/month"), _MONTHS)
    margin = Binary("*", orders, build.value(segment.margin, f"{scenario.currency}/order"))
    rate = build.value(scenario.finance.discount_rate, "1/year")
    left = Binary("*", active, _survival(churn))
    kept, reduction = left, next((line for line in lines if line.use == "customers.retention"), None)
    if reduction is not None:
        share = Binary("*", build.value(reduction.inputs["churn_reduction"]), build.value(reduction.inputs["reach"]))
        avoided = Binary("*", share, build.named("live_share", reduction))
        kept = Binary("*", active, _survival(Binary("*", churn, Binary("-", Number(1.0), avoided))))
    flows = {tree.id: tree.flow for tree in model.lines}
    gain: Node = Number(0.0)
    for line in lines:
        if line.use != BEYOND:
            gain = Binary("+", gain, flows[line.id])
    residual = Binary("/", margin, Binary("+", Binary("*", churn, _MONTHS), rate))
    return _Parts(left, kept, Binary("*", left, margin), gain, residual)


def _survival(rate: Node) -> Node:
    """Share left at the end of each period of a monthly rate."""
    return Call("survival", (rate, Number(1.0 / 12.0)))


def _segment(scenario: Scenario, segment: CustomerSegment | None, base: _Arrays, ranges: _Arrays) -> SegmentResult:
    with_crm, drawn_with = base.margin + base.gain, ranges.margin + ranges.gain
    counts = [each.counted for each in scenario.customers.segments] if scenario.customers else []
    counted = segment.counted if segment else None if None in counts else sum(each or 0.0 for each in counts)
    return SegmentResult(
        id=segment.id if segment else "",
        title=segment.title if segment else "",
        counted=counted,
        active_without=_periods(base.active),
        active_with=_periods(base.active_with),
        margin_without=_periods(base.margin),
        margin_with=_periods(with_crm),
        margin_without_range=_range(ranges.margin),
        margin_with_range=_range(drawn_with),
        pv_without=_spread(_present(base.margin, base.factors), _present(ranges.margin, ranges.factors)),
        pv_with=_spread(_present(with_crm, base.factors), _present(drawn_with, ranges.factors)),
        pv_beyond=_spread(base.beyond, ranges.beyond),
    )


def _present(amounts: Array, factors: Array) -> Array:
    return np.asarray((amounts * factors).sum(axis=1), dtype=np.float64)


def _periods(amounts: Array) -> tuple[float, ...]:
    return tuple(amounts[0].tolist())


def _range(amounts: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    low, high = np.quantile(amounts, [0.1, 0.9], axis=0)
    return tuple(low.tolist()), tuple(high.tolist())


def _spread(base: Array, drawn: Array) -> Spread:
    if not (np.isfinite(base).all() and np.isfinite(drawn).all()):  # nobody leaves, nothing is discounted: no end
        return Spread(*[math.nan] * 5)
    low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9]).tolist()
    return Spread(float(base[0]), float(drawn.mean()), low, middle, high)
