"""The leaves of the account, and the trees of values that a model of the customer base expects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from roi_engine.formula.tree import Binary, Call, Name, Node, Number
from roi_engine.scenario.records import Modelled, Value
from roi_engine.scenario.remaining import Remaining
from roi_engine.timeline import Array
from roi_engine.uncertainty.distributions import Distribution


@dataclass(frozen=True, slots=True)
class Slot:
    """A leaf of the account: a known number or series (`base` alone), or an uncertain value.

    `base` has shape (1, 1), or (1, n_periods) for a series.
    """

    path: str
    base: Array
    distribution: Distribution | None = None


def modelled_tree(path: str, form: Modelled, slots: dict[str, Slot], value: Callable[[Value], Node]) -> Node:
    """What a model expects, times what it leaves open (see `records.Modelled`); its series become slots."""
    tree = _numbers(f"{path}.expected", form.numbers, slots)
    moved: list[Node] = [
        Binary("*", Name(factor), _numbers(f"{path}.loading.{k}", loading, slots))
        for k, (factor, loading) in enumerate(zip(form.factors, form.loadings, strict=True), start=1)
        if any(loading)
    ]
    if moved:
        tree = Binary("*", tree, Call("exp", (reduce(lambda one, more: Binary("+", one, more), moved),)))
    for factor in form.times:
        tree = Binary("*", tree, value(factor))
    return tree


def remaining_tree(form: Remaining, value: Callable[[Value, str], Node]) -> Node:
    """What is left of groups at the churn rate of the case (see `Remaining`)."""
    stay = Binary("-", Number(1.0), value(form.rate, "1/month"))
    groups = zip(form.weights, form.months, strict=True)
    left: list[Node] = [Binary("*", Number(weight), Binary("**", stay, Number(months))) for weight, months in groups]
    total = reduce(lambda one, more: Binary("+", one, more), left)
    return Binary("/", Number(1.0), total) if form.inverse else total


def _numbers(path: str, numbers: tuple[float, ...], slots: dict[str, Slot]) -> Node:
    """A known number, or one a period."""
    if len(set(numbers)) == 1:
        return Number(numbers[0])
    slots[path] = Slot(path, np.asarray(numbers, dtype=float)[None, :])
    return Name(path)
