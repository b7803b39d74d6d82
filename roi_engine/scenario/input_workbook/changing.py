"""Edits by path, applied to the text of a scenario file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import yaml

from roi_engine.scenario.input_workbook.cells import NULL_WORDS
from roi_engine.scenario.input_workbook.spans import (
    Edit,
    Patch,
    Path,
    Source,
    SpanError,
    Text,
    block,
    child,
    flow,
    is_list,
    patched,
)
from roi_engine.scenario.tree import Node, TreeError, read_tree

Leaves = dict[Path, tuple[str, bool]]


def changed_text(text: str, edits: Sequence[Edit]) -> str:
    """The YAML text after the edits; all that they do not name stays letter by letter.

    The result is read again and compared: SpanError where anything else than what was asked for would change.
    """
    before = Text(text)
    edits = _joined(before, edits)
    if not edits:
        return text
    after = patched(text, list(_patches(before, edits)))
    _compare(text, after, edits)
    return after


def _joined(text: Text, edits: Sequence[Edit]) -> list[Edit]:
    """One edit a place: nothing below what is taken out, and what is added to a single number makes it a mapping."""
    removed = {one.path for one in edits if one.source is None}
    found: dict[Path, Edit] = {}
    for one in edits:
        if any(one.path[:end] in removed for end in range(1, len(one.path))):
            continue
        holder = _scalar_above(text, one.path, found)
        if holder is None:
            found[one.path] = one
            continue
        stated = found[holder].source if holder in found else _span(text, holder)
        entries = {"value": stated} if isinstance(stated, str) else dict(stated or {})
        added = one.source if isinstance(one.source, str) else flow(dict(one.source or {}))
        found[holder] = Edit(holder, {**entries, one.path[len(holder)]: added}, one.cell)
    return list(found.values())


def _scalar_above(text: Text, path: Path, found: Mapping[Path, Edit]) -> Path | None:
    """The path above this one that holds a single number, in the text or by another edit."""
    for end in range(1, len(path)):
        if path[:end] in found and end == len(path) - 1:
            return path[:end]
    depth, node = text.deepest(path)
    number = isinstance(node, yaml.ScalarNode) and node.value not in NULL_WORDS
    return path[:depth] if number and 0 < depth == len(path) - 1 else None


def _span(text: Text, path: Path) -> str:
    node = text.deepest(path)[1]
    return text.text[node.start_mark.index : text.end(node)]


def _patches(text: Text, edits: Sequence[Edit]) -> Iterator[Patch]:
    added: dict[Path, dict[str, Source]] = {}
    removed: dict[Path, list[str]] = {}
    for one in edits:
        depth, node = text.deepest(one.path)
        if one.source is None:
            if depth == len(one.path):
                removed.setdefault(one.path[:-1], []).append(one.path[-1])
        elif depth == len(one.path):
            yield _replaced(text, one.path, node, one.source)
        else:
            _put(added.setdefault(one.path[:depth], {}), one.path[depth:], one.source)
    for path in dict.fromkeys([*removed, *added]):
        yield from _entries_changed(text, path, removed.get(path, []), added.get(path, {}))


def _put(tree: dict[str, Source], path: Path, source: str | Mapping[str, str]) -> None:
    for key in path[:-1]:
        below = tree.setdefault(key, {})
        if not isinstance(below, dict):
            raise SpanError("a value and something below it are both new")
        tree = below
    tree[path[-1]] = source if isinstance(source, str) else dict(source)


def _replaced(text: Text, path: Path, node: yaml.Node, source: Source) -> Patch:
    """Another value in the place of one; a mapping that is too long for the line goes below its key."""
    start, end = node.start_mark.index, text.end(node)
    holder = text.deepest(path[:-1])[1]
    said = flow(source)
    if isinstance(holder, yaml.MappingNode) and not holder.flow_style and isinstance(source, Mapping):
        indent = holder.start_mark.column
        lines = block(path[-1], source, indent, text.line_end)
        if "\n" in lines:
            key_end = next(name for name, _ in holder.value if name.value == path[-1]).end_mark.index
            colon = text.text.index(":", key_end)
            return Patch(colon + 1, end, lines.partition(":")[2])
    return Patch(start, end, f" {said}" if start == end else said)


def _entries_changed(text: Text, path: Path, removed: list[str], added: dict[str, Source]) -> Iterator[Patch]:
    """What goes out of and comes into one mapping or list."""
    node = text.deepest(path)[1]
    if isinstance(node, yaml.ScalarNode):
        yield _filled(text, path, node, added)
        return
    assert isinstance(node, yaml.CollectionNode)
    spans = _spans(text, node)
    if removed and added:  # a value in another form: in the same place
        dash = "- " if isinstance(node, yaml.SequenceNode) else ""
        separator = ", " if node.flow_style else text.line_end + " " * node.start_mark.column + dash
        yield Patch(*spans[removed[0]], separator.join(_lines(text, node, added)))
        removed, added = removed[1:], {}
    yield from _flow_cuts(spans, removed) if node.flow_style else _block_cuts(text, node, spans, removed)
    if added:
        yield _appended(text, node, added, [one for one in spans if one not in removed], spans)


def _spans(text: Text, node: yaml.CollectionNode) -> dict[str, tuple[int, int]]:
    """Start and end of each entry or item."""
    if isinstance(node, yaml.MappingNode):
        return {name.value: (name.start_mark.index, text.end(below)) for name, below in node.value}
    return {str(k): (one.start_mark.index, text.end(one)) for k, one in enumerate(node.value, 1)}


def _lines(text: Text, node: yaml.CollectionNode, added: Mapping[str, Source]) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [flow(one) for one in added.values()]
    if node.flow_style:
        return [flow({key: one})[1:-1] for key, one in added.items()]
    return [block(key, one, node.start_mark.column, text.line_end) for key, one in added.items()]


def _flow_cuts(spans: Mapping[str, tuple[int, int]], removed: Sequence[str]) -> Iterator[Patch]:
    """Entries out of `{...}` or `[...]`, each with the comma that it no longer needs."""
    names = list(spans)
    kept = [name for name in names if name not in removed]
    last = names.index(kept[-1]) if kept else -1
    for place, name in enumerate(names):
        if name in removed and place < last:
            yield Patch(spans[name][0], spans[names[place + 1]][0], "")
    if last + 1 < len(names):
        start = spans[kept[-1]][1] if kept else spans[names[0]][0]
        yield Patch(start, spans[names[-1]][1], "")


def _block_cuts(
    text: Text, node: yaml.CollectionNode, spans: Mapping[str, tuple[int, int]], removed: Sequence[str]
) -> Iterator[Patch]:
    """Whole lines out of a block; an entry that shares its line with a dash is left without a value."""
    for name in removed:
        start, end = spans[name]
        if isinstance(node, yaml.SequenceNode):
            start = text.text.rindex("-", 0, start)
        if text.is_first_on_line(start):
            yield Patch(text.line_start(start), text.next_line(end), "")
        elif isinstance(node, yaml.MappingNode):
            value = child(node, name)
            assert value is not None
            yield Patch(value.start_mark.index, end, "null")
        else:
            raise SpanError("an item of a list in a list cannot be taken out here")


def _appended(
    text: Text,
    node: yaml.CollectionNode,
    added: Mapping[str, Source],
    kept: Sequence[str],
    spans: Mapping[str, tuple[int, int]],
) -> Patch:
    """Further entries after the last one that stays."""
    lines = _lines(text, node, added)
    if node.flow_style:
        if not kept:
            start = node.start_mark.index + 1
            return Patch(start, start, ", ".join(lines))
        end = spans[kept[-1]][1]
        return Patch(end, end, ", " + ", ".join(lines))
    indent = text.line_end + " " * node.start_mark.column
    mark = "- " if isinstance(node, yaml.SequenceNode) else ""
    end = text.line_rest(max(end for _, end in spans.values()))
    return Patch(end, end, "".join(f"{indent}{mark}{line}" for line in lines))


def _filled(text: Text, path: Path, node: yaml.ScalarNode, added: dict[str, Source]) -> Patch:
    """The first entries of something that was empty (`risks:`)."""
    start, end = node.start_mark.index, text.end(node)
    holder = text.deepest(path[:-1])[1]
    if node.value not in NULL_WORDS or not isinstance(holder, yaml.MappingNode):
        raise SpanError("nothing can stand below this value")
    if holder.flow_style or is_list(added):
        return Patch(start, end, (" " if start == end else "") + flow(added))
    inner = text.line_end + " " * (holder.start_mark.column + 2)
    lines = [block(key, one, holder.start_mark.column + 2, text.line_end) for key, one in added.items()]
    return Patch(start, end, inner + inner.join(lines))


def _compare(before: str, after: str, edits: Sequence[Edit]) -> None:
    """SpanError where the text read again is not what was asked for."""
    try:
        stated, leaves = (_leaves(read_tree(one.encode(), "")) for one in (before, after))
        expected = {path: leaf for path, leaf in stated.items() if not _is_touched(path, edits)}
        for one in edits:
            if one.source is not None:
                source = one.source if isinstance(one.source, str) else flow(dict(one.source))
                expected |= _leaves(read_tree(source.encode(), "", wants_mapping=False), one.path)
    except TreeError as error:
        raise SpanError(str(error)) from error
    lists = {one.path[:-1] for one in edits if one.source is None and one.path[-1].isdecimal()}
    if _apart(expected, lists) != _apart(leaves, lists):
        raise SpanError("the text would not say what is asked for")


def _leaves(node: Node, path: Path = ()) -> Leaves:
    """Every text of a tree by its path; what is empty says nothing and is left out."""
    if node.kind == "text":
        return {} if node.is_null else {path: (node.text, node.plain)}
    below = node.entries.items() if node.kind == "mapping" else ((str(k), one) for k, one in enumerate(node.items, 1))
    return {place: leaf for key, one in below for place, leaf in _leaves(one, (*path, key)).items()}


def _is_touched(path: Path, edits: Sequence[Edit]) -> bool:
    return any(path[: len(one.path)] == one.path for one in edits)


def _apart(leaves: Leaves, lists: set[Path]) -> Leaves:
    """Without the items of lists that are counted anew."""
    return {path: leaf for path, leaf in leaves.items() if not any(path[: len(one)] == one for one in lists)}
