"""Customers by score: how many stand in each cell of recency and frequency, and what one of them has spent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from roi_engine.reporting.customers_words import money, sentence
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words


@dataclass(frozen=True, slots=True)
class HeatMapTable:
    """`counts[i][j]`: customers with recency score `recency[i]` and frequency score `frequency[j]`.

    `means` holds the mean amount of one of them [currency], not-a-number where there is none; None without amounts.
    """

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    counts: tuple[tuple[float, ...], ...]
    means: tuple[tuple[float, ...], ...] | None
    labels: tuple[tuple[str, ...], ...]
    caption: Caption
    header: tuple[str, ...] = ("recency_score", "frequency_score", "customers", "mean_amount")

    @property
    def rows(self) -> Rows:
        """One row a cell."""
        return tuple(
            (r, f, self.counts[i][j], self.means[i][j] if self.means else None)
            for i, r in enumerate(self.recency)
            for j, f in enumerate(self.frequency)
        )


def heat_map_table(
    counts: Sequence[Sequence[float]], means: Sequence[Sequence[float]] | None, source: str, words: Words
) -> HeatMapTable:
    """The map with the best recency on top; `counts[i][j]` and `means[i][j]` are by rising scores i + 1 and j + 1."""
    classes = len(counts)
    ordered = tuple(tuple(float(n) for n in row) for row in reversed(counts))
    priced = None if means is None else tuple(tuple(float(m) for m in row) for row in reversed(means))
    total = sum(map(sum, ordered))
    best, worst = ordered[0][-1], ordered[-1][0]
    title = sentence(
        N_("{best} of the customers score best on both recency and frequency, {worst} lowest on both"),
        words,
        best=words.chance(best / total) if total else words.missing,
        worst=words.chance(worst / total) if total else words.missing,
    )
    shown = N_("Customers by recency and frequency score ({k} = best); below, what one has spent on average")
    if priced is None:
        shown = N_("Customers by recency and frequency score ({k} = best)")
    return HeatMapTable(
        recency=tuple(range(classes, 0, -1)),
        frequency=tuple(range(1, len(ordered[0]) + 1)),
        counts=ordered,
        means=priced,
        labels=_labels(ordered, priced, words),
        caption=Caption(title, words.text(shown, k=str(classes)), source),
    )


def _labels(
    counts: tuple[tuple[float, ...], ...], means: tuple[tuple[float, ...], ...] | None, words: Words
) -> tuple[tuple[str, ...], ...]:
    """What is written in each cell: its customers and, below, the mean amount; nothing in an empty cell."""
    found = []
    for i, row in enumerate(counts):
        told = [words.count(round(n)) if n else "" for n in row]
        if means is not None:
            amounts = [money(m, words) if math.isfinite(m) else "" for m in means[i]]
            told = [f"{n}\n{amount}" if n and amount else n for n, amount in zip(told, amounts, strict=True)]
        found.append(tuple(told))
    return tuple(found)
