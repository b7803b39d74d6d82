"""The shipped catalogue: lines, reference classes, stresses, starter scenarios. The one module that reads it.

The catalogue is data beside this module. Every scalar stays the text it was written as, so that a default or a
reference class goes through the same door as a number typed into a scenario file. `money` in a unit stands for
the scenario's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

LineCategory: TypeAlias = Literal["operational", "analytical", "cost"]
Strength: TypeAlias = Literal["strong", "moderate", "weak", "none"]
Translated: TypeAlias = Mapping[str, str]
RawValue: TypeAlias = str | Mapping[str, Any]  # a VALUE as a scenario file would state it, scalars as text

LANGUAGES = ("en", "it", "es")
_GROUPS = (
    "contact_centre", "service", "sales", "marketing", "distribution", "it", "compliance", "customers", "cost",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueInput:
    """One input of a line. Bounds are in `unit`, None where open; `default` is None where it must be stated."""

    name: str
    unit: str
    lower: float | None
    upper: float | None
    title: Translated
    kpi: str = ""
    default: RawValue | None = None
    default_source: Translated = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """What is known about the size of an effect, how good the proof is, and who says so."""

    finding: str
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueKpi:
    """The level of a KPI that a line leads to, as a formula over its inputs; today's level where nothing is live.

    In a formula `baseline` is the KPI's level today, where no input states it. Lines of one entry are averaged by
    `weight`, the name of an input, or added up where it is empty.
    """

    formula: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A benefit or cost line; `formula` is money per calendar time, or money in upfront, once, spread, every.

    `optional` lines rest on weak evidence and stay out unless a scenario asks for them. Lines of one `overlap`
    group may claim the same hours, contacts or customers.
    """

    id: str
    title: Translated
    description: Translated
    category: LineCategory
    cashable: bool
    formula: str
    counterfactual: Translated
    overlap: str
    optional: bool
    inputs: Mapping[str, CatalogueInput]
    evidence: tuple[EvidenceNote, ...]
    kpis: Mapping[str, CatalogueKpi] = field(default_factory=dict)  # by id of the KPI


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """A distribution from published outcomes of comparable projects; `note` says what was read into the source."""

    id: str
    title: Translated
    unit: str
    value: RawValue
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class ShippedStress:
    """A named combination that every scenario is looked at under; `statement` as a scenario file would state it."""

    id: str
    title: Translated
    description: Translated
    statement: Mapping[str, Any]


@lru_cache(maxsize=1)
def catalogue_lines() -> Mapping[str, CatalogueLine]:
    """Every shipped line by id (`contact_centre.handle_time`), in the order of the files; read once a process."""
    return MappingProxyType(
        {
            f"{group}.{name}": _line(f"{group}.{name}", entry)
            for group in _GROUPS
            for name, entry in _mapping("lines", f"{group}.yaml").items()
        }
    )


@lru_cache(maxsize=1)
def reference_classes() -> Mapping[str, ReferenceClass]:
    """Every shipped reference class by id (`it_cost_overrun`); read once a process."""
    return MappingProxyType(
        {
            name: ReferenceClass(
                id=name,
                title=_frozen(entry["title"]),
                unit=entry["unit"],
                value=entry["value"],
                source=entry["source"],
                note=entry["note"],
            )
            for name, entry in _mapping("reference_classes.yaml").items()
        }
    )


@lru_cache(maxsize=1)
def stresses() -> Mapping[str, ShippedStress]:
    """Every shipped stress by name (`sceptic`), in the order of the file; read once a process."""
    return MappingProxyType(
        {
            name: ShippedStress(
                id=name,
                title=_frozen(entry["title"]),
                description=_frozen(entry["description"]),
                statement={key: below for key, below in entry.items() if key not in ("title", "description")},
            )
            for name, entry in _mapping("stresses.yaml").items()
        }
    )


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Translated]:
    """Names of what no line of the catalogue describes (go-live, growth of a value, ...); read once a process."""
    return MappingProxyType({name: _frozen(entry) for name, entry in _mapping("labels.yaml").items()})


@lru_cache(maxsize=1)
def templates() -> Mapping[str, str]:
    """The text of every starter scenario by name (`contact_centre`), in order of the names."""
    folder = files(__package__) / "templates"
    texts = {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
    return MappingProxyType(dict(sorted(texts.items())))


def _mapping(*parts: str) -> Mapping[str, Any]:
    """The top mapping of a shipped file; the base loader leaves every scalar as text."""
    import yaml  # not needed by `init`, which only copies a template

    text = files(__package__).joinpath(*parts).read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", yaml.load(text, Loader=yaml.CBaseLoader))


def _line(line_id: str, entry: Mapping[str, Any]) -> CatalogueLine:
    return CatalogueLine(
        id=line_id,
        title=_frozen(entry["title"]),
        description=_frozen(entry["description"]),
        category=entry["category"],
        cashable=_truth(entry["cashable"]),
        formula=" ".join(entry["formula"].split()),
        counterfactual=_frozen(entry["counterfactual"]),
        overlap=entry["overlap"],
        optional=_truth(entry["optional"]),
        inputs=MappingProxyType({name: _input(name, row) for name, row in entry["inputs"].items()}),
        evidence=_evidence(entry["evidence"]),
        kpis=MappingProxyType({kpi: _kpi(said) for kpi, said in entry.get("kpis", {}).items()}),
    )


def _kpi(said: str | Mapping[str, str]) -> CatalogueKpi:
    if isinstance(said, str):
        return CatalogueKpi(" ".join(said.split()))
    return CatalogueKpi(" ".join(said["formula"].split()), said["weight"])


def _input(name: str, row: Mapping[str, Any]) -> CatalogueInput:
    return CatalogueInput(
        name=name,
        unit=row["unit"],
        lower=float(row["lower"]) if "lower" in row else None,
        upper=float(row["upper"]) if "upper" in row else None,
        title=_frozen(row["title"]),
        kpi=row.get("kpi", ""),
        default=row.get("default"),
        default_source=_cited(row.get("default_source", "")),
    )


def _evidence(notes: Sequence[Mapping[str, str]]) -> tuple[EvidenceNote, ...]:
    return tuple(EvidenceNote(note["finding"], cast("Strength", note["strength"]), note["source"]) for note in notes)


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _cited(source: str | Mapping[str, str]) -> Translated:
    """A source by language; a citation is the same in all, and none is empty."""
    if isinstance(source, str):
        return MappingProxyType(dict.fromkeys(LANGUAGES, source) if source else {})
    return _frozen(source)


def _frozen(entry: Mapping[str, str]) -> Translated:
    return MappingProxyType(dict(entry))
