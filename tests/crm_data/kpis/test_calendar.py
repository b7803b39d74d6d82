"""Working time between two moments, beside a count minute by minute."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.crm_data.kpis.calendar import BusinessCalendar, calendar_of, closed_days, working_seconds
from roi_engine.errors import DataError

START = datetime.datetime(2026, 3, 2)  # a Monday
MINUTE = 60
SPLIT = calendar_of("Mon-Thu 9:00-13:00,14:30-18:00; Fri 8:30-12:15; Sat 0:00-24:00; closed 2026-03-04 2026-03-14")


def seconds_of(moment: datetime.datetime) -> int:
    return int(moment.replace(tzinfo=datetime.UTC).timestamp())


def is_open(calendar: BusinessCalendar, at: datetime.datetime) -> bool:
    since_midnight = at.hour * 3600 + at.minute * 60
    openings = calendar.openings[at.weekday()]
    return at.date() not in calendar.closed and any(begin <= since_midnight < end for begin, end in openings)


def slow_count(calendar: BusinessCalendar, begin: datetime.datetime, end: datetime.datetime) -> int:
    """Open minutes between two moments, one by one, in seconds."""
    n = int((end - begin).total_seconds()) // MINUTE
    return MINUTE * sum(is_open(calendar, begin + datetime.timedelta(minutes=k)) for k in range(n))


minutes = st.integers(0, 15 * 24 * 60).map(lambda k: START + datetime.timedelta(minutes=k))


@given(minutes, minutes, st.sampled_from([SPLIT, calendar_of("office"), calendar_of("always")]))
@settings(max_examples=40)
def test_it_is_what_a_count_by_minutes_says(
    one: datetime.datetime, other: datetime.datetime, calendar: BusinessCalendar
) -> None:
    begin, end = sorted((one, other))
    found = working_seconds(calendar, [seconds_of(begin)], [seconds_of(end)])
    assert found.tolist() == [slow_count(calendar, begin, end)]


@given(st.lists(st.integers(1_700_000_000, 1_800_000_000), min_size=3, max_size=3))
def test_parts_sum_to_the_whole_and_turn_with_the_direction(moments: list[int]) -> None:
    a, b, c = moments

    def worked(begin: int, end: int) -> int:
        return int(working_seconds(SPLIT, [begin], [end])[0])

    assert worked(a, b) + worked(b, c) == worked(a, c)
    assert worked(a, b) == -worked(b, a)
    low, middle, high = sorted(moments)
    assert 0 <= worked(low, middle) <= worked(low, high) <= high - low


def test_nothing_is_worked_outside_of_hours() -> None:
    friday, monday = datetime.datetime(2026, 3, 6, 17), datetime.datetime(2026, 3, 9, 9)
    office = calendar_of("office")
    assert working_seconds(office, [seconds_of(friday)], [seconds_of(monday)]).tolist() == [0]
    later = seconds_of(monday) + 90
    assert working_seconds(office, [seconds_of(friday)], [later]).tolist() == [90]


def test_many_at_once_and_none() -> None:
    begins = np.arange(1_772_000_000, 1_772_900_000, 7_919)
    ends = begins + 200_000
    found = working_seconds(SPLIT, begins, ends)
    alone = [int(working_seconds(SPLIT, [a], [b])[0]) for a, b in zip(begins, ends, strict=True)]
    assert found.tolist() == alone
    assert working_seconds(SPLIT, [], []).size == 0


def test_a_week_of_nothing_but_closed_days() -> None:
    shut = BusinessCalendar(closed=frozenset(START.date() + datetime.timedelta(days=k) for k in range(30)))
    at = seconds_of(START)
    assert working_seconds(shut, [at, at + 86400], [at + 5 * 86400, at + 6 * 86400]).tolist() == [0, 0]


def test_public_holidays_of_a_country_and_a_region() -> None:
    first, last = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    italy = closed_days(calendar_of("office; holidays IT"), first, last)
    assert {datetime.date(2026, 4, 25), datetime.date(2026, 8, 15), datetime.date(2026, 4, 6)} <= italy
    bavaria = closed_days(calendar_of("holidays DE-BY"), first, last)
    germany = closed_days(calendar_of("holidays DE"), first, last)
    assert datetime.date(2026, 1, 6) in bavaria - germany


def test_a_calendar_that_only_names_holidays_is_the_usual_week() -> None:
    assert calendar_of("holidays ES").openings == BusinessCalendar().openings
    assert calendar_of("Sat 9-12").openings[:5] == ((),) * 5


def test_days_may_run_over_the_weekend() -> None:
    assert [bool(day) for day in calendar_of("Fri-Mon 8:00-20:00").openings] == [True, *[False] * 3, *[True] * 3]
    assert [bool(day) for day in calendar_of("Tue,Thu 8.30-12").openings] == [False, True, False, True, *[False] * 3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon-Fri 9-25", "does not end after it begins"),
        ("Mon 18:00-6:00", "belong to the next day"),
        ("Mon 9:00-12:75", "does not end after it begins"),
        ("Mom 9-17", "did you mean 'mon'"),
        ("Mon", "is no opening"),
        ("Mon 14-18,9-13", "not in order"),
        ("holidays XX", "not known"),
        ("holidays", "names no country"),
        ("holidays DE-BX", "did you mean 'BE'|did you mean 'BY'|regions"),
        ("closed 24/12/2026", "write it as 2026-12-24"),
    ],
)
def test_a_broken_calendar_is_refused_with_what_is_accepted(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        calendar_of(text)
    assert all("accepted" in str(problem) for problem in refused.value.problems)
