from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting.tables import (
    benefit_stack_table,
    cumulative_table,
    distribution_table,
    tornado_table,
    waterfall_table,
)
from roi_engine.reporting.tables.caption import source_line
from roi_engine.reporting.words import Words


def test_waterfall_runs_from_zero_to_the_npv(result: Result, words: Words) -> None:
    steps = waterfall_table(result, words).steps
    assert steps[0].start == 0
    for before, after in pairwise(steps[:-1]):
        assert after.start == before.end
    assert steps[-2].end == pytest.approx(result.base.npv)
    assert (steps[-1].start, steps[-1].end) == (0.0, result.base.npv)
    for step in steps:
        assert step.end - step.start == pytest.approx(step.amount)


def test_waterfall_gathers_small_lines_without_losing_any(results: dict[str, Result], words: Words) -> None:
    result = results["long"]
    steps = waterfall_table(result, words).steps
    sums = {kind: sum(s.amount for s in steps if s.kind == kind) for kind in ("cost", "operational", "analytical")}
    assert sums["cost"] == pytest.approx(-result.base.pv_costs)
    assert sums["operational"] == pytest.approx(result.base.pv_operational)
    assert sums["analytical"] == pytest.approx(result.base.pv_analytical)
    assert [s.label for s in steps if "smaller" in s.label] == [
        "5 smaller costs",
        "2 smaller savings",
        "4 smaller customer effects",
    ]
    shown = [-s.amount for s in steps if s.kind == "cost"][:-1]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("good", "Benefits of EUR 1.67 million exceed costs of EUR 565,000: a gain of EUR 1.11 million"),
        ("poor", "Benefits of EUR 324,000 do not cover costs of EUR 705,000: a loss of EUR 381,000"),
        ("one_line", "Benefits of EUR 1,090 at no cost"),
    ],
)
def test_waterfall_title(results: dict[str, Result], words: Words, name: str, title: str) -> None:
    assert waterfall_table(results[name], words).caption.title == title


def test_waterfall_title_at_zero(results: dict[str, Result], words: Words) -> None:
    base = replace(results["good"].base, npv=0.0, pv_benefits=5e5, pv_costs=5e5)
    title = waterfall_table(replace(results["good"], base=base), words).caption.title
    assert title == "Benefits of EUR 500,000 just cover costs of EUR 500,000"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("good", "The outlay is back after 13 months; EUR 1.45 million are gained by the end of 3 years"),
        ("poor", "The outlay is not back within 3 years; EUR 380,000 are missing at the end"),
        ("free", "No outlay to pay back; EUR 10,600 are gained by the end of 5 years"),
    ],
)
def test_cumulative_title(results: dict[str, Result], words: Words, name: str, title: str) -> None:
    assert cumulative_table(results[name], words).caption.title == title


def test_cumulative_title_never_calls_a_deficit_a_gain(results: dict[str, Result], words: Words) -> None:
    poor = results["poor"]
    for status in ("reached", "no_investment"):
        changed = replace(poor, base=replace(poor.base, payback_status=status))
        assert "gained" not in cumulative_table(changed, words).caption.title


def test_cumulative_table_is_the_band(result: Result, words: Words) -> None:
    table = cumulative_table(result, words)
    assert table.base == result.band.base
    assert table.months[-1] == 12 * result.scenario.timeline.years
    assert len(table.rows) == len(result.band.labels)
    assert {len(row) for row in table.rows} == {len(table.header)}
    if result.base.payback_status == "reached":
        assert table.payback_months == result.base.payback_months
    else:
        assert table.payback_months is None


def test_certain_cases_have_no_band_no_distribution_and_no_tornado(results: dict[str, Result], words: Words) -> None:
    certain = results["certain"]
    assert cumulative_table(certain, words).header == ("period", "months", "base")
    assert "P10" not in cumulative_table(certain, words).caption.subtitle
    assert distribution_table(certain, words) is None
    assert tornado_table(certain, words) is None
    assert source_line(certain, words).endswith("one calculation")


def test_distribution_shares_sum_to_one(result: Result, words: Words) -> None:
    table = distribution_table(result, words)
    if table is None:
        assert result.simulation["npv"].sd == 0
        return
    assert sum(table.shares) + table.below + table.above == pytest.approx(1.0)
    assert table.below + table.above < 0.01
    assert np.allclose(np.diff(table.edges), table.edges[1] - table.edges[0])
    if table.edges[0] < 0 < table.edges[-1]:
        assert min(abs(edge) for edge in table.edges) < 1e-6 * (table.edges[-1] - table.edges[0])
    else:
        return
    loss = sum(share for edge, share in zip(table.edges[1:], table.shares, strict=True) if edge <= 1e-6) + table.below
    assert loss == pytest.approx(1 - result.probability.npv_positive, abs=table.above + 1e-9)


