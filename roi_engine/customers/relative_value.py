"""Value of segments where only a list is known: an index against the mean customer, and one figure to scale it.

Without a log nothing can be said in currency but what somebody states. A segment's index is its share of the amounts,
thinned by the chance that a customer so long silent is still one, against its share of the customers. The amounts are
those of the past, and the churn rate is stated and not measured: the result is an estimate, to rank with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RelativeValue:
    """Relative value of segments.

    Attributes
    ----------
    names : tuple of str
        Segments.
    customers : Array
        Customers, shape (S,).
    survival : Array
        Chance that a customer silent for so long is still one, at the stated churn rate [1], shape (S,).
    index : Array
        Value of a customer against the mean of the base [1], shape (S,): its mean over customers is 1.
    margin_per_customer : Array
        The same on the scale of the stated margin [currency/customer/year], shape (S,).
    margin : Array
        Of all customers of the segment [currency/year], shape (S,).
    evidence : str
        Grade of evidence: "estimate".
    """

    names: tuple[str, ...]
    customers: Array
    survival: Array
    index: Array
    margin_per_customer: Array
    margin: Array
    evidence: str = "estimate"


def relative_value(
    names: tuple[str, ...],
    customers: ArrayLike,
    amount: ArrayLike,
    silence: ArrayLike,
    churn_rate: float,
    margin_per_customer: float,
) -> RelativeValue:
    """Value of the segments of a bare list.

    Parameters
    ----------
    names : tuple of str
        Segments (or cells).
    customers : ArrayLike
        Customers of each, shape (S,).
    amount : ArrayLike
        Sum of the amounts of their orders so far [currency], or of the numbers of orders, shape (S,).
    silence : ArrayLike
        Mean time since their last order [time unit of the churn rate], shape (S,).
    churn_rate : float
        Share of customers lost per unit of time, stated [1/time unit], 0 <= rate < 1.
    margin_per_customer : float
        The known figure: mean contribution margin of a customer of this base and year [currency/customer/year].

    Raises
    ------
    DataError
        With everything that is out of range.
    """
    number, paid, quiet = (np.asarray(each, dtype=np.float64) for each in (customers, amount, silence))
    _refuse(names, (number, paid, quiet), churn_rate)
    survival = (1 - churn_rate) ** quiet
    weight = paid * survival
    share = number / number.sum()
    index = np.divide(weight / weight.sum(), share, out=np.zeros_like(share), where=share > 0)
    each = index * margin_per_customer
    return RelativeValue(tuple(names), number, survival, index, each, each * number)


def _refuse(names: tuple[str, ...], columns: tuple[Array, Array, Array], churn_rate: float) -> None:
    """Raise with every fault of the list."""
    found = [
        Problem("relative_value", f"{word} of a segment is negative, missing or not a number", path=word)
        for word, column in zip(("customers", "amount", "silence"), columns, strict=True)
        if column.shape != (len(names),) or not np.all(np.isfinite(column) & (column >= 0))
    ]
    if not 0 <= churn_rate < 1:
        accepted = "a share lost per unit of time, from 0 to below 1"
        found.append(Problem("churn_rate", f"the churn rate is {churn_rate:g}", path="churn_rate", accepted=accepted))
    if not found and not (columns[0].sum() > 0 and columns[1].sum() > 0):
        found.append(Problem("relative_value", "the list has no customers or no amounts at all", path="amount"))
    if found:
        raise DataError(found)
