"""The rows of the input workbook: every value and text that a scenario file states, each with its path.

The rows follow from the file's text alone, so that who reads a workbook back knows what each cell held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from roi_engine.catalogue import catalogue_lines
from roi_engine.scenario.forms import VOUCHERS, form_of
from roi_engine.scenario.input_workbook.cells import NULL_WORDS, Shown, shown_number, source_of
from roi_engine.scenario.overlay import is_value
from roi_engine.scenario.tree import Node, Path

NUMBERS = ("value", "low", "mode", "high", "p10", "p50", "p90")
COLUMNS = ("path", "title", "form", *NUMBERS, "unit", "more", *VOUCHERS, "about")
PAIR_COLUMNS = ("path", "title", "first", "second", "rho")
PAIR_KEYS = {"first": ("between", "1"), "second": ("between", "2"), "rho": ("rho",)}
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "case": (
        "schema_version", "kind", "extends", "name", "description", "language", "currency", "timeline", "finance",
        "rollout", "simulation", "units",
    ),
    "assumptions": ("assumptions",), "benefits": ("benefits",), "costs": ("costs",), "customers": ("customers",),
    "risks": ("risks",), "correlations": ("correlations",),
    "questions": ("data", "goals", "measurements", "gate", "stress"),
    "variants": ("variants",),
}  # fmt: skip
LEFT_OUT, REFERENCE = "left_out", "reference"
# form -> the column of each of its keys; keys without a column stand in `more`, those of `by_year` in rows of their own
FORM_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "constant": {"value": "value"},
    REFERENCE: {"value": "value"},
    "three_point": {"low": "low", "mode": "mode", "high": "high"},
    "percentiles": {"p10": "p10", "p50": "p50", "p90": "p90"},
    "uniform": {"low": "min", "high": "max"},
    "mean_sd": {"value": "mean"},
    "mean_se": {"value": "mean"},
    "counts": {},
    "event": {"value": "probability"},
    "choices": {},
    "mixture": {},
    "samples": {"value": "samples"},
    "reference_class": {"value": "reference_class"},
    "by_year": {},
    "series": {"value": "series"},
    "formula": {"value": "formula"},
    "measured": {"value": "kpi"},
}
TEXT_FORMS = frozenset({REFERENCE, "samples", "reference_class", "series", "formula", "measured"})
OWN_ROWS = ("growth", "by_year", "initial")
# what a scenario that extends none may state, and is offered where it does not
_OFFERED = (
    "description", "finance.tax_rate", "rollout.go_live", "rollout.adoption", "rollout.ramp.shape",
    "rollout.ramp.length", "simulation.draws", "simulation.seed",
)  # fmt: skip
LONGEST = 32_000  # characters that a cell takes, with some to spare
Kind = Literal["value", "text", "pair", "entry"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `node` is None where the file does not state it yet. Columns that are left out are empty.

    `inline` says that the unit stands inside the numbers, `per_cent` that they are written as per cent.
    """

    path: Path
    kind: Kind
    node: Node | None
    cells: Mapping[str, Shown] = field(default_factory=dict)
    form: str = ""
    inline: bool = False
    per_cent: bool = False

    @property
    def dotted(self) -> str:
        """The path as people write it."""
        return ".".join(self.path)


def section_of(path: Path) -> str:
    """The sheet that a path belongs to."""
    return next((name for name, keys in SECTIONS.items() if path[0] in keys), "case")


def within_variant(path: Path) -> Path:
    """The path that a variant's entry overrides; other paths as they are."""
    return path[2:] if path[0] == "variants" and len(path) > 2 else path


def rows_of(tree: Node) -> tuple[Row, ...]:
    """All rows of a scenario file, in the order of the file, what it does not state last in its group."""
    rows = [row for key, below in tree.entries.items() for row in _walk((key,), below, tree)]
    if "extends" not in tree.entries:
        there = {row.dotted for row in rows}
        rows += [_blank(tuple(one.split("."))) for one in _OFFERED if one not in there]
    return tuple(rows)


def _walk(path: Path, node: Node, tree: Node) -> Iterator[Row]:
    """The rows of a part of the tree; keys with a point in them have no path and stay in the text alone."""
    if "." in path[-1] or not path[-1].strip():
        return
    if node.is_null:
        if len(path) > 1:
            yield Row(path, "text", node, {"value": Shown("null")})
        return
    if is_value(within_variant(path)):
        yield from _value(path, node, tree)
    elif node.kind == "text":
        yield Row(path, "text", node, {"value": Shown(node.text if len(node.text) < LONGEST else None)})
    elif path[:-1] in (("correlations",), ("correlations", "pairs")) and _is_pair(node):
        yield _pair(path, node)
    else:
        yield from _parts(path, node, tree)


