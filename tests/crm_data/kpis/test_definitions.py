"""Every KPI of a made-up firm beside plain pandas; and what must not change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport
from roi_engine.crm_data.reading import read_log
from roi_engine.crm_data.scoring import ScoreQuestion, scored_base
from tests.crm_data.kpis.given import Given, given
from tests.crm_data.kpis.world import UNTIL, world
from tests.crm_data.logs import write_log

MONTH = 365.25 / 12
World = dict[str, pd.DataFrame]
ORACLES: dict[str, Callable[[World], float]] = {}


def oracle(*kpis: str) -> Callable[[Callable[[World], float]], Callable[[World], float]]:
    def keep(plain: Callable[[World], float]) -> Callable[[World], float]:
        ORACLES.update(dict.fromkeys(kpis, plain))
        return plain

    return keep


@pytest.fixture(scope="module")
def frames() -> World:
    return world()


def exports_of(frames: World) -> Given:
    return given(str(UNTIL), **frames)


@pytest.fixture(scope="module")
def report(frames: World) -> KpiReport:
    return compute(exports_of(frames), KpiQuestion(identity=False, by=("channel", "seller")))


def won(frames: World) -> pd.DataFrame:
    return frames["deals"][frames["deals"].outcome == "won"]


def n_months(first: pd.Timestamp) -> float:
    return ((UNTIL.normalize() - first.normalize()).days + 1) / MONTH


def per_month(days: pd.Series, amounts: pd.Series | int = 1) -> float:
    return float(np.sum(np.broadcast_to(amounts, len(days)))) / n_months(days.min())


def restricted_mean(start: pd.Series, end: pd.Series, until: pd.Series | pd.Timestamp = UNTIL) -> float:
    days, over = lasted(start, end, until)
    curve = stats.ecdf(stats.CensoredData(uncensored=days[over], right=days[~over])).sf
    edges = np.concatenate([[0.0], curve.quantiles, [days.max()]])
    return float(np.sum(np.concatenate([[1.0], curve.probabilities]) * np.diff(edges)))


def lasted(start: pd.Series, end: pd.Series, until: pd.Series | pd.Timestamp = UNTIL) -> tuple[np.ndarray, np.ndarray]:
    days = (end.fillna(until) - start) / pd.Timedelta(days=1)
    return np.round(days.to_numpy(float) * 86400) / 86400, end.notna().to_numpy()


def within(start: pd.Series, end: pd.Series, share: float, until: pd.Series | pd.Timestamp = UNTIL) -> float:
    days, over = lasted(start, end, until)
    curve = stats.ecdf(stats.CensoredData(uncensored=days[over], right=days[~over])).sf
    return float(curve.quantiles[np.argmax(curve.probabilities <= 1 - share)])


@oracle("sales.win_rate_by_value")
def _(frames: World) -> float:
    deals = frames["deals"][frames["deals"].outcome != "open"]
    return float(deals.value[deals.outcome == "won"].sum() / deals.value.sum())


@oracle("sales.products_per_deal")
def _(frames: World) -> float:
    return float(won(frames).products.mean())


@oracle("sales.upsell_rate")
def _(frames: World) -> float:
    """Customers with a deal won before March 2025, the last month with twelve whole ones after it."""
    deals, start, end = won(frames), pd.Timestamp("2025-03-01"), pd.Timestamp("2026-03-01")
    base = set(deals[deals.closed < start].customer)
    up = deals[(deals.closed >= start) & (deals.closed < end) & (deals.deal_type == "upsell")]
    also = set(deals[deals.closed < pd.Timestamp("2024-03-01")].customer)
    before = deals[(deals.closed >= "2024-03-01") & (deals.closed < start) & (deals.deal_type == "upsell")]
    return (len(base & set(up.customer)) + len(also & set(before.customer))) / (len(base) + len(also))


@oracle("sales.stage_length")
def _(frames: World) -> float:
    """A stay ends when it is left, or the next stage is entered; the last one of a decided deal is none."""
    stages = frames["stages"].sort_values(["deal", "entered"])
    end = stages.left.fillna(stages.groupby("deal").entered.shift(-1))
    decided = stages.deal.isin(frames["deals"][frames["deals"].outcome != "open"].deal)
    kept = end.notna() | ~decided
    return restricted_mean(stages.entered[kept], end[kept])


@oracle("sales.pipeline_value")
def _(frames: World) -> float:
    return float(frames["deals"][frames["deals"].outcome == "open"].value.sum() / 100)


@oracle("sales.new_customer_revenue")
def _(frames: World) -> float:
    first = won(frames)[won(frames).deal_type == "initial"]
    return per_month(first.closed, first.value) / 100


@oracle("sales.activities_per_seller")
def _(frames: World) -> float:
    rows = frames["activities"][frames["activities"].type.isin(["call", "email", "meeting"])]
    return len(rows) / len(set(zip(rows.seller, rows.date.dt.to_period("M"), strict=True)))


@oracle("marketing.contact_to_lead_rate")
def _(frames: World) -> float:
    return float(frames["campaigns"].leads.sum() / frames["campaigns"].recipients.sum())


@oracle("marketing.qualified_lead_rate")
def _(frames: World) -> float:
    return float((frames["leads"].qualified.notna() | frames["leads"].converted.notna()).mean())


@oracle("marketing.new_customers")
def _(frames: World) -> float:
    return per_month(frames["contacts"].became_customer.dropna())


def costs_over(frames: World, days: pd.Series) -> float:
    """Costs per event, of the months that both reach."""
    costs = frames["costs"]
    months = [one.dt.to_period("M") for one in (costs.date, days)]
    first, last = max(one.min() for one in months), min(one.max() for one in months)
    kept = [(one >= first) & (one <= last) for one in months]
    return float(costs.cost[kept[0]].sum() / 100 / kept[1].sum())


@oracle("marketing.cost_per_lead")
def _(frames: World) -> float:
    return costs_over(frames, frames["leads"].created)


@oracle("marketing.customer_acquisition_cost")
def _(frames: World) -> float:
    return costs_over(frames, frames["contacts"].became_customer.dropna())


CAMPAIGN_RATIOS = {
    "marketing.lead_cost_cover": ("margin", "cost", 1),
    "marketing.open_rate": ("opened", "recipients", 1),
    "marketing.click_rate": ("clicked", "recipients", 1),
    "marketing.interaction_rate": ("responded", "exposed", 1),
    "marketing.advocacy_rate": ("shared", "exposed", 1),
    "marketing.unsubscribe_rate": ("unsubscribed", "recipients", 1),
    "marketing.revenue_per_recipient": ("revenue", "recipients", 100),
    "marketing.margin_per_recipient": ("margin", "recipients", 100),
}
for _kpi, (_above, _below, _scale) in CAMPAIGN_RATIOS.items():
    ORACLES[_kpi] = lambda frames, a=_above, b=_below, s=_scale: (  # type: ignore[misc]
        frames["campaigns"][a].sum() / frames["campaigns"][b].sum() / s
    )


@oracle("marketing.return_on_campaign")
def _(frames: World) -> float:
    campaigns = frames["campaigns"]
    return float((campaigns.margin - campaigns.cost).sum() / campaigns.cost.sum())


@oracle("marketing.messages_sent")
def _(frames: World) -> float:
    return per_month(frames["campaigns"].sent, frames["campaigns"].messages)


@oracle("marketing.revenue_per_campaign")
def _(frames: World) -> float:
    return float(frames["campaigns"].revenue.mean() / 100)


@oracle("marketing.margin_per_campaign")
def _(frames: World) -> float:
    return float(frames["campaigns"].margin.mean() / 100)


@oracle("marketing.revenue_per_email")
def _(frames: World) -> float:
    mail = frames["campaigns"][frames["campaigns"].channel == "email"]
    return float(mail.revenue.sum() / mail.messages.sum() / 100)


@oracle("marketing.margin_per_email")
def _(frames: World) -> float:
    mail = frames["campaigns"][frames["campaigns"].channel == "email"]
    return float(mail.margin.sum() / mail.messages.sum() / 100)


def bought(frames: World) -> pd.DataFrame:
    return frames["orders"][frames["orders"].amount > 0]


@oracle("customer.active_customers")
def _(frames: World) -> float:
    return bought(frames).customer[bought(frames).date > UNTIL - pd.DateOffset(months=12)].nunique()


@oracle("customer.retention_rate")
def _(frames: World) -> float:
    """Twelve months before and after March 2025, the last month with twelve whole ones after it."""
    orders, day = bought(frames), pd.Timestamp("2025-03-01")
    before = set(orders[(orders.date < day) & (orders.date >= "2024-03-01")].customer)
    after = set(orders[(orders.date >= day) & (orders.date < "2026-03-01")].customer)
    return len(before & after) / len(before)


@oracle("customer.churn_rate")
def _(frames: World) -> float:
    return 1 - ORACLES["customer.retention_rate"](frames) ** (1 / 12)


@oracle("customer.customer_life")
def _(frames: World) -> float:
    return 1 / ORACLES["customer.churn_rate"](frames)


@oracle("customer.repeat_rate")
def _(frames: World) -> float:
    return float((bought(frames).groupby("customer").order.nunique() >= 2).mean())


@oracle("customer.order_frequency")
def _(frames: World) -> float:
    recent = bought(frames)[bought(frames).date > UNTIL - pd.DateOffset(months=12)]
    return float(recent.groupby("customer").order.nunique().mean() / 12)


@oracle("customer.order_value")
def _(frames: World) -> float:
    amounts = frames["orders"].groupby("order").amount.sum()
    return float(amounts[amounts > 0].mean() / 100)


@oracle("customer.margin_per_order")
def _(frames: World) -> float:
    orders = frames["orders"].groupby("order")[["amount", "margin"]].sum()
    return float(orders[orders.amount > 0].margin.mean() / 100)


@oracle("customer.lifetime_value")
def _(frames: World) -> float:
    parts = ("customer.margin_per_order", "customer.order_frequency", "customer.customer_life")
    return float(np.prod([ORACLES[one](frames) for one in parts]))


@oracle("customer.lifetime_revenue")
def _(frames: World) -> float:
    parts = ("customer.order_value", "customer.order_frequency", "customer.customer_life")
    return float(np.prod([ORACLES[one](frames) for one in parts]))


@oracle("customer.net_promoter_score")
def _(frames: World) -> float:
    score = frames["surveys"].score
    return float((score >= 9).mean() - (score <= 6).mean())


@oracle("customer.promoter_share")
def _(frames: World) -> float:
    return float((frames["surveys"].score >= 9).mean())


@oracle("customer.passive_share")
def _(frames: World) -> float:
    return float(frames["surveys"].score.isin([7, 8]).mean())


@oracle("customer.detractor_share")
def _(frames: World) -> float:
    return float((frames["surveys"].score <= 6).mean())


@oracle("customer.rfm_days_since_order")
def _(frames: World) -> float:
    last = bought(frames).groupby("customer").date.max()
    return float((UNTIL.normalize() - last).dt.days.mean())


@oracle("customer.rfm_orders")
def _(frames: World) -> float:
    return float(bought(frames).groupby("customer").order.nunique().mean())


@oracle("customer.rfm_amount")
def _(frames: World) -> float:
    buyers = frames["orders"][frames["orders"].customer.isin(bought(frames).customer)]
    return float(buyers.groupby("customer").amount.sum().mean() / 100)


def scores(frames: World, key: str) -> float:
    """Mean score by the product's own scoring of a log."""
    orders = frames["orders"]
    log = pd.DataFrame({"customer": orders.customer, "day": orders.date, "cents": orders.amount})
    table = log.assign(day=(log.day - pd.Timestamp(0)).dt.days).groupby(["customer", "day"], as_index=False).cents.sum()
    with TemporaryDirectory() as folder:
        base = read_log(write_log(table, Path(folder) / "log.csv"))
        cells = scored_base(base, ScoreQuestion(at=UNTIL.date())).cells
    return float((getattr(cells, key) * cells.customers).sum() / cells.customers.sum())


