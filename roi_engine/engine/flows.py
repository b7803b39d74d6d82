"""The flows of a block: each profile over time taken once, a few draws at a time, so that they stay in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.program import Program
from roi_engine.timeline import Array

Profile = int | None  # a register; None is constant over time
CACHE_NUMBERS = 72 << 10  # numbers of one array, of which a few stay in the processor's nearer cache


@dataclass(frozen=True, slots=True)
class Flows:
    """What the profiles of a block come to.

    `present` and `whole` hold each profile's sum over the periods, discounted and not, shape (n_draws or 1,); `net` is
    the sum of all profiles by their weights, shape (n_draws, n_periods), time-major.
    """

    present: Mapping[Profile, Array]
    whole: Mapping[Profile, Array]
    net: Array


def block_flows(
    program: Program,
    values: Mapping[int, Array],
    weights: Mapping[Profile, Array],
    factors: Array,
    n_draws: int,
) -> Flows:
    """Flows of one block.

    Parameters
    ----------
    values : as from `Program.steady`; what changes over time is computed here.
    weights : of each profile in the net flow, shape (n_draws or 1, 1).
    factors : as from `discount_factors`, shape (n_draws or 1, n_periods).
    """
    n_periods = program.timeline.n_periods
    net = np.zeros((n_periods, n_draws))
    present: dict[Profile, Array] = {}
    whole: dict[Profile, Array] = {}
    moving = {profile for profile in weights if profile in program.moving}
    for profile, weight in weights.items():
        if profile in moving:
            present[profile], whole[profile] = np.empty(n_draws), np.empty(n_draws)
            continue
        flow = np.ones((1, n_periods)) if profile is None else values[profile]
        present[profile], whole[profile] = _sums(flow, factors)
        for period in np.flatnonzero(flow[0]):
            net[period] += flow[0, period] * weight[:, 0]
    for rows in _chunks(n_draws, n_periods) if moving else ():
        own: Array | None = None  # in one piece: the rows of `net` fall on the same places of the cache
        for profile, flow in program.over_time(values, rows):
            if profile in weights:
                present[profile][rows], whole[profile][rows] = _sums(flow, part(factors, rows))
                if own is None:
                    own = flow.T * part(weights[profile], rows).T
                else:
                    own += flow.T * part(weights[profile], rows).T
        if own is not None:
            net[:, rows] += own
    return Flows(present, whole, net.T)


def _chunks(n_draws: int, n_periods: int) -> list[slice]:
    step = max(1, CACHE_NUMBERS // n_periods)
    return [slice(start, min(start + step, n_draws)) for start in range(0, n_draws, step)]


def part(value: Array, rows: slice) -> Array:
    """Some rows of what has one row a draw, or the one row of what is the same for all."""
    return value if len(value) == 1 else value[rows]


def _sums(flow: Array, factors: Array) -> tuple[Array, Array]:
    """Sums over the periods of flow times factor, and of flow, shape (n_draws or 1,) each.

    By einsum, not by a matrix product: BLAS splits its work by the number of threads, and a draw's last bit with it.
    """
    if factors.shape[0] == 1:
        present: Array = np.einsum("nt,t->n", flow, factors[0])
    else:
        present = np.einsum("nt,nt->n", np.broadcast_to(flow, factors.shape), factors)
    return present, flow.sum(axis=1)
