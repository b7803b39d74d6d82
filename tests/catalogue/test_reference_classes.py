"""Reference classes have the published means; the distributions are rebuilt here from their definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import beta, triang

from roi_engine.catalogue import ReferenceClass, catalogue_lines, reference_classes

U = (np.arange(40_000) + 0.5) / 40_000  # midpoints: a mean over them is a quadrature of the inverse cdf


def number(text: str) -> float:
    assert text.endswith(" %"), text
    return float(text.removesuffix(" %")) / 100


def quantiles(value: Mapping[str, Any]) -> NDArray[np.float64]:
    """The inverse cdf of a value at U, by the definition of its form in the scenario language."""
    if "min" in value:
        return number(value["min"]) + U * (number(value["max"]) - number(value["min"]))
    if "mode" in value:
        low, mode, high = (number(value[key]) for key in ("low", "mode", "high"))
        if value.get("shape") == "triangular":
            return np.asarray(triang.ppf(U, (mode - low) / (high - low), low, high - low))
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return np.asarray(beta.ppf(U, a, b, low, high - low))
    return logit_metalog(*(number(value[key]) for key in ("p10", "p50", "p90", "lower", "upper")))


def logit_metalog(p10: float, p50: float, p90: float, lower: float, upper: float) -> NDArray[np.float64]:
    """Three-term metalog bounded on both sides (Keelin 2016, eq. 24 and table 3)."""
    at = np.array([0.1, 0.5, 0.9])
    z = np.log((np.array([p10, p50, p90]) - lower) / (upper - np.array([p10, p50, p90])))
    basis = np.column_stack([np.ones(3), np.log(at / (1 - at)), (at - 0.5) * np.log(at / (1 - at))])
    a = np.linalg.solve(basis, z)
    log_odds = np.log(U / (1 - U))
    m = a[0] + a[1] * log_odds + a[2] * (U - 0.5) * log_odds
    assert np.all(np.diff(m) > 0), "not feasible"
    return lower + (upper - lower) / (1 + np.exp(-m))


def mixture(reference: ReferenceClass) -> tuple[list[NDArray[np.float64]], list[float]]:
    assert isinstance(reference.value, Mapping)
    weights = [float(weight) for weight in reference.value["weights"]]
    parts = [quantiles(part) for part in reference.value["mixture"]]
    return parts, [weight / sum(weights) for weight in weights]


def test_cost_overrun_has_the_published_means() -> None:
    (body, tail), weights = mixture(reference_classes()["it_cost_overrun"])
    assert weights == pytest.approx([5 / 6, 1 / 6])
    assert body.mean() == pytest.approx((0.27 - 2.0 / 6) / (5 / 6), abs=1e-6)
    assert tail.mean() == pytest.approx(2.0, abs=5e-4)
    assert 5 / 6 * body.mean() + tail.mean() / 6 == pytest.approx(0.27, abs=1e-4)


def test_cost_overrun_tail_is_fat_and_capped_and_the_note_says_where() -> None:
    reference = reference_classes()["it_cost_overrun"]
    (body, tail), _ = mixture(reference)
    assert body.min() < 0 < body.max(), "underruns belong in the body"
    assert tail.min() >= 0.6 >= body.max() - 1e-9
    assert 9.0 < tail.max() <= 10.0
    assert "CAPPED at 1,000 %" in reference.note
    overrun = catalogue_lines()["cost.implementation"].inputs["overrun"]
    assert overrun.lower is not None
    assert overrun.lower <= body.min()
    assert overrun.upper is not None
    assert tail.max() <= overrun.upper
    # a power law with the same ends and mean (exponent 0.82) has these percentiles: within 5 %
    assert np.quantile(tail, [0.1, 0.25, 0.5, 0.75, 0.9]) == pytest.approx(
        [0.673, 0.819, 1.244, 2.363, 4.554], rel=0.05
    )


def test_cost_overrun_misses_the_plan_as_often_as_observed() -> None:
    """More than 10 % off in 8 projects of 10."""
    (body, tail), (share, rest) = mixture(reference_classes()["it_cost_overrun"])
    missed = share * np.mean(np.abs(body) > 0.1) + rest * np.mean(np.abs(tail) > 0.1)
    assert missed == pytest.approx(0.8, abs=0.03)


def test_schedule_overrun_has_the_published_means() -> None:
    (body, tail), weights = mixture(reference_classes()["it_schedule_overrun"])
    assert weights[1] == pytest.approx(1 / 6)
    assert tail.mean() == pytest.approx(0.70, abs=0.005)
    assert weights[0] * body.mean() + weights[1] * tail.mean() == pytest.approx(0.55, abs=0.001)


def test_benefit_shortfall_has_the_published_mean() -> None:
    value = reference_classes()["large_project_benefit_shortfall"].value
    assert isinstance(value, Mapping)
    assert quantiles(value).mean() == pytest.approx(0.56, abs=1e-5)


def test_adoption_meets_the_one_published_point() -> None:
    (low, high), (below, above) = mixture(reference_classes()["crm_adoption"])
    assert low.max() <= 0.9 <= high.min()
    assert high.max() <= 1.0
    assert low.min() >= 0.0
    assert above == pytest.approx(0.4)
    assert below == pytest.approx(0.6)
    assert below * low.mean() + above * high.mean() == pytest.approx(0.65)
    assert "65 %" in reference_classes()["crm_adoption"].note


def test_each_names_its_source_and_says_what_is_a_reading() -> None:
    for reference in reference_classes().values():
        assert "https://" in reference.source
        assert reference.unit == ""
        assert "Published:" in reference.note
        assert "reading" in reference.note
