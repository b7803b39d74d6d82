"""Models of repeat orders, one a module with its paper, and the fit of each by maximum likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from roi_engine.customers.fitting import Fit
from roi_engine.customers.history import History
from roi_engine.customers.models import bg_bb, bg_nbd, mbg_nbd, pareto_nbd
from roi_engine.customers.models.order_fit import fit_model
from roi_engine.customers.models.order_model import OrderModel
from roi_engine.errors import ModelError, Problem, did_you_mean

__all__ = ["MODELS", "OrderModel", "fit_orders"]

BG_BB = OrderModel(
    name=bg_bb.NAME,
    title=bg_bb.TITLE,
    paper=bg_bb.PAPER,
    names=bg_bb.NAMES,
    discrete=True,
    log_likelihood=bg_bb.log_likelihood,
    starts=bg_bb.starts,
    alive=bg_bb.alive,
    expected_orders=bg_bb.expected_orders,
    expected_orders_of_one=bg_bb.expected_orders_of_one,
    discounted_orders=bg_bb.discounted_orders,
    simulate=bg_bb.simulate,
    simulate_log=bg_bb.simulate_log,
)
MODELS: Mapping[str, OrderModel] = MappingProxyType(
    {model.name: model for model in (bg_nbd.MODEL, mbg_nbd.MODEL, pareto_nbd.MODEL, BG_BB)}
)
"""Every order model by its name."""


def fit_orders(model: str | OrderModel, history: History) -> Fit:
    """The maximum-likelihood fit of an order model to a base.

    Parameters
    ----------
    model : str or OrderModel
        A name of `MODELS`, or a model of one's own.
    history : History
        Rows with counts, as `unique_history` makes them.

    Returns
    -------
    Fit
        Log parameters, their covariance, and the record of the search.

    Raises
    ------
    ModelError
        No such model, too few customers who ordered again, or a search that found no maximum to trust; with advice.
    """
    if isinstance(model, str):
        if model not in MODELS:
            hint = did_you_mean(model, MODELS)
            message = f"there is no order model {model!r}"
            raise ModelError([Problem("order_model", message, accepted=", ".join(MODELS), hint=hint)])
        model = MODELS[model]
    return fit_model(model, history)
