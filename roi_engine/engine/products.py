"""Lines as sums of products: coefficients over draws, profiles over time.

Factors that do not change over time are multiplied in the coefficient; a product over one sum is spread over its parts
where the rest is steady, so that the parts can share profiles with other lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from roi_engine.engine.registers import Registers
from roi_engine.formula.tree import Binary, Call, Node, Number, Scale, Unary

_ONE = Number(1.0)


@dataclass(frozen=True, slots=True)
class Term:
    """Coefficient register (None is 1) times profile register (None is constant over time)."""

    coefficient: int | None
    profile: int | None


@dataclass(slots=True)
class _Product:
    """A product under way: a number, factors over draws, factors over time; each above or below the line."""

    number: float = 1.0
    steady: list[int] = field(default_factory=list)
    steady_below: list[int] = field(default_factory=list)
    moving: list[int] = field(default_factory=list)
    moving_below: list[int] = field(default_factory=list)


class Products:
    """Brings trees to products over the registers of one program; `visit` gives the register of a tree."""

    def __init__(self, registers: Registers, visit: Callable[[Node], int]) -> None:
        self._registers, self._visit = registers, visit

    def line(self, flow: Node) -> tuple[Term, ...]:
        """The terms of a line, those with one profile joined."""
        joined: dict[int | None, list[int | None]] = {}
        for product in self._terms(flow):
            term = self._term(product)
            joined.setdefault(term.profile, []).append(term.coefficient)
        return tuple(Term(self._added(parts), profile) for profile, parts in joined.items())

    def _added(self, parts: list[int | None]) -> int | None:
        if len(parts) == 1:
            return parts[0]
        one = self._registers.constant(np.ones((1, 1)))
        total = one if parts[0] is None else parts[0]
        for part in parts[1:]:
            total = self._registers.operation("+", (total, one if part is None else part))
        return total

    def _terms(self, node: Node) -> list[_Product]:
        """A tree as a sum of products; a product over one sum is spread over it where the rest is steady."""
        match node:
            case Binary(operator="+", left=left, right=right):
                return self._terms(left) + self._terms(right)
            case Binary(operator="-", left=left, right=right):
                return self._terms(left) + [_times(part, -1.0) for part in self._terms(right)]
            case Unary(operator="-", operand=operand):
                return [_times(part, -1.0) for part in self._terms(operand)]
            case Scale(operand=operand, factor=factor):
                return [_times(part, factor) for part in self._terms(operand)]
            case Number(value=0.0):
                return []
        sums, product = self._factors(node)
        if len(sums) == 1 and not product.moving and not product.moving_below:
            return [_joined(part, product) for part in self._terms(sums[0])]
        for part in sums:
            self._place(product, self._visit(part), False)
        return [product]

    def _factors(self, node: Node) -> tuple[list[Node], _Product]:
        """The factors of a product; sums that change over time are kept aside."""
        product = _Product()
        sums: list[Node] = []
        stack = [(node, False)]
        while stack:
            part, below = stack.pop()
            match part:
                case Binary(operator="*", left=left, right=right):
                    stack += [(right, below), (left, below)]
                case Binary(operator="/", left=left, right=right):
                    stack += [(right, not below), (left, below)]
                case Scale(operand=operand, factor=factor):
                    product.number = product.number / factor if below else product.number * factor
                    stack.append((operand, below))
                case Unary(operator="-", operand=operand):
                    product.number = -product.number
                    stack.append((operand, below))
                case Call(function="once" | "spread" | "every", arguments=(amount, *rest)) if amount != _ONE:
                    # an amount times the share that falls in each period: lines with one date share its profile
                    stack += [(Call(part.function, (_ONE, *rest)), below), (amount, below)]
                case Binary(operator="+" | "-") if not below and self._moves(part):
                    sums.append(part)
                case _:
                    self._place(product, self._visit(part), below)
        return sums, product

    def _moves(self, node: Node) -> bool:
        return self._registers.all[self._visit(node)].over_time

    def _place(self, product: _Product, index: int, below: bool) -> None:
        register = self._registers.all[index]
        if register.known is not None and register.known.size == 1:
            number = float(register.known[0, 0])
            with np.errstate(all="ignore"):
                product.number = float(np.divide(product.number, number)) if below else product.number * number
        elif register.over_time:
            (product.moving_below if below else product.moving).append(index)
        else:
            (product.steady_below if below else product.steady).append(index)

    def _term(self, product: _Product) -> Term:
        coefficient = self._chain(product.steady, product.steady_below)
        if product.number != 1.0:
            number = self._registers.constant(np.full((1, 1), product.number))
            coefficient = number if coefficient is None else self._registers.operation("*", (number, coefficient))
        return Term(coefficient, self._chain(product.moving, product.moving_below))

    def _chain(self, above: list[int], below: list[int]) -> int | None:
        """The product of some registers: what is known first, then in the order of the program."""
        total: int | None = None
        for index in sorted(above, key=self._cheapest_first):
            total = index if total is None else self._registers.operation("*", (total, index))
        for index in sorted(below, key=self._cheapest_first):
            start = self._registers.constant(np.ones((1, 1))) if total is None else total
            total = self._registers.operation("/", (start, index))
        return total

    def _cheapest_first(self, index: int) -> tuple[bool, int]:
        return self._registers.all[index].drawn, index

    def value(self, node: Node) -> int:
        """The register of a product."""
        sums, product = self._factors(node)
        for part in sums:
            self._place(product, self._visit(part), False)
        term = self._term(product)
        one = self._registers.constant(np.ones((1, 1)))
        if term.profile is None or term.coefficient is None:
            return next((index for index in (term.profile, term.coefficient) if index is not None), one)
        return self._registers.operation("*", (term.coefficient, term.profile))


def _times(product: _Product, factor: float) -> _Product:
    return _joined(product, _Product(factor))


def _joined(first: _Product, second: _Product) -> _Product:
    return _Product(
        first.number * second.number,
        first.steady + second.steady,
        first.steady_below + second.steady_below,
        first.moving + second.moving,
        first.moving_below + second.moving_below,
    )
