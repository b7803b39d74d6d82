"""The value of every single customer, from the fit of the whole base."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.later_orders import individuals
from roi_engine.crm_data.projecting import Valuation
from roi_engine.crm_data.segmenting import CENTS, DAYS
from roi_engine.customers.history import compressed
from roi_engine.customers.models import MODELS
from roi_engine.customers.models.gamma_gamma import expected_spend

Array = NDArray[np.float64]
Row = tuple[str | float | int | None, ...]
HEADER = (
    "customer", "segment", "repeat_orders", "time_to_last_order", "age", "chance_alive", "expected_orders",
    "expected_amount_per_order", "expected_margin",
)  # fmt: skip
BLOCK = 20_000  # rows a prediction takes at a time


def customer_values(found: Valuation) -> Iterator[Row]:
    """One row a customer, in the order of names: history [time unit], chance of being active, orders of the horizon.

    The margin is not discounted; amounts and margins are None where they are not known.
    """
    people = individuals(found.found.marks)
    unit = DAYS[found.question.time_unit]
    x = people.frequency.astype(np.float64)
    history, place = compressed(x, people.recency_days / unit, people.age_days / unit)
    fit, model = found.fit, MODELS[found.fit.model]
    ahead = np.array([found.question.horizon_days / unit])
    alive, orders = np.empty(history.frequency.size), np.empty(history.frequency.size)
    for start in range(0, history.frequency.size, BLOCK):
        block = slice(start, start + BLOCK)
        rows = history.rows(block)
        alive[block] = model.alive(fit.log_parameters, rows, np.zeros(1))[:, 0]
        orders[block] = model.expected_orders(fit.log_parameters, rows, ahead)[:, 0]
    amounts = _amounts(found, x, people.repeat_cents / CENTS)
    margin = _margins(found, amounts, len(place))
    for i, name in enumerate(people.customer.tolist()):
        k = place[i]
        worth = None if margin is None else float(margin[i] * orders[k])
        yield (
            str(name), str(people.segment[i]), int(x[i]), float(history.recency[k]), float(history.age[k]),
            float(alive[k]), float(orders[k]), None if amounts is None else float(amounts[i]), worth,
        )  # fmt: skip


def _margins(found: Valuation, amounts: Array | None, n: int) -> Array | None:
    """Margin of an order of each customer [currency/order], shape (n,); None where it was not stated."""
    question = found.question
    if question.margin_per_order is not None:
        return np.full(n, question.margin_per_order)
    return None if amounts is None or question.margin is None else amounts * question.margin


def _amounts(found: Valuation, frequency: Array, repeat: Array) -> Array | None:
    """Expected amount of an order of each customer [currency/order], None without a spend model."""
    spend = found.projection.spend
    if spend is None:
        return None
    positive = (frequency > 0) & (repeat > 0)
    seen = np.where(positive, frequency, 0.0)
    mean = np.divide(repeat, frequency, out=np.zeros_like(repeat), where=positive)
    return np.asarray(expected_spend(spend.log_parameters, seen, mean))
