"""What is wrong with an actual, at its place in the file; and that none of them is of use, said in months."""

from __future__ import annotations

from collections.abc import Sequence

from roi_engine.crm_data.actuals import INITIAL, Actual, ActualPlace
from roi_engine.errors import DataError, Problem
from roi_engine.timeline import Timeline


def problem_at(actual: Actual, code: str, said: str, part: str, accepted: str = "", hint: str = "") -> Problem:
    """A problem of one part of an actual: its month, what it is of, its value or its unit."""
    place = actual.place or ActualPlace(actual.source, 0)
    return Problem(code, said, part, place.file, place.line, getattr(place, part), accepted, hint)


def check_until(timeline: Timeline, until: str | None) -> None:
    """Refuse a last month that lies before the plan."""
    first, last = plan_months(timeline)
    if until is not None and until < first:
        said = f"{until} is before the plan, whose first month is {first}"
        raise DataError([Problem("before-the-plan", said, "until", accepted=f"a month from {first} to {last}")])


def nothing_of_use(
    timeline: Timeline, given: Sequence[Actual], until: str | None, unplanned: Sequence[str], complete: bool
) -> Problem:
    """The problem that no actual tells of the plan: which months it has, and which were given.

    `unplanned` are KPIs that were left out; `complete` says whether the account's periods are (else they are not).
    """
    first, last = plan_months(timeline)
    file = next((actual.place.file for actual in given if actual.place), "")
    months = sorted({actual.month for actual in given if actual.month != INITIAL})
    known = f"the months {months[0]} to {months[-1]}" if len(months) > 1 else f"the month {', '.join(months)}"
    if not months:
        said, accepted = "the actuals hold no number", f"months from {first} to {last}"
    elif until and months[0] > until:
        said, accepted = f"no actual up to {until}: the actuals have {known}", f"a month up to {last}"
    elif unplanned:
        said = f"nothing of the actuals is planned: {', '.join(unplanned[:12])}"
        accepted = "lines, totals, KPIs and values of the plan"
    elif not complete:
        said = (
            f"no period of the account is complete: a {timeline.step} has all of its months, the actuals have {known}"
        )
        accepted = f"all months of a {timeline.step} from {first} on"
    else:
        said = f"no actual falls into the plan, which has the months {first} to {last}: the actuals have {known}"
        accepted = f"months from {first} to {last}"
    return Problem("no-actuals", said, "month", file, accepted=accepted)


def plan_months(timeline: Timeline) -> tuple[str, str]:
    """The first and the last month of the plan.

    >>> plan_months(Timeline(2027, 4, 2))
    ('2027-04', '2029-03')
    """
    year, month = divmod(timeline.start_month - 1 + 12 * timeline.years - 1, 12)
    return f"{timeline.start_year}-{timeline.start_month:02d}", f"{timeline.start_year + year}-{month + 1:02d}"
