"""The door for actuals: a CSV or Parquet file, one row a number (month, what, value) or one column a thing.

Headers are known in English, Italian and Spanish. Nothing is guessed: a month or number that reads two ways, or none,
is listed with its row and column, and nothing is used then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from roi_engine.crm_data.actual_months import Months, hint_for, months_of
from roi_engine.crm_data.actual_numbers import NumberColumn, number_column
from roi_engine.crm_data.actuals import Actual, ActualPlace
from roi_engine.crm_data.database import Database, open_database
from roi_engine.crm_data.dates import DateFormat, stated_format
from roi_engine.crm_data.dialect import Cell
from roi_engine.crm_data.exports.currencies import header_currency
from roi_engine.crm_data.exports.words import bare
from roi_engine.crm_data.headers import plain_header
from roi_engine.crm_data.multiples import header_multiple
from roi_engine.crm_data.numbers import BLANK
from roi_engine.crm_data.source import SHOWN, Source, opened, ragged_rows, reading
from roi_engine.errors import DataError, Problem, did_you_mean

MOST_ROWS = 200_000
_WORDS = {
    "month": "month months period date mese periodo data mes fecha",
    "what": "what thing kpi line measure metric item voce cosa misura indicatore metrica riga que concepto linea"
    " indicador medida partida",
    "value": "value actual actuals amount valore importo consuntivo effettivo valor importe real",
    "se": "se standard_error std_error stderr errore_standard error_estandar",
    "n": "n count sample sample_size numero campione conteggio muestra recuento",
    "unit": "unit units unita unidad unidades",
    "note": "note notes comment nota note_ commento comentario",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
_LONG = ("month", "what", "value")
_SIGNS = {"€": "EUR", "£": "GBP"}
_MONTHS = "2027-03, 03/2027, March 2027, mar-27, or a date"
_LAYOUT = "columns month, what and value (se, n, unit and note may follow), or month and a column for each thing"


@dataclass(frozen=True, slots=True)
class _Table:
    """A file as cells: role or thing -> its cells, one a row; `header` names the column of each."""

    file: str
    columns: Mapping[str, Sequence[Cell]]
    header: Mapping[str, str]


@dataclass(slots=True)
class _Faults:
    """What is wrong so far; at most `SHOWN` problems of one column are kept."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, code: str, said: str, table: _Table, role: str, cell: Cell, accepted: str) -> None:
        """One more, with its place."""
        count = self.counts[code, role] = self.counts.get((code, role), 0) + 1
        if count <= SHOWN:
            place = (table.header[role], table.file, cell.line, cell.column)
            self.problems.append(Problem(code, said, *place, accepted))


def read_actuals(path: str | Path, *, date_format: str = "", decimal: str = "") -> tuple[Actual, ...]:
    """The actuals of a file, in its order.

    `date_format` (as `dd/mm/yyyy`) and `decimal` (',' or '.') settle what the file leaves open. DataError lists every
    problem with its row and column.
    """
    if decimal not in ("", ",", "."):
        raise DataError([Problem("decimal", f"'{decimal}' is no decimal sign", "decimal", accepted="',' or '.'")])
    stated, hint = stated_format(date_format) if date_format else (None, "")
    if date_format and stated is None:
        said = f"'{date_format[:40]}' is no date format"
        raise DataError([Problem("date-format", said, "date_format", str(path), hint=hint)])
    with TemporaryDirectory(prefix="roi_engine_") as scratch:
        database = open_database()
        source = opened(database, Path(path), Path(scratch))
        _check_rows(database, source)
        table = _table(database, source)
    return _actuals(table, stated, decimal)


def _check_rows(database: Database, source: Source) -> None:
    """DataError where the file is too long, or a row cannot be cut into cells."""
    listed = ", ".join(source.column(header) for header in source.header)
    sql = f"SELECT count(*) FROM (SELECT {listed} FROM {source.rows_with_rejects} LIMIT {MOST_ROWS + 1})"
    with reading(source):
        ((rows,),) = database.run(sql, source.parameters)
    problems = ragged_rows(database, source) if source.dialect is not None else []
    if rows > MOST_ROWS:
        problems.append(Problem("too-many-rows", f"more than {MOST_ROWS:,} rows", file=source.file))
    if not rows and not problems:
        problems.append(Problem("no-rows", "the file has a header and no rows", file=source.file))
    if problems:
        raise DataError(problems)


def _table(database: Database, source: Source) -> _Table:
    """The cells of every column that plays a role; in the wide form, of every column."""
    roles = _roles(source)
    columns = {role: source.cells(database, header, lambda _: True, MOST_ROWS) for role, header in roles.items()}
    return _Table(source.file, columns, roles)


