"""Segments and arms: Holm's correction, the groups left out, and the chance of a false find."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.pilots import contrasts_against_control, contrasts_by_segment, difference_in_means, holm
from roi_engine.errors import DataError

GENERATOR = np.random.default_rng(12)
SEGMENT = GENERATOR.choice(["north", "south", "west"], 3000)
TREATED = GENERATOR.random(3000) < 0.5
OUTCOME = GENERATOR.normal(10, 3, 3000) + 2 * (TREATED & (SEGMENT == "west"))


def test_holm_by_hand() -> None:
    # sorted .005 .01 .02 .04 times 4 3 2 1, never falling
    assert holm([0.01, 0.04, 0.02, 0.005]).tolist() == pytest.approx([0.03, 0.04, 0.04, 0.02])
    assert holm([]).size == 0
    assert holm([0.5, math.nan, 0.6])[[0, 2]].tolist() == [1, 1]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_holm_between_plain_and_bonferroni(p: list[float], chance: object) -> None:
    adjusted = holm(p)
    assert np.all(adjusted >= np.array(p) - 1e-15)
    assert np.all(adjusted <= np.minimum(np.array(p) * len(p), 1) + 1e-15)
    assert holm(p[::-1])[::-1].tolist() == adjusted.tolist()
    ranks = np.argsort(p, kind="stable")
    assert np.all(np.diff(adjusted[ranks]) >= 0)


def test_segments() -> None:
    found = contrasts_by_segment(OUTCOME, TREATED, SEGMENT)
    assert [each.name for each in found.contrasts] == ["north", "south", "west"]
    south = found.contrasts[1].contrast
    inside = SEGMENT == "south"
    assert south == difference_in_means(OUTCOME[inside & TREATED], OUTCOME[inside & ~TREATED])
    assert found.contrasts[2].p_holm < 1e-6 < 0.05 < found.contrasts[0].p_holm
    assert found.p_alike < 1e-6
    assert found.left_out == ()


def test_row_order_changes_nothing() -> None:
    mixed = GENERATOR.permutation(3000)
    one = contrasts_by_segment(OUTCOME, TREATED, SEGMENT)
    two = contrasts_by_segment(OUTCOME[mixed], TREATED[mixed], SEGMENT[mixed])
    for a, b in zip(one.contrasts, two.contrasts, strict=True):
        assert a.name == b.name
        assert a.contrast.difference == pytest.approx(b.contrast.difference)


def test_a_segment_too_small_is_named() -> None:
    segment = SEGMENT.astype(object)
    segment[:3] = "tiny"
    treated = TREATED.copy()
    treated[:3] = True
    found = contrasts_by_segment(OUTCOME, treated, segment.astype(str))
    assert found.left_out == ("tiny",)
    assert len(found.contrasts) == 3


def test_a_missing_label_is_a_segment_of_its_own() -> None:
    segment = SEGMENT.astype(object)
    segment[:40] = None
    found = contrasts_by_segment(OUTCOME, TREATED, segment)
    assert [each.name for each in found.contrasts] == ["None", "north", "south", "west"]


def test_arms_against_one_control() -> None:
    arm = np.random.default_rng(3).choice(["none", "letter", "call"], 900)
    outcome = np.random.default_rng(4).normal(0, 1, 900) + 0.5 * (arm == "call")
    found = contrasts_against_control(outcome, arm, "none")
    assert [each.name for each in found.contrasts] == ["call", "letter"]
    assert found.contrasts[0].contrast.arm == "call"
    assert found.contrasts[0].p_holm < 0.01
    assert math.isnan(found.p_alike)
    with pytest.raises(DataError, match="did you mean 'none'"):
        contrasts_against_control(outcome, arm, "non")


def test_no_effect_is_seldom_found() -> None:
    generator, found, unlike = np.random.default_rng(31), 0, 0
    segment = np.repeat(np.arange(6), 50)
    for _ in range(1000):
        result = contrasts_by_segment(generator.exponential(1, 300), generator.random(300) < 0.5, segment)
        found += min(each.p_holm for each in result.contrasts) < 0.05
        unlike += result.p_alike < 0.05
    assert 25 <= found <= 70
    assert unlike <= 90  # Q takes the errors as known: a little too ready in groups of 25
