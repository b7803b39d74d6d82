"""A projected base as values of the scenario: what the fit leaves open is drawn, by factors that all segments share."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from roi_engine.crm_data.segmenting import DAYS
from roi_engine.customers.factors import Array
from roi_engine.customers.factors import Modelled as Expected
from roi_engine.customers.projection import Projection, SegmentProjection
from roi_engine.scenario.customer_records import Basis, CustomerSegment
from roi_engine.scenario.records import Form, Modelled, Uncertain, Value
from roi_engine.scenario.values import Values
from roi_engine.uncertainty.distributions import LogNormal, Normal

_LEAST_CHANCE = 1e-4  # relative sd of a segment's orders; less than this moves nothing


def modelled_segments(
    values: Values, projection: Projection, share: Value, titles: Mapping[str, str], basis: Basis
) -> tuple[CustomerSegment, ...]:
    """The segments of a projection; `share` of an order's amount is margin."""
    factors = tuple(f"customers.model.orders.{k}" for k in range(1, projection.n_order_factors + 1))
    factors += tuple(f"customers.model.spend.{k}" for k in range(1, projection.n_spend_factors + 1))
    source = f"{basis.file}: {basis.model} fitted to {basis.n_customers:,} customers up to {basis.until}"
    for path in factors:
        _keep(values, path, Uncertain(Normal(0.0, 1.0), 0.0, "standard normal: what the fit leaves open"), "", source)
    return tuple(
        _segment(values, projection, one, factors, share, titles.get(one.name, one.name), source)
        for one in projection.segments
    )


def _segment(
    values: Values,
    projection: Projection,
    found: SegmentProjection,
    factors: tuple[str, ...],
    share: Value,
    title: str,
    source: str,
) -> CustomerSegment:
    units = DAYS["month"] / DAYS[projection.time_unit]  # of the model in a month
    path = f"customers.base.{found.name}"
    assert found.amount is not None, "a log without amounts was refused"

    def value(part: str, expected: Expected, unit: str, times: tuple[Value, ...] = ()) -> Value:
        numbers = tuple(expected.base.tolist())
        loadings = tuple(tuple(row) for row in expected.loadings.tolist())
        words = "as the fitted model expects"
        return _keep(values, f"{path}.{part}", Modelled(numbers, factors, loadings, times, words), unit, source)

    chance = _chance(values, found, source)
    orders = Expected(found.orders_rate.base * units, found.orders_rate.loadings)
    return CustomerSegment(
        id=found.name,
        title=title,
        counted=found.customers,
        active=value("active", found.active, "customer"),
        churn_rate=value("churn_rate", _monthly(found.churn_rate, units), "1/month"),
        orders=value("orders", orders, "order/customer/month", () if chance is None else (chance,)),
        margin=value("margin", found.amount, f"{values.context.units.currency}/order", (share,)),
    )


def _chance(values: Values, found: SegmentProjection, source: str) -> Value | None:
    """What chance alone does to the segment's orders and amounts over the horizon: a factor with mean 1."""
    if found.value_chance < _LEAST_CHANCE:
        return None
    sigma = math.sqrt(math.log1p(found.value_chance**2))
    words = f"lognormal with mean 1 and sd {found.value_chance:.3g}"
    form = Uncertain(LogNormal(-(sigma**2) / 2, sigma), 1.0, words)
    return _keep(values, f"customers.chance.{found.name}", form, "", source)


def _monthly(rate: Expected, units: float) -> Expected:
    """A geometric rate per unit of the model as one per month, and its loadings by the chain rule."""
    kept = 1.0 - rate.base
    monthly: Array = 1.0 - kept**units
    slope = np.divide(units * kept ** (units - 1.0) * rate.base, monthly, out=np.ones_like(kept), where=monthly > 0)
    return Expected(monthly, rate.loadings * slope)


def _keep(values: Values, path: str, form: Form, unit: str, source: str) -> Value:
    value = Value(path, form, unit, source=source, evidence="measured")
    values.keep(value, tuple(path.split(".")))
    return value
