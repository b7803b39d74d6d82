from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from roi_engine.engine.result import Result, Swing
from roi_engine.reporting import charts, tables
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.run_files import CHART_NAMES
from roi_engine.reporting.words import Words, words_for

_DRAWN: dict[tuple[str, str], tuple[Any, Axes] | None] = {}


def shown(name: str, result: Result) -> tuple[Any, Axes] | None:
    """A chart drawn once for all tests that only look at it."""
    key = (name, result.scenario.name)
    if key not in _DRAWN:
        _DRAWN[key] = draw(name, result)
    return _DRAWN[key]


def draw(name: str, result: Result) -> tuple[Any, Axes] | None:
    words = words_for("en", result.scenario.currency)
    table = getattr(tables, f"{name}_table")(result, words)
    return None if table is None else (table, getattr(charts, f"plot_{name}")(table, words))


def texts(axes: Axes) -> Iterator[Text]:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text().strip() and text.get_visible():
            yield text


def bars(axes: Axes) -> dict[str, Rectangle]:
    found = {str(patch.get_gid()): patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_gid()}
    assert found
    return found


@pytest.mark.parametrize("name", CHART_NAMES)
def test_text_stays_on_the_sheet_covers_no_other_and_names_unit_and_source(name: str, result: Result) -> None:
    drawn = shown(name, result)
    if drawn is None:
        assert name in {"distribution", "exceedance", "tornado"}
        return
    table, axes = drawn
    told = list(texts(axes))
    assert result.scenario.currency in axes.get_xlabel() + axes.get_ylabel()
    assert any(text.get_text().startswith("Source: scenario") for text in told)
    assert any(text.get_text().startswith(table.caption.title[:8]) for text in told)
    _stays_on_the_sheet(told, axes)


