"""Profiles of the usual exports: which headers, in English, Italian and Spanish, play which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from roi_engine.crm_data.exports.words import bare, core, folded

GENERIC = "generic_"


@dataclass(frozen=True, slots=True)
class ExportProfile:
    """An export of some system: `columns` maps each role to its headers, folded, the preferred one first.

    `known` are other headers of the export, which are not read but speak for it; `company_currency` those of amounts
    in the company's own currency. `cores` are the columns without the small words of their headers, `all_cores` those
    of all headers that belong to the export.
    """

    name: str
    title: Mapping[str, str]
    kind: str
    columns: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    company_currency: frozenset[str]

    cores: Mapping[str, tuple[str, ...]]
    all_cores: frozenset[str]

    def knows(self, header: str) -> bool:
        """Whether a header belongs to this export."""
        return not self.all_cores.isdisjoint({core(folded(header)), core(bare(header))})


@cache
def export_profiles() -> Mapping[str, ExportProfile]:
    """All profiles by their name."""
    folder = files("roi_engine.crm_data.exports").joinpath("profiles")
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    read = {each.name.removesuffix(".yaml"): each.read_text(encoding="utf-8") for each in found}
    return MappingProxyType({name: _profile(name, yaml.load(text, yaml.CSafeLoader)) for name, text in read.items()})


def _profile(name: str, given: Mapping[str, Any]) -> ExportProfile:
    columns = {role: _headers(said) for role, said in given["columns"].items()}
    known = frozenset(_headers(given.get("known", [])))
    cores = {role: tuple(map(core, listed)) for role, listed in columns.items()}
    return ExportProfile(
        name,
        MappingProxyType(given["title"]),
        given["kind"],
        MappingProxyType(columns),
        known,
        frozenset(_headers(given.get("company_currency", []))),
        MappingProxyType(cores),
        frozenset(each for listed in cores.values() for each in listed) | frozenset(map(core, known)),
    )


def _headers(said: Any) -> tuple[str, ...]:
    """Headers by language, as a list of labels or as folded words in one text."""
    if isinstance(said, Mapping):
        return tuple(dict.fromkeys(header for listed in said.values() for header in _headers(listed)))
    if isinstance(said, str):
        return tuple(said.split())
    return tuple(folded(str(label)) for label in said)
