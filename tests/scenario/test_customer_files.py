"""`customers:` from a log and from a list: the shipped examples against the truth that they were made from."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from roi_engine import load, simulate
from roi_engine.engine.base import base_case
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import questions

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WEEKS = 3 * 365.25 / 7  # of the horizon
NO_CRM = {"customers.uplift.churn_reduction": "0 %", "customers.uplift.order_frequency": "0 %"}


@pytest.fixture(scope="module")
def shop():
    return simulate(load(SCENARIOS / "retailer_log.yaml", overrides={"simulation.draws": "4096"}))


@pytest.fixture(scope="module")
def truth() -> dict[str, np.ndarray]:
    """Each customer's own rates, as they were drawn."""
    with (SCENARIOS / "data" / "retailer_truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in ("order_rate", "leaving_rate", "active")}


def test_the_model_that_made_the_log_is_found(shop):
    basis = shop.scenario.customers.basis
    assert (basis.model, basis.n_customers, basis.time_unit) == ("Pareto/NBD", 2500, "week")
    made_with = {"r": 0.9, "alpha": 9.0, "s": 0.7, "beta": 60.0}
    assert {name: basis.parameters[name] for name in made_with} == pytest.approx(made_with, rel=0.35)


def test_the_active_customers_are_recovered(shop, truth):
    """A weekly rate of leaving leaves exp(-rate x weeks) of those still active at the end of the log."""
    total = shop.customers.total
    start = float(truth["active"].sum())
    end = float((truth["active"] * np.exp(-truth["leaving_rate"] * WEEKS)).sum())
    modelled = sum(segment.active.form.numbers[0] for segment in shop.scenario.customers.segments)
    assert modelled == pytest.approx(start, rel=0.08)
    assert total.active_without[-1] == pytest.approx(end, rel=0.12)


def test_the_orders_to_come_are_recovered(shop, truth):
    """Expected orders of an active customer until leaving: rate / leaving rate x (1 - exp(-leaving rate x weeks))."""
    rate, leaving = truth["order_rate"], truth["leaving_rate"]
    expected = float((truth["active"] * rate / leaving * -np.expm1(-leaving * WEEKS)).sum())
    modelled = 0.0
    for segment in shop.scenario.customers.segments:
        churn, orders = (np.array(value.form.numbers) for value in (segment.churn_rate, segment.orders))
        modelled += segment.active.form.numbers[0] * float((np.cumprod(1 - churn) * orders).sum())
    assert modelled == pytest.approx(expected, rel=0.08)


def test_the_margin_to_come_is_inside_its_range(shop, truth):
    """At the true rates and the mean margin of an order, EUR 48 x 34 %, undiscounted."""
    rate, leaving = truth["order_rate"], truth["leaving_rate"]
    expected = float((truth["active"] * rate / leaving * -np.expm1(-leaving * WEEKS)).sum()) * 48.0 * 0.336
    low, high = (sum(end) for end in shop.customers.total.margin_without_range)
    spread = high - low
    assert low - spread < expected < high + spread
    assert spread < 0.4 * expected


def test_reading_order_of_the_rows_changes_nothing(tmp_path):
    for name in ("retailer_log.yaml", "data/retailer_orders.csv"):
        content = (SCENARIOS / name).read_text(encoding="utf-8")
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if name.endswith(".csv"):
            head, *rows = content.splitlines()
            content = "\n".join([head, *reversed(rows)]) + "\n"
        target.write_text(content, encoding="utf-8")
    ours, turned = (simulate(load(folder / "retailer_log.yaml", overrides={"simulation.draws": "64"}))
                    for folder in (SCENARIOS, tmp_path))  # fmt: skip
    assert turned.base.npv == pytest.approx(ours.base.npv, rel=1e-9)


def test_lines_sum_to_what_the_crm_adds(shop):
    gained = shop.customers.total.pv_with.base - shop.customers.total.pv_without.base
    assert gained == pytest.approx(shop.base.pv_analytical, rel=1e-9)


def test_a_list_is_on_the_scale_of_the_one_known_figure():
    """Nobody leaves, nothing is discounted: 320 customers x EUR 120 x 3 years."""
    still = {"customers.churn_rate": "0 %/month", "finance.discount_rate": "0 %/year",
             "customers.margin_per_customer": "120 EUR/customer/year", "simulation.draws": "64"}  # fmt: skip
    result = simulate(load(SCENARIOS / "service_firm.yaml", overrides=still))
    assert sum(result.customers.total.margin_without) == pytest.approx(320 * 120 * 3, rel=1e-9)
    assert result.customers.total.counted == 320


def test_a_list_in_another_unit_of_time_is_the_same():
    year = simulate(load(SCENARIOS / "service_firm.yaml", overrides={
        "customers.margin_per_customer": "120 EUR/customer/year", "simulation.draws": "64"}))  # fmt: skip
    month = simulate(load(SCENARIOS / "service_firm.yaml", overrides={
        "customers.margin_per_customer": "10 EUR/customer/month", "simulation.draws": "64"}))  # fmt: skip
    assert month.base.npv == pytest.approx(year.base.npv, rel=1e-12)


def test_the_shipped_data_are_what_the_script_makes(tmp_path):
    script = tmp_path / "made_up.py"
    script.write_text((SCENARIOS / "data" / "made_up.py").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(script)], check=True, cwd=Path(__file__).parents[2], env=None)
    for made in tmp_path.glob("*.csv"):
        assert made.read_bytes() == (SCENARIOS / "data" / made.name).read_bytes(), made.name


def test_customers_who_left_silently_do_not_lower_the_stated_margin():
    """The stated margin is that of all on the list: whoever is thought gone, the first quarter brings what it did."""
    quick = {"finance.discount_rate": "0 %/year", "customers.margin_per_customer": "120 EUR/customer/year",
             "customers.churn_rate": "2 %/month", "simulation.draws": "64"}  # fmt: skip
    total = simulate(load(SCENARIOS / "service_firm.yaml", overrides=quick)).customers.total
    assert total.active_without[0] < 320 * 0.98**3  # some are thought to have left before the start
    assert total.margin_without[0] == pytest.approx(320 * 120 / 4 * 0.98**3, rel=1e-9)


@pytest.mark.parametrize("rate", [0.008, 0.017])
def test_a_churn_rate_of_a_list_is_the_same_whether_it_is_stated_or_moved(rate: float) -> None:
    """Who has left silently, and what is shared out over the others, follow the rate in every draw as in the file."""
    scenario = load(SCENARIOS / "service_firm.yaml")
    stated = load(SCENARIOS / "service_firm.yaml", overrides={"customers.churn_rate": f"{100 * rate} %/month"})
    answers = questions(scenario, build_model(scenario)).ask([{"customers.churn_rate": rate}])
    base = base_case(stated, build_model(stated))
    assert answers.figures.npv[0] == pytest.approx(base.figures.npv[0], rel=1e-9)
    pairs = zip(answers.ledger.pv_lines, base.ledger.pv_lines, strict=True)
    assert all(float(one[0]) == pytest.approx(float(other[0]), rel=1e-9) for one, other in pairs)
