"""A base of customers in the database: what the door leaves behind, and what every aggregation starts from."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.report import DataReport


@dataclass(frozen=True, slots=True)
class Base:
    """A table in a database, and the report of how it was read. `Log` and `CustomerList` say what the table holds.

    `has_amounts` is False where no amount column was known: cents are 0 then, and mean nothing. `groups` names the
    extra text columns of a customer (the arm of a test, a region), each constant within the customer.
    """

    database: Database
    table: str
    report: DataReport
    has_amounts: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Log(Base):
    """Orders: a row for each customer and day, table (customer text, day, cents).

    `day` [days since 1970-01-01]; `cents` [1/100 currency] is the exact sum of the day, refunds deducted. A day
    counts as an order where it is not negative; a negative one is a refund of an earlier order: no order, but
    deducted from the customer's total from that day on, so that no scoring date knows what came after it.
    Groups lie in a table of their own, `<table>_groups` (customer, one column a group).
    """


@dataclass(frozen=True, slots=True)
class CustomerList(Base):
    """One row a customer, without history: table (customer, first_day or null, last_day, orders, cents, groups)."""
