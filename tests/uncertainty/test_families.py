"""Every family against scipy.stats, and the identities that hold for all of them."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from roi_engine.uncertainty.distributions import (
    Beta,
    Discrete,
    Distribution,
    DistributionError,
    Empirical,
    Event,
    LogNormal,
    Metalog,
    Mixture,
    Normal,
    Pert,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
)

U = np.concatenate([[1e-9, 1e-4], np.linspace(0.01, 0.99, 99), [1 - 1e-4, 1 - 1e-9]])

PEERS: list[tuple[Distribution, Any]] = [
    # mean (0.3 + 4 * 0.8 + 1.4) / 6, shapes 1 + 4 * 5/11 and 1 + 4 * 6/11
    (Pert(0.3, 0.8, 1.4), stats.beta(1 + 20 / 11, 1 + 24 / 11, 0.3, 1.1)),
    (Pert(-2, -2, 5, 2), stats.beta(1, 3, -2, 7)),
    (Pert(0, 1, 1, 6), stats.beta(7, 1)),
    (Triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
    (Triangular(1, 1, 5), stats.triang(0, 1, 4)),
    (Triangular(1, 5, 5), stats.triang(1, 1, 4)),
    (Uniform(-1, 3), stats.uniform(-1, 4)),
    (Normal(30, 4), stats.norm(30, 4)),
    (LogNormal(0.2, 0.7), stats.lognorm(0.7, 0, math.exp(0.2))),
    (LogNormal(0.2, 0.7, 10), stats.lognorm(0.7, 10, math.exp(0.2))),
    (Beta(42.5, 258.5), stats.beta(42.5, 258.5)),
    (Beta(0.5, 0.5), stats.beta(0.5, 0.5)),
    (StudentT(31.4, 0.9, 209), stats.t(209, 31.4, 0.9)),
    (StudentT(0, 2, 9), stats.t(9, 0, 2)),
    (Truncated(Normal(0, 1), -1, 2), stats.truncnorm(-1, 2)),
    (Truncated(Normal(0, 1), 1.5), stats.truncnorm(1.5, math.inf)),
    (Truncated(Uniform(0, 10), None, 4), stats.uniform(0, 4)),
]

CONTINUOUS: list[Distribution] = [
    *(ours for ours, _ in PEERS),
    LogNormal(0.2, 0.7, 10, reflected=True),
    Metalog(0.1, 26, 29, 34),
    Metalog(0.05, 26, 29, 34, lower=0),
    Metalog(0.1, 26, 29, 34, upper=50),
    Metalog(0.01, 26, 29, 34, 20, 60),
    Truncated(Metalog(0.1, 26, 29, 34), 25, 40),
    Mixture((Normal(0, 1), Uniform(1, 2)), (3, 1)),
    Mixture((Triangular(0, 1, 3), Uniform(5, 6)), (1, 1)),
]
DISCRETE: list[Distribution] = [
    Event(0.3),
    Event(0),
    Event(1),
    Discrete((3, 0, 1, 0), (2, 4, 3, 1)),
    Empirical((5, 2, 2, 1)),
    Truncated(Discrete((0, 1, 3), (5, 3, 2)), 1, 5),
    Mixture((Discrete((0,), (1,)), Pert(0, 1, 3), Normal(1, 1)), (1, 2, 1)),
    Truncated(Mixture((Event(0.4), Normal(1, 1)), (1, 1)), 0, 2),
    Pert(2, 2, 2),
    Triangular(2, 2, 2),
    Uniform(2, 2),
    Normal(2, 0),
    LogNormal(0, 0),
    StudentT(2, 0, 9),
    Metalog(0.1, 2, 2, 2),
]


def name(case: object) -> str:
    return case.words() if isinstance(case, Distribution) else ""


@pytest.mark.parametrize(("ours", "peer"), PEERS, ids=name)
def test_quantiles_chances_and_moments_are_those_of_scipy(ours: Distribution, peer: Any) -> None:
    x = peer.ppf(U)
    np.testing.assert_allclose(ours.ppf(U), x, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.cdf(x), peer.cdf(x), rtol=1e-9, atol=1e-14)
    assert ours.mean == pytest.approx(peer.mean(), rel=1e-9, abs=1e-9)
    assert ours.sd == pytest.approx(peer.std(), rel=1e-8)
    assert ours.support == pytest.approx(peer.support())


@pytest.mark.parametrize("ours", CONTINUOUS, ids=name)
def test_chance_of_a_quantile_is_its_share(ours: Distribution) -> None:
    np.testing.assert_allclose(ours.cdf(ours.ppf(U)), U, rtol=1e-8, atol=1e-13)


@pytest.mark.parametrize("ours", CONTINUOUS + DISCRETE, ids=name)
def test_mean_and_sd_are_those_of_the_quantiles(ours: Distribution) -> None:
    n = 50_000
    draws = ours.ppf((np.arange(n) + 0.5) / n)
    assert draws.mean() == pytest.approx(ours.mean, abs=2e-4 * (1 + ours.sd))
    assert draws.std() == pytest.approx(ours.sd, rel=3e-3, abs=1e-12)


@pytest.mark.parametrize("ours", CONTINUOUS + DISCRETE, ids=name)
def test_records_are_pickled_hashed_and_stay_in_their_support(ours: Distribution) -> None:
    again = pickle.loads(pickle.dumps(ours))
    assert again == ours
    assert hash(again) == hash(ours)
    lower, upper = ours.support
    values = ours.ppf(np.concatenate([[0.0], U, [1.0]]))
    assert np.all(np.diff(values) >= -1e-12)
    assert values.min() >= lower
    assert values.max() <= upper
    assert ours.ppf(0.5).shape == ()
    assert ours.ppf(np.full((2, 3), 0.5)).shape == (2, 3)
    assert ours.ppf(np.full((2, 3), 0.5)).dtype == np.float64


@pytest.mark.parametrize(
    "ours",
    [
        Pert(0, 1, 3),
        Normal(1, 2),
        LogNormal(0, 1),
        LogNormal(0, 1, 5, True),
        Beta(2, 9),
        StudentT(1, 2, 4),
        Metalog(0.1, 1, 2, 4, 0),
        Uniform(0, 1),
    ],
    ids=name,
)  # fmt: skip
def test_inverse_from_above_is_the_same_value(ours: Any) -> None:
    np.testing.assert_allclose(ours.isf(U), ours.ppf(1 - U), rtol=1e-6)


def test_atoms_of_discrete_families() -> None:
    values, shares = Discrete((3, 0, 1, 0), (2, 4, 3, 1)).atoms()
    assert values.tolist() == [0, 1, 3]
    assert shares.tolist() == pytest.approx([0.5, 0.3, 0.2])
    assert Discrete((3, 0, 1, 0), (2, 4, 3, 1)).ppf([0.49, 0.51, 0.79, 0.81]).tolist() == [0, 1, 1, 3]
    assert Discrete((0, 9), (1, 0)).support == (0, 0)
    assert Event(0.3).ppf([0.0, 0.69, 0.7, 1.0]).tolist() == [0, 0, 1, 1]
    assert Event(0.3).cdf([-1, 0, 0.5, 1]).tolist() == pytest.approx([0, 0.7, 0.7, 1])
    assert Event(0).ppf([0.0, 1.0]).tolist() == [0, 0]
    assert Empirical((5, 2, 2, 1)).ppf([0.1, 0.3, 0.6, 0.9]).tolist() == [1, 2, 2, 5]
    assert Empirical((5, 2, 2, 1)).cdf([2, 4]).tolist() == [0.75, 0.75]


def test_mixture_keeps_a_value_with_a_probability_of_its_own() -> None:
    mixture = Mixture((Discrete((0,), (1,)), Uniform(-1, 1)), (1, 1))
    # half uniform below and above zero, half at zero: u from 0.25 to 0.75 gives zero exactly
    assert mixture.ppf([0.125, 0.25, 0.5, 0.7499, 0.875]).tolist() == pytest.approx([-0.5, 0, 0, 0, 0.5])
    assert np.count_nonzero(mixture.ppf(np.linspace(0.2501, 0.7499, 500))) == 0
    assert mixture.mean == 0
    assert mixture.sd == pytest.approx(math.sqrt(0.5 / 3))
    assert Mixture((Uniform(0, 1), Uniform(2, 3)), (1, 1)).ppf([0.25, 0.5, 0.75]).tolist() == pytest.approx(
        [0.5, 2, 2.5]
    )


def test_truncation_keeps_atoms_on_its_bounds() -> None:
    cut = Truncated(Discrete((0, 1, 3), (5, 3, 2)), 1, 3)
    assert cut.atoms()[1].tolist() == pytest.approx([0.6, 0.4])
    assert cut.mean == pytest.approx(1.8)
    assert Truncated(Normal(0, 1)).mean == 0


def test_truncating_a_heavy_tail() -> None:
    assert Truncated(StudentT(0, 1, 2), -1).sd == math.inf
    assert Truncated(StudentT(0, 1, 2), -1, 1).sd < 1


@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(-8, 8), st.floats(0.5, 8), st.lists(st.floats(0, 1), min_size=2))
@settings(max_examples=60, deadline=None)
def test_truncation_stays_within_bounds_and_rises(
    mean: float, sd: float, lower: float, width: float, u: list[float]
) -> None:
    try:
        cut = Truncated(Normal(mean, sd), lower, lower + width)
    except DistributionError:
        inside = stats.norm(mean, sd).cdf([lower, lower + width])
        assert inside[1] - inside[0] < 1.1e-6
        return
    values = cut.ppf(np.sort(u))
    assert np.all((values >= lower) & (values <= lower + width))
    assert np.all(np.diff(values) >= 0)
    assert lower <= cut.mean <= lower + width


@given(
    st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50), st.floats(0, 20), st.lists(st.floats(0, 1), min_size=2)
)
@settings(max_examples=60, deadline=None)
def test_pert_rises_within_its_ends(low: float, left: float, right: float, lam: float, u: list[float]) -> None:
    pert = Pert(low, low + left, low + left + right, lam)
    values = pert.ppf(np.sort(u))
    assert np.all(np.diff(values) >= 0)
    assert values[0] >= pert.low
    assert values[-1] <= pert.high * (1 + 1e-15) + 1e-12
    assert pert.low - 1e-9 <= pert.mean <= pert.high + 1e-9


NAN, INF = math.nan, math.inf
IMPOSSIBLE: list[tuple[Callable[[], object], str]] = [
    (lambda: Pert(2, 1, 3), "low <= mode <= high"),
    (lambda: Pert(0, 4, 3), "mode 4 is above high 3"),
    (lambda: Pert(0, NAN, 3), "finite number"),
    (lambda: Pert(0, 1, 3, -1), "lam of zero or more"),
    (lambda: Triangular(0, 4, 3), "low <= mode <= high"),
    (lambda: Uniform(3, 1), "low <= high"),
    (lambda: Uniform(0, INF), "finite number"),
    (lambda: Normal(0, -1), "sd of zero or more"),
    (lambda: Normal(NAN, 1), "finite number"),
    (lambda: LogNormal(0, -1), "sigma of zero or more"),
    (lambda: LogNormal(30_000, 4_000), "mean and sd of the logarithm"),
    (lambda: Beta(0, 1), "above zero"),
    (lambda: StudentT(0, 1, 1), "degree"),
    (lambda: StudentT(0, -1, 9), "se of zero or more"),
    (lambda: Discrete((1, 2), (1,)), "one weight"),
    (lambda: Discrete((), ()), "at least one"),
    (lambda: Discrete((1, 2), (1, -1)), "zero or more"),
    (lambda: Discrete((1, 2), (0, 0)), "above zero"),
    (lambda: Discrete((1, NAN), (1, 1)), "finite"),
    (lambda: Discrete((1, 2), (1, INF)), "finite"),
    (lambda: Event(1.2), "0 to 1"),
    (lambda: Event(-0.1), "0 to 1"),
    (lambda: Event(NAN), "0 to 1"),
    (lambda: Mixture((Event(0.1),), (1, 2)), "one weight"),
    (lambda: Mixture((), ()), "at least one"),
    (lambda: Empirical(()), "at least one"),
    (lambda: Empirical((1, NAN)), "finite numbers"),
    (lambda: Truncated(Normal(0, 1), 2, 1), "lower <= upper"),
    (lambda: Truncated(Normal(0, 1), NAN), "lower <= upper"),
    (lambda: Truncated(Uniform(0, 1), 2, 3), "bounds that leave more"),
    (lambda: Metalog(0.6, 1, 2, 3), "below one half"),
    (lambda: Metalog(0.1, 3, 2, 4), "P10 <= P50 <= P90"),
    (lambda: Metalog(0.1, 1, 2, 3, lower=1), "lower < P10"),
    (lambda: Metalog(0.1, 1, 2, 3, upper=2), "upper > P90"),
]


@pytest.mark.parametrize(("build", "accepted"), IMPOSSIBLE, ids=[str(n) for n in range(len(IMPOSSIBLE))])
def test_impossible_input_is_refused_with_what_is_accepted(build: Callable[[], object], accepted: str) -> None:
    with pytest.raises(DistributionError) as caught:
        build()
    assert accepted in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.message, again.hint) == (caught.value.message, caught.value.hint)


def test_words_say_what_was_stated() -> None:
    assert Pert(0.3, 0.8, 1.4).words() == "PERT 0.3 / 0.8 / 1.4"
    assert Pert(0, 1, 2, 6).words() == "PERT 0 / 1 / 2 (lambda 6)"
    assert Metalog(0.1, 26, 29, 34, 0).words() == "P10 / P50 / P90 26 / 29 / 34, above 0"
    assert Event(0.3).words() == "event, 30 %"
    assert Truncated(Normal(1, 2), 0).words() == "normal, mean 1, sd 2, at least 0"
