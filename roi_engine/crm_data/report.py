"""What was read from a data file, row by row accounted for: how, how many used, how many left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from roi_engine.errors import Notice


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of one kind that are not used: a stable code, their number, and the reason in words."""

    reason: str
    rows: int
    words: str


@dataclass(frozen=True, slots=True)
class DataReport:
    """How one file was understood, and what became of each of its rows.

    `rows_in == rows_used + sum(left.rows for left in left_out)` always. `columns` pairs a role (customer, date,
    amount, order, a group) with the header it was read from; `guessed` are the roles whose header was not stated.
    `control_total` [currency] is the exact sum of the amounts of the used rows, refunds deducted; None without amounts.
    `refunds`, `zero`, `duplicates` (repetitions of an identical row), `rounded` (more than two decimals) count
    rows that were used; `order_days` is what the used rows became once the rows of a customer and day are one order.
    Parts that do not apply (the delimiter of a Parquet file) are empty text.
    """

    kind: Literal["log", "list"]
    file: str
    sha256: str
    encoding: str
    delimiter: str
    date_format: str
    number_shape: str
    currency: str
    columns: tuple[tuple[str, str], ...]
    guessed: tuple[str, ...]
    rows_in: int
    rows_used: int
    left_out: tuple[LeftOut, ...]
    refunds: int
    zero: int
    duplicates: int
    rounded: int
    customers: int
    order_days: int
    first_date: date | None
    last_date: date | None
    control_total: Decimal | None
    examples: tuple[tuple[str, ...], ...]
    notices: tuple[Notice, ...] = ()
