"""Points of the unit cube: scipy's for Sobol, and blocks that depend on nothing but their number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, qmc

from roi_engine.uncertainty.sampling import BLOCK, Plan, Sampler, plan, point_set
from roi_engine.uncertainty.sobol import SamplingError, block_word, direction_numbers, gray_block

KINDS: tuple[Sampler, ...] = ("sobol", "latin_hypercube", "random")


@pytest.mark.parametrize("n_dims", [1, 2, 7, 120])
def test_unscrambled_points_are_those_of_scipy(n_dims: int) -> None:
    expected = qmc.Sobol(n_dims, scramble=False, bits=32).random(4096).T
    directions = direction_numbers(n_dims)
    base = gray_block(directions, np.zeros(n_dims, np.uint32), 256)
    for block in range(16):
        points = (base ^ block_word(directions, 256, block)[:, None]) * 2.0**-32
        np.testing.assert_array_equal(points, expected[:, 256 * block : 256 * (block + 1)])


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_scrambled_rows_have_one_point_in_each_slice(seed: int) -> None:
    points = point_set("sobol", 30, seed, 256)
    drawn = np.concatenate([points.block(3, block) for block in range(16)], axis=1)
    for row in drawn:
        assert np.unique(np.floor(row * 4096)).size == 4096
        assert np.unique(np.floor(row[256:512] * 256)).size == 256


def test_scrambled_pairs_keep_the_net_of_the_plain_ones() -> None:
    # the first two dimensions are a (0, m, 2) net: one of 1024 points in every box of area 1/1024
    x, y = point_set("sobol", 2, 5, 1024).block(0, 0)
    for bits in range(11):
        boxes = np.floor(x * 2**bits) * 2 ** (10 - bits) + np.floor(y * 2 ** (10 - bits))
        assert np.unique(boxes).size == 1024


@pytest.mark.parametrize("kind", KINDS)
def test_points_are_inside_the_open_interval_and_uniform(kind: Sampler) -> None:
    points = point_set(kind, 5, 0).block(0, 0)
    assert points.shape == (5, BLOCK)
    assert points.min() > 0
    assert points.max() < 1
    assert all(kstest(row, "uniform").pvalue > 1e-4 for row in points)
    assert np.abs(np.corrcoef(points) - np.eye(5)).max() < 0.08


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(0, 2**40), st.integers(0, 40), st.integers(0, 15), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_a_block_depends_on_its_number_alone(kind: Sampler, seed: int, replicate: int, block: int, n_dims: int) -> None:
    wide, narrow = point_set(kind, 7, seed, 64), point_set(kind, n_dims, seed, 64)
    for other in ((0, 0), (replicate + 1, 2), (replicate, 15)):
        wide.block(*other)
    again = np.empty((7, 64))
    assert wide.block(replicate, block, again) is again
    np.testing.assert_array_equal(again[:n_dims], narrow.block(replicate, block))
    np.testing.assert_array_equal(again, point_set(kind, 7, seed, 64).block(replicate, block))


def test_sobol_blocks_of_another_size_are_the_same_points() -> None:
    small, large = point_set("sobol", 4, 8, 128), point_set("sobol", 4, 8, 1024)
    pieces = [small.block(2, block) for block in range(16)]
    np.testing.assert_array_equal(np.concatenate(pieces[8:], axis=1), large.block(2, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_seeds_replicates_and_blocks_differ(kind: Sampler) -> None:
    blocks = [
        point_set(kind, 2, seed, 32).block(replicate, block)
        for seed, replicate, block in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    ]
    assert len({block.tobytes() for block in blocks}) == 4


def test_latin_hypercube_has_one_point_in_each_slice() -> None:
    points = point_set("latin_hypercube", 4, 3, 100).block(1, 7)
    for row in points:
        assert sorted(np.floor(row * 100).astype(int).tolist()) == list(range(100))


def test_sobol_points_are_odd_multiples_of_the_last_digit() -> None:
    digits = point_set("sobol", 3, 1).block(0, 0) * 2.0**33
    assert np.all(digits % 2 == 1)


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        (1, Plan(1, 1, 1, 1)),
        (2, Plan(2, 1, 1, 2)),
        (16, Plan(16, 1, 1, 16)),
        (100, Plan(25, 1, 4, 100)),
        (65_536, Plan(16, 1, 4096, 65_536)),
        (65_537, Plan(17, 1, 4096, 69_632)),
        (262_144, Plan(16, 4, 4096, 262_144)),
        (10_000_000, Plan(153, 16, 4096, 10_027_008)),
    ],
)
def test_plans(draws: int, expected: Plan) -> None:
    assert plan(draws) == expected


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(1, 5_000_000))
@settings(max_examples=100, deadline=None)
def test_plan_holds_the_draws_and_little_more(kind: Sampler, draws: int) -> None:
    made = plan(draws, kind)
    assert made.draws == made.replicates * made.blocks_per_replicate * made.block_size
    assert draws <= made.draws <= draws * 17 / 16 + (16 if kind == "sobol" else 16 * made.blocks_per_replicate)
    assert made.replicates >= min(draws, 16)
    assert made.points <= 2**16
    assert made.block_size <= BLOCK
    if kind == "sobol":
        assert made.points & (made.points - 1) == 0
    assert made.with_replicates(40).draws == 40 * made.points


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(SamplingError, match="latin_hypercube"):
        point_set("halton", 2, 0)  # type: ignore[arg-type]
    with pytest.raises(SamplingError, match="powers of two"):
        point_set("sobol", 2, 0, 100)
    with pytest.raises(SamplingError, match="negative"):
        point_set("random", 2, -1)
    with pytest.raises(SamplingError, match="choose the sampler random"):
        point_set("sobol", 30_000, 0)
    with pytest.raises(SamplingError, match="do not fit"):
        point_set("random", 2, 0, 8).block(0, 0, np.empty((3, 8)))
    with pytest.raises(SamplingError, match="beyond"):
        point_set("sobol", 2, 0).block(0, 1 << 20)
    with pytest.raises(SamplingError, match="one or more"):
        plan(0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_dimensions_give_an_empty_block(kind: Sampler) -> None:
    assert point_set(kind, 0, 1, 16).block(0, 0).shape == (0, 16)


def test_sobol_means_are_far_closer_than_pseudo_random_ones() -> None:
    def error(kind: Sampler) -> float:
        means = [np.prod(1 + (point_set(kind, 6, 4, 1024).block(r, 0) - 0.5), axis=0).mean() for r in range(12)]
        return float(np.sqrt(np.mean((np.array(means) - 1) ** 2)))

    assert error("sobol") < 0.1 * error("random")
    assert error("latin_hypercube") < 0.6 * error("random")
