"""Portfolios: members, what they share, and what rules over them."""

from __future__ import annotations

import pytest

from roi_engine.errors import ScenarioError
from roi_engine.scenario import check_portfolio, kind_of, load_portfolio, load_scenario
from roi_engine.scenario.records import Fixed, Portfolio, Simulation
from tests.case_text import HEAD, LINE

NORTH = HEAD + "assumptions:\n  wage: {p10: 26, p50: 29, p90: 34, unit: EUR/hour}\n  rent: 3 EUR\n  only: 1\n" + LINE
SOUTH = (
    HEAD.replace("10 %/year", "8 %/year")
    + "assumptions:\n  wage: {p10: 22, p50: 25, p90: 30, unit: EUR/hour}\n  rent: {value: 3 EUR, source: contract}\n"
    + LINE
    + "  other: {table: {by_year: [1, 2, 3]}}\n"
    + "simulation: {draws: 512}\nvariants: {hard: {assumptions: {rent: 5 EUR}}}\n"
)
TEXT = """\
kind: portfolio
schema_version: 1
name: Two regions
description: North and south
language: it
members:
  north: a.yaml
  south: {file: b.yaml, variant: hard, title: The south, set: {costs.tool.table.initial: 500, costs.other: null}}
shared: [wage, wage]
capital_limit: 500000 EUR
simulation: {draws: 1024, seed: 7}
"""


@pytest.fixture
def regions(tmp_path):
    """Write the two members and a portfolio of them."""
    (tmp_path / "a.yaml").write_text(NORTH, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SOUTH, encoding="utf-8")

    def made(text: str = TEXT):
        path = tmp_path / "both.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return made


def test_a_portfolio_holds_its_members(regions):
    portfolio = load_portfolio(regions())
    assert isinstance(portfolio, Portfolio)
    assert (portfolio.name, portfolio.description, portfolio.language) == ("Two regions", "North and south", "it")
    assert (portfolio.currency, portfolio.shared, portfolio.capital_limit) == ("EUR", ("wage",), 500000.0)
    north, south = portfolio.members
    assert [(one.id, one.title) for one in portfolio.members] == [("north", "North"), ("south", "The south")]
    assert [line.id for line in south.scenario.lines] == ["costs.tool"]
    assert south.scenario.variant == "hard"
    assert south.scenario.assumptions["rent"].form == Fixed(5.0)
    assert south.scenario.values["costs.tool.table.initial"].form == Fixed(500.0)
    assert north.scenario.values["costs.tool.table.initial"].form == Fixed(1000.0)


