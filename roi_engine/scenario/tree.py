"""From the text of a file to a tree of raw texts, each with its place.

Scalars stay text: what is a number is decided where one is wanted, so that `NO`, `12:30`, `1e3` and `0o17` reach the
reader's eye as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import yaml

from roi_engine.errors import Problem
from roi_engine.scenario.quantities import QuantityError, quantity
from roi_engine.scenario.records import Place

MAX_BYTES, MAX_NODES, MAX_DEPTH = 5_000_000, 100_000, 60
Path = tuple[str, ...]
_SOFT = frozenset({"duplicate-key", "number", "key", "tag"})  # faults that leave a tree worth checking further
Overrode = tuple[tuple[Place, str], ...]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_TABBED = re.compile(r"[ ]*\t[ \t]*(?=[^\s#])")


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a mapping or a list of a scenario file.

    `order` is (layer, number in the layer) of its first declaration, `overrode` what it replaced, newest first.
    """

    kind: Literal["text", "mapping", "list"]
    place: Place
    key_place: Place
    order: tuple[int, int] = (0, 0)
    text: str = ""
    plain: bool = True
    entries: Mapping[str, Node] = field(default_factory=dict)
    items: tuple[Node, ...] = ()
    overrode: Overrode = ()

    @property
    def is_null(self) -> bool:
        """Whether nothing was written, or `null`."""
        return self.kind == "text" and self.plain and self.text in ("", "~", "null", "Null", "NULL")

    def child(self, key: str) -> Node | None:
        """The entry of a mapping, or the item of a list counted from 1."""
        if self.kind == "list":
            return self.items[int(key) - 1] if key.isdecimal() and 0 < int(key) <= len(self.items) else None
        return self.entries.get(key)

    def find(self, path: Path) -> Node | None:
        """The node at a path, or None."""
        node: Node | None = self
        for key in path:
            node = node.child(key) if node else None
        return node

    def nearest(self, path: Path) -> Node:
        """The node at the path, or the closest one above it."""
        node = self
        for key in path:
            below = node.child(key)
            if below is None:
                return node
            node = below
        return node


def written(node: Node, limit: int = 200) -> str:
    """The node as one line of YAML flow text, cut at `limit` characters where a limit is given."""
    match node.kind:
        case "text":
            said = node.text if node.plain else json.dumps(node.text, ensure_ascii=False)
        case "list":
            said = "[" + ", ".join(written(item, 0) for item in node.items) + "]"
        case "mapping":
            said = "{" + ", ".join(f"{key}: {written(below, 0)}" for key, below in node.entries.items()) + "}"
    return said if not limit or len(said) <= limit else said[: limit - 3] + "..."


def plain_tree(node: Node) -> object:
    """The tree as dicts, lists and texts, for the schema."""
    match node.kind:
        case "text":
            return node.text
        case "list":
            return [plain_tree(item) for item in node.items]
        case "mapping":
            return {key: plain_tree(below) for key, below in node.entries.items()}


def moved(node: Node, layer: int, place: Place | None = None) -> Node:
    """The same tree declared in another layer (and, with `place`, as written there)."""
    numbers = iter(range(10**9))

    def visit(at: Node) -> Node:
        order = (layer, next(numbers))
        entries = {key: visit(below) for key, below in at.entries.items()}
        own, key = (at.place, at.key_place) if place is None else (place, place)
        items = tuple(map(visit, at.items))
        return replace(at, place=own, key_place=key, order=order, entries=entries, items=items)

    return visit(node)


def grown(given: Any, place: Place, layer: int) -> Node:
    """The tree of dicts, lists and texts that were not read from a file of the scenario."""
    order = (layer, 0)
    if isinstance(given, Mapping):
        entries = {key: grown(below, place, layer) for key, below in given.items()}
        return Node("mapping", place, place, order, entries=entries)
    if isinstance(given, list):
        return Node("list", place, place, order, items=tuple(grown(item, place, layer) for item in given))
    return Node("text", place, place, order, str(given))


def places(node: Node) -> Iterator[Place]:
    """Where the keys and values of a tree were written."""
    yield node.key_place
    yield node.place
    for below in (*node.entries.values(), *node.items):
        yield from places(below)


