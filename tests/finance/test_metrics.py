from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi_engine.finance import DEFINITIONS, IRR_STATUS, PAYBACK_STATUS, headline, metrics
from roi_engine.timeline import Array, Step
from tests.finance.ledgers import account, judged, ledger

BENEFITS, COSTS = [0, 60, 120, 180, 240], [200, 20, 20, 20, 20]


def test_every_figure_by_hand() -> None:
    found = account(judged(4, 0.1), BENEFITS, COSTS)
    pv_benefits = 60 / 1.1 + 120 / 1.21 + 180 / 1.331 + 240 / 1.4641
    pv_costs = 200 + 20 * (1 / 1.1 + 1 / 1.21 + 1 / 1.331 + 1 / 1.4641)
    expected = {
        "pv_benefits": pv_benefits,
        "pv_costs": pv_costs,
        "npv": pv_benefits - pv_costs,
        "roi": pv_benefits / pv_costs - 1,
        "bcr": pv_benefits / pv_costs,
        "benefits": 600,
        "costs": 280,
        "tco": 280,
        "net": 320,
        "roi_undiscounted": 320 / 280,
        "roi_nucleus": (40 + 100 + 160) / 3 / 200,  # the first three years of four
        "peak_funding": -200,
        "mirr": ((40 * 1.331 + 100 * 1.21 + 160 * 1.1 + 220) / 200) ** 0.25 - 1,
    }
    for name, figure in expected.items():
        assert getattr(found, name)[0] == pytest.approx(figure, rel=1e-12), name
    assert found.payback.months[0] == pytest.approx(12 * (2 + 60 / 160), rel=1e-12)
    left = 200 - 40 / 1.1 - 100 / 1.21
    assert found.discounted_payback.months[0] == pytest.approx(12 * (2 + left / (160 / 1.331)), rel=1e-12)
    assert IRR_STATUS[found.irr.status[0]] == "unique"
    assert PAYBACK_STATUS[found.payback.status[0]] == "reached"
    np.testing.assert_allclose(found.cumulative, [[-200, -160, -60, 100, 320]])


def test_discounted_payback_lies_in_the_calendar() -> None:
    """Money of month 3 stands in month 3 of the payback, although year_end discounts it as of the year's end."""
    benefits = np.zeros((1, 13))
    benefits[0, 3] = 200
    costs = np.zeros((1, 13))
    costs[0, 0] = 100
    found = account(judged(1, 0.1, "month"), benefits, costs)
    assert found.payback.months[0] == pytest.approx(2.5)
    assert found.discounted_payback.months[0] == pytest.approx(2 + 100 / (200 / 1.1))


def test_what_cannot_be_divided_is_not_a_number() -> None:
    free = account(judged(2), [0, 10, 10], [0, 0, 0])
    assert np.isnan(free.roi[0])
    assert np.isnan(free.bcr[0])
    assert np.isnan(free.roi_undiscounted[0])
    assert np.isnan(free.roi_nucleus[0])
    assert np.isnan(free.mirr[0])
    assert IRR_STATUS[free.irr.status[0]] == "none"
    assert PAYBACK_STATUS[free.payback.status[0]] == "no_investment"
    rented = account(judged(2), [0, 10, 30], [0, 20, 20])
    assert np.isnan(rented.roi_nucleus[0])  # nothing paid at the start
    assert rented.roi[0] == pytest.approx((10 / 1.1 + 30 / 1.21) / (20 / 1.1 + 20 / 1.21) - 1)


def test_nucleus_takes_all_years_where_there_are_fewer_than_three() -> None:
    found = account(judged(1, step="month"), np.r_[0, np.full(12, 10.0)][np.newaxis], np.r_[50, np.full(12, 2.0)][None])
    assert found.roi_nucleus[0] == pytest.approx(96 / 50)


def test_cashable_lines_alone() -> None:
    on = judged(2)
    benefits, costs = np.array([[0, 60, 60.0]]), np.array([[50.0, 0, 0]])
    found = metrics(ledger(on, benefits, costs, cashable=np.array([[0, 11.0, 12.1]])), on)
    assert found.npv_cashable[0] == pytest.approx(10 + 10 - 50)
    assert found.npv[0] == pytest.approx(60 / 1.1 + 60 / 1.21 - 50)


money = st.just(0.0) | st.floats(0.01, 1e6)
amounts = arrays(float, (3, 5), elements=money)


@given(amounts, amounts)
def test_headline_is_part_of_the_whole(benefits: Array, costs: Array) -> None:
    on = judged(4, tax_rate=0.25)
    book = ledger(on, benefits, costs)
    head, whole = headline(book, on), metrics(book, on)
    for name in ("npv", "npv_cashable", "roi", "pv_benefits", "pv_costs", "pv_operational", "pv_analytical"):
        np.testing.assert_array_equal(getattr(head, name), getattr(whole, name))
    np.testing.assert_array_equal(head.irr.rate, whole.irr.rate)
    np.testing.assert_array_equal(head.payback.sortable, whole.payback.sortable)
    assert whole.after_tax is not None
    np.testing.assert_array_equal(head.npv_after_tax, whole.after_tax.npv)


