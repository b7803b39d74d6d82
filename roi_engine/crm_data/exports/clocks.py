"""A time of day that stands in a column of its own beside a date: joined with it where the names make it sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.exports.moments import clock_finding, parts_of
from roi_engine.crm_data.exports.recognising import Recognised
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.exports.words import bare, core
from roi_engine.crm_data.source import Source, reading
from roi_engine.errors import N_, Notice, notice

_DATES = frozenset("data date fecha giorno dia day".split())
_CLOCKS = frozenset("ora orario hora time".split())
_BEGUN = ("start", "end", "order", "call")  # before `time` no length of one; so is what ends in -ed


@dataclass(frozen=True, slots=True)
class Clocks:
    """`joined`: header of dates -> header of their times of day; `notices` tell both those and the ones left unused."""

    joined: Mapping[str, str]
    notices: tuple[Notice, ...] = ()


def clocks_of(database: Database, source: Source, known: Recognised) -> Clocks:
    """The columns of times of day of a file, and which dates they belong to."""
    named = {header: about for header in known.unmapped if (about := _about(header)) is not None}
    table = export_tables()[known.kind]
    kinds = {role: column.kind for role in known.mapping if (column := table.column(role)) is not None}
    dates = list(dict.fromkeys(header for role, header in known.mapping.items() if kinds.get(role) == "time"))
    joined, notices = dict[str, str](), []
    for clock, about in named.items():
        wanted = [date for date in dates if _subject(date) == about] or (dates if not about else [])
        fits = len(wanted) == 1 and wanted[0] not in joined and _is_sure(clock, about)
        if fits and _are_parts(database, source, wanted[0], clock):
            joined[wanted[0]] = clock
            template = N_("“{date}” is read with the time of day in “{clock}”")
            notices.append(notice("joined-times", "", template, date=wanted[0], clock=clock))
        elif wanted:
            template = N_("“{clock}” may hold times of day; they are not used, and dates are taken as whole days")
            notices.append(notice("unused-times", "", template, clock=clock))
    return Clocks(joined, tuple(notices))


def dates_first(database: Database, source: Source, known: Recognised) -> Recognised:
    """The same with dates where a profile took the times of day beside them for the moments (`Opened time`)."""
    mapping, left = dict(known.mapping), list(known.unmapped)
    for role, clock in known.mapping.items():
        column, about = export_tables()[known.kind].column(role), _about(clock)
        dates = [name for name in left if about and _without(bare(name).split("_"), _DATES) == about]
        is_moment = column is not None and column.kind == "time"
        if is_moment and len(dates) == 1 and _are_parts(database, source, dates[0], clock):
            mapping[role] = dates[0]
            left[left.index(dates[0])] = clock
    return replace(known, mapping=mapping, unmapped=tuple(left))


def without_clocks(known: Recognised, clocks: Clocks) -> Recognised:
    """Headers of times that are joined with their dates are not left unread."""
    return replace(known, unmapped=tuple(name for name in known.unmapped if name not in clocks.joined.values()))


def _about(header: str) -> str | None:
    """What a header of times of day is about, '' for nothing; None where it is none.

    >>> [_about(each) for each in ("Ora apertura", "Opened time", "Hora", "Orario di apertura", "Handling hours")]
    ['apertura', 'opened', '', 'apertura', None]
    """
    return _without(bare(header).split("_"), _CLOCKS)


def _subject(header: str) -> str:
    """What a header of dates is about, '' for nothing.

    >>> [_subject(each) for each in ("Data di apertura", "Opened", "Date")]
    ['apertura', 'opened', '']
    """
    words = bare(header).split("_")
    found = _without(words, _DATES)
    return core("_".join(words)) if found is None else found


def _without(words: Sequence[str], sought: frozenset[str]) -> str | None:
    """Words without the first or the last where that is one of those sought, run together; None where it is not."""
    rest = words[1:] if words[0] in sought else words[:-1] if words[-1] in sought else None
    return None if rest is None else core("_".join(rest)) if rest else ""


def _is_sure(clock: str, about: str) -> bool:
    """Whether a header cannot be one of lengths of time, as `Resolution time` may be."""
    return "time" not in bare(clock).split("_") or not about or about.endswith("ed") or about.startswith(_BEGUN)


def _are_parts(database: Database, source: Source, date: str, clock: str) -> bool:
    """Whether every date has no time of day, and a time of day of one form beside it."""
    days, rests = source.cell(date), source.cell(clock)
    sql = (
        f"SELECT {rests}, any_value({days}), bool_or({days} LIKE '%:%'), count(*) FROM {source.rows} WHERE {days} <> ''"
    )
    with reading(source):
        found = database.run(f"{sql} GROUP BY 1", source.parameters)
    if not found or any(timed or parts_of(str(day))[1] for _, day, timed, _ in found):
        return False
    told = {f" {rest}" if rest else "": int(rows) for rest, _, _, rows in found}
    finding = clock_finding(told)
    return not (finding.unfit or finding.odd or finding.is_zoned or finding.only_days or "" in told)
