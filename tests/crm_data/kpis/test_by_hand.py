"""Every KPI on a table that fits into the head; the sums stand beside the figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import pandas as pd
import pytest

from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult
from tests.crm_data.kpis.given import given

MONTH = 365.25 / 12  # days

# won 4 of 6 decided, 12,000 of 17,000; days to win 10, 30, 20, 5; open for 30 and 70 days on 31 March
DEALS = """
deal created    closed     outcome value products seller customer deal_type
d1   2026-01-01 2026-01-11 won     1000  2        Ada    k1       initial
d2   2026-01-05 2026-01-25 lost    3000  1        Bo     k2       initial
d3   2026-01-10 2026-02-09 won     2000  1        Ada    k1       upsell
d4   2026-02-01 2026-02-21 won     6000  3        Bo     k3       initial
d5   2026-02-10 2026-03-02 lost    2000  1        Ada    k4       initial
d6   2026-03-01 -          open    500   1        Ada    k5       initial
d7   2026-01-20 -          open    1500  2        Bo     k6       initial
d8   2026-03-03 2026-03-08 won     3000  2        Bo     k2       initial
"""
# stays of 4, 6 and 12 days, one of 58 so far; d2 is lost, so that its last stage is none
STAGES = """
deal stage   entered    left
d1   Qualify 2026-01-01 -
d1   Offer   2026-01-05 2026-01-11
d7   Qualify 2026-01-20 -
d7   Offer   2026-02-01 -
d2   Qualify 2026-01-05 -
"""
# customers after 30 and 20 days; the others were watched for 100, 58, 20 and 10 days
LEADS = """
lead created    qualified  converted
l1   2026-01-01 2026-01-04 2026-01-31
l2   2025-12-21 2026-01-13 -
l3   2026-02-01 -          -
l4   2026-02-10 -          2026-03-02
l5   2026-03-11 -          -
l6   2026-03-21 2026-03-25 -
"""
COSTS = """
date       cost
2026-01-31 600
2026-02-28 200
2026-03-31 400
"""
CONTACTS = """
contact created    became_customer
c1      2026-01-02 2026-01-20
c2      2026-01-03 2026-02-03
c3      2026-01-04 2026-02-17
c4      2026-03-05 -
"""
CAMPAIGNS = """
campaign sent       channel messages recipients exposed opened clicked responded shared unsubscribed leads customers cost revenue margin
m1       2026-01-10 email   1000     1000       500     300    50      40        5      4            10    2         200  3000    900
m2       2026-02-10 email   600      500        400     100    25      20        3      1            5     1         100  600     100
m3       2026-02-20 social  400      500        300     -      15      30        4      0            3     0         300  0       0
"""  # noqa: E501
ACTIVITIES = """
date       type    seller
2026-01-05 call    Ada
2026-01-09 email   Ada
2026-02-03 meeting Ada
2026-02-04 note    Ada
2026-02-05 call    Bo
2026-02-06 task    Bo
"""
# days to the end: 1/4, 2, 2, 1, and 7 so far; in working hours 6, 16, 16, 8, and 40 so far (5 January is a Monday)
TICKETS = """
ticket opened           first_reply      resolved         closed           status   handle reopens reassignments replies contacts
t1     2026-01-05T09:00 2026-01-05T10:00 2026-01-05T15:00 2026-01-06T09:00 closed   3600   0       0             2       1
t2     2026-01-05T10:00 2026-01-06T10:00 2026-01-07T10:00 -                resolved 7200   1       2             5       3
t3     2026-02-09T09:00 -                -                -                open     1800   0       1             0       1
t4     2026-02-10T09:00 2026-02-10T12:00 -                2026-02-12T09:00 closed   5400   0       0             3       1
t5     2026-02-12T09:00 2026-02-13T09:00 2026-02-13T09:00 -                closed   3600   0       0             2       2
"""  # noqa: E501
CALLS = """
call started          waiting talk after_work handle abandoned resolved direction agent ticket
x1   2026-01-05T09:00 30      300  60         360    false     true     in        Ann   t1
x2   2026-01-05T10:00 60      600  120        720    false     false    in        Ben   t2
x3   2026-01-06T10:00 240     -    -          -      true      -        in        -     -
x4   2026-02-03T10:00 90      120  0          120    false     true     in        Ann   t2
x5   2026-02-04T11:00 0       240  60         300    false     -        out       Ann   t4
x6   2026-02-05T12:00 120     480  60         540    false     false    in        Ben   -
"""
# of k1, k2 and k3 of 2025 two came back in 2026; one order was refunded in part
ORDERS = """
order date       amount margin customer
o1    2025-01-10 100    30     k1
o2    2025-06-10 200    60     k1
o3    2026-02-10 300    90     k1
o4    2025-03-05 100    20     k2
o5    2026-05-05 100    40     k2
o6    2025-09-01 50     10     k3
o7    2026-06-01 400    100    k4
o8    2026-06-02 -40    -10    k4
o9    2026-07-01 200    50     k4
"""
SURVEYS = """
date       score
2026-01-05 10
2026-01-06 9
2026-01-07 8
2026-02-02 7
2026-02-03 6
2026-02-04 0
2026-02-05 10
"""
UPSELLS = """
deal created    closed     outcome value customer deal_type
d1   2025-01-01 2025-01-10 won     100   k1       initial
d2   2025-02-01 2025-02-10 won     100   k2       initial
d3   2026-01-01 2026-02-01 won     100   k3       initial
d4   2026-02-01 2026-03-01 won     100   k1       upsell
"""
FIVE = "order date amount customer\n" + "\n".join(
    f"o{k}{i} 2026-0{k}-0{i + 1} {10**k} k{k}" for k in range(1, 6) for i in range(k)
)
TEXTS = {
    "deals": DEALS, "stages": STAGES, "leads": LEADS, "costs": COSTS, "contacts": CONTACTS, "campaigns": CAMPAIGNS,
    "activities": ACTIVITIES, "tickets": TICKETS, "calls": CALLS, "orders": ORDERS, "surveys": SURVEYS,
}  # fmt: skip
SPRING, DESK, LONG = "2026-03-31", "2026-02-16T09:00", "2026-12-31"  # when the exports were made
LOSS = 1 - (2 / 3) ** (1 / 12)


@dataclass(frozen=True)
class Hand:
    """A KPI, the tables it comes from, and what was worked out; `without` are columns that the files lack."""

    kpi: str
    tables: str
    until: str
    value: float
    n: int
    se: float | None = None
    without: str = ""


def scatter(*residuals: float) -> float:
    """Root of n / (n - 1) times the sum of squares, which is the error of a ratio times what is below its line."""
    n = len(residuals)
    return sqrt(n / (n - 1) * sum(one**2 for one in residuals))


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
TEXTS |= {
    "upsells": UPSELLS,
    "five": FIVE,
    "ended": "\n".join(line for line in TICKETS.splitlines() if not line.startswith("t3")),
}
KINDS = {"upsells": "deals", "five": "orders", "ended": "tickets"}


def frame(name: str, without: str = "") -> pd.DataFrame:
    """A table from its text, amounts in cents."""
    header, *lines = (line.split() for line in TEXTS[name].strip().splitlines())
    table = pd.DataFrame(lines, columns=header).replace("-", None)
    for column in export_tables()[KINDS.get(name, name)].columns.values():
        if column.kind == "money" and column.name in table:
            table[column.name] = table[column.name].astype(int) * 100
    return table.drop(columns=[one for one in without.split() if one in table])


def answered(hand: Hand, question: KpiQuestion) -> KpiReport:
    tables = {KINDS.get(name, name): frame(name, hand.without) for name in hand.tables.split()}
    return compute(given(hand.until, **tables), question)


@lru_cache
def everything(tables: str, until: str, without: str) -> KpiReport:
    """All KPIs that some tables tell, once for the figures of all."""
    by = ("seller",) if tables == "deals" else ()
    return answered(Hand("", tables, until, 0, 0, None, without), KpiQuestion(identity=False, by=by))


def found(hand: Hand) -> KpiResult:
    return everything(hand.tables, hand.until, hand.without).results[hand.kpi]


@pytest.mark.parametrize("hand", HANDS, ids=lambda one: f"{one.kpi}-{one.tables}-{one.without}".strip("-"))
def test_a_figure_is_what_the_head_finds(hand: Hand) -> None:
    estimate = found(hand).estimate
    assert (estimate.value, estimate.n) == (pytest.approx(hand.value, rel=1e-9), hand.n)
    if hand.se is not None:
        assert estimate.se == pytest.approx(hand.se, rel=1e-9)


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
