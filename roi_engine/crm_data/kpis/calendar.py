"""Working time between two moments, by opening hours and holidays. Clocks are taken as written, without summer time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem, did_you_mean

Seconds: TypeAlias = NDArray[np.int64]
Opening: TypeAlias = tuple[int, int]  # from and to, in seconds since midnight

DAY = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE: Opening = (9 * 3600, 17 * 3600)
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?\Z")
_ACCEPTED = 'accepted: e.g. "Mon-Fri 9:00-13:00,14:00-18:00; Sat 9:00-12:00; holidays IT; closed 2026-08-14"'


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Opening hours by day of the week, Monday first, and the dates that are closed.

    A day may have several openings, in order and apart; an empty one is closed. `countries` are codes as in ISO 3166,
    with a region after a hyphen where holidays differ (`DE-BY`), whose public holidays are closed too.
    """

    openings: tuple[tuple[Opening, ...], ...] = (((_OFFICE,),) * 5) + ((),) * 2
    closed: frozenset[datetime.date] = frozenset()
    countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            Problem("bad-calendar", f"the openings of {name} are not in order", path="calendar", accepted=_ACCEPTED)
            for name, day in zip(WEEKDAYS, self.openings, strict=True)
            if not _in_order(day)
        ]
        if not any(self.openings):
            problems.append(Problem("bad-calendar", "no day is open", path="calendar", accepted=_ACCEPTED))
        if problems:
            raise DataError(problems)


@dataclass(frozen=True, slots=True, eq=False)
class OpeningHours:
    """All openings from one day to another, in order, shape (n,) each.

    `begins` [second since 1970]; `length` [second]; `before` [second] is the working time before it since the first.
    """

    begins: Seconds
    length: Seconds
    before: Seconds

    def worked(self, moments: ArrayLike) -> Seconds:
        """Working seconds from the first day to each moment [s since 1970]; 0 before the first opening."""
        at = np.asarray(moments, np.int64)
        place = np.searchsorted(self.begins, at, side="right") - 1
        inside = np.clip(at - self.begins[place], 0, self.length[place])
        return np.where(place < 0, 0, self.before[place] + inside)


def opening_hours(calendar: BusinessCalendar, first: datetime.date, last: datetime.date) -> OpeningHours:
    """The openings of all days from `first` to `last`, both of them included."""
    start = np.datetime64(first, "D").astype(np.int64)
    days = np.arange(start, np.datetime64(last, "D").astype(np.int64) + 1)
    shut = np.array(sorted(day.toordinal() for day in closed_days(calendar, first, last)), np.int64)
    days = days[~np.isin(days + datetime.date(1970, 1, 1).toordinal(), shut)]
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    found = [
        (days[weekday == k] * DAY + begin, np.full(int((weekday == k).sum()), end - begin))
        for k, openings in enumerate(calendar.openings)
        for begin, end in openings
    ]
    begins, length = (np.concatenate(one).astype(np.int64) for one in zip(*found, strict=True))
    if begins.size == 0:  # a sentinel, so that every moment has an opening to look up
        begins, length = np.array([start * DAY]), np.zeros(1, np.int64)
    order = np.argsort(begins, kind="stable")
    begins, length = begins[order], length[order]
    return OpeningHours(begins, length, np.cumsum(length) - length)


