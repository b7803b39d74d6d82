"""The tables of the goals: targets with their chances, the form of each goal, strategies with what they move."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.analysis.goals import SURE, GoalResult, Goals, Smart
from roi_engine.engine.result import Result
from roi_engine.reporting.goal_sentences import (
    change_text,
    date_text,
    kpi_title,
    level_text,
    line_title,
    measure_title,
    sure_text,
)
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, plain
from roi_engine.scenario.goal_records import Strategy
from roi_engine.scenario.records import Scenario

AREAS = {"sales": N_("Sales"), "marketing": N_("Marketing"), "service": N_("Service")}


def goal_tables(goals: Goals | None, scenario: Scenario, words: Words) -> tuple[TextTable, ...]:
    """All tables of the goals, those first that are read first; none without goals."""
    if goals is None:
        return ()
    return (chance_table(goals, scenario, words), strategy_table(goals, scenario, words), smart_table(goals, words))


def chance_table(goals: Goals, scenario: Scenario, words: Words) -> TextTable:
    """One row a goal: what is measured, today, target, date, chance, and where the draws lie then."""
    header = (
        N_("Goal"), N_("Measured by"), N_("Today"), N_("Target"), N_("By"), N_("Chance"), N_("Error of the chance"),
        "P10", "P50", "P90",
    )  # fmt: skip
    sure = words.text(N_("With a chance of {share}"), share=words.share(SURE))
    rows = tuple(_chance_row(result, scenario, words) for result in goals.goals)
    return TextTable(
        words.text(N_("Targets and their chances")),
        (*map(words.text, header), sure, words.text(N_("Owner"))),
        rows,
        tuple(range(2, 11)),
    )


def brief_table(goals: Goals, scenario: Scenario, words: Words) -> TextTable:
    """One row a goal where there is little room: today, target, chance, and the lines that it drives."""
    header = (
        N_("Goal"), N_("Measured by"), N_("Today"), N_("Target"), N_("By"), N_("Chance"), N_("Lines that it drives"),
    )  # fmt: skip
    none = words.text(N_("none"))
    rows = tuple(
        (
            *_chance_row(result, scenario, words)[:6],
            "; ".join(line_title(line, scenario) for line in result.goal.drives) or none,
        )
        for result in goals.goals
    )
    return TextTable(words.text(N_("Goals")), tuple(map(words.text, header)), rows, (2, 3, 4, 5))


def members_brief_table(
    goals: Mapping[str, Goals], results: Mapping[str, Result], titles: Mapping[str, str], words: Words
) -> TextTable | None:
    """The goals of all members side by side where there is little room; None where no member has any."""
    return _members(
        {name: brief_table(each, results[name].scenario, words) for name, each in goals.items()}, titles, words
    )


def members_goals_table(
    goals: Mapping[str, Goals], results: Mapping[str, Result], titles: Mapping[str, str], words: Words
) -> TextTable | None:
    """The goals of all members of a portfolio side by side; None where no member has any."""
    return _members(
        {name: chance_table(each, results[name].scenario, words) for name, each in goals.items()}, titles, words
    )


def _members(tables: Mapping[str, TextTable], titles: Mapping[str, str], words: Words) -> TextTable | None:
    """The tables of the members as one, the member in front."""
    first = next(iter(tables.values()), None)
    if first is None:
        return None
    rows = tuple((titles[name], *row) for name, table in tables.items() for row in table.rows)
    title = words.text(N_("Goals of the members and their chances"))
    return TextTable(
        title, (words.text(N_("Member")), *first.header), rows, tuple(place + 1 for place in first.numeric)
    )


def _chance_row(result: GoalResult, scenario: Scenario, words: Words) -> tuple[str, ...]:
    chance, target = result.chance, result.goal.target
    wanted = level_text(result, result.wanted, words)
    if target.change is not None:
        change = change_text(target.change, words)
        wanted = change if result.wanted is None else f"{wanted} ({change})"
    unknown = words.text(N_("not known"))
    return (
        plain(result.goal.objective),
        measure_title(result, scenario, words),
        unknown if result.baseline is None else level_text(result, result.baseline, words),
        wanted,
        date_text(result, words),
        unknown if chance.value is None else words.chance(chance.value),
        words.missing if chance.se is None else words.chance_error(chance.se),
        *_spread_cells(result, words),
        sure_text(result, words),
        plain(result.goal.owner),
    )


def _spread_cells(result: GoalResult, words: Words) -> tuple[str, ...]:
    """P10, P50 and P90: levels, or of a relative target changes, as its chance is judged by these.

    Where the level today is itself uncertain the two would seem to disagree: a level below today's, yet a rise.
    """
    change = result.change
    if result.goal.target.change is not None and change is not None:
        return tuple(change_text(each, words) for each in (change.p10, change.p50, change.p90))
    return tuple(level_text(result, level, words) for level in (result.p10, result.p50, result.p90))


def smart_table(goals: Goals, words: Words) -> TextTable:
    """Whether each goal is specific, measurable, attainable, relevant and time-bound."""
    header = (N_("Goal"), N_("Specific"), N_("Measurable"), N_("Attainable"), N_("Relevant"), N_("Time-bound"))
    rows = [(plain(result.goal.objective), *_smart(result.smart, words)) for result in goals.goals]
    return TextTable(words.text(N_("Form of the goals")), tuple(map(words.text, header)), tuple(rows))


def _smart(smart: Smart, words: Words) -> tuple[str, ...]:
    said = {True: N_("yes"), False: N_("no"), None: N_("not known")}
    checks = (smart.specific, smart.measurable, smart.attainable, smart.relevant, smart.time_bound)
    return tuple(words.text(said[check]) for check in checks)


def strategy_table(goals: Goals, scenario: Scenario, words: Words) -> TextTable:
    """One row a strategy: what each team does, what shows it, what it moves, and what is done if it does not."""
    header = (
        N_("Goal"), N_("Strategy"), *AREAS.values(), N_("Shown by"), N_("Lines that it drives"), N_("If off track"),
        N_("Owner"),
    )  # fmt: skip
    rows = [
        (plain(result.goal.objective), *_strategy_row(strategy, scenario, words))
        for result in goals.goals
        for strategy in result.goal.strategies
    ]
    return TextTable(words.text(N_("Strategies")), tuple(map(words.text, header)), tuple(rows))


def _strategy_row(strategy: Strategy, scenario: Scenario, words: Words) -> tuple[str, ...]:
    tactics = [plain("; ".join(strategy.tactics.get(area, ()))) for area in ("sales", "marketing", "service")]
    correction = strategy.if_off_track
    owner = strategy.owner or (correction.owner if correction else "")
    return (
        plain(strategy.title),
        *tactics,
        "; ".join(kpi_title(kpi, words) for kpi in strategy.metrics),
        "; ".join(line_title(line, scenario) for line in strategy.drives),
        plain(correction.action) if correction else "",
        plain(owner),
    )
