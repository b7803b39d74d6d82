"""Tables of options side by side."""

from __future__ import annotations

from roi_engine.analysis.bridge import Bridge
from roi_engine.analysis.options import NOTHING, Options
from roi_engine.reporting.comparison_sentences import (
    ahead,
    dominance_said,
    line_titles,
    named,
    signed_money,
    step_label,
)
from roi_engine.reporting.tables.benefit_stack import year_label
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, amount_error, plain, quoted

WORTH_SHOWN = 5


def option_table(options: Options, words: Words) -> TextTable:
    """Every option and doing nothing: its spread, how often it is best, and its expected regret."""
    header = (
        words.text(N_("Option, NPV in {currency}"), currency=words.currency),
        words.text(N_("Mean")),
        words.text(N_("Error")),
        "P10",
        "P50",
        "P90",
        words.text(N_("Chance of best")),
        words.text(N_("Regret, {currency}"), currency=words.currency),
    )
    rows = []
    for each in options.comparison.standings:
        spread = each.outcome
        percentiles = (words.amount(spread.percentiles[p]) for p in (10, 50, 90))
        error = amount_error(spread.error[0], words)
        best, regret = words.chance(each.best.probability), words.amount(each.regret.value)
        rows.append((_plain(each.option, words), words.amount(spread.mean), error, *percentiles, best, regret))
    return TextTable(words.text(N_("Options")), header, tuple(rows), (1, 2, 3, 4, 5, 6, 7))


def _plain(option: str, words: Words) -> str:
    return plain(option) if option != NOTHING else named(option, words)


def pair_table(options: Options, words: Words) -> TextTable:
    """Every pair: the difference, the chance that the first is ahead, and dominance in words."""
    header = (
        words.text(N_("First against second")),
        words.text(N_("Mean difference, {currency}"), currency=words.currency),
        words.text(N_("Error")),
        "P10",
        "P90",
        words.text(N_("First ahead")),
        words.text(N_("Tied")),
        words.text(N_("Dominant")),
    )
    rows = tuple(
        (
            words.text(N_("{a} against {b}"), a=_plain(pair.a, words), b=_plain(pair.b, words)),
            signed_money(pair.difference.mean, words),
            amount_error(pair.difference.error[0], words),
            *(signed_money(pair.difference.percentiles[p], words) for p in (10, 90)),
            words.chance(ahead(pair)),
            words.chance(pair.tied),
            dominance_said(pair, words),
        )
        for pair in options.comparison.pairs
    )
    return TextTable(words.text(N_("Every pair")), header, rows, (1, 2, 3, 4, 5, 6))


def bridge_tables(options: Options, words: Words) -> list[TextTable]:
    """From the first option to each other one, line by line; each sums to the difference of the means."""
    first = next(iter(options.results))
    titles = line_titles(options)
    return [_bridge_table(first, name, bridge, titles, words) for name, bridge in options.bridges.items()]


def _bridge_table(first: str, name: str, bridge: Bridge, titles: dict[str, str], words: Words) -> TextTable:
    header = (words.text(N_("Mean present value, {currency}"), currency=words.currency), words.text(N_("Change")))
    rows = [(plain(first), words.amount(bridge.start))]
    rows += [(step_label(step, titles, words), signed_money(step.change, words)) for step in bridge.steps]
    rows.append((plain(name), words.amount(bridge.end)))
    title = words.text(
        N_("From {first} to {name}, line by line"), first=quoted(plain(first), words), name=quoted(plain(name), words)
    )
    return TextTable(title, header, tuple(rows), (1,))


def year_table(options: Options, words: Words) -> TextTable:
    """Net flow of each option by year, base case, undiscounted; the last column is the sum."""
    longest = max((result.by_year.year for result in options.results.values()), key=len)
    header = (
        words.text(N_("Net, base case, {currency}, undiscounted"), currency=words.currency),
        *(year_label(year, words) for year in longest),
        words.text(N_("In all")),
    )
    rows = tuple(
        (
            plain(each.option),
            *map(words.amount, each.net),
            *[""] * (len(longest) - len(each.net)),
            words.amount(each.cumulative[-1]),
        )
        for each in options.years
    )
    return TextTable(words.text(N_("Year by year")), header, rows, tuple(range(1, len(header))))


def worth_table(options: Options, words: Words) -> TextTable | None:
    """What knowing a value before choosing is worth; None where nothing that stands out of its error can be gained."""
    telling = [each for each in options.worth if each.evppi > each.error][:WORTH_SHOWN]
    if not telling:
        return None
    header = (
        words.text(N_("Known before choosing")),
        words.text(N_("Worth, {currency}"), currency=words.currency),
        words.text(N_("Error")),
    )
    known = [(words.text(N_("Everything")), options.evpi, options.evpi_error)]
    known += [(plain(each.title), each.evppi, each.error) for each in telling]
    rows = tuple((title, words.amount(worth), amount_error(error, words)) for title, worth, error in known)
    return TextTable(words.text(N_("What could turn the choice")), header, rows, (1, 2))


def comparison_tables(options: Options, words: Words) -> list[TextTable]:
    """All tables of a comparison, in the order in which they are read."""
    worth = worth_table(options, words)
    return [
        option_table(options, words),
        pair_table(options, words),
        *([worth] if worth else []),
        *bridge_tables(options, words),
        year_table(options, words),
    ]
