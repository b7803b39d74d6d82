"""Goal map: boxes and lines from each goal to its strategies, and on to what shows them and what they move."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.goal_map import End, GoalBox, GoalMapTable, Standing, StrategyBox
from roi_engine.reporting.words import Words

SIZE, SMALL = 8.6, 7.8  # of letters, points
LINE = 11.5  # height of a line of text [points]
PAD, GAP = 5.0, 7.0  # inside a box, and between boxes one below the other [points]
BAND = 5.0  # width of the coloured edge of a goal [points]
COLUMNS = (0.0, 0.375, 0.665)  # left edges, share of the width
WIDTHS = (0.32, 0.235, 0.335)
INK, EDGE, PAPER = "#262626", "#8C8C8C", "#F4F6F8"


@dataclass(frozen=True, slots=True)
class _Box:
    """A box with its lines of text, each (text, size, weight); heights in points."""

    lines: tuple[tuple[str, float, str], ...]

    @property
    def height(self) -> float:
        return sum(LINE * text.count("\n") + LINE for text, _, _ in self.lines) + 2 * PAD


def plot_goal_map(table: GoalMapTable, words: Words, axes: Axes | None = None) -> Axes:
    """Goals on the left, strategies in the middle, metrics and lines on the right; chances coloured and written."""
    with canvas.theme():
        margins = canvas.Margins(24, 20, canvas.top_margin(table.caption) + 18, 44) if axes is None else None
        wide = canvas.WIDTH * 72 - 44 if axes is None else canvas.extent(axes)[0]
        heights = [_goal_height(goal, wide) for goal in table.goals]
        tall = sum(heights) + 2 * GAP * (len(heights) - 1)
        if axes is None and margins is not None:
            axes = canvas.framed_axes(margins, (tall + margins.top + margins.bottom) / 72)
        assert axes is not None, "axes are given or made"
        axes.set_xlim(0.0, wide)
        axes.set_ylim(tall, 0.0)
        axes.set_axis_off()
        _draw_headings(table, wide, axes)
        top = 0.0
        for number, (goal, height) in enumerate(zip(table.goals, heights, strict=True)):
            _draw_goal(goal, number, top, height, wide, axes)
            top += height + 2 * GAP
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw_headings(table: GoalMapTable, wide: float, axes: Axes) -> None:
    """What stands in each column; in the last the two marks with what they mean."""
    goals, strategies, metric, line = table.headings
    beside = COLUMNS[2] * wide + canvas.text_width(metric, SIZE, "bold") + 32
    places = (
        (goals, 0.0, ""),
        (strategies, COLUMNS[1] * wide, ""),
        (metric, COLUMNS[2] * wide, "o"),
        (line, beside, "s"),
    )
    for text, left, mark in places:
        if mark:
            _draw_mark(mark, left, -10.0, axes)
        axes.annotate(
            text, (left, 0.0), (9 if mark else 0, 6), textcoords="offset points", weight="bold", fontsize=SIZE,
            color=canvas.MUTED, annotation_clip=False,
        )  # fmt: skip


def _draw_mark(mark: str, left: float, down: float, axes: Axes, name: str | None = None) -> None:
    filled = canvas.NET if mark == "s" else "white"
    axes.plot(
        [left], [down], mark, markersize=5.5, markerfacecolor=filled, markeredgecolor=canvas.NET, clip_on=False,
        gid=name,
    )  # fmt: skip


def _text(text: str, width: float, size: float = SIZE, lines: int = 3, weight: str = "normal") -> str:
    return canvas.wrapped(text, width - 2 * PAD, size, lines=lines, weight=weight)


def _goal_box(goal: GoalBox, wide: float) -> _Box:
    width = WIDTHS[0] * wide - BAND
    return _Box(
        (
            (_text(goal.label, width, weight="bold"), SIZE, "bold"),
            (_text(goal.target, width, SMALL), SMALL, "normal"),
            (_text(goal.chance_label, width, lines=2, weight="bold"), SIZE, "bold"),
        )
    )


def _strategy_box(strategy: StrategyBox, wide: float) -> _Box:
    return _Box(((_text(strategy.label, WIDTHS[1] * wide), SIZE, "normal"),))


def _end_box(end: End, wide: float) -> _Box:
    return _Box(((_text(end.text, WIDTHS[2] * wide - 12, SMALL, lines=2), SMALL, "normal"),))


def _strategy_height(strategy: StrategyBox, wide: float) -> float:
    ends = sum(_end_box(end, wide).height - PAD for end in strategy.shown)
    return max(_strategy_box(strategy, wide).height, ends)


def _goal_height(goal: GoalBox, wide: float) -> float:
    below = sum(_strategy_height(each, wide) + GAP for each in goal.strategies) - GAP
    return max(_goal_box(goal, wide).height, below)


def _draw_goal(goal: GoalBox, number: int, top: float, height: float, wide: float, axes: Axes) -> None:
    """One goal with all that hangs on it."""
    box, left = _goal_box(goal, wide), COLUMNS[0] * wide
    at = top + (height - box.height) / 2
    colour = _colour(goal.standing)
    _draw_box(box, left, at, WIDTHS[0] * wide, axes, f"goal-{number}", BAND)
    hatch = canvas.LOSS_HATCH if goal.standing == "poor" else None
    axes.add_patch(
        Rectangle((left, at), BAND, box.height, facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0,
                  gid=f"standing-{number}")
    )  # fmt: skip
    spare = height - sum(_strategy_height(each, wide) + GAP for each in goal.strategies) + GAP
    down = top + max(spare, 0.0) / 2
    for place, strategy in enumerate(goal.strategies):
        tall = _strategy_height(strategy, wide)
        middle = down + tall / 2
        _join(left + WIDTHS[0] * wide, at + box.height / 2, COLUMNS[1] * wide, middle, axes)
        _draw_strategy(strategy, f"{number}-{place}", down, tall, wide, axes)
        down += tall + GAP


def _draw_strategy(strategy: StrategyBox, name: str, top: float, height: float, wide: float, axes: Axes) -> None:
    box = _strategy_box(strategy, wide)
    middle = top + height / 2
    _draw_box(box, COLUMNS[1] * wide, middle - box.height / 2, WIDTHS[1] * wide, axes, f"strategy-{name}")
    tall = sum(_end_box(end, wide).height - PAD for end in strategy.shown)
    down = middle - tall / 2
    for place, end in enumerate(strategy.shown):
        high = _end_box(end, wide).height - PAD
        _draw_end(end, f"{name}-{place}", middle, down + high / 2, wide, axes)
        down += high


def _draw_end(end: End, name: str, start: float, middle: float, wide: float, axes: Axes) -> None:
    """A metric has a round mark, a line of the account a square one; both say what they are."""
    left = COLUMNS[2] * wide
    _join((COLUMNS[1] + WIDTHS[1]) * wide, start, left, middle, axes)
    if end.kind in ("metric", "line"):
        _draw_mark("s" if end.kind == "line" else "o", left, middle, axes, f"end-{name}")
    text = _end_box(end, wide).lines[0][0]
    axes.annotate(
        text, (left, middle), (9, 0), textcoords="offset points", va="center", fontsize=SMALL,
        color=INK if end.kind in ("metric", "line") else canvas.MUTED, linespacing=1.15, annotation_clip=False,
    )  # fmt: skip


def _draw_box(box: _Box, left: float, top: float, width: float, axes: Axes, name: str, inset: float = 0.0) -> None:
    frame = Rectangle((left, top), width, box.height, facecolor=PAPER, edgecolor=EDGE, linewidth=0.8, gid=name)
    frame.set_clip_on(False)
    axes.add_patch(frame)
    down = top + PAD
    for text, size, weight in box.lines:
        axes.annotate(
            text, (left + inset + PAD, down), (0, 0), textcoords="offset points", va="top", fontsize=size,
            weight=weight, color=INK, linespacing=1.2, annotation_clip=False,
        )  # fmt: skip
        down += LINE * (text.count("\n") + 1)


def _join(x: float, y: float, end_x: float, end_y: float, axes: Axes) -> None:
    """A line in three straight parts."""
    middle = x + (end_x - x) * 0.5
    axes.plot([x, middle, middle, end_x], [y, y, end_y, end_y], color=EDGE, linewidth=0.9, zorder=0.5, clip_on=False)


def _colour(standing: Standing) -> str:
    return {
        "poor": canvas.LOSS,
        "uncertain": canvas.RISK,
        "fair": canvas.OPERATIONAL,
        "easy": canvas.ANALYTICAL,
        "unknown": canvas.MUTED,
    }[standing]
