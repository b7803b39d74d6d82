"""Periods, windows, customers and definitions: what is asked decides what counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from roi_engine.crm_data.kpis import durations
from roi_engine.crm_data.kpis.calendar import calendar_of
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult
from roi_engine.errors import DataError
from tests.crm_data.kpis.given import given

DAY = datetime.date.fromisoformat


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def asked(until: str, *ids: str, question: KpiQuestion | None = None, **tables: pd.DataFrame) -> KpiReport:
    question = question or KpiQuestion()
    wanted = KpiQuestion(ids, question.by, question.since, question.until, question.calendar, False, question.window)
    return compute(given(until, **tables), wanted)


def only(report: KpiReport) -> KpiResult:
    (found,) = report.results.values()
    return found


def reasons(report: KpiReport) -> Mapping[str, str]:
    return {one.id: one.reason.code for one in report.missing}


DEALS = frame(
    "deal created closed outcome value customer",
    ("a", "2026-01-05", "2026-01-20", "won", 1000_00, "k1"),
    ("b", "2026-01-07", "2026-02-20", "lost", 500_00, "k2"),
    ("c", "2026-02-01", "2026-02-11", "won", 3000_00, "k1"),
    ("d", "2026-02-10", "2026-03-05", "won", 2000_00, "k3"),
    ("e", "2026-03-01", None, "open", 700_00, "k4"),
)


def test_the_period_takes_both_of_its_days() -> None:
    question = KpiQuestion(since=DAY("2026-01-20"), until=DAY("2026-02-20"))
    found = only(asked("2026-03-10", "sales.win_rate", question=question, deals=DEALS))
    assert (found.estimate.successes, found.estimate.n) == (2, 3)
    assert (found.first, found.last) == (DAY("2026-01-20"), DAY("2026-02-20"))
    assert [(one.month, one.partial) for one in found.by_month] == [("2026-01", True), ("2026-02", True)]


def test_the_unfinished_month_is_partial_and_a_finished_one_is_not() -> None:
    early = only(asked("2026-03-10", "sales.deals_decided", deals=DEALS)).by_month
    assert [(one.month, one.partial) for one in early] == [("2026-01", False), ("2026-02", False), ("2026-03", True)]
    late = only(asked("2026-03-31", "sales.deals_decided", deals=DEALS)).by_month
    assert not late[-1].partial


def test_what_was_decided_after_the_export_is_not_known_yet() -> None:
    found = asked("2026-02-15", "sales.win_rate", "sales.open_deals", "sales.time_to_decision", deals=DEALS).results
    assert (found["sales.win_rate"].estimate.successes, found["sales.win_rate"].estimate.n) == (2, 2)
    assert found["sales.open_deals"].estimate.value == 2  # b and d; e does not exist yet
    assert found["sales.time_to_decision"].censored == 2


def test_a_stock_is_that_of_the_end_of_the_period() -> None:
    question = KpiQuestion(until=DAY("2026-01-31"))
    found = only(asked("2026-03-10", "sales.open_deals", question=question, deals=DEALS))
    assert found.estimate.value == 1
    later = only(asked("2026-03-10", "sales.open_deals", deals=DEALS, question=KpiQuestion(since=DAY("2026-02-01"))))
    assert [(one.month, one.estimate.value) for one in later.by_month] == [("2026-02", 1), ("2026-03", 1)]


def test_a_month_without_events_counts_as_nothing() -> None:
    calls = frame("call started", ("a", "2026-01-03"), ("b", "2026-03-04"))
    found = only(asked("2026-03-31", "service.contacts_handled", calls=calls))
    assert [one.estimate.value for one in found.by_month] == [1, 0, 1]
    assert found.estimate.value == pytest.approx(2 / (88 / (365.25 / 12)))


ORDERS = frame(
    "order date amount customer",
    *(("o1", "2024-02-10", 10_00, "k1"), ("o2", "2024-05-10", 10_00, "k2"), ("o3", "2024-08-01", 10_00, "k3")),
    *(("o4", "2025-01-20", 10_00, "k1"), ("o5", "2025-03-03", 10_00, "k3"), ("o6", "2025-07-15", 10_00, "k4")),
)


def test_customers_are_lost_after_a_window_without_an_order() -> None:
    """Six months before and after January 2025: k3 was there and came back in March; k1 and k2 ordered too long ago."""
    question = KpiQuestion(window=6)
    found = asked("2025-07-20", "customer.retention_rate", "customer.churn_rate", question=question, orders=ORDERS)
    retained = found.results["customer.retention_rate"].estimate
    assert (retained.successes, retained.n) == (1, 1)
    months = {
        one.month: (one.estimate.successes, one.estimate.n) for one in found.results["customer.retention_rate"].by_month
    }
    assert months["2024-08"] == (1, 2)  # of k1 and k2 before August, k1 came back in January
    assert months["2025-01"] == (1, 1)
    assert "2025-02" not in months  # the window after it is not over
    assert found.results["customer.churn_rate"].estimate.value == 0
    pooled = asked("2026-03-10", "customer.retention_rate", question=question, orders=ORDERS)
    assert only(pooled).by_month[-1].month == "2025-09"


def test_a_history_shorter_than_two_windows_says_so() -> None:
    found = asked("2025-07-20", "customer.retention_rate", "customer.lifetime_value", orders=ORDERS)
    assert reasons(found)["customer.retention_rate"] == "short-history"
    assert reasons(found)["customer.lifetime_value"] == "missing-part"


def test_a_lead_becomes_a_customer_by_the_next_deal_of_the_same_person() -> None:
    leads = frame(
        "lead created customer",
        *(("l1", "2026-01-01 10:00", "k1"), ("l2", "2026-02-15", "k3"), ("l3", "2026-01-02", "k2")),
        *(("l4", "2026-03-08", "k1"), ("l5", "2026-01-03", None)),
    )
    found = asked(
        "2026-03-10", "marketing.lead_to_customer_rate", "marketing.lead_to_customer_days", leads=leads, deals=DEALS
    )
    rate = found.results["marketing.lead_to_customer_rate"].estimate
    assert (rate.successes, rate.n) == (2, 5)  # l4 came after what k1 bought, k2 lost its deal
    assert found.results["marketing.lead_to_customer_days"].estimate.value == pytest.approx(18)


def test_without_a_mark_a_customer_is_new_at_the_first_purchase_seen() -> None:
    found = asked("2026-03-31", "marketing.new_customers", "sales.new_customer_revenue", deals=DEALS)
    assert found.results["marketing.new_customers"].estimate.n == 2  # k1 and k3; a second deal makes nobody new
    revenue = found.results["sales.new_customer_revenue"]
    assert sum(one.estimate.value or 0 for one in revenue.by_month) == 3000
    assert "first-seen" in {one.code for one in revenue.notices}
    bought = asked("2025-07-31", "marketing.new_customers", orders=ORDERS)
    assert only(bought).estimate.n == 4


def test_a_ticket_that_was_opened_again_is_not_over() -> None:
    tickets = frame(
        "ticket opened resolved status",
        ("t1", "2026-01-01 09:00", "2026-01-01 11:00", "closed"),
        ("t2", "2026-01-01 09:00", "2026-01-01 12:00", "open"),
        ("t3", "2026-01-01 09:00", None, "closed"),  # nobody knows when: in neither number
    )
    found = asked("2026-01-11 09:00", "service.resolution_time", "service.backlog", tickets=tickets).results
    assert (found["service.resolution_time"].estimate.n, found["service.resolution_time"].censored) == (2, 1)
    assert found["service.backlog"].estimate.value == 1


def test_a_ticket_closed_without_a_reply_was_waited_for_until_then() -> None:
    """Replied after 4 days; closed unanswered after 1 and 2: of the one left at day 4 all are answered then."""
    tickets = frame(
        "ticket opened first_reply resolved",
        ("t1", "2026-01-01", "2026-01-05", None),
        ("t2", "2026-01-01", None, "2026-01-02"),
        ("t3", "2026-01-01", None, "2026-01-03"),
    )
    found = only(asked("2026-01-31", "service.first_reply_time", tickets=tickets))
    assert (found.estimate.value, found.censored) == (4, 2)


def test_a_stock_knows_of_months_only_what_it_saw_begin() -> None:
    deals = frame(
        "deal created closed outcome",
        *(("a", "2026-01-05", None, "open"), ("b", None, None, "open"), ("c", None, "2026-02-10", "won")),
        ("d", "2026-01-06", "2026-02-20", "lost"),
    )
    found = only(asked("2026-02-28", "sales.open_deals", deals=deals))
    assert [(one.month, one.estimate.value) for one in found.by_month] == [("2026-01", 2), ("2026-02", 1)]
    assert found.estimate.value == 2
    assert [one.values for one in found.notices if one.code == "unbegun"] == [(("n", "2"),)]


def test_what_happens_at_the_very_end_counts() -> None:
    tickets = frame("ticket opened resolved", ("t1", "2026-01-01 09:00", "2026-01-03 09:00"))
    found = asked("2026-01-03 09:00", "service.tickets_resolved", "service.backlog", "service.resolution_time",
                  tickets=tickets).results  # fmt: skip
    assert found["service.tickets_resolved"].estimate.n == 1
    assert found["service.backlog"].estimate.value == 0
    assert (found["service.resolution_time"].estimate.value, found["service.resolution_time"].censored) == (2, 0)
    opened = asked("2026-01-01 09:00", "service.tickets_opened", tickets=tickets)
    assert only(opened).estimate.n == 1


def test_months_that_were_not_watched_whole_tell_nothing_of_how_months_differ() -> None:
    days = [
        f"2026-{month:02d}-{day:02d}"
        for month, n in ((1, 3), (2, 20), (3, 2), (4, 25), (5, 1))
        for day in range(1, n + 1)
    ]
    tickets = pd.DataFrame({"ticket": [f"t{k}" for k in range(len(days))], "opened": days})
    found = only(asked("2026-05-04", "service.tickets_opened", tickets=tickets))
    assert found.estimate.se == pytest.approx(np.std([3, 20, 2, 25], ddof=1) / 2)
    later = only(asked("2026-05-04", "service.tickets_opened", tickets=tickets[tickets.opened != "2026-01-01"]))
    assert later.estimate.se == pytest.approx(
        np.std([20, 2, 25], ddof=1) / 3**0.5
    )  # the first row is of the second day


def test_the_calendar_that_is_stated_counts() -> None:
    tickets = frame("ticket opened resolved", ("t1", "2026-03-06 16:00", "2026-03-09 10:00"))
    wanted = "service.resolution_time_working_hours"
    usual = only(asked("2026-03-10", wanted, tickets=tickets))
    assert usual.estimate.value == 2
    assert "usual-calendar" in {one.code for one in usual.notices}
    stated = only(asked("2026-03-10", wanted, tickets=tickets, question=KpiQuestion(calendar=calendar_of("always"))))
    assert stated.estimate.value == 66
    assert "usual-calendar" not in {one.code for one in stated.notices}


def test_spans_that_would_not_fit_into_memory_are_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = pd.date_range("2026-01-01", periods=200, freq="7h").to_series(index=range(200))
    took = pd.to_timedelta([(k * k * 7919) % 400_000 for k in range(200)], unit="s")
    tickets = pd.DataFrame({"ticket": [f"t{k}" for k in range(200)], "opened": opened, "resolved": opened + took})
    exact = only(asked("2026-04-30", "service.resolution_time", tickets=tickets)).estimate
    monkeypatch.setattr(durations, "MOST", 250)
    found = only(asked("2026-04-30", "service.resolution_time", tickets=tickets))
    assert [one.values for one in found.notices if one.code == "rounded-spans"] == [(("n", "3600"),)]
    assert found.estimate.value == pytest.approx(exact.value, abs=0.01)
    assert found.estimate.n == exact.n


def test_days_alone_have_no_working_hours() -> None:
    tickets = frame("ticket opened resolved", ("t1", "2026-03-06", "2026-03-07"), ("t2", "2026-03-06", "2026-03-06"))
    exports = given("2026-03-10", tickets=tickets)
    exports = replace(exports, only_days={"tickets": frozenset({"opened"})})
    ids = ("service.resolution_time_working_hours", "service.resolution_time")
    found = compute(exports, KpiQuestion(ids))
    assert reasons(found) == {ids[0]: "days-alone"}
    assert "whole-days" in {one.code for one in only(found).notices}


def test_a_date_beside_a_time_of_day_is_no_span_backwards() -> None:
    leads = frame(
        "lead created converted", ("l1", "2026-01-05 15:00", "2026-01-05"), ("l2", "2026-01-05", "2026-01-04")
    )
    found = only(asked("2026-03-10", "marketing.lead_to_customer_days", leads=leads))
    assert (found.estimate.value, found.estimate.n) == (0, 1)
    assert "impossible-spans" in {one.code for one in found.notices}


@pytest.mark.parametrize(("scores", "code"), [((1, 5, 4), "scale-not-ten"), ((20, 100), "scale-not-ten")])
def test_scores_on_another_scale_are_refused(scores: tuple[float, ...], code: str) -> None:
    surveys = pd.DataFrame({"date": "2026-01-01", "score": scores})
    found = asked("2026-03-10", "customer.net_promoter_score", "customer.promoter_share", surveys=surveys)
    assert reasons(found) == {"customer.net_promoter_score": code, "customer.promoter_share": code}


def test_the_scale_from_one_is_told() -> None:
    surveys = pd.DataFrame({"date": "2026-01-01", "score": [1, 6, 7, 9, 10]})
    found = only(asked("2026-03-10", "customer.net_promoter_score", surveys=surveys))
    assert found.estimate.value == 0
    assert "scale-from-one" in {one.code for one in found.notices}


def test_a_file_of_won_deals_alone_tells_no_rate() -> None:
    won = pd.DataFrame({"deal": range(12), "closed": "2026-02-01", "outcome": "won"}).astype({"deal": str})
    found = asked("2026-03-10", "sales.win_rate", "sales.open_deals", "sales.deals_decided", deals=won)
    assert reasons(found) == {"sales.win_rate": "won-alone", "sales.open_deals": "decided-alone"}


def test_small_samples_and_heavy_tails_are_told() -> None:
    found = asked("2026-03-10", "sales.win_rate", "sales.average_deal_value", deals=DEALS).results
    assert {one.code for one in found["sales.win_rate"].notices} == {"small-sample", "undated"} - {"undated"}
    assert {one.code for one in found["sales.average_deal_value"].notices} == {"small-sample", "heavy-tail"}
    many = pd.concat([DEALS[DEALS.outcome == "won"]] * 20).assign(deal=lambda one: [f"d{k}" for k in range(len(one))])
    told = only(asked("2026-03-10", "sales.average_deal_value", deals=many))
    assert told.notices == ()


def test_undated_rows_are_counted() -> None:
    lost = DEALS.assign(closed=DEALS.closed.where(DEALS.deal != "b"))
    found = only(asked("2026-03-10", "sales.win_rate", deals=lost))
    assert [one.values for one in found.notices if one.code == "undated"] == [(("n", "1"),)]


def test_nothing_to_count_is_a_reason_and_no_zero() -> None:
    question = KpiQuestion(since=DAY("2026-03-06"))
    found = asked("2026-03-10", "sales.win_rate", "sales.revenue", question=question, deals=DEALS)
    assert reasons(found) == {"sales.win_rate": "no-rows", "sales.revenue": "no-rows"}
    timeless = compute(given(None, deals=DEALS), KpiQuestion(("sales.win_rate",)))
    assert reasons(timeless) == {"sales.win_rate": "no-moment"}


def test_every_fault_of_a_question_is_listed() -> None:
    question = KpiQuestion(("sales.winrate",), ("sellr",), DAY("2026-02-01"), DAY("2026-01-01"), window=0)
    with pytest.raises(DataError) as refused:
        compute(given("2026-03-10", {"deals": ("region",)}, deals=DEALS.assign(region="N", seller="Ada")), question)
    said = str(refused.value)
    assert [one.code for one in refused.value.problems] == [
        "unknown-kpi",
        "unknown-dimension",
        "bad-period",
        "bad-window",
    ]
    assert "did you mean 'sales.win_rate'?" in said
    assert "did you mean 'seller'?" in said
    assert "region" in said


def test_a_dimension_of_the_users_own() -> None:
    deals = DEALS.assign(region=["North", "South", "North", None, "South"])
    found = only(
        compute(
            given("2026-03-10", {"deals": ("region",)}, deals=deals),
            KpiQuestion(("sales.win_rate",), ("region",), identity=False),
        )
    )
    assert {label: (one.successes, one.n) for label, one in found.by["region"]} == {
        "North": (2, 2),
        "South": (0, 1),
        "": (1, 1),
    }


def test_a_dimension_may_bear_any_name() -> None:
    deals = DEALS.assign(**{'a "b"; x': "one"})
    exports = given("2026-03-10", {"deals": ('a "b"; x',)}, deals=deals)
    found = only(compute(exports, KpiQuestion(("sales.win_rate",), ('a "b"; x',))))
    assert [label for label, _ in found.by['a "b"; x']] == ["one"]


def test_a_stay_ends_with_the_next_stage_or_the_deal() -> None:
    stages = frame(
        "deal stage entered left",
        *(("a", "Offer", "2026-01-10", None), ("a", "First", "2026-01-05", None), ("b", "First", "2026-01-05", None)),
        *(("c", "First", "2026-01-01", "2026-01-03"),),
    )
    deals = frame("deal outcome", ("a", "won"), ("b", "open"))
    found = compute(given("2026-01-15", stages=stages, deals=deals), KpiQuestion(("sales.stage_length",), ("deal",)))
    assert {label: one.n for label, one in only(found).by["stage"]} == {"First": 3}  # in Offer the deal came to rest
    assert (only(found).estimate.n, only(found).censored) == (3, 1)
    assert set(only(found).by) == {"stage", "deal"}
    alone = only(compute(given("2026-01-15", stages=stages), KpiQuestion(("sales.stage_length",))))
    assert {label: one.n for label, one in alone.by["stage"]} == {"First": 3, "Offer": 1}


def test_customers_are_unified_before_they_are_counted() -> None:
    """One customer under a number and an address, in one row under both: three records, one person."""
    orders = frame(
        "order date amount customer email",
        *(("o1", "2026-01-01", 10_00, "k1", None), ("o2", "2026-02-01", 10_00, None, "m1")),
        *(("o3", "2026-03-01", 10_00, "k1", "m1"), ("o4", "2026-03-02", 10_00, "k2", "m2")),
    )
    together = compute(given("2026-03-10", orders=orders), KpiQuestion(("customer.repeat_rate",)))
    assert (only(together).estimate.successes, only(together).estimate.n) == (1, 2)
    assert together.identity is not None
    assert together.identity.persons == 2
    apart = compute(given("2026-03-10", orders=orders), KpiQuestion(("customer.repeat_rate",), identity=False))
    assert only(apart).estimate.n == 3


@cases(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30), st.booleans()), min_size=1, max_size=25))
@settings(max_examples=15)
def test_stock_flows_and_open_ones_tie(rows: list[tuple[int, int, bool]]) -> None:
    """What came less what went is what is there, at the end of every month."""
    first = pd.Timestamp("2025-01-01 12:00")
    opened = [first + pd.Timedelta(days=begin) for begin, _, _ in rows]
    resolved = [
        at + pd.Timedelta(days=span) if over else pd.NaT for at, (_, span, over) in zip(opened, rows, strict=True)
    ]
    tickets = pd.DataFrame({"ticket": [f"t{k}" for k in range(len(rows))], "opened": opened, "resolved": resolved})
    found = asked(
        "2026-03-31 23:00", "service.tickets_opened", "service.tickets_resolved", "service.backlog", tickets=tickets
    )
    came = {one.month: one.estimate.n for one in found.results["service.tickets_opened"].by_month}
    went = found.results.get("service.tickets_resolved")
    gone = {one.month: one.estimate.n for one in went.by_month} if went else {}
    stock = 0
    for one in found.results["service.backlog"].by_month:
        stock += came[one.month] - gone.get(one.month, 0)
        assert one.estimate.value == stock
    assert found.results["service.backlog"].estimate.value == stock


@pytest.mark.parametrize(
    ("first_closed", "since", "said"),
    [("2026-01-15", None, True), ("2026-01-15", "2026-04-01", False), ("2026-03-05", None, False)],
)
@pytest.mark.parametrize("kpi", ["sales.deals_decided", "sales.revenue", "sales.revenue_per_seller"])
def test_an_export_that_begins_with_openings_is_short_of_early_decisions(
    kpi: str, first_closed: str, since: str | None, said: bool
) -> None:
    """Deals take 30 days; those of before January are there only where the first closing is of March."""
    created = pd.date_range("2026-01-01", "2026-05-01", freq="5D")
    closed = (created + pd.Timedelta(days=30)).where(created >= pd.Timestamp(first_closed) - pd.Timedelta(days=62))
    frame = pd.DataFrame({"deal": [f"d{k}" for k in range(len(created))], "created": created, "closed": closed})
    frame.loc[0, "closed"] = pd.Timestamp(first_closed)
    frame = frame.dropna()
    frame = frame[(frame.closed >= first_closed)].assign(outcome="won", value=100, seller="Ada")
    question = KpiQuestion((kpi,), since=None if since is None else DAY(since), identity=False)
    report = compute(given("2026-06-30", deals=frame), question)
    codes = [one.code for one in report.results[kpi].notices]
    assert ("opened-before" in codes) is said
