"""Amount of an order: the Gamma-Gamma model on a base, weighed by the orders that are expected.

Amounts of one customer are gamma(p, nu), nu is gamma(q, gamma) over customers, and neither depends on how often a
customer orders (Fader & Hardie 2013, note 025). Its expectation given a history is linear in the mean amount seen, so
customers of equal frequency may be taken together there; the fit may not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.fitting import Fit
from roi_engine.customers.models.gamma_gamma import dependence_on_frequency, expected_spend, fit_spend
from roi_engine.customers.rows import BaseRows, SpendRows
from roi_engine.errors import N_, ModelError, Notice, Problem, notice

Array = NDArray[np.float64]
FEWEST_BUYERS = 30  # customers with repeat orders below which a spread of mean amounts cannot be told from noise
LARGEST_SPREAD = 5.0  # E[1 / nu^2] / E[1 / nu]^2, that of q + p x = 2.25


def spend_rows(rows: BaseRows) -> SpendRows:
    """Repeat buyers whose own mean amount is known: the rows of a single customer.

    Whether a row is shared depends on x, t_x and T alone, of which the amounts are independent in this model: leaving
    the shared rows out takes nothing from the fit but numbers.

    Raises
    ------
    ModelError
        Amounts are not known, or too few customers stand alone.
    """
    mean = rows.mean_spend
    if mean is None:
        raise ModelError([Problem("no_amounts", "amounts of orders are not known", accepted="repeat_amount per row")])
    alone = (rows.history.count == 1) & (rows.history.frequency > 0) & (mean > 0)
    if int(alone.sum()) < FEWEST_BUYERS:
        message = f"only {int(alone.sum())} repeat buyers stand alone in their row"
        hint = "hand over the distinct (frequency, mean spend) rows as spend="
        raise ModelError([Problem("few_repeat_buyers", message, accepted=f"{FEWEST_BUYERS} or more", hint=hint)])
    return SpendRows(rows.history.frequency[alone], mean[alone], np.ones(int(alone.sum())))


def fitted_spend(spend: SpendRows) -> tuple[Fit, tuple[Notice, ...]]:
    """Gamma-Gamma fit, and a note where amounts depend on frequency."""
    fit = fit_spend(spend.frequency, spend.mean_spend, spend.count)
    dependence = dependence_on_frequency(spend.frequency, spend.mean_spend, spend.count)
    if dependence.independent:
        return fit, ()
    said = N_(
        "amount and number of orders are correlated (rank correlation {correlation}): the spend model takes them as"
        " independent, so the value of the most frequent customers is drawn towards the mean"
    )
    correlation = f"{dependence.spearman:.2f}"
    return fit, (notice("spend_depends_on_frequency", "spend", said, correlation=correlation),)


def expected_amounts(log_parameters: Array, rows: BaseRows) -> Array:
    """Expected amount of the next orders of a customer of each row [currency/order], shape (n_rows,)."""
    mean = rows.mean_spend
    assert mean is not None
    return expected_spend(log_parameters, rows.history.frequency, mean)


def weighed_amount(log_parameters: Array, rows: BaseRows, orders: Array) -> Array:
    """Expected amount of an order of each segment [currency/order], shape (S, 1).

    Parameters
    ----------
    log_parameters : Array
        Of the Gamma-Gamma model.
    rows : BaseRows
        Customers with amounts.
    orders : Array
        Expected orders of the customers of each row, shape (n_rows,).
    """
    amounts = expected_amounts(log_parameters, rows)
    value = np.bincount(rows.segment, weights=orders * amounts, minlength=rows.n_segments)
    number = np.bincount(rows.segment, weights=orders, minlength=rows.n_segments)
    plain = np.bincount(rows.segment, weights=rows.history.count * amounts, minlength=rows.n_segments)
    # Where no order is expected at all, the weights are those of the customers.
    weighed = np.divide(value, number, out=plain / np.maximum(rows.customers, 1e-300), where=number > 0)
    return np.asarray(weighed[:, None], dtype=np.float64)


def value_moments(
    log_parameters: Array, rows: BaseRows, chosen: NDArray[np.intp], orders: Array
) -> tuple[Array, Array]:
    """Mean and mean square of the sum of the amounts of given numbers of orders [currency, currency^2].

    nu given the history is gamma(q + p x, gamma + x mean) (note 025), and the sum of n amounts is gamma(p n, nu): its
    mean is p n E[1 / nu], its mean square p n (p n + 1) E[1 / nu^2]. The last is not finite where q + p x <= 2; there,
    and just above, E[1 / nu^2] is taken as LARGEST_SPREAD E[1 / nu]^2.

    Parameters
    ----------
    log_parameters : Array
        Of the Gamma-Gamma model.
    rows, chosen : BaseRows, NDArray[np.intp]
        Rows of the base, shape (n,).
    orders : Array
        Numbers of orders of a customer of each, shape (n,).
    """
    p, q, gamma = np.exp(log_parameters)
    mean = rows.mean_spend
    assert mean is not None
    x = rows.history.frequency[chosen]
    shape, scale = q + p * x, gamma + x * mean[chosen]
    inverse = scale / (shape - 1)
    spread = np.divide(shape - 1, shape - 2, out=np.full(shape.size, LARGEST_SPREAD), where=shape > 2)
    number = p * orders
    return number * inverse, number * (number + 1) * np.minimum(spread, LARGEST_SPREAD) * inverse**2
