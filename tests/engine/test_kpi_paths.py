"""Paths of KPIs in the plan: by hand in the base case, on the draws of the simulation, over several lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from roi_engine.engine import simulate
from roi_engine.engine.kpi_paths import KpiModel, kpi_paths
from roi_engine.errors import ModelError
from roi_engine.scenario import load_scenario
from roi_engine.scenario.records import Scenario

HEAD = """\
schema_version: 1
name: A case
currency: EUR
timeline: {start: 2027-01, years: 2, step: month}
finance: {discount_rate: 10 %/year}
"""
SALES = """\
rollout: {go_live: 3 month, ramp: {shape: linear, length: 6 month}, adoption: 80 %}
assumptions:
  deals: {value: 100 deal/month, growth: 10 %/year}
  rate: 20 %
  increase: {min: 0 %, max: 20 %}
benefits:
  win_rate:
    use: sales.win_rate
    decided_deals: $deals
    win_rate: $rate
    win_rate_increase: $increase
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
  deal_size:
    use: sales.deal_size
    decided_deals: $deals
    win_rate: $rate
    deal_size_increase: {min: 2 %, max: 6 %}
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
"""


@pytest.fixture
def load(tmp_path: Path):
    def made(text: str, **settings: str) -> Scenario:
        path = tmp_path / "case.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load_scenario(path, overrides={"simulation.draws": "4096", **settings})

    return made


def goal(target: str, name: str = "a") -> str:
    return f"  {name}: {{objective: W, target: {target}, strategies: {{x: {{}}}}}}\n"


def ramp(period: int) -> float:
    """Share of the work in the new way: linear from month 3 to month 9, mean over the month, at most 80 %."""
    edge = [min(max((month - 3) / 6, 0.0), 1.0) for month in (period, period + 1)]
    return 0.8 * (edge[0] + edge[1]) / 2


def test_the_base_case_by_hand(load) -> None:
    paths = kpi_paths(load(SALES))
    by_hand = [0.2 * (1 + 0.1 * ramp(month)) for month in range(24)]
    assert paths.base["sales.close_rate"] == pytest.approx(by_hand, rel=1e-12)
    assert paths.base["sales.average_deal_value"] == pytest.approx([1000 * (1 + 0.04 * ramp(k)) for k in range(24)])
    assert paths.base["sales.deals_decided"] == pytest.approx([100.0] * 12 + [110.0] * 12)
    assert paths.moved == {"sales.close_rate", "sales.win_rate", "sales.average_deal_value"}
    # nobody says where revenue stands, so that it has no path
    assert "sales.revenue" not in paths.paths


def test_what_several_lines_do_multiplies_from_the_stated_level(load) -> None:
    stated = goal("{kpi: sales.revenue, change: 5 %, baseline: 500 EUR/month, by: 2028-12}")
    paths = kpi_paths(load(SALES + "goals:\n" + stated))
    by_hand = [500 * (1 + 0.1 * ramp(k)) * (1 + 0.04 * ramp(k)) for k in range(24)]
    assert paths.base["sales.revenue"] == pytest.approx(by_hand, rel=1e-12)
    assert paths.baselines["sales.revenue"] == pytest.approx(np.full((4096, 1), 500.0))


def test_a_stated_level_goes_with_the_growth_that_the_lines_have(load) -> None:
    stated = goal("{kpi: sales.deals_decided, change: 5 %, baseline: 50 deal/month, by: 2028-12}")
    paths = kpi_paths(load(SALES + "goals:\n" + stated))
    assert paths.base["sales.deals_decided"] == pytest.approx([50.0] * 12 + [55.0] * 12)


def test_the_rows_are_the_draws_of_the_simulation(load) -> None:
    """The only uncertain values are the increases: the present value of the line follows the path, draw by draw."""
    text = SALES.replace("{min: 2 %, max: 6 %}", "4 %")
    scenario = load(text)
    paths, result = kpi_paths(scenario, draws=1000), simulate(scenario)
    increase = paths.paths["sales.close_rate"][:, -1] / 0.2 - 1
    assert paths.paths["sales.close_rate"].shape == (1000, 24)
    npv = result.draws["npv"][:1000]
    assert np.corrcoef(increase, npv)[0, 1] == pytest.approx(1.0, abs=1e-12)
    assert increase.min() > 0
    assert increase.max() < 0.16


def test_what_goals_state_is_drawn_after_the_rest(load) -> None:
    stated = "goals:\n" + goal("{kpi: sales.revenue, change: 5 %, by: 2028-12, baseline: {min: 9, max: 11}}")
    asked, plain = load(SALES + stated), load(SALES)
    with_goals, without = kpi_paths(asked), kpi_paths(plain)
    for kpi, path in without.paths.items():
        np.testing.assert_array_equal(with_goals.paths[kpi], path)
    np.testing.assert_array_equal(simulate(asked).draws["npv"], simulate(plain).draws["npv"])
    drawn = with_goals.baselines["sales.revenue"][:, 0]
    assert drawn.min() > 9
    assert drawn.max() < 11
    assert abs(np.corrcoef(drawn, with_goals.paths["sales.close_rate"][:, -1])[0, 1]) < 0.05


@pytest.mark.parametrize("sampler", ["sobol", "latin_hypercube", "random"])
def test_fewer_draws_are_the_first_ones(load, sampler: str) -> None:
    scenario = load(SALES, **{"simulation.sampler": sampler, "simulation.draws": "20000"})
    many, few = kpi_paths(scenario, draws=9000), kpi_paths(scenario, draws=300)
    np.testing.assert_array_equal(many.paths["sales.close_rate"][:300], few.paths["sales.close_rate"])
    assert many.paths["sales.close_rate"].shape[0] == 9000


TWO_DESKS = """\
rollout: {go_live: 0 month}
benefits:
  voice: {use: contact_centre.handle_time, contacts: 300 contact/month, handle_time_reduction: 1.0, hourly_cost: 30}
  chat: {use: contact_centre.handle_time, contacts: 1200 contact/year, handle_time_reduction: 0.2, hourly_cost: 30}
  notes:
    use: contact_centre.after_contact_work
    contacts: 400 contact/month
    after_contact_work: 2
    after_contact_work_reduction: 25 %
    hourly_cost: 30
