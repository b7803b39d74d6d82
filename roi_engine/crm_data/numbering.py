"""Customers as whole numbers: numbered by a table of their names, or by the numbers that they are called."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.crm_data.database import Database, text

NAMES = "door_names"
_SPARSE, _FEW, _MOST = 4, 1_000_000, 500_000_000  # numbers a row, numbers that any file may span, that none may
TOTALS = frozenset(
    "total|totals|grand total|subtotal|sub-total|sum|totale|totali|totale generale|subtotale|totale complessivo|somma|"
    "total general|totales|suma|suma total|gesamt|gesamtergebnis".split("|")
)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a row of the file finds the number of its customer.

    `called` is SQL of what the row calls its customer: a text, '' where blank, which the table NAMES numbers; or, where
    `least` is known, the number itself less `least`, null where blank, for which no table is needed.
    """

    called: str
    least: int | None = None

    @property
    def join(self) -> str:
        """SQL that joins the table of names to rows with a column `called`."""
        return f"JOIN {NAMES} n ON n.name = called" if self.least is None else ""

    @property
    def number(self) -> str:
        """SQL of the customer's number after the join."""
        return "n.customer" if self.least is None else "called"

    @property
    def is_blank(self) -> str:
        """SQL of whether no customer is named."""
        return "called = ''" if self.least is None else "called IS NULL"

    @property
    def is_total(self) -> str:
        """SQL of whether the name reads like a total: a number never does."""
        return "n.is_total" if self.least is None else "FALSE"

    def name(self, number: str) -> str:
        """SQL of a name from the number of a customer; `number` is SQL after a join with NAMES where there is one."""
        return "name" if self.least is None else f"CAST(CAST({number} AS BIGINT) + ({self.least}) AS VARCHAR)"


def numbered_by_value(column: str, rows: int, least: int | None, most: int | None) -> Numbering | None:
    """Numbering of a column of whole numbers from `least` to `most`; None where they lie too far apart for it."""
    if least is None or most is None or least < -(2**63) or most >= 2**63:
        return None
    if most - least >= min(_SPARSE * rows + _FEW, _MOST):
        return None
    return Numbering(f"CAST(CAST({column} AS BIGINT) - ({least}) AS INTEGER)", least)


def store_names(database: Database, counted: str) -> None:
    """Number the names of the table `counted` (name, rows); other rows of it have no name."""
    totals = ", ".join(text(word) for word in sorted(TOTALS))
    initials = "length(name) < 30 AND lower(substr(name, 1, 1)) IN ('t', 's', 'g', '*')"  # cheap, settles nearly all
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {NAMES} AS SELECT CAST(rowid AS INTEGER) AS customer, name,"
        f" {initials} AND lower(trim(name, ' :.*')) IN ({totals}) AS is_total FROM {counted} WHERE name IS NOT NULL"
    )


def buyers_of(database: Database, orders: str) -> int:
    """Customers with an order, counted as bits: half the price of a set of numbers."""
    sql = f"SELECT coalesce(min(customer), 0), coalesce(max(customer), 0) FROM {orders}"
    ((least, most),) = database.run(sql)
    bits = f"bit_count(bitstring_agg(customer, {least}, {most}))"
    ((customers,),) = database.run(f"SELECT coalesce({bits}, 0) FROM {orders} WHERE cents >= 0")
    return int(customers)


def keep_names(database: Database, numbering: Numbering, table: str, orders: str) -> None:
    """Leave behind `table` (customer, name), for every customer of `orders`.

    Numbers that are names need no storing: a view of all that may occur tells them.
    """
    if numbering.least is None:
        database.run(f"CREATE OR REPLACE TABLE {table} AS SELECT customer, name FROM {NAMES}")
        database.drop(NAMES)
        return
    ((most,),) = database.run(f"SELECT coalesce(max(customer), 0) FROM {orders}")
    database.run(
        f"CREATE OR REPLACE VIEW {table} AS SELECT CAST(i AS INTEGER) AS customer, {numbering.name('i')} AS name "
        f"FROM range({most + 1}) r(i)"
    )
