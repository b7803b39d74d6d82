"""Chances of goals against closed forms, what is not known and why, SMART form and coverage."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roi_engine.analysis.common_draws import common_dimensions
from roi_engine.analysis.goals import GoalResult, goal_chances
from roi_engine.analysis.rollup import roll_up
from roi_engine.engine import simulate
from roi_engine.scenario import load_portfolio, load_scenario
from roi_engine.scenario.records import Scenario

HEAD = """\
schema_version: 1
name: A case
currency: EUR
timeline: {start: 2027-01, years: 2, step: month}
finance: {discount_rate: 10 %/year}
assumptions:
  deals: 100 deal/month
  increase: {min: 0 %, max: 20 %}
benefits:
  win_rate:
    use: sales.win_rate
    live: full
    decided_deals: $deals
    win_rate: 20 %
    win_rate_increase: $increase
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
"""
NORMAL = HEAD.replace("{min: 0 %, max: 20 %}", "{mean: 10 %, sd: 4 %}")
STRATEGY = "strategies: {x: {tactics: {sales: call}, drives: [benefits.win_rate]}}"


def goals(*targets: str, strategy: str = STRATEGY) -> str:
    return "goals:\n" + "".join(
        f"  g{place}: {{objective: Words, target: {target}, {strategy}}}\n" for place, target in enumerate(targets)
    )


@pytest.fixture
def load(tmp_path: Path):
    def made(text: str, **overrides: str) -> Scenario:
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, overrides={"simulation.draws": "16384", **overrides})

    return made


def judged(scenario: Scenario) -> tuple[GoalResult, ...]:
    found = goal_chances(scenario)
    assert found is not None
    return found.goals


def test_no_goals_no_report(load) -> None:
    assert goal_chances(load(HEAD)) is None


@pytest.mark.parametrize(("change", "chance"), [(2, 0.9), (5, 0.75), (10, 0.5), (15, 0.25), (19, 0.05)])
def test_a_uniform_effect(load, change: int, chance: float) -> None:
    """The close rate rises by U(0, 20 %): the chance of c % or more is 1 - c / 20."""
    (found,) = judged(load(HEAD + goals(f"{{kpi: sales.close_rate, change: {change} %, by: 2028-12}}")))
    assert found.chance.status == "simulated"
    assert found.chance.value == pytest.approx(chance, abs=5e-4)
    assert found.p10 == pytest.approx(0.2 * 1.02, rel=1e-4)
    assert found.p90 == pytest.approx(0.2 * 1.18, rel=1e-4)
    # 80 % chance: the increase is 4 % or more
    assert found.sure == pytest.approx(0.2 * 1.04, rel=1e-4)
    assert found.change.sure == pytest.approx(0.04, abs=1e-4)
    assert (found.change.p10, found.change.p90) == (pytest.approx(0.02, abs=1e-4), pytest.approx(0.18, abs=1e-4))
    assert (found.baseline, found.base) == (pytest.approx(0.2), pytest.approx(0.22))
    assert found.wanted == pytest.approx(0.2 * (1 + change / 100))


@pytest.mark.parametrize(("value", "share"), [("21.5 %", 0.075), ("22 %", 0.1), ("23 %", 0.15)])
def test_a_normal_effect(load, value: str, share: float) -> None:
    (found,) = judged(load(NORMAL + goals(f"{{kpi: sales.close_rate, value: {value}, by: 2028-12}}")))
    exact = 1 - NormalDist(0.10, 0.04).cdf(share)
    assert found.chance.value == pytest.approx(exact, abs=2e-3)
    assert found.sure == pytest.approx(0.2 * (1 + NormalDist(0.10, 0.04).inv_cdf(0.2)), rel=2e-3)


def test_the_error_covers_the_closed_form(load) -> None:
    """Plain random draws: the standard error is that of a count, within what 16 replicates know of it."""
    text = HEAD + goals("{kpi: sales.close_rate, change: 15 %, by: 2028-12}")
    (found,) = judged(load(text, **{"simulation.sampler": "random"}))
    assert found.chance.se == pytest.approx(math.sqrt(0.25 * 0.75 / 16384), rel=0.6)
    assert abs(found.chance.value - 0.25) < 4 * found.chance.se


def test_a_target_that_is_to_fall(load) -> None:
    """Handle time 10 - U(0, 2) minutes: at most 9.5 in three draws of four; with 80 % chance at most 9.6."""
    text = HEAD + (
        "  calls: {use: contact_centre.handle_time, live: full, contacts: 9, hourly_cost: 30,"
        " handle_time_reduction: {min: 0, max: 2, unit: minute/contact}}\n"
    )  # fmt: skip
    (found,) = judged(load(text + goals("{kpi: service.handle_time, value: 9.5, baseline: 10, by: 2028-12}")))
    assert found.chance.value == pytest.approx(0.75, abs=5e-4)
    assert found.sure == pytest.approx(9.6, rel=1e-4)


def test_an_amount_of_a_line(load) -> None:
    """100 deals x 20 % x U(0, 20 %) x 300 EUR = U(0, 1200) EUR a month; twelve of them U(0, 14400)."""
    first, second, early, total = judged(
        load(
            HEAD
            + goals(
                "{line: benefits.win_rate, value: 7200 EUR, by: 2028-12}",
                "{line: benefits.win_rate, value: 3600 EUR, by: 2028-03}",
                "{line: benefits.win_rate, value: 1800 EUR, by: 2027-03}",  # three months alone
                "{line: net, value: 10800, by: 2028-06}",
            )
        )
    )
    assert first.chance.value == pytest.approx(0.5, abs=5e-4)
    assert second.chance.value == pytest.approx(0.75, abs=5e-4)
    assert early.chance.value == pytest.approx(0.5, abs=5e-4)
    assert total.chance.value == pytest.approx(0.25, abs=5e-4)
    assert (first.baseline, first.base) == (0.0, pytest.approx(7200.0))


def test_an_uncertain_level_today_does_not_blur_a_relative_target(load) -> None:
    text = HEAD.replace("win_rate: 20 %", "win_rate: {successes: 20, trials: 100}")
    relative, level = judged(
        load(
            text
            + goals(
                "{kpi: sales.close_rate, change: 15 %, by: 2028-12}",
                "{kpi: sales.close_rate, value: 23 %, by: 2028-12}",
            )
        )
    )
    assert relative.chance.value == pytest.approx(0.25, abs=1e-3)
    assert 0.25 < level.chance.value < 0.5


def test_rounding_does_not_miss_a_target(load) -> None:
    text = HEAD.replace("{min: 0 %, max: 20 %}", "10 %").replace("win_rate: 20 %", "win_rate: 30 %")
    (found,) = judged(load(text + goals("{kpi: sales.close_rate, change: 10 %, by: 2028-12}")))
    assert (found.chance.value, found.chance.se) == (1.0, 0.0)


def test_a_change_is_of_the_level_in_the_same_season(load, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("x\n" + "\n".join(["5", "15"] * 12), encoding="utf-8")
    text = HEAD.replace("deals: 100 deal/month", "deals: {series: s.csv, unit: deal/month}") + (
        "  leads: {use: marketing.lead_volume, live: full, leads: {series: s.csv, unit: lead/month}, conversion_rate:"
        " 0.1, lead_increase: {min: 0 %, max: 20 %}, margin_per_won_lead: 9, cost_per_added_lead: 0}\n"
    )
    (found,) = judged(load(text + goals("{kpi: marketing.leads_generated, change: 5 %, by: 2028-12}")))
    assert (found.baseline, found.base) == (pytest.approx(15.0), pytest.approx(16.5))
    assert found.chance.value == pytest.approx(0.75, abs=5e-4)


def test_what_is_not_known_is_not_invented(load) -> None:
    unmoved, unsaid, baseless = judged(
        load(
            HEAD
            + goals(
                "{kpi: sales.new_customer_revenue, change: 5 %, baseline: 100 EUR/month, by: 2028-12}",
                "{kpi: sales.revenue, change: 5 %, by: 2028-12}",
                "{kpi: service.waiting_time, value: 3 minute/contact, by: 2028-12}",
            )
        )
    )
    assert (unmoved.chance.status, unmoved.baseline, unmoved.wanted) == ("not_in_plan", 100.0, 105.0)
    assert (unsaid.chance.status, unsaid.baseline, unsaid.wanted) == ("no_baseline", None, None)
    assert baseless.chance.status == "not_in_plan"
    for found in (unmoved, unsaid, baseless):
        assert found.chance.value is found.chance.se is None
        assert found.base is found.p10 is found.p50 is found.p90 is found.sure is None
        assert found.smart.attainable is None


def test_a_plan_that_is_stated_gives_a_chance(load) -> None:
    target = (
        "{kpi: sales.new_customer_revenue, change: 10 %, baseline: 100 EUR/month, by: 2028-12,"
        ' plan: "baseline * (1 + increase) ** 2"}'
    )
    (found,) = judged(load(HEAD + goals(target)))
    assert found.chance.value == pytest.approx(1 - (math.sqrt(1.1) - 1) / 0.2, abs=5e-4)


def test_revenue_from_new_customers_may_be_said_to_move_as_all_revenue_does(load) -> None:
    """No entry of the catalogue tells new customers apart; the notice offers what the plan would be, and it counts.

    Revenue moves with the close rate, up by U(0, 20 %): a change of 10 % is reached in half of the draws.
    """
    case = HEAD.replace("    live: full\n", "")
    target = "{kpi: sales.new_customer_revenue, change: 10 %, by: 2028-12}"
    asked = goal_chances(load(case + goals(target)))
    assert asked is not None
    (said,) = (one for one in asked.notices if one.code == "goal_not_in_plan")
    told = dict(said.values)
    assert told["like"] == "sales.revenue"
    answered = target.replace("}", f", baseline: 100 EUR/month, plan: '{told['plan']}'}}")
    (found,) = judged(load(case + goals(answered)))
    assert found.chance.value == pytest.approx(0.5, abs=5e-4)
    others = (
        "{kpi: service.waiting_time, value: 3 minute/contact, by: 2028-12}",
        "{kpi: customer.churn_rate, change: -5 %, by: 2028-12}",
    )
    unlike = goal_chances(load(case + goals(*others)))
    assert unlike is not None
    assert {dict(one.values).get("like") for one in unlike.notices if one.code == "goal_not_in_plan"} == {None}
    own_ramp = goal_chances(
        load(HEAD + goals(target))
    )  # works in full from the start, which no plan over live_share says
    assert own_ramp is not None
    assert "like" not in dict(own_ramp.notices[0].values)


def test_form_of_a_goal(load) -> None:
    good = "{kpi: sales.close_rate, change: 10 %, by: 2028-12}"
    (whole,) = judged(load(HEAD + goals(good)))
    assert vars_of(whole) == (True, True, True, True, True)
    (idle,) = judged(load(HEAD + goals(good, strategy="strategies: {x: {metrics: [sales.stuck_deals]}}")))
    assert vars_of(idle) == (False, True, True, False, True)
    hard, easy, unknown = judged(
        load(
            HEAD
            + goals(
                "{kpi: sales.close_rate, change: 18 %, by: 2028-12}",
                "{kpi: sales.close_rate, change: 0.5 %, by: 2028-12}",
                "{kpi: sales.cycle_length, change: -5 %, by: 2028-12}",
            )
        )
    )
    assert (hard.smart.attainable, easy.smart.attainable) == (False, False)
    assert (unknown.smart.attainable, unknown.smart.measurable) == (None, False)


def vars_of(found: GoalResult) -> tuple[bool | None, ...]:
    smart = found.smart
    return smart.specific, smart.measurable, smart.attainable, smart.relevant, smart.time_bound


def test_notices_and_coverage_both_ways(load) -> None:
    text = HEAD + (
        "  lead_volume: {use: marketing.lead_volume, leads: 9, conversion_rate: 0.1, lead_increase: 5 %,"
        " margin_per_won_lead: 9, cost_per_added_lead: 0}\n"
    ) + goals(
        "{kpi: sales.close_rate, change: 18 %, by: 2028-12}",
        "{kpi: sales.close_rate, change: 0.5 %, by: 2028-12}",
        "{kpi: sales.cycle_length, change: -5 %, by: 2028-12}",
        "{kpi: sales.revenue, change: 5 %, by: 2028-12}",
        "{kpi: sales.close_rate, change: 10 %, by: 2028-12}",
        strategy="strategies: {x: {}}",
    )  # fmt: skip
    found = goal_chances(load(text))
    assert [(one.code, one.path) for one in found.notices] == [
        ("goal_unlikely", "goals.g0"), ("goal_easy", "goals.g1"), ("goal_not_in_plan", "goals.g2"),
        ("goal_without_chance", "goals.g3"),
    ]  # fmt: skip
    assert found.idle_lines == ("benefits.win_rate", "benefits.lead_volume")
    assert found.without_driver == ("g0", "g1", "g2", "g3", "g4")


def test_a_goal_depends_on_no_other(load) -> None:
    targets = (
        "{kpi: sales.close_rate, change: 12 %, by: 2028-12}",
        "{kpi: sales.revenue, change: 5 %, baseline: {min: 90, max: 110}, by: 2028-06}",
        "{line: benefits.win_rate, value: 5000, by: 2027-12}",
    )
    together = judged(load(HEAD + goals(*targets)))
    for found, target in zip(together, targets, strict=True):
        (alone,) = judged(load(HEAD + goals(target)))
        assert (alone.chance, alone.p10, alone.sure) == (found.chance, found.p10, found.sure)
    backwards = judged(load(HEAD + goals(*targets[::-1])))
    assert [found.chance for found in backwards] == [found.chance for found in together][::-1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0.2, 25.0), min_size=2, max_size=6, unique=True), st.sampled_from(["uniform", "normal"]))
def test_a_harder_target_never_has_a_higher_chance(tmp_path_factory, changes: list[float], kind: str) -> None:
    path = tmp_path_factory.mktemp("case") / "case.yaml"
    targets = [f"{{kpi: sales.close_rate, change: {change:.6f} %, by: 2028-12}}" for change in sorted(changes)]
    path.write_text((HEAD if kind == "uniform" else NORMAL) + goals(*targets), encoding="utf-8")
    found = judged(load_scenario(path, overrides={"simulation.draws": "1024"}))
    chances = [one.chance.value for one in found]
    assert chances == sorted(chances, reverse=True)
    assert len({one.sure for one in found}) == 1


def test_under_a_stress_the_chance_is_the_stressed_one(load) -> None:
    scenario = load(
        HEAD
        + "stress: {lame: {effects: [{on: assumptions.increase, multiply: 0.5}]}}\n"
        + goals("{kpi: sales.close_rate, change: 5 %, by: 2028-12}")
    )
    stress = next(one for one in scenario.stresses if one.id == "lame")
    found = goal_chances(scenario, stress=stress)
    assert found.goals[0].chance.value == pytest.approx(0.5, abs=5e-4)


def test_members_of_a_portfolio_keep_their_own_goals(tmp_path: Path) -> None:
    (tmp_path / "north.yaml").write_text(HEAD + goals("{kpi: sales.close_rate, change: 15 %, by: 2028-12}"))
    (tmp_path / "south.yaml").write_text(HEAD.replace("A case", "B") + goals("{line: net, value: 3600, by: 2028-12}"))
    (tmp_path / "east.yaml").write_text(HEAD.replace("A case", "C"))
    (tmp_path / "all.yaml").write_text(
        "kind: portfolio\nschema_version: 1\nname: All\nmembers: {n: north.yaml, s: south.yaml, e: east.yaml}\n"
        "shared: [increase]\nsimulation: {draws: 4096}\n"
    )
    rollup = roll_up(load_portfolio(tmp_path / "all.yaml"))
    assert set(rollup.goals) == {"n", "s"}
    assert rollup.goals["n"].goals[0].chance.value == pytest.approx(0.25, abs=2e-3)
    assert rollup.goals["s"].goals[0].chance.value == pytest.approx(0.75, abs=2e-3)


@pytest.mark.parametrize("shared", [(), ("increase",)])
def test_the_draws_are_those_of_the_result(load, shared: tuple[str, ...]) -> None:
    """The amount passes 7,200 in exactly those draws in which NPV passes its base case, whatever shares dimensions."""
    scenario = load(HEAD + goals("{line: benefits.win_rate, value: 7200 EUR, by: 2028-12}"))
    wider = load(HEAD.replace("deals: 100 deal/month", "deals: {min: 90, max: 110, unit: deal/month}"))
    dimensions = common_dimensions({"wider": wider, "own": scenario}, shared)[1]
    assert dimensions == {"assumptions.increase": 1 if shared else 2}
    found = goal_chances(scenario, dimensions=dimensions)
    result = simulate(scenario, dimensions=dimensions)
    assert found.goals[0].chance.value == np.mean(result.draws["npv"] >= result.base.npv)
