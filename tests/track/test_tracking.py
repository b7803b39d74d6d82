"""A plan followed from end to end: on plan, off it, out of its range; history in NPV; who acts, and when next."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from roi_engine.analysis.track_correction import correction_of, next_review
from roi_engine.analysis.track_plan import plan_model
from roi_engine.analysis.track_records import Tracked, Tracking
from roi_engine.analysis.track_things import trackable
from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.engine import simulate
from roi_engine.errors import DataError
from roi_engine.scenario.records import Scenario
from tests.track.plans import CERTAIN, UNCERTAIN, monthly, scenario_of

DRAWS = 1024
LINES = ("benefits.handle_time", "benefits.fewer_calls", "costs.licences", "costs.project")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return scenario_of(UNCERTAIN, tmp_path_factory.mktemp("plan"))


def on_base(scenario: Scenario, n_months: int, **factors: float) -> list[Actual]:
    """Every line as the base case has it, times a factor by the last part of its name; a little noise each month."""
    base, noise = plan_model(scenario).base(), np.random.default_rng(4)
    found = []
    for name in LINES:
        factor = factors.get(name.rpartition(".")[2], 1.0)
        amounts = base.amounts[name][0, :n_months] * factor * np.exp(0.03 * noise.standard_normal(n_months))
        found += monthly(scenario, name, n_months, amounts.__getitem__)
    return found


def thing(found: Tracking, name: str) -> Tracked:
    return next(each for each in found.things if each.thing.id == name)


def test_a_project_on_plan_is_on_track_and_its_forecast_is_narrower(scenario: Scenario) -> None:
    found = track(scenario, on_base(scenario, 9), draws=DRAWS)
    assert {each.status for each in found.things} == {"on_track"}
    assert all(each.realisation.of_base == pytest.approx(1.0, abs=0.06) for each in found.things)
    now, plan = found.reforecast.npv, found.reforecast.plan
    assert now is not None
    assert now.width < 0.5 * plan.width
    assert now.p10 < simulate(scenario).base.npv < now.p90
    assert (found.until, found.next_review, found.review_from) == ("2027-09", "2027-12", "")
    assert found.unobserved == ()


def test_a_benefit_at_a_third_is_off_track_and_explained_by_its_effect(scenario: Scenario) -> None:
    found = track(scenario, on_base(scenario, 12, handle_time=0.2), draws=DRAWS)
    line = thing(found, "benefits.handle_time")
    assert line.status == "off_track"
    assert line.realisation.of_base == pytest.approx(0.2, abs=0.02)
    assert "Handle time: saved" in line.rests_on
    now = found.reforecast
    assert now.basis == "moved"
    assert now.npv is not None
    assert now.npv.p90 < now.plan.p50
    moved = {shift.path: shift.shift for shift in now.shifts}
    assert moved["benefits.handle_time.saved"] < -1.5
    assert line.split is not None
    rate = next(piece.amount for piece in line.split.pieces if piece.group == "rate")
    assert rate < 0.6 * line.split.total < 0
    assert line.correction.owner == "Head of service"  # of the value that moved the most


def test_reality_out_of_the_plan_gives_no_forecast_and_says_so(scenario: Scenario) -> None:
    found = track(scenario, on_base(scenario, 12, handle_time=6.0, fewer_calls=0.0), draws=DRAWS)
    assert found.reforecast.basis == "left"
    assert found.reforecast.npv is None
    assert found.reforecast.shifts == ()
    assert found.reforecast.effective_share < 0.05
    assert found.reforecast.range_chance < 0.01
    assert math.isfinite(found.reforecast.rest_as_planned)
    assert thing(found, "benefits.fewer_calls").status == "off_track"


def test_many_sharp_observations_inside_the_range_are_no_departure(scenario: Scenario) -> None:
    """The effective sample size is as small as for a departure; the plan itself makes such actuals often."""
    model = plan_model(scenario)
    truth = model.paths(0.7 * np.random.default_rng(5).standard_normal((model.n_values, 4)))
    actuals = [
        actual
        for name in LINES
        for actual in [
            *monthly(scenario, name, 12, truth.amounts[name][2].__getitem__),
            Actual(name, INITIAL, float(truth.initials[name][2])),
        ]
        if actual.month != INITIAL or actual.value
    ]
    found = track(scenario, actuals, draws=DRAWS)
    assert found.reforecast.effective_share < 0.05
    assert found.reforecast.range_chance > 0.05
    assert found.reforecast.basis == "moved"
    sign = np.array([1.0, 1.0, -1.0, -1.0])
    flows = np.array([truth.amounts[name][2] for name in LINES])
    initial = np.array([truth.initials[name][2] for name in LINES])
    npv = float(sign @ (initial + flows @ truth.factors[2]))
    assert found.reforecast.npv is not None
    assert found.reforecast.npv.p10 < npv < found.reforecast.npv.p90


def test_history_takes_the_place_of_the_plan_to_the_cent(tmp_path: Path) -> None:
    """At no discount: 21 months of 1,000 less 5,000 and 24 of 200 are planned; three months of 700 came."""
    scenario = scenario_of(CERTAIN, tmp_path)
    money = monthly(scenario, "benefits.saved_time", 6, lambda month: 700.0 * (month >= 3))
    found = track(scenario, [*money, Actual("costs.licences", INITIAL, 6000.0)])
    assert found.reforecast.plan.mean == pytest.approx(21_000 - 5_000 - 4_800)
    assert found.reforecast.rest_as_planned == pytest.approx(18_000 + 2_100 - 6_000 - 4_800)
    assert found.reforecast.rest_as_so_far == pytest.approx(21 * 700 - 6_000 - 4_800)
    (benefits, costs) = found.totals
    assert (benefits.realisation.actual, benefits.realisation.base) == pytest.approx((2_100.0, 3_000.0))
    assert benefits.realisation.of_base == pytest.approx(0.7)
    assert (costs.realisation.actual, costs.realisation.base) == pytest.approx((6_000.0, 5_000.0))


ONE_OFF = "costs:\n  set_up: {formula: upfront(fee), inputs: {fee: 8000 EUR}}\n"


def test_months_of_a_line_planned_upfront_are_not_added_to_its_plan(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN.replace("costs:\n", ONE_OFF), tmp_path)
    paid, first = Actual("costs.set_up", INITIAL, 9000.0), Actual("costs.set_up", "2027-01", 9000.0)
    with pytest.raises(DataError) as caught:
        track(scenario, [first])
    (problem,) = caught.value.problems
    assert problem.code == "planned-upfront"
    assert "initial" in problem.accepted
    found = track(scenario, [paid])
    assert found.reforecast.rest_as_planned == pytest.approx(21_000 - 9_000 - 9_800)
    # more that came later counts on top once the initial column is told, and nothing in a month is no fault
    later = track(scenario, [paid, replace(first, value=500.0)])
    assert later.reforecast.rest_as_planned == pytest.approx(21_000 - 9_500 - 9_800)
    assert track(scenario, [replace(first, value=0.0)]).reforecast.rest_as_planned == pytest.approx(21_000 - 17_800)


def test_an_initial_column_without_an_actual_is_told(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    months = monthly(scenario, "costs.licences", 3, lambda _: 200.0)
    (told,) = track(scenario, months).notices
    assert (told.code, told.path) == ("initial_as_planned", "costs.licences")
    assert track(scenario, [*months, Actual("costs.licences", INITIAL, 5000.0)]).notices == ()


def test_costs_booked_as_negative_amounts_are_refused(tmp_path: Path) -> None:
    """As a ledger has them: taken for money that came back they would make the case look better."""
    scenario = scenario_of(CERTAIN, tmp_path)
    negative = monthly(scenario, "costs.licences", 3, lambda _: -200.0)
    with pytest.raises(DataError) as caught:
        track(scenario, negative)
    assert [problem.code for problem in caught.value.problems] == ["negative-cost"]
    refund = monthly(scenario, "costs.licences", 3, lambda month: -200.0 if month == 2 else 200.0)
    assert thing(track(scenario, refund), "costs.licences").realisation.actual == pytest.approx(200.0)
    worse = monthly(scenario, "benefits.saved_time", 3, lambda _: -200.0)
    assert thing(track(scenario, worse), "benefits.saved_time").realisation.actual == pytest.approx(-600.0)


def test_months_that_nobody_told_are_named(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    months = monthly(scenario, "benefits.saved_time", 8, lambda _: 1000.0)
    (told,) = track(scenario, [*months[:3], months[7]]).notices
    assert (told.code, dict(told.values)["n"]) == ("months_missing", "4")
    levels = monthly(scenario, "assumptions.contacts", 8, lambda _: 1000.0)
    assert track(scenario, [*months, *levels[::3]]).notices == ()  # a level may be measured now and then


def test_a_total_beside_some_of_its_lines_is_not_counted_and_that_is_told(tmp_path: Path) -> None:
    one_more = "costs:\n  help: {table: {by_year: [1200, 1200]}}\n"
    scenario = scenario_of(CERTAIN.replace("costs:\n", one_more), tmp_path)
    total = monthly(scenario, "costs", 3, lambda _: 900.0)
    assert [each.code for each in track(scenario, total).notices] == ["upfront_in_total"]  # licences: 5,000 at first
    found = track(scenario, [*total, *monthly(scenario, "costs.help", 3, lambda _: 100.0)])
    assert [each.code for each in found.notices] == ["total_beside_lines"]
    assert found.reforecast.rest_as_planned == pytest.approx(21_000 - 9_800 - 2_400)


def test_what_a_total_may_hold_twice_is_told(tmp_path: Path) -> None:
    """Licences take 5,000 before the first month, which months of all costs may hold too; benefits take nothing."""
    scenario = scenario_of(CERTAIN, tmp_path)
    (told,) = track(scenario, monthly(scenario, "costs", 3, lambda _: 200.0)).notices
    assert (told.code, told.path, dict(told.values)["lines"]) == ("upfront_in_total", "costs", "costs.licences")
    assert track(scenario, monthly(scenario, "benefits", 3, lambda _: 0.0)).notices == ()
    paid = [*monthly(scenario, "costs", 3, lambda _: 200.0), Actual("costs.licences", INITIAL, 5000.0)]
    assert "upfront_in_total" not in {
        one.code for one in track(scenario, paid).notices
    }  # the line counts, not the total


def test_a_total_stands_for_its_lines_and_never_counts_twice(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    total = monthly(scenario, "benefits", 6, lambda month: 700.0 * (month >= 3))
    lines = monthly(scenario, "benefits.saved_time", 6, lambda month: 700.0 * (month >= 3))
    alone, both = (track(scenario, actuals).reforecast for actuals in (total, [*total, *lines]))
    assert alone.rest_as_planned == pytest.approx(18_000 + 2_100 - 9_800)
    assert both.rest_as_planned == pytest.approx(alone.rest_as_planned)


def test_what_was_certain_and_is_not_is_off_track_but_leaves_a_forecast(scenario: Scenario) -> None:
    found = track(scenario, on_base(scenario, 9, licences=1.4), draws=DRAWS)
    assert thing(found, "costs.licences").status == "off_track"
    assert found.reforecast.basis == "moved"
    now = found.reforecast.npv
    assert now is not None
    on_plan = track(scenario, on_base(scenario, 9), draws=DRAWS).reforecast.npv
    assert on_plan is not None
    # 40 % of EUR 60,000 a year more than planned: EUR 18,000 so far, and most likely 54,000 more until the end
    assert 50_000 < on_plan.p50 - now.p50 < 75_000


def test_the_same_actuals_give_the_same_bits(scenario: Scenario) -> None:
    actuals = on_base(scenario, 6)
    first, second = (track(scenario, given, draws=DRAWS).reforecast for given in (actuals, actuals[::-1]))
    assert first.npv == second.npv


def test_until_leaves_later_months_out(scenario: Scenario) -> None:
    found = track(scenario, on_base(scenario, 9), until="2027-02", draws=DRAWS)
    assert {each.status for each in found.things} == {"too_early"}
    assert found.until == "2027-02"
    assert thing(found, "costs.project").observed.periods.tolist() == [0, 1]


def test_a_plan_without_a_draw_is_followed_too(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    found = track(scenario, monthly(scenario, "benefits.saved_time", 8, lambda month: 400.0 * (month >= 3)))
    line = thing(found, "benefits.saved_time")
    assert line.status == "off_track"
    assert line.correction.owner == "Operations"


GOALS = """\
goals:
  quicker:
    objective: Contacts a tenth shorter
    target: {line: benefits.handle_time, value: 60000 EUR, by: 2028-12}
    owner: Service director
    review: every 2 month
    strategies:
      guide:
        title: Guided answers
        metrics: [service.handle_time]
        drives: [benefits.handle_time]
        if_off_track: {action: Train the ten slowest teams, owner: Trainer}
      bots:
        title: Self-service
        metrics: [service.contacts_handled]
        drives: [benefits.fewer_calls]
