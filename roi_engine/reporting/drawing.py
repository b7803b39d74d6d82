"""Charts as files, from their tables alone: where they are drawn, and after what, changes nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from roi_engine.reporting.theme import Theme, drawn_under
from roi_engine.reporting.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = ("svg", "png", "csv")

Drawn = tuple[tuple[str, bytes], ...]  # name and content of every file of one chart


def chart_files(
    name: str, table: Any, words: Words, stem: str = "", formats: Collection[str] = FORMATS
) -> Iterator[tuple[str, bytes]]:
    """A chart under its own name or `stem`, in the formats asked for; nothing where there is no table to draw."""
    if table is None:
        return
    from roi_engine.reporting import charts, tables  # matplotlib takes half a second: only where charts are asked for

    plot: Callable[..., Axes] = getattr(charts, f"plot_{name}")
    axes, place = plot(table, words), f"charts/{stem or name}"
    if "svg" in formats:
        yield f"{place}.svg", charts.svg(axes)
    if "png" in formats:
        yield f"{place}.png", charts.png(axes)
    if "csv" in formats:
        yield f"{place}.csv", tables.csv_bytes(table.header, table.rows)


def draw_chart(name: str, table: Any, words: Words, theme: Theme, formats: Collection[str] = FORMATS) -> Drawn:
    """One chart under a theme."""
    with drawn_under(theme):
        return tuple(chart_files(name, table, words, formats=formats))
