"""Scenarios against each other on common random numbers, and rolled up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from roi_engine import ScenarioError, load, simulate
from roi_engine.analysis.drivers import sensitivity
from roi_engine.analysis.options import NOTHING, compare_scenarios
from roi_engine.analysis.rollup import roll_up
from roi_engine.scenario import load_portfolio
from tests.analysis.conftest import LINEAR, Write


def test_common_random_numbers_leave_only_the_difference(write: Write) -> None:
    """Five euro more at the start is five euro less in every draw, whatever else is drawn."""
    plain = write(LINEAR, "plain.yaml")
    dearer = write(LINEAR, "dearer.yaml", costs__start__amount="105 EUR")
    found = compare_scenarios({"plain": plain, "dearer": dearer})
    (pair,) = [pair for pair in found.comparison.pairs if (pair.a, pair.b) == ("plain", "dearer")]
    assert pair.difference.mean == pytest.approx(5)
    assert pair.difference.sd == pytest.approx(0, abs=1e-9)
    assert pair.ahead.probability == 1
    assert pair.dominance.over == "a"


def test_values_keep_their_luck_where_another_stands_before_them(write: Write) -> None:
    more = write(LINEAR.replace("assumptions:\n", "assumptions:\n  idle: {mean: 5, sd: 2}\n"), "more.yaml")
    found = compare_scenarios({"plain": write(LINEAR, "plain.yaml"), "more": more})
    first, second = (result.draws["npv"] for result in found.results.values())
    np.testing.assert_allclose(first, second, rtol=1e-12)


def test_doing_nothing_is_always_an_option_and_chances_add_up(write: Write) -> None:
    found = compare_scenarios({"plain": write(LINEAR)})
    standings = {each.option: each for each in found.comparison.standings}
    assert list(standings) == ["plain", NOTHING]
    chance = found.results["plain"].probability.npv_positive
    assert standings["plain"].best.probability == pytest.approx(chance)
    assert sum(each.best.probability for each in standings.values()) == pytest.approx(1)
    assert standings[NOTHING].outcome.mean == 0


def test_the_bridge_sums_to_the_difference_of_the_means(write: Write) -> None:
    other = write(LINEAR, "other.yaml", benefits__gain__amount="120 EUR/year", costs__start__amount="130 EUR")
    found = compare_scenarios({"plain": write(LINEAR, "plain.yaml"), "other": other})
    bridge = found.bridges["other"]
    means = [result.simulation["npv"].mean for result in found.results.values()]
    assert (bridge.start, bridge.end) == pytest.approx(means, rel=1e-9)
    assert bridge.start + sum(step.change for step in bridge.steps) == pytest.approx(bridge.end, rel=1e-9)
    changes = {line: step.change for step in bridge.steps for line in step.lines}
    assert changes["costs.start"] == pytest.approx(-30)
    assert changes["benefits.gain"] == pytest.approx(60, rel=1e-3)


def test_two_currencies_are_not_compared(write: Write) -> None:
    dollars = write(LINEAR.replace("EUR", "USD"), "dollars.yaml")
    with pytest.raises(ScenarioError, match="one currency"):
        compare_scenarios({"euro": write(LINEAR, "euro.yaml"), "dollars": dollars})


PORTFOLIO = """\
schema_version: 1
kind: portfolio
name: Two units
members: {north: north.yaml, south: south.yaml}
shared: [a]
capital_limit: 250 EUR
simulation: {draws: 16384, seed: 3}
"""


@pytest.fixture
def portfolio(write: Write, tmp_path: Path):
    write(LINEAR, "north.yaml")
    write(LINEAR.replace("amount: 100 EUR/year", "amount: 130 EUR/year"), "south.yaml")
    path = tmp_path / "units.yaml"
    path.write_text(PORTFOLIO, encoding="utf-8")
    return load_portfolio(path)


def test_a_portfolio_adds_up(portfolio) -> None:
    found = roll_up(portfolio)
    assert found.base_npv == pytest.approx(sum(result.base.npv for result in found.results.values()), rel=1e-9)
    means = [result.simulation["npv"].mean for result in found.results.values()]
    assert found.rolled.total.mean == pytest.approx(sum(means), rel=1e-9)
    net = np.sum([result.by_year.net for result in found.results.values()], axis=0)
    assert found.by_year["net"] == pytest.approx(tuple(net), rel=1e-9)


def test_shared_assumptions_have_one_fate_and_others_their_own(portfolio) -> None:
    """Covariance of 300 a and 390 a with one a; the rest is independent: closed form."""
    found = roll_up(portfolio)
    variance = (690 * 0.5) ** 2 + 2 * (40**2 + 50**2 * 0.16)
    assert found.rolled.total.sd == pytest.approx(np.sqrt(variance), rel=0.01)
    north, south = (result.draws["npv"] for result in found.results.values())
    expected = 150 * 195 / np.sqrt((150**2 + 2000) * (195**2 + 2000))
    assert np.corrcoef(north, south)[0, 1] == pytest.approx(expected, abs=0.01)


def test_a_capital_limit_takes_the_best_that_fits(portfolio) -> None:
    """Each unit ties up 220 at the start; 250 is enough for one, and south earns more."""
    found = roll_up(portfolio)
    assert found.selection is not None
    assert found.selection.members == ("south",)
    assert [member.budget for member in found.rolled.members] == pytest.approx([220, 220])


def test_a_member_alone_keeps_its_figures(portfolio) -> None:
    found = roll_up(portfolio)
    alone = simulate(load(portfolio.members[0].scenario.file))
    assert found.results["north"].base == alone.base


def test_what_a_value_is_worth_knowing_before_the_choice(write: Write) -> None:
    """Against doing nothing alone it is the worth for go or not; of two equal options neither adds any."""
    alone = compare_scenarios({"plain": write(LINEAR, "plain.yaml")})
    worth = {each.path: each for each in alone.worth}
    expected = {each.path: each.evppi for each in sensitivity(simulate(write(LINEAR, "plain.yaml"))).drivers}
    assert {path: each.evppi for path, each in worth.items()} == pytest.approx(expected, rel=1e-6, abs=1e-6)
    twice = compare_scenarios({"plain": write(LINEAR, "plain.yaml"), "same": write(LINEAR, "same.yaml")})
    assert twice.evpi == pytest.approx(alone.evpi, rel=1e-6)
    assert twice.worth[0].evppi == pytest.approx(alone.worth[0].evppi, rel=1e-3)
    assert alone.worth[0].path == "assumptions.a"
    for each in twice.worth:
        assert each.evppi <= twice.evpi + 1e-9
