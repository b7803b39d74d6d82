"""From a profile to SQL: one date format, one number shape, or every value that stands in the way, with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.dates import (
    BLANK,
    FIRST_YEAR,
    LAST_YEAR,
    DateFinding,
    DateFormat,
    date_finding,
    is_time,
    stated_format,
)
from roi_engine.crm_data.numbering import TOTALS
from roi_engine.crm_data.numbers import NumberFinding, cents_of, number_finding
from roi_engine.crm_data.placing import placed
from roi_engine.crm_data.profile import Column, Profile, shape_of, token_of, token_sql
from roi_engine.crm_data.source import SHOWN, Source
from roi_engine.errors import DataError, Problem

DATES = "door_dates"


@dataclass(frozen=True, slots=True)
class Understood:
    """SQL of each role's value, as the source's relation gives it, and how it was understood.

    Dates that were text are looked up by their token in the table DATES (door_token, door_day, door_total).
    """

    values: Mapping[str, str]
    tokens: Mapping[str, str]
    date_format: str
    number_shape: str
    currency: str
    rounded: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read, from where, and what the user stated: the date format and the decimal sign, '' where not."""

    database: Database
    source: Source
    columns: tuple[Column, ...]
    date_format: str = ""
    decimal: str = ""


def understood(asked: Asked, profile: Profile) -> Understood:
    """One format for all the date columns, one shape for each column of numbers; DataError with every problem."""
    form, problems = _date_format(asked, profile)
    findings: dict[str, NumberFinding] = {}
    for column in asked.columns:
        if column.role in profile.shapes:
            decimal = asked.decimal if column.kind == "money" else ""
            findings[column.role] = number_finding(profile.shapes[column.role], decimal)
            problems += _number_problems(asked, column, findings[column.role])
        elif column.role not in profile.dates:
            problems += _typed_problems(asked, column)
    if problems:
        raise DataError(problems)
    tokens = {token for pairs in profile.dates.values() for token, _ in pairs}
    _store_dates(asked.database, sorted(tokens), form)
    shape = next((findings[c.role].shape for c in asked.columns if c.kind == "money" and c.role in findings), None)
    source = asked.source
    return Understood(
        {c.role: _value(source, c, findings.get(c.role)) for c in asked.columns if c.role not in profile.dates},
        {c.role: token_sql(source.cell(c.header)) for c in asked.columns if c.role in profile.dates},
        form.name if form and tokens else "",
        shape.words if shape else "",
        shape.currency if shape else "",
        sum(profile.shapes[role][each] for role, finding in findings.items() for each in finding.rounded),
    )


def _date_format(asked: Asked, profile: Profile) -> tuple[DateFormat | None, list[Problem]]:
    stated, hint = stated_format(asked.date_format) if asked.date_format else (None, "")
    if asked.date_format and stated is None:
        message = f"'{asked.date_format[:40]}' is no date format"
        return None, [Problem("date-format", message, "date_format", asked.source.file, hint=hint)]
    tokens = {token for pairs in profile.dates.values() for token, _ in pairs}
    finding = date_finding({token for token in tokens if not is_total(token)}, stated)
    problems: list[Problem] = []
    for column in asked.columns:
        if column.role in profile.dates:
            problems += _date_problems(asked, column, profile.dates[column.role], finding)
    return finding.format, problems


def _date_problems(
    asked: Asked, column: Column, pairs: Mapping[tuple[str, str], int], finding: DateFinding
) -> list[Problem]:
    unfit = frozenset(finding.unfit)
    odd = {(token, rest) for token, rest in pairs if rest and not is_time(rest) and token not in unfit}
    if unfit & {token for token, _ in pairs}:
        expected = f"expected a date as {finding.nearest}" if finding.nearest else "expected a date as dd/mm/yyyy"
        return _placed(asked, column, lambda value: token_of(value) in unfit, "bad-date", expected)
    if finding.ambiguous:
        said = " or ".join(f"{day.isoformat()} ({name})" for name, day in finding.readings)
        words = f"the dates fit more than one format: this one is {said}; state which: date_format"
        return _placed(asked, column, lambda value: token_of(value) == finding.ambiguous, "ambiguous-date", words, 1)
    if odd:
        rests = {rest for _, rest in odd}

        def is_odd(value: str) -> bool:
            rest = value[len(token_of(value)) :]
            return shape_of(rest).replace("0", "9") in rests

        return _placed(asked, column, is_odd, "bad-date", "expected nothing but a time of day after the date")
    return []


