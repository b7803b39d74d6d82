"""The split of a difference: pieces by hand, and that they always add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roi_engine.analysis.track_observed import observations
from roi_engine.analysis.track_plan import PlanModel, plan_model
from roi_engine.analysis.track_things import trackable
from roi_engine.analysis.track_variance import VarianceSplit, group_of, variance_splits
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.scenario.records import Scenario
from tests.track.plans import CERTAIN, UNCERTAIN, monthly, scenario_of

LINE, VALUE = "benefits.saved_time", "assumptions.contacts"
MONEY = "benefits.handle_time"


def split(scenario: Scenario, actuals: list[Actual], shifts: dict[str, float], line: str) -> VarianceSplit:
    model = plan_model(scenario)
    seen = observations(scenario, trackable(scenario, model.kpi_units), actuals).things
    levels = [each.thing.id for each in seen if not each.thing.additive]
    return variance_splits(model.with_levels(levels), seen, shifts)[line]


def pieces(found: VarianceSplit) -> dict[str, float]:
    return {piece.group: piece.amount for piece in found.pieces}


def test_volume_is_what_more_of_it_brings_at_the_planned_rate(tmp_path: Path) -> None:
    """1,100 contacts instead of 1,000 at EUR 1 each are EUR 100 a month; EUR 950 came, so EUR 150 are unexplained."""
    scenario = scenario_of(CERTAIN, tmp_path)
    money = [Actual(LINE, month, 950.0) for month in ("2027-04", "2027-05")]
    counted = [Actual(VALUE, month, 1100.0) for month in ("2027-04", "2027-05")]
    found = split(scenario, [*money, *counted], {}, LINE)
    assert found.total == pytest.approx(-100.0)
    assert pieces(found) == pytest.approx({"volume": 200.0, "rate": 0.0, "timing": 0.0})
    assert found.unexplained == pytest.approx(-300.0)
    assert [piece.measured for piece in found.pieces] == [True, False, False]


def test_what_was_not_measured_in_a_month_stays_as_planned_there(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    actuals = [*monthly(scenario, LINE, 6, lambda _: 0.0), Actual(VALUE, "2027-05", 1500.0)]
    assert pieces(split(scenario, actuals, {}, LINE))["volume"] == pytest.approx(500.0)


def test_volume_rate_and_timing_in_this_order(tmp_path: Path) -> None:
    """Contacts 1,200, wage EUR 25, live two months later: 200, then 0.25 x 1,200 a month, then two months lost."""
    text = (
        CERTAIN.replace("go_live: 3 month", "go_live: {low: 2, mode: 3, high: 6, unit: month}")
        .replace(
            "{value: 1000, unit: contact/month, owner: Operations}",
            "{low: 800, mode: 1000, high: 1500, unit: contact/month}",
        )
        .replace("wage: 20 EUR/hour", "wage: {low: 15, mode: 20, high: 30, unit: EUR/hour}")
    )
    scenario = scenario_of(text, tmp_path)
    shifts = {"rollout.go_live": 2.0, VALUE: 200.0, "benefits.saved_time.wage": 5.0}
    found = split(scenario, monthly(scenario, LINE, 8, lambda _: 500.0), shifts, LINE)
    # planned: five months of 1,000
    assert found.total == pytest.approx(8 * 500.0 - 5000.0)
    assert pieces(found) == pytest.approx(
        {"volume": 5 * 200.0, "rate": 5 * 0.25 * 1200.0, "timing": -2 * 1.25 * 1200.0}
    )
    assert found.unexplained == pytest.approx(4000.0 - 3 * 1500.0)


def test_the_initial_column_counts_where_it_was_observed(tmp_path: Path) -> None:
    scenario = scenario_of(CERTAIN, tmp_path)
    months = monthly(scenario, "costs.licences", 3, lambda _: 200.0)
    found = split(scenario, [*months, Actual("costs.licences", INITIAL, 5600.0)], {}, "costs.licences")
    assert (found.total, found.unexplained) == pytest.approx((600.0, 600.0))


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("assumptions.contacts", "volume"),
        ("assumptions.wage", "rate"),
        ("benefits.handle_time.saved", "rate"),
        ("benefits.fewer_calls.fewer", "rate"),
        ("rollout.go_live", "timing"),
        ("rollout.ramp.length", "timing"),
        ("rollout.adoption", "timing"),
    ],
)
def test_values_belong_to_groups_by_place_and_unit(path: str, group: str, tmp_path: Path) -> None:
    assert group_of(scenario_of(UNCERTAIN, tmp_path), path) == group


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> PlanModel:
    return plan_model(scenario_of(UNCERTAIN, tmp_path_factory.mktemp("plan"))).with_levels([VALUE])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    money=st.lists(st.floats(-1e5, 1e5), min_size=3, max_size=9),
    contacts=st.lists(st.floats(0, 1e5), min_size=1, max_size=9),
    moves=st.lists(st.floats(-1, 1), min_size=4, max_size=4),
)
def test_the_pieces_always_add_up(
    money: list[float], contacts: list[float], moves: list[float], model: PlanModel
) -> None:
    scenario = model.scenario
    actuals = [Actual(MONEY, scenario.timeline.label(k), amount) for k, amount in enumerate(money)]
    actuals += [Actual(VALUE, scenario.timeline.label(k), count) for k, count in enumerate(contacts)]
    seen = observations(scenario, trackable(scenario, {}), actuals).things
    paths = ("rollout.go_live", "rollout.adoption", "benefits.handle_time.saved", "assumptions.wage")
    sizes = (1 / 12, 0.2, 0.2, 5.0)
    shifts = {path: move * size for path, move, size in zip(paths, moves, sizes, strict=True)}
    found = variance_splits(model, seen, shifts)[MONEY]
    base = model.base().amounts[MONEY][0, : len(money)].sum()
    assert found.total == pytest.approx(sum(money) - base, abs=1e-6)
    assert sum(pieces(found).values()) + found.unexplained == pytest.approx(found.total, abs=1e-6)
    assert np.isfinite(found.unexplained)
