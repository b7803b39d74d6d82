"""Likelihood, noise and moved draws, against densities, conditional normals and Bayes' rule worked out elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import chi2, multivariate_t

from roi_engine.analysis.track_forecast import weighted_quantiles
from roi_engine.analysis.track_likelihood import Followed, effective_share, log_likelihood, weights_of
from roi_engine.analysis.track_moves import moved
from roi_engine.analysis.track_noise import LASTING, LEAST_MONEY, PRIOR_MONTHS, Noise, noise_of
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course
from roi_engine.analysis.track_things import Thing
from roi_engine.timeline import Array

LINE = Thing("benefits.a", "line", "A", "EUR", "up")
LEVEL = Thing("assumptions.a", "value", "A", "", "none")


def observed(values: Array, errors: Array | None = None, thing: Thing = LINE) -> Observed:
    known = np.full(values.size, np.nan) if errors is None else errors
    return Observed(thing, np.arange(values.size), values, known, months=values.size)


def followed(values: Array, monthly: float, lasting: float, carried: float = 0.0, freedom: float = 9.0) -> Followed:
    size = values.size
    lasts = np.full(size, lasting)
    noise = Noise(np.full(size, monthly), lasts, lasts, freedom, carried=carried)
    return Followed(observed(values), noise)


def course(paths: Array, initial: Array | None = None) -> Course:
    return Course(np.zeros(len(paths)) if initial is None else initial, paths)


def test_the_likelihood_is_a_multivariate_student_density() -> None:
    rng = np.random.default_rng(5)
    values, paths = rng.normal(10, 1, 6), rng.normal(10, 1, (50, 6))
    each = followed(values, 0.8, 0.5, 0.4, 7.0)
    apart = np.abs(np.subtract.outer(np.arange(6), np.arange(6)))
    covariance = 0.8**2 * 0.4**apart + 0.5**2
    wanted = np.array([multivariate_t(path, covariance, df=7.0).logpdf(values) for path in paths])
    found = each.log_likelihood(course(paths))
    assert found - found[0] == pytest.approx(wanted - wanted[0])


def test_things_are_independent_given_the_draw_and_the_initial_column_counts() -> None:
    paths, initial = np.zeros((3, 2)), np.array([0.0, 1.0, 2.0])
    noise = Noise(np.ones(2), np.ones(2), np.ones(2), 5.0, initial=0.5)
    seen = Observed(LINE, np.arange(2), np.zeros(2), np.full(2, np.nan), initial=1.0)
    each = Followed(seen, noise)
    found = log_likelihood([each, each], [course(paths, initial)] * 2)
    assert found == pytest.approx(2 * -0.5 * ((1.0 - initial) / 0.5) ** 2)


def test_the_lasting_part_is_the_conditional_normal() -> None:
    values, paths = np.array([3.0, 2.5, 3.5, 3.0]), np.zeros((1, 4))
    mean, sd = followed(values, 0.7, 1.2).lasting_part(course(paths))
    # u ~ N(0, 1), y_t = 1.2 u + 0.7 e_t: precision 1 + 4 (1.2 / 0.7)^2
    precision = 1 + 4 * (1.2 / 0.7) ** 2
    assert mean[0] == pytest.approx(1.2 / 0.7**2 * values.sum() / precision)
    assert sd == pytest.approx(precision**-0.5)


def test_replicas_scatter_as_the_likelihood_says() -> None:
    each = followed(np.zeros(3), 0.8, 0.5, 0.4, 30.0)
    made = each.replicas(course(np.full((200_000, 3), 4.0)), np.random.default_rng(2)).periods
    apart = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    wanted = (0.8**2 * 0.4**apart + 0.5**2) * 30 / 28  # the variance of Student's t
    assert np.cov(made.T) == pytest.approx(wanted, rel=0.03)
    assert made.mean() == pytest.approx(4.0, abs=0.01)


def test_weights_and_their_effective_share() -> None:
    assert weights_of(np.array([-1000.0, -1000.0])).tolist() == [0.5, 0.5]
    assert effective_share(np.full(10, 0.1)) == pytest.approx(1.0)
    assert effective_share(np.array([1.0, 0.0, 0.0, 0.0])) == pytest.approx(0.25)


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    values, counts = np.array([3.0, 1.0, 2.0, 5.0]), np.array([2, 3, 1, 4])
    whole = np.repeat(values, counts)
    found = weighted_quantiles(values, counts / counts.sum(), (0.1, 0.5, 0.9))
    # each value stands in the middle of its weight: the middle of its run of repetitions
    middles = {1.0: 1.5, 2.0: 3.5, 3.0: 5.0, 5.0: 8.0}
    wanted = np.interp([1.0, 5.0, 9.0], list(middles.values()), list(middles))
    assert found == pytest.approx(wanted.tolist())
    assert min(whole) <= found[0] <= found[2] <= max(whole)
    assert weighted_quantiles(np.array([np.inf, 2.0, 1.0]), np.full(3, 1 / 3), (0.5, 0.9)) == [2.0, np.inf]


def test_scatter_about_a_certain_plan_is_shrunk_as_said() -> None:
    values = 100.0 + np.array([-6.0, 6.0, -6.0, 6.0, -6.0, 6.0])
    noise = noise_of(observed(values), course(np.full((64, 6), 100.0)))
    # a certain plan suggests the least scatter, 2; the level is taken out of six months, which are off by 6 each
    left = 6 * (6.0 / 2.0) ** 2
    factor = np.sqrt((PRIOR_MONTHS + left) / (PRIOR_MONTHS + 5))
    assert noise.freedom == PRIOR_MONTHS + 5
    assert noise.monthly == pytest.approx(np.full(6, 100 * LEAST_MONEY * factor))
    assert noise.lasting == pytest.approx(LASTING * noise.monthly)


def test_many_months_say_more_than_the_suggestion_of_the_plan() -> None:
    rng = np.random.default_rng(8)
    values = 100.0 + 15.0 * rng.standard_normal(60)
    spread = 100.0 + 30.0 * rng.standard_normal((2000, 1)) * np.ones(60)
    assert noise_of(observed(values), course(spread)).monthly.mean() == pytest.approx(values.std(ddof=1), rel=0.05)


def test_no_scatter_is_ever_below_a_stated_error() -> None:
    values, errors = np.full(6, 0.3), np.full(6, 0.05)
    noise = noise_of(observed(values, errors, LEVEL), course(np.full((64, 6), 0.3)))
    assert (noise.monthly >= 0.05).all()


def test_the_lasting_part_reaches_actuals_outside_of_all_draws() -> None:
    values, paths = np.full(6, 130.0), 100.0 + np.array([[-5.0], [10.0]]) * np.ones(6)
    noise = noise_of(observed(values), course(np.repeat(paths, 40, axis=0)))
    assert noise.reach == pytest.approx(np.hypot(noise.lasting, 20.0))
    inside = noise_of(observed(np.full(6, 105.0)), course(np.repeat(paths, 40, axis=0)))
    assert inside.reach == pytest.approx(inside.lasting)


def test_a_shape_that_the_plan_can_take_is_no_scatter() -> None:
    ramp = np.arange(1.0, 13.0)
    paths = 100.0 + np.random.default_rng(1).normal(0, 10, (500, 1)) * ramp
    on_a_draw = 100.0 + 7.0 * ramp
    zigzag = on_a_draw + 20.0 * np.where(np.arange(12) % 2, 1.0, -1.0)
    calm, rough = (noise_of(observed(values), course(paths)).monthly.mean() for values in (on_a_draw, zigzag))
    assert calm < 8.0 < 12.0 < rough


def test_moved_draws_are_the_posterior_of_a_linear_normal_case() -> None:
    rng = np.random.default_rng(3)
    n_values, n_seen, sd = 12, 6, 0.1
    effects = rng.standard_normal((n_seen, n_values))
    seen = effects @ rng.standard_normal(n_values) + sd * rng.standard_normal(n_seen)

    def likelihood(scores: Array) -> Array:
        found: Array = -0.5 * (((seen[:, None] - effects @ scores) / sd) ** 2).sum(axis=0)
        return found

    prior = rng.standard_normal((n_values, 4096))
    assert effective_share(weights_of(likelihood(prior))) < 0.001
    found = moved(prior, likelihood, np.random.default_rng(1))
    spread = np.linalg.inv(np.eye(n_values) + effects.T @ effects / sd**2)
    centre = spread @ effects.T @ seen / sd**2
    sds = np.sqrt(np.diag(spread))
    assert found.complete
    assert np.abs((found.scores.mean(axis=1) - centre) / sds).max() < 0.12
    assert found.scores.std(axis=1) / sds == pytest.approx(np.ones(n_values), abs=0.08)


def test_moved_draws_keep_the_odds_of_an_event() -> None:
    """An event of 30 % shifts what is seen by 2 sd: its chance afterwards is that of Bayes' rule."""
    threshold = float(ndtri(0.7))

    def likelihood(scores: Array) -> Array:
        found: Array = -0.5 * ((1.6 - 2.0 * (scores[0] > threshold) - 0.05 * scores[1]) / 0.5) ** 2
        return found

    prior = np.random.default_rng(4).standard_normal((2, 8192))
    found = moved(prior, likelihood, np.random.default_rng(6)).scores
    grid = np.linspace(-6, 6, 4001)
    density = np.exp(-0.5 * grid**2)
    odds = [float(density @ np.exp(-0.5 * ((1.6 - 2.0 * on - 0.05 * grid) / 0.5) ** 2)) for on in (0.0, 1.0)]
    wanted = 0.3 * odds[1] / (0.3 * odds[1] + 0.7 * odds[0])
    assert (found[0] > threshold).mean() == pytest.approx(wanted, abs=0.02)


def test_the_quantile_of_the_rule_is_that_of_the_normal() -> None:
    from roi_engine.analysis.track_status import BEYOND_NOISE

    assert pytest.approx(chi2(1).ppf(0.9)) == BEYOND_NOISE**2
