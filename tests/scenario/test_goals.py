"""Goals: what is read of them, every fault with its place and its way out, and that they move no draw."""

from __future__ import annotations

import pytest

from roi_engine.scenario.records import Fixed, Uncertain
from tests.case_text import HEAD, LINE

CASE = """\
assumptions:
  deals: 100 deal/month
  rate: {successes: 21, trials: 100}
benefits:
  win_rate:
    use: sales.win_rate
    decided_deals: $deals
    win_rate: $rate
    win_rate_increase: {min: 0 %, max: 20 %}
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
  fewer_calls:
    category: operational
    formula: calls * avoided * cost * live_share
    inputs: {calls: 500 call/month, avoided: 10 %, cost: 4 EUR/call, shorter: 5 %}
    kpis: {service.waiting_time: "baseline * (1 - shorter * live_share)"}
"""
GOALS = """\
goals:
  win_more:
    objective: Win one offer in four
    target: {kpi: sales.close_rate, value: 25 %, by: 2028-12}
    owner: Head of sales
    review: every 3 month
    note: As agreed
    strategies:
      qualify_first:
        owner: Ms Sales
        tactics: {sales: [ask first, drop early], service: send leads}
        metrics: [sales.average_deal_value, sales.stuck_deals]
        drives: [benefits.win_rate]
        if_off_track: {action: coach the sellers}
"""


def goal(target: str, rest: str = "    strategies: {one: {drives: [benefits.win_rate]}}\n") -> str:
    return f"goals:\n  a:\n    objective: Words\n    target: {target}\n{rest}"


def test_a_goal_is_read_whole(load):
    (found,) = load(CASE + GOALS).goals
    assert (found.id, found.objective, found.owner, found.review, found.note) == (
        "win_more", "Win one offer in four", "Head of sales", 3.0, "As agreed",
    )  # fmt: skip
    target = found.target
    assert (target.kpi, target.level, target.change, target.unit, target.aim) == (
        "sales.close_rate", 0.25, None, "", "up",
    )  # fmt: skip
    assert (target.by, target.period) == ((2028, 12), 23)
    (strategy,) = found.strategies
    assert (strategy.title, strategy.owner) == ("Qualify first", "Ms Sales")
    assert dict(strategy.tactics) == {"sales": ("ask first", "drop early"), "service": ("send leads",)}
    assert strategy.metrics == ("sales.average_deal_value", "sales.stuck_deals")
    assert strategy.drives == ("benefits.win_rate",)
    assert strategy.if_off_track is not None
    assert (strategy.if_off_track.action, strategy.if_off_track.owner) == ("coach the sellers", "Ms Sales")
    assert (found.drives, found.metrics) == (strategy.drives, strategy.metrics)


@pytest.mark.parametrize(
    ("text", "months"),
    [("every 3 month", 3.0), ("2 quarters", 6.0), ("every year", 12.0), ("every week", 7 / 365.25 * 12)],
)
def test_how_often_a_goal_is_looked_at(load, text, months):
    (found,) = load(CASE + GOALS.replace("every 3 month", text)).goals
    assert found.review == pytest.approx(months)


@pytest.mark.parametrize(
    ("step", "by", "period"),
    [("quarter", "2028-05", 5), ("year", "2029-01", 2), ("month", "2027-01", 0), ("month", "2029-12", 35)],
)
def test_the_period_that_holds_the_month(load, step, by, period):
    (found,) = load(CASE + GOALS.replace("2028-12", by), overrides={"timeline.step": step}).goals
    assert found.target.period == period


@pytest.mark.parametrize(
    ("target", "level", "unit"),
    [
        ("{kpi: sales.average_deal_value, value: 1200, by: 2028-12}", 1200.0, "EUR/deal"),
        ("{kpi: sales.deals_decided, value: 1800 deal/year, by: 2028-12}", 150.0, "deal/month"),
        ("{kpi: sales.cycle_length, value: 2 month, by: 2028-12}", 2 * 365.25 / 12, "day"),
        ("{line: benefits.win_rate, value: 5000, by: 2028-12}", 5000.0, "EUR"),
        ("{line: net, value: -20 EUR, by: 2028-12}", -20.0, "EUR"),
    ],
)
def test_a_level_is_kept_in_the_unit_of_what_it_is_of(load, target, level, unit):
    (found,) = load(CASE + goal(target)).goals
    assert found.target.level == pytest.approx(level)
    assert found.target.unit == unit


