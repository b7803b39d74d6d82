"""The amounts, counts, scores and lengths of time of an export: one number shape for each column, one currency."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roi_engine.crm_data.dates import BLANK
from roi_engine.crm_data.exports.columns import Mapped, Opened, unread_hint
from roi_engine.crm_data.exports.currencies import money_currency
from roi_engine.crm_data.exports.lookups import put_lookup
from roi_engine.crm_data.exports.part import Part
from roi_engine.crm_data.exports.profiling import Counted
from roi_engine.crm_data.exports.spans import CLOCKS, SECONDS, header_unit, span_seconds
from roi_engine.crm_data.multiples import header_multiple
from roi_engine.crm_data.numbers import NumberFinding, Shape, cents_of, decimal_of, number_finding
from roi_engine.crm_data.placing import placed
from roi_engine.crm_data.profile import shape_of
from roi_engine.errors import N_, Notice, Problem, notice


@dataclass(frozen=True, slots=True)
class Numbers:
    """The columns of numbers: `shape` of the amounts as an example, their `currency`, '' where none is known."""

    part: Part
    shape: str = ""
    currency: str = ""


def numbers(opened: Opened, counted: Counted) -> Numbers:
    """Understand the columns of numbers and of lengths of time."""
    columns = opened.of_kind("money", "count", "number", "span")
    findings, settled = _findings(opened, columns, counted)
    values: dict[str, str] = {}
    joins: list[str] = []
    problems: list[Problem] = []
    for column in columns:
        finding = findings[column.role]
        if column.kind == "span" and finding.unfit:
            problems += _worded_spans(opened, column, counted)
            joins.append(f"LEFT JOIN {_spans(column)} ON {_spans(column)}.given = {column.cell}")
            values[column.role] = f"{_spans(column)}.meant"
            continue
        shapes = counted.shapes[column.cell]
        problems += _problems(opened, column, finding, shapes)
        is_blank = all(shape in finding.blank for shape in shapes)
        unit = _unit(opened, column, problems) if column.kind == "span" and not is_blank else 1
        if finding.shape is not None:
            values[column.role] = _value(column, finding, unit)
    money = {column.role: findings[column.role] for column in columns if column.kind == "money"}
    currency, wrong = money_currency(opened, counted, money)
    shape = next((finding.shape.words for finding in money.values() if finding.shape), "")
    notices = _rounded(counted, columns, findings) + settled
    return Numbers(Part(values, tuple(joins), tuple(problems + wrong), notices), shape, currency)


def _findings(
    opened: Opened, columns: tuple[Mapped, ...], counted: Counted
) -> tuple[dict[str, NumberFinding], tuple[Notice, ...]]:
    """The finding of each column; amounts and counts that stay open follow the decimal sign that the others prove.

    They follow it one way alone: their sign is the other one, and so marks thousands. A sign that is that of decimals
    elsewhere, always before three digits here, stays in doubt.
    """
    found = {column.role: _finding(opened, column, counted) for column in columns}
    proven = {shape.decimal for each in found.values() if (shape := each.shape) and _is_telling(shape)}
    settled = []
    for column in columns if len(proven) == 1 else ():
        doubtful, (sign,) = found[column.role].ambiguous, proven
        if doubtful and sign not in doubtful and column.kind in ("money", "count"):
            found[column.role] = number_finding(counted.shapes[column.cell], sign)
            settled.append(f"“{column.header}”")
    if not settled:
        return found, ()
    template = N_("thousands are told from decimals by the other columns of the file in: {columns}")
    return found, (notice("settled-thousands", "decimal", template, columns=", ".join(settled)),)


def _is_telling(shape: Shape) -> bool:
    """Whether a shape tells which sign marks decimals: it has some, or a point or comma that groups the digits."""
    return shape.places > 0 or bool({*shape.grouping} & {*".,"})


def _finding(opened: Opened, column: Mapped, counted: Counted) -> NumberFinding:
    typed = not opened.source.is_text(column.header)  # numbers of a Parquet file are written with a point
    shapes = counted.shapes[column.cell]
    found = number_finding(shapes, "." if typed else opened.stated.decimal)
    if found.ambiguous and column.kind == "count":
        sign = "," if "," in found.ambiguous else "."
        if any("9" in shape.partition(sign)[2] for shape in shapes):  # 3.060 is no whole number but by thousands
            return number_finding(shapes, "." if sign == "," else ",")
    return found


def _value(column: Mapped, finding: NumberFinding, unit: int) -> str:
    if column.kind == "money":
        return cents_of(column.cell, finding)
    number = decimal_of(column.cell, finding)
    if column.kind == "number":
        return f"CAST({number} AS DOUBLE)"
    return f"CAST(round(({number}) * {unit}, 0) AS BIGINT)"


def _problems(opened: Opened, column: Mapped, finding: NumberFinding, shapes: Mapping[str, int]) -> list[Problem]:
    if finding.unfit:
        unfit = frozenset(finding.unfit)
        expected = f"expected {finding.expected}"
        if len(unfit) + len(finding.blank) == len(shapes):
            expected += unread_hint(opened, column)
        return _placed(opened, column, lambda value: shape_of(value) in unfit, "bad-number", expected)
    if finding.ambiguous:
        words = "this is read in two ways: the sign may mark decimals or thousands; state which: decimal, ',' or '.'"
        return _placed(opened, column, lambda value: shape_of(value) == finding.ambiguous, "ambiguous-number", words, 1)
    shape = finding.shape
    if shape is not None and column.kind == "money" and header_multiple(column.header):
        return [_multiple(opened, column)]
    if shape is None or column.kind == "money":
        return []
    if shape.currency:
        words = "expected a number, not an amount of money"
        return _placed(opened, column, lambda value: shape.currency in value.upper(), "bad-number", words)
    if shape.negative and column.kind != "number":
        words = {"count": "expected a whole number, not negative"}.get(column.kind, "expected no negative time")

        def is_negative(value: str) -> bool:
            return value.lower() not in BLANK and bool({*value} & {*"-−("})

        return _placed(opened, column, is_negative, "bad-number", words)
    if column.kind == "count":
        broken = {each for each in shapes if re.search(rf"{re.escape(shape.decimal)}\d*9", each)}  # 100.0 is whole
        if broken and shape.places:
            return _placed(opened, column, lambda v: shape_of(v) in broken, "bad-number", "expected a whole number")
    return []


def _multiple(opened: Opened, column: Mapped) -> Problem:
    """Amounts that are told in thousands, millions or cents."""
    place = opened.source.header.index(column.header) + 1
    said = f"the header says that these amounts are not whole ones: {header_multiple(column.header)}"
    accepted = f'amounts written in full, under a header that says so, or left unread: columns: {{{column.role}: ""}}'
    return Problem("multiple-amounts", said, f"{column.header} ({column.role})", opened.source.file, 1, place, accepted)


def _unit(opened: Opened, column: Mapped, problems: list[Problem]) -> int:
    """Seconds of the unit of a column of bare numbers; a problem where nothing tells it."""
    told = header_unit(column.header)
    unit = opened.stated.units.get(column.role, "") or told.unit
    if unit in SECONDS:
        return SECONDS[unit]
    said = "the header names two units" if told.is_doubtful else "nothing tells the unit of these numbers"
    accepted = f"state it: units: {{{column.role}: {' or '.join(SECONDS)}}}"
    place = opened.source.header.index(column.header) + 1
    problems.append(
        Problem("no-unit", said, f"{column.header} ({column.role})", opened.source.file, 1, place, accepted)
    )
    return 1


def _worded_spans(opened: Opened, column: Mapped, counted: Counted) -> list[Problem]:
    """Store the lengths of time of a column that writes them out; its problems."""
    told = opened.stated.units.get(column.role, "") or header_unit(column.header).unit
    found = {value: span_seconds(value, told) for value in counted.words[column.cell] if value.lower() not in BLANK}
    unfit = {value for value, seconds in found.items() if seconds is None}
    if not unfit:
        put_lookup(opened.database, _spans(column), "BIGINT", found.items())
        return []
    words = "expected a length of time such as 26:03:10, 1d 2h or 45 min"
    if any(re.fullmatch(r"\d+:\d\d", value) for value in unfit):
        words += f"; 05:30 may be hours or minutes: units: {{{column.role}: {' or '.join(CLOCKS)}}}"
    return _placed(opened, column, lambda value: value in unfit, "bad-span", words)


def _spans(column: Mapped) -> str:
    return f"export_spans_{column.role}"


def _rounded(
    counted: Counted, columns: tuple[Mapped, ...], findings: Mapping[str, NumberFinding]
) -> tuple[Notice, ...]:
    rows = sum(
        counted.shapes[column.cell][shape]
        for column in columns
        if column.kind == "money"
        for shape in findings[column.role].rounded
    )
    template = N_("amounts with more than two decimals, rounded to cents: {n}")
    return (notice("rounded-amounts", "", template, n=str(rows)),) if rows else ()


def _placed(
    opened: Opened, column: Mapped, is_wanted: Callable[[str], bool], code: str, words: str, limit: int = 20
) -> list[Problem]:
    return placed(opened.database, opened.source, (column.header, column.role), is_wanted, code, words, limit)
