"""What the data report shows of the rows themselves: the first ones as understood, and what the reader should know."""

from __future__ import annotations

from decimal import Decimal

from roi_engine.crm_data.dates import day_of
from roi_engine.crm_data.entries import Tally
from roi_engine.crm_data.headers import Roles
from roi_engine.crm_data.profile import NAMES
from roi_engine.crm_data.source import Source
from roi_engine.crm_data.understanding import DATES, Asked, Understood
from roi_engine.errors import DataError, Notice, Problem


def example_rows(asked: Asked, read: Understood, date_role: str) -> tuple[tuple[str, ...], ...]:
    """The first three rows with a customer and a date, as they were understood: customer, ISO date, amount."""
    join = f"LEFT JOIN {DATES} d ON d.token = {read.tokens[date_role]}" if date_role in read.tokens else ""
    day = "d.day" if join else read.values[date_role]
    cents = read.values.get("amount", "CAST(NULL AS BIGINT)")
    start = f"(SELECT * FROM {asked.source.rows} LIMIT 1000) {join}"
    inner = f"SELECT {read.values['customer']} AS name, {day} AS day, {cents} AS cents FROM {start}"
    sql = f"SELECT name, day, cents FROM ({inner}) WHERE name <> '' AND day IS NOT NULL LIMIT 3"
    rows = asked.database.run(sql, asked.source.parameters)
    return tuple(
        (str(name), day_of(int(day)).isoformat(), "" if cents is None else f"{Decimal(int(cents)) / 100:.2f}")
        for name, day, cents in rows
    )


def refused_totals(asked: Asked, table: str) -> None:
    """Refuse rows whose customer reads like a total but which have a date: a customer of that name, or a total?"""
    sql = f"SELECT DISTINCT name FROM {table} JOIN {NAMES} USING (customer) WHERE is_total AND day IS NOT NULL"
    names = {str(name) for (name,) in asked.database.run(sql)}
    if not names:
        return
    header = next(column.header for column in asked.columns if column.kind == "name")
    accepted = "a customer's name; a total without a date is left out, with a date it must be taken out of the file"
    cells = asked.source.cells(asked.database, header, names.__contains__)
    place = f"{header} (customer)"
    raise DataError(
        Problem("total-or-customer", f"'{cell.value[:60]}' reads like a total", place, asked.source.file, cell.line,
                cell.column, accepted)
        for cell in cells
    )  # fmt: skip


def notices_of(source: Source, roles: Roles, counted: Tally, read: Understood) -> tuple[Notice, ...]:
    """What the reader should know about a file that was accepted."""
    found = []
    if roles.guessed:
        said = ", ".join(f"{role} = '{roles.headers[role]}'" for role in roles.guessed)
        found.append(Notice("columns_guessed", "columns", f"columns were recognised by their names: {said}"))
    if source.encoding == "cp1252":
        found.append(Notice("encoding", source.file, "the file is not UTF-8 and was read as Windows-1252"))
    if read.rounded:
        found.append(
            Notice("rounded", "amount", f"amounts with more than two decimals, rounded to cents: {read.rounded}")
        )
    if counted.duplicates:
        message = f"rows that repeat another one exactly, and were used: {counted.duplicates}"
        message += "; name an order column to drop them"
        found.append(Notice("duplicates", source.file, message))
    found += [
        Notice(left.reason, source.file, f"rows left out: {left.rows} ({left.words})") for left in counted.left_out
    ]
    return tuple(found)