@pytest.mark.parametrize(
    ("target", "aim"),
    [
        ("{kpi: sales.cycle_length, value: 40 day, by: 2028-12}", "down"),
        ("{kpi: sales.close_rate, change: 5 %, by: 2028-12}", "up"),
        ("{kpi: sales.cycle_length, change: -5 %, by: 2028-12}", "down"),
        ("{kpi: sales.open_deals, value: 40 deal, baseline: 60 deal, by: 2028-12}", "down"),
        ("{kpi: sales.open_deals, value: 80 deal, baseline: 60 deal, by: 2028-12}", "up"),
        ("{line: benefits, value: 10 EUR, by: 2028-12}", "up"),
        ("{line: costs.tool, value: 25 EUR, by: 2028-12}", "down"),
    ],
)
def test_which_way_is_wanted(load, target, aim):
    (found,) = load(CASE + goal(target)).goals
    assert found.target.aim == aim


def test_own_lines_say_what_level_they_lead_to(load):
    line = next(line for line in load(CASE).lines if line.id == "benefits.fewer_calls")
    (level,) = line.kpis.values()
    assert (level.formula.unit, level.weight, level.group) == ("minute/contact", "", "benefits.fewer_calls")
    assert not [one for one in load(CASE).notices if one.code == "unused"]  # `shorter` is used there


def test_a_plan_may_use_inputs_of_the_lines_that_the_goal_drives(load):
    target = (
        "{kpi: sales.new_customer_revenue, change: 5 %, baseline: {p10: 80, p90: 120, unit: EUR/month}, by: 2028-12,"
        ' plan: "baseline * (1 + win_rate_increase * live_share)"}'
    )
    (found,) = load(CASE + goal(target)).goals
    assert isinstance(found.target.baseline.form, Uncertain)
    assert set(found.target.inputs) == {"win_rate_increase"}
    assert found.target.plan.unit == "EUR/month"


def test_what_one_goal_states_of_a_kpi_serves_all(load):
    text = goal("{kpi: sales.revenue, change: 5 %, baseline: 100 EUR/month, by: 2028-12}") + (
        "  b: {objective: W, target: {kpi: sales.revenue, value: 120, by: 2029-12}, strategies: {x: {drives: []}}}\n"
    )
    for found in load(CASE + text).goals:
        assert found.target.baseline.form == Fixed(100.0)


CUSTOMERS = """\
customers:
  segments:
    gold: {customers: 10, churn_rate: 2 %/month, orders_per_customer: 1, margin_per_order: 5}
    base: {customers: 90, churn_rate: 3 %/month, orders_per_customer: 1, margin_per_order: 5}
  uplift: {churn_reduction: 10 %}
"""


@pytest.mark.parametrize("named", ["customers.retention", "customers.*", "customers.retention_gold"])
def test_an_effect_on_all_customers_is_driven_by_its_name(load, named):
    text = CUSTOMERS + goal(
        "{kpi: customer.churn_rate, change: -5 %, by: 2028-12}", f"    strategies: {{x: {{drives: ['{named}']}}}}\n"
    )
    (found,) = load(text).goals
    both = ("customers.retention_gold", "customers.retention_base")
    assert found.drives == (both[:1] if named.endswith("gold") else both)


