"""Every aggregation of a base as an ibis expression: the one module that builds them.

Only operations that were found equal on DuckDB, PostgreSQL, SQLite and Spark: group by, count, sum, minimum and maximum
with a condition, lag, cases, joins, floor division of positive numbers. Days and cents are whole numbers up
to the last step, so that sums do not depend on the order in which a parallel engine adds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis import _
from ibis.expr.types import IntegerValue, Table

from roi_engine.customers.cut_points import CutPoints

MOST_CENTS = 10**13  # a day of a customer is worth less: the door refuses what is not
_SHIFT = 32_768  # makes the day numbers from 1900 positive
NOWHERE = ""  # the segment of a cell that no table names


def orders_table(table: str) -> Table:
    """Orders: customer, day, cents; a day whose cents are negative is a refund."""
    return ibis.table({"customer": "int64", "day": "int64", "cents": "int64"}, name=table)


def listed_table(table: str) -> Table:
    """A bare list: customer, first_day, last_day, orders, cents."""
    names = ("customer", "first_day", "last_day", "orders", "cents")
    return ibis.table(dict.fromkeys(names, "int64"), name=table)


def groups_table(table: str, groups: Sequence[str]) -> Table:
    """Texts of a customer."""
    return ibis.table({"customer": "int64", **dict.fromkeys(groups, "string")}, name=table)


def summary_table(table: str, groups: Sequence[str] = (), *, has_scores: bool = False) -> Table:
    """A stored summary, with scores where it has them."""
    names = ("customer", "first_day", "last_day", "orders", "cents", "first_cents")
    scores = {"r": "int64", "f": "int64", "m": "int64", "segment": "string"} if has_scores else {}
    return ibis.table({**dict.fromkeys(names, "int64"), **dict.fromkeys(groups, "string"), **scores}, name=table)


def between(orders: Table, since: int | None, until: int | None) -> Table:
    """Orders of the days from `since` to `until`, both included."""
    if since is not None:
        orders = orders.filter(orders.day >= since)
    return orders if until is None else orders.filter(orders.day <= until)


def log_summary(orders: Table) -> Table:
    """One row a customer with at least one order.

    The cents of the first day are found by the least of day and cents packed into one whole number: `argmin` is an
    ordered aggregate on some engines, many times slower.
    """
    is_order = orders.cents >= 0
    packed = (orders.day + _SHIFT) * MOST_CENTS + orders.cents
    summary = orders.group_by("customer").aggregate(
        first_day=orders.day.min(where=is_order),
        last_day=orders.day.max(where=is_order),
        orders=orders.count(where=is_order),
        cents=orders.cents.sum(),
        first_packed=packed.min(where=is_order),
    )
    kept = summary.filter(summary.orders > 0)
    first_cents = kept.first_packed - (kept.first_day + _SHIFT) * MOST_CENTS
    return kept.mutate(first_cents=first_cents).drop("first_packed")


def list_summary(listed: Table, until: int) -> Table:
    """The rows of a list in the columns of a summary; what the first order was worth is not known: 0."""
    seen = listed.filter(listed.last_day <= until)
    return seen.mutate(first_cents=ibis.literal(0, "int64"))


def with_groups(summary: Table, groups: Table, names: Sequence[str]) -> Table:
    """A summary with its groups, '' where a customer has none."""
    joined = summary.left_join(groups, "customer")
    kept = {name: joined[name] for name in summary.columns}
    return joined.select(**kept, **{name: groups[name].coalesce("") for name in names})


def history(summary: Table, until: int, by: Sequence[str]) -> Table:
    """Unique (frequency, recency, age) rows with counts, and what was spent after the first day."""
    rows = summary.select(
        *by,
        frequency=summary.orders - 1,
        recency_days=summary.last_day - summary.first_day,
        age_days=until - summary.first_day,
        repeat_cents=summary.cents - summary.first_cents,
    )
    keys = [*by, "frequency", "recency_days", "age_days"]
    return rows.group_by(keys).aggregate(count=rows.count(), repeat_cents=rows.repeat_cents.sum()).order_by(keys)


def spend(summary: Table) -> Table:
    """Unique (frequency, repeat cents) rows of customers who came back."""
    rows = summary.filter(summary.orders > 1).select(
        frequency=summary.orders - 1, repeat_cents=summary.cents - summary.first_cents
    )
    keys = ["frequency", "repeat_cents"]
    return rows.group_by(keys).aggregate(count=rows.count()).order_by(keys)


def key_histogram(summary: Table, key: str, within: Sequence[str] = ()) -> Table:
    """Distinct values of a key with the customers that hold each, within each class of other columns."""
    keys = [*within, key]
    return summary.group_by(keys).aggregate(count=summary.count()).order_by(keys)


def scores(summary: Table, cuts: CutPoints, at: date, parts: str = "rfm") -> Table:
    """The summary with columns r, f, m: 1 + the cut points strictly below the key, m = 0 where there are no cuts."""
    k = cuts.classes
    found = summary.mutate(r=_score(summary.last_day, cuts.last_day_cuts(at)))
    if "f" in parts:
        found = found.mutate(f=_score_within(found.orders, cuts.frequency, found.r - 1))
    if "m" in parts:
        place = (found.r - 1) * k + found.f - 1
        money = ibis.literal(0, "int64") if not cuts.monetary else _score_within(found.cents, cuts.monetary, place)
        found = found.mutate(m=money)
    return found


def with_segments(marked: Table, segments: Mapping[tuple[int, int, int], str] | None) -> Table:
    """Scores with the name of the segment of each cell."""
    if not segments:
        return marked.mutate(segment=ibis.literal(NOWHERE))
    code = marked.r * 10_000 + marked.f * 100 + marked.m
    cells: dict[str, list[int]] = {}
    for (r, f, m), name in sorted(segments.items()):
        cells.setdefault(name, []).append(r * 10_000 + f * 100 + m)
    branches = [(code.isin(codes), name) for name, codes in sorted(cells.items())]
    return marked.mutate(segment=ibis.cases(*branches, else_=NOWHERE))


def cells(marked: Table) -> Table:
    """Customers, orders and amounts by cell."""
    keys = ["r", "f", "m", "segment"]
    grouped = marked.group_by(keys).aggregate(
        customers=marked.count(),
        orders=marked.orders.sum(),
        cents=marked.cents.sum(),
        last_day_sum=marked.last_day.sum(),
    )
    return grouped.order_by(keys)


def gaps(orders: Table) -> Table:
    """Every gap between two successive orders of a customer: customer, n (from 1), days."""
    kept = orders.filter(orders.cents >= 0)
    window = ibis.window(group_by="customer", order_by="day")
    found = kept.mutate(n=ibis.row_number().over(window), before=kept.day.lag().over(window))
    later = found.filter(found.n > 0)
    return later.select("customer", "n", days=later.day - later.before)


def gap_counts(found: Table, last: int) -> Table:
    """Distinct (n, gap) pairs with counts; n of `last` and more are one."""
    capped = found.mutate(order=_least(found.n, last))
    keys = ["order", "days"]
    return capped.group_by(keys).aggregate(count=capped.count()).order_by(keys)


def gap_spread(found: Table) -> Table:
    """Histogram of floor(1000 cv) of the gaps of single customers who have three or more."""
    sums = found.group_by("customer").aggregate(
        n=found.count(), total=found.days.sum(), squares=(found.days * found.days).sum()
    )
    many = sums.filter(sums.n > 2)
    n, total = many.n.cast("float64"), many.total.cast("float64")
    variance = (many.squares.cast("float64") - total * total / n) / (n - 1)
    positive = ibis.cases((variance > 0, variance), else_=0.0)  # rounding may leave a trifle below zero
    marked = many.mutate(thousandths=(positive.sqrt() * n / total * 1000).floor().cast("int64"))
    return marked.group_by("thousandths").aggregate(count=marked.count()).order_by("thousandths")


def open_gap_counts(summary: Table, until: int, last: int) -> Table:
    """Customers by orders so far and days since the last."""
    rows = summary.select(order=_least(summary.orders, last), days=until - summary.last_day)
    return rows.group_by(["order", "days"]).aggregate(count=rows.count()).order_by(["order", "days"])


def two_dates(before: Table, after: Table, arm: str | None) -> Table:
    """Customers of two scorings side by side, with zeros where one is missing, as unique rows with counts."""
    first = before.select("customer", "r", "f", "m", "orders", "cents", arm=before[arm] if arm else ibis.literal(""))
    second = after.select(
        "customer", r1=after.r, f1=after.f, m1=after.m, orders1=after.orders, cents1=after.cents,
        arm1=after[arm] if arm and arm in after.columns else ibis.literal(""),
    )  # fmt: skip
    joined = first.outer_join(second, first.customer == second.customer)
    names = {"r0": "r", "f0": "f", "m0": "m", "orders0": "orders", "cents0": "cents"}
    rows = joined.select(
        arm=joined.arm.coalesce(joined.arm1, ""),
        **{name: joined[column].coalesce(0) for name, column in names.items()},
        **{name: joined[name].coalesce(0) for name in ("r1", "f1", "m1", "orders1", "cents1")},
    )
    keys = ["arm", "r0", "f0", "m0", "r1", "f1", "m1"]
    sums = {name: rows[name].sum() for name in ("orders0", "orders1", "cents0", "cents1")}
    return rows.group_by(keys).aggregate(count=rows.count(), **sums).order_by(keys)


def day_totals(orders: Table, firsts: Table, since: int | None, until: int | None) -> Table:
    """Orders and amounts by day, repeat ones apart; `firsts` holds the customers that count, with their first day."""
    joined = orders.inner_join(firsts, "customer")
    is_order, is_repeat = joined.cents >= 0, joined.day > joined.first_day
    rows = joined.select(
        "day", "cents",
        is_order=ibis.cases((is_order, 1), else_=0),
        repeat=ibis.cases((is_order & is_repeat, 1), else_=0),
        repeat_cents=ibis.cases((is_repeat, joined.cents), else_=0),
    )  # fmt: skip
    kept = between(rows, since, until)
    grouped = kept.group_by("day").aggregate(
        orders=kept.is_order.sum(), repeat_orders=kept.repeat.sum(), cents=kept.cents.sum(),
        repeat_cents=kept.repeat_cents.sum(),
    )  # fmt: skip
    return grouped.order_by("day")


def first_days(orders: Table, acquired: int | None) -> Table:
    """First order day of each customer; only of those acquired by a day, where stated."""
    found = orders.filter(orders.cents >= 0).group_by("customer").aggregate(first_day=_.day.min())
    return found if acquired is None else found.filter(found.first_day <= acquired)


def buyers(orders: Table, months: Sequence[tuple[int, int, int]]) -> Table:
    """Customers with an order in each month of (number, first day, last day)."""
    kept = orders.filter(orders.cents >= 0)
    month = ibis.cases(*[(kept.day.between(low, high), number) for number, low, high in months], else_=-1)
    distinct = kept.select("customer", month=month).distinct()
    return distinct.group_by("month").aggregate(customers=distinct.count()).order_by("month")


def exported(marked: Table, names: Table) -> Table:
    """One row a customer with its name, ordered by name."""
    joined = marked.inner_join(names, "customer")
    wanted = ("name", "first_day", "last_day", "orders", "cents", "r", "f", "m", "segment")
    return joined.select(*wanted).order_by("name")


def names_table(table: str) -> Table:
    """Names of the numbered customers."""
    return ibis.table({"customer": "int64", "name": "string"}, name=table)


def _score(key: IntegerValue, cuts: Sequence[int]) -> IntegerValue:
    """1 + the number of cut points strictly below the key: one branch for each distinct cut, the highest first."""
    branches = {cut: 1 + sum(each <= cut for each in cuts) for cut in cuts}
    if not branches:
        return ibis.literal(1, "int64")
    ordered = [(key > cut, score) for cut, score in sorted(branches.items(), reverse=True)]
    return ibis.cases(*ordered, else_=1).cast("int64")


def _score_within(key: IntegerValue, rows: Sequence[Sequence[int]], place: IntegerValue) -> IntegerValue:
    """Score under the row of cut points that holds for each customer; one row holds for all."""
    if len(rows) == 1:
        return _score(key, rows[0])
    branches = [(place == number, _score(key, cuts)) for number, cuts in enumerate(rows)]
    return ibis.cases(*branches, else_=0).cast("int64")


def _least(value: IntegerValue, most: int) -> IntegerValue:
    return ibis.cases((value > most, most), else_=value).cast("int64")
