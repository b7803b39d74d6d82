"""The compiled account: what is known is computed once, what is drawn is computed in the cheapest shape.

A line is brought to the form of a sum of terms, each a coefficient (n_draws, 1) times a profile over time
(n_draws or 1, n_periods). Factors that do not change over time are multiplied in the coefficient, and lines that
share a profile (the same ramp, the same growth, the same retained base) meet it once. Expressions become registers:
two that say the same are one register, and one that depends on nothing drawn is a number before the first draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from roi_engine.engine.products import Products, Term
from roi_engine.engine.registers import Register, Registers
from roi_engine.formula.evaluate import FUNCTIONS, reserved_series
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary
from roi_engine.timeline import Array, Timeline


@dataclass(frozen=True)
class Program:
    """Registers in the order of computation, and the terms of each line (currency/year) with its initial column."""

    timeline: Timeline
    registers: tuple[Register, ...]
    lines: tuple[tuple[Term, ...], ...]
    initials: tuple[int | None, ...]
    outputs: tuple[int, ...]
    used: tuple[int, ...]  # registers that something wanted depends on, in order

    @cached_property
    def moving(self) -> tuple[int, ...]:
        """Used registers that change over time and with the draw, in order."""
        return tuple(i for i in self.used if self.registers[i].over_time and self.registers[i].known is None)

    def run(self, drawn: Mapping[str, Array]) -> dict[int, Array]:
        """The value of every used register for one block of draws; `drawn` gives (n_draws, 1) for each drawn slot."""
        values = self.steady(drawn)
        return values | dict(self.over_time(values, slice(None)))

    def steady(self, drawn: Mapping[str, Array]) -> dict[int, Array]:
        """The value of every used register that is known or is one number a draw.

        The `moving` ones are left out, unless an output or an initial column is one of them.
        """
        values: dict[int, Array] = {}
        with np.errstate(all="ignore"):  # what does not exist is found in the totals and reported with its place
            for index in self.used:
                register = self.registers[index]
                if register.known is not None:
                    values[index] = register.known
                elif register.path:
                    values[index] = drawn[register.path]
                elif not register.over_time:
                    operands = [values[operand] for operand in register.operands]
                    values[index] = FUNCTIONS[register.operation](self.timeline, *operands)
        if not set(self.moving).isdisjoint((*self.outputs, *self.initials)):
            values |= dict(self.over_time(values, slice(None)))
        return values

    def over_time(self, steady: Mapping[int, Array], rows: slice) -> Iterator[tuple[int, Array]]:
        """Every `moving` register with its value for some rows of a block; memory is let go with the last use."""
        found: dict[int, Array] = {}

        def operand(index: int) -> Array:
            if index in found:
                return found[index]
            value = steady[index]
            return value if len(value) == 1 else value[rows]

        for index in self.moving:
            register = self.registers[index]
            with np.errstate(all="ignore"):
                found[index] = FUNCTIONS[register.operation](self.timeline, *map(operand, register.operands))
            yield index, found[index]
            for done in self._spent[index]:
                del found[done]

    @cached_property
    def _spent(self) -> dict[int, list[int]]:
        """For each moving register those that no later one needs."""
        last = {index: index for index in self.moving}
        for index in self.moving:
            last.update((part, index) for part in self.registers[index].operands if part in last)
        spent: dict[int, list[int]] = {index: [] for index in self.moving}
        for index, user in last.items():
            spent[user].append(index)
        return spent


class Compiler:
    """Builds one program; `known` are the slots that are not drawn, by path."""

    def __init__(self, timeline: Timeline, known: Mapping[str, Array]) -> None:
        self._timeline = timeline
        self._known = {**reserved_series(timeline), **known}
        self._registers = Registers(timeline)
        self._products = Products(self._registers, self.visit)
        self._visited: dict[int, int] = {}
        self._keep: list[Node] = []  # trees whose id() stands in _visited

    def program(self, lines: Iterable[tuple[Node, Node | None]], outputs: Iterable[Node] = ()) -> Program:
        """The program of some lines (flow, initial) and of single values that are wanted beside them."""
        lines = list(lines)
        terms = tuple(self._products.line(flow) for flow, _ in lines)
        initials = tuple(None if initial is None else self.visit(initial) for _, initial in lines)
        wanted = tuple(self.visit(node) for node in outputs)
        ends = [index for line in terms for term in line for index in (term.coefficient, term.profile)]
        used = self._used([*ends, *initials, *wanted])
        return Program(self._timeline, tuple(self._registers.all), terms, initials, wanted, used)

    def _used(self, wanted: list[int | None]) -> tuple[int, ...]:
        stack = [index for index in wanted if index is not None]
        found: set[int] = set()
        while stack:
            index = stack.pop()
            if index not in found:
                found.add(index)
                stack += self._registers.all[index].operands
        return tuple(sorted(found))

    def visit(self, node: Node) -> int:
        """The register of a tree."""
        if id(node) not in self._visited:
            self._visited[id(node)] = self._value(node)
            self._keep.append(node)
        return self._visited[id(node)]

    def _value(self, node: Node) -> int:
        match node:
            case Number(value=value):
                return self._registers.constant(np.full((1, 1), value))
            case Name(id=path):
                known = self._known.get(path)
                return self._registers.drawn(path) if known is None else self._registers.constant(known)
            case Unary(operator="not", operand=operand):
                return self._registers.operation("not", (self.visit(operand),))
            case Binary(operator="*" | "/") | Scale() | Unary():
                return self._products.value(node)
            case Binary(operator=operator, left=left, right=right):
                return self._registers.operation(operator, (self.visit(left), self.visit(right)))
            case Call(function=function, arguments=arguments):
                return self._registers.operation(function, tuple(self.visit(part) for part in arguments))
        raise TypeError(f"not a node of a checked tree: {node!r}")
