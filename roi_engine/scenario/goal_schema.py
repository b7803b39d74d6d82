"""What a scenario states of its goals: objective, target, strategies with tactics, metrics and the lines they drive."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from roi_engine.scenario.value_schema import Listed, Number, Stated, ValueForm, Words, fault

_MONTHS = {"week": 7 / 365.25 * 12, "month": 1.0, "quarter": 3.0, "year": 12.0}


def _month(given: object) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", given.strip()) if isinstance(given, str) else None
    if found is None:
        raise fault("date", f"'{str(given)[:20]}' is not a month", "accepted: a year and a month such as 2028-12")
    return int(found[1]), int(found[2])


def _review(given: object) -> float:
    """Months between two reviews: `every 3 month`, or `3 month`."""
    text = given if isinstance(given, str) else ""
    found = re.fullmatch(r"(?:every\s+)?(\d+(?:\.\d+)?)?\s*(week|month|quarter|year)s?", text.strip(), re.IGNORECASE)
    number = float(found[1] or 1) if found else 0.0
    if found is None or not 0 < number * _MONTHS[found[2].casefold()] <= 120:
        raise fault("review", f"'{text[:30]}' does not say how often", "accepted: such as every 3 month")
    return number * _MONTHS[found[2].casefold()]


Month = Annotated[tuple[int, int], PlainValidator(_month),
                  WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})]  # fmt: skip
Review = Annotated[float, PlainValidator(_review), WithJsonSchema({"type": "string"})]


class TargetForm(Stated):
    """What is to be reached and by when: a level or a relative change of a KPI, or the yearly amount of a line."""

    by: Month = Field(description="the month by which, such as 2028-12")
    kpi: Words | None = Field(None, description="a KPI of the catalogue, such as sales.close_rate")
    line: Words | None = Field(
        None, description="a line such as benefits.deal_size, or benefits, costs or net: its amount in twelve months"
    )
    value: Number | None = Field(None, description="the level to reach: 45 %, 30 minute/contact, 100000 EUR")
    change: Number | None = Field(None, description="relative to the level today: 10 %, -5 %")
    baseline: ValueForm | None = Field(None, description="the KPI's level today, where no line states it")
    plan: Words | None = Field(
        None,
        description="the KPI's level in the plan, as a formula over assumptions, baseline, live_share and the inputs "
        "of the lines that the goal drives; unless stated, what the lines say",
    )


class TacticsForm(Stated):
    """What each team does."""

    sales: Listed = ()
    marketing: Listed = ()
    service: Listed = ()


class CorrectionForm(Stated):
    """What is done where the strategy goes off track."""

    action: Words
    owner: Words | None = None


class StrategyForm(Stated):
    """One way to a goal."""

    title: Words | None = None
    owner: Words | None = None
    tactics: TacticsForm | None = Field(None, description="by team: sales, marketing, service")
    metrics: Listed = Field((), description="KPIs that show whether it works")
    drives: Listed = Field((), description="lines of the account that it moves, such as benefits.deal_size")
    if_off_track: CorrectionForm | None = None


class GoalForm(Stated):
    """A business goal: objective, target, and the strategies that lead there."""

    objective: Words
    target: TargetForm
    owner: Words | None = None
    review: Review | None = Field(None, description="how often it is looked at: every 3 month")
    strategies: dict[str, StrategyForm] = Field(default_factory=dict)
    note: Words | None = None
