"""Every shipped scenario and variant: the engine's base case equals a plain recomputation to nine digits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import roi_engine
from roi_engine.scenario.records import ByYear, Fixed, Series, Uncertain
from tests.oracle.agreement import differences
from tests.oracle.reading import text_of

NUMBERS = (Fixed, Uncertain, ByYear, Series)
SCENARIOS = Path(__file__).parents[2] / "scenarios"
SINGLE = [path for path in sorted(SCENARIOS.rglob("*.yaml")) if text_of(path).get("kind") != "portfolio"]


def cases() -> list[Any]:
    found = []
    for path in SINGLE:
        name = str(path.relative_to(SCENARIOS).with_suffix(""))
        for variant in (None, *text_of(path).get("variants", {})):
            found.append(pytest.param(path, variant, id=name if variant is None else f"{name}@{variant}"))
    return found


def test_the_scenarios_are_found() -> None:
    assert len(cases()) >= 20


@pytest.mark.parametrize(("path", "variant"), cases())
def test_the_engine_equals_the_plain_recomputation(path: Path, variant: str | None) -> None:
    assert differences(path, variant) == []


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_every_number_is_vouched_for(path: Path) -> None:
    """By a source, by `evidence` with a note, or by what it is part of: its value, line or risk."""
    stated = roi_engine.load(path)
    vouched = {place for place, value in stated.values.items() if value.source or (value.evidence and value.note)}
    vouched |= {line.id for line in stated.lines if line.source}
    vouched |= {f"risks.{risk.id}" for risk in stated.risks if risk.note}
    numbers = [place for place, value in stated.values.items() if isinstance(value.form, NUMBERS) and not value.default]
    assert [place for place in numbers if not {place, *parents(place)} & vouched] == []


def parents(place: str) -> list[str]:
    """`a.b.c` lies in `a.b` and `a`; the growth of a value is a number of its own."""
    words = place.split(".")
    return [] if words[-1] == "growth" else [".".join(words[:n]) for n in range(1, len(words))]


@pytest.mark.parametrize("name", ["contact_centre", "b2b_sales", "retailer", "small_business", "bank_programme"])
def test_the_case_is_believable(name: str) -> None:
    """No vendor's promise: a return that a sceptic would read on, and a chance of loss that he would ask about."""
    result = roi_engine.simulate(roi_engine.load(SCENARIOS / f"{name}.yaml", overrides={"simulation.draws": "4096"}))
    assert 0.2 <= result.base.roi <= 1.2
    assert 0.05 <= 1 - result.probability.npv_positive <= 0.35
    assert result.base.npv_cashable < result.base.npv
    assert result.base.payback_status == "reached"


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_first_line_points_to_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    target = path.parent / first.partition("$schema=")[2]
    assert target.resolve() == (SCENARIOS.parent / "roi_engine" / "scenario" / "scenario.schema.json").resolve()