@oracle("customer.rfm_recency_score")
def _(frames: World) -> float:
    return scores(frames, "r")


@oracle("customer.rfm_frequency_score")
def _(frames: World) -> float:
    return scores(frames, "f")


@oracle("customer.rfm_amount_score")
def _(frames: World) -> float:
    return scores(frames, "m")


def answered(frames: World) -> pd.DataFrame:
    calls = frames["calls"]
    return calls[(calls.direction == "in") & ~calls.abandoned]


@oracle("service.contacts_handled")
def _(frames: World) -> float:
    return per_month(answered(frames).started)


@oracle("service.contacts_per_agent")
def _(frames: World) -> float:
    rows = answered(frames)
    return len(rows) / len(set(zip(rows.agent, rows.started.dt.to_period("M"), strict=True)))


@oracle("service.handle_time")
def _(frames: World) -> float:
    return float(frames["calls"][~frames["calls"].abandoned].handle.mean() / 60)


@oracle("service.after_contact_work")
def _(frames: World) -> float:
    return float(frames["calls"][~frames["calls"].abandoned].after_work.mean() / 60)


@oracle("service.waiting_time")
def _(frames: World) -> float:
    return float(answered(frames).waiting.mean() / 60)


@oracle("service.abandonment_rate")
def _(frames: World) -> float:
    return float(frames["calls"][frames["calls"].direction == "in"].abandoned.mean())


