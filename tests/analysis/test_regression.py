"""Conditional means: the functions they are made of, closed forms, and the error they claim."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import BSpline
from scipy.special import eval_hermitenorm, factorial

from roi_engine.analysis.basis import Atoms, Hermite, Spline, normal_law
from roi_engine.analysis.moments import hermite_moments, label_polynomials, spline_moments
from roi_engine.analysis.regression import conditional_mean, conditional_means, group_means
from roi_engine.analysis.replicates import AnalysisError, jackknife, leaving_out, replicate_slices
from roi_engine.analysis.sample import Inputs
from tests.analysis.drawing import scores

P10_P90 = np.array([-1.2815515655446004, 1.2815515655446004])


def test_hermite_columns_are_the_orthonormal_polynomials() -> None:
    z = np.linspace(-3, 3, 13)
    expected = [eval_hermitenorm(k, z) / np.sqrt(factorial(k)) for k in range(9)]
    np.testing.assert_allclose(Hermite(8).columns(z), expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(Hermite(0).columns(z), 1)


def test_law_integrates_hermite_polynomials_exactly() -> None:
    points, weights = normal_law()
    columns = Hermite(8).columns(points)
    np.testing.assert_allclose((columns * weights) @ columns.T, np.eye(9), atol=1e-9)


def test_spline_columns_are_b_splines_inside_and_lines_beyond() -> None:
    basis = Spline(6)
    knots = np.arange(-3, 10) - 3.0
    inside = np.linspace(-3, 2.999, 101)
    expected = [BSpline.basis_element(knots[k : k + 5], extrapolate=False)(inside) for k in range(9)]
    np.testing.assert_allclose(basis.columns(inside), np.nan_to_num(expected), atol=1e-12)
    beyond = np.array([-5.0, -4.0, -3.0, 3.0, 4.0, 5.0])
    columns = basis.columns(beyond)
    np.testing.assert_allclose(columns.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(columns[:, 0] - 2 * columns[:, 1] + columns[:, 2], 0, atol=1e-12)
    np.testing.assert_allclose(columns[:, 3] - 2 * columns[:, 4] + columns[:, 5], 0, atol=1e-12)
    line = np.arange(9) - 4.0  # the coefficients of z: means of neighbouring knots
    np.testing.assert_allclose(line @ columns, beyond, atol=1e-12)


def test_spline_moments_are_those_of_the_columns() -> None:
    z = scores(1, 4, 256)[0] * 1.3
    outcome = np.exp(z)
    gram, cross = spline_moments(Spline(7), z, outcome, 4)
    for replicate, run in enumerate(replicate_slices(1024, 4)):
        columns = Spline(7).columns(z[run])
        np.testing.assert_allclose(gram[replicate], columns @ columns.T / 256, atol=1e-10)
        np.testing.assert_allclose(cross[replicate], columns @ outcome[run] / 256, atol=1e-10)


def test_label_polynomials_are_orthonormal_over_the_draws() -> None:
    labels = np.array([0, 0, 0, 1, 2, 2, 3, 3, 3, 3])
    columns = label_polynomials(labels)[:, labels]
    np.testing.assert_allclose(columns @ columns.T / 10, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(columns.mean(axis=1), 0, atol=1e-12)
    event = label_polynomials(np.array([0, 0, 0, 1]))
    np.testing.assert_allclose(event[0], [-1 / np.sqrt(3), np.sqrt(3)])
    np.testing.assert_array_equal(event[1], 0)
    np.testing.assert_array_equal(label_polynomials(np.zeros(5, int)), 0)


def test_jackknife_of_a_mean_and_of_its_square_by_hand() -> None:
    # replicate means 1 and 3: without the first 3, without the second 1
    estimates = leaving_out(np.array([1.0, 3.0]))
    np.testing.assert_allclose(estimates, [2, 3, 1])
    found = jackknife(estimates)
    assert found.value == pytest.approx(2)
    assert found.error == pytest.approx(12.706204736)  # se 1, Student's t with one degree of freedom
    # square of the mean: 4 - se^2 = 3; pseudo-values -1 and 7: sd / sqrt(2) = 4; the correction is 1
    squared = jackknife(estimates**2)
    assert squared.value == pytest.approx(3)
    assert squared.error == pytest.approx(np.hypot(4 * 12.706204736, 1))


def test_product_of_lognormals_in_closed_form() -> None:
    z = scores(3, 16, 4096)
    outcome = np.exp(0.5 * z[0] + 0.3 * z[1])
    first, second, unused = conditional_means(Inputs(z, 16), outcome)
    # sd of the outcome 0.76: that of six coefficients from 65,536 independent draws would be 0.007
    np.testing.assert_allclose(first.at(P10_P90), np.exp(0.5 * P10_P90 + 0.045), atol=0.007)
    np.testing.assert_allclose(second.at(P10_P90), np.exp(0.3 * P10_P90 + 0.125), atol=0.007)
    np.testing.assert_allclose(unused.at(P10_P90), np.exp(0.17), atol=0.007)
    assert first.explained == pytest.approx(np.expm1(0.25) / np.expm1(0.34), abs=0.001)
    assert isinstance(first.basis, Hermite)


def test_threshold_is_left_to_the_spline() -> None:
    z = scores(2, 16, 1024)
    found = conditional_means(Inputs(z, 16), 10.0 * (z[0] > 0.5) + z[1])
    assert isinstance(found[0].basis, Spline)
    assert isinstance(found[1].basis, Hermite)
    np.testing.assert_allclose(found[0].at(np.array([-1.0, 1.5])), [0, 10], atol=0.6)


def test_correlated_input_carries_its_partner() -> None:
    z = scores(3, 16, 1024)
    z[1] = 0.6 * z[0] + 0.8 * z[1]
    found = conditional_means(Inputs(z, 16, groups=((0, 1),)), 4 + 2 * z[0] + z[1] + z[2])
    points = np.array([-2.0, -1.0, 0.0, 2.0])
    np.testing.assert_allclose(found[0].at(points), 4 + 2.6 * points, atol=0.05)
    np.testing.assert_allclose(found[1].at(points), 4 + 2.2 * points, atol=0.05)
    np.testing.assert_allclose(found[2].at(points), 4 + points, atol=1e-6)
    alone = conditional_mean(z[0], 4 + 2 * z[0] + z[1] + z[2], 16, correlated=True)
    np.testing.assert_allclose(alone.at(points), 4 + 2.6 * points, atol=0.05)


def test_group_means_are_exact() -> None:
    labels = np.array([0, 1, 2, 0, 2, 2])
    outcome = np.array([1.0, 5.0, 2.0, 3.0, 4.0, 9.0])
    found = group_means(labels, outcome)
    assert found.basis == Atoms(3)
    np.testing.assert_allclose(found.at(np.array([0, 1, 2])), [2, 5, 5])
    np.testing.assert_allclose(found.weights[0], [1 / 3, 1 / 6, 1 / 2])
    # between groups 2 (2 - 4)^2 / 6 + 4 (5 - 4)^2 / 6 = 2; in all 136 / 6 - 16
    assert found.explained == pytest.approx(2 / (136 / 6 - 16))


def test_label_of_one_replicate_takes_the_mean_of_the_others_without_it() -> None:
    labels = np.array([0, 0, 1, 0, 0, 0, 0, 0])
    outcome = np.array([1.0, 1.0, 9.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    found = group_means(labels, outcome, 2)
    np.testing.assert_allclose(found.coefficients[:, 1], [9, 2, 9])
    np.testing.assert_allclose(found.weights[1], [1, 0])


def test_labels_that_are_not_numbers_of_values_are_refused() -> None:
    with pytest.raises(AnalysisError, match="negative"):
        group_means(np.array([0, -1]), np.zeros(2))


@pytest.mark.parametrize("kind", ["sobol", "random"])
def test_coverage_of_the_error_of_what_is_explained(kind: str) -> None:
    # Y = (1 + a)(1 + b) - 1 + c for normals a, b, c of sd 1: variances 1, 1, 1 of the three, 1 of the product
    hits = np.zeros(3)
    for seed in range(100):
        z = scores(3, 16, 128, seed, kind)
        found = conditional_means(Inputs(z, 16), (1 + z[0]) * (1 + z[1]) - 1 + z[2])
        hits += [abs(mean.explained - 0.25) <= mean.error for mean in found]
    assert (hits >= 88).all(), hits


def test_moments_are_those_of_the_columns_in_chunks_of_any_size() -> None:
    z = scores(3, 1, 8192)[:, :7000]
    outcome = np.exp(0.3 * z[0])
    found = hermite_moments(z, outcome, replicate_slices(7000, 2), 6)
    for replicate, run in enumerate(replicate_slices(7000, 2)):
        for row in range(3):
            expected = Hermite(6).columns(z[row, run]) @ outcome[run] / 3500
            np.testing.assert_allclose(found[replicate, row], expected, atol=1e-12)