def working_seconds(calendar: BusinessCalendar, start: ArrayLike, end: ArrayLike) -> Seconds:
    """Working seconds between moments [s since 1970], shape (n,); negative where `end` comes before `start`."""
    begins, ends = np.asarray(start, np.int64), np.asarray(end, np.int64)
    if begins.size == 0:
        return np.zeros(0, np.int64)
    least, most = min(begins.min(), ends.min()), max(begins.max(), ends.max())
    first, last = (datetime.date(1970, 1, 1) + datetime.timedelta(days=int(at // DAY)) for at in (least, most))
    hours = opening_hours(calendar, first, last)
    return hours.worked(ends) - hours.worked(begins)


def closed_days(calendar: BusinessCalendar, first: datetime.date, last: datetime.date) -> frozenset[datetime.date]:
    """The closed dates of a calendar from `first` to `last`, public holidays among them."""
    years = range(first.year, last.year + 1)
    public = (day for code in calendar.countries for day in _public_holidays(code, years))
    return frozenset(day for day in (*calendar.closed, *public) if first <= day <= last)


def calendar_of(text: str) -> BusinessCalendar:
    """The calendar that a text states; `office` is Monday to Friday 9 to 17, `always` every hour of every day.

    >>> calendar_of("Mon-Fri 9:00-17:30; closed 2026-12-24").openings[4]
    ((32400, 63000),)
    """
    openings: list[tuple[Opening, ...]] = [()] * 7
    closed: set[datetime.date] = set()
    countries: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        word, _, rest = part.partition(" ")
        match word.lower():
            case "office":
                openings[:5] = [(_OFFICE,)] * 5
            case "always":
                openings = [((0, DAY),)] * 7
            case "holidays":
                countries += _codes(rest)
            case "closed":
                closed |= {_date(one) for one in rest.replace(",", " ").split()}
            case _:
                hours = tuple(_opening(one.strip()) for one in rest.split(","))
                for day in _days(word):
                    openings[day] = hours
    if not any(openings):  # holidays alone: the usual week
        openings[:5] = [(_OFFICE,)] * 5
    return BusinessCalendar(tuple(openings), frozenset(closed), tuple(countries))


def _in_order(day: tuple[Opening, ...]) -> bool:
    edges = [edge for opening in day for edge in opening]
    apart = all(before <= after for before, after in pairwise(edges))
    return apart and all(0 <= begin < end <= DAY for begin, end in day)


def _days(text: str) -> Iterator[int]:
    """Days of the week: `Mon`, `Mon-Fri`, `Sat,Sun`."""
    for part in text.split(","):
        first, _, last = part.strip().lower().partition("-")
        begin, end = _day(first), _day(last or first)
        yield from range(begin, end + 1) if begin <= end else (*range(begin, 7), *range(end + 1))


def _day(word: str) -> int:
    if word[:3] not in WEEKDAYS:
        raise _refused(f"{word!r} is no day of the week", did_you_mean(word[:3], WEEKDAYS))
    return WEEKDAYS.index(word[:3])


def _opening(text: str) -> Opening:
    found = _HOURS.match(text)
    if found is None:
        raise _refused(f"{text!r} is no opening")
    hour, minute, to_hour, to_minute = (int(part or 0) for part in found.groups())
    begin, end = hour * 3600 + minute * 60, to_hour * 3600 + to_minute * 60
    if not 0 <= begin < end <= DAY or max(minute, to_minute) > 59:
        hint = "hours past midnight belong to the next day: Mon 22:00-24:00; Tue 0:00-6:00" if end <= begin else ""
        raise _refused(f"{text!r} does not end after it begins, within the day", hint)
    return begin, end


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise _refused(f"{text!r} is no date", "write it as 2026-12-24") from None


def _codes(text: str) -> list[str]:
    import holidays  # a large table of rules, only where a country is named

    known = holidays.list_supported_countries()
    codes = text.upper().replace(",", " ").split()
    for code in codes:
        country, _, region = code.partition("-")
        if country not in known:
            raise _refused(f"the holidays of {country!r} are not known", did_you_mean(country, known))
        if region and region not in known[country]:
            hint = did_you_mean(region, known[country]) or f"regions: {', '.join(known[country]) or 'none'}"
            raise _refused(f"the holidays of {code!r} are not known", hint)
    if not codes:
        raise _refused("'holidays' names no country", "e.g. holidays IT")
    return codes


def _public_holidays(code: str, years: Iterable[int]) -> Iterable[datetime.date]:
    import holidays

    country, _, region = code.partition("-")
    return tuple(holidays.country_holidays(country, subdiv=region or None, years=years))


def _refused(said: str, hint: str = "") -> DataError:
    return DataError([Problem("bad-calendar", said, path="calendar", accepted=_ACCEPTED, hint=hint)])
