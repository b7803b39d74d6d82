"""Options side by side: four draws by hand, normal differences in closed form, and what must hold of any options."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi_engine.analysis.comparing import compare, pair_of, turning_share
from roi_engine.analysis.outcomes import OutcomesError
from roi_engine.uncertainty.sampling import point_set

money = st.floats(-1e6, 1e6).map(lambda amount: round(amount, 2))
options = st.tuples(st.integers(2, 4), st.integers(1, 12)).flatmap(lambda shape: arrays(float, shape, elements=money))


def named(rows: np.ndarray) -> list[str]:
    return [f"option {place}" for place in range(len(rows))]


def test_worked_by_hand() -> None:
    found = compare(["nothing", "a", "b"], [[0, 0, 0, 0], [4, -2, 6, 0], [2, -2, 8, -4]])
    nothing, a, b = found.standings
    # Best: a; nothing; b; nothing and a tie.
    assert [each.best.probability for each in (nothing, a, b)] == [0.375, 0.375, 0.25]
    # Best outcomes 4, 0, 8, 0 with mean 3; means 0, 2, 1.
    assert [each.regret.value for each in (nothing, a, b)] == [3, 1, 2]
    assert (found.order, found.highest_mean) == (("a", "b", "nothing"), "a")
    # a is beaten in the second draw (by nothing) and in the third (by b).
    assert found.otherwise.probability == 0.5
    a_b = found.pairs[2]
    assert [(pair.a, pair.b) for pair in found.pairs] == [("nothing", "a"), ("nothing", "b"), ("a", "b")]
    # Differences 2, 0, -2, 4: ahead twice, tied once of four.
    assert (a_b.ahead.probability, a_b.tied, a_b.difference.mean) == (0.625, 0.25, 1)
    assert a_b.difference.percentiles[50] == 1
    # Without the draw of 4 the sum of the others is 0.
    assert a_b.turning_share == 0.25
    # Sorted, a is -2 0 4 6 and b is -4 -2 2 8: a leads at every mean of the worst, not at the best draw.
    assert (a_b.dominance.order, a_b.dominance.over) == ("second", "a")
    turned = pair_of(("b", "a"), ["nothing", "a", "b"], [[0, 0, 0, 0], [4, -2, 6, 0], [2, -2, 8, -4]])
    assert (turned.difference.mean, turned.ahead.probability, turned.turning_share) == (-1, 0.375, 0.25)


def test_draws_that_turn_the_choice_are_those_that_beat_the_highest_mean() -> None:
    found = compare(["nothing", "a"], [[0, 0, 0, 0], [1, 1, 1, -1]])
    assert (found.highest_mean, found.otherwise.probability) == ("a", 0.25)


def test_errors_come_from_the_replicates() -> None:
    # Regret of a: 0, 0 | 2, 2; b is best in the second replicate only.
    found = compare(["a", "b"], [[1, 1, 0, 0], [0, 0, 2, 2]], n_replicates=2)
    assert found.standings[0].regret.value == 1
    assert found.standings[0].regret.error == pytest.approx(12.706204736)
    assert found.standings[1].best.se == pytest.approx(0.5)
    # Differences 1, 1 | -2, -2.
    assert found.pairs[0].difference.error[0] == pytest.approx(1.5 * 12.706204736)
    assert found.pairs[0].ahead.se == pytest.approx(0.5)
    alone = compare(["a", "b"], [[1, 1, 0, 0], [0, 0, 2, 2]])
    assert math.isnan(alone.standings[0].regret.error)


def test_normal_outcomes_in_closed_form() -> None:
    # a = 3 + 4 x, b = 2 + 4 x + 2 y: a - b is normal with mean 1 and sd 2; against nothing, regret is E(-npv)+.
    points = point_set("sobol", 2, 11)
    x, y = stats.norm.ppf(np.concatenate([points.block(replicate, 0) for replicate in range(8)], axis=1))
    found = compare(["nothing", "a", "b"], [0 * x, 3 + 4 * x, 2 + 4 * x + 2 * y], 8)
    pair = found.pairs[2]
    assert abs(pair.difference.mean - 1) <= pair.difference.error[0] + 1e-6
    assert pair.difference.sd == pytest.approx(2, rel=2e-3)
    assert pair.difference.percentiles[10] == pytest.approx(1 + 2 * stats.norm.ppf(0.1), abs=0.01)
    assert pair.ahead.probability == pytest.approx(stats.norm.cdf(0.5), abs=4 * pair.ahead.se)
    go = compare(["nothing", "a"], [0 * x, 3 + 4 * x], 8)
    expected = 4 * stats.norm.pdf(0.75) - 3 * stats.norm.cdf(-0.75)
    assert go.standings[1].regret.value == pytest.approx(expected, abs=1e-3)
    assert go.standings[0].regret.value == pytest.approx(expected + 3, abs=1e-3)


def test_common_draws_tell_a_small_difference_apart() -> None:
    generator = np.random.default_rng(3)
    world, other = generator.normal(100, 50, (2, 4096))
    paired = compare(["a", "b"], [world + 0.5, world], 16).pairs[0]
    apart = compare(["a", "b"], [world + 0.5, other], 16).pairs[0]
    assert paired.difference.error[0] < 1e-9
    assert apart.difference.error[0] > 1
    assert (paired.ahead.probability, paired.dominance.order, paired.turning_share) == (1, "first", 1)


@given(options)
def test_whatever_the_options(rows: np.ndarray) -> None:
    found = compare(named(rows), rows)
    best = [each.best.probability for each in found.standings]
    assert sum(best) == pytest.approx(1, abs=1e-12)
    assert all(each.regret.value >= 0 for each in found.standings)
    least = min(each.regret.value for each in found.standings)
    by_name = {each.option: each for each in found.standings}
    assert by_name[found.highest_mean].regret.value == pytest.approx(least, abs=1e-6)
    assert len(found.pairs) == len(rows) * (len(rows) - 1) // 2
    for pair in found.pairs:
        means = by_name[pair.a].outcome.mean - by_name[pair.b].outcome.mean
        assert pair.difference.mean == pytest.approx(means, abs=1e-6)
        assert 0 <= pair.tied <= 1
        turned = pair_of((pair.b, pair.a), named(rows), rows)
        assert pair.ahead.probability + turned.ahead.probability == 1
        assert pair.turning_share == turned.turning_share


@given(options, st.randoms(use_true_random=False))
def test_the_order_of_the_draws_does_not_matter(rows: np.ndarray, chance: object) -> None:
    places = list(range(rows.shape[1]))
    chance.shuffle(places)  # type: ignore[attr-defined]
    here, there = compare(named(rows), rows), compare(named(rows), rows[:, places])
    for one, two in zip(here.standings, there.standings, strict=True):
        assert one.best.probability == pytest.approx(two.best.probability, abs=1e-12)
        assert one.regret.value == pytest.approx(two.regret.value, abs=1e-6)
    for one_pair, two_pair in zip(here.pairs, there.pairs, strict=True):
        assert one_pair.ahead.probability == two_pair.ahead.probability
        assert one_pair.difference.percentiles == two_pair.difference.percentiles
        assert one_pair.dominance.order == two_pair.dominance.order


@given(options, st.floats(0.01, 1e3))
def test_an_option_that_leads_every_draw_has_no_regret(rows: np.ndarray, lead: float) -> None:
    found = compare(["leader", *named(rows)], [rows.max(axis=0) + lead, *rows])
    assert found.highest_mean == "leader"
    assert found.standings[0].regret.value == 0
    assert found.standings[0].best.probability == 1
    assert found.otherwise.probability == 0
    assert {pair.dominance.order for pair in found.pairs if pair.a == "leader"} == {"first"}


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7))
def test_turning_share_is_that_of_trying_every_set_of_draws(differences: list[int]) -> None:
    sign = -1 if sum(differences) < 0 else 1
    n = len(differences)
    fewest = next(k for k in range(n + 1) if any(sign * sum(kept) <= 0 for kept in combinations(differences, n - k)))
    assert turning_share(np.array(differences, float)) == pytest.approx(fewest / n)


def test_rounding_is_a_tie() -> None:
    found = compare(["a", "b"], [[0.1 + 0.2, 5.0], [0.3, 4.0]])
    assert (found.pairs[0].tied, found.pairs[0].ahead.probability) == (0.5, 0.75)
    assert [each.best.probability for each in found.standings] == [0.75, 0.25]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(OutcomesError, match="1 options"):
        compare(["a"], [[1.0]])
    with pytest.raises(OutcomesError, match="not finite numbers: b"):
        compare(["a", "b"], [[1.0], [math.nan]])
    with pytest.raises(OutcomesError, match="did you mean 'plan'"):
        pair_of(("b", "plam"), ["plan", "b"], [[1.0], [2.0]])
