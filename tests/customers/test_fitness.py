"""Fitness: each code where it belongs, and silence where scores fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roi_engine.customers.fitness import BaseFacts, fitness_findings

RETAILER = BaseFacts(
    n_customers=20_000,
    single_share=0.55,
    has_amounts=True,
    orders_per_customer_year=3.1,
    median_gap_days=48.0,
    gap_variation=0.85,
    gap_customers=4_000,
    window_days=1095.0,
)


def codes(facts: BaseFacts) -> list[tuple[str, str]]:
    return [(each.code, each.severity) for each in fitness_findings(facts)]


def test_a_retailer_has_no_finding() -> None:
    assert codes(RETAILER) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"n_customers": 49}, ("too_few_customers", "warning")),
        ({"n_customers": 50}, ("too_few_customers", "note")),
        ({"n_customers": 999}, ("too_few_customers", "note")),
        ({"single_share": 0.8}, ("mostly_single_orders", "warning")),
        ({"gap_variation": 0.1}, ("contract_or_controlled_cycle", "unfit")),
        ({"has_amounts": False}, ("no_amounts", "note")),
        ({"window_days": 60.0}, ("short_window", "warning")),
        ({"window_days": 95.0}, ("short_window", "warning")),
        ({"n_customers": 4000, "median_gap_days": 210.0}, ("long_b2b_cycle", "warning")),
    ],
)
def test_one_finding(change: dict[str, object], expected: tuple[str, str]) -> None:
    assert codes(replace(RETAILER, **change)) == [expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"n_customers": 1000},
        {"single_share": 0.79},
        {"gap_variation": 0.36},
        {"gap_variation": 0.1, "gap_customers": 29},
        {"gap_variation": None},
        {"window_days": 96.0},
        {"median_gap_days": 210.0},
    ],
)
def test_just_within(change: dict[str, object]) -> None:
    assert codes(replace(RETAILER, **change)) == []  # type: ignore[arg-type]


def test_a_long_sales_cycle_says_what_to_use_instead() -> None:
    facts = replace(RETAILER, n_customers=300, median_gap_days=400.0, orders_per_customer_year=0.7)
    worst, *_ = fitness_findings(facts)
    assert (worst.code, worst.severity) == ("long_b2b_cycle", "unfit")
    assert "300 customers with 400 days between orders" in worst.message
    for words in ("help desk", "call centre", "opportunity pipeline"):
        assert words in worst.instead


def test_rare_orders_stand_in_for_unknown_gaps() -> None:
    facts = replace(RETAILER, n_customers=300, median_gap_days=None, orders_per_customer_year=0.7)
    assert ("long_b2b_cycle", "unfit") in codes(facts)
    assert ("long_b2b_cycle", "unfit") not in codes(replace(facts, orders_per_customer_year=4.0))


def test_a_contract_base_is_sent_to_retention() -> None:
    (finding,) = fitness_findings(replace(RETAILER, gap_variation=0.05))
    assert "shifted beta-geometric" in finding.instead


def test_a_bare_list_of_fifty() -> None:
    facts = BaseFacts(n_customers=50, single_share=0.3, has_amounts=True)
    assert codes(facts) == [("too_few_customers", "note")]


def test_the_gravest_comes_first() -> None:
    facts = BaseFacts(20, 0.95, False, 0.3, 500.0, 0.05, 40, 30.0)
    severities = [each.severity for each in fitness_findings(facts)]
    assert len(severities) == 6
    assert severities == sorted(severities, key=["unfit", "warning", "note"].index)
