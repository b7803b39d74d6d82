"""Sets the initial column apart: `upfront(fee) + a * b` is `fee` at time 0 and `a * b` over time.

A name may have an initial column of its own (`{by_year: ..., initial: ...}`); it then stands for both. The initial
column passes through sums, differences, and multiplication or division by what does not change over time.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Unary, walk

_MARK = "@initial"
Refuse = Callable[[Node, str, str], object]


def initial_name(name: str) -> str | None:
    """The name whose initial column `name` stands for, or None where it is an ordinary name."""
    return name.removesuffix(_MARK) if name.endswith(_MARK) else None


def of_initial(name: str) -> str:
    """The name under which the initial column of `name` stands in a checked tree."""
    return name + _MARK


def split_initial(node: Node, with_initial: Set[str], refuse: Refuse) -> tuple[Node | None, Node]:
    """The tree of the initial column (None where there is none) and the tree over time.

    `with_initial` are the names that have an initial column; faults go to `refuse(node, message, hint)`.
    """
    split = _Splitter(with_initial, refuse)
    start, flow = split.visit(node)
    return start, Number(0.0, node.offset) if flow is None else flow


class _Splitter:
    def __init__(self, with_initial: Set[str], refuse: Refuse) -> None:
        self._with_initial, self._refuse = with_initial, refuse

    def _touches(self, node: Node) -> bool:
        """Whether an initial column is anywhere in the tree."""
        return any(
            (isinstance(part, Call) and part.function == "upfront")
            or (isinstance(part, Name) and part.id in self._with_initial)
            for part in walk(node)
        )

    def visit(self, node: Node) -> tuple[Node | None, Node | None]:
        if not self._touches(node):
            return None, node
        match node:
            case Name():
                return Name(of_initial(node.id), node.offset), node
            case Call(function="upfront", arguments=(amount,)):
                if not self._touches(amount):
                    return amount, None
            case Unary(operator="-"):
                start, flow = self.visit(node.operand)
                return _minus(start), _minus(flow)
            case Binary(operator="+" | "-" as sign):
                return self._sum(sign, node)
            case Binary(operator="*") if not self._touches(node.right):
                return self._scaled(node, node.left, lambda part: Binary("*", part, node.right, node.offset))
            case Binary(operator="*") if not self._touches(node.left):
                return self._scaled(node, node.right, lambda part: Binary("*", node.left, part, node.offset))
            case Binary(operator="/") if not self._touches(node.right):
                return self._scaled(node, node.left, lambda part: Binary("/", part, node.right, node.offset))
        said = "the initial column (upfront(...) or initial:) may only be added, subtracted or scaled"
        self._refuse(node, said, "write upfront(...) as a term of its own")
        return None, node

    def _sum(self, sign: str, node: Binary) -> tuple[Node | None, Node | None]:
        (start, flow), (start_right, flow_right) = self.visit(node.left), self.visit(node.right)
        return _joined(sign, start, start_right, node.offset), _joined(sign, flow, flow_right, node.offset)

    def _scaled(self, node: Node, inner: Node, rebuild: Callable[[Node], Node]) -> tuple[Node | None, Node | None]:
        start, flow = self.visit(inner)
        return start and rebuild(start), flow and rebuild(flow)


def _minus(node: Node | None) -> Node | None:
    return None if node is None else Unary("-", node, node.offset)


def _joined(sign: str, left: Node | None, right: Node | None, offset: int) -> Node | None:
    if left is None:
        return right if sign == "+" else _minus(right)
    return left if right is None else Binary(sign, left, right, offset)
