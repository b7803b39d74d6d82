"""The door for assumptions: a scenario file in, a checked scenario or all of its problems out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from roi_engine.errors import Problem, ScenarioError
from roi_engine.scenario.convert import scenario_of
from roi_engine.scenario.door import Door
from roi_engine.scenario.faults import checked_document
from roi_engine.scenario.kinds import PORTFOLIO, PORTFOLIO_COMMAND
from roi_engine.scenario.layers import Layers, read_layers, with_overrides, with_variant
from roi_engine.scenario.naming import check_catalogue_keys
from roi_engine.scenario.records import Scenario
from roi_engine.scenario.schema import Document
from roi_engine.scenario.tree import Node
from roi_engine.scenario.typed import Override

NO_OVERRIDES: Mapping[str, Override] = MappingProxyType({})


def load_scenario(
    path: str | Path, variant: str | None = None, overrides: Mapping[str, Override] = NO_OVERRIDES
) -> Scenario:
    """The checked scenario of a file: what it extends, itself, a variant, then `overrides`, laid one over another.

    Parameters
    ----------
    path : the scenario file.
    variant : name of one of its variants.
    overrides : dotted path -> value as YAML flow text, as `--set path=value` states them, or a plain number or bool;
        items of a list are counted from 1.

    Raises
    ------
    ScenarioError
        With every problem of the files, each with its place.
    """
    problems, scenario = check_scenario(path, variant, overrides, every_variant=False)
    if scenario is None:
        raise ScenarioError(problems)
    return scenario


def check_scenario(
    path: str | Path,
    variant: str | None = None,
    overrides: Mapping[str, Override] = NO_OVERRIDES,
    every_variant: bool = True,
) -> tuple[list[Problem], Scenario | None]:
    """All problems of a scenario, and the scenario where there is none.

    With `every_variant` each variant of the file is checked too, where none is named.
    """
    layers, problems = read_layers(path)
    if layers is None:
        return problems, None
    found, scenario = scenario_in(layers, variant, overrides, broken_layers=bool(problems))
    problems += found
    if every_variant and variant is None:
        problems += _of_variants(layers, problems)
    problems.sort(key=lambda one: (one.file != str(path), one.file, one.line, one.column))
    return problems, None if problems else scenario


def scenario_in(
    layers: Layers, variant: str | None, overrides: Mapping[str, Override | Node], broken_layers: bool = False
) -> tuple[list[Problem], Scenario | None]:
    """The problems of the files already read, under a variant and what is set, and their scenario."""
    problems: list[Problem] = []
    if variant is not None:
        layers, problems = with_variant(layers, variant)
    layers, refused = with_overrides(layers, overrides)
    problems += refused
    found, scenario = _checked(layers, variant, broken_layers or bool(problems))
    return problems + found, scenario


def _checked(layers: Layers, variant: str | None, broken_layers: bool = False) -> tuple[list[Problem], Scenario | None]:
    """The problems of a merged tree, and its scenario."""
    door = Door(layers.tree, layers.before, variant or "", layers.varied)
    kind = layers.tree.entries.get("kind")
    if kind is not None and kind.text == PORTFOLIO:
        door.refuse("kind", ("kind",), "this is a portfolio, not one scenario", hint=f"`{PORTFOLIO_COMMAND}` takes it")
        return door.problems, None
    check_catalogue_keys(door)
    document = checked_document(door, Document)
    if document is None:
        return door.problems, None
    scenario = scenario_of(document, layers, door, variant)
    return door.problems, None if broken_layers else scenario


def _of_variants(layers: Layers, known: list[Problem]) -> list[Problem]:
    """What only goes wrong in a variant."""
    fresh: list[Problem] = []
    for name in layers.variants:
        laid, refused = with_variant(layers, name)
        for one in [*refused, *_checked(laid, name)[0]]:
            told = one.path.startswith(f"variants.{name}")
            named = one if told else replace(one, message=f"in the variant '{name}': {one.message}")
            if one not in known and named not in fresh:
                fresh.append(named)
    return fresh