class TreeError(ValueError):
    """The text is no scenario; `problems` says why, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def read_tree(
    content: bytes, file: str, layer: int = 0, wants_mapping: bool = True, soft: list[Problem] | None = None
) -> Node:
    """The tree of a YAML text of this language: one document, texts, mappings and lists.

    Raises TreeError for anything else: binary or oversized content, tabs, anchors, aliases, tags, merge keys, keys
    that are not text, duplicate keys, several documents, an empty file, a list at the top. With a list `soft`, faults
    that leave a tree worth checking further (a duplicate key, say) go there instead.
    """
    text = _decoded(content, file)
    builder = _Builder(file, layer)
    try:
        root = builder.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise TreeError([*builder.problems, _syntax(error, text, file)]) from None
    top = Place(file, 1, 1)
    if any(one.code not in _SOFT for one in builder.problems) or (soft is None and builder.problems):
        raise TreeError(builder.problems)
    if soft is not None:
        soft.extend(builder.problems)
    if wants_mapping and (root is None or root.is_null):
        said = "the file has only comments" if text.strip() else "the file is empty"
        hint = "`roi-engine init FILE` writes a starter scenario"
        raise TreeError([_problem("empty-file", top, said, hint)])
    if root is None:
        raise TreeError([_problem("yaml", top, "nothing is written here")])
    if wants_mapping and root.kind != "mapping":
        said = f"a scenario is a mapping of keys, not a {root.kind}"
        raise TreeError([_problem("not-a-mapping", root.place, said, "start with `schema_version: 1`")])
    return root


def _problem(code: str, place: Place, message: str, hint: str = "") -> Problem:
    return Problem(code, message, "", place.file, place.line, place.column, "", hint)


def _decoded(content: bytes, file: str) -> str:
    """The text of the file, or TreeError."""
    if len(content) > MAX_BYTES:
        said = f"the file has {len(content):,} bytes; a scenario has at most {MAX_BYTES:,}"
        raise TreeError([_problem("too-large", Place(file, 1, 1), said, "keep data in CSV files beside it")])
    if b"\0" in content:
        line, column = content.count(b"\n", 0, content.index(b"\0")) + 1, 1
        said = "this is a binary file, not a scenario"
        raise TreeError([_problem("binary", Place(file, line, column), said, "a scenario is UTF-8 text")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = content.rfind(b"\n", 0, error.start) + 1
        place = Place(file, content.count(b"\n", 0, error.start) + 1, error.start - start + 1)
        raise TreeError([_problem("encoding", place, "the text is not UTF-8", "save the file as UTF-8")]) from None
    problems = []
    for number, line_text in enumerate(text.split("\n"), 1):
        if found := _CONTROL.search(line_text):
            place = Place(file, number, found.start() + 1)
            problems.append(
                _problem("control-character", place, f"control character {ord(found[0]):#04x}", "remove it")
            )
        elif found := _TABBED.match(line_text):
            place = Place(file, number, found[0].index("\t") + 1)
            problems.append(_problem("tab", place, "tabs are not allowed as indentation", "use spaces"))
    if problems:
        raise TreeError(problems[:20])
    return text


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """The reader's own complaint, with the place and without its jargon where we know better."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    hint = ""
    if "\t" in line:
        return _problem("tab", place, "tabs are not allowed here", "use spaces")
    if "cannot start any token" in said:
        hint = "put text that starts with a special character (% @ ` and the like) in quotes"
    elif "mapping values are not allowed" in said:
        hint = "put text that contains ': ' in quotes, and check the indentation"
    elif "could not find expected ':'" in said or "did not find expected" in said:
        hint = "check the indentation, brackets and quotes just above"
    return _problem("yaml", place, f"not readable as YAML: {said}", hint)


def _as_one(before: str, after: str) -> str:
    """How a number that a comma cut in two was meant to be written."""
    try:
        quantity(f"{before},{after}")
    except QuantityError as error:
        return error.hint or "use a decimal point"
    return "use a decimal point"


class _Builder:
    """Builds the tree from parser events; what is refused is noted and left out."""

    def __init__(self, file: str, layer: int) -> None:
        self._file, self._layer, self._count = file, layer, 0
        self.problems: list[Problem] = []

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("documents", event, "a scenario file holds one document", "remove the line '---'")
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 1, None)
        return root

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1) if mark else Place(self._file, 1, 1)

    def _refuse(self, code: str, event: yaml.Event, message: str, hint: str = "") -> None:
        self.problems.append(_problem(code, self._place(event), message, hint))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int, key: Place | None) -> Node:
        place = self._place(event)
        key = key or place
        self._count += 1
        order = (self._layer, self._count)
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Node("text", place, key, order, event.value, not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node("list", place, key, order, items=tuple(self._items(events, depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return Node("mapping", place, key, order, entries=self._entries(events, depth))
        return Node("text", place, key, order)

    def _check(self, event: yaml.Event, depth: int) -> None:
        """Refuse what this language leaves out of YAML; size limits end the reading."""
        if self._count > MAX_NODES or depth > MAX_DEPTH:
            limit = f"more than {MAX_NODES:,} values" if self._count > MAX_NODES else f"deeper than {MAX_DEPTH} levels"
            self._refuse("too-large", event, f"the file is {limit}", "keep data in CSV files beside it")
            raise TreeError(self.problems)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            what = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            said = f"the {what}{anchor} is not part of the scenario language"
            self._refuse("alias", event, said, "name the value under assumptions: and write $name")
        if tag:
            self._refuse("tag", event, f"the YAML tag {tag} is not part of the scenario language", "remove it")

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1, None)

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1, None)
            below = self._node(next(events), events, depth + 1, key.place)
            self._enter(entries, event, key, below)
        return entries

    def _enter(self, entries: dict[str, Node], event: yaml.Event, key: Node, below: Node) -> None:
        name = key.text
        if key.kind != "text":
            self._refuse("key", event, f"a key must be text, not a {key.kind}", "put text in front of the colon")
        elif key.plain and name == "<<":
            self._refuse("merge-key", event, "the merge key << is not part of the scenario language",
                         "use extends: or $name")  # fmt: skip
        elif not name.strip():
            self._refuse("key", event, "a key is empty", "put text in front of the colon")
        elif key.plain and name[0].isdigit() and below.is_null:
            said = f"'{name[:20]}' stands alone after a comma"
            before = next(reversed(entries.values())).text if entries else ""
            self._refuse("number", event, said, f"{_as_one(before, name)}: inside {{ }} a comma starts the next entry")
            if before:  # so that the first half is not refused as well
                last = next(reversed(entries))
                entries[last] = replace(entries[last], text=f"{before}.{name}")
        elif name in entries:
            first = entries[name].key_place
            self._refuse("duplicate-key", event, f"'{name[:60]}' is defined twice",
                         f"first defined at {first.file}:{first.line}:{first.column}")  # fmt: skip
        else:
            entries[name] = below
