"""Recovery: simulated bases from known parameters, and how often the 90 % intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from roi_engine.customers.curves import segment_curves
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.customers.projection import project
from tests.customers.simulated import base, logs

EDGES = np.array([0.0, 26, 52])
Z = float(ndtri(0.95))


def held(model: str, seed: int, n: int) -> tuple[list[bool], list[bool], list[bool]]:
    """Whether the 90 % intervals hold: of each parameter, of each segment's expected orders, of those that came.

    The value of a segment is what the true parameters let expect of the customers as they were seen: the interval is
    that of the parameters. What came has the spread of chance on top.
    """
    made = base(model, n, seed, EDGES)
    fit = fit_orders(model, made.rows.history)
    errors = np.sqrt(np.diag(fit.covariance))
    parameters = np.abs(fit.log_parameters - logs(model)) <= Z * errors
    found = project(made.rows, EDGES, time_unit="week", fit=fit)
    truth = segment_curves(MODELS[model], logs(model), made.rows, EDGES).orders.sum(axis=1)
    z = np.random.default_rng(seed).standard_normal((2_000, 4))
    values, came = [], []
    for s, segment in enumerate(found.segments):
        drawn = segment.orders_at(z, found.lengths).sum(axis=1)
        low, high = np.percentile(drawn, (5, 95))
        values.append(bool(low <= truth[s] <= high))
        sd = np.hypot(drawn.std(), segment.chance * drawn.mean())
        came.append(bool(abs(made.future_by_segment[s].sum() - drawn.mean()) <= Z * sd))
    return parameters.tolist(), values, came


def coverage(model: str, n_seeds: int, n: int) -> list[np.ndarray]:
    """Shares of the intervals that hold: by parameter, by segment, by segment with chance."""
    parts = [held(model, seed, n) for seed in range(n_seeds)]
    return [np.mean([part[kind] for part in parts], axis=0) for kind in range(3)]


@pytest.mark.slow
def test_bg_nbd_intervals_over_100_seeds() -> None:
    found = np.concatenate(coverage("bg_nbd", 100, 2_000))
    assert np.all((found >= 0.80) & (found <= 0.97)), found


@pytest.mark.slow
@pytest.mark.parametrize("model", ["mbg_nbd", "pareto_nbd"])
def test_intervals_of_the_other_models_over_30_seeds(model: str) -> None:
    # Thirty seeds tell one share to 6 %, so the parameters are judged together, and so are the segments.
    for share in coverage(model, 30, 2_000):
        assert 0.80 <= share.mean() <= 0.97, share
