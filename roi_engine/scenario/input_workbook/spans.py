"""Changing single values of a YAML text: what is not changed stays as it is, letter by letter.

The text is composed into nodes that know where they start and end; each edit replaces, adds or takes out one stretch
of text. Comments, order, quotes and line ends of everything else are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from roi_engine.scenario.input_workbook.cells import scalar_source

Path = tuple[str, ...]
# one line of YAML, or the entries of a mapping (of a list: keys 1, 2, ...)
Source: TypeAlias = "str | Mapping[str, Source]"
WIDTH = 110  # columns of a mapping on one line


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall stand at a path; None takes it out. `cell` is where that was asked for (`Costs!D7`)."""

    path: Path
    source: str | Mapping[str, str] | None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """Text between two positions, and what stands there afterwards."""

    start: int
    end: int
    text: str


class SpanError(ValueError):
    """The text cannot be changed there."""


class Text:
    """A composed YAML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_end = "\r\n" if "\r\n" in text else "\n"
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        if root is None:
            raise SpanError("the text is empty")
        self.root: yaml.Node = root

    def deepest(self, path: Path) -> tuple[int, yaml.Node]:
        """How many keys of the path are there, and the node at the last of them."""
        node = self.root
        for depth, key in enumerate(path):
            below = child(node, key)
            if below is None:
                return depth, node
            node = below
        return len(path), node

    def end(self, node: yaml.Node) -> int:
        """Where a node ends, without the blank lines and comments after it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return int(start + len(self.text[start:end].rstrip()))
        return int(end)

    def line_start(self, index: int) -> int:
        """Where the line of a position starts."""
        return self.text.rfind("\n", 0, index) + 1

    def next_line(self, index: int) -> int:
        """Where the line after a position starts; the end of the text after the last line."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def line_rest(self, index: int) -> int:
        """Where the line of a position ends, before its line end."""
        end = self.next_line(index)
        return index + len(self.text[index:end].rstrip("\r\n"))

    def is_first_on_line(self, index: int) -> bool:
        """Whether only spaces stand before a position on its line."""
        return not self.text[self.line_start(index) : index].strip(" ")


def child(node: yaml.Node, key: str) -> yaml.Node | None:
    """The entry of a mapping, or the item of a list counted from 1."""
    if isinstance(node, yaml.MappingNode):
        return next((below for name, below in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and 0 < int(key) <= len(node.value):
        found: yaml.Node = node.value[int(key) - 1]
        return found
    return None


def flow(source: Source) -> str:
    """A source on one line."""
    if isinstance(source, str):
        return source
    if is_list(source):
        return "[" + ", ".join(map(flow, source.values())) + "]"
    return "{" + ", ".join(f"{scalar_source(key)}: {flow(one)}" for key, one in source.items()) + "}"


def is_list(source: Mapping[str, Source]) -> bool:
    """Whether the keys count the items of a list."""
    return bool(source) and list(source) == [str(number) for number in range(1, len(source) + 1)]


def block(key: str, source: Source, indent: int, line_end: str) -> str:
    """A source as an entry of a block mapping, from its key on, in as many lines as it takes."""
    name = scalar_source(key)
    if isinstance(source, str):
        return f"{name}: {source}"
    line = f"{name}: {flow(source)}"
    simple = all(isinstance(one, str) for one in source.values())
    if simple and indent + len(line) <= WIDTH:
        return line
    inner = line_end + " " * (indent + 2)
    if is_list(source):
        return f"{name}:" + "".join(f"{inner}- {flow(one)}" for one in source.values())
    return f"{name}:" + "".join(inner + block(one, below, indent + 2, line_end) for one, below in source.items())


def patched(text: str, patches: Sequence[Patch]) -> str:
    """The text with all patches; those at one position in the order given. SpanError where two overlap."""
    done: list[str] = []
    position = 0
    for patch in sorted(patches, key=lambda one: (one.start, one.end)):
        if patch.start < position:
            raise SpanError("two changes meet in the same place")
        done += [text[position : patch.start], patch.text]
        position = patch.end
    return "".join([*done, text[position:]])
