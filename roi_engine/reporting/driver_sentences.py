"""Sentences about what drives a result and what must be true of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from roi_engine.analysis.drivers import Driver, Sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting.words import N_, Words, is_share, plain, quoted

STRONGEST = 5  # drivers that the first page looks at
NAMED = 3
WANTED_CHANCE = 0.8


def value_text(number: float, driver: Driver, words: Words) -> str:
    """A value of this driver with its unit."""
    return words.quantity(number, driver.unit, is_share(driver.unit, driver.low, driver.high))


def share_text(driver: Driver, words: Words) -> str:
    """Its share of the spread; an estimate beyond the whole, by its error, is the whole."""
    return words.chance(min(driver.share, 1.0))


def strongest(sensitivity: Sensitivity) -> tuple[Driver, ...]:
    """The drivers whose share stands out of its error, largest first, five at most."""
    return tuple(d for d in sensitivity.drivers if d.share > 0 and not d.share <= d.share_error)[:STRONGEST]


def what_drives(sensitivity: Sensitivity, words: Words) -> str:
    """Which assumptions explain the spread, by share; empty where nothing is uncertain."""
    if not sensitivity.drivers:
        return ""
    told = strongest(sensitivity)[:NAMED]
    if not told:
        return words.text(
            N_("No single assumption explains a part of the spread that can be told from zero: they act together.")
        )
    first, *others = [(quoted(plain(driver.title), words), share_text(driver, words)) for driver in told]
    rest = "".join(f", {title} {share}" for title, share in others)
    template = N_("{first} explains {share} of the spread{rest}.")
    if not sensitivity.adds_up and others:
        template = N_(
            "{first} explains {share} of the spread{rest}; some values move together, so these shares overlap and must"
            " not be added."
        )
    return words.text(template, first=first[0], share=first[1], rest=rest)


def must_stay_above(driver: Driver, result: Result, break_even: float) -> bool:
    """Whether the gain lies above the break-even: where the base lies if it gains, else on the other side.

    Where the register does not list the value, the sign of the tornado says it.
    """
    gains = result.base.npv > 0
    for row in result.assumptions:
        if row.path == driver.path and row.base != break_even:
            return (row.base > break_even) == gains
    return driver.npv_high > driver.npv_low


def must_be_true(result: Result, sensitivity: Sensitivity, words: Words) -> str:
    """The break-even of the strongest driver that has one; empty where nothing is uncertain."""
    told = strongest(sensitivity)
    if not told:
        return ""
    for driver in told:
        if math.isfinite(driver.break_even):
            return _break_even(driver, result, words)
    if result.base.npv > 0:
        return words.counted(
            N_("The strongest assumption alone does not turn the base case into a loss anywhere within its range."),
            N_("None of the {n} strongest assumptions alone turns the base case into a loss within its range."),
            len(told),
        )
    return words.counted(
        N_("The strongest assumption alone does not turn the base case into a gain anywhere within its range."),
        N_("None of the {n} strongest assumptions alone turns the base case into a gain within its range."),
        len(told),
    )


def _break_even(driver: Driver, result: Result, words: Words) -> str:
    above = must_stay_above(driver, result, driver.break_even)
    if result.base.npv > 0:
        template = N_("All else at base, the case pays as long as “{title}” stays below {value}.")
        if above:
            template = N_("All else at base, the case pays as long as “{title}” stays above {value}.")
    else:
        template = N_("All else at base, the case would pay only with “{title}” below {value}.")
        if above:
            template = N_("All else at base, the case would pay only with “{title}” above {value}.")
    return words.text(template, title=plain(driver.title), value=value_text(driver.break_even, driver, words))


def more_is_better(driver: Driver) -> bool:
    """Whether a higher value goes with a higher mean NPV."""
    return driver.mean_at_high > driver.mean_at_low


def chance_needs(result: Result, sensitivity: Sensitivity, words: Words) -> str:
    """What the strongest driver that can do it must reach for a chance of a gain of 80 %; empty without one."""
    found = next((d for d in strongest(sensitivity) if math.isfinite(d.break_even_chance[WANTED_CHANCE])), None)
    if found is None:
        return ""
    if result.probability.npv_positive >= WANTED_CHANCE:
        template = N_("The chance of a gain is {chance} or more as long as “{title}” turns out below {value}.")
        if more_is_better(found):
            template = N_("The chance of a gain is {chance} or more as long as “{title}” turns out above {value}.")
    else:
        template = N_("For a chance of a gain of {chance}, “{title}” would have to turn out below {value}.")
        if more_is_better(found):
            template = N_("For a chance of a gain of {chance}, “{title}” would have to turn out above {value}.")
    value = value_text(found.break_even_chance[WANTED_CHANCE], found, words)
    return words.text(template, chance=words.share(WANTED_CHANCE), title=plain(found.title), value=value)


def page_one(result: Result, sensitivity: Sensitivity, words: Words) -> Sequence[str]:
    """One sentence each on what drives the result and what must be true of it."""
    parts = (
        what_drives(sensitivity, words),
        must_be_true(result, sensitivity, words),
        chance_needs(result, sensitivity, words),
    )
    return [said for said in parts if said]