def test_the_catalogue_speaks_the_language_of_the_portfolio(tmp_path):
    line = (
        "benefits:\n  win:\n    use: sales.win_rate\n    decided_deals: 1 deal/month\n    win_rate: 20 %\n"
        "    win_rate_increase: 5 %\n    deal_value: 10\n    contribution_margin: 1\n"
    )
    (tmp_path / "a.yaml").write_text(HEAD + line, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(HEAD + "language: es\n" + line, encoding="utf-8")
    text = "kind: portfolio\nschema_version: 1\nname: Both\nmembers: {a: a.yaml, b: b.yaml}\n"
    (tmp_path / "both.yaml").write_text(text, encoding="utf-8")
    for language, title in (("en", "More deals won"), ("it", "Più trattative vinte")):
        portfolio = load_portfolio(tmp_path / "both.yaml", {"language": language})
        assert [member.scenario.lines[0].title for member in portfolio.members] == [title, title]
    alone = load_scenario(tmp_path / "a.yaml")
    assert load_portfolio(tmp_path / "both.yaml").members[0].scenario.sha256 == alone.sha256


def test_what_is_set_is_placed_in_the_portfolio_file(regions):
    portfolio = load_portfolio(regions())
    place = portfolio.members[1].scenario.values["costs.tool.table.initial"].provenance.place
    assert (place.file, place.line) == (portfolio.file, 8)


def test_the_simulation_of_the_portfolio_rules(regions):
    portfolio = load_portfolio(regions())
    assert portfolio.simulation == Simulation(1024, 7)
    assert {member.scenario.simulation for member in portfolio.members} == {portfolio.simulation}
    silent = load_portfolio(regions(TEXT.replace("simulation: {draws: 1024, seed: 7}\n", "")))
    assert {member.scenario.simulation for member in silent.members} == {Simulation()}


def test_one_member_is_enough(regions):
    portfolio = load_portfolio(regions("kind: portfolio\nschema_version: 1\nname: x\nmembers: {north: a.yaml}\n"))
    assert (len(portfolio.members), portfolio.capital_limit, portfolio.shared, portfolio.notices) == (1, None, (), ())
    alone = load_scenario(regions().parent / "a.yaml")
    assert portfolio.members[0].scenario.sha256 == alone.sha256
    assert portfolio.members[0].scenario.assumptions == alone.assumptions


def test_differences_are_noted(regions):
    notices = {(one.code, one.path) for one in load_portfolio(regions()).notices}
    assert notices == {("rates_differ", "members.south"), ("shared_differs", "shared")}


def test_who_vouches_is_no_difference(regions):
    path = regions()
    wage = "{p10: 26, p50: 29, p90: 34, unit: EUR/hour, source: payroll}"
    south = SOUTH.replace("{p10: 22, p50: 25, p90: 30, unit: EUR/hour}", wage)
    (path.parent / "b.yaml").write_text(south, encoding="utf-8")
    assert [one.code for one in load_portfolio(path).notices] == ["rates_differ"]


def test_sharing_what_is_certain_is_noted(regions):
    text = TEXT.replace("[wage, wage]", "[rent]").replace("variant: hard, ", "")
    notices = [one for one in load_portfolio(regions(text)).notices if one.path == "shared"]
    assert [one.code for one in notices] == ["shared_idle"]


def test_overrides_reach_the_portfolio_and_its_members(regions):
    changes = {
        "capital_limit": "9", "simulation.draws": "64", "members.north.variant": "null", "language": "es",
        "members.north.set.assumptions.rent": "8", "members.south.set.costs.tool.table.initial": "7",
    }  # fmt: skip
    portfolio = load_portfolio(regions(), changes)
    assert (portfolio.capital_limit, portfolio.simulation, portfolio.language) == (9.0, Simulation(64, 7), "es")
    north, south = (member.scenario for member in portfolio.members)
    assert (north.assumptions["rent"].form, north.assumptions["rent"].unit) == (Fixed(8.0), "EUR")
    assert south.values["costs.tool.table.initial"].form == Fixed(7.0)
    assert [line.id for line in south.lines] == ["costs.tool"]


def test_a_variant_is_chosen_by_an_override(regions):
    portfolio = load_portfolio(regions(TEXT.replace("variant: hard, ", "")), {"members.south.variant": "hard"})
    assert portfolio.members[1].scenario.variant == "hard"


@pytest.mark.parametrize(
    ("path", "value", "phrase"),
    [
        ("members.noth.variant", "x", "did you mean 'north'?"),
        ("kind", "scenario", "belongs in a file"),
        ("members..x", "1", "points between"),
        ("capital_limit", "{", "not readable"),
        ("members.north.set.assumptions.rnt", "3", "did you mean 'rent'?"),
        ("captal_limit", "3", "did you mean 'capital_limit'?"),
    ],
)
def test_a_wrong_override_says_so(regions, path, value, phrase):
    with pytest.raises(ScenarioError) as caught:
        load_portfolio(regions(), {path: value})
    assert any(phrase in str(one) and one.file == "--set" for one in caught.value.problems), caught.value


def test_the_digest_follows_text_and_members(regions):
    first = load_portfolio(regions()).sha256
    assert load_portfolio(regions()).sha256 == first
    assert load_portfolio(regions(TEXT.replace("seed: 7", "seed: 8"))).sha256 != first
    path = regions()
    (path.parent / "a.yaml").write_text(NORTH.replace("rent: 3", "rent: 4"), encoding="utf-8")
    assert load_portfolio(path).sha256 != first


def test_the_kind_of_a_file(regions, tmp_path):
    path = regions()
    assert (kind_of(path), kind_of(path.parent / "a.yaml"), kind_of(tmp_path / "none.yaml")) == (
        "portfolio", "scenario", "scenario",
    )  # fmt: skip
    (tmp_path / "flow.yaml").write_text('{name: x, "kind": "portfolio"}', encoding="utf-8")
    (tmp_path / "word.yaml").write_text("name: kind portfolio\nx: {kind: portfolio}\n", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("kind: portfolio\nx: [\n", encoding="utf-8")
    found = [kind_of(tmp_path / f"{name}.yaml") for name in ("flow", "word", "broken")]
    assert found == ["portfolio", "scenario", "scenario"]


def test_each_loader_says_which_command_takes_the_other_kind(regions):
    path = regions()
    with pytest.raises(ScenarioError, match="`roi-engine run FILE` takes it"):
        load_scenario(path)
    with pytest.raises(ScenarioError, match="`roi-engine run FILE` takes it"):
        load_portfolio(path.parent / "a.yaml")


def test_members_may_extend_one_base_and_lie_below(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "base.yaml").write_text(NORTH, encoding="utf-8")
    (tmp_path / "deep" / "case.yaml").write_text("extends: ../base.yaml\nname: Deep\n", encoding="utf-8")
    path = tmp_path / "both.yaml"
    path.write_text(
        "kind: portfolio\nschema_version: 1\nname: x\nmembers: {a: base.yaml, b: deep/case.yaml}\n", encoding="utf-8"
    )
    assert [member.scenario.name for member in load_portfolio(path).members] == ["A test case", "Deep"]


def test_a_member_does_not_reach_beyond_the_fence_of_the_portfolio(tmp_path):
    home = tmp_path / "one" / "two"
    home.mkdir(parents=True)
    (tmp_path / "base.yaml").write_text(NORTH, encoding="utf-8")
    (tmp_path / "one" / "case.yaml").write_text("extends: ../base.yaml\n", encoding="utf-8")
    assert load_scenario(tmp_path / "one" / "case.yaml").name == "A test case"
    path = home / "both.yaml"
    path.write_text("kind: portfolio\nschema_version: 1\nname: x\nmembers: {a: ../case.yaml}\n", encoding="utf-8")
    problems, portfolio = check_portfolio(path)
    assert portfolio is None
    assert "outside" in [one.code for one in problems]
