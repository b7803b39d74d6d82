"""What is said of a plan and its actuals, the decision first: is it kept, what changed, what to do, by whom, when."""

from __future__ import annotations

import math
from collections.abc import Iterator

from roi_engine.analysis.track_records import Reforecast, Shift, TotalRealisation, Tracked, Tracking
from roi_engine.analysis.track_status import LEVEL, Status
from roi_engine.analysis.tracking import FEW, OTHER_COURSE
from roi_engine.errors import Notice
from roi_engine.reporting.customers_words import sentence
from roi_engine.reporting.goal_sentences import TOTAL_TITLES
from roi_engine.reporting.track_words import month_text, outcome, thing_title, things_listed
from roi_engine.reporting.verdict import EVEN
from roi_engine.reporting.words import N_, Words, is_share, noticed, plain, quoted

BEFORE_TAX = N_("All amounts are before tax.")
NAMED_SHIFTS, LEAST_SHIFT = 3, 1.0  # values that are named as changed, and by how many sd of the plan at least


def track_said(tracking: Tracking, words: Words) -> tuple[str, ...]:
    """Every sentence of the first page, the decision first."""
    return (
        decision(tracking, words),
        *_ahead(tracking, words),
        *_realised(tracking, words),
        *(_noticed(each, words) for each in tracking.notices if each.code == OTHER_COURSE),
        *reforecast_said(tracking.reforecast, tracking, words),
        *_changed(tracking.reforecast.shifts, words),
        *_to_do(tracking, words),
        review_said(tracking, words),
    )


def decision(tracking: Tracking, words: Words) -> str:
    """Whether the plan is kept."""
    if tracking.reforecast.basis == "left":
        return _left(tracking, words)
    said = _kept(tracking, words) if tracking.until else _kept_at_first(tracking, words)
    return " ".join(filter(None, (said, _together(tracking, words), _turned(tracking, words))))


def _kept(tracking: Tracking, words: Words) -> str:
    off, watch = _with(tracking, "off_track"), _with(tracking, "watch")
    told = {"month": month_text(tracking.until, words), "total": words.count(len(tracking.things))}
    if off:
        one = N_("Until {month} the plan is not kept: of {total} followed, {things} is off track.")
        many = N_("Until {month} the plan is not kept: of {total} followed, {things} are off track.")
        return words.counted(one, many, len(off), things=things_listed(off, words), **told)
    if watch:
        template = N_(
            "Until {month} nothing is off track, but {things} must be watched: outside of the plan's range, though not"
            " farther than projects that go to plan stray."
        )
        return words.text(template, things=things_listed(watch, words), **told)
    if tracking.count("too_early") == len(tracking.things):
        return words.text(N_("Too early to tell: fewer than three months are known, or nothing was due yet."))
    one = N_("Until {month} the plan is kept: the one thing followed does not lie outside of it by more than noise.")
    many = N_("Until {month} the plan is kept: none of the {total} followed lies outside of it by more than noise.")
    return words.counted(one, many, len(tracking.things), **told)


def _kept_at_first(tracking: Tracking, words: Words) -> str:
    """Where nothing is known but what came before the first month."""
    off, watch = _with(tracking, "off_track"), _with(tracking, "watch")
    if off:
        one = N_("Before the first month already the plan is not kept: {things} is off track.")
        many = N_("Before the first month already the plan is not kept: {things} are off track.")
        return words.counted(one, many, len(off), things=things_listed(off, words))
    if watch:
        template = N_("Only what came before the first month is known, and {things} must be watched.")
        return words.text(template, things=things_listed(watch, words))
    if _with(tracking, "ahead"):
        return words.text(N_("Too early to tell: only what came before the first month is known."))
    return words.text(
        N_("Too early to tell: only what came before the first month is known, and it is within the plan's range.")
    )


def _together(tracking: Tracking, words: Words) -> str:
    """That the case comes to less than planned although nothing is off track; empty where it does not."""
    now, plan = tracking.reforecast.npv, tracking.reforecast.plan
    if now is None or now.p50 >= plan.p10 or _with(tracking, "off_track"):
        return ""
    if len(tracking.things) == 1:
        return words.text(N_("Even so the middle of the re-forecast lies below the P10 of the plan."))
    template = N_(
        "Even so the middle of the re-forecast lies below the P10 of the plan: each by itself strays no farther than"
        " noise may take it, but together they come to less than planned."
    )
    return words.text(template)


def _turned(tracking: Tracking, words: Words) -> str:
    """Whether the case has turned: from likely to pay off to unlikely, or the other way; empty where it has not."""
    now, plan = tracking.reforecast.npv, tracking.reforecast.plan
    if now is None or (now.positive < EVEN) == (plan.positive < EVEN):
        return ""
    template = N_(
        "As things stand the case no longer pays off: the chance of a gain is {now}, in the plan it was {plan}."
    )
    if now.positive >= EVEN:
        template = N_(
            "As things stand the case now pays off: the chance of a gain is {now}, in the plan it was {plan}."
        )
    return words.text(template, now=words.chance(now.positive), plan=words.chance(plan.positive))


