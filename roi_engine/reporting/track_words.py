"""Words of the reports on a plan and its actuals: statuses, things, their values, months."""

from __future__ import annotations

import datetime
import math

from roi_engine.analysis.track_records import Tracked, Tracking
from roi_engine.analysis.track_status import Status
from roi_engine.analysis.track_things import Thing
from roi_engine.reporting.customers_words import month
from roi_engine.reporting.goal_sentences import TOTAL_TITLES
from roi_engine.reporting.words import N_, Words, is_share, plain, quoted

STATUS_WORDS: dict[Status, str] = {
    "off_track": N_("off track"),
    "watch": N_("watch"),
    "on_track": N_("on track"),
    "ahead": N_("ahead"),
    "too_early": N_("too early"),
}


def thing_title(thing: Thing, words: Words) -> str:
    """The name of a thing."""
    return words.text(TOTAL_TITLES[thing.id]) if thing.kind == "total" else plain(thing.title)


def asked_of(each: Tracked) -> tuple[str, str]:
    """The action and its owner, of what is off track or watched; nothing is asked of anybody else."""
    asked = each.status in ("off_track", "watch")
    return (each.correction.action, each.correction.owner) if asked else ("", "")


def things_listed(things: list[Tracked], words: Words) -> str:
    """The names of some things in a sentence; from the fifth on they are counted."""
    titles = [quoted(thing_title(each.thing, words), words) for each in things]
    if len(titles) <= 4:
        return words.listed(titles)
    more = words.counted(N_("{n} more"), N_("{n} more"), len(titles) - 3)
    return words.listed([*titles[:3], more])


def as_share(each: Tracked) -> bool:
    """Whether the values of a thing are told as per cent."""
    band = each.band
    numbers = (*each.observed.values.tolist(), *band.base, *band.p10, *band.p90)
    return not each.thing.additive and is_share(each.thing.unit, *numbers)


def value_text(number: float, each: Tracked, words: Words) -> str:
    """A value of a thing, money in full digits without its currency."""
    if not math.isfinite(number):
        return words.missing
    return words.amount(number) if each.thing.additive else words.quantity(number, each.thing.unit, as_share(each))


def month_text(text: str, words: Words) -> str:
    """A month `2027-03` as the reader writes it."""
    if not text:
        return words.missing
    year, _, number = text.partition("-")
    return month(datetime.date(int(year), int(number), 1), words)


def outcome(amount: float, words: Words) -> str:
    """An NPV in a sentence."""
    if amount == 0:
        return words.text(N_("neither gain nor loss"))
    template = N_("a gain of {amount}") if amount > 0 else N_("a loss of {amount}")
    return words.text(template, amount=words.money(abs(amount)))


def plan_name(tracking: Tracking) -> str:
    """The scenario's name, with its variant."""
    variant = f" ({plain(tracking.scenario.variant)})" if tracking.scenario.variant else ""
    return f"{plain(tracking.scenario.name)}{variant}"