# target (or what follows it) -> code, word of the message, hint or accepted
FAULTS = [
    ("{kpi: sales.close_rat, value: 25 %, by: 2028-12}", "unknown-kpi", "sales.close_rat", "sales.close_rate"),
    ("{kpi: service.close_rate, value: 25 %, by: 2028-12}", "unknown-kpi", "service.close_rate", "sales.close_rate"),
    ("{kpi: sales.close_rate, value: 25 %, by: 2035-12}", "range", "outside the horizon", "2027-01 to 2029-12"),
    ("{kpi: sales.close_rate, value: 25 %, by: 2026-12}", "range", "outside the horizon", "2027-01 to 2029-12"),
    ("{kpi: sales.close_rate, value: 20 %, by: 2028-12}", "reached", "reached already", "more than 21.29 %"),
    ("{kpi: service.waiting_time, value: 4, baseline: 3 minute/contact, by: 2028-12}", "reached", "reached", "less"),
    ("{kpi: sales.close_rate, value: 45, by: 2028-12}", "range", "lies outside", "45 %"),
    ("{kpi: sales.close_rate, value: 30 EUR, by: 2028-12}", "unit", "EUR does not fit", "pure numbers"),
    ("{kpi: sales.cycle_length, value: 30 EUR, by: 2028-12}", "unit", "EUR does not fit", "day"),
    ("{kpi: sales.close_rate, change: 10, by: 2028-12}", "range", "cannot be meant", "10 %"),
    (
        "{kpi: sales.close_rate, change: 5 pp, by: 2028-12}",
        "unit",
        "are points",
        "leads to 22.35 %; for points write value: 26.29 %",
    ),
    ("{kpi: sales.close_rate, change: 5 percentage points, by: 2028-12}", "unit", "are points", "value: 26.29 %"),
    ("{kpi: service.waiting_time, change: -5 punti, baseline: 3, by: 2028-12}", "unit", "points", "write the level"),
    ("{kpi: sales.closing, value: 25 %, by: 2028-12}", "unknown-kpi", "sales.closing", "sales.c"),
    ("{kpi: sale.xyzxyz, value: 25 %, by: 2028-12}", "unknown-kpi", "sale.xyzxyz", "KPIs are of sales, marketing"),
    ("{kpi: sales.close_rate, change: 0 %, by: 2028-12}", "range", "is none", "10 % or -5 %"),
    ("{kpi: sales.close_rate, value: 25 %, by: soon}", "date", "not a month", "2028-12"),
    ("{kpi: sales.close_rate, value: 25 %}", "missing", "'by' is missing", "2028-12"),
    ("{kpi: sales.close_rate, by: 2028-12}", "target", "not said what is to be reached", "value or change"),
    ("{kpi: sales.close_rate, value: 25 %, change: 5 %, by: 2028-12}", "target", "not both", "value or change"),
    ("{value: 25 %, by: 2028-12}", "target", "not said which kpi", "kpi or line"),
    ("{kpi: sales.close_rate, line: net, value: 25 %, by: 2028-12}", "target", "not both", "kpi or line"),
    ("{kpi: sales.open_deals, value: 25 deal, by: 2028-12}", "target", "neither good nor bad", "baseline"),
    ("{line: benefits.win_rat, value: 25 EUR, by: 2028-12}", "unknown-line", "benefits.win_rat", "benefits.win_rate"),
    ("{line: benefits.win_rate, change: 25 %, by: 2028-12}", "target", "change is of a KPI", "value"),
    ("{line: benefits.win_rate, value: 25 EUR/year, by: 2028-12}", "unit", "does not fit", "EUR"),
    ("{line: benefits.win_rate, value: 0 EUR, by: 2028-12}", "reached", "without the CRM", "positive"),
    (
        "{kpi: sales.revenue, change: 5 %, by: 2028-12, plan: 'baseline * 2'}",
        "missing",
        "nothing says where",
        "baseline",
    ),
    ("{kpi: sales.revenue, change: 5 %, by: 2028-12, plan: deals}", "unit", "deal/month", ""),
    ("{kpi: sales.close_rate, change: 5 %, by: 2028-12, plan: rates * 2}", "formula", "rates", "rate"),
    ("{kpi: sales.close_rate, change: 5 %, by: 2028-12, level: 3}", "unknown-key", "level", "baseline"),
]


@pytest.mark.parametrize(("target", "code", "said", "way_out"), FAULTS)
def test_a_fault_of_a_target(check, target, code, said, way_out):
    text = HEAD + CASE + LINE + goal(target)
    (problem,) = check(text)
    assert problem.code == code
    assert said in problem.message
    assert way_out in f"{problem.accepted} {problem.hint}"
    assert text.splitlines()[problem.line - 1].strip().startswith("target:")
    assert problem.path.startswith("goals.a.target")


