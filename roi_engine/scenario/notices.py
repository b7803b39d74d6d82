"""What a reader should know of a scenario that is not wrong: few notices, each with a stable code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from roi_engine.catalogue import catalogue_lines
from roi_engine.errors import N_
from roi_engine.scenario.door import Door
from roi_engine.scenario.records import ByYear, Derived, Finance, Fixed, Form, Line, Reference, Risk, Uncertain, Value
from roi_engine.scenario.tree import Node

Assumptions = Mapping[str, Value]
SKEWED, HIGH_RATE = 0.1, 0.15


def note_scenario(
    door: Door,
    lines: Sequence[Line],
    risks: Sequence[Risk],
    finance: Finance,
    values: Mapping[str, Value],
    language: str,
) -> None:
    """Note what concerns the scenario as a whole."""
    assumptions = {path.partition(".")[2]: value for path, value in values.items() if path.startswith("assumptions.")}
    for line in lines:
        own = {path: value for path, value in values.items() if path.startswith(f"{line.id}.")}
        _note_line(door, line, own, assumptions, language)
    _note_overlaps(door, lines)
    rate = finance.discount_rate
    if risks and _base(rate.form, assumptions) > HIGH_RATE:
        said = N_(
            "the discount rate is above 15 % and risks are modelled too: risk belongs into the flows, not into the rate"
        )
        door.notice("risk_in_rate", rate.path, said)
    if not risks and not any(isinstance(value.form, Uncertain) for value in values.values()):
        door.notice(
            "no_uncertainty", "", N_("no value is uncertain: every draw gives the base case, and there is no range")
        )
    _note_sources(door, lines, values)


def _note_sources(door: Door, lines: Sequence[Line], values: Mapping[str, Value]) -> None:
    """Note how many of the numbers that want a source have none, and do not say that they are estimates."""
    wanting, silent = asked_for_sources(lines, values)
    if not silent:
        return
    one, many = (
        N_("1 value of {every} states neither a source nor that it is an estimate: {named}"),
        N_("{n} values of {every} state neither a source nor that they are estimates: {named}"),
    )
    named = ", ".join(silent[:5]) + (", ..." if len(silent) > 5 else "")
    said = one if len(silent) == 1 else many
    door.notice("no_source", "", said, n=f"{len(silent):,}", every=str(len(wanting)), named=named)


def asked_for_sources(lines: Sequence[Line], values: Mapping[str, Value]) -> tuple[list[str], list[str]]:
    """Paths of the values (and lines with a table) that want a source, and of those among them that are silent.

    A silent one has neither a source nor a note, nor has its line, and it is not marked as an estimate.
    """
    vouched = tuple(f"{line.id}." for line in lines if line.source or line.note)
    wanting = [path for path, value in values.items() if _wants_source(value)]
    tables = [line for line in lines if any(value.path.endswith(".table") for value in line.inputs.values())]
    silent = [path for path in wanting if not _is_vouched(values[path]) and not path.startswith(vouched)]
    silent += [line.id for line in tables if not line.source and not line.note and not _is_vouched_by_year(line)]
    return [*wanting, *(line.id for line in tables)], silent


def named_lines(lines: Sequence[str]) -> Mapping[str, str]:
    """The first lines by name, and how many there are where that is not all of them: what fills a notice."""
    if len(lines) <= 5:
        return {"lines": ", ".join(lines)}
    return {"lines": ", ".join((*lines[:5], "...")), "n": str(len(lines))}


def note_unused(door: Door, assumptions: Assumptions, used: set[str]) -> None:
    """Note assumptions that nothing uses; not those whose use a variant or `--set` took out."""
    before = set(_names(door.before)) if door.before is not door.root else set()
    for name, value in assumptions.items():
        if name not in used and (name not in before or door.before.find(("assumptions", name)) is None):
            door.notice("unused", value.path, N_("the assumption {name} is used nowhere"), name=name)


def _names(node: Node, key: str = "") -> Iterator[str]:
    """What the values and formulas of a tree name."""
    if node.kind == "text" and node.text.startswith("$"):
        yield node.text[1:]
    elif node.kind == "text" and key == "formula":
        yield from re.findall(r"[A-Za-z]\w*", node.text)
    for below, entry in node.entries.items():
        yield from _names(entry, below)
    for item in node.items:
        yield from _names(item)


def _note_line(door: Door, line: Line, own: Mapping[str, Value], assumptions: Assumptions, language: str) -> None:
    adjusted = line.risk_adjustment is not None and _base(line.risk_adjustment.form, assumptions) != 0
    others = {path: value for path, value in own.items() if value is not line.risk_adjustment}
    if adjusted and (skewed := [path for path, value in others.items() if _skewed(value.form, assumptions)]):
        said = N_("a risk adjustment and the skewed distribution of {paths} count the same risk twice")
        door.notice("double_risk", line.id, said, paths=", ".join(skewed))
    entry = catalogue_lines().get(line.use)
    if line.category == "analytical" and entry and {note.strength for note in entry.evidence} <= {"weak", "none"}:
        # of a customer base the effect is named once, not for each segment
        path, title = (line.use, entry.title[language]) if line.id.startswith("customers.") else (line.id, line.title)
        said = N_("{title}: the published evidence is weak; use a measurement of your own")
        door.notice("weak_evidence", path, said, title=title)


def _note_overlaps(door: Door, lines: Sequence[Line]) -> None:
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line.overlap:
            groups.setdefault(line.overlap, []).append(line.id)
    for group, members in groups.items():
        if len(members) > 1:
            others, claimed = ", ".join(members[1:]), group.replace("_", " ")
            said = N_("may claim the same {claimed} as {others}; check that nothing counts twice")
            door.notice("overlap", members[0], said, others=others, claimed=claimed)


def _followed(form: Form, assumptions: Assumptions) -> Form:
    while isinstance(form, Reference) and form.name in assumptions:
        form = assumptions[form.name].form
    return form


def _base(form: Form, assumptions: Assumptions) -> float:
    form = _followed(form, assumptions)
    return form.number if isinstance(form, Fixed) else form.base if isinstance(form, Uncertain) else 0.0


def _skewed(form: Form, assumptions: Assumptions) -> bool:
    """Whether the median lies more than a tenth of the P10-P90 range away from its middle."""
    form = _followed(form, assumptions)
    if not isinstance(form, Uncertain):
        return False
    low, middle, high = form.distribution.ppf([0.1, 0.5, 0.9]).tolist()
    return bool(high > low and abs(middle - (low + high) / 2) > SKEWED * (high - low))


def _is_vouched_by_year(line: Line) -> bool:
    """Whether each amount of a table says for itself where it comes from (else the table does, as a whole)."""
    forms = [value.form for value in line.inputs.values()]
    years = [year for form in forms if isinstance(form, ByYear) for year in form.years]
    stated = [value for value in (*line.inputs.values(), *years) if not isinstance(value.form, ByYear)]
    return all(_is_vouched(value) or value.default or isinstance(value.form, Reference) for value in stated)


def _wants_source(value: Value) -> bool:
    """Whether it should be said where a number comes from (parts of another value are left out)."""
    part = (
        value.path.endswith((".growth", ".initial"))
        or ".by_year." in value.path
        or ".table" in value.path
        or ".effects." in value.path
    )
    settings = value.path.startswith("finance.") or value.path.endswith((".risk_adjustment", ".probability"))
    return not isinstance(value.form, Reference | Derived) and not value.default and not part and not settings


def _is_vouched(value: Value) -> bool:
    """Whether a number has a source or a note, or says itself that it is an estimate or a guess."""
    return bool(value.source or value.note) or value.evidence in ("estimate", "guess")
