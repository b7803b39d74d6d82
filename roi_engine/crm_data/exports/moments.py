"""Time of day behind a date: 14:05, 14:05:33, 2:05 PM, T14:05:33Z, +01:00; one form for all rows of a column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.crm_data.exports.month_names import in_figures
from roi_engine.crm_data.profile import token_of, token_sql

_CLOCK = re.compile(
    r"(?:,?[ \u00a0\u202f]?|T)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:[ \u00a0\u202f]?(?P<half>[AaPp])\.?[ \u00a0\u202f]?[Mm]\.?)?"
    r"(?:[ \u00a0\u202f]?(?P<zone>Z|z|UTC|GMT|(?:UTC|GMT)?(?P<sign>[+\u2212-])(?P<ahead>\d{2})(?::?(?P<more>\d{2}))?))?"
)
_FURTHEST = 14 * 3600  # of any zone from UTC


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in seconds since midnight, UTC where `is_zoned`; `halves`: written with AM and PM."""

    seconds: int
    halves: bool
    is_zoned: bool


def clock(rest: str) -> Clock | None:
    """The time that follows a date, None where it is none.

    >>> clock(" 2:05 PM"), clock("T14:05:33+01:00"), clock(" 25:61")
    (Clock(seconds=50700, halves=True, is_zoned=False), Clock(seconds=47133, halves=False, is_zoned=True), None)
    """
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    halves = found["half"] is not None
    if minute > 59 or second > 59 or (not 1 <= hour <= 12 if halves else hour > 23):
        return None
    if halves:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    ahead = int(found["ahead"] or 0) * 3600 + int(found["more"] or 0) * 60
    if ahead > _FURTHEST or int(found["more"] or 0) > 59:
        return None
    ahead = -ahead if found["sign"] in ("-", "\u2212") else ahead
    return Clock(hour * 3600 + minute * 60 + second - ahead, halves, found["zone"] is not None)


def date_sql(cell: str) -> str:
    """SQL of the date in front of a time."""
    return f"rtrim({token_sql(cell)}, ',')"


def rest_sql(cell: str, date: str) -> str:
    """SQL of what follows the date, '' where nothing does, without fractions of a second."""
    rest = f"substr({cell}, strlen({date}) + 1)"  # the date is plain ASCII wherever something follows it
    fraction = f"contains({rest}, '.') OR contains({rest}, ',')"
    whole = f"regexp_replace({rest}, '(:[0-9][0-9]:[0-9][0-9])[.,][0-9]+', '\\1')"
    return f"CASE WHEN strlen({cell}) = strlen({date}) THEN '' WHEN {fraction} THEN {whole} ELSE {rest} END"


def parts_of(value: str) -> tuple[str, str]:
    """The date and what follows it, as the database cuts them.

    >>> parts_of("31/12/2024, 23:59"), parts_of("2024-12-31T23:59:01.250Z"), parts_of("31/12/2024")
    (('31/12/2024', ', 23:59'), ('2024-12-31', 'T23:59:01Z'), ('31/12/2024', ''))
    """
    value = in_figures(value)
    token = token_of(value).rstrip(",")
    rest = value[len(token) :]
    return token, re.sub(r"(:\d\d:\d\d)[.,]\d+", r"\1", rest, count=1)


@dataclass(frozen=True, slots=True)
class ClockFinding:
    """The times of a column, or why they cannot be used.

    `seconds`: what follows the date -> seconds since midnight (0 where nothing follows). `unfit` are those that are no
    time; `odd` those of the rarer form where two are mixed, with what they mix in words.
    """

    seconds: Mapping[str, int]
    unfit: frozenset[str] = frozenset()
    odd: frozenset[str] = frozenset()
    mixture: str = ""
    is_zoned: bool = False
    only_days: bool = False


def clock_finding(rests: Mapping[str, int]) -> ClockFinding:
    """Judge what follows the dates of a column (text -> rows): every row has a time of one form, or none has."""
    clocks = {rest: clock(rest) for rest in rests if rest}
    unfit = frozenset(rest for rest, found in clocks.items() if found is None)
    if unfit:
        return ClockFinding({}, unfit)
    known = {rest: found for rest, found in clocks.items() if found is not None}
    seconds = {rest: found.seconds for rest, found in known.items()}
    forms = {rest: (True, found.halves, found.is_zoned) for rest, found in known.items()}
    if rests.get("", 0):
        forms[""] = (False, False, False)
    for place, words in enumerate(
        ("dates with and without a time of day", "times with and without AM or PM", "times with and without a zone")
    ):
        told = {rest: form[place] for rest, form in forms.items()}
        if len({*told.values()}) > 1:
            rows = {is_so: sum(rests[r] for r in told if told[r] is is_so) for is_so in (True, False)}
            rarer = rows[True] < rows[False]
            return ClockFinding({}, frozenset(), frozenset(r for r in told if told[r] is rarer), words)
    zoned = any(found.is_zoned for found in known.values())
    return ClockFinding({"": 0, **seconds}, is_zoned=zoned, only_days=not known)