def test_distribution_title_follows_the_median(results: dict[str, Result], words: Words) -> None:
    good, poor = (distribution_table(results[name], words) for name in ("good", "poor"))
    assert good is not None
    assert poor is not None
    assert (
        good.caption.title
        == "Half of the draws gain more than EUR 1.09 million. None of the 2,048 draws ends in a loss"
    )
    assert poor.caption.title.startswith(
        "Half of the draws lose more than EUR 372,000. The chance of a loss is more than"
    )


def test_tornado_is_ranked_and_complete(results: dict[str, Result], words: Words) -> None:
    table = tornado_table(results["long"], words)
    assert table is not None
    spans = [abs(bar.npv_high - bar.npv_low) for bar in table.bars]
    assert spans == sorted(spans, reverse=True)
    assert len(table.bars) + table.left_out == len(results["long"].swings)
    assert "15 smaller not shown" in table.caption.subtitle
    assert table.base == results["long"].base.npv


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (
            "good",
            "“Handle time reduction” moves the result most, from a gain of EUR 412,000 to a gain of EUR 1.13 million",
        ),
        ("poor", "“Win rate increase” moves the result most, from a loss of EUR 560,000 to a loss of EUR 290,000"),
        ("even", "“Hourly cost (a.x)” moves the result most, from a loss of EUR 60,000 to a gain of EUR 90,000"),
    ],
)
def test_tornado_title_names_the_first_bar(results: dict[str, Result], words: Words, name: str, part: str) -> None:
    table = tornado_table(results[name], words)
    assert table is not None
    assert table.caption.title == part


def test_tornado_ends_carry_value_and_unit(results: dict[str, Result], words: Words) -> None:
    table = tornado_table(results["good"], words)
    assert table is not None
    assert [(bar.low_label, bar.high_label) for bar in table.bars] == [
        ("0.5 minutes/contact", "1.14 minutes/contact"),
        ("68%", "88%"),
        ("-5%", "62%"),
        ("3 months", "8 months"),
    ]


def test_benefit_stack_adds_up(result: Result, words: Words) -> None:
    table = benefit_stack_table(result, words)
    for label, operational, analytical, costs, net in table.rows:
        assert label in table.labels
        assert float(operational or 0) + float(analytical or 0) + float(costs or 0) == pytest.approx(float(net or 0))
    assert all(cost <= 0 for cost in table.costs)
    assert table.labels[0] == "Initial"


@pytest.mark.parametrize(
    ("nets", "title"),
    [
        ((-9, 1, 2, 3e5), "Benefits exceed costs in every year after the start; net EUR 300,000 in year 3"),
        ((9, -1, -2, -3e5), "Benefits exceed costs in no year; net EUR -300,000 in year 3"),
        ((-9, -1, 2, 3e5), "Benefits exceed costs in 2 of 3 years; net EUR 300,000 in year 3"),
    ],
)
def test_benefit_stack_title(results: dict[str, Result], words: Words, nets: tuple[float, ...], title: str) -> None:
    good = results["good"]
    changed = replace(good, by_year=replace(good.by_year, net=nets))
    assert benefit_stack_table(changed, words).caption.title == title


def test_source_line_names_scenario_variant_and_draws(results: dict[str, Result], words: Words) -> None:
    said = source_line(results["poor"], words)
    assert said == "Source: scenario “Sales CRM” (pessimistic); roi_engine 0.1.0, 2,048 draws, seed 1"


def test_one_left_out_of_the_tornado_is_told_in_the_singular(results: dict[str, Result]) -> None:
    result = replace(results["long"], swings=results["long"].swings[:11])
    said = {}
    for language in ("en", "it", "es"):
        table = tornado_table(result, Words(language, "EUR"))
        assert table is not None
        assert table.left_out == 1
        said[language] = table.caption.subtitle.rpartition(";")[2].strip()
    assert said == {
        "en": "one smaller not shown",
        "it": "un effetto minore non mostrato",
        "es": "no se muestra un efecto menor",
    }


def test_the_rows_of_the_tornado_are_numbers_with_their_unit(results: dict[str, Result], words: Words) -> None:
    table = tornado_table(results["good"], words)
    assert table is not None
    first = results["good"].swings[0]
    assert dict(zip(table.header, table.rows[0], strict=True)) | {"assumption": ""} == {
        "assumption": "", "path": first.path, "npv_at_p10": first.npv_low, "npv_at_p90": first.npv_high,
        "value_at_p10": first.low, "value_at_p90": first.high, "unit": first.unit,
    }  # fmt: skip