def test_all_faults_are_listed_each_at_its_place(check):
    text = HEAD + CASE + LINE + (
        "goals:\n"
        "  a:\n"
        "    objective: Words\n"
        "    target: {kpi: sales.close_rate, value: 25 %, by: 2028-12}\n"
        "  b:\n"
        "    objective: Words\n"
        "    target: {kpi: sales.close_rates, value: 25 %, by: 2028-12}\n"
        "    review: sometimes\n"
        "    strategies:\n"
        "      x:\n"
        "        metrics: [sales.cycle]\n"
        "        drives: [benefits.win_rate.win_rate, benefits.deal]\n"
        "        tactics: {sale: call}\n"
        "  c: {strategies: {y: {}}}\n"
    )  # fmt: skip
    found = {(one.code, text.splitlines()[one.line - 1].strip().split(":")[0]): one for one in check(text)}
    assert set(found) == {
        ("missing", "a"), ("unknown-kpi", "target"), ("review", "review"), ("unknown-kpi", "metrics"),
        ("unknown-line", "drives"), ("unknown-key", "tactics"), ("missing", "c"),
    }  # fmt: skip
    assert "wish" in found["missing", "a"].message
    assert "sales" in found["unknown-key", "tactics"].accepted
    assert "objective" in found["missing", "c"].message


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        (("Words", "{kpi: sales.close_rat, value: 25 %, by: 2027}"), ["unknown-kpi", "date", "unknown-line"]),
        (("Words", "{kpi: sales.close_rat, value: 25 %}"), ["missing", "unknown-kpi", "unknown-line"]),
        (("Words", "{kpi: sales.close_rate, value: many, by: soon}"), ["number", "date", "unknown-line"]),
        (("W", "{kpi: sales.open_deals, value: 4, baseline: {p1: 3}, by: 2028-12}"), ["distribution", "unknown-line"]),
        (("", "{kpi: sales.close_rat, value: 25 %, by: 2027-12}"), ["missing", "unknown-kpi", "unknown-line"]),
    ],
)
def test_all_faults_of_one_goal_are_listed_and_none_twice(check, stated, codes):
    objective = f"    objective: {stated[0]}\n" if stated[0] else ""
    text = HEAD + CASE + LINE + (
        f"goals:\n  a:\n{objective}    target: {stated[1]}\n    strategies: {{x: {{drives: [benefits.win_rat]}}}}\n"
    )  # fmt: skip
    assert [one.code for one in check(text)] == codes


def test_a_wrong_file_of_data_is_told_alone(check):
    """Nothing that would have been measured in it is refused a second time."""
    measured = CASE.replace("{successes: 21, trials: 100}", "{kpi: sales.close_rate}")
    baseline = goal("{kpi: sales.revenue, change: 5 %, by: 2028-12, baseline: {kpi: sales.revenue, exports: [deals]}}")
    for stated in ("data: {deals: {file: nowhere.csv}}\n", "data: {deals: {fil: nowhere.csv}}\n"):
        (problem,) = check(HEAD + measured + stated + LINE + baseline)
        assert problem.path.startswith("data.deals.fil")


@pytest.mark.parametrize(("kpi", "named"), [("sales.close_rate", "deals"), ("service.reopen_rate", "tickets")])
def test_where_there_is_no_export_one_that_fits_the_kpi_is_named(check, kpi, named):
    (problem,) = check(HEAD + CASE.replace("{successes: 21, trials: 100}", f"{{kpi: {kpi}}}") + LINE)
    assert problem.hint == f"name one: data: {{{named}: {{file: data/{named}.csv}}}}"


def test_an_input_is_no_line(check):
    text = HEAD + CASE + LINE + GOALS.replace("[benefits.win_rate]", "[benefits.win_rate.win_rate]")
    (problem,) = check(text)
    assert problem.hint == "name the line, benefits.win_rate, not its input"


@pytest.mark.parametrize(
    ("kpis", "code", "said"),
    [
        ("{service.waiting: baseline}", "unknown-kpi", "service.waiting"),
        ("{service.waiting_time: calls}", "unit", "call/month"),
        ("{service.waiting_time: baseline * short}", "formula", "short"),
        ("{service.waiting_time: baseline *}", "formula", "not a formula"),
    ],
)
def test_a_fault_of_what_a_line_says_of_a_kpi(check, kpis, code, said):
    text = HEAD + CASE.replace('{service.waiting_time: "baseline * (1 - shorter * live_share)"}', kpis) + LINE
    (problem, *_) = check(text)
    assert (problem.code, text.splitlines()[problem.line - 1].strip()) == (code, f"kpis: {kpis}")
    assert said in problem.message


