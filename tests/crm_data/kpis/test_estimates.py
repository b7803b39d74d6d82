"""Figures from sufficient statistics, each beside scipy, numpy or a simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi_engine.crm_data.kpis import estimates
from roi_engine.crm_data.kpis.estimates import Estimate, Sums

whole = st.integers(-10_000, 10_000)


def sums_of(y: list[int], x: list[int] | None = None) -> Sums:
    x = x if x is not None else [1] * len(y)
    pairs = list(zip(y, x, strict=True))
    return Sums(
        len(y), sum(y), sum(x), sum(a * a for a in y), sum(a * b for a, b in pairs), sum(b * b for b in x)
    )  # fmt: skip


@pytest.mark.parametrize(("successes", "n"), [(3, 10), (250, 600), (1, 1000)])
def test_a_share_and_jeffreys_interval(successes: int, n: int) -> None:
    found, p = estimates.share(successes, n), successes / n
    low, high = stats.beta(successes + 0.5, n - successes + 0.5).ppf([0.025, 0.975])
    assert (found.value, found.n, found.successes) == (p, n, successes)
    assert found.se == pytest.approx(math.sqrt(p * (1 - p) / n))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("successes", "bound"), [(0, "low"), (20, "high")])
def test_a_share_of_none_or_all_is_not_certain(successes: int, bound: str) -> None:
    found = estimates.share(successes, 20)
    assert getattr(found, bound) == successes / 20  # where the truth may be 0 or 1, the interval holds it
    assert found.se == pytest.approx(stats.beta(successes + 0.5, 20.5 - successes).std())
    assert (found.high or 0) - (found.low or 0) > 0.05


def test_nothing_is_not_zero() -> None:
    nothing = Sums(0, 0)
    found = [
        estimates.share(0, 0), estimates.mean(nothing), estimates.ratio(nothing), estimates.difference(0, 0, 0),
        estimates.share_of_people(nothing), estimates.total([nothing], 1.0, [True]), estimates.rate([], 0.0, []),
        estimates.ratio(sums_of([3, 4], [0, 0])),
    ]  # fmt: skip
    assert [(one.value, one.se) for one in found] == [(None, None)] * len(found)


@given(st.lists(whole, min_size=2, max_size=30))
def test_a_mean_and_students_interval(values: list[int]) -> None:
    found = estimates.mean(sums_of(values), scale=100)
    cents = np.array(values) / 100
    assert found.value == pytest.approx(cents.mean(), abs=1e-9)
    assert found.se == pytest.approx(stats.sem(cents), abs=1e-9)
    if len(set(values)) > 1:
        low, high = stats.t(len(values) - 1, cents.mean(), stats.sem(cents)).ppf([0.025, 0.975])
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-8), pytest.approx(high, abs=1e-8))


def test_large_amounts_that_hardly_differ_keep_their_error() -> None:
    """A difference of squares in floats would lose it: 10 billion in cents, one cent apart."""
    found = estimates.mean(sums_of([10**12, 10**12 + 1, 10**12 + 2]), scale=100)
    assert found.se == pytest.approx(0.01 / math.sqrt(3), rel=1e-9)


def test_one_row_has_no_error() -> None:
    assert estimates.mean(sums_of([500]), 100) == Estimate(5.0, 1)
    assert estimates.ratio(sums_of([500], [2]), 100) == Estimate(2.5, 1)


def test_the_error_of_a_ratio_is_that_of_its_residuals() -> None:
    y, x = [3, 10, 7, 1, 12], [2, 5, 3, 1, 4]
    r = sum(y) / sum(x)
    residuals = np.array(y) - r * np.array(x)
    found = estimates.ratio(sums_of(y, x))
    assert found.value == pytest.approx(r)
    assert found.se == pytest.approx(math.sqrt(5 / 4 * (residuals**2).sum()) / sum(x))


def test_the_error_of_a_ratio_is_what_a_simulation_finds() -> None:
    generator = np.random.default_rng(1)
    x = generator.integers(50, 150, (4000, 200))
    y = generator.poisson(0.3 * x * generator.gamma(20, 1 / 20, x.shape))
    spread = (y.sum(1) / x.sum(1)).std()
    told = [estimates.ratio(sums_of(a.tolist(), b.tolist())).se or 0 for a, b in zip(y[:200], x[:200], strict=True)]
    assert np.mean(told) == pytest.approx(spread, rel=0.05)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=2, max_size=20), st.integers(2, 50))
def test_a_ratio_of_other_units_is_the_same_ratio(pairs: list[tuple[int, int]], factor: int) -> None:
    y, x = [a for a, _ in pairs], [b for _, b in pairs]
    one, other = estimates.ratio(sums_of(y, x)), estimates.ratio(sums_of([a * factor for a in y], x), scale=factor)
    assert other.value == pytest.approx(one.value)
    assert other.se == pytest.approx(one.se, abs=1e-12)


def test_people_drawn_one_by_one_are_a_share() -> None:
    generator = np.random.default_rng(2)
    x = [200] * 30
    y = generator.binomial(200, 0.2, 30).tolist()
    found = estimates.share_of_people(sums_of(y, x))
    assert found.n == 6000
    assert 1.0 <= found.design_effect < 2.0


def test_campaigns_that_differ_widen_the_error_of_people() -> None:
    y, x = [20, 180] * 5, [200] * 10
    found = estimates.share_of_people(sums_of(y, x))
    between = stats.sem(np.array(y) / 200)
    assert found.se == pytest.approx(between)
    assert found.design_effect == pytest.approx((between / math.sqrt(0.25 / 2000)) ** 2)
    assert found.successes is None  # 1000 of 2000 would claim ten times too much
    known = 0.25 / between**2 * (stats.norm.ppf(0.975) / stats.t(9).ppf(0.975)) ** 2  # people, of ten clusters
    low, high = stats.beta(known / 2 + 0.5, known / 2 + 0.5).ppf([0.025, 0.975])
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_more_who_did_than_were_there_is_no_share() -> None:
    found = estimates.share_of_people(sums_of([30, 40], [20, 20]))
    assert found.value == 1.75
    assert found.successes is None


def test_a_rate_of_even_months_is_poissons() -> None:
    counts = [9, 10, 11, 10]
    found = estimates.rate(counts, 4.0, [True] * 4)
    assert found.value == 10
    assert found.se == pytest.approx(math.sqrt(40) / 4)
    low, high = stats.chi2.ppf([0.025, 0.975], [80, 82]) / 2 / 4
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_rate_of_months_that_differ_takes_their_spread() -> None:
    counts = [10, 90, 20, 80, 3]
    found = estimates.rate(counts, 4.1, [True] * 4 + [False])
    assert found.value == pytest.approx(203 / 4.1)
    assert found.se == pytest.approx(stats.sem(counts[:4]))  # the unfinished month tells nothing of their spread
    width = stats.t(3).ppf(0.975) * stats.sem(counts[:4])
    assert found.low == pytest.approx(max(0.0, 203 / 4.1 - width))
    assert found.high == pytest.approx(203 / 4.1 + width)


def test_no_event_in_a_year_is_known_to_be_rare() -> None:
    found = estimates.rate([0] * 12, 12.0, [True] * 12)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(-math.log(0.025) / 12)


def test_a_total_takes_the_larger_error() -> None:
    even = [sums_of([100_00, 100_00]) for _ in range(6)]
    found = estimates.total(even, 6.0, [True] * 6, 100)
    assert found.value == 200
    assert found.se == pytest.approx(math.sqrt(12 * 100**2) / 6)
    uneven = [sums_of([amount]) for amount in (100, 900, 200, 800)]
    wide = estimates.total(uneven, 4.0, [True] * 4)
    assert wide.se == pytest.approx(max(stats.sem([100, 900, 200, 800]), math.sqrt(1_500_000) / 4))


def test_the_net_promoter_score() -> None:
    found = estimates.difference(50, 20, 100)
    answers = np.array([1] * 50 + [-1] * 20 + [0] * 30)
    assert found.value == pytest.approx(0.3)
    assert found.se == pytest.approx(answers.std() / 10)
    assert estimates.difference(10, 0, 10).se or 0 > 0.05
    assert estimates.difference(10, 0, 10).high == 1.0


@pytest.mark.parametrize("window", [1, 6, 12])
def test_monthly_loss_undoes_the_window(window: int) -> None:
    kept = estimates.share(300, 400)
    found = estimates.monthly_loss(kept, window)
    assert (1 - (found.value or 0)) ** window == pytest.approx(0.75)
    assert (1 - (found.high or 0)) ** window == pytest.approx(kept.low)
    nudged = 1 - (0.75 + 1e-6) ** (1 / window)
    assert found.se == pytest.approx(abs(nudged - (found.value or 0)) / 1e-6 * (kept.se or 0), rel=1e-4)


def test_a_product_of_figures_is_what_a_simulation_finds() -> None:
    parts = {"a": estimates.share(600, 1000), "b": Estimate(2000.0, 400, 80.0), "c": Estimate(50.0, 300, 2.0),
             "d": Estimate(700.0, 700)}  # fmt: skip
    powers = {"a": 1.0, "b": 1.0, "c": -1.0, "d": 1.0}
    found = estimates.product(parts, powers, 30.0)
    generator = np.random.default_rng(3)
    drawn = 30 * 700 * generator.normal(0.6, parts["a"].se or 0, 200_000) * generator.normal(2000, 80, 200_000)
    drawn /= generator.normal(50, 2, 200_000)
    assert found.value == pytest.approx(30 * 700 * 0.6 * 2000 / 50)
    assert found.se == pytest.approx(drawn.std(), rel=0.02)
    assert (found.low, found.high) == (
        pytest.approx(np.quantile(drawn, 0.025), rel=0.01),
        pytest.approx(np.quantile(drawn, 0.975), rel=0.01),
    )
    assert found.n == 300


def test_a_product_with_nothing_in_it_is_not_zero() -> None:
    parts = {"a": Estimate(0.0, 5, 0.1), "b": Estimate(3.0, 5, 0.1)}
    assert estimates.product(parts, {"a": 1.0, "b": 1.0}).value is None
    assert estimates.product({}, {}).value is None
