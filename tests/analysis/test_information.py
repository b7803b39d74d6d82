"""Value of information: cases worked by hand, closed forms for normals, and what must hold for any outcome."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from roi_engine.analysis.information import evpi, evppi, evppi_of_group, evppi_of_inputs, go_or_not
from roi_engine.analysis.regression import conditional_means, group_means
from roi_engine.analysis.replicates import AnalysisError
from roi_engine.analysis.sample import Inputs
from tests.analysis.drawing import scores, uniforms

SLOPES = np.array([3.0, 2.0, 1.0, 0.5])


def gain(mean: float, sd: float) -> float:
    """E max(g, 0) - max(E g, 0) for a normal g."""
    return float(mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd) - max(mean, 0))


def test_newsvendor_of_two_acts_by_hand() -> None:
    # price 10, cost 4, demand 1 or 2 alike: one paper earns 6, two earn 2 or 12; best 7, with knowledge 9
    demand = np.array([1, 2, 2, 1, 1, 2])
    outcomes = np.stack([10 * np.minimum(demand, order) - 4 * order for order in (1, 2)])
    for n_replicates in (1, 3):
        perfect = evpi(outcomes, n_replicates)
        assert perfect.value == pytest.approx(2)
        assert perfect.share == 1
        known = evppi_of_inputs(Inputs(np.zeros((1, 6)), n_replicates, {0: demand - 1}), outcomes)[0]
        assert known.value == pytest.approx(2)
        assert known.share == pytest.approx(1)


def test_event_by_hand() -> None:
    # -30 once in five, else 10 on average: go is worth 2, knowing the event 0.8 * 10 = 8
    event = np.array([0, 0, 1, 0, 0])
    npv = np.array([9.0, 11.0, -30.0, 10.0, 10.0])
    assert evpi(go_or_not(npv)).value == pytest.approx(6)
    assert evppi([group_means(event, npv)]).raw == pytest.approx(6)
    # a second event that moves the mean but never the decision: 4.67 and -2 without and with, 3 to 2
    idle = np.array([0, 1, 0, 0, 0])
    assert evppi([group_means(idle, npv + 30)]).value == pytest.approx(0)


@pytest.mark.parametrize("mean", [-2.0, 0.0, 1.0])
@pytest.mark.parametrize("kind", ["sobol", "random"])
def test_linear_normal_go_or_not_in_closed_form(mean: float, kind: str) -> None:
    z = scores(5, 16, 512, kind=kind)
    inputs, npv = Inputs(z, 16), mean + SLOPES @ z[:4]
    perfect = evpi(go_or_not(npv), 16)
    assert abs(perfect.value - gain(mean, math.sqrt(SLOPES @ SLOPES))) <= 1.5 * perfect.error
    found = evppi_of_inputs(inputs, go_or_not(npv))
    for worth, slope in zip(found, SLOPES, strict=False):
        assert worth.value == pytest.approx(gain(mean, slope), abs=2e-4)
    assert found[4].value == pytest.approx(0, abs=1e-9)


def test_between_options_in_closed_form() -> None:
    z = scores(3, 16, 1024)
    # three options; nothing at all never wins
    outcomes = np.stack([5 + z[0] + z[2], 4.5 + 2 * z[1] + z[2], np.full(16384, -50.0)])
    inputs = Inputs(z, 16)
    perfect = evpi(outcomes, 16)
    assert perfect.value == pytest.approx(gain(-0.5, math.sqrt(5)), abs=0.005)
    found = evppi_of_inputs(inputs, outcomes)
    expected = [gain(-0.5, 1), gain(-0.5, 2), 0]
    np.testing.assert_allclose([worth.value for worth in found], expected, atol=2e-3)
    np.testing.assert_allclose([worth.share for worth in found], np.array(expected) / perfect.value, atol=3e-3)


def test_all_inputs_together_are_worth_the_evpi() -> None:
    u, z = uniforms(4, 16, 1024), scores(4, 16, 1024)
    event = (u[3] < 0.3).astype(int)
    npv = 1 + z[0] + 2 * z[0] * z[1] + 0.5 * z[2] ** 2 - 3 * event * (1 + 0.3 * z[1])
    inputs = Inputs(z, 16, {3: event})
    together = evppi_of_group(range(4), inputs, go_or_not(npv))
    perfect = evpi(go_or_not(npv), 16)
    assert together.raw == pytest.approx(perfect.value, abs=1e-6)
    assert together.value <= perfect.value
    assert together.share == pytest.approx(1, abs=1e-6)


def test_groups_in_closed_form_grow_with_their_size() -> None:
    z = scores(4, 16, 1024)
    inputs, npv = Inputs(z, 16), 1 + SLOPES @ z
    worths = [evppi_of_group(range(n), inputs, go_or_not(npv)) for n in (1, 2, 3, 4)]
    expected = [gain(1, math.sqrt(SLOPES[:n] @ SLOPES[:n])) for n in (1, 2, 3, 4)]
    np.testing.assert_allclose([worth.value for worth in worths], expected, atol=0.006)
    assert all(small.value < large.value for small, large in pairwise(worths))


def test_group_of_correlated_inputs() -> None:
    z = scores(3, 16, 1024)
    z[1] = 0.6 * z[0] + 0.8 * z[1]
    npv = 0.5 + 2 * z[0] + z[1] + z[2]
    inputs = Inputs(z, 16, groups=((0, 1),))
    one, *_ = evppi_of_inputs(inputs, go_or_not(npv))
    assert one.value == pytest.approx(gain(0.5, 2.6), abs=0.01)
    both = evppi_of_group((0, 1), inputs, go_or_not(npv))
    assert both.value == pytest.approx(gain(0.5, math.sqrt(4 + 1 + 2.4)), abs=0.01)


def test_large_group_stays_within_its_terms() -> None:
    z = scores(30, 4, 512)
    slopes = np.linspace(1, 0, 30)
    together = evppi_of_group(range(30), Inputs(z, 4), go_or_not(0.3 + slopes @ z))
    assert together.value == pytest.approx(gain(0.3, math.sqrt(slopes @ slopes)), abs=0.05)


def test_what_nothing_uses_is_worth_nothing_within_the_error() -> None:
    n_over = 0
    for seed in range(40):
        z = scores(3, 16, 128, seed, "random")
        outcome = 0.1 + z[0] * z[1]
        worth = evppi_of_inputs(Inputs(z, 16), go_or_not(outcome))[2]
        n_over += abs(worth.raw) > worth.error
        assert 0 <= worth.value <= evpi(go_or_not(outcome), 16).value
    assert n_over <= 4


def test_decision_that_is_clear_is_worth_no_study() -> None:
    z = scores(2, 4, 256)
    for npv in (100 + z[0], z[0] - 100):
        assert evpi(go_or_not(npv), 4).value == 0
        assert math.isnan(evpi(go_or_not(npv), 4).share)
        assert evppi_of_inputs(Inputs(z, 4), go_or_not(npv))[0].value == 0


def test_single_option_leaves_nothing_to_decide() -> None:
    z = scores(2, 4, 64)
    assert evpi(z[:1], 4).value == 0
    assert evppi_of_inputs(Inputs(z, 4), z[:1])[0].value == 0
    assert evppi_of_group((0, 1), Inputs(z, 4), z[:1]).value == 0


@given(
    shift=st.floats(-1e3, 1e3),
    scale=st.floats(0.01, 100),
    seed=st.integers(0, 50),
    labels=st.booleans(),
)
@settings(max_examples=30)
def test_what_all_options_share_changes_nothing(shift: float, scale: float, seed: int, labels: bool) -> None:
    z = scores(3, 4, 64, seed)
    atoms = {2: (z[2] > 0.3).astype(int)} if labels else {}
    inputs = Inputs(z, 4, atoms)
    outcomes = np.stack([z[0] + z[1], 0.3 + z[1] * z[2], np.zeros(256)])
    common = shift + 10 * z[0] ** 2
    size = abs(shift) + 100
    for before, after in (
        (evpi(outcomes, 4), evpi(scale * (outcomes + common), 4)),
        *zip(evppi_of_inputs(inputs, outcomes), evppi_of_inputs(inputs, scale * (outcomes + common)), strict=True),
        (evppi_of_group((0, 2), inputs, outcomes), evppi_of_group((0, 2), inputs, scale * (outcomes + common))),
    ):
        assert after.value == pytest.approx(scale * before.value, abs=1e-9 * size * scale)
        assert after.raw == pytest.approx(scale * before.raw, abs=1e-9 * size * scale)


@given(seed=st.integers(0, 1000), mean=st.floats(-2, 2))
@settings(max_examples=40)
def test_worth_lies_between_nothing_and_the_evpi(seed: int, mean: float) -> None:
    z = scores(3, 8, 32, seed, "random")
    outcomes = go_or_not(mean + np.sin(3 * z[0]) + z[1] * np.abs(z[2]))
    perfect = evpi(outcomes, 8)
    inputs = Inputs(z, 8)
    for worth in (*evppi_of_inputs(inputs, outcomes), evppi_of_group((0, 1, 2), inputs, outcomes)):
        assert 0 <= worth.value <= perfect.value
        assert worth.raw >= -worth.error - 1e-12


def test_order_of_options_does_not_matter() -> None:
    z = scores(2, 4, 256)
    outcomes = np.stack([z[0], z[1], 0.2 + 0 * z[0]])
    inputs = Inputs(z, 4)
    one, other = evppi_of_inputs(inputs, outcomes)[0], evppi_of_inputs(inputs, outcomes[::-1])[0]
    assert one.raw == pytest.approx(other.raw, abs=1e-9)


def test_what_cannot_be_asked_is_refused() -> None:
    z = scores(2, 4, 64)
    with pytest.raises(AnalysisError, match="not among the 2 inputs"):
        evppi_of_group((0, 2), Inputs(z, 4), go_or_not(z[0]))
    with pytest.raises(AnalysisError, match="not among"):
        evppi_of_group((), Inputs(z, 4), go_or_not(z[0]))
    with pytest.raises(AnalysisError, match="n_options"):
        evpi(z[0], 4)
    with pytest.raises(AnalysisError, match="not finite"):
        evpi(np.full((2, 4), np.inf))


def test_curves_of_a_single_replicate_claim_no_error() -> None:
    z = scores(2, 1, 512)
    worth = evppi([conditional_means(Inputs(z), z[0])[0]])
    assert worth.value == pytest.approx(1 / math.sqrt(2 * math.pi), abs=0.01)
    assert math.isnan(worth.error)