def test_a_kpi_has_one_level_today(check):
    text = HEAD + CASE + LINE + goal("{kpi: sales.revenue, change: 5 %, baseline: 100, by: 2028-12}") + (
        "  b: {objective: W, target: {kpi: sales.revenue, change: 5 %, baseline: 90, by: 2028-12},"
        " strategies: {x: {}}}\n"
    )  # fmt: skip
    (problem,) = check(text)
    assert (problem.code, problem.hint) == ("target", "state it once")


def test_two_inputs_of_one_name_cannot_be_told_apart_in_a_plan(check):
    second = (
        "  other: {use: sales.win_rate, decided_deals: $deals, win_rate: $rate, win_rate_increase: 5 %,"
        " deal_value: 10, contribution_margin: 1}\n"
    )
    target = "{kpi: sales.close_rate, change: 5 %, by: 2028-12, plan: 'baseline * (1 + win_rate_increase)'}"
    text = HEAD + CASE + second + LINE + goal(target, "    strategies: {x: {drives: ['benefits.*']}}\n")
    problems = check(text)
    assert "formula" in [one.code for one in problems]
    assert "benefits.other.win_rate_increase" in " ".join(one.message for one in problems)


def test_notices_of_coverage_direction_and_baseline(load):
    text = goal("{kpi: sales.cycle_length, change: 5 %, by: 2028-12}", "    strategies: {x: {tactics: {sales: y}}}\n")
    codes = {one.code: one for one in load(CASE + text).notices}
    assert {"goal_direction", "goal_without_baseline", "goal_without_driver", "line_without_goal"} <= codes.keys()
    assert codes["line_without_goal"].values == (("lines", "benefits.win_rate"),)
    covered = {one.code for one in load(CASE + GOALS).notices}
    assert not covered & {"goal_direction", "goal_without_baseline", "goal_without_driver", "line_without_goal"}


def test_goals_that_pull_one_kpi_in_opposite_ways_are_noted(load):
    text = (
        goal("{kpi: sales.close_rate, change: 5 %, by: 2028-12}")
        + "  b: {objective: W, target: {kpi: sales.close_rate, change: -5 %, by: 2027-12}, strategies: {x: {}}}\n"
        + "  c: {objective: W, target: {kpi: sales.close_rate, value: 30 %, by: 2029-12}, strategies: {x: {}}}\n"
        + "  d: {objective: W, target: {kpi: service.waiting_time, change: -5 %, by: 2029-12}, strategies: {x: {}}}\n"
    )
    found = [(one.path, one.message) for one in load(CASE + text).notices if one.code == "goals_opposed"]
    assert found == [
        ("goals.b", "this goal is for sales.close_rate to fall, and goals.a for it to rise"),
        ("goals.c", "this goal is for sales.close_rate to rise, and goals.b for it to fall"),
    ]
    assert "goals_opposed" not in {one.code for one in load(CASE + GOALS).notices}


def test_what_a_variant_takes_out_is_dropped_with_a_notice(load):
    variants = "variants:\n  lean: {benefits: {win_rate: null}, assumptions: {deals: null, rate: null}}\n"
    driven = GOALS.replace("sales.close_rate, value: 25 %", "sales.cycle_length, change: -5 %")
    aimed = "  b: {objective: W, target: {line: benefits.win_rate, value: 5, by: 2028-12}, strategies: {x: {}}}\n"
    scenario = load(CASE + driven + aimed + variants, variant="lean")
    assert [goal.id for goal in scenario.goals] == ["win_more"]
    assert scenario.goals[0].drives == ()
    assert {"goal_driver_dropped", "goal_dropped"} <= {one.code for one in scenario.notices}


def test_a_variant_may_ask_for_more(load):
    variants = "variants:\n  bold: {goals: {win_more: {target: {value: 30 %}}}}\n"
    (found,) = load(CASE + GOALS + variants, variant="bold").goals
    assert found.target.level == 0.3
    (other,) = load(CASE + GOALS, overrides={"goals.win_more.target.by": "2029-06"}).goals
    assert other.target.by == (2029, 6)


def test_goals_are_no_part_of_the_account(load):
    stated = goal("{kpi: sales.revenue, change: 5 %, baseline: {min: 90, max: 110, unit: EUR/month}, by: 2028-12}")
    asked, plain = load(CASE + stated), load(CASE)
    assert list(asked.values) == list(plain.values)
