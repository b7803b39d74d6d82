"""Factors of the parameters: against refitted curves at random draws of the parameters themselves."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.curves import segment_curves
from roi_engine.customers.factors import Modelled, modelled_curves, root_of, rotated, secants, total_first
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.customers.nodes import gathering
from roi_engine.customers.projection import project
from roi_engine.customers.spend import weighed_amount
from roi_engine.errors import ModelError, Problem
from tests.customers.simulated import PARAMETERS, base, with_amounts

EDGES = np.linspace(0, 39, 4)


# How far the total at given factors may be from the total at the parameters themselves: mean and spread of ln ratio.
# Pareto/NBD is the least log-linear: its rate of leaving is hardly determined on a base of this size.
LARGEST_ERRORS = {"bg_nbd": (0.003, 0.006), "mbg_nbd": (0.003, 0.006), "pareto_nbd": (0.03, 0.04)}


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_the_factors_stand_for_the_parameters_themselves(model: str) -> None:
    rows = base(model, 2_357, 11, EDGES, ages=(27.0, 39.0)).rows
    fit = fit_orders(model, rows.history)
    on = gathering(rows)
    steps = total_first(MODELS[model], fit, rows, EDGES, on)
    z = np.random.default_rng(1).standard_normal((60, 4))
    drawn = fit.log_parameters + z @ steps.T
    exact = np.array([segment_curves(MODELS[model], each, rows, EDGES[[0, -1]], on).orders[:, 0] for each in drawn])
    found = project(rows, EDGES, time_unit="week", fit=fit)
    orders = np.stack([segment.orders_at(z, found.lengths).sum(axis=1) for segment in found.segments], axis=1)
    ratio = np.log(orders.sum(axis=1) / exact.sum(axis=1))
    mean, spread = LARGEST_ERRORS[model]
    assert abs(ratio.mean()) < mean
    assert ratio.std() < spread
    assert ratio.std() < 0.5 * np.log(exact.sum(axis=1)).std()
    for level in (10, 90):
        assert np.percentile(orders.sum(axis=1), level) == pytest.approx(
            np.percentile(exact.sum(axis=1), level), rel=0.04
        )
    np.testing.assert_allclose(np.log(orders).std(axis=0), np.log(exact).std(axis=0), rtol=0.15)


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_the_first_factor_carries_the_total(model: str) -> None:
    rows = base(model, 2_357, 11, EDGES).rows
    found = project(rows, EDGES, model=model, time_unit="week")
    zero, one = np.zeros((1, 4)), np.eye(4)
    at = np.array(
        [[s.orders_at(z[None, :], found.lengths).sum() for s in found.segments] for z in [*zero, *one, *-one]]
    )
    total = np.log(at.sum(axis=1))
    moved = (total[1:5] - total[5:]) / 2
    assert moved[0] > 0
    assert np.sum(moved[1:] ** 2) < 0.02 * np.sum(moved**2)
    segments = (np.log(at[1:5]) - np.log(at[5:])) / 2
    assert np.abs(segments[1:]).max() > np.abs(moved[1:]).max()


def test_the_factors_keep_the_covariance() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.standard_normal((4, 4))
    covariance = matrix @ matrix.T
    gradient = rng.standard_normal(4)
    steps = rotated(lambda logs: np.array([np.exp(0.001 * gradient @ logs)]), np.zeros(4), root_of(covariance))
    np.testing.assert_allclose(steps @ steps.T, covariance, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(gradient @ steps[:, 1:], 0, atol=1e-8)
    assert (gradient @ steps[:, 0]) == pytest.approx(np.sqrt(gradient @ covariance @ gradient))


def test_modelled_curves_are_the_curves_at_the_fit() -> None:
    rows = base("bg_nbd", 1_000, 2, EDGES).rows
    fit = fit_orders("bg_nbd", rows.history)
    active, orders = modelled_curves(MODELS["bg_nbd"], fit, rows, EDGES)
    curves = segment_curves(MODELS["bg_nbd"], fit.log_parameters, rows, EDGES)
    np.testing.assert_allclose([each.base for each in active], curves.active)
    np.testing.assert_allclose([each.base for each in orders], curves.orders)
    assert active[0].loadings.shape == (4, 4)
    assert orders[0].loadings.shape == (4, 3)


def test_a_modelled_quantity_moves_by_its_loadings() -> None:
    quantity = Modelled(np.array([2.0, 3.0]), np.array([[0.1, 0.0], [0.0, 0.2]]))
    expected = [[2 * np.exp(0.1), 3 * np.exp(-0.2)], [2.0, 3.0]]
    np.testing.assert_allclose(quantity.at(np.array([[1.0, -1.0], [0.0, 0.0]])), expected)
    np.testing.assert_allclose(quantity.relative_sd, [0.1, 0.2])


def test_secants_are_exact_where_the_logarithm_is_linear() -> None:
    slopes = np.array([[0.3, -0.2, 0.0], [0.1, 0.4, -1.0]])
    steps = np.array([[1.0, 0.5], [0.0, 2.0], [0.1, 0.0]])
    base_figures, loadings = secants(lambda logs: np.exp(slopes @ logs + [1.0, 2.0]), np.zeros(3), steps)
    np.testing.assert_allclose(base_figures, np.exp([1.0, 2.0]))
    np.testing.assert_allclose(loadings, (slopes @ steps).T)


def test_a_step_out_of_the_domain_is_taken_shorter() -> None:
    def finite_below_one(logs: np.ndarray) -> np.ndarray:
        if logs[0] > 0.3:
            raise ModelError([Problem("no_mean", "the mean is not finite")])
        return np.exp(2 * logs)

    _, loadings = secants(finite_below_one, np.zeros(1), np.eye(1))
    assert loadings[0, 0] == pytest.approx(2)
    with pytest.raises(ModelError, match="not finite"):
        secants(finite_below_one, np.zeros(1), 10 * np.eye(1))


def test_spend_factors_stand_for_the_spend_parameters() -> None:
    rows = with_amounts(base("bg_nbd", 3_000, 5, EDGES).rows, 1)
    found = project(rows, EDGES, model="bg_nbd", time_unit="week")
    assert found.spend is not None
    expected = MODELS["bg_nbd"].expected_orders(found.model.log_parameters, rows.history, EDGES[[-1]])[:, 0]
    orders = expected * rows.history.count
    rng = np.random.default_rng(1)
    drawn = rng.multivariate_normal(found.spend.log_parameters, found.spend.covariance, 2_000)
    exact = np.log([weighed_amount(each, rows, orders)[:, 0] for each in drawn])
    for s, segment in enumerate(found.segments):
        assert segment.amount is not None
        assert segment.amount.relative_sd[0] == pytest.approx(exact[:, s].std(), rel=0.08)
    value = np.log(np.exp(exact) @ np.bincount(rows.segment, weights=orders))
    total = [segment.orders_at(np.zeros((1, 7)), found.lengths).sum() for segment in found.segments]
    first = sum(
        n * s.amount.base[0] * np.exp(s.amount.loadings[4, 0]) for n, s in zip(total, found.segments, strict=True)
    )  # type: ignore[union-attr]
    plain = sum(n * s.amount.base[0] for n, s in zip(total, found.segments, strict=True))  # type: ignore[union-attr]
    assert np.log(first / plain) == pytest.approx(value.std(), rel=0.08)
