"""What a reader should know of a figure before relying on it, and why some are not said at all."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from roi_engine.crm_data.kpis.estimates import Estimate
from roi_engine.errors import N_, Notice, notice

SMALL = 30  # rows below which an interval is a rough guide
FEW = 5  # successes or failures below which a share is one
FEW_UNITS = 6  # months or clusters below which a spread between them is a guess
MOVED = 0.1  # share of the mean that a single row may carry unremarked

_KEYS = "customer/email/phone/account"  # one of them tells whom a row is of

_REFUSED = {
    "lost-without-value": N_("most lost deals have no value, so a rate by value would say nothing"),
    "won-alone": N_("the exports hold no deal that was lost, so a rate would say nothing"),
    "decided-alone": N_("the exports hold won deals alone, so none can be open"),
    "no-upsell": N_("no deal is marked as an upsell, so a rate of none would say nothing"),
    "open-without-value": N_("most open deals have no value"),
    "scale-not-ten": N_("the scores are not on a scale of 0 to 10 or 1 to 10"),
    "shorter-than-window": N_("the orders do not go back as far as the window; a shorter --window may do"),
}
_NOTED = {
    "recent-cohorts": N_("recent rows have had less time, so the last months are too low"),
    "first-seen": N_("customers from before the export begins look new in its first months"),
    "first-window": N_("until the window has passed once the count grows by itself"),
    "revenue-not-margin": N_("from revenue, as the exports have no margin"),
    "recipients-not-exposed": N_("of recipients, as the exports do not say how many people saw it"),
    "talk-alone": N_("talk alone, as the exports have no work after the contact"),
    "abandoned-unknown": N_("no column tells contacts that were given up, so all count as answered"),
    "open-unknown": N_("of finished tickets alone, as the exports give spans and no moments; open ones are missing"),
}


def refused(kpi: str, code: str) -> Notice:
    """Why a figure that could be computed is not said."""
    return notice(code, kpi, _REFUSED[code])


def noted(kpi: str, codes: Sequence[str], known: Collection[str] = ()) -> tuple[Notice, ...]:
    """What the definition says of itself, but for what the columns that are `known` settle."""
    told = (code for code in codes if code in _NOTED and code.removesuffix("-unknown") not in known)
    return tuple(notice(code, kpi, _NOTED[code]) for code in told)


def columns_said(columns: Sequence[str]) -> str:
    """Columns as they are stated, `deals.closed`; whom a row is of is told by one of several."""
    return ", ".join(f"{one.removesuffix('person')}{_KEYS}" if one.endswith(".person") else one for one in columns)


def missing_columns(kpi: str, columns: Sequence[str], kinds: Collection[str] = ()) -> Notice:
    """No definition has all its columns; `columns` are those that the nearest one lacks, `kinds` what the files are."""
    others = dict.fromkeys(kind for kind in (one.partition(".")[0] for one in columns) if kind not in kinds)
    listed = columns_said(columns)
    if others:
        template = N_("no export of {kinds} among the files; wanted: {columns}")
        return notice("missing-columns", kpi, template, kinds=", ".join(others), columns=listed)
    return notice("missing-columns", kpi, N_("these columns are missing: {columns}"), columns=listed)


def missing_part(kpi: str, part: str) -> Notice:
    """A derived figure lacks a part."""
    return notice("missing-part", kpi, N_("{part} is missing or not positive"), part=part)


def no_rows(kpi: str) -> Notice:
    """The columns are there, and no row counts."""
    return notice("no-rows", kpi, N_("no row of the period counts"))


def not_reached(kpi: str) -> Notice:
    """Too few spans are over for the point that is asked for."""
    return notice("not-reached", kpi, N_("too few have ended so far to tell"))


def short_history(kpi: str, window: int) -> Notice:
    """The history is shorter than what a window before and one after take."""
    template = N_("the history is too short for a window of {window} months; a shorter --window may do")
    return notice("short-history", kpi, template, window=str(window))


def no_moment(kpi: str) -> Notice:
    """Nothing says when the exports were made."""
    return notice("no-moment", kpi, N_("the exports tell no date"))


def about_size(kpi: str, estimate: Estimate, units: str = "") -> tuple[Notice, ...]:
    """Warnings on a figure from little: few rows, few successes or failures, few months or clusters."""
    found = []
    if units and estimate.n < FEW_UNITS:
        template = N_("months to compare: {n}, so how much they differ is a guess")
        found.append(notice("few-months", kpi, template, n=str(estimate.n)))
    elif not units and estimate.n < SMALL:
        found.append(notice("small-sample", kpi, N_("only {n} counted: a rough guide"), n=str(estimate.n)))
    if estimate.successes is not None:
        least = min(estimate.successes, estimate.n - estimate.successes)
        if least < FEW <= estimate.n:
            template = N_("{n} on the rarer side alone: a share this near to none or all is a rough guide")
            found.append(notice("few-successes", kpi, template, n=str(least)))
    return tuple(found)


def about_clusters(kpi: str, clusters: int) -> tuple[Notice, ...]:
    """A warning where people were reached in so few clusters that how much these differ is not known."""
    if clusters >= FEW_UNITS:
        return ()
    template = N_("campaigns or people to compare: {n}, so how much they differ is a guess")
    return (notice("few-clusters", kpi, template, n=str(clusters)),)


def about_largest(kpi: str, total: int, n: int, largest: int) -> tuple[Notice, ...]:
    """A warning where one row carries more than a tenth of the mean by itself."""
    if n < 2 or total <= 0:
        return ()
    without = (total - largest) / (n - 1)
    change = without / (total / n) - 1.0
    if change >= -MOVED:
        return ()
    template = N_("without the largest one the mean would be {change} % lower")
    return (notice("heavy-tail", kpi, template, change=f"{-100 * change:.0f}"),)


def about_open(kpi: str, still_open: float) -> tuple[Notice, ...]:
    """A note where some spans outlast the longest one seen, so that a mean is a lower bound."""
    if still_open <= 0.001:
        return ()
    template = N_("up to {share} % are still open after the longest time seen: the mean is a lower bound")
    return (notice("mean-restricted", kpi, template, share=str(math.ceil(100 * still_open))),)


def about_youth(kpi: str) -> Notice:
    """Events that need an earlier one, which the first months of an export are short of."""
    template = N_("deals opened before the export begins are not in it, so its first months are too low")
    return notice("opened-before", kpi, template)


def about_undated(kpi: str, n: int) -> tuple[Notice, ...]:
    """A note on rows that count but for their missing date."""
    if n == 0:
        return ()
    return (notice("undated", kpi, N_("rows without a date, left out: {n}"), n=str(n)),)


def about_unbegun(kpi: str, n: int) -> tuple[Notice, ...]:
    """A note on rows of a stock of which nobody knows when they began."""
    if n == 0:
        return ()
    template = N_("rows that do not tell when they began, in the whole and in no month: {n}")
    return (notice("unbegun", kpi, template, n=str(n)),)


def about_impossible(kpi: str, n: int) -> tuple[Notice, ...]:
    """A note on spans that end before they begin."""
    if n == 0:
        return ()
    return (notice("impossible-spans", kpi, N_("rows that end before they begin, left out: {n}"), n=str(n)),)


def about_rounded(kpi: str, step: int) -> tuple[Notice, ...]:
    """A note where so many spans differ that they were rounded, as memory is bounded."""
    if step <= 1:
        return ()
    return (notice("rounded-spans", kpi, N_("spans are taken to the nearest {n} seconds"), n=str(step)),)


def about_end(kpi: str, last: date, until: date) -> tuple[Notice, ...]:
    """A warning where the rows end long before the exports were made: the months after are taken as empty."""
    if (until - last).days <= 31:
        return ()
    template = N_("the last row is of {last}, the exports reach until {until}: what lies between counts as empty")
    return (notice("ends-early", kpi, template, last=last.isoformat(), until=until.isoformat()),)


def days_alone(kpi: str) -> Notice:
    """Dates without a time of day know of no working hours."""
    return notice("days-alone", kpi, N_("the exports give days and no time of day"))


def whole_days(kpi: str) -> Notice:
    """Short spans of dates without a time of day are rough."""
    return notice("whole-days", kpi, N_("the exports give days and no time of day, so spans are whole days"))


def usual_calendar(kpi: str) -> Notice:
    """No calendar was stated."""
    return notice("usual-calendar", kpi, N_("by the usual week, Monday to Friday 9 to 17, as no calendar is stated"))


def scale_found(kpi: str, from_one: bool) -> Notice:
    """Which scale the answers are on, as far as they tell."""
    if from_one:
        return notice(
            "scale-from-one", kpi, N_("no answer is 0, so the scale may begin at 1; the classes are the same")
        )
    return notice("scale-from-zero", kpi, N_("on a scale of 0 to 10"))
