"""The band chart: what it draws is what the table says, and its text stays on the sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from roi_engine.analysis.track_plan import plan_model
from roi_engine.analysis.track_records import Tracking
from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actuals import Actual
from roi_engine.reporting.charts import plot_kpi_band
from roi_engine.reporting.tables import KpiBandTable, csv_text, kpi_band_table
from roi_engine.reporting.words import Words, words_for
from tests.track.plans import UNCERTAIN, monthly, scenario_of

WORDS = words_for("en", "EUR")


@pytest.fixture(scope="module")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Tracking:
    """Four lines, one of them at a fifth, and two values."""
    scenario = scenario_of(UNCERTAIN, tmp_path_factory.mktemp("plan"))
    base = plan_model(scenario).base()
    actuals = []
    for line in scenario.lines:
        factor = 0.2 if line.id == "benefits.handle_time" else 1.0
        actuals += monthly(scenario, line.id, 8, (factor * base.amounts[line.id][0]).__getitem__)
    actuals += [Actual("rollout.adoption", "2027-08", 0.8), Actual("assumptions.contacts", "2027-08", 41000)]
    return track(scenario, actuals, draws=1024, file="actuals.csv")


@pytest.fixture(scope="module")
def table(tracking: Tracking) -> KpiBandTable:
    found = kpi_band_table(tracking, WORDS)
    assert found is not None
    return found


def drawn(table: KpiBandTable, words: Words = WORDS) -> Axes:
    return plot_kpi_band(table, words)


def test_the_panels_are_the_things_those_off_track_first(tracking: Tracking, table: KpiBandTable) -> None:
    assert len(table.panels) == len(tracking.things)
    assert (table.panels[0].id, table.panels[0].status) == ("benefits.handle_time", "off_track")
    assert table.caption.title == "1 of 6 followed is off track in Aug 2027"
    assert table.labels[0] == "2027-01"
    assert len(table.labels) == 12  # eight months, and half as many to come


def test_points_lie_beside_the_band_only_beyond_noise(table: KpiBandTable) -> None:
    panels = {panel.id: panel for panel in table.panels}
    assert panels["benefits.handle_time"].points[-1].mark == "below"
    assert {point.mark for point in panels["costs.licences"].points} == {"inside"}


def test_what_is_drawn_is_what_the_table_says(table: KpiBandTable) -> None:
    axes = drawn(table)
    assert len(axes.child_axes) == len(table.panels)
    for panel, inset in zip(table.panels, axes.child_axes, strict=True):
        lines = {line.get_gid(): line for line in inset.lines}
        base = lines[f"base-{panel.id}"]
        assert tuple(np.asarray(base.get_ydata())) == pytest.approx(panel.base)
        points = {
            (int(x), float(y))
            for mark in ("below", "inside", "above")
            for x, y in zip(*map(np.asarray, lines[f"{mark}-{panel.id}"].get_data()), strict=True)
        }
        assert points == {(point.period, point.value) for point in panel.points}
        low, high = inset.get_ylim()
        assert low <= min(*panel.p10, *(point.value for point in panel.points))
        assert high >= max(*panel.p90, *(point.value for point in panel.points))


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_text_stays_on_the_sheet_and_covers_no_other(language: str, tracking: Tracking) -> None:
    words = words_for(language, "EUR")
    table = kpi_band_table(tracking, words)
    assert table is not None
    axes = drawn(table, words)
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    hidden = {*axes.get_xticklabels(), *axes.get_yticklabels()}  # the frame of all panels has no axis of its own
    boxes = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if not text.get_text().strip() or not text.get_visible() or text in hidden:
            continue
        owner = text.axes
        if owner is not None and text in owner.get_yticklabels():
            low, high = owner.get_ylim()
            if not low <= text.get_position()[1] <= high:
                continue
        box = text.get_window_extent()
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= figure.bbox.x1 + 1, text.get_text()
        boxes.append((text.get_text(), box))
    for place, (first, box) in enumerate(boxes):
        for second, other in boxes[place + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 1 or along <= 2.5, (first, second)


def test_the_csv_has_a_row_for_each_thing_and_period(table: KpiBandTable) -> None:
    lines = csv_text(table.header, table.rows).splitlines()
    assert lines[0] == "what,status,period,base,p10,p50,p90,actual,beside_band"
    assert len(lines) == 1 + len(table.panels) * len(table.labels)


def test_without_periods_there_is_no_chart(tmp_path: Path) -> None:
    scenario = scenario_of(UNCERTAIN, tmp_path)
    found = track(scenario, [Actual("costs.project", "initial", 90_000.0)], draws=1024)
    assert kpi_band_table(found, WORDS) is None