def _parts(path: Path, node: Node, tree: Node) -> Iterator[Row]:
    """What stands below a node that is no value itself; a named entry has a row that heads its own."""
    if len(path) == 2 and path[0] in ("benefits", "costs", "risks", "measurements", "goals", "stress", "variants"):
        yield Row(path, "entry", node)
    for key, below in node.entries.items():
        yield from _walk((*path, key), below, tree)
    for number, item in enumerate(node.items, 1):
        yield from _walk((*path, str(number)), item, tree)
    use = node.child("use") if node.kind == "mapping" else None
    if len(path) == 2 and use is not None and use.text in catalogue_lines():
        currency = tree.child("currency")
        money = currency.text if currency is not None else ""
        for name, one in catalogue_lines()[use.text].inputs.items():
            if name not in node.entries:
                yield _blank(
                    (*path, name), one.unit.replace("money", money) if money or "money" not in one.unit else ""
                )


def _blank(path: Path, unit: str = "") -> Row:
    """A row that waits to be filled in."""
    if not is_value(within_variant(path)):
        return Row(path, "text", None)
    cells = {"unit": Shown(unit)} if unit else {}
    return Row(path, "value", None, cells, inline=True)


def _is_pair(node: Node) -> bool:
    ends = node.child("between") if node.kind == "mapping" else None
    return ends is not None and len(ends.items) == 2 and set(node.entries) == {"between", "rho"}


def _pair(path: Path, node: Node) -> Row:
    found = {column: node.find(keys) for column, keys in PAIR_KEYS.items()}
    texts = {column: Shown(one.text) for column, one in found.items() if one is not None and column != "rho"}
    return Row(path, "pair", node, {**texts, "rho": shown_number(node.entries["rho"].text)})


def _value(path: Path, node: Node, tree: Node) -> Iterator[Row]:
    """The row of a value, and rows of the values inside it."""
    if node.kind == "list":
        return
    if node.kind == "text":
        named = node.text.startswith("$")
        shown = Shown(node.text) if named else shown_number(node.text)
        cells = {"value": Shown(shown.content, shown.per_cent), "unit": Shown(shown.unit or None)}
        yield Row(path, "value", node, cells, REFERENCE if named else "constant", True, shown.per_cent)
        return
    yield _stated(path, node)
    for key in OWN_ROWS:
        if (below := node.entries.get(key)) is not None:
            yield from _parts_of_value((*path, key), below, tree)


def _parts_of_value(path: Path, node: Node, tree: Node) -> Iterator[Row]:
    if node.kind == "list":
        for number, item in enumerate(node.items, 1):
            yield from _walk((*path, str(number)), item, tree)
    else:
        yield from _walk(path, node, tree)


def _stated(path: Path, node: Node) -> Row:
    """The row of a value that is a mapping."""
    entries = node.entries
    form = form_of(entries) or ""
    keys = {key: column for column, key in FORM_COLUMNS.get(form, {}).items()}
    numbers = {
        column: Shown(entries[key].text) if form in TEXT_FORMS else shown_number(entries[key].text)
        for key, column in keys.items()
        if key in entries and entries[key].kind == "text" and not entries[key].is_null
    }
    units = {one.unit for one in numbers.values() if not isinstance(one.content, str)}
    inline = "unit" not in entries and len(units) == 1 and units != {""}
    cells = {column: Shown(one.content, one.per_cent) for column, one in numbers.items()} if inline else dict(numbers)
    cells = {column: _whole(one) for column, one in cells.items()}
    if inline:
        cells["unit"] = Shown(units.pop())
    for key in ("unit", *VOUCHERS):
        if key in entries and entries[key].text not in NULL_WORDS:
            cells[key] = Shown(entries[key].text)
    if said := more_text(node, form):
        cells["more"] = Shown(said)
    return Row(path, "value", node, cells, form, inline, any(one.per_cent for one in numbers.values()))


def _whole(shown: Shown) -> Shown:
    """A number whose unit has no cell of its own (several units in one value) stays the text it is."""
    if shown.unit and not isinstance(shown.content, str) and shown.content is not None:
        return Shown(f"{shown.content * 100 if shown.per_cent else shown.content:.15g}"
                     f"{' %' if shown.per_cent else ''} {shown.unit}")  # fmt: skip
    return shown


def more_keys(node: Node, form: str) -> tuple[str, ...]:
    """The keys of a value that have neither a column nor a row of their own."""
    taken = {*FORM_COLUMNS.get(form, {}).values(), "unit", *VOUCHERS, *OWN_ROWS}
    return tuple(key for key in node.entries if key not in taken)


def more_text(node: Node, form: str) -> str:
    """Those keys as they are written: `shape: triangular, confidence: 80 %`."""
    return ", ".join(f"{key}: {source_of(node.entries[key])}" for key in more_keys(node, form))