@oracle("service.first_contact_resolution_rate")
def _(frames: World) -> float:
    return float(answered(frames).resolved.mean())


@oracle("service.contacts_per_call")
def _(frames: World) -> float:
    calls = frames["calls"][~frames["calls"].abandoned]
    return len(calls) / calls.ticket.nunique()


@oracle("service.tickets_opened")
def _(frames: World) -> float:
    return per_month(frames["tickets"].opened)


@oracle("service.tickets_resolved")
def _(frames: World) -> float:
    return per_month(frames["tickets"].resolved.dropna())


@oracle("service.backlog")
def _(frames: World) -> float:
    return float(frames["tickets"].resolved.isna().sum())


@oracle("service.resolution_time")
def _(frames: World) -> float:
    return restricted_mean(frames["tickets"].opened, frames["tickets"].resolved)


@oracle("service.resolution_time_p90")
def _(frames: World) -> float:
    return within(frames["tickets"].opened, frames["tickets"].resolved, 0.9)


@oracle("service.first_reply_time")
def _(frames: World) -> float:
    """A ticket that was resolved without a reply was waited for until then."""
    tickets = frames["tickets"]
    return within(tickets.opened, tickets.first_reply, 0.5, tickets.resolved.fillna(UNTIL))


@oracle("service.work_per_ticket")
def _(frames: World) -> float:
    return float(frames["tickets"][frames["tickets"].status == "closed"].handle.mean() / 3600)


