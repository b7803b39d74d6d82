"""What the reports of a run say once the drivers are computed, or the run is a stress."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from roi_engine.engine.result import Result
from roi_engine.reporting import bundle, charts, run_files, tables
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.results_json import json_text, to_json
from roi_engine.reporting.summary import summary_markdown
from roi_engine.reporting.terminal import print_summary
from roi_engine.reporting.words import Words
from roi_engine.scenario.records import Stress
from tests.reporting.charts.test_charts import _stays_on_the_sheet, texts
from tests.reporting.fake_cases import EVIL
from tests.reporting.fake_sensitivity import PILOT, STRESSES, driver, gate, sensitivity

SCEPTIC = Stress("sceptic", "Sceptic's case", note="Benefits halved.")


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return results["good"]


def test_page_one_takes_the_drivers_in_and_stays_short(good: Result) -> None:
    page = summary_markdown(good, (), Findings(sensitivity(gate=gate(), measurements=(PILOT,))))
    first, behind = page.split("\n---\n")
    bullets = re.findall("^- (.+)$", first.split("## Key figures")[0], re.MULTILINE)
    assert [bullet.split(" ")[0] for bullet in bullets[-6:]] == ["“Handle", "All", "The", "Measure", "The", "The"]
    assert "moves the result most" not in page
    assert "| Handle time reduction | 40% |" in first
    assert "| Sceptic's case | -250,000 | -300,000 |" in first
    assert "| Pilot of 12 weeks |" in behind
    assert "| Always go on |" in behind
    assert behind.index("## What drives the result, in full") < behind.index("## Lines")


def test_charts_of_the_drivers_are_shown_where_written(good: Result) -> None:
    page = summary_markdown(good, ("drivers", "stresses", "tornado"), Findings(sensitivity()))
    for name in ("drivers", "stresses", "tornado"):
        assert page.count(f"(charts/{name}.svg)") == 1


def test_a_stress_is_called_one_everywhere(good: Result, capsys: pytest.CaptureFixture[str], words: Words) -> None:
    findings = Findings(stress=SCEPTIC)
    page = summary_markdown(good, (), findings)
    assert page.startswith("# Stress “Sceptic's case” of Contact-centre CRM\n")
    assert "**This is the stress “Sceptic's case”, not the case itself: Benefits halved.**" in page
    print_summary(good, findings)
    told = capsys.readouterr().out
    assert "not the case itself: Benefits halved." in told
    names = dict(run_files.run_files(good, ("charts",), findings))
    assert "Stress “Sceptic" in names["charts/waterfall.svg"].decode()
    assert "Stress" not in summary_markdown(good)


def test_json_holds_both_or_null(good: Result) -> None:
    plain = to_json(good)
    assert plain["sensitivity"] is None
    assert plain["stress"] is None
    assert to_json(good, Findings(stress=SCEPTIC))["stress"]["id"] == "sceptic"
    told = to_json(good, Findings(sensitivity(gate=gate(), measurements=(PILOT,))))["sensitivity"]
    first = told["drivers"][0]
    assert set(first) == set(driver().__slots__)  # type: ignore[attr-defined]
    assert first["break_even_chance"] == {"0.5": 0.3, "0.8": 0.6, "0.9": None}
    assert told["measurements"][0]["net"] == 12_000.0
    assert told["gate"]["best_rule"] == "threshold"
    assert told["gate"]["best"]["chosen"]["outcome"]["p10"] == 950_000.0
    assert [row["id"] for row in told["stresses"]] == ["vendor", "sceptic"]


def test_json_stays_strict_where_a_gate_never_stops(good: Result) -> None:
    told = to_json(good, Findings(sensitivity(gate=gate(threshold=float("-inf")))))
    assert json.loads(json_text(told))["sensitivity"]["gate"]["best_threshold"] is None
    assert told["sensitivity"]["gate"]["best_rule"] == "never"


def test_a_run_with_drivers_holds_their_charts(good: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_files, "CHART_NAMES", ())
    written = bundle.write_run(good, tmp_path / "run", ("md", "charts"), Findings(sensitivity()))
    names = {path.relative_to(tmp_path / "run").as_posix() for path in written}
    kinds = {f"charts/{name}.{kind}" for name in run_files.ASKED_CHARTS for kind in ("svg", "png", "csv")}
    assert names == {"results.json", "summary.md", *kinds}


def test_the_folder_of_a_stress_is_not_that_of_the_case(good: Result) -> None:
    assert bundle.run_folder_name(good.scenario, SCEPTIC) == "contact-centre-sceptic-0f0f0f0f"


def bars(axes: Axes) -> dict[str, Rectangle]:
    return {str(patch.get_gid()): patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_gid()}


def test_driver_bars_are_the_table(good: Result, words: Words) -> None:
    table = tables.drivers_table(good, sensitivity(), words)
    assert table is not None
    axes = charts.plot_drivers(table, words)
    assert [bars(axes)[f"bar-{row}"].get_width() for row in range(4)] == [0.4, 0.25, 0.1, 0.05]
    error = next(line for line in axes.lines if line.get_gid() == "error-0")
    assert tuple(error.get_xdata()) == pytest.approx((0.39, 0.41))  # type: ignore[arg-type]
    assert table.caption.title == "“Handle time reduction” explains 40% of the spread of the net present value"
    _stays_on_the_sheet(list(texts(axes)), axes)
    assert "overlap" in tables.drivers_table(good, sensitivity(adds_up=False), words).caption.subtitle  # type: ignore[union-attr]
    assert tables.drivers_table(good, sensitivity(drivers=()), words) is None


def test_stress_bars_are_the_table_and_losses_are_hatched(good: Result, words: Words) -> None:
    table = tables.stresses_table(good, sensitivity(), words)
    assert table is not None
    axes = charts.plot_stresses(table, words)
    found = bars(axes)
    assert (found["loss-2"].get_x(), found["loss-2"].get_width()) == (-5.0e5, 4.0e5)
    assert found["loss-2"].get_hatch()
    assert "gain-2" not in found
    assert found["gain-1"].get_x() + found["gain-1"].get_width() == 1.8e6
    assert table.bars[0].mean == good.simulation["npv"].mean
    _stays_on_the_sheet(list(texts(axes)), axes)
    assert tables.stresses_table(good, sensitivity(stresses=()), words) is None


def test_exceedance_falls_and_marks_the_chance_of_a_gain(results: dict[str, Result], words: Words) -> None:
    even = results["even"]
    table = tables.exceedance_table(even, words)
    assert table is not None
    assert table.chance[0] > 0.99
    assert table.chance[-1] < 0.01
    assert list(table.chance) == sorted(table.chance, reverse=True)
    near = min(range(len(table.amounts)), key=lambda k: abs(table.amounts[k]))
    assert table.chance[near] == pytest.approx(even.probability.npv_positive, abs=0.02)
    zero = next(line for line in charts.plot_exceedance(table, words).lines if line.get_gid() == "zero")
    assert zero.get_ydata()[0] == even.probability.npv_positive  # type: ignore[index]


@pytest.mark.parametrize(("name", "said"), [("good", "a gain of EUR"), ("poor", "the loss is not larger than EUR")])
def test_exceedance_title_tells_loss_from_gain(results: dict[str, Result], words: Words, name: str, said: str) -> None:
    table = tables.exceedance_table(results[name], words)
    assert table is not None
    assert said in table.caption.title


def test_hostile_titles_make_no_markup(results: dict[str, Result]) -> None:
    stresses = tuple(replace(row, title=EVIL) for row in STRESSES)
    found: Any = sensitivity(
        drivers=(driver(title=EVIL),), stresses=stresses, measurements=(replace(PILOT, title=EVIL),)
    )
    page = summary_markdown(results["hostile"], (), Findings(found))
    assert "<script>" not in page
    assert page.count("](javascript") == page.count("\\](javascript")
