"""One tree over another: mappings merge key by key, `null` deletes, lists replace, a value keeps its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roi_engine.scenario.forms import NUMBER_KEYS, VOUCHERS, restates, same_form
from roi_engine.scenario.quantities import QuantityError, quantity
from roi_engine.scenario.tree import Node, Path, written

LINE_FORMS = ("use", "formula", "table")
LINE_TEXTS = (
    "use", "formula", "inputs", "table", "title", "description", "category", "cashable", "live", "ramp", "overlap",
    "source", "owner", "evidence", "note", "kpis",
)  # fmt: skip
CUSTOMER_VALUES = ("contribution_margin", "margin_per_customer", "churn_rate", "risk_adjustment")
_SINGLE_VALUES = {
    ("finance", "discount_rate"), ("finance", "tax_rate"), ("rollout", "go_live"), ("rollout", "adoption"),
    ("rollout", "ramp", "length"), ("gate", "after"), ("gate", "threshold"), ("gate", "stop_cost"),
}  # fmt: skip


def is_value(path: Path) -> bool:
    """Whether the scenario language wants a value at this path (of a merged scenario)."""
    if path in _SINGLE_VALUES or (len(path) > 2 and path[-1] in ("growth", "initial") and is_value(path[:-1])):
        return True
    match path:
        case ("assumptions", _) | ("risks", _, "probability") | ("measurements", _, "cost"):
            return True
        case ("goals", _, "target", "baseline" | "value"):
            return True
        case ("risks" | "stress", _, "effects", _, "add" | "multiply"):
            return True
        case ("customers", key):
            return key in CUSTOMER_VALUES
        case ("customers", "uplift" | "churn", _) | ("customers", "uplift_by_segment", _, _):
            return True
        case ("customers", "segments", _, key):
            return key != "title"
        case ("benefits" | "costs", _, key):
            return key not in LINE_TEXTS
        case ("benefits" | "costs", _, "inputs", _) | ("benefits" | "costs", _, "ramp", "length"):
            return True
        case ("benefits" | "costs", _, "table", "initial") | ("benefits" | "costs", _, "table", "by_year", _):
            return True
        case (*above, "by_year", _):
            return is_value(tuple(above))
    return False


def without_nulls(node: Node) -> Node:
    """The tree without entries that are null: they state nothing, or delete what is below them."""
    if node.kind == "mapping":
        kept = {key: without_nulls(below) for key, below in node.entries.items() if not below.is_null}
        return replace(node, entries=kept)
    return replace(node, items=tuple(map(without_nulls, node.items))) if node.kind == "list" else node


def overlay(old: Node | None, fresh: Node, path: Path = ()) -> Node | None:
    """What stands at `path` when `fresh` is laid over `old`; None where `fresh` deletes it.

    A value that is stated anew loses the number it had and who vouched for it (source, owner, evidence, note); its
    unit and growth stay unless they are stated too. A reference (`$name`) or formula replaces it whole. A line that
    is given another form (use, formula, table) is replaced whole. Count units join those there are, as what lies below
    may be stated in them. What was overridden is kept in `overrode`.
    """
    if fresh.is_null:
        return None
    if old is None:
        return without_nulls(fresh)
    if fresh.kind == "mapping" and old.kind == "list" and all(key.isdecimal() for key in fresh.entries):
        return _items_replaced(old, fresh, path)
    if path == ("units",) and fresh.kind == old.kind == "list":
        return _joined(old, fresh)
    if is_value(path):
        return _value(old, fresh, path)
    if fresh.kind == "mapping" and old.kind == "mapping" and not _other_line_form(old, fresh, path):
        return _merged(old, fresh, path)
    return _instead(old, without_nulls(fresh))


def _joined(old: Node, fresh: Node) -> Node:
    """Both lists, what is in both once."""
    there = {item.text for item in old.items}
    added = (item for item in fresh.items if item.kind != "text" or item.text not in there)
    return replace(old, items=(*old.items, *added))


def _instead(old: Node, fresh: Node) -> Node:
    """The fresh node in the old one's rank, remembering it."""
    return replace(fresh, order=old.order, overrode=((old.place, written(old)), *old.overrode))


def _merged(old: Node, fresh: Node, path: Path) -> Node:
    entries = dict(old.entries)
    for key, below in fresh.entries.items():
        laid = overlay(entries.get(key), below, (*path, key))
        if laid is None:
            entries.pop(key, None)
        else:
            entries[key] = laid
    return replace(old, entries=entries)


def _items_replaced(old: Node, fresh: Node, path: Path) -> Node:
    """`--set x.by_year.2=...`: items of a list by number, counted from 1; a number beyond it becomes an unknown key."""
    items = list(old.items)
    for key, below in fresh.entries.items():
        if not 0 < int(key[:9]) <= len(items):
            return fresh
        there = items[int(key) - 1]
        items[int(key) - 1] = overlay(there, below, (*path, key)) or _instead(there, below)
    return replace(old, items=tuple(items))


def _other_line_form(old: Node, fresh: Node, path: Path) -> bool:
    stated = [key for key in LINE_FORMS if key in fresh.entries and not fresh.entries[key].is_null]
    return len(path) == 2 and path[0] in ("benefits", "costs") and any(key not in old.entries for key in stated)


def _value(old: Node, fresh: Node, path: Path) -> Node:
    """A value over a value."""
    if fresh.kind == "list" or (fresh.kind == "text" and fresh.text.startswith("$")) or "formula" in fresh.entries:
        return _instead(old, without_nulls(fresh))
    below, above = _as_entries(old), _as_entries(fresh)
    if not restates(above):
        kept = below
    else:
        form = same_form(below, above)
        kept = {key: node for key, node in below.items() if key not in VOUCHERS and (form or key not in NUMBER_KEYS)}
        if any(_states_unit(node) for key, node in above.items() if key in NUMBER_KEYS):
            kept.pop("unit", None)
        elif not {"unit"} & {*kept, *above} and (carried := _carried_unit(below)):
            kept["unit"] = carried
    if fresh.kind == "text" and not set(kept) - {"value"} - set(above):
        return _instead(old, fresh)
    base = Node("mapping", fresh.place, fresh.key_place, old.order, entries=kept)
    laid = _merged(base, replace(fresh, kind="mapping", entries=above), path)
    return replace(laid, text=fresh.text, overrode=((old.place, written(old)), *old.overrode))


def _as_entries(node: Node) -> Mapping[str, Node]:
    """The mapping form of a value: a text is `{value: text}`, and the unit inside the text is `unit`."""
    if node.kind == "mapping":
        return node.entries
    entries = {"value": node}
    try:
        stated = quantity(node.text)
    except QuantityError:
        return entries
    if not stated.unit:
        return entries
    number = f"{stated.number * 100:.15g} %" if stated.percent else f"{stated.number:.15g}"
    return {"value": replace(node, text=number), "unit": replace(node, text=stated.unit, plain=False)}


def _carried_unit(entries: Mapping[str, Node]) -> Node | None:
    """The unit that a number of a value carries in its own text: `{value: 1100 order/year}`."""
    for key, node in entries.items():
        if key in NUMBER_KEYS and _states_unit(node):
            return replace(node, text=quantity(node.text).unit or "", plain=False)
    return None


def _states_unit(node: Node) -> bool:
    try:
        return node.kind == "text" and quantity(node.text).unit is not None
    except QuantityError:
        return False
