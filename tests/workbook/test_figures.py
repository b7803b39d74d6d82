"""Figures that do not exist, and rates that are not the only one: the workbook says so where the engine does."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from roi_engine.engine import Result, simulate
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.workbook import workbook_bytes
from roi_engine.scenario.loading import load_scenario
from tests.workbook.office import found

# costs and benefits by year, the start first: what each is about stands in its name
FLOWS = {
    "never_paid_back": ([1000, 100, 100, 100], [0, 200, 200, 200]),
    "nothing_to_pay_back": ([0, 10, 10, 10], [0, 20, 20, 20]),
    "paid_back_to_the_penny": ([300, 0, 0, 0], [0, 100, 100, 100]),
    "dips_again": ([100, 0, 260, 0], [0, 200, 0, 300]),
    "two_rates": ([1000, 0, 1320, 0], [0, 2300, 0, 0]),
    "one_rate_by_the_running_sum": ([1000, 0, 300, 0], [0, 800, 0, 900]),
    "a_loan": ([0, 400, 400, 400], [1000, 0, 0, 0]),
    "no_rate": ([100, 100, 100, 100], [0, 0, 0, 0]),
    "no_costs": ([0, 0, 0, 0], [0, 50, 60, 70]),
}
STATUS = {
    "two_rates": "multiple",
    "no_rate": "none",
    "nothing_to_pay_back": "none",
    "one_rate_by_the_running_sum": "unique",
    "a_loan": "unique",
    "never_paid_back": "unique",
}
FIGURES = (
    "npv",
    "roi",
    "irr",
    "mirr",
    "payback_months",
    "discounted_payback_months",
    "bcr",
    "roi_nucleus",
    "peak_funding",
)


def case(folder: Path, name: str, step: str) -> Result:
    cost, benefit = FLOWS[name]
    tables = "".join(
        f"{part}:\n  one: {{{extra}table: {{initial: {flows[0]}, by_year: {flows[1:]}}}}}\n"
        for part, extra, flows in (("costs", "", cost), ("benefits", "category: operational, ", benefit))
    )
    head = (
        "schema_version: 1\nname: flows\ncurrency: EUR\nsimulation: {draws: 64}\nfinance: {discount_rate: 6 %/year}\n"
    )
    path = folder / f"{name}-{step}.yaml"
    path.write_text(f"{head}timeline: {{start: 2027-01, years: 3, step: {step}}}\n{tables}", encoding="utf-8")
    return simulate(load_scenario(path))


@pytest.fixture(scope="module")
def made(office, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("flows")
    results = {f"{name}-year": case(folder, name, "year") for name in FLOWS}
    results |= {f"{name}-quarter": case(folder, name, "quarter") for name in ("dips_again", "two_rates")}
    return results, office({name: workbook_bytes(result) for name, result in results.items()})


def test_the_cases_are_what_they_are_called(made) -> None:
    statuses = {name: made[0][f"{name}-year"].base.irr_status for name in STATUS}
    assert statuses == STATUS


def test_every_figure_is_the_engines_or_is_missing_with_it(made) -> None:
    faults = []
    for name, result in made[0].items():
        for figure in FIGURES:
            want, got = getattr(result.base, figure), found(made[1][name]["Results"], DEFINITIONS[figure].title)
            if isinstance(got, str):
                same = not math.isfinite(want)
            else:
                same = math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-9)
            faults += [] if same else [(name, figure, got, want)]
    assert faults == []


def test_what_is_missing_is_told_in_words(made) -> None:
    payback = DEFINITIONS["payback_months"].title
    told = {name: found(made[1][f"{name}-year"]["Results"], payback) for name in FLOWS}
    assert told["never_paid_back"] == "not reached"
    assert told["nothing_to_pay_back"] == told["no_costs"] == "no outlay to pay back"
    assert told["paid_back_to_the_penny"] == pytest.approx(36.0)


def test_the_checks_are_well_in_every_case(made) -> None:
    said = {name: found(book["Checks"], "All figures equal the engine's") for name, book in made[1].items()}
    assert said == dict.fromkeys(made[1], "OK")
