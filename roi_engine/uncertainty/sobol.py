"""Scrambled Sobol points, any block of them at random access.

Direction numbers: Joe & Kuo (2008), SIAM J. Sci. Comput. 30:2635. Scrambling: Matousek (1998), J. Complexity 14:527,
a random lower triangular matrix and a digital shift for each dimension.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import RoiEngineError

BITS = 32
Words = NDArray[np.uint32]


class SamplingError(RoiEngineError, ValueError):
    """Points were asked for that do not exist, or their direction numbers cannot be found."""


@lru_cache(maxsize=1)
def _joe_kuo() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Primitive polynomials and first direction numbers, a row a dimension, as scipy ships them.

    Read beside the package, since importing scipy.stats takes a second.
    """
    found = importlib.util.find_spec("scipy")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "stats" / "_sobol_direction_numbers.npz"
        if path.is_file():
            with np.load(path) as numbers:
                return numbers["poly"].astype(np.int64), numbers["vinit"].astype(np.int64)
    try:
        from scipy.stats._sobol import get_poly_vinit
    except ImportError as error:
        raise SamplingError(
            "the direction numbers of Sobol points are not where scipy used to keep them; "
            "choose the sampler latin_hypercube or random, or install another release of scipy"
        ) from error
    poly, vinit = (get_poly_vinit(kind, np.uint64) for kind in ("poly", "vinit"))
    return poly.astype(np.int64), vinit.astype(np.int64)


@lru_cache(maxsize=8)
def direction_numbers(n_dims: int) -> Words:
    """Unscrambled direction numbers, shape (n_dims, 32), the first binary digit in the highest bit. Read-only."""
    polynomials, starts = _joe_kuo()
    if n_dims > len(polynomials):
        raise SamplingError(
            f"{n_dims} uncertain values are more than the {len(polynomials)} dimensions of Sobol points; "
            "choose the sampler random"
        )
    directions = np.ones((n_dims, BITS), np.int64)
    for row in range(1, n_dims):
        directions[row] = _recurrence(int(polynomials[row]), starts[row])
    shifted = (directions << np.arange(BITS - 1, -1, -1)).astype(np.uint32)
    shifted.flags.writeable = False
    return shifted


def _recurrence(polynomial: int, start: NDArray[np.int64]) -> list[int]:
    """Odd integers m_1 ... m_32 of one dimension (Bratley & Fox 1988, equation 2)."""
    degree = polynomial.bit_length() - 1
    m: list[int] = start[:degree].tolist()
    for column in range(degree, BITS):
        word = m[column - degree] ^ (m[column - degree] << degree)
        for lag in range(1, degree):
            if (polynomial >> (degree - lag)) & 1:
                word ^= m[column - lag] << lag
        m.append(word)
    return m


def scrambled(directions: Words, seed: int, replicate: int) -> tuple[Words, Words]:
    """Direction numbers after a random matrix scramble, and the digital shift of each dimension, shape (n_dims,).

    A dimension takes the next 33 words of one stream for (seed, replicate), so that further dimensions disturb none.
    """
    stream = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(0, replicate)))
    n_dims = len(directions)
    raw = stream.random_raw(n_dims * (BITS + 1)).reshape(n_dims, BITS + 1)
    random: Words = (raw >> np.uint64(32)).astype(np.uint32)
    weight = np.left_shift(np.uint32(1), np.arange(BITS - 1, -1, -1, dtype=np.uint32), dtype=np.uint32)
    above = ~(weight | (weight - np.uint32(1)))
    rows = (random[:, :BITS] & above) | weight  # row i: digit i itself and a random choice of those before it
    digits = np.bitwise_count(rows[:, None, :] & directions[:, :, None]) & np.uint8(1)
    return np.bitwise_or.reduce(digits * weight, axis=2).astype(np.uint32), random[:, BITS]


def gray_block(directions: Words, shift: Words, n_points: int) -> Words:
    """First `n_points` (a power of two) integer points in Gray code order, shape (n_dims, n_points)."""
    block = np.empty((len(directions), n_points), np.uint32)
    block[:, 0] = shift
    for bit in range(n_points.bit_length() - 1):
        half = 1 << bit
        block[:, half : 2 * half] = block[:, half - 1 :: -1] ^ directions[:, bit : bit + 1]
    return block


def block_word(directions: Words, n_points: int, block: int) -> Words:
    """What aligned block number `block` differs by from the first, bit for bit, shape (n_dims,)."""
    bits = n_points.bit_length() - 1
    if (block + 1) * n_points > 1 << BITS:
        raise SamplingError(f"block {block} of {n_points} points lies beyond the 2^{BITS} points of one replicate")
    word = np.zeros(len(directions), np.uint32)
    gray = block ^ (block >> 1)
    for bit in range(gray.bit_length()):
        if (gray >> bit) & 1:
            word ^= directions[:, bits + bit]
    # The Gray code of the last index within a block carries the lowest bit of the block's own number.
    if block & 1 and bits:
        word ^= directions[:, bits - 1]
    return word
