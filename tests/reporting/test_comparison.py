"""Options side by side on draws that can be counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from roi_engine.analysis.bridge import bridge
from roi_engine.analysis.comparing import compare
from roi_engine.analysis.options import NOTHING, InputWorth, Options, OptionYears, lines_of
from roi_engine.engine.result import Result
from roi_engine.reporting import charts, tables
from roi_engine.reporting.bundle import write_folder
from roi_engine.reporting.comparison import comparison_files, comparison_json, comparison_markdown
from roi_engine.reporting.comparison_sentences import conclusion, dominance_said, pair_said
from roi_engine.reporting.comparison_tables import bridge_tables, option_table, worth_table, year_table
from roi_engine.reporting.words import Words
from tests.reporting.charts.test_charts import _stays_on_the_sheet, texts
from tests.reporting.fake_cases import GOOD
from tests.reporting.fake_result import make_result

N = 16


def options_of(results: dict[str, Result], outcomes: dict[str, list[float]]) -> Options:
    """Options with these outcomes in 16 draws of 16 replicates, doing nothing last."""
    rows = np.array([*outcomes.values(), [0.0] * N])
    first, *others = outcomes
    return Options(
        currency="EUR",
        results={name: results[name] for name in outcomes},
        comparison=compare([*outcomes, NOTHING], rows, N),
        bridges={name: bridge(lines_of(results[first]), lines_of(results[name])) for name in others},
        years=tuple(
            OptionYears(name, results[name].by_year.net, results[name].by_year.cumulative) for name in outcomes
        ),
        evpi=90.0,
        evpi_error=4.0,
        worth=(InputWorth("assumptions.a", "Adoption", 60.0, 5.0), InputWorth("assumptions.b", "Wages", 3.0, 5.0)),
    )


def test_only_what_stands_out_of_its_error_could_turn_the_choice(results: dict[str, Result], words: Words) -> None:
    found = options_of(results, {"good": [400.0] * 12 + [-100.0] * 4})
    told = worth_table(found, words)
    assert told is not None
    assert told.rows == (("Everything", "90", "± 4"), ("Adoption", "60", "± 5"))
    assert worth_table(replace(found, worth=found.worth[1:]), words) is None


def test_a_clear_winner(results: dict[str, Result], words: Words) -> None:
    """Good is 400 in twelve draws and -100 in four (mean 275); poor is 100 throughout."""
    found = options_of(results, {"good": [400.0] * 12 + [-100.0] * 4, "poor": [100.0] * N})
    told = conclusion(found, words)
    assert told[0] == "“good” has the highest mean net present value, EUR 175 above “poor”."
    assert told[1] == "In 25% of draws another choice than “good” would have been better."
    # (300 * (12 - k) - 200 * 4 <= 0) for k = 10: 10 of 16 draws
    turning = words.chance(10 / 16)
    assert told[2] == f"The ranking would turn if the {turning} of draws that favour “good” most were left out."


def test_an_error_is_told_in_the_digits_of_its_mean(results: dict[str, Result], words: Words) -> None:
    """A mean of 2,000 has an error of whole units, as the table beside it; one of 20 has decimals."""
    found = options_of(results, {"good": [2000.0] * 8 + [2010.0] * 8, "poor": [0.0] * N})
    pair = found.comparison.pairs[0]
    close = replace(pair, difference=replace(pair.difference, mean=20.0))
    none = replace(pair, difference=replace(pair.difference, error={0: 0.4}))
    error = pair.difference.error[0]
    assert 1.0 < error < 10.0
    assert f"(± EUR {error:.0f})" in pair_said(pair, words)
    assert f"(± EUR {error:.2f})" in pair_said(close, words)
    assert "(less than ± EUR 1)" in pair_said(none, words)


def test_within_the_error_nothing_is_claimed(results: dict[str, Result], words: Words) -> None:
    """Eight draws 100 ahead and eight 99 behind: 0.5 on average, with an error of about 53."""
    found = options_of(results, {"good": [200.0, 1.0] * 8, "poor": [100.0, 100.0] * 8})
    (told,) = conclusion(found, words)
    assert told.startswith("Between “good” and “poor” no difference can be told")

    pair = found.comparison.pairs[0]
    assert pair_said(pair, words) == (
        "“good” against “poor”: no difference can be told; the first is ahead in 50% of draws."
    )
    assert "no difference can be told" in tables.bridge_table(found, "poor", words).caption.title


def test_doing_nothing_may_win(results: dict[str, Result], words: Words) -> None:
    found = options_of(results, {"poor": [-50.0] * N})
    told = conclusion(found, words)
    assert told[0] == "No option beats doing nothing on average; the next, “poor”, has a mean loss of EUR 50."
    assert told[1] == "In no draw would another choice have been better."
    assert told[2] == "Every draw agrees that doing nothing is ahead of “poor”."


def test_a_lead_that_hangs_on_few_draws_is_said_to(results: dict[str, Result], words: Words) -> None:
    found = options_of(results, {"good": [200.0] * N, "poor": [100.0] * N})
    pair = replace(found.comparison.pairs[0], turning_share=0.002)
    comparison = replace(found.comparison, pairs=(pair, *found.comparison.pairs[1:]))
    assert (
        "hangs on a few extreme draws: without less than 1% of them “poor” is level"
        in conclusion(replace(found, comparison=comparison), words)[2]
    )


def test_pairs_in_words(results: dict[str, Result], words: Words) -> None:
    found = options_of(results, {"good": [200.0] * N, "poor": [-100.0] * N})
    first, _, last = found.comparison.pairs
    assert (
        pair_said(first, words) == "“good” against “poor”: on average EUR 300 more (± EUR 0); ahead in 100% of draws."
    )
    assert "on average EUR 100 less (± EUR 0); ahead in 0% of draws" in pair_said(last, words)
    assert dominance_said(first, words) == "“good” at every percentile: whoever wants more takes it"
    assert dominance_said(last, words).startswith("doing nothing at every percentile")
    second = replace(first, dominance=replace(first.dominance, order="second"))
    assert dominance_said(second, words) == "“good” for whoever wants more and dislikes risk"
    neither = replace(first, dominance=replace(first.dominance, order="none", over=None))
    assert dominance_said(neither, words).startswith("neither dominates")
    same = options_of(results, {"good": [200.0] * N, "poor": [200.0] * N}).comparison.pairs[0]
    assert pair_said(same, words) == "“good” and “poor” come out the same in every draw."


@pytest.fixture
def two(results: dict[str, Result]) -> Options:
    return options_of(results, {"good": [400.0] * 12 + [-100.0] * 4, "poor": [100.0] * N})


def test_tables(two: Options, words: Words) -> None:
    rows = {row[0]: row for row in option_table(two, words).rows}
    assert rows["good"][1] == "275"
    assert rows["good"][6:] == ("75%", "50")
    assert rows["poor"][6:] == ("25%", "225")
    assert rows["doing nothing"][1] == "0"
    assert year_table(two, words).rows[1][1:] == ("-320,000", "-110,000", "20,000", "30,000", "-380,000")


def test_the_bridge_sums_to_the_difference(two: Options, words: Words, results: dict[str, Result]) -> None:
    bars = tables.bridge_table(two, "poor", words).bars
    means = {
        name: sum((-1 if x.category == "cost" else 1) * x.mean_pv for x in results[name].lines)
        for name in ("good", "poor")
    }
    assert bars[0].end == pytest.approx(means["good"], rel=1e-9)
    assert bars[-2].end == pytest.approx(means["poor"], rel=1e-9)
    assert bars[-1].end == pytest.approx(means["poor"], rel=1e-9)
    assert sum(bar.amount for bar in bars[1:-1]) == pytest.approx(means["poor"] - means["good"], rel=1e-9)
    assert all((bar.kind == "gain") == (bar.amount > 0) for bar in bars[1:-1])
    told = bridge_tables(two, words)[0]
    assert (told.rows[0][0], told.rows[-1][0]) == ("good", "poor")
    axes = charts.plot_bridge(tables.bridge_table(two, "poor", words), words)
    drawn = {str(p.get_gid()): p for p in axes.patches if isinstance(p, Rectangle)}
    for row, bar in enumerate(bars):
        assert drawn[f"bar-{row}"].get_width() == pytest.approx(bar.amount)
    _stays_on_the_sheet(list(texts(axes)), axes)


def test_long_names_stay_within_the_picture_and_are_told_apart(results: dict[str, Result], words: Words) -> None:
    case = "CRM for a contact centre of 120 agents"
    names = [case, *(f"{case}, {each}" for each in ("Pessimistic", "Optimistic", "Hard benefits only"))]
    found = options_of(dict.fromkeys(names, results["good"]), {name: [100.0 + k] * N for k, name in enumerate(names)})
    table = tables.option_curves_table(found, words)
    assert table is not None
    curves = charts.plot_option_curves(table, words)
    key = curves.get_legend()
    assert key is not None
    assert len({text.get_text() for text in key.get_texts()}) == len(names) + 1
    bridged = charts.plot_bridge(tables.bridge_table(found, names[1], words), words)
    for axes, parts in ((curves, [key]), (bridged, bridged.get_yticklabels())):
        axes.get_figure().canvas.draw()  # type: ignore[union-attr]
        width = axes.get_figure().bbox.width  # type: ignore[union-attr]
        assert all(part.get_window_extent().x0 >= 0.0 for part in parts)
        assert all(part.get_window_extent().x1 <= width for part in parts)


def test_lines_of_one_title_are_told_apart(words: Words) -> None:
    lines = (replace(GOOD.lines[0], id="benefits.other"), *GOOD.lines[1:])
    found = options_of(
        {"a": make_result(GOOD), "b": make_result(replace(GOOD, lines=lines))}, {"a": [1.0] * N, "b": [2.0] * N}
    )
    labels = [row[0] for row in bridge_tables(found, words)[0].rows]
    assert "Shorter handle time (Other)" in labels
    assert "Shorter handle time (Handle time)" in labels


def test_curves_are_shares_of_draws(two: Options, words: Words) -> None:
    table = tables.option_curves_table(two, words)
    assert table is not None
    npv = two.results["good"].draws["npv"]
    place = 120
    assert table.chance[0][place] == pytest.approx((npv <= table.amounts[place]).mean())
    axes = charts.plot_option_curves(table, words)
    curve = next(line for line in axes.lines if line.get_gid() == "curve-1")
    assert tuple(curve.get_ydata()) == table.chance[1]  # type: ignore[arg-type]
    _stays_on_the_sheet(list(texts(axes)), axes)


def test_files_and_json(two: Options, words: Words, tmp_path: Path) -> None:
    written = write_folder(tmp_path / "cmp", comparison_files(two, words))
    names = {path.relative_to(tmp_path / "cmp").as_posix() for path in written}
    assert {"comparison.json", "comparison.md", "charts/bridge.svg", "charts/option_curves.csv"} <= names
    told = json.loads(written[0].read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(comparison_json(two)))
    assert [option["option"] for option in told["options"]] == ["good", "poor"]
    assert [standing["option"] for standing in told["standings"]] == ["good", "poor", NOTHING]
    change = sum(step["change"] for step in told["bridges"]["poor"]["steps"])
    assert change == pytest.approx(told["bridges"]["poor"]["end"] - told["bridges"]["poor"]["start"], rel=1e-9)
    assert told["otherwise"]["probability"] == 0.25
    assert write_folder(tmp_path / "cmp", comparison_files(two, words))


def test_the_page_escapes_names(results: dict[str, Result], words: Words) -> None:
    found = options_of({"<b>": results["good"], "x|y": results["poor"]}, {"<b>": [1.0] * N, "x|y": [2.0] * N})
    page = comparison_markdown(found, words, {})
    assert "<b>" not in page
    assert "x\\|y" in page
