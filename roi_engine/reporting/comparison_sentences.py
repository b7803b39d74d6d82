"""Sentences about options side by side; a lead is claimed only where it stands out of its error."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from roi_engine.analysis.bridge import Step
from roi_engine.analysis.comparing import Comparison, Pair
from roi_engine.analysis.options import NOTHING, Options
from roi_engine.engine.register import in_words
from roi_engine.reporting.words import N_, Words, plain, quoted
from roi_engine.uncertainty.precision import Spread

WHOLE_UNITS = 100.0  # a mean from here on is told without decimals [currency]
FEW_DRAWS = 0.01  # a lead that falls with this share of the draws hangs on a few extremes


def told_apart(pair: Pair) -> bool:
    """Whether the means of a pair differ by more than the Monte Carlo error of their difference."""
    return abs(pair.difference.mean) > pair.difference.error[0]  # false without an error to go by


def pair_between(comparison: Comparison, one: str, other: str) -> Pair:
    """The record of two options, in the order in which they are compared."""
    return next(pair for pair in comparison.pairs if {pair.a, pair.b} == {one, other})


def ahead(pair: Pair) -> float:
    """The share of the draws in which the first of a pair beats the second; one in which they tie is none [1]."""
    return max(pair.ahead.probability - 0.5 * pair.tied, 0.0)


def named(option: str, words: Words) -> str:
    """An option in quotes; doing nothing in words."""
    return words.text(N_("doing nothing")) if option == NOTHING else quoted(plain(option), words)


def conclusion(options: Options, words: Words) -> tuple[str, ...]:
    """Which option wins, how firmly, and what would turn the ranking."""
    comparison = options.comparison
    first, second = comparison.order[:2]
    pair = pair_between(comparison, first, second)
    told = [_winner(first, second, pair, words)]
    if told_apart(pair):
        told += [_otherwise(comparison, first, words), _turning(first, second, pair, words)]
    return tuple(told)


def _winner(first: str, second: str, pair: Pair, words: Words) -> str:
    if pair.tied >= 1:
        return pair_said(pair, words)
    if not told_apart(pair):
        template = N_(
            "Between {first} and {second} no difference can be told: their means differ by less than the error."
        )
        return words.text(template, first=named(first, words), second=named(second, words))
    if first == NOTHING:
        template = N_("No option beats doing nothing on average; the next, {second}, has a mean loss of {lead}.")
    else:
        template = N_("{first} has the highest mean net present value, {lead} above {second}.")
    return words.text(
        template,
        first=named(first, words),
        second=named(second, words),
        lead=words.money(abs(pair.difference.mean)),
    )


def _otherwise(comparison: Comparison, first: str, words: Words) -> str:
    chance = comparison.otherwise.probability
    if chance <= 0:
        return words.text(N_("In no draw would another choice have been better."))
    template = N_("In {chance} of draws another choice than {first} would have been better.")
    return words.text(template, chance=words.chance(chance), first=named(first, words))


def _turning(first: str, second: str, pair: Pair, words: Words) -> str:
    share = pair.turning_share
    told = {"share": words.chance(share), "first": named(first, words), "second": named(second, words)}
    if share >= 1:
        return words.text(N_("Every draw agrees that {first} is ahead of {second}."), **told)
    if share < FEW_DRAWS:
        template = N_("The lead of {first} hangs on a few extreme draws: without {share} of them {second} is level.")
    else:
        template = N_("The ranking would turn if the {share} of draws that favour {first} most were left out.")
    return words.text(template, **told)


def pair_said(pair: Pair, words: Words) -> str:
    """One pair: the difference with its error, and how often one is ahead."""
    told = {
        "a": named(pair.a, words),
        "b": named(pair.b, words),
        "mean": words.money(abs(pair.difference.mean)),
        "error": _error(pair.difference, words),
        "chance": words.chance(ahead(pair)),
    }
    if pair.tied >= 1:
        return words.text(N_("{a} and {b} come out the same in every draw."), **told)
    if not told_apart(pair):
        template = N_("{a} against {b}: no difference can be told; the first is ahead in {chance} of draws.")
    elif pair.difference.mean > 0:
        template = N_("{a} against {b}: on average {mean} more ({error}); ahead in {chance} of draws.")
    else:
        template = N_("{a} against {b}: on average {mean} less ({error}); ahead in {chance} of draws.")
    return words.text(template, **told)


def _error(difference: Spread, words: Words) -> str:
    """The error of a mean, in digits that the mean itself is told in: whole units where it has hundreds."""
    error = difference.error[0]
    if abs(difference.mean) < WHOLE_UNITS or not math.isfinite(error):
        return f"± {words.money(error)}"
    if 0.0 < error < 0.5:
        return words.text(N_("less than {error}"), error=f"± {words.money(1.0)}")
    return f"± {words.money(round(error))}"


def dominance_said(pair: Pair, words: Words) -> str:
    """Which of two options everybody, or everybody who dislikes risk, would take."""
    if pair.tied >= 1:
        return words.text(N_("the same in every draw"))
    found = pair.dominance
    if found.over is None:
        return words.text(N_("neither dominates: it depends on the taste for risk"))
    over = named(pair.a if found.over == "a" else pair.b, words)
    if found.order == "first":
        template = N_("{over} at every percentile: whoever wants more takes it")
    else:
        template = N_("{over} for whoever wants more and dislikes risk")
    return words.text(template, over=over)


def notes(options: Options, words: Words) -> Sequence[str]:
    """How to read the figures."""
    first = next(iter(options.results.values()))
    same_luck = words.text(
        N_("All options are valued on the same {draws} draws (seed {seed}): what they share cancels in a difference."),
        draws=words.count(first.engine.draws),
        seed=str(first.engine.seed),
    )
    regret = words.text(
        N_("Regret: how much less, on average, than the best option of each draw. ±: half-width of the 95 % error.")
    )
    return (same_luck, regret)


def signed_money(amount: float, words: Words) -> str:
    """An amount for a table of differences, with a plus sign where it is a gain."""
    text = words.amount(amount)
    return f"+{text}" if amount > 0 and math.isfinite(amount) and text != "0" else text


def line_titles(options: Options) -> dict[str, str]:
    """Title of each line by id, over all options; its name in the file is added where two lines share a title."""
    titles = {line.id: plain(line.title) for result in options.results.values() for line in result.lines}
    shared = {title for title, times in Counter(titles.values()).items() if times > 1}
    return {
        line: f"{title} ({in_words(line.rpartition('.')[2])})" if title in shared else title
        for line, title in titles.items()
    }


def step_label(step: Step, titles: dict[str, str], words: Words) -> str:
    """Name of a step: its line, or how many small ones it gathers."""
    if not step.gathered:
        return titles[step.lines[0]]
    many = N_("{n} smaller costs") if step.side == "cost" else N_("{n} smaller benefits")
    return words.counted(many, many, len(step.lines))
