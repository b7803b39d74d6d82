"""Actuals brought to the plan's periods and units: sums, means, conversions, and what does not fit."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.analysis.track_observed import Observations, Observed, month_number, observations
from roi_engine.analysis.track_things import trackable
from roi_engine.crm_data.actuals import INITIAL, Actual, ActualPlace
from roi_engine.errors import DataError, Problem
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Timeline
from tests.track.plans import CERTAIN, monthly, scenario_of

LINE, VALUE = "benefits.saved_time", "assumptions.contacts"


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return scenario_of(CERTAIN, tmp_path)


def seen(scenario: Scenario, actuals: Sequence[Actual], until: str | None = None) -> Observations:
    return observations(scenario, trackable(scenario, {}), actuals, until)


def only(found: Observations) -> Observed:
    (thing,) = found.things
    return thing


def faults(scenario: Scenario, actuals: Sequence[Actual]) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        seen(scenario, actuals)
    return caught.value.problems


def stepped(scenario: Scenario, step: str) -> Scenario:
    timeline = replace(scenario.timeline, step=step)  # type: ignore[arg-type]
    return replace(scenario, timeline=timeline)


def test_months_of_money_add_up_to_quarters(scenario: Scenario) -> None:
    months = monthly(scenario, LINE, 7, lambda month: 100.0 + month)
    found = seen(stepped(scenario, "quarter"), [replace(each, se=3.0) for each in months])
    assert only(found).periods.tolist() == [0, 1]
    assert only(found).values.tolist() == [303.0, 312.0]
    assert only(found).errors.tolist() == pytest.approx([math.sqrt(27)] * 2)
    assert only(found).months == 6
    (left,) = found.notices
    assert (left.code, left.path) == ("incomplete_period", LINE)
    assert "2027-07" in left.message


def test_half_a_year_says_nothing_in_a_yearly_account_yet(scenario: Scenario) -> None:
    yearly = stepped(scenario, "year")
    (fault,) = faults(yearly, monthly(scenario, LINE, 6, float))
    assert "no period of the account is complete" in fault.message
    whole = seen(yearly, [*monthly(scenario, LINE, 12, float), *monthly(scenario, VALUE, 6, float)])
    assert only(whole).values.tolist() == [66.0]


def test_months_of_a_level_are_averaged_by_what_they_were_measured_on(scenario: Scenario) -> None:
    levels = [Actual(VALUE, f"2027-0{month}", value, se=1.0) for month, value in ((1, 900.0), (2, 1000.0), (3, 1100.0))]
    assert only(seen(stepped(scenario, "quarter"), levels)).values.tolist() == pytest.approx([1000.0])
    counted = [replace(each, n=n) for each, n in zip(levels, (1, 1, 2), strict=True)]
    found = only(seen(stepped(scenario, "quarter"), counted))
    assert found.values.tolist() == [1025.0]
    assert found.errors.tolist() == pytest.approx([math.sqrt(1 / 16 + 1 / 16 + 1 / 4)])


@pytest.mark.parametrize(
    ("what", "unit", "value", "wanted"),
    [
        (LINE, "", 12.0, 12.0),
        (LINE, "EUR", 12.0, 12.0),
        (LINE, "EUR/month", 12.0, 12.0),
        (LINE, "EUR/year", 12.0, 1.0),
        (VALUE, "contact/year", 12.0, 1.0),
        (VALUE, "contact/quarter", 12.0, 4.0),
    ],
)
def test_units_are_brought_to_those_of_the_plan(
    what: str, unit: str, value: float, wanted: float, scenario: Scenario
) -> None:
    found = only(seen(scenario, [Actual(what, "2027-01", value, se=value, unit=unit)]))
    assert found.values.tolist() == pytest.approx([wanted])
    assert found.errors.tolist() == pytest.approx([wanted])


@pytest.mark.parametrize(
    ("what", "unit"), [(LINE, "USD"), (LINE, "contact"), (LINE, "%"), (VALUE, "EUR"), (VALUE, "furlong")]
)
def test_a_unit_that_does_not_fit_is_refused_with_its_cell(what: str, unit: str, scenario: Scenario) -> None:
    place = ActualPlace("a.csv", 7, month=1, what=2, value=3, unit=4)
    (fault,) = faults(scenario, [Actual(what, "2027-01", 1.0, unit=unit, place=place)])
    assert (fault.code, fault.file, fault.line, fault.column) == ("unit", "a.csv", 7, 4)


def test_a_share_counted_on_n_has_an_error_also_where_none_of_them_did(tmp_path: Path) -> None:
    text = CERTAIN.replace("assumptions:", "assumptions:\n  taken: 30 %")
    scenario = scenario_of(text, tmp_path)
    counted = [Actual("assumptions.taken", "2027-01", 0.25, n=96), Actual("assumptions.taken", "2027-02", 0.0, n=96)]
    found = only(seen(scenario, counted))
    assert found.errors[0] == pytest.approx(math.sqrt(0.26 * 0.74 / 100))
    assert found.errors[1] == pytest.approx(math.sqrt(0.02 * 0.98 / 100))
    per_cent = only(seen(scenario, [Actual("assumptions.taken", "2027-01", 25.0, n=96, unit="%")]))
    assert (per_cent.values[0], per_cent.errors[0]) == pytest.approx((0.25, found.errors[0]))


def test_what_the_plan_does_not_have_is_refused_once_with_all_its_rows(scenario: Scenario) -> None:
    wrong = [Actual("benefits.save_time", "2027-01", 1.0, place=ActualPlace("a.csv", row, what=2)) for row in (3, 5, 9)]
    (fault,) = faults(scenario, wrong)
    assert (fault.code, fault.line, fault.column) == ("unknown-thing", 3, 2)
    assert "also 5, 9" in fault.message
    assert fault.hint == f"did you mean '{LINE}'?"


def test_a_kpi_that_is_known_but_not_planned_is_left_out_with_a_notice(scenario: Scenario) -> None:
    found = seen(scenario, [Actual("sales.close_rate", "2027-01", 0.2), Actual(LINE, "2027-01", 1.0)])
    assert only(found).thing.id == LINE
    assert [notice.code for notice in found.notices] == ["not_planned"]


def test_two_values_of_one_month_are_refused(scenario: Scenario) -> None:
    place = ActualPlace("a.csv", 2)
    (fault,) = faults(scenario, [Actual(LINE, "2027-01", 1.0, place=place), Actual(LINE, "2027-01", 1.0)])
    assert fault.code == "repeated-actual"
    assert "row 2" in fault.message


def test_months_outside_of_the_plan(scenario: Scenario) -> None:
    found = seen(scenario, [Actual(LINE, "2026-12", 1.0), Actual(LINE, "2027-01", 2.0)])
    assert only(found).values.tolist() == [2.0]
    assert (found.first, found.last) == ("2027-01", "2027-01")
    assert [notice.code for notice in found.notices] == ["before_the_plan"]
    assert faults(scenario, [Actual(LINE, "2029-01", 1.0)])[0].code == "after-the-plan"
    assert faults(scenario, [Actual(LINE, "2026-12", 1.0)])[0].code == "no-actuals"


def test_months_after_until_are_not_looked_at(scenario: Scenario) -> None:
    found = seen(scenario, monthly(scenario, LINE, 6, float), until="2027-03")
    assert only(found).periods.tolist() == [0, 1, 2]
    assert found.last == "2027-03"


def test_the_initial_column_belongs_to_lines(scenario: Scenario) -> None:
    found = seen(scenario, [Actual("costs.licences", INITIAL, 4800.0), Actual(LINE, "2027-01", 1.0)])
    initial = {each.thing.id: each.initial for each in found.things}
    assert initial["costs.licences"] == 4800.0
    assert math.isnan(initial[LINE])
    assert faults(scenario, [Actual(VALUE, INITIAL, 1.0)])[0].code == "bad-month"
    assert faults(scenario, [Actual("costs.licences", INITIAL, 1.0)] * 2)[0].code == "repeated-actual"


@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    timeline = Timeline(2027, 1, 2, "quarter")
    rows = [Actual("benefits.a", f"2027-{month:02d}", float(month), n=month) for month in range(1, 13)]
    shuffled = random.Random(seed).sample(rows, len(rows))
    scenario = _bare(timeline)
    (one,), (other,) = seen(scenario, rows).things, seen(scenario, shuffled).things
    assert one.values.tolist() == other.values.tolist()


def _bare(timeline: Timeline) -> Scenario:
    """A scenario of one line, made without a file: hypothesis has no folder to write to."""
    from types import SimpleNamespace
    from typing import cast

    line = SimpleNamespace(id="benefits.a", title="A", category="operational")
    bare = SimpleNamespace(
        lines=(line,), values={}, currency="EUR", count_units=(), timeline=timeline, language="en", goals=()
    )
    return cast(Scenario, bare)


@pytest.mark.parametrize(("month", "number"), [("2027-04", 0), ("2028-01", 9), ("2027-03", -1), ("2029-12", 32)])
def test_months_are_counted_from_the_start(month: str, number: int) -> None:
    assert month_number(Timeline(2027, 4, 3), month) == number


def test_what_months_there_are_and_what_was_given_is_said(scenario: Scenario) -> None:
    early = [Actual(LINE, "2026-11", 1.0), Actual(LINE, "2026-12", 1.0)]
    (fault,) = faults(scenario, early)
    assert "the months 2027-01 to 2028-12: the actuals have the months 2026-11 to 2026-12" in fault.message
    (fault,) = faults(scenario, [Actual("sales.close_rate", "2027-01", 0.2)])
    assert "nothing of the actuals is planned: sales.close_rate" in fault.message

    def until(month: str) -> Problem:
        with pytest.raises(DataError) as caught:
            seen(scenario, [Actual(LINE, "2027-05", 1.0), Actual("costs.licences", "2027-06", 1.0)], month)
        (problem,) = caught.value.problems
        return problem

    assert "no actual up to 2027-04: the actuals have the months 2027-05 to 2027-06" in until("2027-04").message
    assert (until("2026-12").code, until("2026-12").path) == ("before-the-plan", "until")
    assert "whose first month is 2027-01" in until("2026-12").message
    after = faults(stepped(scenario, "quarter"), [Actual(LINE, "2029-01", 1.0)])[0]
    assert after.accepted == "months up to 2028-12"


def test_how_many_months_are_as_the_one_before(scenario: Scenario) -> None:
    def alike(*values: float) -> float:
        return only(seen(stepped(scenario, "quarter"), monthly(scenario, LINE, len(values), values.__getitem__))).alike

    assert alike(520.0, 520.0, 520.0) == 1.0
    assert alike(1560.0, 0.0, 0.0) == 0.5
    assert alike(519.0, 520.0, 521.0) == 0.0
    assert alike(519.0, 520.0, 521.0, 7.0, 7.0) == 0.0  # of whole quarters alone
