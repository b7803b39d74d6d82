"""The assumption register: every stated value, how it was stated, its spread, and who vouches for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from roi_engine.catalogue import catalogue_lines, labels
from roi_engine.engine.customer_labels import customer_label
from roi_engine.engine.result import Assumption
from roi_engine.scenario import records
from roi_engine.scenario.records import Line, Scenario, Value
from roi_engine.scenario.remaining import Remaining
from roi_engine.timeline import Array

_LABELS = {
    "rollout.go_live": "go_live",
    "rollout.adoption": "adoption",
    "rollout.ramp.length": "ramp_length",
    "finance.discount_rate": "discount_rate",
    "finance.tax_rate": "tax_rate",
}
_PARTS = ((r"\.growth", "growth"), (r"\.by_year\.(\d+)", "year"), (r"\.initial", "initial"))


def label_of(scenario: Scenario, path: str) -> str:
    """The name of a value for people: the catalogue's title of an input, else the words of its path."""
    language = scenario.language
    if path in _LABELS:
        return labels()[_LABELS[path]][language]
    risk = re.fullmatch(r"risks\.([^.]+)(.*)", path)
    if risk:
        return _risk_label(scenario, risk[1], risk[2])
    for suffix, said in _PARTS:
        found = re.fullmatch(rf"(.+){suffix}", path)
        if found:
            year = found[2] if len(found.groups()) > 1 else ""
            return labels()[said][language].format(label_of(scenario, found[1]), year)
    section, _, rest = path.partition(".")
    if section == "customers" and (label := customer_label(scenario, path)) is not None:
        return label
    line_id, _, name = rest.partition(".")
    line = next((line for line in scenario.lines if line.id == f"{section}.{line_id}"), None)
    if line is not None:
        return f"{line.title}: {_input_label(line, name, language)}" if name else line.title
    return in_words(rest or section)


def _input_label(line: Line, name: str, language: str) -> str:
    if name == "risk_adjustment":
        return labels()[name][language]
    entry = catalogue_lines().get(line.use)
    if entry is not None and name in entry.inputs:
        title = entry.inputs[name].title[language]
        return title[:1].lower() + title[1:] if title[1:2].islower() else title
    return in_words(name).lower()


def _risk_label(scenario: Scenario, risk_id: str, rest: str) -> str:
    title = next((risk.title for risk in scenario.risks if risk.id == risk_id), in_words(risk_id))
    what = "risk" if not rest else "risk_chance" if rest == ".probability" else "risk_effect"
    return labels()[what][scenario.language].format(title)


def in_words(name: str) -> str:
    """`agent_cost` as `Agent cost`."""
    text = re.sub(r"[._]+", " ", name).strip()
    return text[:1].upper() + text[1:]


def stated_words(value: Value) -> str:
    """How a value was stated, in one phrase."""
    match value.form:
        case records.Fixed(number=number):
            return f"{number:g}"
        case records.Uncertain(words=said):
            return said
        case records.ByYear():
            return "by year"
        case records.Series(file=file):
            return f"series {file}"
        case records.Reference(name=name):
            return f"${name}"
        case records.Derived(formula=formula):
            return formula.text
        case records.Modelled(words=said) | Remaining(words=said):
            return said


def register(scenario: Scenario, base: Mapping[str, Array], implied: Mapping[str, Array]) -> tuple[Assumption, ...]:
    """One row for every stated value that is a number of its own.

    `base` gives the base case of each by path, `implied` draws of those that are derived from drawn values.
    """
    shown = [value for value in scenario.values.values() if not isinstance(value.form, records.Reference)]
    return tuple(_row(scenario, value, base, implied) for value in shown if not isinstance(value.form, records.ByYear))


def _row(scenario: Scenario, value: Value, base: Mapping[str, Array], implied: Mapping[str, Array]) -> Assumption:
    number = float(base[value.path].mean())
    mean = p10 = p50 = p90 = number
    if isinstance(value.form, records.Uncertain):
        distribution = value.form.distribution
        mean = distribution.mean
        p10, p50, p90 = (float(point) for point in distribution.ppf([0.1, 0.5, 0.9]))
    elif value.path in implied:
        mean = float(implied[value.path].mean())
        p10, p50, p90 = (float(point) for point in np.quantile(implied[value.path], [0.1, 0.5, 0.9]))
    return Assumption(
        path=value.path,
        title=label_of(scenario, value.path),
        unit=value.unit,
        base=number,
        mean=mean,
        p10=p10,
        p50=p50,
        p90=p90,
        uncertain=isinstance(value.form, records.Uncertain) or value.path in implied,
        words=stated_words(value),
        source=value.source,
        owner=value.owner,
        evidence=value.evidence,
        note=value.note,
        place=value.provenance.place if value.provenance else None,
    )
