"""Starter scenarios are whole: known lines, all their inputs, no number without a source or a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from roi_engine.catalogue import catalogue_lines, reference_classes, templates

NAMES = ("contact_centre", "retailer", "sales_team", "small_business", "tei_table")
LINE_KEYS = {"use", "formula", "inputs", "table", "category", "cashable", "risk_adjustment"}


def stated(name: str) -> dict[str, Any]:
    loaded = yaml.load(templates()[name], Loader=yaml.CBaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def lines(scenario: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in ("benefits", "costs"):
        for name, line in scenario[part].items():
            yield f"{part}.{name}", line


def test_the_situations_of_the_design() -> None:
    assert tuple(templates()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_opens_with_a_comment_and_leaves_the_modeline_to_init(name: str) -> None:
    text = templates()[name]
    assert text.startswith("# ")
    assert "yaml-language-server" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= 140


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_known_and_have_their_inputs(name: str) -> None:
    for path, line in lines(stated(name)):
        if "use" not in line:
            continue
        inputs = catalogue_lines()[line["use"]].inputs
        given = set(line) - LINE_KEYS
        assert given <= set(inputs), f"{name} {path}"
        assert {key for key, entry in inputs.items() if entry.default is None} <= given, f"{name} {path}"


@pytest.mark.parametrize("name", NAMES)
def test_every_assumption_is_used_and_every_name_known(name: str) -> None:
    text, scenario = templates()[name], stated(name)
    used = set(re.findall(r"\$([a-z_]+)", text))
    for formula in re.findall(r"\{formula: ([^}]+)\}", text):
        used |= set(re.findall(r"[a-z_]{2,}", formula))
    assert used == set(scenario["assumptions"])
    assert set(re.findall(r"reference_class: (\w+)", text)) <= set(reference_classes())


def numbers(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of the scenario: a mapping with a form, or a bare scalar in a value's place."""
    forms = {"value", "low", "p10", "min", "mean", "probability", "reference_class", "formula"}
    if isinstance(node, Mapping) and "effects" not in node:
        if forms & set(node) and "inputs" not in node:
            yield path, node
            return
        for key, inner in node.items():
            yield from numbers(inner, f"{path}.{key}")
    elif isinstance(node, Mapping):
        yield f"{path}.probability", node["probability"]
        for effect in node["effects"]:
            yield f"{path}.{effect['on']}", effect.get("add", effect.get("multiply"))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from numbers(inner, f"{path}[{place}]")
    else:
        yield path, node


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source_or_is_marked(name: str) -> None:
    scenario = stated(name)
    found = 0
    for part in ("finance", "rollout", "assumptions", "benefits", "costs", "risks"):
        for path, value in numbers(scenario.get(part, {}), part):
            if isinstance(value, str):
                assert not re.match(r"[-\d.]", value), f"{name} {path}: {value} is bare"
                continue
            found += 1
            marked = value.get("evidence") == "estimate" and value.get("note") == "replace by your own"
            assert marked or "source" in value or "reference_class" in value or "formula" in value, f"{name} {path}"
    assert found >= 20


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_wrong_goes_wrong_together(name: str) -> None:
    """Overrun, delay and low adoption are tied: worse with worse."""
    pairs = {tuple(pair["between"]): float(pair["rho"]) for pair in stated(name)["correlations"]}
    assert len(pairs) == (1 if name == "tei_table" else 3)
    for (_, second), rho in pairs.items():
        assert (rho < 0) == (second == "rollout.adoption")


def test_retailer_shares_its_customer_numbers() -> None:
    """Only lines that share their inputs sum to the whole effect."""
    benefits = stated("retailer")["benefits"]
    for name in ("retention", "order_frequency", "order_value"):
        inputs = set(benefits[name]) - LINE_KEYS
        assert {benefits[name][key] for key in inputs} == {f"${key}" for key in inputs}
    assert set(benefits["order_value"]) > set(catalogue_lines()["customers.retention"].inputs)


@pytest.mark.parametrize("name", NAMES)
def test_has_a_pessimistic_variant_without_a_warning_of_its_own(name: str, tmp_path: Path) -> None:
    scenario = pytest.importorskip("roi_engine.scenario", reason="the scenario door is not there")
    path = tmp_path / f"{name}.yaml"
    path.write_text(templates()[name], encoding="utf-8")
    known = scenario.load_scenario(path).notices
    assert set(scenario.load_scenario(path, variant="pessimistic").notices) <= set(known)


@pytest.mark.parametrize("name", NAMES)
def test_passes_the_door_without_a_problem(name: str, tmp_path: Path) -> None:
    scenario = pytest.importorskip("roi_engine.scenario", reason="the scenario door is not there")
    if not hasattr(scenario, "load_scenario"):
        pytest.skip("the scenario door is not there")
    path = tmp_path / f"{name}.yaml"
    path.write_text(templates()[name], encoding="utf-8")
    for variant in (None, *stated(name).get("variants", {})):
        assert scenario.load_scenario(path, variant=variant).lines
