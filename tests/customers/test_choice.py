"""Choice of the order model, and refits on resampled customers."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.bootstrap import bootstrap
from roi_engine.customers.choice import CONTINUOUS, Candidate, Holdout, choice_of, fit_best
from roi_engine.customers.fitting import Fit
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.errors import ModelError
from tests.customers.simulated import base

EDGES = np.array([0.0, 26])


def test_the_likelihood_chooses_where_it_is_clear() -> None:
    rows = base("bg_nbd", 4_000, 1, EDGES, ages=(50.0, 100.0)).rows
    choice = choice_of(rows.history)
    assert choice.fit.model == "bg_nbd"
    assert choice.code == "likelihood"
    assert "BG/NBD has the highest likelihood" in choice.reason
    assert [each.model for each in choice.candidates] == list(CONTINUOUS)
    fit, notes = fit_best(rows.history)
    assert fit.log_parameters == pytest.approx(choice.fit.log_parameters)
    assert notes[0].message == choice.reason


def test_a_model_that_the_base_does_not_support_is_far_off() -> None:
    rows = base("pareto_nbd", 4_000, 1, EDGES, ages=(50.0, 100.0)).rows
    found = {each.model: each.fit.aic for each in choice_of(rows.history).candidates if each.fit is not None}
    # MBG/NBD can hardly be told from Pareto/NBD; BG/NBD, where nobody leaves before a second order, can.
    assert abs(found["mbg_nbd"] - found["pareto_nbd"]) < 10
    assert found["bg_nbd"] - found["pareto_nbd"] > 50


def test_the_holdout_chooses_between_those_that_fit_alike() -> None:
    made = base("bg_nbd", 800, 3, EDGES)
    holdout = Holdout(made.rows.history, 26.0, made.future[:, 0])
    choice = choice_of(made.rows.history, holdout)
    best = min(each.fit.aic for each in choice.candidates if each.fit is not None)
    running = [each for each in choice.candidates if each.fit is not None and each.fit.aic - best <= 10]
    assert len(running) > 1
    assert choice.code == "holdout"
    assert choice.fit.model == min(running, key=lambda each: abs(each.holdout_error)).model
    for each in choice.candidates:
        assert each.fit is not None
        expected = MODELS[each.model].expected_orders(each.fit.log_parameters, made.rows.history, EDGES[1:])
        assert each.holdout_expected == pytest.approx(made.rows.history.count @ expected[:, 0], rel=1e-6)
        assert each.holdout_actual == made.future.sum()


def test_a_model_without_a_fit_is_listed_with_its_reason() -> None:
    choice = choice_of(base("bg_nbd", 800, 3, EDGES).rows.history, models=("bg_nbd", "nobody_nbd"))
    assert choice.code == "only_fit"
    assert choice.candidates[1].fit is None
    assert "nobody_nbd" in choice.candidates[1].failure


def test_too_few_customers_for_any_model() -> None:
    history = History(np.array([0.0, 1]), np.array([0.0, 5]), np.array([40.0, 39]), np.ones(2))
    with pytest.raises(ModelError) as refused:
        choice_of(history)
    assert [problem.path for problem in refused.value.problems] == list(CONTINUOUS)
    assert all(problem.message for problem in refused.value.problems)


def test_no_holdout_no_error() -> None:
    assert np.isnan(Candidate("bg_nbd", None).holdout_error)
    assert Candidate("bg_nbd", None, "", 100.0, 90.0).holdout_error == pytest.approx(-0.1)


@pytest.fixture(scope="module")
def fitted() -> tuple[Fit, History]:
    history = base("bg_nbd", 4_000, 3, EDGES).rows.history
    return fit_orders("bg_nbd", history), history


def test_bootstrap_covariance_is_that_of_the_curvature(fitted: tuple[Fit, History]) -> None:
    fit, history = fitted
    refits = bootstrap(fit, history, 60, 1)
    assert refits.n_failed == 0
    # Sixty samples tell a standard deviation to 9 %.
    ratio = np.sqrt(np.diag(refits.covariance) / np.diag(fit.covariance))
    np.testing.assert_allclose(ratio, 1, atol=0.35)
    carried = refits.carried_by(fit)
    assert np.array_equal(carried.covariance, refits.covariance)
    assert carried.log_likelihood == fit.log_likelihood


def test_bootstrap_samples_depend_on_the_seed_alone(fitted: tuple[Fit, History]) -> None:
    fit, history = fitted
    some, more = bootstrap(fit, history, 2, 1), bootstrap(fit, history, 3, 1)
    assert np.array_equal(some.fits[1].log_parameters, more.fits[1].log_parameters)
    other = bootstrap(fit, history, 2, 2)
    assert not np.array_equal(some.fits[0].log_parameters, other.fits[0].log_parameters)
    assert other.fits[0].n_customers == history.n_customers


def test_a_base_too_small_to_resample_is_refused() -> None:
    history = History(np.array([0.0, 1]), np.array([0.0, 5]), np.array([40.0, 39]), np.ones(2))
    fit = fit_orders("bg_nbd", base("bg_nbd", 500, 3, EDGES).rows.history)
    with pytest.raises(ModelError, match="0 of 4 bootstrap samples"):
        bootstrap(fit, history, 4, 1)
