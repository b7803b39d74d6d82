"""Every KPI on a table that fits into the head; the sums stand beside the figures."""

from __future__ import annotations

from math import sqrt

import pytest

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.crm_data.kpis.computing import KpiQuestion
from tests.crm_data.kpis.by_hand import DESK, LONG, LOSS, MONTH, SPRING, Hand, answered, figures, found, scatter

HANDS = [
    Hand("sales.close_rate", "deals", SPRING, 4 / 6, 6, sqrt(4 / 6 * 2 / 6 / 6)),
    Hand("sales.win_rate", "deals", SPRING, 4 / 6, 6, sqrt(4 / 6 * 2 / 6 / 6)),
    Hand("sales.win_rate_by_value", "deals", SPRING, 12 / 17, 6,
         scatter(5 / 17, 10 / 17, 30 / 17, 15 / 17, -36 / 17, -24 / 17) / 17),
    Hand("sales.average_deal_value", "deals", SPRING, 3000, 4, sqrt((2000**2 + 1000**2 + 3000**2) / 3 / 4)),
    Hand("sales.products_per_deal", "deals", SPRING, 8 / 4, 4, sqrt(2 / 3 / 4)),
    Hand("sales.stage_length", "stages deals", SPRING, 4 + 2 * 3 / 4 + 6 * 2 / 4 + 46 * 1 / 4, 4),
    Hand("sales.stage_length", "stages", SPRING, 4 + 2 * 4 / 5 + 6 * 3 / 5 + 73 * 2 / 5, 5),
    Hand("sales.cycle_length", "deals", SPRING, 65 / 4, 4, sqrt((6.25**2 + 13.75**2 + 3.75**2 + 11.25**2) / 3 / 4)),
    Hand("sales.time_to_decision", "deals", SPRING, 5 + 5 * 7 / 8 + 10 * 6 / 8 + 10 * 3 / 8 + 40 * 3 / 8 * 2 / 3, 8),
    Hand("sales.time_to_decision_median", "deals", SPRING, 20, 8),
    Hand("sales.deals_created", "deals", SPRING, 8 * MONTH / 90, 8, sqrt(8) * MONTH / 90),
    Hand("sales.deals_decided", "deals", SPRING, 6 * MONTH / 80, 6, sqrt(6) * MONTH / 80),
    Hand("sales.open_deals", "deals", SPRING, 2, 2),
    Hand("sales.pipeline_value", "deals", SPRING, 2000, 2),
    Hand("sales.pipeline_velocity", "deals", SPRING, 2 * 4 / 6 * 3000 / (65 / 4) * MONTH, 2),
    Hand("sales.revenue", "deals", SPRING, 12_000 * MONTH / 80, 4, 1000 * sqrt(1 + 4 + 36 + 9) * MONTH / 80),
    Hand("sales.new_customer_revenue", "deals", SPRING, 10_000 * MONTH / 80, 3),
    Hand("sales.new_customer_revenue", "deals", SPRING, 10_000 * MONTH / 80, 3, without="deal_type"),
    Hand("sales.new_customer_revenue", "orders", LONG, (100 + 100 + 50 + 400) * MONTH / 721, 4),
    Hand("sales.revenue_per_seller", "deals", SPRING, 12_000 / 6, 2, scatter(-3000, 3000) / 6),
    Hand("sales.activities_per_seller", "activities", SPRING, 4 / 3, 2, scatter(1 / 3, -1 / 3) / 3),
    Hand("sales.stuck_deals", "deals", SPRING, 1 / 2, 2, sqrt(1 / 4 / 2)),
    Hand("sales.upsell_rate", "upsells", LONG, 1 / 2, 2, sqrt(1 / 4 / 2)),
    Hand("marketing.leads_generated", "leads", SPRING, 6 * MONTH / 101, 6, sqrt(6) * MONTH / 101),
    Hand("marketing.contact_to_lead_rate", "campaigns", SPRING, 18 / 2000, 3, scatter(1, 0.5, -1.5) / 2000),
    Hand("marketing.contact_to_lead_rate", "leads activities", SPRING, 3 / 4, 2, scatter(-0.5, 0.5) / 4),
    Hand("marketing.qualified_lead_rate", "leads", SPRING, 4 / 6, 6),
    Hand("marketing.lead_to_customer_rate", "leads", SPRING, 2 / 6, 6),
    Hand("marketing.lead_to_customer_90_days", "leads", SPRING, 1 - 4 / 5 * 2 / 3, 6,
         4 / 5 * 2 / 3 * sqrt(1 / (5 * 4) + 1 / (3 * 2))),
    Hand("marketing.lead_to_customer_days", "leads", SPRING, 20, 2),
    Hand("marketing.new_customers", "contacts", SPRING, 3 * MONTH / 71, 3, sqrt(3) * MONTH / 71),
    Hand("marketing.new_customers", "leads", SPRING, 2 * MONTH / 60, 2),
    Hand("marketing.new_customers", "deals", SPRING, 3 * MONTH / 80, 3),
    Hand("marketing.new_customers", "orders", LONG, 4 * MONTH / 721, 4),
    # the lead of December is of a month without costs
    Hand("marketing.cost_per_lead", "leads costs", SPRING, 1200 / 5, 3, scatter(360, -280, -80) / 5),
    Hand("marketing.cost_per_lead", "campaigns", SPRING, 600 / 18, 3,
         scatter(200 - 10 * 100 / 3, 100 - 5 * 100 / 3, 300 - 3 * 100 / 3) / 18),
    Hand("marketing.lead_cost_cover", "campaigns", SPRING, 1000 / 600, 3),
    Hand("marketing.lead_cost_cover", "campaigns", SPRING, 3600 / 600, 3, without="margin"),
    Hand("marketing.lead_cost_cover", "deals costs", SPRING, 12_000 / 1200, 3, scatter(-5000, 6000, -1000) / 1200),
    Hand("marketing.lead_cost_cover", "orders costs", LONG, 90 / 1200, 3),
    Hand("marketing.lead_cost_cover", "orders costs", LONG, 300 / 1200, 3, without="margin"),
    # March was paid for and won nobody
    Hand("marketing.customer_acquisition_cost", "contacts costs", SPRING, 1200 / 3, 3, scatter(200, -600, 400) / 3),
    Hand("marketing.customer_acquisition_cost", "deals costs", SPRING, 1200 / 3, 3, scatter(200, -200, 0) / 3),
    Hand("marketing.customer_acquisition_cost", "leads costs", SPRING, 1200 / 2, 3, scatter(0, 200, -200) / 2),
    Hand("marketing.customer_acquisition_cost", "campaigns", SPRING, 600 / 3, 3, scatter(-200, -100, 300) / 3),
    Hand("marketing.messages_sent", "campaigns", SPRING, 2000 * MONTH / 81, 3,
         sqrt(1000**2 + 600**2 + 400**2) * MONTH / 81),
    Hand("marketing.open_rate", "campaigns", SPRING, 400 / 1500, 1500, scatter(100 / 3, -100 / 3) / 1500),
    Hand("marketing.click_rate", "campaigns", SPRING, 90 / 2000, 2000),
    Hand("marketing.interaction_rate", "campaigns", SPRING, 90 / 1200, 1200),
    Hand("marketing.interaction_rate", "campaigns", SPRING, 90 / 2000, 2000, without="exposed"),
    Hand("marketing.advocacy_rate", "campaigns", SPRING, 12 / 1200, 1200),
    Hand("marketing.unsubscribe_rate", "campaigns", SPRING, 5 / 2000, 2000),
    Hand("marketing.revenue_per_campaign", "campaigns", SPRING, 3600 / 3, 3),
    Hand("marketing.margin_per_campaign", "campaigns", SPRING, 1000 / 3, 3),
    Hand("marketing.revenue_per_email", "campaigns", SPRING, 3600 / 1600, 2),
    Hand("marketing.margin_per_email", "campaigns", SPRING, 1000 / 1600, 2),
    Hand("marketing.revenue_per_recipient", "campaigns", SPRING, 3600 / 2000, 3),
    Hand("marketing.margin_per_recipient", "campaigns", SPRING, 1000 / 2000, 3),
    Hand("marketing.return_on_campaign", "campaigns", SPRING, (1000 - 600) / 600, 3),
    Hand("marketing.return_on_campaign", "campaigns", SPRING, (3600 - 600) / 600, 3, without="margin"),
    Hand("customer.active_customers", "orders", LONG, 3, 3),
    Hand("customer.retention_rate", "orders", LONG, 2 / 3, 3, sqrt(2 / 3 * 1 / 3 / 3)),
    Hand("customer.churn_rate", "orders", LONG, LOSS, 3, sqrt(2 / 3 * 1 / 3 / 3) * (2 / 3) ** (1 / 12 - 1) / 12),
    Hand("customer.customer_life", "orders", LONG, 1 / LOSS, 3),
    Hand("customer.repeat_rate", "orders", LONG, 3 / 4, 4, sqrt(3 / 4 * 1 / 4 / 4)),
    Hand("customer.order_frequency", "orders", LONG, 4 / 3 / 12, 3, scatter(-1 / 3, -1 / 3, 2 / 3) / 36),
    Hand("customer.order_value", "orders", LONG, 1450 / 8, 8),
    Hand("customer.margin_per_order", "orders", LONG, 400 / 8, 8),
    Hand("customer.lifetime_value", "orders", LONG, 50 / 9 / LOSS, 3),
    Hand("customer.lifetime_revenue", "orders", LONG, 1450 / 8 / 9 / LOSS, 3),
    Hand("customer.net_promoter_score", "surveys", SPRING, 3 / 7 - 2 / 7, 7, sqrt((5 / 7 - 1 / 49) / 7)),
    Hand("customer.promoter_share", "surveys", SPRING, 3 / 7, 7),
    Hand("customer.passive_share", "surveys", SPRING, 2 / 7, 7),
    Hand("customer.detractor_share", "surveys", SPRING, 2 / 7, 7),
    Hand("customer.rfm_days_since_order", "orders", LONG, (324 + 240 + 486 + 183) / 4, 4),
    Hand("customer.rfm_orders", "orders", LONG, (3 + 2 + 1 + 2) / 4, 4, sqrt((1 + 0 + 1 + 0) / 3 / 4)),
    Hand("customer.rfm_amount", "orders", LONG, (600 + 200 + 50 + 560) / 4, 4),
    Hand("customer.rfm_recency_score", "five", LONG, (1 + 2 + 3 + 4 + 5) / 5, 5),
    Hand("customer.rfm_frequency_score", "five", LONG, (1 + 2 + 3 + 4 + 5) / 5, 5),
    Hand("customer.rfm_amount_score", "five", LONG, (1 + 2 + 3 + 4 + 5) / 5, 5),
    Hand("service.contacts_handled", "calls", DESK, 4 * MONTH / 43, 4, sqrt(4) * MONTH / 43),
    Hand("service.contacts_per_agent", "calls", DESK, 4 / 4, 2),
    Hand("service.handle_time", "calls", DESK, (6 + 12 + 2 + 5 + 9) / 5, 5),
    Hand("service.handle_time", "calls", DESK, (6 + 12 + 2 + 5 + 9) / 5, 5, without="handle"),
    Hand("service.handle_time", "calls", DESK, (5 + 10 + 2 + 4 + 8) / 5, 5, without="handle after_work"),
    Hand("service.after_contact_work", "calls", DESK, (1 + 2 + 0 + 1 + 1) / 5, 5),
    Hand("service.waiting_time", "calls", DESK, (0.5 + 1 + 1.5 + 2) / 4, 4),
    Hand("service.abandonment_rate", "calls", DESK, 1 / 5, 5),
    Hand("service.first_contact_resolution_rate", "calls", DESK, 2 / 4, 4),
    Hand("service.first_contact_resolution_rate", "tickets", DESK, 2 / 4, 4),
    Hand("service.contacts_per_call", "calls", DESK, 4 / 3, 3, scatter(-1 / 3, 2 / 3, -1 / 3) / 3),
    Hand("service.contacts_per_call", "tickets", DESK, 8 / 5, 5),
    Hand("service.tickets_opened", "tickets", DESK, 5 * MONTH / 43, 5),
    Hand("service.tickets_resolved", "tickets", DESK, 4 * MONTH / 43, 4),
    Hand("service.backlog", "tickets", DESK, 1, 1),
    Hand("service.resolution_time", "tickets", DESK, 0.25 + 0.75 * 4 / 5 + 1 * 3 / 5 + 5 * 1 / 5, 5,
         sqrt(4 / 3 * (2.2**2 / 20 + 1.6**2 / 12 + 1**2 * 2 / 3))),
    Hand("service.resolution_time_median", "tickets", DESK, 2, 5),
    Hand("service.resolution_time_p90", "ended", DESK, 2, 4),
    Hand("service.resolution_time_working_hours", "tickets", DESK, 6 + 2 * 4 / 5 + 8 * 3 / 5 + 24 * 1 / 5, 5),
    Hand("service.resolution_time_working_hours_median", "tickets", DESK, 16, 5),
    Hand("service.resolution_time_working_hours_p90", "ended", DESK, 16, 4),
    Hand("service.first_reply_time", "tickets", DESK, 1, 5),
    Hand("service.work_per_ticket", "tickets", DESK, (1 + 2 + 1.5 + 1) / 4, 4),
    # without a column of the status what has no end is open all the same
    Hand("service.work_per_ticket", "tickets", DESK, (1 + 2 + 1.5 + 1) / 4, 4, without="status"),
    Hand("service.reopen_rate", "tickets", DESK, 1 / 4, 4),
    Hand("service.reassignment_rate", "tickets", DESK, 2 / 5, 5),
    Hand("service.reassignments_per_ticket", "tickets", DESK, 3 / 5, 5),
    Hand("service.replies_per_ticket", "tickets", DESK, 12 / 5, 5),
]  # fmt: skip


