"""Pipeline effects sum to the whole; costs fall when and as high as stated. Expected values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.catalogue import catalogue_lines
from tests.catalogue.plain_evaluator import Months, monthly


def line(name: str, values: dict[str, float | Months], n_months: int = 12, go_live: float = 0.0) -> Months:
    return monthly(catalogue_lines()[name].formula, values, n_months, go_live)


@given(
    pipeline=st.tuples(st.floats(0, 500), st.floats(0, 1), st.floats(0, 1e6), st.floats(-0.2, 1)),
    effects=st.tuples(st.floats(-0.5, 2), st.floats(-0.5, 0.8), st.floats(0, 1), st.floats(-0.5, 2), st.floats(-1, 2)),
    live_share=st.floats(0, 1),
)
def test_pipeline_lines_sum_to_the_whole_effect(
    pipeline: tuple[float, float, float, float], effects: tuple[float, float, float, float, float], live_share: float
) -> None:
    """More wins, more deals for the capacity, dearer deals and further solutions, against today's pipeline."""
    decided, win_rate, value, margin = pipeline
    wins, shorter, capacity, larger, solutions = effects
    values: dict[str, float | Months] = {
        "decided_deals": decided, "win_rate": win_rate, "deal_value": value, "contribution_margin": margin,
        "win_rate_increase": wins, "cycle_reduction": shorter, "capacity_share": capacity,
        "deal_size_increase": larger, "solutions_increase": solutions, "solution_value": 700.0,
        "live_share": live_share,
    }  # fmt: skip
    names = ("sales.win_rate", "sales.cycle_length", "sales.deal_size", "sales.solutions_per_deal")
    parts = sum(line(name, values, 1)[0] for name in names)
    faster = 1 / (1 - shorter * live_share) - 1  # deals handled in the same time, less today's
    deals = decided * win_rate * (1 + wins * live_share) * (1 + capacity * faster)
    whole = deals * (value * (1 + larger * live_share) + solutions * live_share * 700.0) * margin
    today = decided * win_rate * value * margin
    assert parts == pytest.approx(whole - today, rel=1e-9, abs=1e-11 * (abs(whole) + abs(today) + 1.0))


def test_pull_forward_is_one_time_the_flow_times_the_days_gained() -> None:
    """10 deals a month won at 20 %, 1,000 each at 30 %: 600 a month; half a month sooner is 300, once."""
    values: dict[str, float | Months] = {
        "decided_deals": 10.0, "win_rate": 0.2, "deal_value": 1000.0, "contribution_margin": 0.3, "cycle_length": 5.0,
        "cycle_reduction": 0.1, "adopted_share": 1.0, "transition": 6.0,
    }  # fmt: skip
    paid = line("sales.cycle_pull_forward", values, go_live=2.5)
    assert sum(paid) == pytest.approx(300)
    assert paid == pytest.approx([0, 0, 25, 50, 50, 50, 50, 50, 25, 0, 0, 0])


def test_deflection_nets_the_cost_of_self_service() -> None:
    values: dict[str, float | Months] = {
        "contacts": 1000.0, "deflected_share": 0.1, "assisted_cost": 4.0, "self_service_cost": 0.5,
        "realised_share": 0.5, "live_share": 1.0,
    }  # fmt: skip
    assert line("contact_centre.deflection", values, 1) == pytest.approx([100 * (2.0 - 0.5)])


def test_old_systems_stop_after_running_in_parallel() -> None:
    values: dict[str, float | Months] = {"running_cost": 100.0, "retired_share": 0.8, "parallel_running": 2.0}
    saved = line("it.legacy_retirement", values, 6, go_live=1.5)
    assert saved == pytest.approx([0, 0, 0, 40, 80, 80])


def test_added_leads_pay_their_own_cost() -> None:
    values: dict[str, float | Months] = {
        "leads": 100.0, "lead_increase": 0.1, "conversion_rate": 0.2, "conversion_increase": 0.5,
        "margin_per_won_lead": 50.0, "cost_per_added_lead": 9.0, "live_share": 1.0,
    }  # fmt: skip
    assert line("marketing.lead_volume", values, 1) == pytest.approx([10 * (0.2 * 1.5 * 50 - 9)])


@pytest.mark.parametrize(
    ("tier", "discount", "expected"),
    [(0, 0, 5000), (0, 0.1, 4500), (60, 0.1, 4800), (100, 0.1, 5000), (200, 0.5, 5000)],
)
def test_licence_tiers(tier: float, discount: float, expected: float) -> None:
    """100 seats at 50: the discount begins with the seat after the tier."""
    values: dict[str, float | Months] = {"seats": 100.0, "price": 50.0, "tier_seats": tier, "volume_discount": discount}
    assert line("cost.licences", values, 2, go_live=2.0) == pytest.approx([expected] * 2), "paid from the start"


def test_own_people_cost_until_go_live() -> None:
    values: dict[str, float | Months] = {"people": 2.0, "project_time": 40.0, "hourly_cost": 30.0, "overrun": 0.25}
    assert line("cost.internal_effort", values, 4, go_live=2.5) == pytest.approx([3000, 3000, 1500, 0])


@pytest.mark.parametrize("name", ["cost.administration", "cost.support"])
def test_running_costs_start_at_go_live(name: str) -> None:
    values: dict[str, float | Months] = {
        "administrators": 1.0, "working_time": 40.0, "hourly_cost": 30.0, "fee": 1200.0,
    }  # fmt: skip
    assert line(name, values, 3, go_live=1.5) == pytest.approx([0, 600, 1200])


def test_training_falls_at_go_live_and_is_refreshed() -> None:
    values: dict[str, float | Months] = {
        "users": 10.0, "course_fee": 100.0, "training_time": 10.0, "refresher_time": 0.5, "hourly_cost": 30.0,
        "overrun": 0.1,
    }  # fmt: skip
    paid = line("cost.training", values, 4, go_live=1.5)
    assert paid == pytest.approx([0, 10 * (100 + 300) * 1.1 + 75, 150, 150])


def test_change_management_runs_until_after_go_live() -> None:
    values: dict[str, float | Months] = {"budget": 6000.0, "follow_up": 2.0, "overrun": 0.0}
    assert line("cost.change_management", values, 8, go_live=4.0) == pytest.approx([1000] * 6 + [0, 0])
    assert sum(line("cost.change_management", values | {"follow_up": 0.0}, 8, go_live=0.0)) == pytest.approx(6000)


def test_dip_costs_half_its_depth_times_its_length_and_fades() -> None:
    """10 users, 160 hours a month at 25: 40,000 a month; 10 % deep, 4 months long: 8,000, three quarters early."""
    values: dict[str, float | Months] = {
        "users": 10.0, "working_time": 160.0, "hourly_cost": 25.0, "dip_depth": 0.1, "dip_length": 4.0, "overrun": 0.0,
    }  # fmt: skip
    lost = line("cost.productivity_dip", values, 8, go_live=1.0)
    assert sum(lost) == pytest.approx(8000)
    assert lost == pytest.approx([0, 3000, 3000, 1000, 1000, 0, 0, 0])
    # each half costs what a straight decline from 10 % to nothing costs in that half
    decline = [40000 * 0.1 * (1 - (month + 0.5) / 4) for month in range(4)]
    assert [sum(lost[1:3]), sum(lost[3:5])] == pytest.approx([sum(decline[:2]), sum(decline[2:])])


def test_exit_falls_in_the_last_month() -> None:
    assert line("cost.exit", {"fee": 1000.0, "overrun": 0.5}, 3) == pytest.approx([0, 0, 1500])
