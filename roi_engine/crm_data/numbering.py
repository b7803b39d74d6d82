"""Customers as whole numbers: numbered by a table of their names, or by the numbers that they are called."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.crm_data.database import Database, text

NAMES = "door_names"
_BITS = "door_bits"
_SPARSE, _FEW, _MOST = 16, 1_000_000, 500_000_000  # numbers a row, numbers that any file may span, that none may
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
    """Customers with an order, counted as bits: half the price of a set of numbers. Leaves the table of bits behind."""
    least, most = _span(database, orders)
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_BITS} AS SELECT bitstring_agg(customer, {least}, {most}) AS bits "
        f"FROM {orders} WHERE cents >= 0"
    )
    ((customers,),) = database.run(f"SELECT coalesce(bit_count(bits), 0) FROM {_BITS}")
    return int(customers)


def keep_names(database: Database, numbering: Numbering, orders: str, table: str) -> None:
    """The names of the numbers, as the table (customer, name) that the log keeps; called after `buyers_of`."""
    if numbering.least is None:
        database.run(f"CREATE OR REPLACE TABLE {table} AS SELECT customer, name FROM {NAMES}")
    else:
        least, most = _span(database, orders)
        bought = f"get_bit((SELECT bits FROM {_BITS}), CAST(i - {least} AS INTEGER)) = 1"
        database.run(
            f"CREATE OR REPLACE TABLE {table} AS SELECT CAST(i AS INTEGER) AS customer, {numbering.name('i')} AS name "
            f"FROM range({least}, {most + 1}) r(i) "
            f"WHERE {bought} OR i IN (SELECT customer FROM {orders} WHERE cents < 0)"
        )
    database.drop(NAMES, _BITS)


def _span(database: Database, orders: str) -> tuple[int, int]:
    """Least and greatest number of a customer; 0 and 0 where there is none."""
    ((least, most),) = database.run(f"SELECT coalesce(min(customer), 0), coalesce(max(customer), 0) FROM {orders}")
    return int(least), int(most)
