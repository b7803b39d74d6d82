"""One block of draws through the compiled account: values in, ledger out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from roi_engine.engine.flows import block_flows
from roi_engine.engine.model import Model
from roi_engine.engine.program import Compiler, Program
from roi_engine.finance import Ledger, Terms, terms
from roi_engine.formula.tree import Node
from roi_engine.scenario.records import Finance
from roi_engine.timeline import Array

_ONE = np.ones((1, 1))


@dataclass(frozen=True)
class Account:
    """A model compiled for some set of drawn slots; picklable, so that a worker can be handed one."""

    model: Model
    finance: Finance
    program: Program
    has_tax: bool

    @cached_property
    def profiles(self) -> dict[int | None, list[tuple[int, int | None]]]:
        """For each profile the lines that use it and their coefficients."""
        found: dict[int | None, list[tuple[int, int | None]]] = {}
        for number, line in enumerate(self.program.lines):
            for term in line:
                found.setdefault(term.profile, []).append((number, term.coefficient))
        return found

    def judged(self, values: Mapping[int, Array]) -> Terms:
        """The terms of finance of a block (rates may be uncertain)."""
        rates = [values[index] for index in self.program.outputs[: 1 + self.has_tax]]
        finance, timeline = self.finance, self.model.timeline
        tax = rates[1] if self.has_tax else None
        return terms(timeline, rates[0], finance.discounting, tax, finance.depreciation_years)


def compile_account(model: Model, finance: Finance, drawn: frozenset[str], extra: tuple[Node, ...] = ()) -> Account:
    """Compile a model; slots outside `drawn` are known numbers. `extra` values follow the rates in the outputs."""
    known = {path: slot.base for path, slot in model.slots.items() if path not in drawn}
    rates = (model.discount_rate,) if model.tax_rate is None else (model.discount_rate, model.tax_rate)
    program = Compiler(model.timeline, known).program(
        [(line.flow, line.initial) for line in model.lines], [*rates, *extra]
    )
    return Account(model, finance, program, model.tax_rate is not None)


def ledger_block(account: Account, values: Mapping[int, Array], factors: Array, n_draws: int) -> Ledger:
    """The ledger of one block: every total is the sum of the lines' terms, each profile taken once.

    `values` as from `Program.steady`, what changes over time is computed here, a few draws at a time; `factors` as from
    `discount_factors`; flows of a period are its yearly rate times the length of the period.
    """
    lines, period = account.model.lines, account.model.timeline.period
    is_cost = [line.category == "cost" for line in lines]
    weights = {side: _weights(account, values, is_cost, side) for side in (False, True)}
    nets = {profile: (weights[False][profile] - weights[True][profile]) * period for profile in account.profiles}
    flows = block_flows(account.program, values, nets, factors, n_draws)
    pv_lines = [np.zeros(n_draws) for _ in lines]
    totals = {side: np.zeros(n_draws) for side in (False, True)}
    starts = {side: np.zeros(n_draws) for side in (False, True)}
    for profile, parts in account.profiles.items():
        present, whole = flows.present[profile] * period, flows.whole[profile] * period
        for number, coefficient in parts:
            pv_lines[number] += present if coefficient is None else present * values[coefficient][:, 0]
        for side in {is_cost[number] for number, _ in parts}:
            totals[side] += whole * weights[side][profile][:, 0]
    for number, initial in enumerate(account.program.initials):
        if initial is not None:
            pv_lines[number] += values[initial][:, 0]
            starts[is_cost[number]] += values[initial][:, 0]
    present_values = _present_values(account, pv_lines)
    return Ledger(
        benefits_initial=starts[False],
        costs_initial=starts[True],
        benefits=totals[False] + starts[False],
        costs=totals[True] + starts[True],
        net=flows.net,
        pv_operational=present_values["operational"],
        pv_analytical=present_values["analytical"],
        pv_costs=present_values["cost"],
        pv_cashable=present_values["cashable"],
        pv_lines=tuple(pv_lines),
    )


def _weights(account: Account, values: Mapping[int, Array], is_cost: list[bool], side: bool) -> dict[int | None, Array]:
    """How much of each profile the lines of one side hold together, shape (n_draws or 1, 1)."""
    return {
        profile: sum(
            (
                _ONE if coefficient is None else values[coefficient]
                for line, coefficient in parts
                if is_cost[line] == side
            ),
            start=np.zeros((1, 1)),
        )
        for profile, parts in account.profiles.items()
    }


def _present_values(account: Account, pv_lines: list[Array]) -> dict[str, Array]:
    """Present values of the categories, and of the cashable lines (benefits less costs), (n_draws,) each."""
    sums = {name: np.zeros_like(pv_lines[0]) for name in ("operational", "analytical", "cost", "cashable")}
    for line, pv in zip(account.model.lines, pv_lines, strict=True):
        sums[line.category] += pv
        if line.cashable:
            sums["cashable"] += -pv if line.category == "cost" else pv
    return sums


def line_flows(account: Account, values: Mapping[int, Array], number: int) -> tuple[Array, Array]:
    """One line's initial column (n_draws or 1,) and flows by period (n_draws or 1, n_periods) [currency]."""
    program, timeline = account.program, account.model.timeline
    total = np.zeros((1, timeline.n_periods))
    for term in program.lines[number]:
        part = np.ones((1, timeline.n_periods)) if term.profile is None else values[term.profile]
        total = total + (part if term.coefficient is None else part * values[term.coefficient])
    initial = program.initials[number]
    return (np.zeros(1) if initial is None else values[initial][:, 0]), total * timeline.period
