"""KPIs measured in the exports of two scenarios: the files are those of the generator, the figures cover its rates."""

from __future__ import annotations

import importlib.util
import math
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

import roi_engine
from roi_engine.errors import ScenarioError
from roi_engine.scenario.records import Uncertain

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def made_up() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made_up_exports", SCENARIOS / "data" / "made_up_exports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_files_are_those_of_the_generator(made_up):
    rows = made_up.deals(datetime(2024, 7, 1), datetime(2026, 1, 1))
    text = made_up.csv(",", made_up.DEAL_HEADER, rows)
    assert text == (SCENARIOS / "data" / "sales_team_deals.csv").read_text(encoding="utf-8")
    rows = made_up.tickets(datetime(2026, 1, 1), datetime(2026, 9, 1), made_up.SEED + 2)
    text = made_up.csv(";", made_up.TICKET_HEADER, rows)
    assert text == (SCENARIOS / "data" / "service_desk_tickets_2026.csv").read_text(encoding="utf-8")


def spread(scenario: str, name: str) -> tuple[float, float]:
    """P0.5 and P99.5 of an assumption."""
    form = roi_engine.load(SCENARIOS / f"{scenario}.yaml").assumptions[name].form
    assert isinstance(form, Uncertain)
    low, high = form.distribution.ppf([0.005, 0.995])
    return float(low), float(high)


def test_what_was_measured_covers_the_rates_behind_the_files(made_up):
    truth = {
        ("sales_team", "win_rate"): made_up.CLOSE_RATE.before,
        ("sales_team", "deal_value"): made_up.MEDIAN_VALUE * math.exp(made_up.VALUE_SPREAD**2 / 2),
        ("sales_team", "decided_deals"): made_up.DEALS_A_MONTH,
        ("service_desk", "tickets"): made_up.TICKETS_A_MONTH,
        ("service_desk", "work_per_ticket"): made_up.WORK.before / 60,
        ("service_desk", "reopen_rate"): made_up.REOPENED.before,
    }
    outside = {where: rate for where, rate in truth.items() if not spread(*where)[0] <= rate <= spread(*where)[1]}
    assert outside == {}


def test_a_measured_value_says_where_it_comes_from():
    value = roi_engine.load(SCENARIOS / "sales_team.yaml").assumptions["win_rate"]
    assert value.evidence == "measured"
    assert "sales.close_rate in data/sales_team_deals.csv" in value.source
    assert "2025-01-01 to 2025-12-31" in value.source
    assert "n = " in value.source


HEAD = """\
schema_version: 1
name: measured
currency: EUR
timeline: {start: 2027-01, years: 2}
finance: {discount_rate: 8 %/year}
data:
  deals: {file: deals.csv, kind: deals, dimensions: {region: Region}, until: 2026-12-31}
assumptions:
  rate: VALUE
costs: {x: {formula: fee, inputs: {fee: 100 EUR/month}}}
"""
DEALS = "Deal ID,Created,Closed,Status,Region\n" + "".join(
    f"{n},2026-01-02 09:00,2026-02-{1 + n % 28:02d} 10:00,{('Won', 'Lost')[n % 4 > 0]},{('South', 'North')[n % 2]}\n"
    for n in range(200)
)


def loaded(folder: Path, value: str) -> roi_engine.Scenario:
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    (folder / "case.yaml").write_text(HEAD.replace("VALUE", value), encoding="utf-8")
    return roi_engine.load(folder / "case.yaml")


def test_a_share_is_the_beta_of_its_counts(tmp_path):
    measured = loaded(tmp_path, "{kpi: sales.close_rate}").assumptions["rate"].form
    typed = loaded(tmp_path, "{successes: 50, trials: 200}").assumptions["rate"].form
    assert measured == typed


def test_one_label_of_a_dimension(tmp_path):
    measured = loaded(tmp_path, "{kpi: sales.close_rate, where: {region: South}}").assumptions["rate"].form
    typed = loaded(tmp_path, "{successes: 50, trials: 100}").assumptions["rate"].form
    assert measured == typed


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{kpi: sales.close_rate, where: {region: Nord}}", "no row has 'Nord' as region"),
        ("{kpi: service.reopen_rate}", "cannot be measured in these exports"),
        ("{kpi: sales.close_rate, exports: [leads]}", "there is no export 'leads'"),
        ("{kpi: sales.close_rate, since: 2027-01-01}", "sales.close_rate"),
    ],
)
def test_what_cannot_be_measured_is_a_problem_with_its_place(tmp_path, value, said):
    with pytest.raises(ScenarioError) as caught:
        loaded(tmp_path, value)
    (problem,) = caught.value.problems
    assert said in problem.message
    assert (Path(problem.file).name, problem.line) == ("case.yaml", 9)


def test_a_broken_export_is_refused_with_its_row(tmp_path):
    (tmp_path / "case.yaml").write_text(HEAD.replace("VALUE", "{kpi: sales.close_rate}"), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS + "200,2026-31-02 09:00,,Lost,North\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        roi_engine.load(tmp_path / "case.yaml")
    assert [(Path(one.file).name, one.line) for one in caught.value.problems] == [("deals.csv", 202)]
