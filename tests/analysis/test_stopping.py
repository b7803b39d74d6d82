"""The gate: four draws by hand, a normal pilot in closed form, and every threshold tried."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi_engine.analysis.outcomes import OutcomesError
from roi_engine.analysis.stopping import best_gate, best_threshold, gate_draws, gate_value
from roi_engine.uncertainty.sampling import point_set

whole = st.integers(-9, 9)
four = st.lists(st.tuples(st.integers(-3, 3), whole, whole), min_size=1, max_size=9)


def columns(draws: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(draws, float).T


def test_worked_by_hand() -> None:
    draws = gate_draws([3, 1, 4, 2], [5, -10, 9, -2], [-3, -3, -3, -3])
    # At 2.5 the draws seen at 1 and 2 stop: 5, -3, 9, -3 with mean 2; going on gives 0.5, stopping -3.
    at = gate_value(draws, 2.5)
    assert (at.outcome.mean, at.over_go.value, at.over_fixed.value, at.fixed) == (2, 1.5, 1.5, "go")
    assert at.stopping.probability == 0.5
    # The draw seen at 2 is better off going on (-2, not -3): stopping the one at 1 alone is best, 7 / 4.
    best = best_gate(draws).chosen
    assert (best.threshold, best.outcome.mean, best.over_go.value) == (1.5, 2.25, 1.75)
    assert best.stopping.probability == 0.25
    # Seen at 3 and 1, the first half parts at 2; seen at 4 and 2, the second never stops. Held out: the first half
    # goes on (gain 0), of the second none lies below 2.
    held = best_gate(draws)
    assert held.half_thresholds == (2, -math.inf)
    assert (held.over_go.value, held.over_fixed.value) == (0, 0)


def test_a_draw_at_the_threshold_goes_on() -> None:
    draws = gate_draws([1, 2], [10, 10], [0, 0])
    assert gate_value(draws, 2).stopping.probability == 0.5
    assert gate_value(draws, -math.inf).stopping.probability == 0
    assert gate_value(draws, math.inf).stopping.probability == 1


def test_where_stopping_is_better_on_the_whole_the_gate_is_held_against_it() -> None:
    draws = gate_draws([1, 2, 3, 4], [-9, -9, -9, 7], [-1, -1, -1, -1])
    best = best_gate(draws).chosen
    # Going on gives -5, stopping -1, the gate (3 * -1 + 7) / 4 = 1.
    assert (best.fixed, best.outcome.mean, best.over_go.value, best.over_fixed.value) == ("stop", 1, 6, 2)
    assert best.threshold == 3.5


def test_thresholds_at_the_ends() -> None:
    seen = np.array([1.0, 2.0, 3.0])
    ones = np.ones(3)
    assert best_threshold(seen, ones, 0 * ones) == -math.inf
    assert best_threshold(seen, 0 * ones, ones) == math.inf
    assert best_threshold(seen, ones, ones) == -math.inf  # as good either way: never stop
    # The running sum ends above 0 by rounding alone.
    assert best_threshold(seen, np.array([0.3, -0.1, -0.2]), np.zeros(3)) == -math.inf
    # Draws that look alike are treated alike: stopping both gains 5 - 4.
    assert best_threshold(np.array([1.0, 1.0, 2.0]), np.array([-5.0, 4.0, 9.0]), np.zeros(3)) == 1.5
    # Nothing lies midway between neighbouring numbers: the upper one parts them.
    upper = np.nextafter(1.0, 2.0)
    assert best_threshold(np.array([1.0, upper]), np.array([-1.0, 1.0]), np.zeros(2)) == upper


def test_errors_come_from_the_replicates() -> None:
    draws = gate_draws([1, 5, 1, 5], [-4, 4, -8, 4], [0, 0, 0, 0], n_replicates=2)
    found = best_gate(draws)
    # Both halves part at 3; gains 2 and 4, half their distance times Student's t.
    assert found.half_thresholds == (3, 3)
    assert (found.over_go.value, found.chosen.over_go.value) == (3, 3)
    assert found.over_go.error == found.chosen.over_go.error == pytest.approx(12.706204736)
    assert found.chosen.stopping.se == 0


def test_a_normal_pilot_in_closed_form() -> None:
    # Going on is worth 1 + 4 x + 3 y, the pilot sees x, stopping costs 2: stop where 1 + 4 x < -2, x < -0.75.
    # The gate is worth E(-2 - (1 + 4 x))+ = 4 pdf(0.75) - 3 cdf(-0.75).
    points = point_set("sobol", 2, 21)
    x, y = stats.norm.ppf(np.concatenate([points.block(replicate, 0) for replicate in range(16)], axis=1))
    found = best_gate(gate_draws(x, 1 + 4 * x + 3 * y, np.full(x.size, -2.0), 16))
    worth = 4 * stats.norm.pdf(0.75) - 3 * stats.norm.cdf(-0.75)
    assert found.chosen.threshold == pytest.approx(-0.75, abs=0.1)
    assert found.half_thresholds == pytest.approx((-0.75, -0.75), abs=0.15)
    at = gate_value(gate_draws(x, 1 + 4 * x + 3 * y, np.full(x.size, -2.0), 16), -0.75)
    assert at.over_go.value == pytest.approx(worth, abs=3e-3)
    assert at.stopping.probability == pytest.approx(stats.norm.cdf(-0.75), abs=1e-3)
    assert found.over_go.value <= found.chosen.over_go.value
    assert found.over_go.value == pytest.approx(worth, abs=5e-3)


def test_a_pilot_that_sees_nothing_is_worth_nothing_once_held_out() -> None:
    generator = np.random.default_rng(8)
    n_draws, n_samples = 64, 400
    gains = np.empty((n_samples, 3))
    for sample in range(n_samples):
        seen, go = generator.normal(size=(2, n_draws))
        found = best_gate(gate_draws(seen, go, np.zeros(n_draws)))
        gains[sample] = found.chosen.over_go.value, found.over_go.value, found.over_fixed.value
    # The flattery is the highest point of a random walk of normal steps, sum of E(S_k)+ / k (Spitzer 1956); held out,
    # the gain is 0 on average; the better of two means of no real difference is E(mean)+ above what it is worth.
    density = stats.norm.pdf(0)
    walk = density * np.sum(np.arange(1, n_draws + 1) ** -0.5) / n_draws
    expected = np.array([walk, 0, -density / math.sqrt(n_draws)])
    assert np.all(np.abs(gains.mean(axis=0) - expected) < 4 * gains.std(axis=0) / math.sqrt(n_samples))


def test_a_single_draw_leaves_nothing_to_hold_out() -> None:
    found = best_gate(gate_draws([1], [-5], [0]))
    assert (found.chosen.threshold, found.chosen.over_go.value) == (math.inf, 5)
    assert math.isnan(found.over_go.value)


@given(four)
def test_no_threshold_does_better(draws: list[tuple[int, int, int]]) -> None:
    seen, go, stop = columns(draws)
    tried = [float(np.where(seen < at, stop, go).mean()) for at in (*np.unique(seen), math.inf)]
    found = best_gate(gate_draws(seen, go, stop)).chosen
    assert found.outcome.mean == pytest.approx(max(tried), abs=1e-9)
    assert found.over_go.value >= -1e-9
    assert found.over_fixed.value >= -1e-9
    better = max(go.mean(), stop.mean())
    assert found.over_fixed.value == pytest.approx(found.outcome.mean - better, abs=1e-9)


@given(four, st.randoms(use_true_random=False), st.integers(-5, 5))
def test_the_order_of_the_draws_and_a_constant_do_not_matter(
    draws: list[tuple[int, int, int]], chance: object, shift: int
) -> None:
    here = best_threshold(*columns(draws))
    chance.shuffle(draws)  # type: ignore[attr-defined]
    seen, go, stop = columns(draws)
    assert best_threshold(seen, go + shift, stop + shift) == here


def test_what_cannot_be_a_gate_is_refused() -> None:
    with pytest.raises(OutcomesError, match=r"differ in shape: observable \(2,\), go_value \(1,\)"):
        gate_draws([1, 2], [1], [1])
    with pytest.raises(OutcomesError, match="not finite numbers: go_value"):
        gate_draws([1], [math.nan], [1])
    with pytest.raises(OutcomesError, match="3 draws are not 2"):
        gate_draws([1, 2, 3], [1, 2, 3], [1, 2, 3], 2)
    with pytest.raises(OutcomesError, match="not a number"):
        gate_value(gate_draws([1], [1], [1]), math.nan)
