"""Variants beside the case: what each is worth, with the same luck; what it states otherwise; what is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from roi_engine.analysis.varying import OptionTable, option_table
from roi_engine.engine import simulate
from roi_engine.engine.result import Result
from roi_engine.scenario import load_scenario

CASE = """\
schema_version: 1
name: Small case
currency: EUR
timeline: {start: 2027-01, years: 1, step: year}
finance: {discount_rate: 0 %/year}
benefits:
  savings:
    category: operational
    title: Savings
    formula: orders * saving
    inputs:
      orders: {value: 100, unit: order/year}
      saving: {min: 0, max: 10, unit: EUR/order}
costs:
  set_up: {title: Set-up, table: {initial: 500, by_year: [0]}}
variants:
  twice: {benefits: {savings: {inputs: {orders: {value: 200 order/year, source: new contract}}}}}
  dearer: {costs: {more: {title: More, table: {initial: 100, by_year: [0]}}}}
  nothing: {benefits: {savings: null}}
  dollars: {currency: USD}
  broken: {benefits: {savings: {formula: orders * nobody}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def run(file: Path, variant: str | None = None) -> Result:
    return simulate(load_scenario(file, variant, {"simulation.draws": 4096}))


@pytest.fixture
def table(file: Path) -> OptionTable:
    found = option_table(run(file))
    assert found is not None
    return found


def test_the_options_stand_in_the_order_of_the_file(table: OptionTable) -> None:
    assert [row.name for row in table.rows] == ["", "twice", "dearer", "nothing"]
    assert table.run == 0
    assert table.left_out == ("dollars", "broken")


def test_the_figures_are_those_of_the_closed_form(table: OptionTable) -> None:
    """100 orders at a saving uniform from 0 to 10 less 500: mean 0, P10 -400, P90 400, a gain in half of the draws."""
    own, twice, dearer, nothing = table.rows
    assert (own.base_npv, own.npv_positive) == (pytest.approx(0.0, abs=1e-9), pytest.approx(0.5, abs=2e-3))
    assert (own.p10, own.p90) == (pytest.approx(-400, abs=2), pytest.approx(400, abs=2))
    assert (twice.base_npv, twice.p10, twice.p90) == (500, pytest.approx(-300, abs=4), pytest.approx(1300, abs=4))
    assert twice.npv_positive == pytest.approx(0.75, abs=2e-3)
    assert twice.payback_status == "reached"
    assert twice.payback_months == pytest.approx(6.0)  # 1,000 over the year against 500 at its start
    assert (nothing.base_npv, nothing.varies, nothing.payback_status) == (-500, False, "not_reached")
    assert dearer.base_npv == pytest.approx(-100)


def test_a_value_has_the_same_luck_in_all(file: Path) -> None:
    """A cost of 100 shifts every draw by 100, and so every percentile, to the last digit."""
    found = option_table(run(file, "twice"))
    assert found is not None
    assert (found.run, found.rows[found.run].name) == (1, "twice")
    own, dearer = found.rows[0], found.rows[2]  # neither was run: both have the small number of draws
    assert own.p10 - dearer.p10 == pytest.approx(100, abs=1e-9)
    assert own.mean_npv - dearer.mean_npv == pytest.approx(100, abs=1e-9)


def test_luck_follows_the_value_and_not_its_place(file: Path) -> None:
    """A line of nearly nothing stands first in the case and not in a variant: the other value keeps its own luck."""
    line = "a_speck: {category: operational, formula: upfront(s), inputs: {s: {min: 0, max: 1e-9, unit: EUR}}}"
    speck = f"benefits:\n  {line}\n"
    file.write_text(CASE.replace("benefits:\n", speck, 1) + "  clean: {benefits: {a_speck: null}}\n", encoding="utf-8")
    found = option_table(run(file, "twice"))
    assert found is not None
    by_name = {row.name: row for row in found.rows}
    assert by_name[""].p10 == pytest.approx(by_name["clean"].p10, abs=1e-6)
    assert by_name[""].mean_npv == pytest.approx(by_name["clean"].mean_npv, abs=1e-6)


def test_the_option_that_was_run_has_the_figures_of_the_run(file: Path) -> None:
    result = run(file, "dearer")
    found = option_table(result)
    assert found is not None
    row = found.rows[found.run]
    npv = result.simulation["npv"]
    assert (row.mean_npv, row.p10, row.p90) == (npv.mean, npv.percentiles[10], npv.percentiles[90])
    assert row.npv_positive == result.probability.npv_positive


def test_what_an_option_states_otherwise_is_told(table: OptionTable) -> None:
    _, twice, dearer, nothing = table.rows
    (change,) = twice.changes
    assert (change.number, change.before, change.unit, change.source) == (200, 100, "order/year", "new contract")
    assert (dearer.changes, dearer.added, dearer.without) == ((), ("More",), ())
    assert (nothing.changes, nothing.added, nothing.without) == ((), (), ("Savings",))


def test_what_was_set_goes_for_all(file: Path) -> None:
    sets = {"benefits.savings.saving": "3 EUR/order", "simulation.draws": 4096}
    found = option_table(simulate(load_scenario(file, overrides=sets)), sets)
    assert found is not None
    assert [row.base_npv for row in found.rows] == pytest.approx([-200, 100, -300])
    assert "nothing" in found.left_out  # it has no saving to set


def test_without_variants_or_file_there_is_no_table(file: Path, tmp_path: Path) -> None:
    result = run(file)
    plain = replace(result, scenario=replace(result.scenario, variants=()))
    assert option_table(plain) is None
    assert option_table(replace(result, scenario=replace(result.scenario, file=str(tmp_path / "gone.yaml")))) is None
