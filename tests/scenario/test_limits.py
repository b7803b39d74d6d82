"""What a value may be at all, and the notices where that matters."""

from __future__ import annotations

import pytest

ROLLOUT = (
    "rollout:\n  go_live: 4 month\n  ramp: {shape: linear, length: {low: 1, mode: 2, high: 3, unit: month}}\n"
    "  adoption: 80 %\n"
)
HANDLE = """\
assumptions: {spared: {low: 0.3, mode: 0.8, high: 1.4, unit: minute/contact}, part: 50 %}
benefits:
  handle_time:
    use: contact_centre.handle_time
    contacts: 42000 contact/month
    handle_time_reduction: $spared
    hourly_cost: 29 EUR/hour
    realised_share: $part
    risk_adjustment: 10 %
"""


def _notices(scenario, code):
    return [(notice.path, notice.message) for notice in scenario.notices if notice.code == code]


def test_a_value_knows_what_its_place_allows(load):
    risk = "risks: {slip: {probability: 30 %, effects: [{on: rollout.go_live, add: 2 month}]}}\n"
    values = load(ROLLOUT + HANDLE + risk).values
    bounds = {path: (value.lower, value.upper) for path, value in values.items()}
    assert bounds["rollout.adoption"] == (0, 1)
    assert bounds["rollout.go_live"][0] == bounds["rollout.ramp.length"][0] == 0
    assert bounds["benefits.handle_time.realised_share"] == (0, 1)
    assert bounds["benefits.handle_time.risk_adjustment"] == (0, 1)
    assert bounds["risks.slip.probability"] == (0, 1)
    assert bounds["benefits.handle_time.contacts"][0] == 0
    assert bounds["assumptions.spared"] == bounds["assumptions.part"] == (None, None)
    assert bounds["risks.slip.effects.1.add"] == (None, None)
    assert bounds["costs.tool.table.by_year.1"] == (None, None)


def test_bounds_are_in_the_unit_of_the_value(load):
    """The door takes spans of up to 1200 month, which are 100 year."""
    value = load("rollout: {go_live: 1 year}\n").values["rollout.go_live"]
    assert (value.unit, value.lower, value.upper) == ("year", 0, pytest.approx(100))


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("{on: rollout.adoption, multiply: 2}", "rollout.adoption is at most 1, so 0.8 x 2 = 1.6 counts as 1"),
        ("{on: rollout.adoption, multiply: 1.25}", None),
        ("{on: rollout.adoption, multiply: {min: 1, max: 9}}", None),
        ("{on: rollout.go_live, add: -1 year}", "rollout.go_live is at least 0 month, so 4 + -12 = -8 counts as 0"),
        ("{on: rollout.go_live, add: -4 month}", None),
        ("{on: rollout.ramp.length, multiply: 0}", None),
        ("{on: assumptions.free, multiply: 1000}", None),
        ("{on: costs.tool, multiply: 1000}", None),
    ],
)
def test_a_certain_effect_that_is_cut_is_noted(load, effect, said):
    text = ROLLOUT + "assumptions: {free: 1}\n"
    risk = f"risks: {{r: {{probability: 3 %, effects: [{effect}]}}}}\n"
    assert _notices(load(text + risk), "effect_cut") == ([("risks.r", said)] if said else [])
    stress = f"stress: {{mine: {{effects: [{effect}]}}}}\n"
    assert _notices(load(text + stress), "effect_cut") == ([("stress.mine", said)] if said else [])


WAITING = "benefits:\n  b: {category: operational, formula: fee * live_share, inputs: {fee: 1 EUR/month}}\n"


@pytest.mark.parametrize(
    ("go_live", "noted"),
    [
        ("35 month", False),
        ("36 month", True),
        ("{low: 30, mode: 40, high: 60, unit: month}", True),
        ("$late", True),
        ("{formula: late * 0.5}", False),
        ("{formula: late * (1 + slip)}", True),
        ("{formula: horizon + late}", True),
    ],
)
def test_a_go_live_that_never_comes_is_noted(load, go_live, noted):
    text = f"rollout: {{go_live: {go_live}}}\nassumptions: {{late: 40 month, slip: {{min: 0, max: 0.1}}}}\n"
    found = _notices(load(text + WAITING), "never_live")
    assert bool(found) == noted
    if noted:
        assert found[0][0] == "rollout.go_live"
        assert found[0][1].endswith("so these benefits never start: benefits.b")
    assert _notices(load(text), "never_live") == []
    assert _notices(load(text + WAITING.replace("}}", "}, live: full}")), "never_live") == []


@pytest.mark.parametrize(
    ("path", "stated", "hint"),
    [
        ("finance.discount_rate", "10", "did you mean 10 %?"),
        ("finance.discount_rate", "7.5", "did you mean 7.5 %?"),
        ("finance.discount_rate", "{value: 10}", "did you mean 10 %?"),
        ("finance.discount_rate", "{low: 0.1, mode: 0.2, high: 12}", "did you mean 12 %?"),
        ("finance.discount_rate", "150 %/year", ""),
        ("finance.discount_rate", "{value: 150, unit: '%/year'}", ""),
        ("finance.discount_rate", "250", ""),
        ("finance.tax_rate", "24", "did you mean 24 %?"),
        ("assumptions.x.growth", "3", "did you mean 3 %?"),
        ("rollout.adoption", "80", "did you mean 80 %?"),
    ],
)
def test_a_rate_above_a_hundred_per_cent_is_refused(check, path, stated, hint):
    from tests.case_text import HEAD, LINE

    (problem,) = check(HEAD + "assumptions: {x: 3}\n" + LINE, overrides={path: stated})
    assert (problem.code, problem.hint) == ("range", hint)
    assert problem.path.startswith(path)


def test_a_rate_is_shown_in_per_cent(check):
    from tests.case_text import HEAD, LINE

    (problem,) = check(HEAD.replace("10 %/year", "10") + LINE)
    assert problem.message == "1000 %/year lies outside what is possible here"
    assert problem.accepted == "accepted: -99 to 100 %/year"


@pytest.mark.parametrize("rate", ["0 %", "100 %/year", "1", "0.1"])
def test_a_rate_up_to_a_hundred_per_cent_is_taken(load, rate):
    assert load(overrides={"finance.discount_rate": rate}).finance.discount_rate.upper == 1