@given(amounts, amounts, money, st.integers(0, 4))
def test_more_cost_never_raises_npv(benefits: Array, costs: Array, extra: float, column: int) -> None:
    on = judged(4)
    dearer = costs.copy()
    dearer[:, column] += extra
    before, after = account(on, benefits, costs), account(on, benefits, dearer)
    assert np.all(after.npv <= before.npv + 1e-6)
    assert np.all(after.peak_funding <= before.peak_funding + 1e-6)
    assert np.all(after.payback.sortable >= before.payback.sortable - 1e-6)


whole_amounts = arrays(float, (3, 5), elements=st.integers(0, 10**6).map(float))


@given(whole_amounts, whole_amounts, st.floats(0.01, 100))
def test_scale_moves_money_and_leaves_ratios(benefits: Array, costs: Array, factor: float) -> None:
    on = judged(4)
    one, other = account(on, benefits, costs), account(on, benefits * factor, costs * factor)
    for name in ("npv", "tco", "net", "peak_funding"):
        np.testing.assert_allclose(getattr(other, name), factor * getattr(one, name), rtol=1e-9, atol=1e-6)
    for name in ("roi", "roi_undiscounted", "roi_nucleus", "bcr", "mirr"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.payback.months, one.payback.months, rtol=1e-6)


def test_order_of_draws_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    benefits, costs = rng.lognormal(3, 1, (64, 37)), rng.lognormal(2.5, 1, (64, 37))
    on, order = judged(3, step="month", tax_rate=0.2), rng.permutation(64)
    whole, shuffled = account(on, benefits, costs), account(on, benefits[order], costs[order])
    for name in ("npv", "roi", "mirr", "roi_nucleus", "tco", "peak_funding"):
        np.testing.assert_allclose(getattr(shuffled, name), getattr(whole, name)[order], rtol=1e-13)
    np.testing.assert_array_equal(shuffled.irr.status, whole.irr.status[order])
    np.testing.assert_allclose(shuffled.irr.rate, whole.irr.rate[order], rtol=1e-12)
    np.testing.assert_array_equal(shuffled.payback.sortable, whole.payback.sortable[order])


@pytest.mark.parametrize(("step", "n"), [("month", 12), ("quarter", 4)])
def test_a_year_typed_in_parts_is_the_same_year(step: Step, n: int) -> None:
    """Even payments inside each year: all figures agree under year_end discounting, payback by even money too."""
    rng = np.random.default_rng(6)
    benefits, costs = rng.uniform(0, 300, (50, 5)), rng.uniform(0, 150, (50, 5))
    benefits[:, 0], costs[:, 0] = 0, rng.uniform(50, 400, 50)
    in_parts = [np.hstack([side[:, :1], np.repeat(side[:, 1:] / n, n, axis=1)]) for side in (benefits, costs)]
    terms = {"tax_rate": 0.27, "depreciation_years": 2.0}
    yearly, parts = account(judged(4, **terms), benefits, costs), account(judged(4, step=step, **terms), *in_parts)
    for name in ("npv", "npv_cashable", "roi", "roi_undiscounted", "roi_nucleus", "mirr", "bcr", "tco", "net"):
        np.testing.assert_allclose(getattr(parts, name), getattr(yearly, name), rtol=1e-10, atol=1e-10)
    np.testing.assert_array_equal(parts.irr.status, yearly.irr.status)
    np.testing.assert_allclose(parts.irr.rate, yearly.irr.rate, rtol=1e-9)
    np.testing.assert_allclose(parts.payback.months, yearly.payback.months, rtol=1e-9)
    np.testing.assert_allclose(parts.discounted_payback.months, yearly.discounted_payback.months, rtol=1e-9)
    assert yearly.after_tax is not None
    assert parts.after_tax is not None
    np.testing.assert_allclose(parts.after_tax.npv, yearly.after_tax.npv, rtol=1e-10, atol=1e-10)


def test_a_draw_of_its_own_is_the_base_case() -> None:
    rng = np.random.default_rng(7)
    benefits, costs = rng.lognormal(3, 1, (20, 13)), rng.lognormal(2.5, 1, (20, 13))
    on = judged(1, step="month", discounting="mid_period")
    block = account(on, benefits, costs)
    for draw in range(20):
        alone = account(on, benefits[draw], costs[draw])
        assert alone.npv[0] == block.npv[draw]
        assert alone.irr.status[0] == block.irr.status[draw]
        assert alone.irr.rate[0] == pytest.approx(block.irr.rate[draw], rel=1e-12, nan_ok=True)


def fields(record: str) -> set[str]:
    """Names of the float fields of a record of the result."""
    path = Path(__file__).parents[2] / "roi_engine" / "engine" / "result.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == record)
    return {
        node.target.id
        for node in found.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and ast.unparse(node.annotation) == "float"
    }


def test_each_figure_of_the_result_is_defined_once() -> None:
    assert set(DEFINITIONS) == fields("Metrics") | fields("Probability")