def _roles(source: Source) -> dict[str, str]:
    """Role (or, in the wide form, thing) -> header. DataError where month, what or value cannot be told."""
    found: dict[str, str] = {}
    problems = []
    for header in source.header:
        role = _ROLES.get(plain_header(header)) or _ROLES.get(bare(header), "")
        if role in found:
            said = f"columns '{found[role][:40]}' and '{header[:40]}' both look like the {role}"
            problems.append(Problem("repeated-column", said, role, source.file, 1, accepted="one of them"))
        elif role:
            found[role] = header
            problems += [_multiple(header, source)] if role in ("value", "se") and header_multiple(header) else []
    things = [header for header in source.header if header and header not in found.values()]
    if "month" in found and "what" not in found and "value" not in found and any("." in name for name in things):
        found |= {name.strip(): name for name in things}
    else:
        problems += [_missing(role, source) for role in _LONG if role not in found]
    if problems:
        raise DataError(problems)
    return found


def _multiple(header: str, source: Source) -> Problem:
    """Values that are told in thousands, millions or cents."""
    said = f"the header '{header[:40]}' says that its numbers are not whole amounts: {header_multiple(header)}"
    place = source.header.index(header) + 1
    return Problem("multiple-amounts", said, "value", source.file, 1, place, accepted="amounts written in full")


def _missing(role: str, source: Source) -> Problem:
    listed = ", ".join(f"'{name[:40]}'" for name in source.header[:12])
    near = [word for header in source.header if (word := _near(header, role))]
    said = f"no column could be recognised as the {role}; the file has {listed}"
    hint = near[0] if near else ""
    if len(months_of(source.header).known) > 1:
        hint = "months stand in the header: turn the table, so that each has rows of its own"
    return Problem("missing-column", said, role, source.file, 1, accepted=_LAYOUT, hint=hint)


def _near(header: str, role: str) -> str:
    return did_you_mean(plain_header(header), _WORDS[role].split())


def _actuals(table: _Table, stated: DateFormat | None, decimal: str) -> tuple[Actual, ...]:
    faults = _Faults()
    rows = [
        row for row in range(len(table.columns["month"])) if any(cells[row].value for cells in table.columns.values())
    ]
    months = _months(table, rows, stated, faults)
    if "what" in table.columns:
        found = list(_long(table, rows, months, decimal, faults))
    else:
        found = list(_wide(table, rows, months, decimal, faults))
    if faults.problems:
        raise DataError(faults.problems)
    if not found:
        raise DataError([Problem("no-rows", "the file holds no number", file=table.file, accepted=_LAYOUT)])
    return tuple(found)


def _months(table: _Table, rows: Sequence[int], stated: DateFormat | None, faults: _Faults) -> Months:
    cells = [table.columns["month"][row] for row in rows]
    found = months_of({cell.value for cell in cells if cell.value}, stated)
    for cell in cells:
        if not cell.value:
            faults.add("blank-cell", "the cell is empty", table, "month", cell, "a month such as 2027-03")
        elif cell.value in found.unfit:
            said = f"'{cell.value[:60]}' is no month"
            accepted = hint_for(cell.value) or f"{_MONTHS}; initial for what came before the start"
            faults.add("bad-month", said, table, "month", cell, accepted)
        elif cell.value == found.ambiguous:
            said = f"'{cell.value[:60]}' is read in two ways: {found.readings}"
            faults.add("ambiguous-date", said, table, "month", cell, "--date-format says which")
    return found


def _long(table: _Table, rows: Sequence[int], months: Months, decimal: str, faults: _Faults) -> Iterator[Actual]:
    """One actual a row."""
    values = _numbers(table, "value", rows, decimal, faults, required=True)
    errors = _numbers(table, "se", rows, decimal, faults)
    counts = _numbers(table, "n", rows, _sign_of_counts(table, rows) or decimal, faults)
    _check_signs(table, rows, errors, counts, faults)
    _check_per_cent(table, "value", [table.columns["what"][row].value for row in rows], rows, values, faults)
    _check_error_sign(table, rows, values, errors, faults)
    for number, row in enumerate(rows):
        what = table.columns["what"][row]
        if not what.value:
            accepted = "a line, a total, a KPI or a value of the plan"
            faults.add("blank-cell", "the cell is empty", table, "what", what, accepted)
        value = values.numbers[number]
        if value is None:
            continue
        n = counts.numbers[number]
        yield Actual(
            what=what.value,
            month=months.known.get(table.columns["month"][row].value, ""),
            value=value,
            se=errors.numbers[number],
            n=None if n is None else int(n),
            unit=_unit(_text(table, "unit", row), values, number) or _unit_of(table),
            source=f"{Path(table.file).name}:{what.line}",
            note=_text(table, "note", row),
            place=_place(table, row, "value"),
        )


def _wide(table: _Table, rows: Sequence[int], months: Months, decimal: str, faults: _Faults) -> Iterator[Actual]:
    """One actual a cell of each column that is no role; an empty cell says nothing."""
    for thing in table.columns:
        if thing in _WORDS:
            continue
        values = _numbers(table, thing, rows, decimal, faults)
        _check_per_cent(table, thing, [thing] * len(rows), rows, values, faults)
        for number, row in enumerate(rows):
            value = values.numbers[number]
            if value is not None:
                place = _place(table, row, thing)
                month = months.known.get(table.columns["month"][row].value, "")
                source = f"{Path(table.file).name}:{place.line}"
                yield Actual(thing, month, value, unit=_unit("", values, number), source=source, place=place)


