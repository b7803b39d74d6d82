"""What is found while one scenario passes the door: problems and notices, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from roi_engine.errors import Notice, Problem, notice
from roi_engine.scenario.records import Place, Provenance
from roi_engine.scenario.tree import Node, Path, written


@dataclass(slots=True)
class Door:
    """The merged tree under check, and what was found so far.

    `broken` are paths that were refused: what depends on them is not refused a second time. `before` is the tree
    before the variant and `--set`: what was there and is gone was taken out on purpose. `varied` are the places that
    the `variant` states: a problem there names its path inside the variant.
    """

    root: Node
    before: Node
    variant: str = ""
    varied: frozenset[Place] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)

    def refuse(
        self, code: str, path: Path, message: str, accepted: str = "", hint: str = "", at: Place | None = None
    ) -> None:
        """Note a problem at a path, or at a place that is known better; the same one is noted once."""
        place = at or self.place(path)
        if path[-1:] == ("value",) and self.root.find(path) is None:
            path = path[:-1]  # the short form of {value: ...}
        if self.is_varied(path):
            path = ("variants", self.variant, *path)
        problem = Problem(code, message, ".".join(path), place.file, place.line, place.column, accepted, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def notice(self, code: str, path: str, template: str, /, **values: str) -> None:
        """Note a warning; the same one is noted once."""
        made = notice(code, path, template, **values)
        if made not in self.notices:
            self.notices.append(made)

    def place(self, path: Path) -> Place:
        """Where the value at the path was written, or what holds it."""
        return self.root.nearest(path).place

    def key_place(self, path: Path) -> Place:
        """Where the key at the path was written, or what holds it."""
        node = self.root.find(path)
        return node.key_place if node else self.root.nearest(path).key_place

    def inside(self, path: Path, offset: int) -> Place:
        """The place `offset` characters into the text at the path, where that is on one line and unquoted."""
        node = self.root.nearest(path)
        place = node.place
        if place.line and node.kind == "text" and node.plain and offset < len(node.text):
            return Place(place.file, place.line, place.column + offset)
        return place

    def provenance(self, path: Path) -> Provenance | None:
        """Where the value at the path came from, and what it overrode (oldest last)."""
        node = self.root.find(path)
        return Provenance(node.place, node.text or written(node), node.overrode) if node else None

    def taken_out(self, path: Path) -> bool:
        """Whether a variant or `--set` deleted what the files state at the path."""
        return self.before.find(path) is not None and self.root.find(path) is None

    def is_overridden(self, path: Path) -> bool:
        """Whether the value at the path replaced another one."""
        node = self.root.find(path)
        return node is not None and bool(node.overrode)

    def is_varied(self, path: Path) -> bool:
        """Whether the variant states what stands at the path, or what holds it."""
        return self.root.nearest(path).key_place in self.varied

    def is_broken(self, path: Path) -> bool:
        """Whether the path, or what holds it, was refused."""
        return any(path[:end] in self.broken for end in range(1, len(path) + 1))
