"""Extra columns of a customer (the arm of a test, a region): one value each, or the file is refused."""

from __future__ import annotations

from roi_engine.crm_data.database import named
from roi_engine.crm_data.numbering import NAMES, Numbering
from roi_engine.crm_data.understanding import Asked
from roi_engine.errors import DataError, Problem


def store_groups(asked: Asked, table: str, numbering: Numbering) -> None:
    """Table (customer number, one text column a group); DataError lists customers that have two values of one."""
    groups = [column for column in asked.columns if column.kind == "text" and column.role != "order"]
    inner = ", ".join(f"{asked.source.cell(c.header)} AS g{n}" for n, c in enumerate(groups))
    outer = ", ".join(
        f"coalesce(max(nullif(g{n}, '')), '') AS {named(c.role)}, "
        f"coalesce(min(nullif(g{n}, '')), '') AS {named('least ' + c.role)}"
        for n, c in enumerate(groups)
    )
    asked.database.run_as_written(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {numbering.number} AS customer, {outer} "
        f"FROM (SELECT {numbering.called} AS called, {inner} FROM {asked.source.rows}) {numbering.join} "
        f"WHERE NOT ({numbering.is_blank}) GROUP BY 1",
        asked.source.parameters,
    )
    problems = []
    for column in groups:
        role, least = named(column.role), named("least " + column.role)
        join = f"JOIN {NAMES} USING (customer)" if numbering.least is None else ""
        name = numbering.name("customer")
        sql = f"SELECT {name} AS name, {least}, {role} FROM {table} {join} WHERE {role} <> {least} "
        for name, one, other in asked.database.run(sql + "ORDER BY name LIMIT 20"):
            message = f"customer '{str(name)[:40]}' has two values: '{str(one)[:40]}' and '{str(other)[:40]}'"
            accepted = "one value for each customer"
            place = f"{column.header} ({column.role})"
            problems.append(Problem("two-groups", message, place, asked.source.file, accepted=accepted))
        asked.database.run(f"ALTER TABLE {table} DROP COLUMN {least}")
    if problems:
        raise DataError(problems)
