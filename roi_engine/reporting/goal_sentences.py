"""What is said of each goal: where it is to lead, how likely that is, and what it rests on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from roi_engine.analysis.goals import EASY, POOR, SURE, GoalResult, Goals
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.reporting.customers_words import month
from roi_engine.reporting.goal_today import today_said
from roi_engine.reporting.words import N_, Words, is_share, plain, quoted, shortened
from roi_engine.scenario.records import Scenario

EVEN = (0.45, 0.55)  # chances that are told as about even
GOOD = 0.80
MOST_NAMED, LONGEST = 4, 60  # goals that the terminal names, and characters of each
TOTAL_TITLES = {"benefits": N_("All benefits"), "costs": N_("All costs"), "net": N_("Benefits less costs")}


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """One goal in words: its objective as stated, and sentences on it."""

    objective: str
    sentences: tuple[str, ...]


def goals_said(goals: Goals | None, scenario: Scenario, words: Words) -> tuple[GoalSaid, ...]:
    """Every goal in words; none where none is set."""
    results = goals.goals if goals is not None else ()
    return tuple(
        GoalSaid(
            plain(result.goal.objective),
            tuple(
                filter(
                    None,
                    (
                        target_said(result, scenario, words),
                        today_said(result, scenario, words),
                        chance_said(result, words),
                        range_said(result, words),
                        rests_said(result, scenario, words),
                    ),
                )
            ),
        )
        for result in results
    )


def measure_title(result: GoalResult, scenario: Scenario, words: Words) -> str:
    """The name of what a goal measures: a KPI, or a line of the account."""
    target = result.goal.target
    if target.kpi:
        return kpi_title(target.kpi, words)
    return words.text(TOTAL_TITLES[target.line]) if target.line in TOTAL_TITLES else line_title(target.line, scenario)


def kpi_title(kpi: str, words: Words) -> str:
    """The name of a KPI in the reader's language."""
    return kpi_catalogue()[kpi].title[words.language]


def line_title(line: str, scenario: Scenario) -> str:
    """The name of a line."""
    return next((plain(one.title) for one in scenario.lines if one.id == line), line)


def level_text(result: GoalResult, level: float | None, words: Words) -> str:
    """A level of what the goal measures, with its unit."""
    if level is None:
        return words.missing
    unit = result.goal.target.unit
    if unit == words.currency:
        return words.money(level)
    known = [each for each in (result.baseline, result.wanted, result.p10, result.p90) if each is not None]
    return words.quantity(level, unit, is_share(unit, *known))


def change_text(change: float, words: Words) -> str:
    """A relative change with its sign."""
    share = words.share(change, 0 if abs(change) >= 0.1 or round(change, 2) == change else 1)
    return f"+{share}" if change > 0 else share


def date_text(result: GoalResult, words: Words) -> str:
    """The month by which."""
    year, number = result.goal.target.by
    return month(datetime.date(year, number, 1), words)


def target_said(result: GoalResult, scenario: Scenario, words: Words) -> str:
    """Where the goal is to lead, from where, and by when."""
    target = result.goal.target
    told = {"measure": measure_title(result, scenario, words), "month": date_text(result, words)}
    wanted = level_text(result, result.wanted, words)
    up = target.aim == "up"
    if target.line:
        template = _line_template(up, target.period + 1 >= scenario.timeline.periods_per_year)
        return words.text(template, wanted=wanted, **told)
    if result.baseline is None and target.change is not None:
        template = (
            N_("“{measure}” is to rise by {change} of its level today by {month}; where that lies is not stated.")
            if up
            else N_("“{measure}” is to fall by {change} of its level today by {month}; where that lies is not stated.")
        )
        return words.text(template, change=words.share(abs(target.change)), **told)
    if result.baseline is None:
        template = (
            N_("“{measure}” is to reach at least {wanted} by {month}; where it stands today is not stated.")
            if up
            else N_("“{measure}” is to come down to {wanted} by {month}; where it stands today is not stated.")
        )
        return words.text(template, wanted=wanted, **told)
    template = (
        N_("“{measure}” is to rise from {today} to {wanted} by {month}.")
        if up
        else N_("“{measure}” is to fall from {today} to {wanted} by {month}.")
    )
    return words.text(template, today=level_text(result, result.baseline, words), wanted=wanted, **told)


def _line_template(up: bool, whole_year: bool) -> str:
    if not whole_year:
        return (
            N_("“{measure}” is to bring at least {wanted} from the start to {month}.")
            if up
            else N_("“{measure}” is to cost at most {wanted} from the start to {month}.")
        )
    return (
        N_("“{measure}” is to bring at least {wanted} in the twelve months up to {month}.")
        if up
        else N_("“{measure}” is to cost at most {wanted} in the twelve months up to {month}.")
    )


def chance_said(result: GoalResult, words: Words) -> str:
    """How likely the goal is to be reached, or why that is not known."""
    value = result.chance.value
    if value is None:
        return words.text(
            N_("No line of this plan says how that moves, so the chance of reaching it is not known.")
            if result.chance.status == "not_in_plan"
            else N_("As it is not known where it stands today, the chance of reaching it is not known either.")
        )
    if value in (0.0, 1.0):
        return words.text(_certain(value, result.p10 != result.p90))
    return words.text(_likely(value), chance=words.chance(value))


