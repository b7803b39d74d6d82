"""From a scenario to its drivers, on a case whose every answer is known in closed form.

NPV = 300 a - 2 b - 100 - 50 e with a ~ N(1, 0.5), b ~ N(60, 20), e = 1 in one draw of five, all independent.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from roi_engine import simulate
from roi_engine.analysis.crossings import break_even_map
from roi_engine.analysis.drivers import Driver, Sensitivity, sensitivity
from roi_engine.analysis.totals import total_indices
from tests.analysis.conftest import LINEAR, Write

VARIANCE = {"assumptions.a": 150.0**2, "assumptions.b": 40.0**2, "risks.strike": 50.0**2 * 0.16}
MEAN = 300 - 120 - 100 - 10


@pytest.fixture
def found(write: Write) -> Sensitivity:
    return sensitivity(simulate(write(LINEAR)))


def driver(found: Sensitivity, path: str) -> Driver:
    return {each.path: each for each in found.drivers}[path]


@pytest.mark.parametrize("path", list(VARIANCE))
def test_shares_of_variance(found: Sensitivity, path: str) -> None:
    share = VARIANCE[path] / sum(VARIANCE.values())
    assert driver(found, path).share == pytest.approx(share, abs=2e-3)
    assert found.adds_up


def test_drivers_come_by_share(found: Sensitivity) -> None:
    assert [each.path for each in found.drivers] == ["assumptions.a", "assumptions.b", "risks.strike"]


def test_total_indices_of_an_additive_case_are_first_order(write: Write) -> None:
    totals = total_indices(simulate(write(LINEAR)))
    for path, variance in VARIANCE.items():
        assert totals[path][0] == pytest.approx(variance / sum(VARIANCE.values()), abs=5e-3)


def test_conditional_means_and_tornado(found: Sensitivity) -> None:
    a, strike = driver(found, "assumptions.a"), driver(found, "risks.strike")
    z = norm.ppf(0.9)
    assert a.mean_at_low == pytest.approx(MEAN - 150 * z, abs=0.5)
    assert a.mean_at_high == pytest.approx(MEAN + 150 * z, abs=0.5)
    assert (a.npv_low, a.npv_high) == pytest.approx((80 - 150 * z, 80 + 150 * z))
    assert (strike.mean_at_low, strike.mean_at_high) == pytest.approx((80, 30), abs=0.5)


def test_break_even_of_the_base_case(found: Sensitivity) -> None:
    """300 a - 120 - 100 = 0 at a = 0.7333; 300 - 2 b - 100 = 0 at b = 100."""
    assert driver(found, "assumptions.a").break_even == pytest.approx(220 / 300, abs=1e-4)
    assert driver(found, "assumptions.b").break_even == pytest.approx(100, abs=1e-2)
    assert math.isnan(driver(found, "risks.strike").break_even)


def test_break_even_outside_the_range_is_none(write: Write) -> None:
    rich = sensitivity(simulate(write(LINEAR.replace("amount: 100 EUR/year", "amount: 100000 EUR/year"))))
    assert math.isnan(driver(rich, "assumptions.b").break_even)


def test_chance_of_a_gain_given_a(found: Sensitivity) -> None:
    """P(NPV > 0 | a) mixes two normals of sd 40: NPV given a is 300 a - 220 - 50 e."""
    chances = driver(found, "assumptions.a").break_even_chance
    for level, value in chances.items():
        middle = 300 * value - 220
        assert 0.8 * norm.cdf(middle / 40) + 0.2 * norm.cdf((middle - 50) / 40) == pytest.approx(level, abs=0.02)


def test_chance_of_a_gain_with_and_without_the_risk(found: Sensitivity) -> None:
    """NPV is normal with sd sqrt(150^2 + 40^2) around 80 without the risk and 30 with it."""
    sd = math.hypot(150, 40)
    chances = driver(found, "risks.strike").chance_at_ends
    assert chances == pytest.approx((norm.cdf(80 / sd), norm.cdf(30 / sd)), abs=5e-3)
    assert driver(found, "assumptions.a").chance_at_ends is None


def loss_integral(mean: float, sd: float) -> float:
    """E max(X, 0) for a normal X."""
    return mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd)


def test_value_of_information_in_closed_form(found: Sensitivity) -> None:
    """Go / no-go: EVPPI = E max(E[NPV | x], 0) - max(E NPV, 0)."""
    assert driver(found, "assumptions.a").evppi == pytest.approx(loss_integral(MEAN, 150) - MEAN, rel=0.02)
    assert driver(found, "assumptions.b").evppi == pytest.approx(loss_integral(MEAN, 40) - MEAN, abs=0.05)
    assert driver(found, "risks.strike").evppi == pytest.approx(0, abs=1e-9)
    sd = math.hypot(150, 40)
    perfect = 0.8 * loss_integral(80, sd) + 0.2 * loss_integral(30, sd) - MEAN
    assert found.evpi == pytest.approx(perfect, rel=0.02)
    for each in found.drivers:
        assert -each.evppi_error <= each.evppi <= found.evpi + found.evpi_error


def test_a_study_of_everything_is_worth_perfect_information(write: Write) -> None:
    text = LINEAR + (
        "measurements:\n"
        "  all: {title: Everything, of: [assumptions.a, assumptions.b, risks.strike], cost: 10 EUR}\n"
        "  one: {title: One, of: [assumptions.a], cost: 40 EUR}\n"
    )
    found = sensitivity(simulate(write(text)))
    studies = {each.id: each for each in found.measurements}
    assert studies["all"].evppi == pytest.approx(found.evpi, rel=0.03)
    assert studies["one"].evppi == pytest.approx(driver(found, "assumptions.a").evppi, rel=1e-3)
    assert studies["one"].net == pytest.approx(studies["one"].evppi - 40)
    assert [each.id for each in found.measurements] == ["all", "one"]


def test_an_assumption_that_nothing_uses_changes_no_result(write: Write) -> None:
    idle = LINEAR + "variants: {more: {assumptions: {idle: {mean: 5, sd: 2}}}}\n"
    plain = sensitivity(simulate(write(LINEAR)))
    case = write(idle)
    from roi_engine import load

    added = sensitivity(simulate(load(case.file, variant="more")))
    for each in plain.drivers:
        again = driver(added, each.path)
        assert again.share == pytest.approx(each.share, abs=1e-9)
        assert again.evppi == pytest.approx(each.evppi, rel=1e-6, abs=1e-6)
    assert abs(driver(added, "assumptions.idle").share) <= 2 * driver(added, "assumptions.idle").share_error + 1e-6


def test_a_gate_on_the_driver_itself(write: Write) -> None:
    """After year 1 a is seen. Going on is worth 200 a more, stopping costs 20: it pays only where a is below -0.1."""
    text = LINEAR + (
        "gate: {after: 1 year, observe: assumptions.a, threshold: 0.5, stop_cost: 20 EUR, title: After the pilot}\n"
    )
    gate = sensitivity(simulate(write(text))).gate
    assert gate is not None
    assert gate.after_months == pytest.approx(12)
    assert gate.best_threshold == pytest.approx(-0.1, abs=0.02)
    assert gate.npv_stop == pytest.approx(100 - 120 - 100 - 10 - 20, abs=0.5)
    assert gate.stated is not None
    assert gate.stated.stopping.probability == pytest.approx(norm.cdf(-1), abs=1e-3)
    # stopping below 0.5 forgoes 200 E[a; a < 0.5] and costs 20 in each such draw
    lost = 200 * (norm.cdf(-1) - 0.5 * norm.pdf(-1)) + 20 * norm.cdf(-1)
    assert gate.stated.over_go.value == pytest.approx(-lost, abs=0.2)


def test_the_map_holds_the_line_of_zero(write: Write) -> None:
    found = break_even_map(write(LINEAR), "assumptions.a", "assumptions.b")
    expected = 300 * found.first_values[:, None] - 2 * found.second_values - 100
    np.testing.assert_allclose(found.npv, expected, rtol=1e-9, atol=1e-9)
    assert found.line
    for a, b in found.line:
        assert 300 * a - 2 * b - 100 == pytest.approx(0, abs=1e-6)


def test_shipped_stresses_say_what_they_do(found: Sensitivity) -> None:
    rows = {row.id: row for row in found.stresses}
    assert rows["sceptic"].base_npv == pytest.approx(80 - 150)
    assert rows["all_risks"].base_npv == pytest.approx(80 - 50)
    assert rows["hard_only"].base_npv == pytest.approx(80)
    assert rows["vendor"].mean_npv > MEAN
    assert rows["sceptic"].npv_positive < 0.5