@pytest.mark.parametrize("hand", HANDS, ids=str)
def test_a_figure_is_what_the_head_finds(hand: Hand) -> None:
    told, by_head = figures(hand)
    assert told == pytest.approx(by_head, rel=1e-9)


def test_every_kpi_is_worked_out() -> None:
    assert {hand.kpi for hand in HANDS} == kpi_catalogue().keys()


PARTS = [
    ("sales.close_rate", [1 / 2, 2 / 2, 1 / 2], {"Ada": 2 / 3, "Bo": 2 / 3}),
    ("sales.average_deal_value", [1000, 4000, 3000], {"Ada": 1500, "Bo": 4500}),
    ("sales.win_rate_by_value", [1 / 4, 1, 3 / 5], {"Ada": 3 / 5, "Bo": 9 / 12}),
    ("sales.deals_created", [4, 2, 2], {"Ada": 4 * MONTH / 90, "Bo": 4 * MONTH / 90}),
    ("sales.revenue", [1000, 8000, 3000], {"Ada": 3000 * MONTH / 80, "Bo": 9000 * MONTH / 80}),
    ("sales.revenue_per_seller", [500, 4000, 1500], {"Ada": 1000, "Bo": 3000}),
    ("sales.pipeline_value", [3500, 3500, 2000], {"Ada": 500, "Bo": 1500}),
    ("sales.time_to_decision_median", [20, 20, 5], {"Ada": 20, "Bo": 20}),
]


