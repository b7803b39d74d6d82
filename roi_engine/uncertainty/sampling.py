"""Points of the unit cube in aligned blocks, each known from (seed, replicate, block) alone.

Any worker may make any block at any time and gets the same bits; row j of a block never depends on how many rows there
are, so that a value declared at the end disturbs none before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from roi_engine.uncertainty.sobol import (
    SamplingError,
    Words,
    block_word,
    direction_numbers,
    gray_block,
    scrambled,
)

Array = NDArray[np.float64]
Sampler = Literal["sobol", "latin_hypercube", "random"]
BLOCK = 4096  # the fastest size on processors with 1-2 MB of cache: a block of values stays there
REPLICATES = 16
MOST_POINTS = 1 << 16  # of one replicate; more draws come as more replicates
_KEPT_BASES = 2


class PointSet(Protocol):
    """Where all chance comes from."""

    @property
    def n_dims(self) -> int:
        """Number of rows of a block."""
        ...

    @property
    def block_size(self) -> int:
        """Number of points of a block."""
        ...

    def block(self, replicate: int, block: int, out: Array | None = None) -> Array:
        """Points of the open interval 0 to 1, shape (n_dims, block_size); written into `out` where given."""
        ...


class Sobol:
    """Scrambled Sobol points; each replicate is a scramble of its own, independent of the others.

    Points are odd multiples of 2^-33: never 0, never 1. SamplingError unless `block_size` is a power of two.
    """

    def __init__(self, n_dims: int, seed: int, block_size: int = BLOCK) -> None:
        _check(n_dims, seed, block_size)
        if block_size & (block_size - 1):
            raise SamplingError(f"a block of {block_size} Sobol points is asked for; powers of two are accepted")
        self.n_dims, self.seed, self.block_size = n_dims, seed, block_size
        self._plain = direction_numbers(n_dims)
        self._bases: dict[int, tuple[Words, Words]] = {}

    def _base(self, replicate: int) -> tuple[Words, Words]:
        """Scrambled direction numbers of a replicate, and its first block as integers."""
        if replicate not in self._bases:
            directions, shift = scrambled(self._plain, self.seed, replicate)
            while len(self._bases) >= _KEPT_BASES:
                self._bases.pop(next(iter(self._bases)))
            self._bases[replicate] = directions, gray_block(directions, shift, self.block_size)
        return self._bases[replicate]

    def block(self, replicate: int, block: int, out: Array | None = None) -> Array:
        """Block of one scramble, shape (n_dims, block_size)."""
        out = _room(self, out)
        directions, base = self._base(replicate)
        word = block_word(directions, self.block_size, block)
        mixed = np.empty(self.block_size, np.uint32)
        for row in range(self.n_dims):  # one row at a time stays in the nearest cache
            np.bitwise_xor(base[row], word[row], out=mixed)
            np.multiply(mixed, 2.0**-32, out=out[row])
            out[row] += 2.0**-33
        return out


class LatinHypercube:
    """Each block is one Latin hypercube: in every row one point in each of `block_size` slices of equal width."""

    def __init__(self, n_dims: int, seed: int, block_size: int = BLOCK) -> None:
        _check(n_dims, seed, block_size)
        self.n_dims, self.seed, self.block_size = n_dims, seed, block_size

    def block(self, replicate: int, block: int, out: Array | None = None) -> Array:
        """Hypercube of this replicate and block, shape (n_dims, block_size)."""
        out = _room(self, out)
        stream = _stream(self.seed, 1, replicate, block)
        for row in range(self.n_dims):
            raw = stream.random_raw(2 * self.block_size).reshape(2, self.block_size)
            # The place within a slice has 20 binary digits and is centred, so that no point falls on 0 or 1.
            inside = ((raw[1] >> np.uint64(44)).astype(np.float64) + 0.5) * 2.0**-20
            np.add(np.argsort(raw[0]), inside, out=out[row])
            out[row] /= self.block_size
        return out


class Random:
    """Pseudo-random points, one SFC64 stream for each (seed, replicate, block)."""

    def __init__(self, n_dims: int, seed: int, block_size: int = BLOCK) -> None:
        _check(n_dims, seed, block_size)
        self.n_dims, self.seed, self.block_size = n_dims, seed, block_size

    def block(self, replicate: int, block: int, out: Array | None = None) -> Array:
        """Points of this replicate and block, shape (n_dims, block_size)."""
        out = _room(self, out)
        generator = np.random.Generator(_stream(self.seed, 2, replicate, block))
        for row in range(self.n_dims):
            generator.random(out=out[row])
            np.maximum(out[row], 2.0**-54, out=out[row])  # the generator may return 0, once in 2^53
        return out


def _stream(seed: int, kind: int, replicate: int, block: int) -> np.random.SFC64:
    """Stream of random bits of one block; kinds of points never share one."""
    return np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(kind, replicate, block)))


def _check(n_dims: int, seed: int, block_size: int) -> None:
    if n_dims < 0 or block_size < 1:
        raise SamplingError(f"{n_dims} dimensions in blocks of {block_size} are asked for; 0 and 1 are the least")
    if seed < 0:
        raise SamplingError(f"seed {seed} is negative; 0 or more is accepted")


def _room(points: PointSet, out: Array | None) -> Array:
    """The array to write to, checked for its shape."""
    shape = (points.n_dims, points.block_size)
    if out is None:
        return np.empty(shape)
    if out.shape != shape or out.dtype != np.float64:
        raise SamplingError(f"points of shape {shape} do not fit into an array of shape {out.shape}")
    return out


_KINDS: dict[Sampler, type[Sobol] | type[LatinHypercube] | type[Random]] = {
    "sobol": Sobol,
    "latin_hypercube": LatinHypercube,
    "random": Random,
}


def point_set(kind: Sampler, n_dims: int, seed: int, block_size: int = BLOCK) -> PointSet:
    """Points of the wanted kind: `sobol`, `latin_hypercube` or `random`; SamplingError for any other."""
    if kind not in _KINDS:
        raise SamplingError(f"sampler '{kind}' is not known; {', '.join(_KINDS)} are accepted")
    return _KINDS[kind](n_dims, seed, block_size)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many draws are made, and in which blocks: `draws` = replicates * blocks_per_replicate * block_size."""

    replicates: int
    blocks_per_replicate: int
    block_size: int
    draws: int

    @property
    def points(self) -> int:
        """Draws of one replicate."""
        return self.blocks_per_replicate * self.block_size

    def with_replicates(self, replicates: int) -> Plan:
        """The same replicates and more of them (or fewer): the first ones keep their draws."""
        return Plan(replicates, self.blocks_per_replicate, self.block_size, replicates * self.points)


def plan(draws: int, sampler: Sampler = "sobol") -> Plan:
    """Blocks and replicates for at least `draws` draws, at most a sixteenth above (fewer than 16: as many).

    Sobol points come by powers of two, hence 16 to 32 replicates of the largest power that fits, up to 2^16 points
    and then more replicates. The other samplers take 16 equal replicates of any size.
    """
    if draws < 1:
        raise SamplingError(f"{draws} draws are asked for; one or more is accepted")
    if draws < REPLICATES:
        return Plan(draws, 1, 1, draws)
    if sampler == "sobol":
        points = min(MOST_POINTS, 1 << ((draws // REPLICATES).bit_length() - 1))
        size = min(BLOCK, points)
        replicates = math.ceil(draws / points)
    else:
        replicates = max(REPLICATES, math.ceil(draws / MOST_POINTS))
        each = math.ceil(draws / replicates)
        points = math.ceil(each / BLOCK)
        size = math.ceil(each / points)
        points *= size
    return Plan(replicates, points // size, size, replicates * points)
