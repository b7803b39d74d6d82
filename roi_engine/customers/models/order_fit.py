"""The fit of an order model: what must be there first, and how a large base is searched."""

from __future__ import annotations

from dataclasses import replace

from roi_engine.customers.fitting import Fit, maximise
from roi_engine.customers.history import Array, History
from roi_engine.customers.models.order_model import OrderModel
from roi_engine.errors import ModelError, Problem

FEWEST_REPEAT_BUYERS = 10
"""Repeat buyers below which four parameters are not asked of a base."""
EXPLORED_ROWS = 12_000
"""Rows on which the starts are compared; a larger base is thinned for that and then fitted whole."""


def fit_model(model: OrderModel, history: History) -> Fit:
    """The fit of one model; see `fit_orders`.

    The starts of a large base race on every n-th of its sorted rows, which keeps every mix of frequency, recency and
    age; the whole base is then searched from where they met. The record tells how many of them met.
    """
    _refuse_few(model, history)
    n_rows = history.frequency.size
    if n_rows <= EXPLORED_ROWS:
        return _maximum(model, history, model.starts(history))
    thinned = history.rows(slice(None, None, -(-n_rows // EXPLORED_ROWS)))
    explored = _maximum(model, thinned, model.starts(thinned))
    fit = _maximum(model, history, (explored.log_parameters,))
    return replace(fit, n_starts=explored.n_starts, n_starts_agreeing=explored.n_starts_agreeing)


def _maximum(model: OrderModel, history: History, starts: tuple[Array, ...]) -> Fit:
    """The maximum over all rows of a history."""
    return maximise(
        model.name, model.names, lambda logs: model.log_likelihood(logs, history), starts, history.n_customers
    )


def _refuse_few(model: OrderModel, history: History) -> None:
    """Raise where nobody, or hardly anybody, ordered again: the likelihood has nothing to learn from."""
    n_repeat_buyers = history.n_repeat_buyers
    if n_repeat_buyers >= FEWEST_REPEAT_BUYERS:
        return
    who = "nobody" if n_repeat_buyers == 0 else f"only {n_repeat_buyers:g}"
    raise ModelError(
        [
            Problem(
                "too_few_repeat_buyers",
                f"{who} of {history.n_customers:g} customers ordered again: {model.title} cannot be fitted",
                path=model.name,
                accepted=f"at least {FEWEST_REPEAT_BUYERS} customers with a repeat order, better some hundreds",
                hint="use a longer window or a larger base, or scores, which need no model",
            )
        ]
    )
