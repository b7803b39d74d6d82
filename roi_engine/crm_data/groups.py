"""Extra columns of a customer (the arm of a test, a region): one value each, or the file is refused."""

from __future__ import annotations

from roi_engine.crm_data.database import named
from roi_engine.crm_data.profile import NAMES
from roi_engine.crm_data.understanding import Asked
from roi_engine.errors import DataError, Problem


def store_groups(asked: Asked, table: str, customer: str) -> None:
    """Table (customer number, one text column a group); DataError lists customers that have two values of one.

    `customer` is the SQL of the customer's name in the source.
    """
    groups = [column for column in asked.columns if column.kind == "text" and column.role != "order"]
    inner = ", ".join(f"{asked.source.cell(c.header)} AS {named(c.role)}" for c in groups)
    outer = ", ".join(
        f"coalesce(max(nullif({named(c.role)}, '')), '') AS {named(c.role)}, "
        f"coalesce(min(nullif({named(c.role)}, '')), '') AS {named('least ' + c.role)}"
        for c in groups
    )
    asked.database.run(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT n.customer AS customer, {outer} "
        f"FROM (SELECT {customer} AS name, {inner} FROM {asked.source.rows}) JOIN {NAMES} n USING (name) "
        "GROUP BY n.customer",
        asked.source.parameters,
    )
    problems = []
    for column in groups:
        role, least = named(column.role), named("least " + column.role)
        sql = f"SELECT name, {least}, {role} FROM {table} JOIN {NAMES} USING (customer) WHERE {role} <> {least} "
        for name, one, other in asked.database.run(sql + "ORDER BY name LIMIT 20"):
            message = f"customer '{str(name)[:40]}' has two values: '{str(one)[:40]}' and '{str(other)[:40]}'"
            accepted = "one value for each customer"
            place = f"{column.header} ({column.role})"
            problems.append(Problem("two-groups", message, place, asked.source.file, accepted=accepted))
        asked.database.run(f"ALTER TABLE {table} DROP COLUMN {least}")
    if problems:
        raise DataError(problems)