@pytest.mark.parametrize(("kpi", "months", "sellers"), PARTS, ids=[kpi for kpi, _, _ in PARTS])
def test_months_and_sellers_are_what_the_head_finds(kpi: str, months: list[float], sellers: dict[str, float]) -> None:
    result = found(Hand(kpi, "deals", SPRING, 0, 0))
    assert [one.month for one in result.by_month] == ["2026-01", "2026-02", "2026-03"]
    assert [one.estimate.value for one in result.by_month] == [pytest.approx(one, rel=1e-9) for one in months]
    by = {label: one.value for label, one in result.by["seller"]}
    assert by == {label: pytest.approx(one, rel=1e-9) for label, one in sellers.items()}


def test_cost_by_month_is_that_of_the_month() -> None:
    result = found(Hand("marketing.cost_per_lead", "leads costs", SPRING, 0, 0))
    assert [one.estimate.value for one in result.by_month] == [600, 100, 200]


def test_upsells_of_a_shorter_window_are_told_for_a_year() -> None:
    """In half-years 0 of 2, 1 of 2 and 0 of 3 moved up."""
    hand = Hand("sales.upsell_rate", "upsells", LONG, 1 - (6 / 7) ** 2, 7)
    report = answered(hand, KpiQuestion((hand.kpi,), identity=False, window=6))
    estimate = report.results[hand.kpi].estimate
    assert (estimate.value, estimate.n) == (pytest.approx(hand.value), hand.n)
    assert estimate.se == pytest.approx(2 * 6 / 7 * sqrt(6 / 49 / 7))
    assert estimate.successes is None
