"""The expression tree: a closed list of frozen nodes that every reader of a formula walks.

Two trees that say the same are equal (`offset`, the place in the text, does not count), so a reader may keep what it
has computed for one and use it for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Number:
    """A pure number."""

    value: float
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit, quoted in the text: `"5 month"`."""

    value: float
    unit: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An input, an assumption or a reserved series."""

    id: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    operator: str
    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison or logic on two operands."""

    operator: str
    left: Node
    right: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language."""

    function: str
    arguments: tuple[Node, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Scale:
    """A conversion of units that the dimension check put in: `operand` in `source` times `factor` is in `target`."""

    operand: Node
    factor: float
    source: str = field(default="", compare=False)
    target: str = field(default="", compare=False)
    offset: int = field(default=0, compare=False)


Node = Number | Quantity | Name | Unary | Binary | Call | Scale


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, in reading order."""
    match node:
        case Unary(operand=operand) | Scale(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """The same node over other operands (given in the order of `children`)."""
    match node:
        case Unary() | Scale():
            return replace(node, operand=new[0])
        case Binary():
            return replace(node, left=new[0], right=new[1])
        case Call():
            return replace(node, arguments=new)
        case _:
            return node


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, parents before children."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> tuple[str, ...]:
    """The names that a tree uses, each once, in reading order."""
    return tuple(dict.fromkeys(part.id for part in walk(node) if isinstance(part, Name)))


def substitute(node: Node, meaning: Callable[[Name], Node]) -> Node:
    """The tree with every name replaced by what it means."""
    if isinstance(node, Name):
        return meaning(node)
    return with_children(node, tuple(substitute(child, meaning) for child in children(node)))