def _left(tracking: Tracking, words: Words) -> str:
    """What is outside of the plan's range, and what must be stated anew."""
    outside = [each for each in tracking.things if each.status in ("off_track", "ahead")]
    if not outside:
        return words.text(
            N_("The plan no longer describes what happens: its parts may each be so, but not all of them together.")
        )
    titles = list(dict.fromkeys(title for each in outside for title in each.rests_on))
    named = words.listed([quoted(plain(title), words) for title in titles[:4]])
    if not named:
        template = N_("The plan no longer describes what happens: it does not allow for what came of {things}.")
        return words.text(template, things=things_listed(outside, words))
    template = N_(
        "The plan no longer describes what happens: it does not allow for what came of {things}. State anew {values},"
        " then run it again."
    )
    return words.text(template, things=things_listed(outside, words), values=named)


def _with(tracking: Tracking, status: Status) -> list[Tracked]:
    return [each for each in tracking.things if each.status == status]


def _ahead(tracking: Tracking, words: Words) -> Iterator[str]:
    ahead = _with(tracking, "ahead")
    if ahead:
        yield words.text(N_("Better than the plan's range: {things}."), things=things_listed(ahead, words))


def _realised(tracking: Tracking, words: Words) -> Iterator[str]:
    for total in tracking.totals:
        yield realised_said(total, words)


def realised_said(total: TotalRealisation, words: Words) -> str:
    """Benefits or costs: what came beside what was planned."""
    realised = total.realisation
    told = {
        "what": words.text(TOTAL_TITLES[total.id]),
        "actual": words.money(realised.actual),
        "planned": words.money(realised.base),
        "seen": words.count(total.observed_lines),
        "lines": words.count(total.lines),
    }
    if math.isnan(realised.of_base):
        template = N_("{what}: {actual} came where the base case had nothing yet.")
        return words.text(template, **told)
    template = N_("{what}: {share} of the base case so far, {actual} of {planned}.")
    if total.observed_lines < total.lines:
        template = N_("{what}: {share} of the base case so far, {actual} of {planned}, on {seen} of {lines} lines.")
    return words.text(template, share=words.share(realised.of_base), **told)


def reforecast_said(found: Reforecast, tracking: Tracking, words: Words) -> Iterator[str]:
    """What the case is worth now, or that this cannot be told."""
    now, plan = found.npv, found.plan
    if now is None:
        yield words.text(
            N_(
                "No re-forecast is given: it would be told from draws of which none is like what happened. With the"
                " rest as the base case planned, the case would come to {planned}; with every line going on as so far,"
                " to {so_far}. Neither is a forecast."
            ),
            planned=outcome(found.rest_as_planned, words),
            so_far=outcome(found.rest_as_so_far, words),
        )
        return
    yield words.text(
        N_(
            "In the middle of its range the case now comes to {now} in today's money, in the plan it was {plan}; four"
            " draws in five lie between {low} (P10) and {high} (P90)."
        ),
        now=outcome(now.p50, words),
        plan=outcome(plan.p50, words),
        low=outcome(now.p10, words),
        high=outcome(now.p90, words),
    )
    chance = N_("The chance that it pays off is {now}; in the plan it was {plan}.")
    if not _turned(tracking, words):
        yield words.text(chance, now=words.chance(now.positive), plan=words.chance(plan.positive))
    yield payback_said(now.payback_months, plan.payback_months, tracking, words)


def payback_said(now: float, plan: float, tracking: Tracking, words: Words) -> str:
    """When half of the draws have paid back."""
    years = words.years(tracking.scenario.timeline.years)
    if math.isnan(now):
        template = N_("Most draws do not pay back within {years}; in the plan half of them did after {plan}.")
        if math.isnan(plan):
            template = N_("Most draws do not pay back within {years}, as in the plan.")
    else:
        template = N_("Half of the draws pay back after {now}; in the plan after {plan}.")
        if math.isnan(plan):
            template = N_("Half of the draws pay back after {now}; in the plan most did not within {years}.")
        elif now <= 0 and plan <= 0:
            template = N_("Half of the draws pay back at once, as in the plan.")
        elif now <= 0:
            template = N_("Half of the draws pay back at once; in the plan after {plan}.")
        elif plan <= 0:
            template = N_("Half of the draws pay back after {now}; in the plan at once.")
    return words.text(template, now=words.months(now), plan=words.months(plan), years=years)


