"""Economics of the cells of scores: counts, value, the response that a contact needs to pay, and the heat map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """One row a cell that holds somebody, shape (n,), by scores r, f, m ascending; m is 0 where amounts are unknown.

    `customers`, their `orders` [order days] and `amount` [currency], both totals over the cell.
    """

    r: Integers
    f: Integers
    m: Integers
    customers: Integers
    orders: Integers
    amount: Array

    @property
    def mean_amount(self) -> Array:
        """Amount a customer [currency/customer], shape (n,)."""
        return np.asarray(self.amount / self.customers)

    @property
    def mean_order(self) -> Array:
        """Amount an order [currency/order], shape (n,); nan where a cell has no orders."""
        held = self.orders > 0
        return np.where(held, self.amount / np.where(held, self.orders, 1), np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """`customers` and `mean_amount` [currency/customer] of each class of recency (row) and frequency (column).

    Both of shape (k, k), score 1 first; the mean of an empty cell is nan.
    """

    customers: Integers
    mean_amount: Array


@dataclass(frozen=True, slots=True, eq=False)
class ContactPlan:
    """Which cells pay for a contact, shape (n,) as in the cell table.

    `worthwhile` where the response is above break-even; `profit` [currency] is that of contacting every customer of
    a cell once. `customers` and `total_profit` sum over the worthwhile cells. nan responses are not worthwhile: a cell
    that was never tested is not known to pay.
    """

    break_even: float
    worthwhile: NDArray[np.bool_]
    profit: Array
    customers: int
    total_profit: float


def cell_table(
    scores: tuple[ArrayLike, ArrayLike, ArrayLike | None],
    orders: ArrayLike,
    amount: ArrayLike | None = None,
    customers: ArrayLike | None = None,
) -> CellTable:
    """Cells of rows of shape (n,): their scores (r, f, m), `orders` and `amount` in total, `customers` (one each).

    Rows may be customers or cells in any order; rows of one cell are added up.
    """
    r, f, m = scores
    keys = np.column_stack([np.asarray(each, np.int64) for each in (r, f, np.zeros_like(r) if m is None else m)])
    n = len(keys)
    sums = [np.ones(n) if customers is None else customers, orders, np.zeros(n) if amount is None else amount]
    cells, places = np.unique(keys, axis=0, return_inverse=True)
    held, ordered, spent = (np.bincount(places.ravel(), np.asarray(each, np.float64), len(cells)) for each in sums)
    there = held > 0
    r_, f_, m_ = cells[there].T
    n_customers, n_orders = (each[there].astype(np.int64) for each in (held, ordered))
    return CellTable(r_, f_, m_, n_customers, n_orders, spent[there].astype(np.float64))


def break_even_response(contact_cost: float, margin_per_order: float) -> float:
    """Share of contacted customers that must order for a contact to pay: cost / margin (Hughes 2012, chapter on RFM).

    `contact_cost` [currency/contact] and `margin_per_order` [currency/order], contribution margin. Above 1 no response
    pays; inf where an order earns nothing. DataError for a negative cost.

    >>> break_even_response(0.55, 40.0)
    0.01375
    """
    if not contact_cost >= 0:
        raise DataError([Problem("bad-cost", f"{contact_cost} a contact", path="contact_cost", accepted="0 or more")])
    return contact_cost / margin_per_order if margin_per_order > 0 else math.inf


def contact_plan(table: CellTable, response: ArrayLike, contact_cost: float, margin_per_order: float) -> ContactPlan:
    """Cells whose `response` [orders/contact], shape (n,), is above break-even, and what contacting them earns."""
    rates = np.asarray(response, np.float64)
    if rates.shape != table.customers.shape:
        message = f"{rates.size} response rates for {table.customers.size} cells"
        raise DataError([Problem("bad-response", message, path="response")])
    break_even = break_even_response(contact_cost, margin_per_order)
    worthwhile = np.nan_to_num(rates, nan=-1.0) > break_even
    profit = table.customers * (rates * margin_per_order - contact_cost)
    return ContactPlan(
        break_even, worthwhile, profit, int(table.customers[worthwhile].sum()), float(profit[worthwhile].sum())
    )


def heat_map(table: CellTable, classes: int = 5) -> HeatMap:
    """Customers and mean amount by recency (rows) and frequency (columns), amounts of all m together."""
    customers = np.zeros((classes, classes), np.int64)
    amount = np.zeros((classes, classes))
    np.add.at(customers, (table.r - 1, table.f - 1), table.customers)
    np.add.at(amount, (table.r - 1, table.f - 1), table.amount)
    held = customers > 0
    return HeatMap(customers, np.where(held, amount / np.where(held, customers, 1), np.nan))
