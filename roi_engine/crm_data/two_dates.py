"""Two scorings side by side, for migration: unique rows with counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.crm_data import expressions
from roi_engine.crm_data.database import named
from roi_engine.crm_data.scored import Scored, scored_table
from roi_engine.errors import DataError, Problem, did_you_mean

Integers = NDArray[np.int64]
_BROUGHT = "brought"


@dataclass(frozen=True, slots=True, eq=False)
class TwoDateRows:
    """Unique (arm, scores before, scores after) rows, sorted: arrays of shape (n,), scores of shape (n, 3).

    Scores have columns r, f, m; a row of zeros means that the customer was not there (before: new; after: lost, gone
    from the second list). `arm` is the customer's group, '' without one or where it is empty. `count` customers;
    `cents_before`, `cents_after` [1/100 currency] and `orders_before`, `orders_after` are sums over them.
    """

    arm: NDArray[np.object_]
    before: Integers
    after: Integers
    count: Integers
    orders_before: Integers
    orders_after: Integers
    cents_before: Integers
    cents_after: Integers


def two_date_rows(before: Scored, after: Scored, arm: str | None = None) -> TwoDateRows:
    """Customers of two scorings joined by name; `arm` names a group column (of the first where both have it).

    Two scorings of one log, or of two files: the second's rows are brought into the first's database then.
    """
    if arm is not None and arm not in before.summary.base.groups:
        known = before.summary.base.groups
        accepted = "groups: " + (", ".join(known) or "none was read")
        raise DataError(
            [Problem("unknown-group", f"no group '{arm}'", "arm", "", 0, 0, accepted, did_you_mean(arm, known))]
        )
    database = before.summary.base.database
    brought = after.summary.base.database is not database
    second = _brought(before, after) if brought else scored_table(after)
    found = database.columns(expressions.two_dates(scored_table(before), second, arm))
    if brought:
        database.drop(_BROUGHT)
    return TwoDateRows(
        found["arm"],
        np.column_stack([found["r0"], found["f0"], found["m0"]]),
        np.column_stack([found["r1"], found["f1"], found["m1"]]),
        found["count"],
        found["orders0"],
        found["orders1"],
        found["cents0"],
        found["cents1"],
    )


def _brought(before: Scored, after: Scored) -> Table:
    """The second scoring in the first's database, its customers numbered as there and beyond, by name."""
    database = before.summary.base.database
    groups = after.summary.base.groups
    wanted = ["customer", "name", "orders", "cents", "r", "f", "m", *groups]
    joined = scored_table(after).inner_join(expressions.names_table("names"), "customer").select(*wanted)
    found = after.summary.base.database.columns(joined)
    kinds = {name: "VARCHAR" if name == "name" or name in groups else "BIGINT" for name in wanted}
    database.put("brought_rows", {name: (kinds[name], found[name]) for name in wanted})
    kept = ", ".join(f"b.{named(name)}" for name in wanted[2:])
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_BROUGHT} AS SELECT coalesce(n.customer, -1 - b.customer) AS customer, "
        f"CAST(NULL AS BIGINT) AS first_day, 0 AS last_day, 0 AS first_cents, '' AS segment, {kept} "
        "FROM brought_rows b LEFT JOIN names n USING (name)"
    )
    database.drop("brought_rows")
    return expressions.summary_table(_BROUGHT, groups, has_scores=True)
