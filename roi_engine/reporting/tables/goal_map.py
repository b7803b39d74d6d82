"""The goal map: from each goal over its strategies to the KPIs that show them and the lines that they move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from roi_engine.analysis.goals import EASY, POOR, GoalResult, Goals
from roi_engine.engine.result import Result
from roi_engine.reporting.goal_sentences import (
    EVEN,
    date_text,
    kpi_title,
    level_text,
    line_title,
    measure_title,
)
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words, plain, shortened
from roi_engine.scenario.goal_records import Strategy

MOST_ENDS = 6  # of one strategy in the picture; what is beyond them is counted
LONGEST = 70  # characters of a line's name that an amount stands beside

Standing = Literal["poor", "uncertain", "fair", "easy", "unknown"]
Kind = Literal["metric", "line", "more", "none"]


@dataclass(frozen=True, slots=True)
class End:
    """What a strategy is shown by, or moves: a KPI or a line, its name and, of a line, what it is worth.

    `text` is the name with that amount beside it.
    """

    kind: Kind
    id: str
    label: str
    worth: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class StrategyBox:
    """A strategy and what it leads to: `ends` all of it, `shown` what the picture has room for."""

    id: str
    label: str
    ends: tuple[End, ...]
    shown: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class GoalBox:
    """A goal: objective, target in words, and its chance [1] in words and as a standing."""

    id: str
    label: str
    target: str
    chance: float | None
    chance_label: str
    standing: Standing
    strategies: tuple[StrategyBox, ...]


@dataclass(frozen=True, slots=True)
class GoalMapTable:
    """The whole map; `headings` stand above the columns: goals, strategies, metrics and lines."""

    goals: tuple[GoalBox, ...]
    headings: tuple[str, str, str, str]
    caption: Caption
    header: tuple[str, ...] = (
        "goal", "objective", "target", "chance", "strategy", "strategy_title", "kind", "id", "title", "mean_pv",
    )  # fmt: skip

    @property
    def rows(self) -> Rows:
        """One row for each end of each strategy."""
        return tuple(
            (*of_goal, strategy.id, strategy.label, end.kind, end.id, end.label, end.worth)
            for goal in self.goals
            for of_goal in [(goal.id, goal.label, goal.target, goal.chance)]
            for strategy in goal.strategies
            for end in strategy.ends
        )


def goal_map_table(result: Result, goals: Goals, words: Words) -> GoalMapTable:
    """The goals of a scenario, their strategies, and where those lead."""
    boxes = tuple(_goal(result, each, words) for each in goals.goals)
    return GoalMapTable(
        goals=boxes,
        headings=(
            words.text(N_("Goals")),
            words.text(N_("Strategies")),
            words.text(N_("Shown by")),
            words.text(N_("Line that it moves")),
        ),
        caption=Caption(_title(goals, words), _subtitle(words), source_line(result, words)),
    )


def _title(goals: Goals, words: Words) -> str:
    """How many goals have more than an even chance; of one near to even the sentences say that it may go either way."""
    n, known = len(goals.goals), [g.chance.value for g in goals.goals if g.chance.value is not None]
    if not known:
        return words.counted(
            N_("The chance of the one goal is not known"), N_("The chances of the {n} goals are not known"), n
        )
    likely = sum(round(value, 2) > 0.5 for value in known)  # as it is written beside: 50 % is neither
    if n == 1:
        return words.text(N_("The one goal has a chance of {chance}"), chance=words.chance(known[0]))
    if not likely:
        return words.text(
            N_("None of the {goals} goals has a chance above {even}"), goals=str(n), even=words.share(0.5)
        )
    one, many = (
        N_("{n} of {goals} goals has a chance above {even}"),
        N_("{n} of {goals} goals have a chance above {even}"),
    )
    return words.counted(one, many, likely, goals=str(n), even=words.share(0.5))


def _subtitle(words: Words) -> str:
    return words.text(
        N_("Chance of each target by its date; of lines, the mean present value, {currency}"), currency=words.currency
    )


def _goal(result: Result, goal: GoalResult, words: Words) -> GoalBox:
    chance = goal.chance.value
    return GoalBox(
        id=goal.goal.id,
        label=plain(goal.goal.objective),
        target=_target(result, goal, words),
        chance=chance,
        chance_label=_chance_label(chance, words),
        standing=standing(chance),
        strategies=tuple(_strategy(result, strategy, words) for strategy in goal.goal.strategies),
    )


def _target(result: Result, goal: GoalResult, words: Words) -> str:
    target = goal.goal.target
    told = {"measure": measure_title(goal, result.scenario, words), "month": date_text(goal, words)}
    if goal.wanted is None and target.change is not None:
        template = (
            N_("{measure} up {change} by {month}") if target.aim == "up" else N_("{measure} down {change} by {month}")
        )
        return words.text(template, change=words.share(abs(target.change)), **told)
    template = (
        N_("{measure} at least {wanted} by {month}")
        if target.aim == "up"
        else N_("{measure} at most {wanted} by {month}")
    )
    return words.text(template, wanted=level_text(goal, goal.wanted, words), **told)


def standing(chance: float | None) -> Standing:
    """How a chance is told, in one of five ways."""
    if chance is None:
        return "unknown"
    if chance < POOR:
        return "poor"
    if chance > EASY:
        return "easy"
    return "fair" if chance > EVEN[1] else "uncertain"


def _chance_label(chance: float | None, words: Words) -> str:
    said = {
        "poor": N_("Chance {chance}: poor"),
        "uncertain": N_("Chance {chance}: uncertain"),
        "fair": N_("Chance {chance}: likely"),
        "easy": N_("Chance {chance}: asks for little"),
    }
    if chance is None:
        return words.text(N_("Chance not known"))
    return words.text(said[standing(chance)], chance=words.chance(chance))


def _strategy(result: Result, strategy: Strategy, words: Words) -> StrategyBox:
    lines = {line.id: line for line in result.lines}
    ends = [End("metric", kpi, title, None, title) for kpi in strategy.metrics if (title := kpi_title(kpi, words))]
    for line in strategy.drives:
        sign = -1.0 if line in lines and lines[line].category == "cost" else 1.0
        worth = sign * lines[line].mean_pv if line in lines else None
        title = line_title(line, result.scenario)
        text = title if worth is None else f"{shortened(title, LONGEST)}: {words.amount(worth)}"
        ends.append(End("line", line, title, worth, text))
    if not ends:
        said = words.text(N_("no metric and no line"))
        ends = [End("none", "", said, None, said)]
    return StrategyBox(strategy.id, plain(strategy.title), tuple(ends), _shown(ends, words))


def _shown(ends: list[End], words: Words) -> tuple[End, ...]:
    """As many as there is room for, lines of the account before metrics, in the order given."""
    if len(ends) <= MOST_ENDS:
        return tuple(ends)
    room = MOST_ENDS - 1
    chosen = sorted(range(len(ends)), key=lambda place: (ends[place].kind != "line", place))[:room]
    said = words.text(N_("and {n} more"), n=words.count(len(ends) - room))
    return (*(ends[place] for place in sorted(chosen)), End("more", "", said, None, said))
