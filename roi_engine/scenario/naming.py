"""Names a scenario gives, and the keys that a catalogue line knows."""

from __future__ import annotations

import keyword
import re
from dataclasses import replace

from roi_engine.catalogue import CatalogueLine, catalogue_lines
from roi_engine.errors import did_you_mean
from roi_engine.formula.parse import FUNCTIONS, RESERVED
from roi_engine.scenario.door import Door
from roi_engine.scenario.schema import LineForm
from roi_engine.scenario.tree import Node, Path
from roi_engine.scenario.value_schema import NAME
from roi_engine.units import CALENDAR, CURRENCIES, WORK

LINE_KEYS = ("use", *LineForm.model_fields)


def check_name(door: Door, path: Path, name: str, in_formulas: bool = True) -> bool:
    """Refuse a name that a path or a formula cannot hold."""
    said = ""
    if not re.fullmatch(NAME, name) or len(name) > 80:
        said = f"'{name[:60]}' cannot be a name"
    elif in_formulas and (name in RESERVED or name in FUNCTIONS or keyword.iskeyword(name)):
        said = f"'{name}' means something else in formulas"
    if said:
        door.refuse(
            "name", path, said, "accepted: letters, digits and _, starting with a letter", at=door.key_place(path)
        )
        door.broken.add(path)
    return not said


def check_count_units(door: Door, counts: tuple[str, ...], currency: str) -> tuple[str, ...]:
    """The count units that can be defined."""
    kept = []
    for k, name in enumerate(counts, 1):
        path = ("units", str(k))
        if not re.fullmatch(NAME, name) or len(name) > 40:
            door.refuse("name", path, f"'{name[:60]}' cannot be a unit", "accepted: letters, digits and _")
        elif name in (*CALENDAR, *WORK, "per", currency) or name.upper() in CURRENCIES:
            door.refuse("name", path, f"'{name}' is a unit already")
        else:
            kept.append(name)
    return tuple(dict.fromkeys(kept))


def check_catalogue_keys(door: Door) -> None:
    """Refuse lines that name no catalogue entry, and keys that are no input of theirs; take them out of the tree.

    Done before the schema reads the tree, where every further key of such a line counts as an input.
    """
    sections = dict(door.root.entries)
    for section in ("benefits", "costs"):
        lines = sections.get(section)
        if lines is None or lines.kind != "mapping":
            continue
        kept = {}
        for name, line in lines.entries.items():
            checked = _line(door, (section, name), line)
            if checked is not None:
                kept[name] = checked
        sections[section] = replace(lines, entries=kept)
    door.root = replace(door.root, entries=sections)


def _line(door: Door, path: Path, line: Node) -> Node | None:
    use = line.entries.get("use")
    if use is None or use.kind != "text" or "formula" in line.entries or "table" in line.entries:
        return line
    entry = catalogue_lines().get(use.text)
    if entry is None:
        hint = _nearest_line(use.text)
        door.refuse("unknown-line", (*path, "use"), f"the catalogue has no line '{use.text[:60]}'", hint=hint)
        door.broken.add(path)
        return None
    unknown = [key for key in line.entries if key not in LINE_KEYS and key not in entry.inputs]
    for key in unknown:
        _unknown_input(door, (*path, key), entry, [name for name in entry.inputs if name not in line.entries])
    return replace(line, entries={key: below for key, below in line.entries.items() if key not in unknown})


def _nearest_line(text: str) -> str:
    """A catalogue id of nearly that text, or one whose own name it is."""
    known = catalogue_lines()
    same = [one for one in known if one.partition(".")[2] == text.rpartition(".")[2]]
    return f"did you mean '{same[0]}'?" if same else did_you_mean(text, known) or "`roi-engine catalogue` lists them"


def _unknown_input(door: Door, path: Path, entry: CatalogueLine, free: list[str]) -> None:
    """An unknown key; the input it was probably meant for is then not reported as missing."""
    key = path[-1]
    hint = did_you_mean(key, free) or did_you_mean(key, [*entry.inputs, *LINE_KEYS])
    if key == "inputs":
        hint = "the inputs of a catalogue line stand directly under it"
    near = re.fullmatch(r"did you mean '(.*)'\?", hint)
    if near and near[1] in free:
        door.broken.add((*path[:-1], near[1]))
    elif key == "inputs":
        door.broken.update((*path[:-1], name) for name in free)
    accepted = f"inputs of {entry.id}: {', '.join(entry.inputs)}"
    door.refuse("unknown-key", path, f"unknown key '{key[:60]}'", accepted, hint, door.key_place(path))
