"""Conditional mean of outcomes given several inputs: least squares on the draws.

The functions: for each input Hermite polynomials of its normal score (an indicator for each label but the first), up to
order 7 or less where the group is large; and products of the first two functions of two inputs, those that move the
outcomes most. At most 240 functions, and at most one for each 50 draws. Correlated inputs need nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.basis import Hermite
from roi_engine.analysis.moments import label_polynomials, least_squares, low_columns
from roi_engine.analysis.sample import Inputs

Array = NDArray[np.float64]
Product = tuple[int, int]  # places in the first functions of all inputs, then the second ones
MOST_TERMS = 240
DRAWS_A_TERM = 50
MOST_ORDER, LEAST_ORDER = 7, 2


@dataclass(frozen=True, slots=True)
class GroupBasis:
    """Which functions of a group are used: Hermite order of each input's own ones, and the products."""

    order: int
    products: tuple[Product, ...]
    tables: dict[int, Array]  # of labels, as in `label_polynomials`

    def columns(self, inputs: Inputs, run: slice) -> Array:
        """Values of the functions over some draws, shape (n_terms, n): a constant, main effects, products."""
        n = run.stop - run.start
        columns = [np.ones((1, n))]
        for row in range(inputs.n_inputs):
            if row in inputs.atoms:
                n_labels = self.tables[row].shape[1]
                columns.append(np.asarray(inputs.atoms[row][run] == np.arange(1, n_labels)[:, None], np.float64))
            else:
                columns.append(Hermite(self.order).columns(inputs.scores[row, run])[1:])
        if self.products:
            low = np.concatenate(low_columns(inputs, run, self.tables))
            pairs = np.array(self.products)
            columns.append(low[pairs[:, 0]] * low[pairs[:, 1]])
        return np.concatenate(columns)


def group_basis(inputs: Inputs, outcomes: Array) -> GroupBasis:
    """The functions for all `inputs` together, given outcomes of shape (n_outcomes, n_draws)."""
    tables = {row: label_polynomials(labels) for row, labels in inputs.atoms.items()}
    room = max(min(MOST_TERMS, inputs.n_draws // DRAWS_A_TERM), 1)
    n_smooth = max(len(inputs.smooth), 1)
    order = min(MOST_ORDER, max(LEAST_ORDER, room // (2 * n_smooth)))
    n_main = 1 + order * len(inputs.smooth) + sum(table.shape[1] - 1 for table in tables.values())
    products = _strongest_products(inputs, outcomes, tables, max(room - n_main, 0))
    return GroupBasis(order, products, tables)


def group_fits(basis: GroupBasis, inputs: Inputs, outcomes: Array) -> Array:
    """Coefficients on all draws and without each replicate, shape (1 + n_replicates, n_terms, n_outcomes)."""
    grams, crosses = [], []
    for run in inputs.slices:
        columns = basis.columns(inputs, run)
        grams.append(columns @ columns.T / columns.shape[1])
        crosses.append(columns @ outcomes[:, run].T / columns.shape[1])
    return least_squares(np.stack(grams), np.stack(crosses))


def _strongest_products(inputs: Inputs, outcomes: Array, tables: dict[int, Array], n_most: int) -> tuple[Product, ...]:
    """The products of functions of two different inputs with the largest coefficients, at most `n_most`."""
    size = 2 * inputs.n_inputs
    strength = np.zeros((len(outcomes), size, size))
    centred = outcomes - outcomes.mean(axis=1, keepdims=True)
    for run in inputs.slices:
        low = np.concatenate(low_columns(inputs, run, tables))
        for place, outcome in enumerate(centred):
            strength[place] += (low * outcome[run]) @ low.T
    scale = np.maximum(np.abs(centred).mean(axis=1), np.finfo(float).tiny)[:, None, None]
    rank = np.abs(strength / scale).max(axis=0)
    first, second = np.triu_indices(size, 1)
    other_input = first % inputs.n_inputs != second % inputs.n_inputs
    first, second = first[other_input], second[other_input]
    strongest = np.sort(np.argsort(-rank[first, second], kind="stable")[:n_most])
    return tuple((int(first[place]), int(second[place])) for place in strongest)