def _number_problems(asked: Asked, column: Column, finding: NumberFinding) -> list[Problem]:
    if finding.unfit:
        unfit = frozenset(finding.unfit)
        return _placed(asked, column, lambda v: shape_of(v) in unfit, "bad-number", f"expected {finding.expected}")
    if finding.ambiguous:
        words = "this is read in two ways: the sign may mark decimals or thousands; state which: decimal"
        return _placed(asked, column, lambda v: shape_of(v) == finding.ambiguous, "ambiguous-number", words, 1)
    shape = finding.shape
    if column.kind == "count" and shape and (shape.negative or shape.places or shape.currency):
        words = "expected a whole number of orders, not negative"
        return _placed(asked, column, lambda v: bool(set(v) & set("-−().,")), "bad-number", words)
    return []


def _typed_problems(asked: Asked, column: Column) -> list[Problem]:
    """Columns that have a type of their own (Parquet): it must suit the role."""
    kind = asked.source.types[column.header]
    suits = {
        "name": not kind.endswith("[]") and not kind.startswith(("STRUCT", "MAP", "BLOB")),
        "text": not kind.endswith("[]") and not kind.startswith(("STRUCT", "MAP", "BLOB")),
        "date": kind.startswith(("DATE", "TIMESTAMP")),
        "money": asked.source.is_whole(column.header) or kind.startswith(("DECIMAL", "FLOAT", "DOUBLE")),
        "count": asked.source.is_whole(column.header) or kind.startswith(("FLOAT", "DOUBLE")),
    }
    if suits[column.kind]:
        return _far_dates(asked, column) if column.kind == "date" else []
    wanted = {"date": "dates or text", "money": "numbers or text", "count": "whole numbers"}.get(column.kind, "text")
    message = f"column '{column.header}' holds {kind}"
    return [Problem("column-type", message, f"columns.{column.role}", asked.source.file, accepted=f"expected {wanted}")]


def _far_dates(asked: Asked, column: Column) -> list[Problem]:
    """Typed dates outside the years that dates in text may have (9999-12-31 for "none"): the file's statistics tell."""
    bare, source = asked.source.column(column.header), asked.source
    low, high = f"DATE '{FIRST_YEAR}-01-01'", f"DATE '{LAST_YEAR + 1}-01-01'"
    sql = f"SELECT coalesce(min({bare}) < {low} OR max({bare}) >= {high}, FALSE) FROM {source.relation}"
    ((is_far,),) = asked.database.run(sql, source.parameters)
    if not is_far:
        return []
    relation = source.relation.removesuffix(")") + ", file_row_number = true)"
    where = f"WHERE {bare} < {low} OR {bare} >= {high} ORDER BY 1 LIMIT {SHOWN}"
    sql = f"SELECT file_row_number + 1, CAST({bare} AS VARCHAR) FROM {relation} {where}"
    place, accepted = f"{column.header} ({column.role})", f"a date of the years {FIRST_YEAR} to {LAST_YEAR}, or none"
    return [
        Problem(
            "bad-date", f"'{value}'", place, source.file, int(row), source.header.index(column.header) + 1, accepted
        )
        for row, value in asked.database.run(sql, source.parameters)
    ]


def _placed(
    asked: Asked, column: Column, is_wanted: Callable[[str], bool], code: str, accepted: str, limit: int = SHOWN
) -> list[Problem]:
    place = (column.header, column.role)
    return placed(asked.database, asked.source, place, is_wanted, code, accepted, limit)


def _store_dates(database: Database, tokens: list[str], form: DateFormat | None) -> None:
    read = [None if form is None or token.lower() in BLANK else form.day(token) for token in tokens]
    columns = {
        "door_token": ("VARCHAR", np.array(tokens, object)),
        "door_day": ("INTEGER", np.array([-(10**6) if day is None else day for day in read], np.int64)),
        "door_total": ("BOOLEAN", np.array([is_total(token) for token in tokens], bool)),
    }
    database.put(DATES, columns)
    database.run(f"UPDATE {DATES} SET door_day = NULL WHERE door_day = {-(10**6)}")


def is_total(value: str) -> bool:
    """Whether a cell reads like the heading of a total.

    >>> is_total("Totale:"), is_total("Total S.A.")
    (True, False)
    """
    return value.lower().strip(" :.*") in TOTALS


def _value(source: Source, column: Column, finding: NumberFinding | None) -> str:
    """SQL of a role's value: text trimmed, dates as day numbers, money as cents, counts as whole numbers."""
    if column.kind in ("name", "text"):
        return source.cell(column.header)
    if finding is not None:
        cents = cents_of(source.cell(column.header), finding)
        return cents if column.kind == "money" else f"({cents}) // 100"
    bare = source.column(column.header)
    if column.kind == "date":
        return f"(CAST({bare} AS DATE) - DATE '1970-01-01')"
    if source.types[column.header] in ("FLOAT", "DOUBLE"):
        bare = f"CASE WHEN isfinite({bare}) THEN CAST({bare} AS DECIMAL(18, 4)) END"
    return f"CAST(round({bare} * 100, 0) AS BIGINT)" if column.kind == "money" else f"CAST({bare} AS BIGINT)"
