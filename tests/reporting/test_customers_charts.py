"""Charts of the customer reports: nothing cut or covered, bars and cells are the table, titles are true."""

from __future__ import annotations

import math
from typing import Any

import matplotlib.patches as shapes
import numpy as np
import pytest
from matplotlib.axes import Axes

from roi_engine.reporting import charts, tables
from roi_engine.reporting.words import Words, words_for
from tests.reporting.charts.test_charts import _stays_on_the_sheet, texts

W = words_for("en", "EUR")
SOURCE = "Source: orders.csv, 12,345 customers; roi_engine 0.1"
SEGMENTS = ("Champions", "Loyal", "New or occasional", "Promising", "Slowing", "At risk", "Dormant", "Lost")
RNG = np.random.default_rng(1)
COUNTS = RNG.integers(1, 3000, (5, 5)).astype(float)
MOVES = (RNG.dirichlet(np.ones(9) * 0.4, 8) * 1000).round()
MONTHS = tuple(f"{month} 2027" for month in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
COURSE = {name: (500 * (k + 1) * np.exp(-np.arange(12) / (k + 4))).tolist() for k, name in enumerate(SEGMENTS)}
TOTAL = np.sum(list(COURSE.values()), axis=0)
GRID = [[x * math.exp(-s * x / 40) + 0.1 for x in range(20)] for s in range(0, 39, 3)]


def made(name: str, words: Words = W) -> Any:
    """A table of each kind."""
    match name:
        case "heat_map":
            return tables.heat_map_table(COUNTS.tolist(), (COUNTS * 3.1).tolist(), SOURCE, words)
        case "migration" | "alluvial":
            ends = ("Jun 30, 2025", "Dec 31, 2025")
            columns = [*SEGMENTS, "No longer there"]
            return tables.migration_table(SEGMENTS, columns, MOVES.tolist(), ends, SOURCE, words)
        case "recency_curve":
            share = [1 - math.exp(-m / 9) for m in range(1, 37)]
            return tables.recency_curve_table(list(range(1, 37)), share, SOURCE, words)
        case "customer_base":
            course = tables.Course(COURSE, (TOTAL * 0.9).tolist(), (TOTAL * 1.1).tolist(), money=True)
            return tables.customer_base_table(course, MONTHS, "Month", SOURCE, words)
        case "tracking":
            came = np.cumsum(np.arange(1, 79) % 7 + 50.0)
            labels = ("Time since the first order of the file, weeks", SOURCE)
            times = np.arange(1, 79.0)
            return tables.tracking_table(times.tolist(), came.tolist(), (came * 0.9).tolist(), 39.0, labels, words)
        case "conditional":
            groups = (("0", "1", "2", "3+"), (1411.0, 439.0, 214.0, 293.0))
            return tables.conditional_table(groups, (0.2, 0.7, 1.4, 3), (0.3, 0.5, 1.2, 3.5), "39 weeks", SOURCE, words)
    axes = (list(range(20)), list(range(0, 39, 3)))
    return tables.frequency_recency_table((*axes, GRID), "39 weeks", "39 weeks", "week", SOURCE, words)


NAMES = (
    "heat_map", "migration", "alluvial", "recency_curve", "customer_base", "tracking", "conditional",
    "frequency_recency",
)  # fmt: skip


def drawn(name: str, words: Words = W) -> tuple[Any, Axes]:
    table = made(name, words)
    return table, getattr(charts, f"plot_{name}")(table, words)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("currency", ["EUR", ""])
def test_text_stays_on_the_sheet_and_covers_no_other(name: str, currency: str) -> None:
    table, axes = drawn(name, words_for("en", currency))
    told = list(texts(axes))
    assert any(text.get_text().startswith(table.caption.title[:8]) for text in told)
    assert any(text.get_text().startswith("Source: orders.csv") for text in told)
    _stays_on_the_sheet([text for text in told if text.get_rotation() in (0.0, 90.0)], axes)


@pytest.mark.parametrize("name", NAMES)
def test_svg_and_png_are_the_same_bytes_every_time(name: str) -> None:
    assert charts.svg(drawn(name)[1]) == charts.svg(drawn(name)[1])
    assert charts.png(drawn(name)[1])[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", NAMES)
def test_rows_have_the_width_of_their_header(name: str) -> None:
    table = made(name)
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert tables.csv_text(table.header, table.rows).count("\n") == len(table.rows) + 1


def test_the_heat_map_has_the_best_recency_on_top() -> None:
    table, axes = drawn("heat_map")
    assert table.recency == (5, 4, 3, 2, 1)
    assert table.counts[0] == tuple(COUNTS[4])
    cells = {text.get_position(): text.get_text() for text in axes.texts}
    assert cells[(0.5, 0.5)].startswith(W.count(int(COUNTS[4][0])))
    best, worst = COUNTS[4][4] / COUNTS.sum(), COUNTS[0][0] / COUNTS.sum()
    assert table.caption.title.startswith(W.chance(best).capitalize())
    assert f"{W.chance(worst)} lowest on both" in table.caption.title


def test_streams_are_as_wide_as_their_customers() -> None:
    table, axes = drawn("alluvial")
    bars = {str(p.get_gid()): p for p in axes.patches if isinstance(p, shapes.Rectangle) and p.get_gid()}
    for row, counts in enumerate(table.counts):
        assert bars[f"bar-0-{row}"].get_height() == pytest.approx(sum(counts))
    for column in range(len(table.after)):
        total = sum(row[column] for row in table.counts)
        assert bars[f"bar-1-{column}"].get_height() == pytest.approx(total)
    streams = {str(each.get_gid()) for each in axes.collections}
    assert streams >= {f"stream-{i}-{j}" for i, row in enumerate(table.counts) for j, n in enumerate(row) if n}


def test_the_migration_title_counts_who_stayed() -> None:
    table = made("migration")
    stayed = sum(MOVES[k][k] for k in range(8)) / MOVES.sum()
    assert table.caption.title.startswith(f"{W.chance(stayed)} of {W.count(int(MOVES.sum()))} customers")
    for row, shares in zip(table.counts, table.shares, strict=True):
        assert shares == pytest.approx([n / sum(row) for n in row])


def test_areas_are_stacked_to_the_total() -> None:
    table, axes = drawn("customer_base")
    top = axes.collections[len(SEGMENTS) - 1].get_paths()[0].vertices[:, 1].max()
    assert top == pytest.approx(TOTAL.max())
    fall = 1 - TOTAL[-1] / TOTAL[0]
    assert table.caption.title == f"Margin of today's customers falls by {W.chance(fall)} from Jan 2027 to Dec 2027"
    rising = tables.Course({"all": [1.0, 2.0]}, [0.5, 1.0], [2.0, 3.0], money=False)
    told = tables.customer_base_table(rising, ("a", "b"), "Month", SOURCE, W)
    assert told is not None
    assert told.caption.title == "Orders of today's customers rise by 100% from a to b"


def test_the_tracking_title_has_the_side_of_the_error() -> None:
    assert "10.0% fewer" in made("tracking").caption.title or "10% fewer" in made("tracking").caption.title
    labels = ("Weeks", SOURCE)
    more = tables.tracking_table([1.0, 2.0], [10.0, 20.0], [15.0, 25.0], 1.0, labels, W)
    assert more is not None
    assert "25% more" in more.caption.title
    each = tables.tracking_table([1.0, 2.0], [10.0, 10.0], [15.0, 15.0], 1.0, labels, W, cumulative=False)
    assert each is not None
    assert "50% more" in each.caption.title


def test_the_conditional_title_weighs_by_customers() -> None:
    customers, came, expected = (1411, 439, 214, 293), (0.2, 0.7, 1.4, 3), (0.3, 0.5, 1.2, 3.5)
    off = sum(n * abs(a - e) for n, a, e in zip(customers, came, expected, strict=True))
    share = off / sum(n * a for n, a in zip(customers, came, strict=True))
    assert W.chance(share) in made("conditional").caption.title
    groups = (("0", "1"), (5.0, 5.0))
    unknown = tables.conditional_table(groups, None, (1.0, 0.5), "a year", SOURCE, W)
    assert "do not always mean more" in unknown.caption.title
    assert charts.plot_conditional(unknown, W).get_legend() is not None


def test_the_recency_title_tells_the_share_of_a_year() -> None:
    assert made("recency_curve").caption.title.startswith(f"{W.chance(1 - math.exp(-12 / 9))} of the customers")
    assert tables.recency_curve_table([], [], SOURCE, W) is None


def test_the_frequency_recency_title_follows_the_longest_silence() -> None:
    assert made("frequency_recency").caption.title.startswith("After a long silence, fewer")
    rising = ([0.0, 1.0], [0.0, 5.0], [[0.1, 0.9], [0.1, 0.5]])
    told = tables.frequency_recency_table(rising, None, "5 weeks", "week", SOURCE, W)
    assert told is not None
    assert told.caption.title.startswith("Whoever ordered more stays")
    assert told.chance
