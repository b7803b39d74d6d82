"""Internal rates of return that never name a wrong root: proof of uniqueness first, the number afterwards.

A rate is `unique` where the flows change sign once (Descartes: one root above -100 %), where their running sum at a
rate changes sign once and does not end at zero (Norstrom 1972: one root above that rate, tried at -99 % and at 0 %), or
where a fine grid of rates from -99 % upwards shows NPV crossing zero once. Several crossings are `multiple`, none is
`none`; both give nan. A rate above 0 % that Norstrom proves is reported although a second one may lie below 0 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from roi_engine.finance.discounting import grouped, present_value
from roi_engine.finance.polynomial import (
    Stream,
    invested_once,
    sign_changes,
    stream,
    turns,
    value,
    value_and_slope,
)

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
IRR_STATUS = ("unique", "none", "multiple")
UNIQUE, NONE, MULTIPLE = range(3)

# ln(1 + rate) from -99 % to +1000 % in steps of about 2 %, then coarser to a hundred millionfold a year.
GRID: Array = np.concatenate([np.linspace(np.log(0.01), np.log(11.0), 351), np.linspace(np.log(11.0), 18.5, 65)[1:]])
HIGHEST = 690.0  # exp(690) is still finite
ROWS_AT_ONCE = 1024  # keeps the grid's matrix in the cache
START_STEPS = 2
NEWTON_STEPS = 6
CLOSE = 1e-8  # a Newton step this small has landed: the error left is about its square
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Irr:
    """Annual effective rate [share/year], nan unless unique, and `status` as index of IRR_STATUS, (n_draws,) each."""

    rate: Array
    status: NDArray[np.int8]


def irr(initial: Array, periods: Array, times: Array) -> Irr:
    """Rate at which the NPV of net flows is zero, on the same times as the discounting.

    `initial` [currency] at time 0, shape (n_draws,); `periods` [currency], shape (n_draws, n_periods); `times` [year],
    evenly spaced once flows at equal times are added. Flows that start positive and end negative (a loan) have a rate
    too: the one they cost. Unique roots are found above 1000 %/year and below -99 %/year as well.
    """
    flows = stream(initial, *grouped(periods, times))
    z, status = _paid_then_earned(flows)
    rest = np.flatnonzero(status == NONE)
    if rest.size:
        z[rest], status[rest] = _unproved(flows.only(rest), _lowest(flows))
    return Irr(np.expm1(z), status)


def _lowest(flows: Stream) -> float:
    """Z above which NPV stays finite."""
    return -500.0 / flows.last


def _paid_then_earned(flows: Stream) -> tuple[Array, NDArray[np.int8]]:
    """Roots z and status of draws that pay first and earn afterwards; NONE and no meaning in the others."""
    once = invested_once(flows)
    z = np.full(once.shape, np.nan)
    if once.any():  # cheaper to take the other draws along than to copy these
        z = _root(flows, np.full(once.shape, _lowest(flows)), np.full(once.shape, -1.0), once)
    return z, np.where(once, UNIQUE, NONE).astype(np.int8)


def _unproved(flows: Stream, lowest: float) -> tuple[Array, NDArray[np.int8]]:
    """Roots z and status of draws that are not simply paid first and earned afterwards."""
    changes, leading = sign_changes(flows.initial, flows.columns)
    z = np.full(changes.shape, np.nan)
    status = np.full(changes.shape, NONE, dtype=np.int8)
    open_cases = changes > 1
    floor = max(float(GRID[0]), lowest)
    from_floor, ends_at_floor = turns(flows, floor)
    open_cases &= from_floor > 0
    from_zero, ends_at_zero = turns(flows, 0.0)
    proofs = (
        (changes == 1, lowest),
        (open_cases & (from_floor == 1) & (ends_at_floor * leading < 0), floor),
        (open_cases & (from_zero == 1) & (ends_at_zero * leading < 0), 0.0),
    )
    for proof, low in proofs:
        sure = np.flatnonzero(proof & (status == NONE))
        if sure.size:
            z[sure] = _root(flows.only(sure), np.full(sure.size, low), leading[sure])
            status[sure] = UNIQUE
    left = np.flatnonzero(open_cases & (status == NONE))
    for start in range(0, left.size, ROWS_AT_ONCE):
        part = left[start : start + ROWS_AT_ONCE]
        z[part], status[part] = _by_grid(flows.only(part), leading[part], lowest)
    return z, status


def _by_grid(flows: Stream, leading: Array, lowest: float) -> tuple[Array, NDArray[np.int8]]:
    """Roots z and status by counting the crossings of NPV over `GRID`, and beyond its upper end.

    `leading` is the sign of the first flow, which is NPV's sign at an infinite rate.
    """
    grid = GRID[lowest < GRID]
    exponents = -(flows.first + flows.step * np.arange(len(flows.columns)))[:, np.newaxis] * grid
    npv = flows.initial[:, np.newaxis] + flows.columns.T @ np.exp(exponents)
    positive = np.column_stack([npv >= 0, leading > 0])
    crossed = positive[:, 1:] != positive[:, :-1]
    count = crossed.sum(axis=1) + 2 * _hidden_pairs(flows, npv, grid)
    status = np.select([count == 0, count == 1], [NONE, UNIQUE], MULTIPLE).astype(np.int8)
    z = np.full(count.shape, np.nan)
    sure = np.flatnonzero(count == 1)
    if sure.size:
        cell = np.argmax(crossed[sure], axis=1)
        ends = np.append(grid, HIGHEST)
        bracket = grid[cell], ends[cell + 1]
        z[sure] = _bracketed(flows.only(sure), bracket, leading[sure], bracket[0])
    return z, status


def _hidden_pairs(flows: Stream, npv: Array, grid: Array) -> NDArray[np.int64]:
    """Pairs of crossings between neighbours of the grid [count], shape (n_draws,).

    Where NPV comes nearest to zero without changing sign, it is looked at again at the vertex of the parabola through
    three neighbours: two roots may lie closer together than the grid.
    """
    left, middle, right = npv[:, :-2], npv[:, 1:-1], npv[:, 2:]
    size = np.abs(middle)
    near = (size <= np.abs(left)) & (size <= np.abs(right)) & (left * middle > 0) & (right * middle > 0)
    rows, places = np.nonzero(near)
    pairs = np.zeros(len(npv), dtype=np.int64)
    if rows.size:
        low, mid, high = (side[rows, places] for side in (left, middle, right))
        with np.errstate(divide="ignore", invalid="ignore"):
            shift = 0.5 * (low - high) / (low - 2.0 * mid + high)
        spacing = grid[places + 2] - grid[places + 1]
        vertex = grid[places + 1] + np.clip(np.nan_to_num(shift), -1.0, 1.0) * spacing
        np.add.at(pairs, rows, value(flows.only(rows), vertex) * mid < 0)
    return pairs


def _root(flows: Stream, low: Array, leading: Array, wanted: NDArray[np.bool_] | None = None) -> Array:
    """The one root z above `low`: Newton from a start on coarser flows, brackets for the draws that it misses.

    Where `wanted` is given, what stands in the other draws means nothing.
    """
    z = _start(flows)
    missed, part = np.arange(z.size), flows
    for _ in range(NEWTON_STEPS):
        at, move = _newton(part, z[missed])
        z[missed] = at
        with np.errstate(invalid="ignore"):
            found = (np.abs(move) <= CLOSE * np.maximum(1.0, np.abs(at))) & (at > low[missed])
        if wanted is not None:
            found |= ~wanted[missed]
        missed = missed[~found]
        if not missed.size:
            return z
        part = flows.only(missed)
    bracket = low[missed], np.full(missed.size, HIGHEST)
    z[missed] = _bracketed(part, bracket, leading[missed], _start(part))
    return z


def _newton(flows: Stream, z: Array) -> tuple[Array, Array]:
    """Z after a plain step on NPV, and the step."""
    with np.errstate(all="ignore"):
        npv, slope = value_and_slope(flows, z)
        move = npv / slope
        return z - move, move


def _start(flows: Stream) -> Array:
    """A first z: Newton on ln(PV of earnings / PV of payments), nearly straight in z, with flows added in chunks.

    The chunks double in length: early flows decide at high rates and are kept apart.
    """
    size = len(flows.columns)
    edges = np.unique(np.minimum([0, *(2**k for k in range(size.bit_length() + 1))], size))
    sums = np.array([flows.columns[first:last].sum(axis=0) for first, last in pairwise(edges)])
    middles = flows.first + flows.step * 0.5 * (edges[:-1] + edges[1:] - 1.0)
    parts = np.maximum(sums, 0.0), np.maximum(np.negative(sums, out=sums), 0.0)
    now = np.maximum(flows.initial, 0.0), np.maximum(-flows.initial, 0.0)
    z: Array = np.zeros(flows.initial.shape)
    worth, product = np.empty_like(sums), sums
    with np.errstate(all="ignore"):
        for _ in range(START_STEPS):
            np.exp(np.multiply(-middles[:, np.newaxis], z, out=worth), out=worth)
            present, tilt = [], []
            for amount, at_once in zip(parts, now, strict=True):
                np.multiply(amount, worth, out=product)
                present.append(at_once + product.sum(axis=0))
                tilt.append(np.einsum("k,kn->n", middles, product) / present[-1])
            z += np.log(present[0] / present[1]) / (tilt[0] - tilt[1])
            np.clip(z, -40.0, 40.0, out=z)
            np.copyto(z, 0.0, where=np.isnan(z))
    return z


def _bracketed(flows: Stream, bracket: tuple[Array, Array], sign_high: Array, start: Array) -> Array:
    """Root z inside `bracket`, where NPV has the sign `sign_high` at the upper end and the other at the lower.

    Newton on ln(PV of earnings / PV of payments) where its step stays inside the bracket; the middle elsewhere, and at
    every sixth step. An NPV that underflows to zero at a huge rate counts as on the high side.
    """
    low, high = bracket[0].copy(), bracket[1].copy()
    z = np.clip(start, low, high)
    left, part = np.arange(z.size), flows
    gross = Stream(np.abs(flows.initial), np.abs(flows.columns), flows.first, flows.step)
    for count in range(MOST_STEPS):
        at = z[left]
        npv, newton = _log_step(part, gross, at)
        below = npv * sign_high[left] < 0
        low[left[below]], high[left[~below]] = at[below], at[~below]
        floor, ceiling = low[left], high[left]
        scale = np.maximum(1.0, np.abs(at))
        inside = (newton >= floor) & (newton <= ceiling)
        done = (inside & (np.abs(newton - at) <= CLOSE * scale)) | (ceiling - floor <= 1e-15 * scale)
        follow = inside & (done | (count % 6 != 5))
        z[left] = np.where(follow, newton, 0.5 * (floor + ceiling))
        if done.any():
            kept = np.flatnonzero(~done)
            left, part, gross = left[kept], part.only(kept), gross.only(kept)
        if not left.size:
            break
    return z


def _log_step(flows: Stream, gross: Stream, z: Array) -> tuple[Array, Array]:
    """NPV, and z after a Newton step on ln(PV of earnings / PV of payments); `gross` holds the absolute flows."""
    with np.errstate(all="ignore"):
        npv, slope = value_and_slope(flows, z)
        total, total_slope = value_and_slope(gross, z)
        earned, paid = total + npv, total - npv
        tilt = (total_slope + slope) / earned - (total_slope - slope) / paid
        newton: Array = z - np.log(earned / paid) / tilt
        return npv, newton


def mirr(initial: Array, periods: Array, times: Array, factors: Array, horizon: float) -> Array:
    """Modified rate of return [share/year], shape (n_draws,): payments financed, earnings reinvested at `factors`.

    (PV of positive net flows / PV of negative ones)^(1 / horizon) x (1 + rate) - 1, with the horizon in years, where
    flows at equal times are added first and 1 + rate is read from `factors`; nan where either side is empty.
    """
    sums, distinct = grouped(periods, times)
    worth = factors[:, np.flatnonzero(np.diff(times, prepend=-np.inf))]
    earned = present_value(np.maximum(initial, 0.0), np.maximum(sums, 0.0), worth)
    paid = present_value(np.maximum(-initial, 0.0), np.maximum(-sums, 0.0), worth)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate: Array = (earned / paid) ** (1.0 / horizon) * worth[:, -1] ** (-1.0 / distinct[-1]) - 1.0
    rate[(earned == 0) | (paid == 0)] = np.nan
    return rate
