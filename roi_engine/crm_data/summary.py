"""One row a customer at a date: first and last order, order days, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from roi_engine.crm_data import expressions
from roi_engine.crm_data.base import Base, Log
from roi_engine.customers.cut_points import day_number
from roi_engine.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Summary:
    """Customers as they stood at the end of the day `until`: a table in the base's database, one row a customer.

    Columns: customer (a number; the table `names` holds the names), first_day (null where a list does not know it),
    last_day [days since 1970-01-01], orders [order days], cents [1/100 currency, refunds deducted], first_cents [cents
    of the first day], and the base's groups. Customers whose first order is later, or who only had refunds, are not
    there. `later` counts what the date leaves out: order days of a log, customers of a list.
    """

    base: Base
    table: str
    until: date
    since: date | None
    n_customers: int
    later: int


def customer_summary(base: Base, until: date, since: date | None = None) -> Summary:
    """Customers at a date, from the orders of `since` (the whole log by default) up to and with `until`.

    DataError where nobody had ordered by then.
    """
    last, first = day_number(until), None if since is None else day_number(since)
    if isinstance(base, Log):
        orders = expressions.orders_table(base.table)
        found = expressions.log_summary(expressions.between(orders, first, last))
        later = orders.filter((orders.day > last) & (orders.cents >= 0)).count()
    else:
        listed = expressions.listed_table(base.table)
        found = expressions.list_summary(listed, last)
        later = listed.filter(listed.last_day > last).count()
    if base.groups:
        groups = expressions.groups_table(f"{base.table}_groups", base.groups)
        found = expressions.with_groups(found, groups, base.groups)
    table = f"summary_{uuid4().hex[:12]}"
    n_customers = base.database.store(table, found)
    if not n_customers:
        known = f"dates of the file: {base.report.first_date} to {base.report.last_date}"
        raise DataError([Problem("nobody-yet", f"nobody had ordered by {until}", "until", accepted=known)])
    return Summary(
        base, table, until, since, n_customers, int(base.database.columns(later.name("n").as_table())["n"][0])
    )
