from __future__ import annotations

import math
from dataclasses import replace

import pytest

from roi_engine.engine.result import Result
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting import figures
from roi_engine.reporting.results_json import to_json
from roi_engine.reporting.summary import summary_markdown
from roi_engine.reporting.terminal import print_summary
from roi_engine.reporting.words import Words

ALONE = "– in place of a range: this figure is computed for the base case alone."


def test_no_cost_of_delay_where_nothing_depends_on_go_live(results: dict[str, Result]) -> None:
    good = results["good"]
    assert "Cost of one month's delay" in summary_markdown(good)
    changed = replace(good, base=replace(good.base, cost_of_delay=math.nan))
    assert "Cost of one month's delay" not in summary_markdown(changed)
    assert to_json(changed)["base"]["cost_of_delay"] is None


def test_no_status_after_tax_without_a_tax_rate(results: dict[str, Result], words: Words) -> None:
    untaxed, taxed = to_json(results["good"])["base"], to_json(results["long"])["base"]
    for key in ("irr_after_tax_status", "payback_after_tax_status"):
        assert untaxed[key] is None
        assert isinstance(taxed[key], str)
    assert figures.base_text(DEFINITIONS["irr_after_tax"], results["good"].base, words) == "n/a"


def test_a_figure_without_a_simulated_range_says_so(
    results: dict[str, Result], words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    good = results["good"]
    finance = replace(good.scenario.finance, profile="nucleus")
    nucleus = replace(good, scenario=replace(good.scenario, finance=finance))
    assert figures.spread_texts(DEFINITIONS["roi_nucleus"], nucleus, words) == ("–", "–", "–")
    first_page = summary_markdown(nucleus).partition("## Where the value comes from")[0]
    assert ALONE in first_page
    print_summary(nucleus)
    assert ALONE in capsys.readouterr().out


def test_without_any_range_there_are_dashes_and_no_word_on_them(results: dict[str, Result], words: Words) -> None:
    certain = results["certain"]
    assert figures.spread_texts(DEFINITIONS["npv"], certain, words) == ("–", "–", "–")
    assert ALONE not in summary_markdown(certain)


def test_a_figure_that_does_not_vary_shows_its_one_value(results: dict[str, Result], words: Words) -> None:
    good = results["good"]
    costs = replace(good.simulation["pv_costs"], sd=0.0, percentiles=dict.fromkeys((5, 10, 25, 50, 75, 90, 95), 5e5))
    fixed = replace(good, simulation={**good.simulation, "pv_costs": costs})
    assert figures.spread_texts(DEFINITIONS["pv_costs"], fixed, words) == ("EUR 500,000",) * 3
