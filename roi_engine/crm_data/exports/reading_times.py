"""The dates and times of an export: one date format for all columns of a layout, one form of time for each column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roi_engine.crm_data.dates import BLANK, FORMATS, DateFinding, DateFormat, date_finding, stated_format
from roi_engine.crm_data.exports.columns import Mapped, Opened, unread_hint
from roi_engine.crm_data.exports.lookups import put_lookup
from roi_engine.crm_data.exports.moments import ClockFinding, clock_finding, parts_of
from roi_engine.crm_data.exports.part import Part
from roi_engine.crm_data.exports.profiling import Counted
from roi_engine.crm_data.placing import placed
from roi_engine.errors import N_, Notice, Problem, notice

DAYS, CLOCKS = "export_days", "export_clocks"
Layout = tuple[str, bool]
_ZONE = re.compile(
    r"\b(?:(?:UTC|GMT)(?: ?[+-] ?\d{1,2}(?::\d\d)?)?|CES?T|E[SD]T|P[SD]T|C[SD]T|BST|(?:Europe|America|Asia|Africa)/\w+)"
)


@dataclass(frozen=True, slots=True)
class Times:
    """The columns of times: `formats` as a user writes them; `only_days` the roles that have no time of day."""

    part: Part
    formats: tuple[str, ...] = ()
    only_days: tuple[str, ...] = ()


def times(opened: Opened, counted: Counted) -> Times:
    """Understand the columns of dates and times; times with a zone become UTC."""
    columns = opened.of_kind("time")
    if not columns:
        return Times(Part())
    stated, problems = _stated(opened)
    if problems:
        return Times(Part(problems=tuple(problems)))
    dates = _date_findings(counted, stated)
    clocks = {cell: clock_finding(counted.rests[cell]) for cell in counted.rests}
    for column in {column.cell: column for column in columns}.values():
        wrong = _date_problems(opened, column, counted, dates[column.cell])
        lines = {problem.line for problem in wrong}
        others = _clock_problems(opened, column, clocks[column.cell])
        problems += [*wrong, *(each for each in others if each.line not in lines)]
    problems += [] if problems else _zone_problems(opened, columns, clocks)
    if problems:
        return Times(Part(problems=tuple(problems)))
    _store(opened, counted, dates, clocks)
    used = sorted({found.format.name for cell, found in dates.items() if found.format and _known(counted.dates[cell])})
    values = {c.role: f"epoch_ms((day_{c.cell}.meant * 86400 + clock_{c.cell}.meant) * 1000)" for c in columns}
    joins = []
    for cell in dict.fromkeys(column.cell for column in columns):
        joins.append(f"LEFT JOIN {DAYS} day_{cell} ON day_{cell}.given = date_{cell}")
        joins.append(f"LEFT JOIN {CLOCKS} clock_{cell} ON clock_{cell}.given = rest_{cell}")
    only_days = tuple(c.role for c in columns if clocks[c.cell].only_days and counted.rests[c.cell])  # blank: neither
    return Times(Part(values, tuple(joins), notices=_notices(columns, clocks)), tuple(used), only_days)


def _stated(opened: Opened) -> tuple[DateFormat | None, list[Problem]]:
    name = opened.stated.date_format
    stated, hint = stated_format(name) if name else (None, "")
    if not name or stated is not None:
        return stated, []
    message = f"'{name[:40]}' is no date format"
    return None, [Problem("date-format", message, "date_format", opened.source.file, hint=hint)]


def _date_findings(counted: Counted, stated: DateFormat | None) -> dict[str, DateFinding]:
    """The finding of each cell; those of one layout are judged together: one settles what another leaves open.

    A stated format settles the order of day, month and year wherever a layout leaves a choice.
    """
    layouts: dict[Layout, list[str]] = defaultdict(list)
    for cell, tokens in counted.dates.items():
        layouts[_layout(_known(tokens))].append(cell)
    found: dict[str, DateFinding] = {}
    for layout, cells in layouts.items():
        distinct = {token for cell in cells for token in _known(counted.dates[cell])}
        finding = date_finding(distinct, _in_layout(stated, layout, distinct))
        found |= dict.fromkeys(cells, finding)
    return found


def _known(tokens: Mapping[str, int]) -> dict[str, int]:
    return {token: rows for token, rows in tokens.items() if token.lower() not in BLANK}


def _layout(tokens: Mapping[str, int]) -> Layout:
    """The sign between the parts and whether the year comes first, in most rows of a column."""
    rows: dict[Layout, int] = defaultdict(int)
    for token, n in tokens.items():
        sign = next((letter for letter in token if not letter.isdigit()), "")
        rows[sign, token[:4].isdigit()] += n
    return max(rows, key=lambda layout: rows[layout], default=("-", True))


def _in_layout(stated: DateFormat | None, layout: Layout, tokens: set[str]) -> DateFormat | None:
    """The stated order in the signs of a layout; None where it has the year in front and the stated one has not."""
    sign, is_year_first = layout
    if stated is None or is_year_first != (stated.order == "ymd"):
        return None
    if stated.sign == sign or is_year_first:
        return stated
    short = all(len(token.rpartition(sign)[2]) == 2 for token in tokens)
    alike = [form for form in FORMATS.values() if (form.order, form.sign) == (stated.order, sign)]
    return next((form for form in alike if form.digits == (2 if short else 4)), stated)


def _date_problems(opened: Opened, column: Mapped, counted: Counted, finding: DateFinding) -> list[Problem]:
    tokens = counted.dates[column.cell]
    unfit = frozenset(finding.unfit) & {*tokens}
    if unfit and all(re.fullmatch("[2-6][0-9]{4}([.,][0-9]+)?", token) for token in _known(tokens)):
        words = "these are day numbers of a spreadsheet; give the column a date format there before it is saved as CSV"
        return _placed(opened, column, lambda value: parts_of(value)[0] in unfit, "bad-date", words, 1)
    if unfit and all(re.fullmatch("1[0-9]{9}([0-9]{3})?", token) for token in _known(tokens)):
        words = "these are seconds or milliseconds since 1970; export them as dates, or turn them into dates"
        return _placed(opened, column, lambda value: parts_of(value)[0] in unfit, "bad-date", words, 1)
    if unfit:
        expected = f"expected a date as {finding.nearest or '31/12/2025, 2025-12-31 or 31 December 2025'}"
        expected += unread_hint(opened, column) if unfit == {*_known(tokens)} else ""
        return _placed(opened, column, lambda value: parts_of(value)[0] in unfit, "bad-date", expected)
    if finding.ambiguous in tokens and finding.ambiguous:
        said = " or ".join(f"{day.isoformat()} ({name})" for name, day in finding.readings)
        words = f"the dates fit more than one format: this one is {said}; state which: date_format"
        return _placed(
            opened, column, lambda value: parts_of(value)[0] == finding.ambiguous, "ambiguous-date", words, 1
        )
    return []


def _clock_problems(opened: Opened, column: Mapped, finding: ClockFinding) -> list[Problem]:
    if finding.unfit:
        words = "expected nothing but a time of day after the date, such as 14:05, 14:05:33, 2:05 PM or T14:05:33Z"
        return _placed(opened, column, lambda value: parts_of(value)[1] in finding.unfit, "bad-time", words)
    if finding.odd:
        words = f"the column mixes {finding.mixture}; all its rows are to have the same form"

        def is_odd(value: str) -> bool:
            return value.lower() not in BLANK and parts_of(value)[1] in finding.odd

        return _placed(opened, column, is_odd, "mixed-times", words)
    return []


def _zone_problems(opened: Opened, columns: tuple[Mapped, ...], clocks: Mapping[str, ClockFinding]) -> list[Problem]:
    """Times with a zone beside times without one: spans between them would be wrong by the difference."""
    timed = [column for column in columns if not clocks[column.cell].only_days]
    named = {zone: column for column in timed if (zone := header_zone(column.header))}
    if len(named) > 1:
        said = " and ".join(f"{zone} (column '{column.header}')" for zone, column in named.items())
        return [_of_column(opened, [*named.values()][-1], f"times are in {said}", "one zone for all times of a file")]
    bare = [column for column in timed if not clocks[column.cell].is_zoned]
    if not bare or len(bare) == len(timed):
        return []
    zoned = next(column for column in timed if clocks[column.cell].is_zoned)
    words = f"'{zoned.header}' has times with a zone (UTC), this column has times without one: export both alike"
    return [_of_column(opened, column, f"column '{column.header}'", words) for column in bare]


def _of_column(opened: Opened, column: Mapped, said: str, accepted: str) -> Problem:
    place = opened.source.header.index(column.header) + 1
    return Problem("mixed-zones", said, f"{column.header} ({column.role})", opened.source.file, 1, place, accepted)


def header_zone(header: str) -> str:
    """The time zone that a header names, '' where it names none; summer and winter time are one.

    >>> [header_zone(each) for each in ("Created (GMT)", "Resolved (Europe/Rome)", "Opened CEST", "Estimate")]
    ['UTC', 'EUROPE/ROME', 'CET', '']
    """
    found = _ZONE.search(header)
    told = found[0].upper() if found else ""
    return {"CEST": "CET", "EDT": "EST", "PDT": "PST", "CDT": "CST", "GMT": "UTC"}.get(told, told)


def _notices(columns: tuple[Mapped, ...], clocks: Mapping[str, ClockFinding]) -> tuple[Notice, ...]:
    if not any(clocks[column.cell].is_zoned for column in columns):
        return ()
    template = N_("times are written with a zone and were taken to UTC; business hours are local")
    return (notice("times-in-utc", "", template),)


def _store(
    opened: Opened, counted: Counted, dates: Mapping[str, DateFinding], clocks: Mapping[str, ClockFinding]
) -> None:
    days = {
        token: finding.format.day(token)
        for cell, finding in dates.items()
        for token in _known(counted.dates[cell])
        if finding.format is not None
    }
    put_lookup(opened.database, DAYS, "BIGINT", days.items())
    seconds = {rest: at for finding in clocks.values() for rest, at in finding.seconds.items()}
    put_lookup(opened.database, CLOCKS, "BIGINT", seconds.items())


def _placed(
    opened: Opened, column: Mapped, is_wanted: Callable[[str], bool], code: str, words: str, limit: int = 20
) -> list[Problem]:
    place = (column.header, column.role)
    return placed(opened.database, opened.source, place, is_wanted, code, words, limit)