"""


def test_goals_name_the_action_the_owner_and_the_next_look(tmp_path: Path) -> None:
    scenario = scenario_of(UNCERTAIN + GOALS, tmp_path)
    things = trackable(scenario, {})
    named = correction_of(scenario, things["benefits.handle_time"], ())
    assert (named.action, named.owner, named.from_goal) == ("Train the ten slowest teams", "Trainer", "quicker")
    other = correction_of(scenario, things["benefits.fewer_calls"], ())
    assert (other.action, other.owner) == ("", "Service director")
    assert correction_of(scenario, things["rollout.adoption"], ()).owner == "Change manager"
    assert next_review(scenario, "2027-03") == ("2027-04", "quicker")
    assert next_review(scenario, "2027-04") == ("2027-06", "quicker")


@pytest.mark.parametrize(("until", "review"), [("2027-01", "2027-03"), ("2027-03", "2027-06"), ("2027-11", "2027-12")])
def test_without_a_goal_the_next_look_is_the_end_of_the_quarter(until: str, review: str, scenario: Scenario) -> None:
    assert next_review(scenario, until) == (review, "")


HANDLE_TIME = "{service.handle_time: \"'10 minute/contact' - saved * live_share\"}"


def test_a_kpi_is_followed_in_the_plan_of_the_line_that_moves_it(tmp_path: Path) -> None:
    """Ten minutes today, 0.8 less once live in full: six months at that level are on track, at 11 they are not."""
    text = UNCERTAIN.replace(
        "    cashable: true\n  fewer_calls",
        f"    cashable: true\n    kpis: {HANDLE_TIME}\n  fewer_calls",
    )
    scenario = scenario_of(text, tmp_path)
    kpi = "service.handle_time"
    path = plan_model(scenario).with_levels([kpi]).base().levels[kpi][0]
    assert path[0] == pytest.approx(10.0)
    assert path[-1] == pytest.approx(10.0 - 0.8 * 0.8)
    good = [Actual(kpi, scenario.timeline.label(k), float(path[k]), se=0.02) for k in range(12)]
    bad = [replace(each, value=11.0) for each in good]
    assert thing(track(scenario, good, draws=DRAWS), kpi).status == "on_track"
    found = track(scenario, bad, draws=DRAWS)
    assert thing(found, kpi).status == "off_track"
    assert found.reforecast.basis == "left"


SEASON = [12.0, 10.0, 8.0, 10.0] * 9


def test_a_stated_level_keeps_the_season_of_the_line_below_it(tmp_path: Path) -> None:
    """50 deals a month are stated as the mean of a year; the line has 10 on average, with a season: 60, 50, 40, 50."""
    (tmp_path / "season.csv").write_text("x\n" + "\n".join(map(str, SEASON)), encoding="utf-8")
    lines = """\
  more_won:
    use: sales.win_rate
    decided_deals: {series: season.csv, unit: deal/month}
    win_rate: 20 %
    win_rate_increase: {min: 0 %, max: 20 %}
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
costs:
"""
    goal = """\
goals:
  busy:
    objective: More deals
    target: {kpi: sales.deals_decided, change: 5 %, baseline: 50, by: 2028-12}
    strategies: {x: {}}
"""
    scenario = scenario_of(UNCERTAIN.replace("costs:\n", lines) + goal, tmp_path)
    kpi, expected = "sales.deals_decided", 5.0 * np.array(SEASON)
    model = plan_model(scenario).with_levels([kpi])
    assert model.base().levels[kpi][0] == pytest.approx(expected)
    assert model.paths(model.own_scores(64)).levels[kpi] == pytest.approx(np.tile(expected, (64, 1)))
    held = track(scenario, monthly(scenario, kpi, 8, expected.__getitem__), draws=512)
    assert thing(held, kpi).status == "on_track"
