"""The goals of a scenario after the door, and the level of a KPI as lines of the account state it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from roi_engine.formula.dimensions import Formula

if TYPE_CHECKING:
    from roi_engine.scenario.records import Provenance, Value

Aim = Literal["up", "down"]
Area = Literal["sales", "marketing", "service"]
AREAS: tuple[Area, ...] = ("sales", "marketing", "service")
TOTALS = ("benefits", "costs", "net")  # targets beside single lines: sums of the ledger
BASELINE = "baseline"  # in the formula of a KPI: its level before the CRM


@dataclass(frozen=True, slots=True)
class KpiLevel:
    """The level of a KPI in the plan, as one line states it, in the KPI's unit (`formula.unit`).

    With `live_share` and `live` at 0 it is the level without the CRM. Lines of one `group` (lines made of the same
    catalogue entry) act on different customers, deals or contacts: their levels are averaged by `weight`, an input of
    the line, or added up where there is none. Different groups act on the same ones: relative changes multiply.
    """

    formula: Formula
    group: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached, and by when: of a KPI, or of the amount of a line (or of all benefits, costs, or net).

    `level` is in `unit` (the KPI's, or the currency for the twelve months up to the date), None where `change` (a share
    of the baseline) is stated instead. `by` is a year and a month, `period` the period of the account that holds it.
    `aim` says whether at least or at most that is wanted. `baseline` and `plan` are what the scenario states of the
    KPI, under this goal or another one: a KPI has one level today and one plan.
    """

    unit: str
    by: tuple[int, int]
    period: int
    kpi: str = ""
    line: str = ""
    level: float | None = None
    change: float | None = None
    aim: Aim = "up"
    baseline: Value | None = None
    plan: Formula | None = None
    inputs: Mapping[str, Value] | None = None  # that `plan` takes from the lines which the goal drives


@dataclass(frozen=True, slots=True)
class Correction:
    """What is done, and by whom, where the strategy goes off track."""

    action: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to a goal: what each team does, the KPIs that show it, and the lines of the account that it drives."""

    id: str
    title: str
    tactics: Mapping[Area, tuple[str, ...]]
    metrics: tuple[str, ...]
    drives: tuple[str, ...]
    if_off_track: Correction | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A business goal, its target and the strategies that lead there. `review` is every so many months."""

    id: str
    objective: str
    target: Target
    strategies: tuple[Strategy, ...]
    owner: str = ""
    review: float | None = None
    note: str = ""
    provenance: Provenance | None = None

    @property
    def drives(self) -> tuple[str, ...]:
        """The lines that any of its strategies drives, each once."""
        return tuple(dict.fromkeys(line for strategy in self.strategies for line in strategy.drives))

    @property
    def metrics(self) -> tuple[str, ...]:
        """The KPIs that any of its strategies watches, each once."""
        return tuple(dict.fromkeys(kpi for strategy in self.strategies for kpi in strategy.metrics))
