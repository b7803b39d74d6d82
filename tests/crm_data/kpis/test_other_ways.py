"""Each further way to compute a KPI, where an export lacks the columns of the first; by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from tests.crm_data.kpis.by_hand import DESK, LONG, MONTH, SPRING, Hand, figures, frame, scatter
from tests.crm_data.kpis.given import given

UNRESOLVED = "resolved"  # only closing is known: t2 and t5 are over, and nobody knows since when
WITHIN = 1 - 5 / 6 * 4 / 5 * 2 / 3

HANDS = [
    Hand("marketing.qualified_lead_rate", "statuses", SPRING, 2 / 4, 4),
    Hand("marketing.lead_to_customer_rate", "statuses", SPRING, 1 / 4, 4),
    Hand("marketing.lead_to_customer_rate", "people deals", SPRING, 3 / 6, 6),
    Hand("marketing.lead_to_customer_rate", "numbered deals", SPRING, 3 / 6, 6),
    Hand("marketing.lead_to_customer_90_days", "people deals", SPRING, WITHIN, 6,
         (1 - WITHIN) * sqrt(1 / (6 * 5) + 1 / (5 * 4) + 1 / (3 * 2))),
    Hand("marketing.lead_to_customer_90_days", "numbered deals", SPRING, 1 - 5 / 6 * 4 / 5 * 3 / 4, 6,
         1 / 2 * sqrt(1 / (6 * 5) + 1 / (5 * 4) + 1 / (4 * 3))),
    Hand("marketing.lead_to_customer_days", "people deals", SPRING, 9, 3),
    Hand("marketing.lead_to_customer_days", "numbered deals", SPRING, 10, 3),
    Hand("marketing.new_customers", "deals", SPRING, 3 * MONTH / 80, 3, without="customer"),
    Hand("marketing.customer_acquisition_cost", "orders yearly", LONG, 600 / 3, 10,
         scatter(100, -100, -50, 50, 0, 0, 0, 0, 0, 0) / 3),
    Hand("marketing.advocacy_rate", "campaigns", SPRING, 12 / 2000, 2000, without="exposed"),
    Hand("customer.order_value", "lines", SPRING, (80 + 60) / 2, 2),
    Hand("customer.margin_per_order", "lines", SPRING, (20 + 12) / 2, 2, sqrt((4**2 + 4**2) / 1 / 2)),
    Hand("service.first_contact_resolution_rate", "tickets", DESK, 2 / 2, 2, without=UNRESOLVED),
    Hand("service.tickets_resolved", "tickets", DESK, 2 * MONTH / 42, 2, without=UNRESOLVED),
    Hand("service.backlog", "tickets", DESK, 1, 1, without=UNRESOLVED),
    Hand("service.resolution_time", "tickets", DESK, 1 + 1 * 2 / 3 + 5 * 1 / 3, 3, without=UNRESOLVED),
    Hand("service.resolution_time", "spans", DESK, (1 + 2 + 3) / 3, 3),
    Hand("service.resolution_time_median", "tickets", DESK, 2, 3, without=UNRESOLVED),
    Hand("service.resolution_time_median", "spans", DESK, 2, 3),
    Hand("service.resolution_time_p90", "ended", DESK, 2, 2, without=UNRESOLVED),
    Hand("service.resolution_time_p90", "spans", DESK, 3, 3),
    Hand("service.resolution_time_working_hours", "tickets", DESK, 8 + 8 * 2 / 3 + 24 * 1 / 3, 3, without=UNRESOLVED),
    Hand("service.resolution_time_working_hours_median", "tickets", DESK, 16, 3, without=UNRESOLVED),
    Hand("service.resolution_time_working_hours_p90", "ended", DESK, 16, 2, without=UNRESOLVED),
    Hand("service.first_reply_time", "spans", DESK, 2 / 24, 3),
    Hand("service.work_per_ticket", "tickets", DESK, (1 + 2 + 1.5 + 1) / 4, 4, without="resolved"),
    Hand("service.work_per_ticket", "tickets", DESK, (1 + 2 + 1.5 + 1) / 4, 4, without="resolved closed"),
    Hand("service.work_per_ticket", "tickets", DESK, (1 + 2 + 0.5 + 1.5 + 1) / 5, 5, without="resolved closed status"),
]  # fmt: skip


@pytest.mark.parametrize("hand", HANDS, ids=str)
def test_a_figure_is_what_the_head_finds(hand: Hand) -> None:
    told, by_head = figures(hand)
    assert told == pytest.approx(by_head, rel=1e-9)


def test_churn_of_each_channel() -> None:
    """In the shop k1 came back and k3 did not; on the web k2 did."""
    orders = frame("orders")
    orders["channel"] = orders.customer.map({"k1": "shop", "k2": "web", "k3": "shop", "k4": "web"})
    report = compute(given(LONG, orders=orders), KpiQuestion(("customer.churn_rate",), identity=False, by=("channel",)))
    result = report.results["customer.churn_rate"]
    by = {label: (one.value, one.n) for label, one in result.by["channel"]}
    assert by == {"shop": (pytest.approx(1 - 0.5 ** (1 / 12)), 2), "web": (0.0, 1)}
    assert [(one.month, one.estimate.value) for one in result.by_month] == [("2026-01", result.estimate.value)]


COST_KPIS = ("marketing.cost_per_lead", "marketing.customer_acquisition_cost")


def test_costs_of_each_zone() -> None:
    """North paid 1000 for three leads and the customer of January, south 200 for two and that of March."""
    leads = frame("leads").assign(zone=["north", "north", "south", "south", "north", "north"])
    costs = frame("costs").assign(zone=["north", "south", "north"])
    question = KpiQuestion(COST_KPIS, identity=False, by=("zone",))
    results = compute(given(SPRING, {"leads": ["zone"], "costs": ["zone"]}, leads=leads, costs=costs), question).results
    by = {kpi: {label: one.value for label, one in results[kpi].by["zone"]} for kpi in COST_KPIS}
    assert by == {
        COST_KPIS[0]: {"north": pytest.approx(1000 / 3), "south": pytest.approx(200 / 2)},
        COST_KPIS[1]: {"north": pytest.approx(1000 / 1), "south": pytest.approx(200 / 1)},
    }


def test_costs_that_name_no_zone_are_not_broken_down() -> None:
    leads = frame("leads").assign(zone=["north", "north", "south", "south", "north", "north"])
    question = KpiQuestion(COST_KPIS, identity=False, by=("zone",))
    results = compute(given(SPRING, {"leads": ["zone"]}, leads=leads, costs=frame("costs")), question).results
    assert [results[kpi].by for kpi in COST_KPIS] == [{}, {}]
