"""What a workbook is made of: the run, its trees, and the scenarios that the switch offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from roi_engine.engine.model import Builder, LineTree
from roi_engine.engine.result import Result
from roi_engine.engine.value_trees import DELAY, Slot
from roi_engine.formula.tree import Node
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.words import Words
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Timeline


@dataclass(frozen=True)
class Case:
    """A run and what was asked of it; `inputs` are numbers that stand in the place of the base case's."""

    result: Result
    findings: Findings
    words: Words
    inputs: Mapping[str, float]

    @property
    def scenario(self) -> Scenario:
        """The scenario of the run."""
        return self.result.scenario

    @property
    def timeline(self) -> Timeline:
        """The timeline of the run."""
        return self.scenario.timeline

    @cached_property
    def build(self) -> Builder:
        """Makes trees over the scenario's values, each value once, under the stress of the run."""
        return Builder(self.scenario, self.findings.stress)

    @cached_property
    def lines(self) -> tuple[LineTree, ...]:
        """The trees of the lines, in the order of the scenario."""
        return tuple(self.build.line(line) for line in self.scenario.lines)

    @cached_property
    def rates(self) -> tuple[Node, Node | None]:
        """The trees of the discount rate and of the tax rate [share/year]."""
        finance = self.scenario.finance
        tax = None if finance.tax_rate is None else self.build.value(finance.tax_rate)
        return self.build.value(finance.discount_rate, "1/year"), tax

    @cached_property
    def events(self) -> Mapping[str, str]:
        """The path of each risk's event, by the id of the risk."""
        return {risk.id: f"risks.{risk.id}" for risk in self.scenario.risks}

    @cached_property
    def inputs_shown(self) -> tuple[Slot, ...]:
        """The single numbers that can be changed on the sheet of inputs, in order of declaration."""
        aside = {DELAY, *self.events.values()} if self.scenario.rollout.go_live is None else {*self.events.values()}
        assert self.lines is not None  # a default that stands in no file becomes a slot where a line asks for it
        slots = self.build.slots.values()
        return tuple(slot for slot in slots if slot.base.shape[1] == 1 and slot.path not in aside)
