"""From the filled cells of one value to the edits of the scenario's text, or to what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from roi_engine.errors import Problem, did_you_mean
from roi_engine.scenario.forms import FORMS, NUMBER_KEYS, VOUCHERS
from roi_engine.scenario.input_workbook.cells import number_text, same, scalar_source, source_of
from roi_engine.scenario.input_workbook.filled import FilledRow
from roi_engine.scenario.input_workbook.rows import (
    FORM_COLUMNS,
    LEFT_OUT,
    NUMBERS,
    REFERENCE,
    TEXT_FORMS,
    Row,
    more_keys,
)
from roi_engine.scenario.input_workbook.spans import Edit
from roi_engine.scenario.quantities import QuantityError, quantity
from roi_engine.scenario.tree import TreeError, read_tree

_BY_COLUMNS: Mapping[frozenset[str], str] = {
    frozenset({"value"}): "constant",
    frozenset({"low", "mode", "high"}): "three_point",
    frozenset({"p10", "p90"}): "percentiles",
    frozenset({"p10", "p50", "p90"}): "percentiles",
    frozenset({"low", "high"}): "uniform",
}
EDITABLE = ("form", *NUMBERS, "unit", "more", *VOUCHERS)


@dataclass(slots=True)
class _Value:
    """One value under change; `entries` are its keys as they shall be written."""

    row: Row
    filled: FilledRow
    forms: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)

    def is_changed(self, column: str) -> bool:
        """Whether a cell holds something else than what was written into it."""
        shown = self.row.cells.get(column)
        return not same(shown.content if shown else None, self.filled.content(column))

    def refuse(self, column: str, message: str, accepted: str = "", hint: str = "") -> None:
        """Note a problem at a cell."""
        place = self.filled.address(column)
        self.problems.append(Problem("cell", message, self.row.dotted, place, accepted=accepted, hint=hint))


def value_edits(row: Row, filled: FilledRow, forms: Mapping[str, str]) -> tuple[list[Edit], list[Problem]]:
    """What changed in the row of a value, as edits of the text, and what cannot be used."""
    value = _Value(row, filled, forms)
    for column in EDITABLE:
        if column in filled.cells and filled.cells[column].fault:
            value.refuse(column, f"the cell holds {filled.cells[column].fault}", "accepted: a number or a text")
    stated = code_of(filled.text("form"), forms)
    if stated is None:
        hint = did_you_mean(filled.text("form").casefold(), forms)
        value.refuse("form", f"'{filled.text('form')[:40]}' is no form", f"accepted: {', '.join(forms)}", hint)
    if value.problems:
        return [], value.problems
    if stated == LEFT_OUT:
        return ([Edit(row.path, None, filled.address("form"))] if row.node else []), []
    changed = {column for column in EDITABLE[1:] if value.is_changed(column)}
    form = _form(value, stated or "", changed)
    if not changed and form == row.form:
        return [], []
    if value.problems or (row.node is None and not any(filled.text(column) for column in (*NUMBERS, "more"))):
        return [], value.problems or _idle(value, changed)
    _state(value, form, changed)
    _check(value, form, changed)
    return ([], value.problems) if value.problems else (list(_edits(value, form)), [])


def code_of(said: str, forms: Mapping[str, str]) -> str | None:
    """The code of a form that a cell names, "" where it names none; None where there is no such form."""
    if not said:
        return ""
    return forms.get(said.casefold(), said if said in FORM_COLUMNS or said == LEFT_OUT else None)


def _idle(value: _Value, changed: set[str]) -> list[Problem]:
    """A row without a number: nothing to say where nothing else was filled in either."""
    if changed - {"unit"}:
        value.refuse("value", "the row has no number", "accepted: a number in one of the columns of numbers")
    return value.problems


def _form(value: _Value, stated: str, changed: set[str]) -> str:
    """The form that the row shall have: the one chosen, or the one that the filled columns speak for."""
    row, filled = value.row, value.filled
    there = {column for column in NUMBERS if filled.text(column)}
    chosen = stated if stated and (stated != row.form or row.node is None) else ""
    form = chosen or row.form
    allowed = set(FORM_COLUMNS.get(form, {}))
    if chosen:
        extra = sorted((there & changed) - allowed)
    elif row.node is not None and (there <= allowed or not changed & set(NUMBERS)):
        extra = []
    else:
        form = _BY_COLUMNS.get(frozenset(there), form if there <= allowed else "")
        extra = [] if form else sorted(there)
    if form == "" and not extra and there | ({"more"} & changed) and row.node is None:
        form = "more"
    if form in ("constant", REFERENCE):
        form = REFERENCE if filled.text("value").startswith("$") else "constant"
    for column in extra[:1]:
        value.refuse(
            column,
            f"the filled columns ({', '.join(sorted(there))}) make no value",
            "accepted: value alone; low, mode and high; low and high; p10 and p90, with or without p50",
            "empty the cells that no longer count, or choose the form",
        )
    return form


def _state(value: _Value, form: str, changed: set[str]) -> None:
    """Fill `entries` with all that the value shall say."""
    row, filled = value.row, value.filled
    node = row.node
    if node is not None:
        value.entries = (
            {key: source_of(one) for key, one in node.entries.items()}
            if node.kind == "mapping"
            else {"value": scalar_source(node.text)}
        )
    if form != row.form:
        kept = FORMS.get("constant" if form == REFERENCE else form, ())
        value.entries = {key: one for key, one in value.entries.items() if key not in NUMBER_KEYS or key in kept}
    unit = filled.text("unit") if row.inline else ""
    as_mapping = form not in ("constant", REFERENCE) and (node is None or node.kind == "text")
    if as_mapping and unit and not unit.startswith("/"):
        value.entries["unit"], unit = scalar_source(unit), ""
    for column, key in FORM_COLUMNS.get(form, {}).items():
        if column in changed or form != row.form or (row.inline and "unit" in changed):
            _number(value, column, key, form, unit)
    if "more" in changed:
        _more(value)
    for key in ("unit", *VOUCHERS):
        if key in changed and not (key == "unit" and row.inline):
            _side(value, key)


def _number(value: _Value, column: str, key: str, form: str, unit: str) -> None:
    """Write the number of a column under its key."""
    content, said = value.filled.content(column), value.filled.text(column)
    if not said:
        value.entries.pop(key, None)
    elif isinstance(content, bool):
        value.refuse(column, f"'{said}' is no number", "accepted: a number such as 12, 12 % or 29 EUR/hour")
    elif form in TEXT_FORMS:
        value.entries[key] = scalar_source(said)
    elif isinstance(content, float | int):
        value.entries[key] = scalar_source(number_text(content, value.row.per_cent, unit))
    else:
        try:
            stated = quantity(said)
        except QuantityError as error:
            value.refuse(column, str(error), "accepted: a number such as 12, 12 % or 29 EUR/hour", error.hint)
            return
        value.entries[key] = scalar_source(f"{said} {unit}" if unit and stated.unit is None else said)


def _more(value: _Value) -> None:
    """Read the keys that have no column of their own."""
    said = value.filled.text("more")
    for key in more_keys(value.row.node, value.row.form) if value.row.node else ():
        value.entries.pop(key, None)
    if not said:
        return
    try:
        tree = read_tree(f"{{{said}}}".encode(), "")
    except TreeError as error:
        why = error.problems[0].message
        value.refuse("more", f"not readable: {why}", "accepted: keys and values such as shape: triangular, lower: 0")
        return
    value.entries |= {key: source_of(one) for key, one in tree.entries.items()}


def _side(value: _Value, key: str) -> None:
    said = value.filled.text(key)
    if said:
        value.entries[key] = scalar_source(said)
    else:
        value.entries.pop(key, None)


def _check(value: _Value, form: str, changed: set[str]) -> None:
    """Refuse a value without a number, and words beside a name."""
    if (form or value.row.node is None) and not any(key in NUMBER_KEYS for key in value.entries):
        value.refuse("value", "the row has no number any more", "accepted: a number, or the form that leaves it out")
    if form == REFERENCE:
        for column in ("unit", "more", *VOUCHERS):
            if column in changed and value.filled.text(column):
                value.refuse(column, f"{value.filled.text('value')} brings its own unit, source and note",
                             "accepted: nothing beside the name of an assumption")  # fmt: skip


def _edits(value: _Value, form: str) -> Iterator[Edit]:
    """The difference between what the text says and what it shall say."""
    row, entries = value.row, value.entries
    cell = value.filled.address("value")
    node = row.node
    if form == REFERENCE or (set(entries) == {"value"} and (node is None or node.kind == "text")):
        yield Edit(row.path, entries.get("value"), cell)
    elif node is None or node.kind == "text":
        yield Edit(row.path, dict(sorted(entries.items(), key=lambda entry: _rank(entry[0]))), cell)
    else:
        stated = {key: source_of(one) for key, one in node.entries.items()}
        for key in stated:
            if key not in entries:
                yield Edit((*row.path, key), None, cell)
        for key, source in entries.items():
            if stated.get(key) != source:
                yield Edit((*row.path, key), source, cell)


def _rank(key: str) -> int:
    """The place of a key in a value that is written anew: numbers, unit, the rest, who vouches for it."""
    return 0 if key in NUMBER_KEYS else 1 if key == "unit" else 3 if key in VOUCHERS else 2