def _changed(shifts: tuple[Shift, ...], words: Words) -> Iterator[str]:
    """The values that moved most."""
    for shift in [each for each in shifts if abs(each.shift) >= LEAST_SHIFT][:NAMED_SHIFTS]:
        if shift.event:
            template = N_("Changed: “{title}” has now a chance of {now}, in the plan it was {plan}.")
            yield words.text(
                template, title=plain(shift.title), now=words.chance(shift.now[1]), plan=words.chance(shift.plan[1])
            )
            continue
        share = is_share(shift.unit, *shift.plan, *shift.now)
        template = N_("Changed: “{title}” looks like {now} rather than {plan}.")
        now, plan = (words.quantity(points[1], shift.unit, share) for points in (shift.now, shift.plan))
        yield words.text(template, title=plain(shift.title), now=now, plan=plan)


def _to_do(tracking: Tracking, words: Words) -> Iterator[str]:
    """The corrective action and owner of each thing that is off track."""
    for each in _with(tracking, "off_track"):
        correction = each.correction
        told = {
            "title": thing_title(each.thing, words),
            "action": plain(correction.action).rstrip("."),
            "owner": plain(correction.owner),
        }
        if correction.action and correction.owner:
            template = N_("To do for “{title}”: {action} ({owner}).")
        elif correction.action:
            template = N_("To do for “{title}”: {action}; the scenario does not say by whom.")
        elif correction.owner:
            template = N_("“{title}”: the scenario names no action; {owner} answers for it.")
        else:
            template = N_("“{title}”: the scenario names neither an action nor an owner.")
        yield words.text(template, **told)


def review_said(tracking: Tracking, words: Words) -> str:
    """When the plan is looked at next."""
    if not tracking.next_review:
        return words.text(N_("Nothing but the start is known yet; the next look is due after the first three months."))
    goal = next((one for one in tracking.scenario.goals if one.id == tracking.review_from), None)
    told = {"month": month_text(tracking.next_review, words)}
    if goal is None:
        return words.text(N_("Next look: after {month}, when the quarter of the plan ends."), **told)
    template = N_("Next look: after {month}, as the goal “{goal}” says.")
    return words.text(template, goal=plain(goal.objective), **told)


def how_said(tracking: Tracking, words: Words) -> tuple[str, ...]:
    """How all this was found, and what was left out."""
    found = tracking.reforecast
    told = {
        "share": words.chance(found.effective_share),
        "draws": words.count(found.draws),
        "few": words.share(FEW),
        "chance": words.chance(found.range_chance),
    }
    basis = {
        "weighted": N_(
            "Re-forecast: history as booked, the future by the plan's {draws} draws, each weighted by how well it"
            " agrees with the actuals (effective sample size: {share} of them)."
        ),
        "moved": N_(
            "Re-forecast: history as booked, the future by {draws} draws. Few of the plan's own agree with so many"
            " actuals (effective sample size: {share}), so draws were moved to where the actuals are; the plan itself"
            " makes actuals as far from it as these with a chance of {chance}."
        ),
        "left": N_(
            "Fewer than {few} of the plan's draws agree with the actuals (effective sample size: {share}), and the plan"
            " makes actuals as far from it as these with a chance of {chance} only: reality has left its range."
        ),
    }[found.basis]
    rule = N_(
        "Off track: outside of the plan's P10-P90 range by more than the noise of the months explains, and farther than"
        " anything strays in {share} of projects that go to plan, all things and windows taken together. Watch: outside"
        " of the range. Ahead: outside on the good side."
    )
    unobserved = _unobserved(tracking, words)
    return (
        words.text(basis, **told),
        *([words.text(BEFORE_TAX)] if tracking.scenario.finance.tax_rate is not None else []),
        words.text(rule, share=words.share(1 - LEVEL)),
        *([_split_said(tracking, words)] if any(each.split for each in tracking.things) else []),
        *([unobserved] if unobserved else []),
        *(_noticed(each, words) for each in tracking.notices if each.code != OTHER_COURSE),
    )


def _noticed(each: Notice, words: Words) -> str:
    return sentence("{said}", words, said=noticed(each, words)) + "."


def _split_said(tracking: Tracking, words: Words) -> str:
    if tracking.reforecast.basis != "left":
        return words.text(
            N_(
                "Differences are split by putting volumes, then rates, then timing to what they turned out to be:"
                " measured where they were followed themselves, else estimated from the draws; the pieces add up."
            )
        )
    return words.text(
        N_(
            "Differences are split by putting volumes, then rates, then timing to what they turned out to be where they"
            " were followed themselves; no draw agrees with the actuals, so that nothing else is estimated."
        )
    )


def _unobserved(tracking: Tracking, words: Words) -> str:
    if not tracking.unobserved:
        return ""
    titles = {line.id: plain(line.title) for line in tracking.scenario.lines}
    named = words.listed([quoted(titles[line], words) for line in tracking.unobserved])
    return words.text(N_("Without actuals, taken as planned: {lines}."), lines=named)