def _stays_on_the_sheet(told: list[Text], axes: Axes) -> None:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    boxes = []
    for text in told:
        (x, y), box = text.get_position(), text.get_window_extent()
        if text in axes.get_xticklabels() and not min(axes.get_xlim()) <= x <= max(axes.get_xlim()):
            continue  # a tick beyond the view is not drawn
        if text in axes.get_yticklabels() and not min(axes.get_ylim()) <= y <= max(axes.get_ylim()):
            continue
        assert min(box.x0, box.y0) >= -1, text.get_text()
        assert box.x1 <= figure.bbox.x1 + 1, text.get_text()
        assert box.y1 <= figure.bbox.y1 + 1, text.get_text()
        boxes.append((text.get_text(), box))
    for place, (first, box) in enumerate(boxes):
        for second, other in boxes[place + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 1 or along <= 2.5, (first, second)


def test_waterfall_bars_are_the_table(result: Result) -> None:
    drawn = shown("waterfall", result)
    assert drawn is not None
    table, found = drawn[0], bars(drawn[1])
    for row, step in enumerate(table.steps):
        assert found[f"bar-{row}"].get_width() == pytest.approx(step.amount)
        assert found[f"bar-{row}"].get_x() == pytest.approx(step.start)


def test_tornado_bars_are_the_table(results: dict[str, Result]) -> None:
    for name in ("good", "poor", "even", "long"):
        drawn = shown("tornado", results[name])
        assert drawn is not None
        table, axes = drawn
        found = bars(axes)
        for row, bar in enumerate(table.bars):
            assert found[f"low-{row}"].get_x() + found[f"low-{row}"].get_width() == pytest.approx(bar.npv_low)
            assert found[f"high-{row}"].get_x() + found[f"high-{row}"].get_width() == pytest.approx(bar.npv_high)
            assert found[f"low-{row}"].get_x() == pytest.approx(table.base)
        assert axes.yaxis_inverted()


def test_benefit_stack_bars_are_the_table(result: Result) -> None:
    drawn = shown("benefit_stack", result)
    assert drawn is not None
    table, axes = drawn
    found = bars(axes)
    for name in ("operational", "analytical", "costs"):
        for year, amount in enumerate(getattr(table, name)):
            if amount:
                assert found[f"{name}-{year}"].get_height() == pytest.approx(amount)
    for year, saving in enumerate(table.operational):
        if saving > 0 and table.analytical[year] > 0:
            assert found[f"analytical-{year}"].get_y() == pytest.approx(saving)
    net = next(line for line in axes.lines if line.get_gid() == "net")
    assert tuple(net.get_ydata()) == pytest.approx(table.net)  # type: ignore[arg-type]


def test_distribution_bars_are_the_table(results: dict[str, Result]) -> None:
    drawn = shown("distribution", results["even"])
    assert drawn is not None
    table, axes = drawn
    heights = [patch.get_height() for patch in axes.patches if isinstance(patch, Rectangle)]
    assert heights == pytest.approx(list(table.shares))
    losses = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    assert losses
    assert all(patch.get_x() + patch.get_width() <= 1e-6 for patch in losses)


def test_cumulative_line_and_payback_are_the_table(results: dict[str, Result]) -> None:
    drawn, poor = shown("cumulative", results["good"]), shown("cumulative", results["poor"])
    assert drawn is not None
    assert poor is not None
    table = drawn[0]
    lines = {line.get_gid(): line for line in drawn[1].lines}
    assert tuple(lines["base"].get_ydata()) == pytest.approx(table.base)  # type: ignore[arg-type]
    assert lines["payback"].get_xdata()[0] == pytest.approx(table.payback_months)  # type: ignore[index]
    assert "payback" not in {line.get_gid() for line in poor[1].lines}


@pytest.mark.parametrize("name", CHART_NAMES)
def test_files_are_the_same_bytes_each_time(name: str, results: dict[str, Result]) -> None:
    first, second = draw(name, results["good"]), draw(name, results["good"])
    assert first is not None
    assert second is not None
    assert charts.svg(first[1]) == charts.svg(second[1])
    if name == "cumulative":
        assert charts.png(first[1]) == charts.png(second[1])


def test_svg_is_well_formed_and_keeps_text(results: dict[str, Result]) -> None:
    drawn = shown("waterfall", results["hostile"])
    assert drawn is not None
    root = ElementTree.fromstring(charts.svg(drawn[1]))
    told = " ".join(text for text in root.itertext())
    assert "Net present value" in told
    assert not [node for node in root.iter() if node.tag.endswith("script")]


def test_users_settings_do_not_change_a_chart(results: dict[str, Result]) -> None:
    first = draw("waterfall", results["good"])
    assert first is not None
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": "other"}):
        second = draw("waterfall", results["good"])
        assert second is not None
        assert charts.svg(first[1]) == charts.svg(second[1])


def test_axes_of_ones_own(results: dict[str, Result], words: Words) -> None:
    for name in CHART_NAMES:
        axes = Figure(figsize=(12, 7)).add_subplot()
        table = getattr(tables, f"{name}_table")(results["good"], words)
        assert getattr(charts, f"plot_{name}")(table, words, axes) is axes


def test_no_pyplot_and_no_warning_for_signs_without_shape(results: dict[str, Result]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw("waterfall", results["hostile"])
        assert drawn is not None
        list(texts(drawn[1]))
    assert "matplotlib.pyplot" not in sys.modules


def test_wrapped_text_fits_its_width() -> None:
    text = "A line with an exceedingly long name that goes on and on about everything"
    for width in (60.0, 120.0, 300.0):
        for line in canvas.wrapped(text, width, 9.5).split("\n"):
            assert canvas.text_width(line, 9.5) <= width
    assert canvas.wrapped("short", 100, 9.5) == "short"
    assert canvas.wrapped("x" * 300, 100, 9.5).endswith("…")


def test_shortened_names_stay_apart() -> None:
    names = [f"A name that is far too long to be shown whole in two lines of a chart, number {k}" for k in range(3)]
    labels = canvas.row_labels(names, 150)
    assert len(set(labels)) == 3
    assert all("…" in label and canvas.widest([label]) <= 150 for label in labels)


def test_labels_are_spread_apart_in_order() -> None:
    placed = canvas.spread_apart([5.0, 5.1, 0.0, 5.05], 1.0)
    assert placed[2] == 0.0
    ranked = sorted(placed)
    assert all(b - a >= 1.0 - 1e-9 for a, b in pairwise(ranked))
    assert placed[0] < placed[3] < placed[1]


def test_waterfall_amounts_stand_on_white(result: Result) -> None:
    drawn = shown("waterfall", result)
    assert drawn is not None
    table, axes = drawn
    amounts = {words_for("en", "").scaled(step.amount, table.scale, signed=True) for step in table.steps}
    backed = [text.get_bbox_patch() for text in axes.texts if text.get_text() in amounts]
    assert len(backed) == len(table.steps)
    assert all(patch is not None and mpl.colors.to_hex(patch.get_facecolor()) == "#ffffff" for patch in backed)


def test_a_risk_has_a_colour_and_a_place_in_the_key_of_its_own(results: dict[str, Result]) -> None:
    good = results["good"]
    risk = Swing("risks.late", "Risk: late", "", 0.0, 1.0, good.base.npv, good.base.npv - 9e5, event=True)
    drawn = draw("tornado", replace(good, swings=(risk, *good.swings)))
    assert drawn is not None
    found = bars(drawn[1])
    assert found["high-0"].get_facecolor() == mpl.colors.to_rgba(canvas.RISK)
    assert found["high-1"].get_facecolor() == mpl.colors.to_rgba(canvas.OPERATIONAL)
    key = [text.get_text() for text in drawn[1].get_legend().get_texts()]  # type: ignore[union-attr]
    assert key == ["assumption at its P10", "assumption at its P90", "the risk happens"]
    plain = shown("tornado", good)
    assert plain is not None
    assert len(plain[1].get_legend().get_texts()) == 2  # type: ignore[union-attr]


def test_the_axis_names_the_lines_as_they_are_drawn(results: dict[str, Result]) -> None:
    drawn = shown("tornado", results["even"])
    assert drawn is not None
    assert "dashed line: zero" in drawn[1].get_xlabel()
