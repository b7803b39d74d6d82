"""The layers of a scenario: the files it extends, itself, a variant, and what `--set` says, laid one over another.

The order of the files is depth first, parents before what extends them, in the order listed. A file that is reached by
several ways, however its name is spelled, is laid once, at its first place: `[a.yaml, b.yaml]`, both over `base.yaml`,
is base, a, b, and what a states is not undone by the base of b.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from roi_engine.catalogue import stresses
from roi_engine.errors import Problem, did_you_mean
from roi_engine.scenario.files import Fence, FileError, content_of
from roi_engine.scenario.overlay import LINE_TEXTS, overlay
from roi_engine.scenario.records import Place
from roi_engine.scenario.tree import Node, Path, TreeError, grown, moved, places, read_tree, written
from roi_engine.scenario.typed import Override, Typed, override_text

MAX_FILES = 50
SET = "--set"
SHIPPED = "catalogue"  # the file that shipped stresses are said to come from
_NAMED = {"assumptions": "assumption", "benefits": "benefit", "costs": "cost", "risks": "risk",
          "measurements": "measurement", "goals": "goal", "stress": "stress"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layers:
    """The merged tree (without `extends` and `variants`) and what is known of its making."""

    tree: Node
    before: Node  # the files alone, without variant and --set
    variants: Mapping[str, tuple[Node, ...]]
    fence: Fence
    file: str
    depth: int  # number of layers so far
    varied: frozenset[Place] = frozenset()  # what the variant states

    def sha256(self) -> str:
        """Digest of the merged text and of the data files that were read for it."""
        parts = [written(self.tree, 0), *(f"{name} {digest}" for name, digest in sorted(self.fence.digests.items()))]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Reading:
    """Reads files parents first and collects every problem."""

    fence: Fence
    problems: list[Problem] = field(default_factory=list)
    layers: list[Node] = field(default_factory=list)
    reached: set[FilePath] = field(default_factory=set)

    def read(self, path: FilePath, named: str, chain: tuple[FilePath, ...]) -> None:
        """Append the layers of a file: what it extends, then itself; those that are there already are left out."""
        self.reached.add(path.resolve())
        try:
            root = read_tree(content_of(path), named, soft=self.problems)
        except TreeError as error:
            self.problems.extend(error.problems)
            return
        except FileError as error:
            self.problems.append(Problem(error.code, str(error), "", named, hint=error.hint))
            return
        self.fence.folders[named] = path.resolve().parent
        parents = root.entries.get("extends")
        if parents is not None and not parents.is_null:
            self._extend(parents, path, named, (*chain, path.resolve()))
        entries = {key: below for key, below in root.entries.items() if key != "extends"}
        self.layers.append(moved(replace(root, entries=entries), len(self.layers)))
        if len(self.layers) > MAX_FILES:
            self._refuse(root, "too-large", f"more than {MAX_FILES} files are laid over one another")

    def _extend(self, parents: Node, path: FilePath, named: str, chain: tuple[FilePath, ...]) -> None:
        for node in parents.items if parents.kind == "list" else (parents,):
            if node.kind != "text" or node.is_null:
                self._refuse(node, "type", "a file name or a list of file names is wanted")
                continue
            try:
                parent = self.fence.find(path.resolve().parent, node.text)
            except FileError as error:
                self._refuse(node, error.code, str(error), error.hint)
                continue
            if parent in chain:
                names = [*(one.name for one in chain[chain.index(parent) :]), parent.name]
                self._refuse(node, "cycle", "the files extend one another in a circle: " + " -> ".join(names))
            elif parent not in self.reached and len(self.layers) <= MAX_FILES:
                self.read(parent, _shown(FilePath(named).parent / node.text, parent), chain)

    def _refuse(self, node: Node, code: str, message: str, hint: str = "") -> None:
        place = node.place
        self.problems.append(Problem(code, message, "extends", place.file, place.line, place.column, "", hint))


def _shown(path: FilePath, resolved: FilePath) -> str:
    """The path without `sub/..`, where that is the same file (through a linked folder it may not be)."""
    plain = FilePath(os.path.normpath(path))
    return str(plain if plain.resolve() == resolved else path)


def read_layers(path: str | FilePath, around: Fence | None = None) -> tuple[Layers | None, list[Problem]]:
    """The scenario file over the files it extends (parents first), and every problem met on the way.

    The fence (see `Fence`) is set by the file named here, and does not reach beyond the one `around` it, where there
    is one.
    """
    named, here = str(path), FilePath(path)
    try:
        reading = _Reading(Fence.around(here, around))
    except (OSError, RuntimeError, ValueError):
        return None, [Problem("file", "the file cannot be read", "", named[:200])]
    reading.read(here, named, ())
    if not reading.layers:
        return None, reading.problems
    tree, variants = _merged(reading)
    return Layers(tree, tree, variants, reading.fence, named, len(reading.layers)), reading.problems


def _merged(reading: _Reading) -> tuple[Node, Mapping[str, tuple[Node, ...]]]:
    """All files laid over one another; variants of one name are kept as a pile, so that `null` still deletes."""
    tree = replace(reading.layers[0], entries={"stress": _shipped()})
    variants: dict[str, tuple[Node, ...]] = {}
    for layer in reading.layers:
        entries = dict(layer.entries)
        named = entries.pop("variants", None)
        if named is not None and named.kind == "mapping":
            for name, body in named.entries.items():
                variants[name] = (*variants.get(name, ()), body)
        elif named is not None and not named.is_null:
            place = named.place
            said = "variants are a mapping of names to what they override"
            reading.problems.append(Problem("type", said, "variants", place.file, place.line, place.column))
        fresh = replace(layer, entries=entries)
        reading.problems.extend(_idle_nulls(tree, fresh))
        tree = overlay(tree, fresh) or tree
    return tree, variants


def _shipped() -> Node:
    """The shipped stresses, which every scenario is laid over."""
    return grown({name: one.statement for name, one in stresses().items()}, Place(SHIPPED), -1)


def _idle_nulls(tree: Node, fresh: Node) -> list[Problem]:
    """Names that a layer deletes (or leaves empty) though nothing of that name is there."""
    problems = []
    for section, kind in _NAMED.items():
        stated, there = fresh.entries.get(section), tree.entries.get(section)
        names = there.entries if there else {}
        for name, below in stated.entries.items() if stated else ():
            if below.is_null and name not in names:
                place, hint = below.key_place, did_you_mean(name, names) or "write what it is"
                said = f"nothing is stated here, and there is no {kind} '{name[:60]}' to take out"
                problems.append(
                    Problem("empty", said, f"{section}.{name}", place.file, place.line, place.column, hint=hint)
                )
    return problems


def with_variant(layers: Layers, variant: str) -> tuple[Layers, list[Problem]]:
    """The variant laid over the scenario; a problem where there is none of that name."""
    if variant not in layers.variants:
        known = ", ".join(layers.variants) or "none"
        hint = did_you_mean(variant, layers.variants)
        return layers, [Problem("variant", f"there is no variant '{variant}'", "variants", layers.file,
                                accepted=f"known: {known}", hint=hint)]  # fmt: skip
    tree, depth = layers.tree, layers.depth
    problems: list[Problem] = []
    for body in layers.variants[variant]:
        if body.is_null:
            continue
        if body.kind != "mapping":
            place, said = body.place, f"a variant is a mapping of what it overrides, not a {body.kind}"
            problems.append(Problem("type", said, f"variants.{variant}", place.file, place.line, place.column))
            continue
        idle = _idle_nulls(tree, body)
        problems.extend(replace(one, path=f"variants.{variant}.{one.path}") for one in idle)
        tree = overlay(tree, moved(body, depth)) or tree
        depth += 1
    varied = frozenset(place for body in layers.variants[variant] for place in places(body))
    return replace(layers, tree=tree, depth=depth, varied=varied), problems


def with_overrides(layers: Layers, overrides: Mapping[str, Override | Node]) -> tuple[Layers, list[Problem]]:
    """What `--set path=value` says, laid over the scenario in the order given.

    Values are YAML flow text (or numbers), or trees that were written elsewhere and keep their place.
    """
    tree, depth = layers.tree, layers.depth
    problems: list[Problem] = []
    for dotted, stated in overrides.items():
        try:
            value = override_tree(stated, dotted, depth)
        except TreeError as error:
            problems.extend(error.problems)
            continue
        path = _tree_path(tree, tuple(dotted.strip().split(".")))
        if problem := _unknown(tree, path, value, dotted):
            problems.append(problem)
            continue
        tree = overlay(tree, nested(path, value)) or tree
        depth += 1
    return replace(layers, tree=tree, depth=depth), problems


def override_tree(stated: Override | Node, dotted: str, depth: int = 0) -> Node:
    """The tree that one override states; TreeError where it is no text or number, or its text is not readable."""
    if isinstance(stated, Node):
        return moved(stated, depth)
    place = Place(stated.option if isinstance(stated, Typed) else SET)
    text = override_text(stated)
    if text is None:
        said = f"an override is text or a number, not {type(stated).__name__}"
        hint = "write it as text: '{low: 1, mode: 2, high: 3}'"
        raise TreeError([Problem("type", said, dotted, place.file, accepted="text as in YAML, or a number", hint=hint)])
    try:
        tree = read_tree(text.encode("utf-8", "surrogatepass"), place.file, depth, wants_mapping=False)
    except TreeError as error:
        raise TreeError([replace(one, path=dotted, line=0, column=0) for one in error.problems]) from None
    return moved(tree, depth, place)


def nested(path: Path, value: Node) -> Node:
    """The tree that states one value at a path."""
    for key in reversed(path):
        value = Node("mapping", value.place, value.key_place, value.order, entries={key: value})
    return value


def _tree_path(tree: Node, path: Path) -> Path:
    """The path as the file has it: inputs of an own line stand under `inputs`, and may be named without it."""
    if len(path) > 2 and path[0] in ("benefits", "costs") and path[2] not in (*LINE_TEXTS, "risk_adjustment"):
        line = tree.find(path[:2])
        if line is not None and ("formula" in line.entries or "table" in line.entries):
            return (*path[:2], "inputs" if "formula" in line.entries else "table", *path[2:])
    return path


def _unknown(tree: Node, path: Path, value: Node, dotted: str) -> Problem | None:
    """A problem where `--set` names a line, assumption or risk that is not there and does not define one."""
    place = value.key_place

    def problem(code: str, said: str, hint: str = "") -> Problem:
        return Problem(code, said, dotted, place.file, place.line, place.column, hint=hint)

    if not all(path):
        return problem("unknown-key", "a path is keys with points between them")
    if path[0] in ("extends", "variants", "kind"):
        return problem("unknown-key", f"'{path[0]}' belongs in a file")
    section = tree.entries.get(path[0])
    if path[0] not in _NAMED or len(path) < 2:
        return None
    names = section.entries if section else {}
    if path[1] in names or (len(path) == 2 and value.kind == "mapping"):
        return None
    hint = did_you_mean(path[1], names) or f"known: {', '.join(names) or 'none'}"
    return problem("unknown-name", f"there is no {_NAMED[path[0]]} '{path[1]}'", hint)
