"""Workbooks for the tests: made of the shipped scenarios and of texts, recalculated together in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from roi_engine.engine import Result, simulate
from roi_engine.engine.base import base_case
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import questions
from roi_engine.engine.result import Metrics
from roi_engine.engine.statements import metrics_record
from roi_engine.reporting.workbook import workbook_bytes
from roi_engine.scenario.loading import load_scenario
from roi_engine.scenario.records import Fixed, Scenario, Stress

SCENARIOS = Path(__file__).parents[2] / "scenarios"
QUICK = ("contact_centre", "published/contact_management_system")
FILES = tuple(
    path.relative_to(SCENARIOS).with_suffix("").as_posix()
    for path in sorted((*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("published/*.yaml")))
    if "kind: portfolio" not in path.read_text(encoding="utf-8")
)
DRAWS = 512


@dataclass(frozen=True)
class Wanted:
    """What the engine says of a base case: its figures, and the present value of each line by id."""

    scenario: Scenario
    base: Metrics
    lines: Mapping[str, float]


@dataclass(frozen=True)
class Asked:
    """A workbook, the engine's figures that it must come to, and the run whose values it stores."""

    content: bytes
    wanted: Wanted
    stored: Result


def engine(scenario: Scenario, stress: Stress | None = None) -> Wanted:
    """The base case of the engine, without a draw."""
    base = base_case(scenario, build_model(scenario, stress))
    lines = {line.id: float(pv[0]) for line, pv in zip(scenario.lines, base.ledger.pv_lines, strict=True)}
    return Wanted(scenario, metrics_record(base), lines)


def stated(name: str, variant: str | None = None, overrides: Mapping[str, str] | None = None) -> Scenario:
    """A shipped scenario."""
    return load_scenario(SCENARIOS / f"{name}.yaml", variant, overrides or {})


@cache
def run(name: str, variant: str | None = None) -> Result:
    """The result of a shipped scenario, with few draws: the base case is the same with any number."""
    scenario = stated(name, variant)
    return simulate(replace(scenario, simulation=replace(scenario.simulation, draws=DRAWS)))


def changed_inputs(result: Result, n: int = 5) -> Mapping[str, float]:
    """Other numbers for some inputs, from the strongest to the weakest: the P90 where there is one."""
    values = result.scenario.values
    able = {path for path, value in values.items() if value.growth is None and value.provenance is not None}
    swings = [swing for swing in result.swings if swing.path in able and "customers.chance" not in swing.path]
    chosen = swings[:: max(1, len(swings) // n)][:n]
    found = {swing.path: swing.high for swing in chosen}
    for row in result.assumptions:
        plain = values[row.path].growth is None and isinstance(values[row.path].form, Fixed)
        if len(found) < n and plain and row.base and not row.path.startswith("customers."):
            found.setdefault(row.path, row.base * 1.1)
    return found


def changed(name: str) -> Asked:
    """A workbook with five other inputs, whose stored values are still those of the base case."""
    result = run(name)
    inputs = changed_inputs(result)
    units = {path: result.scenario.values[path].unit for path in inputs}
    overrides = {path: said(path, number, units[path]) for path, number in inputs.items()}
    return Asked(workbook_bytes(result, inputs=inputs), engine(stated(name, overrides=overrides)), result)


def said(path: str, number: float, unit: str) -> str:
    """A number as `--set` takes it; the amounts of a table have the currency alone."""
    return repr(number) if ".table." in path else f"{number!r} {unit.removeprefix('1')}".strip()


def discounted(name: str, convention: str) -> Asked:
    """A workbook set to another convention of discounting, and to other years of depreciation where there is tax."""
    result = run(name)
    place = float(("year_end", "period_end", "mid_period").index(convention) + 1)
    inputs, overrides = {"finance.discounting": place}, {"finance.discounting": convention}
    if result.scenario.finance.tax_rate is not None:
        inputs["finance.depreciation_years"], overrides["finance.depreciation.years"] = 2.5, "2.5 year"
    return Asked(workbook_bytes(result, inputs=inputs), engine(stated(name, overrides=overrides)), result)


def late(name: str) -> Asked:
    """A workbook in which go-live comes two months later; the engine's says what the first of them costs."""
    result = run(name)
    scenario, model = result.scenario, build_model(result.scenario)
    answers = questions(scenario, model).ask([{"@delay": 1 / 6}])
    base = replace(
        result.base, npv=float(answers.figures.npv[0]), payback_months=float(answers.figures.payback.months[0])
    )
    return Asked(workbook_bytes(result, inputs={"@delay": 1 / 6}), Wanted(scenario, base, {}), result)


def at_risk(name: str) -> Asked:
    """A workbook in which every risk is made to happen; the engine's own is the stress in which all do."""
    result = run(name)
    events = {f"risks.{risk.id}": 1.0 for risk in result.scenario.risks}
    wanted = engine(result.scenario, Stress("all", "all", risks="all"))
    return Asked(workbook_bytes(result, inputs=events), wanted, result)


def as_run(name: str) -> Asked:
    """The workbook of a run as it is."""
    result = run(name)
    return Asked(workbook_bytes(result), engine(result.scenario), result)


def switched(name: str, variant: str) -> Asked:
    """A workbook of the base case whose switch is set to a variant."""
    result = run(name)
    return Asked(workbook_bytes(result, variant=variant), engine(stated(name, variant)), result)