"""


def test_lines_of_one_entry_are_averaged_and_volumes_add_up(load) -> None:
    """300 contacts a month save a minute and 100 save 0.2: 0.8 on average; the notes then save 0.5 of 10."""
    stated = "goals:\n" + goal("{kpi: service.handle_time, value: 9, baseline: 10, by: 2028-12}")
    paths = kpi_paths(load(TWO_DESKS + stated))
    assert paths.base["service.handle_time"] == pytest.approx([9.2 * 0.95] * 24)
    assert paths.base["service.contacts_handled"] == pytest.approx([400.0] * 24)


def test_a_risk_that_acts_on_a_value_moves_the_kpi(load) -> None:
    risk = "risks: {slip: {probability: 50 %, effects: [{on: assumptions.increase, multiply: 0}]}}\n"
    paths = kpi_paths(load(SALES + risk))
    last = paths.paths["sales.close_rate"][:, -1]
    assert np.mean(last == 0.2) == pytest.approx(0.5, abs=0.01)
    assert paths.base["sales.close_rate"][-1] == pytest.approx(0.2 * 1.08)


def test_a_haircut_on_money_leaves_the_kpi_alone(load) -> None:
    cut = SALES.replace("    use: sales.win_rate\n", "    use: sales.win_rate\n    risk_adjustment: 40 %\n")
    np.testing.assert_array_equal(
        kpi_paths(load(cut)).paths["sales.close_rate"], kpi_paths(load(SALES)).paths["sales.close_rate"]
    )


def test_a_line_outside_the_rollout_works_in_full(load) -> None:
    full = SALES.replace("    use: sales.win_rate\n", "    use: sales.win_rate\n    live: full\n")
    assert kpi_paths(load(full)).base["sales.close_rate"] == pytest.approx([0.22] * 24)


def test_the_level_without_the_crm_keeps_its_season(load, tmp_path: Path) -> None:
    """A season of twelve months about a mean of 10, which no month or quarter has; half as much again a year later."""
    year = [4.0, 7.0, 9.0, 12.0, 15.0, 16.0, 14.0, 13.0, 11.0, 8.0, 6.0, 5.0]
    months = [*year, *(1.5 * month for month in year)]
    (tmp_path / "season.csv").write_text("x\n" + "\n".join(map(str, months)), encoding="utf-8")
    text = SALES.replace("{value: 100 deal/month, growth: 10 %/year}", "{series: season.csv, unit: deal/month}")
    block = KpiModel(load(text)).base()
    assert block.without["sales.deals_decided"][0] == pytest.approx(months)
    stated = "goals:\n" + goal("{kpi: sales.deals_decided, change: 5 %, baseline: 50, by: 2028-12}")
    moved = kpi_paths(load(text + stated))
    assert moved.base["sales.deals_decided"] == pytest.approx([5 * month for month in months])
    assert moved.baselines["sales.deals_decided"][0, 0] == pytest.approx(50.0)


def test_a_plan_that_is_stated_goes_before_what_the_lines_say(load) -> None:
    stated = "goals:\n" + goal('{kpi: sales.close_rate, value: 30 %, by: 2028-12, plan: "baseline + year * 0.01"}')
    paths = kpi_paths(load(SALES + stated))
    assert paths.base["sales.close_rate"] == pytest.approx([0.21] * 12 + [0.22] * 12)


def test_a_level_that_does_not_exist_names_the_goal_and_the_draw(load) -> None:
    stated = "goals:\n" + goal("{kpi: sales.close_rate, value: 30 %, by: 2028-12, plan: rate / (increase - increase)}")
    with pytest.raises(ModelError, match=r"goals\.a: the level of sales\.close_rate does not exist in"):
        kpi_paths(load(SALES + stated))


def test_amounts_are_those_of_the_account(load) -> None:
    scenario = load(SALES)
    block = KpiModel(scenario, ["benefits.win_rate", "net", "costs"]).base()
    result = simulate(scenario)
    line = next(line for line in result.lines if line.id == "benefits.win_rate")
    assert block.amounts["benefits.win_rate"][0] == pytest.approx(line.by_period[1:])
    both = np.sum([line.by_period[1:] for line in result.lines], axis=0)
    assert block.amounts["net"][0] == pytest.approx(both)
    assert not block.amounts["costs"].any()
