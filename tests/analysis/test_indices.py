"""Indices against functions whose indices are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from roi_engine.analysis.indices import first_order, interactions, total
from roi_engine.analysis.replicates import AnalysisError
from roi_engine.analysis.sample import Inputs
from tests.analysis.drawing import ishigami, ishigami_indices, scores, uniforms

PLANS = [(16, 1024), (4, 4096), (1, 16384)]  # 2^14 draws each
G_WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(z: np.ndarray) -> np.ndarray:
    """Sobol's g-function: a product of kinks."""
    weights = G_WEIGHTS[:, None]
    return np.prod((np.abs(4 * ndtr(z) - 2) + weights) / (1 + weights), axis=0)


def g_indices() -> tuple[np.ndarray, np.ndarray]:
    own = 1 / (3 * (1 + G_WEIGHTS) ** 2)
    variance = np.prod(1 + own) - 1
    return own / variance, own * np.prod(1 + own) / (1 + own) / variance


@pytest.mark.parametrize(("n_replicates", "n_each"), PLANS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ishigami(n_replicates: int, n_each: int, seed: int) -> None:
    z = scores(6, n_replicates, n_each, seed)
    first, whole = ishigami_indices()
    found = first_order(Inputs(z[:3], n_replicates), ishigami(z[:3]))
    np.testing.assert_allclose(found.share, first, atol=0.005)
    assert found.adds_up
    np.testing.assert_allclose(total(ishigami, z[:3], z[3:], n_replicates).share, whole, atol=0.005)


def test_g_function() -> None:
    z = scores(8, 16, 1024)
    first, whole = g_indices()
    np.testing.assert_allclose(first_order(Inputs(z[:4], 16), g_function(z[:4])).share, first, atol=0.005)
    found = total(g_function, z[:4], z[4:], 16)
    np.testing.assert_allclose(found.share, whole, atol=0.005)
    assert (found.error < 0.01).all()


@pytest.mark.parametrize("kind", ["sobol", "random"])
def test_linear_normal_is_exact_up_to_the_variance_of_the_draws(kind: str) -> None:
    weights = np.array([3.0, -2.0, 1.0, 0.5, 0.0])
    z = scores(5, 16, 256, kind=kind)
    outcome = 7 + weights @ z
    found = first_order(Inputs(z, 16), outcome)
    # all slopes are exact, so that only the variance that divides them comes from the draws
    np.testing.assert_allclose(found.share * np.var(outcome), weights**2, rtol=2e-3, atol=1e-9)
    np.testing.assert_array_less(np.abs(found.share - weights**2 / (weights @ weights)), found.error + 1e-9)


def test_input_that_nothing_uses_has_no_index_within_its_error() -> None:
    n_over, worst = 0, 0.0
    for seed in range(40):
        z = scores(4, 16, 256, seed, "random")
        found = first_order(Inputs(z, 16), np.exp(z[0] * z[1]).clip(max=20) + z[2] ** 3)
        n_over += abs(found.share[3]) > found.error[3]
        worst = max(worst, abs(found.share[3]))
    assert n_over <= 3
    assert worst < 0.02


def test_adding_an_unused_input_leaves_the_others() -> None:
    z = scores(3, 16, 1024)
    outcome = z[0] + z[1] ** 2
    np.testing.assert_allclose(
        first_order(Inputs(z, 16), outcome).share[:2], first_order(Inputs(z[:2], 16), outcome).share, atol=1e-3
    )


def test_additive_model_with_events() -> None:
    u = uniforms(3, 16, 1024)
    z = scores(3, 16, 1024)
    event = (u[1] > 0.7).astype(int)
    three = np.searchsorted([0.5, 0.8], u[2])
    outcome = 2 * z[0] + 5 * event + np.array([-1.0, 0.0, 4.0])[three]
    # variances: 4; 25 * 0.3 * 0.7; values -1, 0, 4 at 0.5, 0.3, 0.2: mean 0.3, mean of squares 3.7
    parts = np.array([4.0, 5.25, 3.61])
    found = first_order(Inputs(z, 16, {1: event, 2: three}), outcome)
    np.testing.assert_allclose(found.share, parts / parts.sum(), atol=0.002)
    assert (np.abs(found.share - parts / parts.sum()) <= 2 * found.error).all()


@pytest.mark.parametrize("r", [-0.6, 0.8])
def test_correlated_linear_normal(r: float) -> None:
    z = scores(3, 16, 1024)
    z[1] = r * z[0] + np.sqrt(1 - r**2) * z[1]
    b = np.array([2.0, 1.0, 1.5])
    variance = b @ b + 2 * r * b[0] * b[1]
    expected = np.array([(b[0] + r * b[1]) ** 2, (b[1] + r * b[0]) ** 2, b[2] ** 2]) / variance
    found = first_order(Inputs(z, 16, groups=((0, 1),)), b @ z)
    np.testing.assert_allclose(found.share, expected, atol=0.002)
    assert not found.adds_up


def test_steps_and_tails_are_fitted_too() -> None:
    z = scores(3, 16, 4096)
    outcome = 2.0 * (z[0] > 1) + np.exp(0.8 * z[1]) + 0.1 * z[2]
    p = 1 - ndtr(1)
    parts = np.array([4 * p * (1 - p), np.exp(0.64) * np.expm1(0.64), 0.01])
    np.testing.assert_allclose(first_order(Inputs(z, 16), outcome).share, parts / parts.sum(), atol=0.02)


def test_interactions_of_products() -> None:
    z = scores(4, 16, 1024)
    outcome = z[0] + 2 * z[0] * z[1] + 0.5 * (z[2] ** 2 - 1) * z[1]
    # variances 1, 4 and 0.5, uncorrelated
    found = interactions(Inputs(z, 16), outcome)
    expected = np.zeros((4, 4))
    expected[0, 1] = expected[1, 0] = 4 / 5.5
    expected[1, 2] = expected[2, 1] = 0.5 / 5.5
    off = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(found.share[off], expected[off], atol=0.01)
    assert np.isnan(np.diag(found.share)).all()
    np.testing.assert_array_equal(found.share, found.share.T)
    assert (np.abs(found.share - expected)[off] <= 2 * found.error[off] + 1e-3).all()


def test_interaction_with_an_event_is_exact() -> None:
    u, z = uniforms(2, 16, 1024), scores(2, 16, 1024)
    event = (u[1] < 0.25).astype(int)
    outcome = 3 * z[0] * event
    # main effect of z 9 * p^2, interaction 9 * p * (1 - p)
    found = interactions(Inputs(z, 16, {1: event}), outcome)
    assert found.share[0, 1] == pytest.approx(0.75, abs=0.003)
    assert first_order(Inputs(z, 16, {1: event}), outcome).share[0] == pytest.approx(0.25, abs=0.003)


def test_interactions_within_a_group_are_not_defined() -> None:
    z = scores(3, 4, 256)
    found = interactions(Inputs(z, 4, groups=((0, 2),)), z[0] * z[1])
    assert np.isnan(found.share[0, 2])
    assert np.isfinite(found.share[0, 1])


def test_first_order_and_interactions_add_up_to_one() -> None:
    z = scores(3, 16, 1024)
    inputs, outcome = Inputs(z, 16), 1 + z[0] + z[1] * z[2] + 0.5 * z[0] * z[1] + z[2] ** 2
    own, pairs, above = first_order(inputs, outcome), interactions(inputs, outcome), np.triu_indices(3, 1)
    error = np.sqrt((own.error**2).sum() + (pairs.error[above] ** 2).sum())
    assert abs(own.share.sum() + pairs.share[above].sum() - 1) <= error
    assert error < 0.03


def test_outcome_that_does_not_vary_is_explained_by_nothing() -> None:
    z = scores(2, 4, 64)
    labels = (z[1] > 0).astype(int)
    inputs = Inputs(z, 4, {1: labels})
    np.testing.assert_array_equal(first_order(inputs, np.full(256, 0.1)).share, 0)
    np.testing.assert_array_equal(interactions(inputs, np.full(256, 0.1)).share[0, 1], 0)
    np.testing.assert_array_equal(total(lambda rows: np.full(256, 0.1), z, z[::-1], 4).share, 0)


def test_single_replicate_claims_no_error() -> None:
    z = scores(2, 1, 512)
    assert np.isnan(first_order(Inputs(z), z[0]).error).all()
    assert np.isnan(interactions(Inputs(z), z[0]).error).all()


def test_shares_do_not_depend_on_unit_zero_point_or_order_of_replicates() -> None:
    z = scores(3, 8, 512)
    outcome = np.exp(z[0]) * (1 + z[1])
    expected = first_order(Inputs(z, 8), outcome)
    moved = first_order(Inputs(z, 8), 1e6 - 3e5 * outcome)
    np.testing.assert_allclose(moved.share, expected.share, atol=1e-9)
    np.testing.assert_allclose(moved.error, expected.error, atol=1e-9)
    order = np.concatenate([np.arange(512) + 512 * r for r in (3, 1, 0, 2, 7, 6, 5, 4)])
    turned = first_order(Inputs(z[:, order], 8), outcome[order])
    np.testing.assert_allclose(turned.share, expected.share, atol=1e-9)


@pytest.mark.parametrize("n_draws", [1, 2, 15, 16])
def test_few_draws_give_finite_shares(n_draws: int) -> None:
    z = scores(3, n_draws, 1)
    labels = (z[2] > 0).astype(int)
    found = first_order(Inputs(z, n_draws, {2: labels}, groups=((0, 1),)), z[0] + labels)
    assert np.isfinite(found.share).all()


def test_what_does_not_fit_is_refused() -> None:
    z = scores(2, 4, 64)
    with pytest.raises(AnalysisError, match="replicates of the same size"):
        Inputs(z, 3)
    with pytest.raises(AnalysisError, match="not finite in 1 of 256"):
        first_order(Inputs(z, 4), np.where(np.arange(256) == 7, np.nan, 0.0))
    with pytest.raises(AnalysisError, match="does not fit 256 draws"):
        first_order(Inputs(z, 4), np.zeros(255))
    with pytest.raises(AnalysisError, match="row 2 is not among the 2 inputs"):
        Inputs(z, 4, {2: np.zeros(256, int)})
    with pytest.raises(AnalysisError, match="whole numbers"):
        Inputs(z, 4, {1: np.zeros(256)})
    with pytest.raises(AnalysisError, match="label -1 is negative"):
        Inputs(z, 4, {1: np.full(256, -1)})
    with pytest.raises(AnalysisError, match="some scores are not finite"):
        Inputs(np.full((1, 4), np.inf))
    with pytest.raises(AnalysisError, match="not two"):
        total(lambda rows: rows[0], z, z[:1], 4)


def test_interaction_of_parabolas() -> None:
    z = scores(2, 16, 1024)
    # uncorrelated terms of variances 1 and 4 * 2 / 2 * 2 / 2 = 4
    found = interactions(Inputs(z, 16), z[0] + (z[0] ** 2 - 1) * (z[1] ** 2 - 1))
    assert abs(found.share[0, 1] - 0.8) <= max(2 * found.error[0, 1], 0.01)
    assert found.error[0, 1] < 0.2
