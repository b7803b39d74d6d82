"""The door for data: a transaction log or a bare customer list from a CSV or Parquet file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from roi_engine.crm_data.base import CustomerList, Log
from roi_engine.crm_data.database import Database, Limits, open_database
from roi_engine.crm_data.dates import day_of
from roi_engine.crm_data.entries import ENTRIES, Tally, store_entries, store_orders, tally
from roi_engine.crm_data.groups import store_groups
from roi_engine.crm_data.headers import Roles, roles_of
from roi_engine.crm_data.listing import store_list
from roi_engine.crm_data.numbering import Numbering, keep_names
from roi_engine.crm_data.profile import Column, Kind, profiled
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.reporting_rows import example_rows, notices_of, refused_totals
from roi_engine.crm_data.scan import Scan
from roi_engine.crm_data.source import Source, opened
from roi_engine.crm_data.understanding import DATES, Asked, Understood, understood
from roi_engine.errors import DataError, Problem

_LOG: Mapping[str, Kind] = {"customer": "name", "date": "date", "amount": "money", "order": "text"}
_LIST: Mapping[str, Kind] = {
    "customer": "name", "last_date": "date", "orders": "count", "amount": "money", "first_date": "date",
}  # fmt: skip
ORDERS, LISTED = "orders", "listed"


def read_log(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    *,
    folder: str | Path | None = None,
    date_format: str = "",
    decimal: str = "",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Log:
    """Read a transaction log.

    `columns` maps roles to headers: customer, date, amount, order; any other role is a group, a text that is constant
    within a customer (the arm of a test). Roles that are not named are guessed from the header, groups are not. A
    relative `path` starts at `folder`. `date_format` (as in `dates.FORMATS`) and `decimal` (',' or '.') settle what the
    file leaves open. DataError lists every problem: line, column, value, what was expected.
    """
    place = Path(folder or ".") / path
    with TemporaryDirectory(prefix="roi_engine_") as scratch:
        database = open_database(limits)
        source = opened(database, place, Path(scratch))
        roles = roles_of(source.header, columns or {}, ("customer", "date"), ("amount", "order"), source.file)
        asked = Asked(database, source, _columns(roles, _LOG), date_format, _checked_decimal(decimal))
        profile = profiled(database, source, asked.columns, may_be_value=True)
        scan = Scan(asked, understood(asked, profile), profile.numbering)
        store_entries(scan)
        if profile.numbering.least is None:
            refused_totals(asked, ENTRIES)
        counted = tally(database)
        _check_used(counted, source, profile.rows)
        counted, customers, order_days = store_orders(scan, ORDERS, counted)
        if roles.groups:
            store_groups(asked, f"{ORDERS}_groups", profile.numbering)
        report = _report("log", asked, roles, scan.read, counted, (profile.rows, customers, order_days))
    _close(database, profile.numbering, ORDERS)
    return Log(database, ORDERS, report, "amount" in roles.headers, roles.groups)


def read_list(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    *,
    folder: str | Path | None = None,
    date_format: str = "",
    decimal: str = "",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> CustomerList:
    """Read a bare customer list, one row a customer.

    Roles: customer, last_date, orders, amount, first_date (the last two may be missing), others are groups. The rest is
    as for `read_log`.
    """
    place = Path(folder or ".") / path
    with TemporaryDirectory(prefix="roi_engine_") as scratch:
        database = open_database(limits)
        source = opened(database, place, Path(scratch))
        required = ("customer", "last_date", "orders")
        roles = roles_of(source.header, columns or {}, required, ("amount", "first_date"), source.file)
        asked = Asked(database, source, _columns(roles, _LIST), date_format, _checked_decimal(decimal))
        profile = profiled(database, source, asked.columns)
        read = understood(asked, profile)
        counted = store_list(asked, read, LISTED)
        _check_used(counted, source, profile.rows)
        if roles.groups:
            store_groups(asked, f"{LISTED}_groups", profile.numbering)
        ((orders,),) = database.run(f"SELECT coalesce(sum(orders), 0) FROM {LISTED}")
        report = _report("list", asked, roles, read, counted, (profile.rows, counted.rows_used, int(orders)))
    _close(database, profile.numbering, LISTED)
    return CustomerList(database, LISTED, report, "amount" in roles.headers, roles.groups)


def _columns(roles: Roles, kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(role, header, kinds.get(role, "text")) for role, header in roles.headers.items())


def _checked_decimal(decimal: str) -> str:
    if decimal not in ("", ",", "."):
        raise DataError([Problem("decimal", f"'{decimal}' is no decimal sign", "decimal", accepted="',' or '.'")])
    return decimal


def _check_used(counted: Tally, source: Source, rows: int) -> None:
    if not counted.rows_used:
        why = "; ".join(f"{left.rows}: {left.words}" for left in counted.left_out) or "there is only a header"
        raise DataError([Problem("no-rows", f"no row can be used ({why})", file=source.file)])
    left = sum(each.rows for each in counted.left_out)
    if counted.rows_used + left != rows:
        message = f"{rows} rows were counted, but {counted.rows_used} used and {left} left out"
        raise DataError([Problem("rows-lost", message, file=source.file, hint="the file changed while it was read")])


def _report(
    kind: str, asked: Asked, roles: Roles, read: Understood, counted: Tally, numbers: tuple[int, int, int]
) -> DataReport:
    source = asked.source
    rows, customers, order_days = numbers
    return DataReport(
        kind="log" if kind == "log" else "list",
        file=source.file,
        sha256=source.sha256,
        encoding=source.encoding,
        delimiter=source.dialect.delimiter if source.dialect else "",
        date_format=read.date_format,
        number_shape=read.number_shape,
        currency=read.currency,
        columns=tuple(roles.headers.items()),
        guessed=roles.guessed,
        rows_in=rows,
        rows_used=counted.rows_used,
        left_out=counted.left_out,
        refunds=counted.refunds,
        zero=counted.zero if "amount" in roles.headers else 0,
        duplicates=counted.duplicates,
        rounded=read.rounded,
        customers=customers,
        order_days=order_days,
        first_date=None if counted.first_day is None else day_of(counted.first_day),
        last_date=None if counted.last_day is None else day_of(counted.last_day),
        control_total=Decimal(counted.cents) / 100 if "amount" in roles.headers else None,
        examples=example_rows(asked, read, "date" if kind == "log" else "last_date"),
        notices=notices_of(source, roles, counted, read),
    )


def _close(database: Database, numbering: Numbering, table: str) -> None:
    keep_names(database, numbering, "names", table)
    database.drop(ENTRIES, DATES)
    database.lock()
