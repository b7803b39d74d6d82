"""What the data report shows of the rows themselves: the first ones as understood, and what the reader should know."""

from __future__ import annotations

from decimal import Decimal

from roi_engine.crm_data.dates import day_of
from roi_engine.crm_data.entries import Tally
from roi_engine.crm_data.headers import Roles
from roi_engine.crm_data.numbering import NAMES
from roi_engine.crm_data.source import Source
from roi_engine.crm_data.understanding import DATES, Asked, Understood
from roi_engine.errors import N_, DataError, Notice, Problem, notice

# a sentence for each reason, so that a translation need not be put together from parts
_LEFT_OUT = {
    "blank_row": N_("rows left out: {rows} (nothing but blanks)"),
    "total_row": N_("rows left out: {rows} (a total, not an order)"),
    "no_customer": N_("rows left out: {rows} (no customer is named)"),
    "no_date": N_("rows left out: {rows} (no date is given)"),
    "no_amount": N_("rows left out: {rows} (no amount is given)"),
    "same_order": N_("rows left out: {rows} (repeats a row of the same order)"),
    "no_order": N_("rows left out: {rows} (has never ordered: no last date, or no orders)"),
}


def example_rows(asked: Asked, read: Understood, date_role: str) -> tuple[tuple[str, ...], ...]:
    """The first three rows with a customer and a date, as they were understood: customer, ISO date, amount."""
    join = f"LEFT JOIN {DATES} d ON d.door_token = {read.tokens[date_role]}" if date_role in read.tokens else ""
    day = "d.door_day" if join else read.values[date_role]
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
        template = N_("columns were recognised by their names: {columns}")
        found.append(notice("columns_guessed", "columns", template, columns=said))
    if source.encoding == "cp1252":
        found.append(notice("encoding", source.file, N_("the file is not UTF-8 and was read as Windows-1252")))
    if read.rounded:
        template = N_("amounts with more than two decimals, rounded to cents: {rows}")
        found.append(notice("rounded", "amount", template, rows=str(read.rounded)))
    if counted.duplicates:
        template = N_("rows that repeat another one exactly, and were used: {rows}; name an order column to drop them")
        found.append(notice("duplicates", source.file, template, rows=str(counted.duplicates)))
    found += [
        notice(left.reason, source.file, _LEFT_OUT[left.reason], rows=str(left.rows)) for left in counted.left_out
    ]
    return tuple(found)