def _numbers(
    table: _Table, role: str, rows: Sequence[int], decimal: str, faults: _Faults, required: bool = False
) -> NumberColumn:
    """A column of numbers, None where a cell is empty; every cell that is none is a problem."""
    if role not in table.columns:
        return NumberColumn((None,) * len(rows))
    cells = [table.columns[role][row] for row in rows]
    found = number_column([cell.value for cell in cells], decimal)
    for cell in cells:
        if cell.value in found.unfit:
            said = f"'{cell.value[:60]}' is no number"
            faults.add("bad-number", said, table, role, cell, f"expected {found.expected}")
        elif found.ambiguous and cell.value == found.ambiguous:
            said = f"'{cell.value[:60]}' is read in two ways: the sign may mark decimals or thousands"
            faults.add("ambiguous-number", said, table, role, cell, "--decimal says which")
        elif required and cell.value.lower() in BLANK:
            accepted = "a number; leave the row out where none is known"
            faults.add("blank-cell", "the cell is empty", table, role, cell, accepted)
    return found


def _sign_of_counts(table: _Table, rows: Sequence[int]) -> str:
    """The decimal sign of a column of counts, where one is no whole number but by thousands (3.060); else ''."""
    texts = [_text(table, "n", row) for row in rows]
    sign = next((sign for sign in ",." if any(sign in text for text in texts)), "")
    grouped = all(re.fullmatch(rf"\d+|\d{{1,3}}(\{sign}\d{{3}})+", text) for text in texts if text) if sign else False
    odd = grouped and any(text.rpartition(sign)[2].strip("0") for text in texts if sign in text)
    return {",": ".", ".": ","}[sign] if odd else ""


def _check_signs(
    table: _Table, rows: Sequence[int], errors: NumberColumn, counts: NumberColumn, faults: _Faults
) -> None:
    for number, row in enumerate(rows):
        error, count = errors.numbers[number], counts.numbers[number]
        if error is not None and error < 0:
            cell = table.columns["se"][row]
            faults.add("bad-number", f"'{cell.value[:60]}' is below zero", table, "se", cell, "a standard error")
        if count is not None and (count < 1 or count != int(count)):
            cell = table.columns["n"][row]
            faults.add("bad-number", f"'{cell.value[:60]}' is no count", table, "n", cell, "a whole number, 1 or more")


def _check_per_cent(
    table: _Table, role: str, names: Sequence[str], rows: Sequence[int], values: NumberColumn, faults: _Faults
) -> None:
    """A thing whose values carry a per cent sign here and none there, and no unit: 13 may be 13 % or 1300 %."""
    signed = {name for name, per_cent in zip(names, values.per_cent, strict=False) if per_cent}
    for number, row in enumerate(rows):
        bare = values.numbers[number] is not None and not values.per_cent[number] and not _text(table, "unit", row)
        if names[number] in signed and bare:
            cell = table.columns[role][row]
            said = f"'{cell.value[:60]}' has no per cent sign, other values of {names[number]} have one"
            faults.add("mixed-per-cent", said, table, role, cell, "one way of writing for all of a thing")


def _check_error_sign(
    table: _Table, rows: Sequence[int], values: NumberColumn, errors: NumberColumn, faults: _Faults
) -> None:
    """A standard error in per cent beside a value without a sign, and no unit: both are read in one unit."""
    for number, row in enumerate(rows):
        signed = errors.per_cent[number] if errors.per_cent else False
        if signed and not (values.per_cent and values.per_cent[number]) and not _text(table, "unit", row):
            cell = table.columns["se"][row]
            said = f"'{cell.value[:60]}' has a per cent sign, and its value has none"
            faults.add("mixed-per-cent", said, table, "se", cell, "the value and its standard error in one unit")


def _unit(stated: str, values: NumberColumn, number: int) -> str:
    """The unit of a value: as stated in its row, else per cent or the currency that stands beside the number."""
    if stated:
        return stated
    return "%" if values.per_cent[number] else _SIGNS.get(values.currency, values.currency)


def _unit_of(table: _Table) -> str:
    """The currency that the header of the values names, '' where it names none."""
    return header_currency(table.header["value"])


def _text(table: _Table, role: str, row: int) -> str:
    return table.columns[role][row].value if role in table.columns else ""


def _place(table: _Table, row: int, value: str) -> ActualPlace:
    def column(role: str) -> int:
        return table.columns[role][row].column if role in table.columns else 0

    what = column("what") or column(value)
    return ActualPlace(
        table.file, table.columns["month"][row].line, column("month"), what, column(value), column("unit") or what
    )
