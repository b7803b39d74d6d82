from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from roi_engine.engine.result import Result
from roi_engine.reporting import sentences
from roi_engine.reporting.charts import plot_distribution
from roi_engine.reporting.outcomes import outcomes
from roi_engine.reporting.summary import summary_markdown
from roi_engine.reporting.tables import distribution_table
from roi_engine.reporting.terminal import print_summary
from roi_engine.reporting.verdict import Verdict, verdict
from roi_engine.reporting.words import Words

LOSE_A_QUARTER = np.array([-1.0, 0.0, 0.0, 1.0] * 512)
NEVER_LOSE = np.array([0.0, 0.0, 0.0, 1.0] * 512)
ALL_EVEN = np.zeros(2048)


def ending(result: Result, name: str, drawn: NDArray[np.float64]) -> Result:
    """The result with these draws of a figure and the chance that follows from them."""
    changes: dict[str, Any] = {f"{name}_positive": float((drawn > 0).mean())}
    chances = replace(result.probability, **changes)
    return replace(result, draws={**result.draws, name: 1e5 * drawn}, probability=chances)


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return results["good"]


def test_shares_sum_to_one_and_zero_is_no_loss() -> None:
    found = outcomes(0.25, LOSE_A_QUARTER)
    assert (found.loss, found.even, found.gain) == (0.25, 0.5, 0.25)
    assert outcomes(0.25, NEVER_LOSE).loss == 0.0
    assert outcomes(0.9, np.empty(0)).loss == pytest.approx(0.1)
    assert outcomes(1 / 3, np.array([0.0, 0.0, 1.0])).loss == 0.0


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (LOSE_A_QUARTER, "The chance of a loss is 25%; 50% of the draws neither gain nor lose."),
        (NEVER_LOSE, "None of the 2,048 draws ends in a loss; 75% of them neither gain nor lose."),
        (-np.ones(2048), "Every one of the 2,048 draws ends in a loss."),
    ],
)
def test_a_draw_at_zero_is_told_as_neither(good: Result, words: Words, drawn: NDArray[np.float64], said: str) -> None:
    assert sentences.chance_of_loss(ending(good, "npv", drawn), words) == said


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (ALL_EVEN, "no draw gains or loses anything."),
        (NEVER_LOSE, "no draw ends in a loss; 75% of them neither gain nor lose."),
        (LOSE_A_QUARTER, "the chance of a loss is 25%; 50% of the draws neither gain nor lose."),
        (-np.ones(2048), "every draw ends in a loss."),
    ],
)
def test_cash_alone_at_zero_is_no_loss(good: Result, words: Words, drawn: NDArray[np.float64], said: str) -> None:
    told = sentences.cashable_chance(ending(good, "npv_cashable", drawn), words)
    assert told == f"Counting cashable lines alone, {said}"


def test_page_terminal_and_chart_tell_the_same(
    good: Result, words: Words, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = ending(ending(good, "npv_cashable", ALL_EVEN), "npv", LOSE_A_QUARTER)
    monkeypatch.setenv("COLUMNS", "300")
    print_summary(changed)
    for told in (capsys.readouterr().out, summary_markdown(changed)):
        assert "The chance of a loss is 25%; 50% of the draws neither gain nor lose." in told
        assert "Counting cashable lines alone, no draw gains or loses anything." in told
    table = distribution_table(changed, words)
    assert table is not None
    axes = plot_distribution(table, words)
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        "Loss: 25% of draws", "Neither: 50% of draws", "Gain: 25% of draws",
    ]  # fmt: skip
    assert [bar.get_height() for bar in axes.patches if bar.get_gid() == "even"] == [0.5]  # type: ignore[attr-defined]


def test_an_npv_of_zero_without_range_is_neither_gain_nor_poor(results: dict[str, Result]) -> None:
    certain = results["certain"]
    assert verdict(replace(certain, base=replace(certain.base, npv=0.0))) is Verdict.UNTESTED_EVEN


def test_some_draws_need_money_though_the_base_case_does_not(results: dict[str, Result], words: Words) -> None:
    free = results["free"]
    months = np.where(np.arange(2048) < 512, np.inf, 0.0)
    chances = replace(free.probability, payback_within_horizon=0.75)
    changed = replace(free, draws={**free.draws, "payback_months": months}, probability=chances)
    assert sentences.payback(changed, words) == (
        "In the base case nothing has to be put in before it comes back, so there is no payback time;"
        " in 25% of the draws money has to be put in."
    )
    assert sentences.payback_chance(changed, words) == "The chance of payback within 5 years is 75%."
    none = replace(free, draws={**free.draws, "payback_months": np.zeros(2048)})
    assert sentences.payback(none, words).startswith("Nothing has to be put in")
    assert sentences.payback_chance(none, words) == ""