@oracle("service.reopen_rate")
def _(frames: World) -> float:
    tickets = frames["tickets"]
    return float((tickets.reopens > 0)[(tickets.reopens > 0) | tickets.resolved.notna()].mean())


@oracle("service.replies_per_ticket")
def _(frames: World) -> float:
    return float(frames["tickets"].replies.mean())


@oracle("marketing.lead_to_customer_days")
def _(frames: World) -> float:
    days = (frames["leads"].converted - frames["leads"].created).dropna() / pd.Timedelta(days=1)
    return float(np.quantile(days, 0.5, method="inverted_cdf"))


# those that the tests on public files hold to plain pandas
ELSEWHERE = frozenset(
    "sales.close_rate sales.win_rate sales.average_deal_value sales.cycle_length sales.time_to_decision"
    " sales.time_to_decision_median sales.deals_created sales.deals_decided sales.open_deals sales.pipeline_velocity"
    " sales.revenue sales.revenue_per_seller sales.stuck_deals marketing.leads_generated"
    " marketing.lead_to_customer_rate"
    " marketing.lead_to_customer_90_days service.resolution_time_median service.resolution_time_working_hours"
    " service.resolution_time_working_hours_median service.resolution_time_working_hours_p90 service.reassignment_rate"
    " service.reassignments_per_ticket".split()
)


def test_every_kpi_can_be_computed_and_has_an_oracle(report: KpiReport) -> None:
    assert [(one.id, one.reason.message) for one in report.missing] == []
    assert kpi_catalogue().keys() - ORACLES.keys() - ELSEWHERE == set()


@pytest.mark.parametrize("kpi", ORACLES)
def test_a_kpi_is_what_plain_pandas_says(kpi: str, report: KpiReport, frames: World) -> None:
    assert report.results[kpi].estimate.value == pytest.approx(ORACLES[kpi](frames), rel=1e-9)


def test_the_error_of_a_ratio_is_that_of_its_residuals(report: KpiReport, frames: World) -> None:
    y, x = frames["campaigns"].revenue / 100, frames["campaigns"].recipients
    residuals = y - y.sum() / x.sum() * x
    found = report.results["marketing.revenue_per_recipient"].estimate
    assert found.se == pytest.approx(np.sqrt(40 / 39 * (residuals**2).sum()) / x.sum(), rel=1e-9)


def test_the_order_of_rows_changes_nothing_at_all(report: KpiReport, frames: World) -> None:
    shuffled = {kind: frame.sample(frac=1.0, random_state=k) for k, (kind, frame) in enumerate(frames.items())}
    other = compute(exports_of(shuffled), KpiQuestion(identity=False, by=("channel", "seller")))
    assert other.results == report.results


def test_labels_of_a_dimension_make_up_the_whole(report: KpiReport) -> None:
    for result in report.results.values():
        kind = kpi_catalogue()[result.id].estimate
        if kind in ("share", "mean", "rate", "total", "level") and result.id not in ACROSS:
            for labels in result.by.values():
                assert sum(one.n for _, one in labels) == result.estimate.n, result.id
    assert {label for label, _ in report.results["sales.win_rate"].by["seller"]} == {"Ada", "Bo", "Cy"}


# of customers and orders that may have bought through several channels
ACROSS = {f"customer.{one}" for one in ("repeat_rate", "order_value", "margin_per_order", "rfm_days_since_order",
                                        "rfm_orders", "rfm_amount", "rfm_recency_score",
                                        "rfm_frequency_score", "rfm_amount_score")}  # fmt: skip


def test_months_make_up_the_whole(report: KpiReport) -> None:
    for result in report.results.values():
        kind = kpi_catalogue()[result.id].estimate
        if kind in ("share", "rate", "total", "survival") and result.by_month:
            assert sum(one.estimate.n for one in result.by_month) == result.estimate.n, result.id
    backlog = report.results["service.backlog"]
    assert backlog.by_month[-1].estimate.value == backlog.estimate.value
    assert backlog.by_month[-1].partial
    assert not backlog.by_month[-2].partial
