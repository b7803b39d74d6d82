"""Moments of the outcome with functions of each input, replicate by replicate: one pass over the draws."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.basis import Spline
from roi_engine.analysis.replicates import leaving_out
from roi_engine.analysis.sample import Inputs, Labels

Array = NDArray[np.float64]
_CHUNK = 4096  # draws of some forty inputs that stay in the nearer cache
_RIDGE = 1e-10  # of the mean diagonal: decides only where the draws do not


def hermite_moments(scores: Array, outcome: Array, slices: tuple[slice, ...], order: int) -> Array:
    """Means of y He_k(z) / sqrt(k!) for k = 0 to order, shape (n_replicates, n_inputs, order + 1).

    For independent inputs these are the coefficients of the conditional mean (Sudret 2008, Reliability Engineering &
    System Safety 93:964, eq. 31).
    """
    moments = np.zeros((len(slices), len(scores), order + 1))
    for replicate, run in enumerate(slices):
        for start in range(run.start, run.stop, _CHUNK):
            part = slice(start, min(start + _CHUNK, run.stop))
            _add_moments(scores[:, part], outcome[part], moments[replicate])
        moments[replicate] /= run.stop - run.start
    return moments


def _add_moments(z: Array, y: Array, into: Array) -> None:
    """Add the sums over one chunk of draws to `into`, shape (n_inputs, order + 1)."""
    into[:, 0] += y.sum()
    before, now, product = np.ones_like(z), z.copy(), np.empty_like(z)
    for k in range(1, into.shape[1]):
        into[:, k] += now @ y
        # sqrt(k + 1) h_(k + 1) = z h_k - sqrt(k) h_(k - 1), in the room of h_(k - 1)
        np.multiply(z, now, out=product)
        product *= 1 / math.sqrt(k + 1)
        before *= -math.sqrt(k / (k + 1))
        before += product
        before, now = now, before


def spline_moments(basis: Spline, score: Array, outcome: Array, n_replicates: int) -> tuple[Array, Array]:
    """Means of products of the splines, and of splines with the outcome, in each replicate.

    Shapes (n_replicates, n_terms, n_terms) and (n_replicates, n_terms). Summed as powers of the distance from the start
    of each piece, so that a draw costs eleven additions and no row of a matrix.
    """
    pieces, t = basis.located(score)
    n_pieces, size = basis.n_cells + 2, score.size // n_replicates
    place = pieces + np.repeat(np.arange(n_replicates) * n_pieces, size)
    powers, products = np.empty((n_replicates, n_pieces, 7)), np.empty((n_replicates, n_pieces, 4))
    power, shape = np.ones_like(t), (n_replicates, n_pieces)
    for k in range(7):
        powers[:, :, k] = np.bincount(place, power, n_replicates * n_pieces).reshape(shape)
        if k < 4:
            products[:, :, k] = np.bincount(place, power * outcome, n_replicates * n_pieces).reshape(shape)
        power *= t
    gram = np.zeros((n_replicates, basis.n_terms, basis.n_terms))
    cross = np.zeros((n_replicates, basis.n_terms))
    exponents = np.arange(4)[:, None] + np.arange(4)
    for number in range(n_pieces):
        first, table = basis.piece(number)
        own = slice(first, first + 4)
        gram[:, own, own] += table @ powers[:, number, exponents] @ table.T
        cross[:, own] += products[:, number] @ table.T
    return gram / size, cross / size


def least_squares(gram: Array, cross: Array) -> Array:
    """Coefficients by least squares on all draws and without each replicate, shape (1 + n_replicates, n_terms, ...).

    `gram` (n_replicates, n_terms, n_terms) and `cross` (n_replicates, n_terms, n_outcomes) are each replicate's means.
    """
    grams, crosses = leaving_out(gram), leaving_out(cross)
    n_terms = gram.shape[-1]
    grams[:, np.arange(n_terms), np.arange(n_terms)] += _RIDGE * max(float(np.trace(grams[0])) / n_terms, 1e-300)
    return np.asarray(np.linalg.solve(grams, crosses), np.float64)


def label_moments(labels: Labels, outcome: Array, n_replicates: int) -> tuple[Array, Array]:
    """Share of the draws with each label, and mean of the outcome times that: (n_replicates, n_labels) each."""
    n_labels = int(labels.max()) + 1
    size = labels.size // n_replicates
    place = labels + np.repeat(np.arange(n_replicates) * n_labels, size)
    shape, room = (n_replicates, n_labels), n_replicates * n_labels
    counts = np.bincount(place, minlength=room).reshape(shape)
    sums = np.bincount(place, weights=outcome, minlength=room).reshape(shape)
    return counts / size, sums / size


def label_polynomials(labels: Labels) -> Array:
    """The straight line and the parabola in the label, orthonormal over the draws: (2, n_labels).

    Rows of zeros stand where fewer labels occur than it takes. An event has one function, exact; so have three values
    with their two.
    """
    shares = np.bincount(labels) / labels.size
    number = np.arange(shares.size, dtype=np.float64)
    found = [np.ones_like(number)]
    for candidate in (number, number**2):
        size = math.sqrt(float(shares @ candidate**2))
        for known in found:
            candidate = candidate - (shares @ (candidate * known)) * known
        norm = math.sqrt(float(shares @ candidate**2))
        found.append(candidate / norm if norm > 1e-6 * size else np.zeros_like(number))
    return np.stack(found[1:])


def low_columns(inputs: Inputs, run: slice, tables: Mapping[int, Array]) -> tuple[Array, Array]:
    """First and second orthonormal function of each input over some draws, shape (n_inputs, n) each.

    Hermite polynomials of its score, or a line and a parabola in its label: `tables` holds `label_polynomials` of each
    row that has labels.
    """
    first = inputs.scores[:, run].astype(np.float64)
    for row, table in tables.items():
        first[row] = table[0, inputs.atoms[row][run]]
    second = (first**2 - 1) / math.sqrt(2)
    for row, table in tables.items():
        second[row] = table[1, inputs.atoms[row][run]]
    return first, second


def low_effects(inputs: Inputs, outcome: Array) -> tuple[Array, Array]:
    """Least-squares coefficients of the outcome on a constant and the first two functions of every input.

    Shapes (2, n_inputs), and (n_draws,) for the constant and what they leave of the outcome. What other inputs do by
    lines and parabolas is noise to the moments of one input.
    """
    tables = {row: label_polynomials(labels) for row, labels in inputs.atoms.items()}
    n_terms = 2 * inputs.n_inputs + 1
    gram, cross = np.zeros((n_terms, n_terms)), np.zeros(n_terms)
    for run in inputs.slices:
        columns = _with_constant(inputs, run, tables)
        gram += columns @ columns.T
        cross += columns @ outcome[run]
    gram[np.diag_indices_from(gram)] += _RIDGE * inputs.n_draws
    fit = np.asarray(np.linalg.solve(gram, cross), np.float64)
    effects = fit[1:].reshape(2, inputs.n_inputs)
    return effects, np.asarray(outcome - low_sum(inputs, effects))


def low_sum(inputs: Inputs, effects: Array) -> Array:
    """Sum of the first two functions of every input, times their coefficients (2, n_inputs); shape (n_draws,)."""
    tables = {row: label_polynomials(labels) for row, labels in inputs.atoms.items()}
    parts = [low_columns(inputs, run, tables) for run in inputs.slices]
    return np.concatenate([effects[0] @ first + effects[1] @ second for first, second in parts])


def _with_constant(inputs: Inputs, run: slice, tables: Mapping[int, Array]) -> Array:
    return np.concatenate([np.ones((1, run.stop - run.start)), *low_columns(inputs, run, tables)])
