"""Shares without their per cent sign: refused with row and column and asked about, as in the scenario itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actual_reading import read_actuals
from roi_engine.errors import DataError
from roi_engine.scenario.records import Scenario
from tests.track.plans import UNCERTAIN, scenario_of

TEXT = UNCERTAIN.replace("draws: 16384", "draws: 1024").replace(
    "  wage:",
    "  margin: {mean: 26 %, sd: 2 %}\n  left: {formula: 1 - margin}\n  factor: 1.0\n"
    "  churn: {value: 0.02, unit: 1/month}\n  wage:",
) + (
    "goals:\n  a:\n    objective: W\n    target: {kpi: service.reopen_rate, value: 4 %, baseline: 6 %, by: 2028-12}\n"
    "    strategies: {x: {drives: [benefits.handle_time]}}\n"
)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return scenario_of(TEXT, tmp_path_factory.mktemp("plan"))


def found(scenario: Scenario, folder: Path, *rows: str) -> dict[str, float]:
    path = folder / "actuals.csv"
    path.write_text("\n".join(("month,what,value,unit", *rows)) + "\n", encoding="utf-8")
    things = track(scenario, read_actuals(path)).things
    return {each.thing.id: float(each.observed.values[0]) for each in things}


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("rollout.adoption,60,", "did you mean 60 %?"),
        ("service.reopen_rate,5,", "did you mean 5 %?"),
        ("assumptions.margin,26,", "did you mean 26 %?"),  # no bounds, but planned as 26 %
        ("assumptions.left,74,", "did you mean 74 %?"),  # planned by a formula
        ("assumptions.churn,2,", "did you mean 2 %, the unit being %/month?"),
        ("benefits.fewer_calls.fewer,3,", "did you mean 3 %?"),
        ("rollout.adoption,600,", ""),
        ("rollout.adoption,120 %,", ""),
        ("rollout.adoption,-5 %,", ""),
        ("service.reopen_rate,104,%", ""),
    ],
)
def test_what_no_share_can_be_is_refused_at_its_cell(row: str, hint: str, scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        found(scenario, tmp_path, f"2027-04,assumptions.contacts,40000,\n2027-04,{row}")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column, problem.hint) == ("range", 3, 3, hint)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("rollout.adoption,60 %,", 0.6),
        ("rollout.adoption,0.6,", 0.6),
        ("rollout.adoption,60,%", 0.6),
        ("rollout.adoption,1,", 1.0),
        ("assumptions.margin,120 %,", 1.2),  # not likely, but said
        ("assumptions.factor,1.3,", 1.3),  # a factor is no share
        ("assumptions.churn,2,%/month", 0.02),
        ("assumptions.churn,24,%/year", 0.02),
        ("assumptions.contacts,38000,", 38000.0),
    ],
)
def test_what_is_said_clearly_is_read(row: str, value: float, scenario: Scenario, tmp_path: Path) -> None:
    assert found(scenario, tmp_path, f"2027-04,{row}")[row.split(",")[0]] == pytest.approx(value)


def test_a_per_cent_of_a_rate_says_how_to_write_it(scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="write %/month as its unit"):
        found(scenario, tmp_path, "2027-04,assumptions.churn,2 %,")
