"""Tables of what drives a result, what must be true of it and what is worth knowing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from roi_engine.analysis.drivers import LEVELS, Driver, Sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting.driver_sentences import (
    WANTED_CHANCE,
    more_is_better,
    must_stay_above,
    share_text,
    strongest,
    value_text,
)
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, amount_error, plain


def error_text(error: float, words: Words, digits: int = 1) -> str:
    """Half-width of an error of a share, as `± 0.3%`; an estimate is not told as free of error, empty without one."""
    if not math.isfinite(error):
        return ""
    least = 10.0 ** -(digits + 2)
    if error < least / 2:
        return words.text(N_("less than {error}"), error=f"± {words.share(least, digits)}")
    return f"± {words.share(error, digits)}"


def names(drivers: Sequence[Driver]) -> dict[str, str]:
    """Title of each driver by path; the path is added where two share a title."""
    counts = Counter(plain(driver.title) for driver in drivers)
    return {d.path: plain(d.title) if counts[plain(d.title)] == 1 else f"{plain(d.title)} ({d.path})" for d in drivers}


def top_table(result: Result, sensitivity: Sensitivity, words: Words) -> TextTable | None:
    """The first page: the strongest drivers with share, break-even and the worth of knowing; None without any."""
    drivers = strongest(sensitivity)
    if not drivers:
        return None
    header = (
        words.text(N_("Assumption")),
        words.text(N_("Explains of the spread")),
        words.text(N_("Its P10")),
        words.text(N_("Its P90")),
        words.text(N_("Base case gains if")),
        words.text(N_("Chance of a gain is {chance} if"), chance=words.share(WANTED_CHANCE)),
        words.text(N_("Worth of knowing, {currency}"), currency=words.currency),
    )
    label = names(drivers)
    rows = tuple(
        (
            label[d.path],
            share_text(d, words),
            *ends(d, words),
            gains_if(d, result, words),
            likely_if(d, result, words),
            words.amount(d.evppi),
        )
        for d in drivers
    )
    return TextTable(words.text(N_("Assumptions that matter most")), header, rows, (1, 2, 3, 6))


def ends(driver: Driver, words: Words) -> tuple[str, str]:
    """The value at its P10 and at its P90; a risk does not happen or happens."""
    if driver.event:
        return words.text(N_("does not happen")), words.text(N_("happens"))
    return value_text(driver.low, driver, words), value_text(driver.high, driver, words)


def gains_if(driver: Driver, result: Result, words: Words) -> str:
    """Where the base case gains, all else at base, as `above 0.3 minute/contact`."""
    if driver.event or not math.isfinite(driver.break_even):
        few = driver.event or driver.chance_at_ends is not None
        ends_gain = (driver.npv_low > 0, driver.npv_high > 0) if few else (result.base.npv > 0,) * 2
        return _pointless(driver, ends_gain, words)
    value = value_text(driver.break_even, driver, words)
    return _side(must_stay_above(driver, result, driver.break_even), value, words)


def likely_if(driver: Driver, result: Result, words: Words, level: float = WANTED_CHANCE) -> str:
    """Where the chance of a gain is at least `level`, all else drawn."""
    number = driver.break_even_chance[level]
    if driver.event or not math.isfinite(number):
        # a curve that does not cross the level lies on the side of the chance of all draws, its average
        low, high = driver.chance_at_ends or (result.probability.npv_positive,) * 2
        return _pointless(driver, (low >= level, high >= level), words)
    return _side(more_is_better(driver), value_text(number, driver, words), words)


_OF_A_RISK = {
    (True, True): N_("it happens or not"),
    (True, False): N_("it does not happen"),
    (False, True): N_("it happens"),
    (False, False): N_("in neither case"),
}
_OF_A_VALUE = {
    (True, True): N_("any value in its range"),
    (True, False): N_("some of its values"),
    (False, True): N_("some of its values"),
    (False, False): N_("no value in its range"),
}


def _pointless(driver: Driver, ends_hold: tuple[bool, bool], words: Words) -> str:
    """What is asked has no turning point: it holds at both ends of the range, at one of a few values, or nowhere."""
    return words.text((_OF_A_RISK if driver.event else _OF_A_VALUE)[ends_hold])


def _side(above: bool, value: str, words: Words) -> str:
    return words.text(N_("above {value}"), value=value) if above else words.text(N_("below {value}"), value=value)


def share_table(sensitivity: Sensitivity, words: Words, total: Mapping[str, tuple[float, float]] | None) -> TextTable:
    """Shares with their error, rank correlation, and the total index where it was asked for."""
    label = names(sensitivity.drivers)
    header = [words.text(N_("Assumption")), words.text(N_("Share of spread")), words.text(N_("Error"))]
    header.append(words.text(N_("Rank correlation")))
    # of correlated values the total index is that of each one's own luck, before it is tied to the others
    name = N_("With interactions") if sensitivity.adds_up else N_("With interactions, before dependence")
    header += [words.text(name), words.text(N_("Error"))] if total is not None else []
    rows = []
    for d in sensitivity.drivers:
        cells = [label[d.path], words.share(d.share, 1), error_text(d.share_error, words)]
        cells.append(words.ratio(d.rank_correlation))
        if total is not None:
            share, error = total.get(d.path, (math.nan, math.nan))
            cells += [words.share(share, 1), error_text(error, words)]
        rows.append(tuple(cells))
    title = N_("What drives the spread: shares of the variance of the net present value")
    return TextTable(words.text(title), tuple(header), tuple(rows), tuple(range(1, len(header))))


def swing_table(sensitivity: Sensitivity, words: Words) -> TextTable:
    """Tornado beside the conditional means: NPV with the value at its P10 and P90, others at base or drawn."""
    label = names(sensitivity.drivers)
    header = tuple(
        map(
            words.text,
            (N_("Assumption"), N_("Its P10"), N_("Its P90"), N_("NPV at its P10"), N_("NPV at its P90"),
             N_("Mean NPV given its P10"), N_("Mean NPV given its P90")),
        )
    )  # fmt: skip
    rows = tuple(
        (
            label[d.path],
            *ends(d, words),
            *map(words.amount, (d.npv_low, d.npv_high, d.mean_at_low, d.mean_at_high)),
        )
        for d in sensitivity.drivers
    )
    title = words.text(
        N_("Tornado, {currency}: NPV with all others at base, and mean NPV with all others drawn"),
        currency=words.currency,
    )
    return TextTable(title, header, rows, (1, 2, 3, 4, 5, 6))


def needs_table(result: Result, sensitivity: Sensitivity, words: Words) -> TextTable:
    """Break-even of each value, in the base case and for each chance of a gain."""
    label = names(sensitivity.drivers)
    chances = [words.text(N_("Chance of a gain {chance}"), chance=words.share(level)) for level in LEVELS]
    header = (words.text(N_("Assumption")), words.text(N_("Base case gains")), *chances)
    rows = tuple(
        (label[d.path], gains_if(d, result, words), *(likely_if(d, result, words, level) for level in LEVELS))
        for d in sensitivity.drivers
    )
    return TextTable(words.text(N_("What must be true: where the case breaks even")), header, rows)


def worth_table(sensitivity: Sensitivity, words: Words) -> TextTable:
    """What knowing each value before signing is worth; the last row is knowing everything."""
    label = names(sensitivity.drivers)
    ranked = sorted(sensitivity.drivers, key=lambda driver: -driver.evppi)
    rows = [
        (label[d.path], words.amount(d.evppi), amount_error(d.evppi_error, words)) for d in ranked if round(d.evppi)
    ]
    perfect = (words.amount(sensitivity.evpi), amount_error(sensitivity.evpi_error, words))
    rows.append((words.text(N_("Everything (EVPI)")), *perfect))
    header = (
        words.text(N_("To know before signing")),
        words.text(N_("Is worth, {currency}"), currency=words.currency),
        words.text(N_("Error")),
    )
    title = words.text(N_("What knowing is worth (EVPPI); values not listed: nothing"))
    return TextTable(title, header, tuple(rows), (1, 2))


def pair_table(sensitivity: Sensitivity, words: Words) -> TextTable | None:
    """What pairs of values do only together; None where nothing stands out of its error."""
    if not sensitivity.pairs:
        return None
    label = names(sensitivity.drivers)
    rows = tuple(
        (
            *(label.get(path, path) for path in (p.first, p.second)),
            words.share(p.share, 2),
            error_text(p.error, words, 2),
        )
        for p in sensitivity.pairs
    )
    header = tuple(map(words.text, (N_("Assumption"), N_("With"), N_("Share of spread"), N_("Error"))))
    return TextTable(words.text(N_("Interactions: what two values do only together")), header, rows, (2, 3))