def _certain(value: float, uncertain: bool) -> str:
    if not uncertain:
        return (
            N_("The plan reaches it, and nothing uncertain acts on it.")
            if value
            else N_("The plan does not reach it, and nothing uncertain acts on it.")
        )
    return (
        N_("Every draw reaches it: the target asks for little.")
        if value
        else N_("No draw reaches it: as planned, it is out of reach.")
    )


def _likely(value: float) -> str:
    if value < POOR:
        return N_("The chance of that is poor: {chance}.")
    if value > EASY:
        return N_("That is all but certain ({chance}): the target asks for little.")
    if value >= GOOD:
        return N_("The chance of that is good: {chance}.")
    if EVEN[0] <= value <= EVEN[1]:
        return N_("It is about as likely to be reached as missed: the chance is {chance}.")
    if value < EVEN[0]:
        return N_("It is more likely to be missed than reached: the chance is {chance}.")
    return N_("It is more likely to be reached than missed: the chance is {chance}.")


def range_said(result: GoalResult, words: Words) -> str:
    """Where four draws in five lie at the date, and what is reached with 80 % chance; empty where nothing varies.

    Of a relative target it is the change that counts: its level today may itself be uncertain.
    """
    if result.sure is None or result.p10 == result.p90:
        return ""
    up, change = result.goal.target.aim == "up", result.change
    if result.goal.target.change is not None and change is not None:
        more, less = (
            N_(
                "Four draws in five change it by {low} to {high} of its level today; with a chance of {share} by {sure}"
                " or more."
            ),
            N_(
                "Four draws in five change it by {low} to {high} of its level today; with a chance of {share} by {sure}"
                " or lower."
            ),
        )
        changes = {"low": change_text(change.p10, words), "high": change_text(change.p90, words)}
        sure = sure_text(result, words)
        return words.text(more if up else less, share=words.share(SURE), sure=sure, **changes)
    told = {"low": level_text(result, result.p10, words), "high": level_text(result, result.p90, words)}
    template = (
        N_("Four draws in five lie between {low} and {high} then; with a chance of {share} it is at least {sure}.")
        if up
        else N_("Four draws in five lie between {low} and {high} then; with a chance of {share} it is at most {sure}.")
    )
    return words.text(template, share=words.share(SURE), sure=sure_text(result, words), **told)


def sure_text(result: GoalResult, words: Words) -> str:
    """What is reached with 80 % chance: a change where the target is one, else a level."""
    if result.goal.target.change is not None and result.change is not None:
        return change_text(result.change.sure, words)
    return level_text(result, result.sure, words)


def rests_said(result: GoalResult, scenario: Scenario, words: Words) -> str:
    """The lines that the goal drives; that it drives none."""
    lines = [quoted(line_title(line, scenario), words) for line in result.goal.drives]
    if not lines:
        return words.text(N_("It drives no line of this account."))
    return words.text(N_("Lines that it drives: {lines}."), lines=words.listed(lines))


def brief_said(goals: Goals | None, scenario: Scenario, words: Words) -> tuple[str, ...]:
    """The goals in few lines: the chance of each, the least likely first, and what covers what; none without goals."""
    if goals is None:
        return ()
    ranked = sorted(goals.goals, key=lambda result: (result.chance.value is None, result.chance.value or 0.0))
    told = []
    for result in ranked[:MOST_NAMED]:
        value = result.chance.value
        chance = words.text(N_("not known")) if value is None else words.chance(value)
        told.append(f"{quoted(shortened(plain(result.goal.objective), LONGEST), words)} {chance}")
    if more := len(ranked) - len(told):
        told.append(words.text(N_("and {n} more"), n=words.count(more)))
    template = N_("Goals and the chance of reaching each: {goals}.")
    return (words.text(template, goals="; ".join(told)), *coverage_points(goals, scenario, words))


def coverage_points(goals: Goals | None, scenario: Scenario, words: Words) -> tuple[str, ...]:
    """Coverage both ways: the goals that drive no line, and the lines of customer value that no goal drives."""
    if goals is None:
        return ()
    idle = [quoted(plain(each.goal.objective), words) for each in goals.goals if each.goal.id in goals.without_driver]
    said = words.counted(
        N_("A goal drives no line of this account: {goals}."),
        N_("{n} goals drive no line of this account: {goals}."),
        len(idle),
        goals=words.listed(idle),
    ) if idle else ""  # fmt: skip
    return tuple(filter(None, (said, coverage_said(goals, scenario, words))))


def coverage_said(goals: Goals | None, scenario: Scenario, words: Words) -> str:
    """Whether every line of customer value is driven by some goal; empty without goals or such lines."""
    if goals is None or not any(line.category == "analytical" for line in scenario.lines):
        return ""
    if not goals.idle_lines:
        return words.text(N_("Every line of customer value is driven by a goal."))
    lines = words.listed([quoted(line_title(line, scenario), words) for line in goals.idle_lines])
    return words.text(N_("No goal drives these lines of customer value: {lines}."), lines=lines)
