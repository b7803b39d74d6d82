"""Every shipped formula is in the language, uses what it declares, and gives money per time."""

from __future__ import annotations

import ast
import re

import pytest

from roi_engine.catalogue import CatalogueLine, catalogue_lines
from roi_engine.formula.dimensions import Formula, NameUnit, check_line
from roi_engine.formula.parse import FormulaError, parse
from roi_engine.units import Units

RESERVED = {"live", "live_share", "year", "month", "go_live", "horizon"}
FUNCTIONS = {"upfront", "once", "spread", "every", "survival", "growth", "cumsum", "lag", "min", "max", "where", "clip"}
LINES = sorted(catalogue_lines())


@pytest.fixture(scope="module")
def units() -> Units:
    return Units("EUR")


def checked(line: CatalogueLine, units: Units, changed: dict[str, str] | None = None, varies: bool = False) -> Formula:
    stated = {name: entry.unit for name, entry in line.inputs.items()} | (changed or {})
    known = {name: NameUnit(units.parse(re.sub(r"\bmoney\b", "EUR", unit)), varies) for name, unit in stated.items()}
    return check_line(parse(line.formula), line.formula, units, known)


@pytest.mark.parametrize("name", LINES)
def test_names_are_inputs_or_reserved_and_every_input_is_used(name: str) -> None:
    line = catalogue_lines()[name]
    used = {node.id for node in ast.walk(ast.parse(line.formula, mode="eval")) if isinstance(node, ast.Name)}
    assert used - RESERVED - FUNCTIONS == set(line.inputs)
    assert not set(line.inputs) & (RESERVED | FUNCTIONS)


@pytest.mark.parametrize("name", LINES)
def test_units_are_known(name: str, units: Units) -> None:
    for entry in catalogue_lines()[name].inputs.values():
        parsed = units.parse(re.sub(r"\bmoney\b", "EUR", entry.unit))
        assert units.fits(parsed, parsed)


@pytest.mark.parametrize("name", LINES)
def test_formula_passes_the_dimension_check(name: str, units: Units) -> None:
    assert checked(catalogue_lines()[name], units).unit == "EUR/year"


def test_dimension_check_refuses_a_wrong_input_unit(units: Units) -> None:
    with pytest.raises(FormulaError, match="EUR"):
        checked(catalogue_lines()["contact_centre.handle_time"], units, {"hourly_cost": "EUR/month"})


@pytest.mark.parametrize("name", LINES)
def test_running_lines_accept_inputs_that_change_over_time(name: str, units: Units) -> None:
    """Growth belongs to values: every input of a line without an initial column may grow."""
    line = catalogue_lines()[name]
    if "upfront" not in line.formula:
        assert checked(line, units, varies=True).varies


@pytest.mark.parametrize("name", LINES)
def test_no_conversion_factors(name: str) -> None:
    numbers = {
        node.value for node in ast.walk(ast.parse(catalogue_lines()[name].formula)) if isinstance(node, ast.Constant)
    }
    assert numbers <= {0, 1, 2, 4, "0 month"}, numbers  # 2 and 4 halve and quarter the dip, no clock or calendar


@pytest.mark.parametrize("name", LINES)
def test_benefits_wait_for_go_live(name: str) -> None:
    line = catalogue_lines()[name]
    if line.category != "cost":
        assert re.search(r"\blive_share\b|\blag\(live,|\bgo_live\b", line.formula)


@pytest.mark.parametrize("name", LINES)
def test_defaults_fit_their_unit_and_bounds(name: str, units: Units) -> None:
    for entry in catalogue_lines()[name].inputs.values():
        if entry.default is None:
            continue
        assert isinstance(entry.default, str)
        number, percent, unit = re.fullmatch(r"([\d.]+) ?(%?) ?(.*)", entry.default).groups()  # type: ignore[union-attr]
        value = float(number) / (100 if percent else 1)
        unit = "1" + unit if unit.startswith("/") else unit
        assert units.fits(units.parse(unit), units.parse(entry.unit)), entry.name
        assert entry.lower is None or entry.lower <= value
        assert entry.upper is None or value <= entry.upper
