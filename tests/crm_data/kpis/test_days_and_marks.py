"""Spans from a moment to a day, calls whose end nobody wrote down, and deals that nobody marks as an upsell."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.crm_data.identity.records import IdentityRules
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport


def computed(folder: Path, content: str, *ids: str) -> KpiReport:
    path = folder / "export.csv"
    path.write_text(content, encoding="utf-8")
    return compute(read_exports([ExportFile("export", str(path))]), KpiQuestion(ids))


def test_a_deal_opened_at_three_and_won_that_day_or_the_next_took_no_day_or_one(tmp_path: Path) -> None:
    deals = "Deal ID,Created,Close date,Status\n1,2025-01-13 15:00,2025-01-13,Won\n2,2025-01-13 15:00,2025-01-14,Won\n"
    found = computed(tmp_path, deals, "sales.cycle_length", "sales.time_to_decision")
    assert found.results["sales.cycle_length"].estimate.value == pytest.approx(0.5)
    assert found.results["sales.time_to_decision"].estimate.value == pytest.approx(0.5)


def test_moments_of_day_are_kept_where_both_ends_have_them(tmp_path: Path) -> None:
    deals = "Deal ID,Created,Close date,Status\n1,2025-01-13 15:00,2025-01-13 21:00,Won\n"
    found = computed(tmp_path, deals, "sales.cycle_length", "sales.time_to_decision")
    assert found.results["sales.cycle_length"].estimate.value == pytest.approx(0.25)
    assert found.results["sales.time_to_decision"].estimate.value == pytest.approx(0.25)


TICKETS = "Ticket ID,Opened at,Resolved at,Closed at,Status\n1,2025-01-13 10:00,2025-01-13 16:00,{},solved\n"


@pytest.mark.parametrize("closed", ["", "2025-01-15"])
def test_hours_count_whatever_a_column_beside_the_end_lacks(tmp_path: Path, closed: str) -> None:
    found = computed(tmp_path, TICKETS.format(closed), "service.resolution_time")
    assert found.results["service.resolution_time"].estimate.value == pytest.approx(0.25)


def test_a_blank_column_beside_the_end_leaves_working_hours_as_they_are(tmp_path: Path) -> None:
    found = computed(tmp_path, TICKETS.format(""), "service.resolution_time_working_hours")
    assert found.results["service.resolution_time_working_hours"].estimate.value == pytest.approx(6.0)


CALLS = "Start time,Direction,Wait time (s){}\n2025-01-13 08:00,in,5{}\n2025-01-13 09:00,in,9{}\n"


def test_waiting_says_so_where_nothing_tells_calls_that_were_given_up(tmp_path: Path) -> None:
    untold = computed(tmp_path, CALLS.format("", "", ""), "service.waiting_time").results["service.waiting_time"]
    assert "abandoned-unknown" in {one.code for one in untold.notices}
    told = computed(tmp_path, CALLS.format(",Abandoned", ",no", ",yes"), "service.waiting_time")
    assert "abandoned-unknown" not in {one.code for one in told.results["service.waiting_time"].notices}


def test_no_upsell_rate_from_deals_that_nobody_marks(tmp_path: Path) -> None:
    header = "Deal ID,Created,Close date,Status,Type,Customer ID\n"
    rows = "".join(f"{n},2023-01-13,2023-0{n}-20,Won,Existing business,c{n}\n" for n in range(2, 9))
    found = computed(tmp_path, header + rows + "9,2025-01-13,2025-01-20,Won,New business,c9\n", "sales.upsell_rate")
    assert [one.reason.code for one in found.missing] == ["no-upsell"]


def test_stated_rules_say_which_records_are_one_customer(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    phone = "+39 06 698 12345"
    path.write_text(
        f"Order ID,Order date,Amount,Customer ID,Phone\n1,2025-01-13,10,c1,{phone}\n2,2025-01-14,10,c2,{phone}\n",
        encoding="utf-8",
    )
    persons = []
    for trust in (False, True):
        exports = read_exports([ExportFile("orders", str(path))])
        report = compute(exports, KpiQuestion(("customer.repeat_rate",), rules=IdentityRules(trust_phones=trust)))
        assert report.identity is not None
        persons.append(report.identity.persons)
    assert persons == [2, 1]
