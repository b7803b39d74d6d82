"""`sensitivity`, `compare`, `goal-seek`, `run --stress` on the small case; figures by hand.

Base case: EUR 1,100 a year for every EUR of saving per order; at 10 % a year that is worth 1,000 + 909.09 = 1,909.09
over two years; less 10,000 at the start, or 12,000 where DEARER: NPV is then 0 at a saving of 12,000 / 1,909.09 = 6.29.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

PER_EURO = 1_100 / 1.1 + 1_100 / 1.21
BREAK_EVEN = 12_000 / PER_EURO
DEARER = ("--set", "costs.set_up.table={initial: 12000, by_year: [0, 0]}")
SAVING = "benefits.savings.saving_per_order"


@pytest.fixture(autouse=True)
def _written(case: Path) -> None:
    assert case.exists()


def test_sensitivity_finds_the_one_driver_and_its_break_even(roi_engine: CommandLine) -> None:
    told = json.loads(roi_engine("sensitivity", "case.yaml", "--json", "--draws", "16384", *DEARER).out)
    (driver,) = told["sensitivity"]["drivers"]
    assert driver["path"] == SAVING
    assert driver["share"] == pytest.approx(1.0, abs=0.01)
    assert driver["break_even"] == pytest.approx(BREAK_EVEN, rel=1e-3)
    assert driver["npv_low"] == pytest.approx(driver["low"] * PER_EURO - 12_000, rel=1e-6)
    assert told["total_indices"] is None
    assert told["break_even_map"] is None


def test_sensitivity_says_it_and_adds_total_indices(roi_engine: CommandLine) -> None:
    said = roi_engine("sensitivity", "case.yaml", "--total", *DEARER)
    assert said.status == 0
    assert "stays above 6.29 EUR/order" in said.out
    assert "With interactions" in said.out
    assert "Under stress" in said.out


def test_sensitivity_writes_its_folder(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("sensitivity", "case.yaml", "--out", "sens")
    assert said.status == 0
    names = {path.relative_to(tmp_path / "sens").as_posix() for path in (tmp_path / "sens").rglob("*.*")}
    assert {"sensitivity.json", "sensitivity.md", "charts/drivers.svg", "charts/tornado.svg"} <= names
    assert roi_engine("sensitivity", "case.yaml", "--out", "sens").status == 0


def test_a_map_of_two_values(roi_engine: CommandLine, case: Path, tmp_path: Path) -> None:
    text = case.read_text(encoding="utf-8").replace(
        "{value: 1100, unit: order/year, source: order book}", "{low: 900, mode: 1100, high: 1300, unit: order/year}"
    )
    case.write_text(text, encoding="utf-8")
    orders = "benefits.savings.orders"
    said = roi_engine("sensitivity", "case.yaml", "--map", orders, SAVING, "--json", "--out", "sens")
    surface = json.loads(said.out)["break_even_map"]
    for first, second in surface["line"]:
        assert first * second * PER_EURO / 1_100 == pytest.approx(10_000, rel=1e-3)
    assert len(surface["npv"]) == len(surface["first_values"]) == 21
    assert (tmp_path / "sens" / "charts" / "break_even_map.png").is_file()
    wrong = roi_engine("sensitivity", "case.yaml", "--map", orders, "benefits.savings.saving_per_orders")
    assert wrong.status == 2
    assert f"did you mean '{SAVING}'?" in wrong.err


def test_compare_one_file_with_doing_nothing(roi_engine: CommandLine) -> None:
    told = json.loads(roi_engine("compare", "case.yaml", "--json").out)
    assert [standing["option"] for standing in told["standings"]] == ["case", "do nothing"]
    assert told["bridges"] == {}


def test_compare_variants_with_a_bridge_that_sums(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("compare", "case.yaml", "case.yaml@poor", "--json", "--out", "cmp")
    told = json.loads(said.out)
    poor = told["bridges"]["case@poor"]
    assert poor["end"] == pytest.approx(PER_EURO - 10_000, rel=1e-9)
    assert poor["start"] + sum(step["change"] for step in poor["steps"]) == pytest.approx(poor["end"], rel=1e-9)
    assert told["order"] == ["case", "do nothing", "case@poor"]
    assert {path.name for path in (tmp_path / "cmp").iterdir()} == {"comparison.json", "comparison.md", "charts"}


def test_compare_writes_the_reports_that_are_asked_for(roi_engine: CommandLine, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
    arguments = ("compare", "case.yaml", "case.yaml@poor", "--draws", "512", "--out", "cmp")
    assert roi_engine(*arguments, "--reports", "md,pptx", "--language", "it").status == 0
    assert {path.name for path in (tmp_path / "cmp").iterdir()} == {"comparison.json", "comparison.md", "deck.pptx"}
    first = pptx.Presentation(tmp_path / "cmp" / "deck.pptx").slides[0]
    assert first.shapes.title.text_frame.text == "Opzioni a confronto"
    assert "](charts/" not in (tmp_path / "cmp" / "comparison.md").read_text(encoding="utf-8")  # none were asked for
    assert roi_engine(*arguments, "--reports", "none").status == 0
    assert {path.name for path in (tmp_path / "cmp").iterdir()} == {"comparison.json"}
    wrong = roi_engine(*arguments, "--reports", "xlsx")
    assert (wrong.status, "there are: md, charts, pptx, none" in wrong.err) == (2, True)


def test_a_run_with_slides_shows_its_variants(roi_engine: CommandLine, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
    assert roi_engine("run", "case.yaml", "--draws", "512", "--reports", "pptx", "--out", "run").status == 0
    slides = pptx.Presentation(tmp_path / "run" / "deck.pptx").slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    (found,) = [table for table in tables if table.cell(0, 0).text == "Option, NPV in EUR"]
    assert [found.cell(row, 0).text for row in (1, 2)] == ["Without a variant", "Poor"]
    assert found.cell(2, 1).text == f"{PER_EURO - 10_000:,.0f}"


def test_compare_in_words(roi_engine: CommandLine) -> None:
    said = roi_engine("compare", "case.yaml", "case.yaml@poor")
    assert "“Small case” has the highest mean net present value" in said.out
    assert "“Small case, Poor” against doing nothing: on average EUR 8,090 less" in said.out
    same = roi_engine("compare", "case.yaml", "case.yaml").out
    assert same.count("“Small case (case)” and “Small case (case (2))” come out the same in every draw.") == 1
    assert "no difference can be told" not in same


def test_compare_sets_a_value_in_all(roi_engine: CommandLine) -> None:
    told = json.loads(roi_engine("compare", "case.yaml", "--set", f"{SAVING}=1 EUR/order", "--json").out)
    assert told["options"][0]["base_npv"] == pytest.approx(PER_EURO - 10_000)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("case.yaml@por",), "did you mean 'poor'"),
        (("cas.yaml",), "cas.yaml"),
        ((), "Missing argument"),
    ],
)
def test_compare_refuses(roi_engine: CommandLine, arguments: tuple[str, ...], said: str) -> None:
    found = roi_engine("compare", *arguments)
    assert found.status == 2
    assert said in found.err


def test_currencies_are_not_mixed(roi_engine: CommandLine, case: Path) -> None:
    other = case.with_name("other.yaml")
    other.write_text(case.read_text(encoding="utf-8").replace("EUR", "USD"), encoding="utf-8")
    found = roi_engine("compare", "case.yaml", "other.yaml")
    assert found.status == 2
    assert "USD" in found.err


def test_goal_seek_finds_the_break_even(roi_engine: CommandLine) -> None:
    arguments = ("goal-seek", "case.yaml", "--find", SAVING, "--so-that", "base.npv >= 12000")
    told = json.loads(roi_engine(*arguments, "--json").out)
    assert told["found"]["outcome"] == "reached"
    assert told["found"]["value"] == pytest.approx(22_000 / PER_EURO, rel=1e-3)
    assert told["unit"] == "EUR/order"
    said = roi_engine(*arguments)
    assert "needs “" in said.out
    assert "11.5 EUR/order or more" in said.out
    assert "base 10 EUR/order, stated as PERT 5 / 10 / 15" in said.out
    assert "outside its stated range" in said.out


def test_goal_seek_on_a_certain_value_looks_up_to_five_times_itself(roi_engine: CommandLine) -> None:
    found = json.loads(
        roi_engine(
            "goal-seek", "case.yaml", "--find", "benefits.savings.orders", "--so-that", "base.npv < 0", "--json"
        ).out
    )["found"]
    assert (found["low"], found["high"]) == (0, 5_500)
    assert found["value"] == pytest.approx(10_000 / PER_EURO / 10 * 1_100, rel=1e-3)


def test_goal_seek_says_where_it_ceases_to_hold_or_cannot_be_reached(roi_engine: CommandLine) -> None:
    held = roi_engine("goal-seek", "case.yaml", "--find", SAVING, "--so-that", "base.npv > 0", *DEARER)
    assert "it would cease to hold below 6.29 EUR/order" in held.out
    never = roi_engine("goal-seek", "case.yaml", "--find", SAVING, "--so-that", "base.npv > 1e6")
    assert never.status == 0
    assert "cannot be reached between" in never.out
    wide = roi_engine(
        "goal-seek", "case.yaml", "--find", SAVING, "--so-that", "base.npv >= 1e5", "--between", "1", "100"
    )
    assert "57.6 EUR/order or more" in wide.out
    assert "outside its stated range" not in wide.out


@pytest.mark.parametrize(
    ("find", "goal", "said"),
    [
        ("benefits.savings.saving_per_orders", "base.npv > 0", f"did you mean '{SAVING}'?"),
        (SAVING, "base.npw > 0", "did you mean 'npv'?"),
        (SAVING, "base.npv == 0", "cannot be approached"),
        (SAVING, "base.npv", "--so-that 'base.npv' is not a condition"),
        (SAVING, "base.irr_status > 1", "is a word"),
    ],
)
def test_goal_seek_refuses(roi_engine: CommandLine, find: str, goal: str, said: str) -> None:
    found = roi_engine("goal-seek", "case.yaml", "--find", find, "--so-that", goal)
    assert found.status == 2
    assert said in found.err


def test_goal_seek_refuses_a_range_upside_down(roi_engine: CommandLine) -> None:
    found = roi_engine("goal-seek", "case.yaml", "--find", SAVING, "--so-that", "base.npv > 0", "--between", "5", "1")
    assert found.status == 2
    assert "LOW below HIGH" in found.err


def test_run_computes_the_drivers_with_reports_only(roi_engine: CommandLine) -> None:
    bare = json.loads(roi_engine("run", "case.yaml", "--reports", "none", "--json").out)
    assert bare["sensitivity"] is None
    told = json.loads(roi_engine("run", "case.yaml", "--reports", "md", "--json").out)
    assert told["sensitivity"]["drivers"][0]["path"] == SAVING
    assert told["stress"] is None


def test_run_under_a_stress(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("run", "case.yaml", "--stress", "sceptic", "--reports", "md", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert told["stress"]["id"] == "sceptic"
    assert told["sensitivity"] is None
    assert told["base"]["npv"] < 10 * PER_EURO - 10_000
    (folder,) = (tmp_path / "out").iterdir()
    assert "sceptic" in folder.name
    assert (folder / "summary.md").read_text(encoding="utf-8").startswith("# Stress “Sceptic's case” of Small case")


def test_an_unknown_stress_is_refused(roi_engine: CommandLine) -> None:
    said = roi_engine("run", "case.yaml", "--stress", "septic", "--reports", "none")
    assert said.status == 2
    assert "did you mean 'sceptic'?" in said.err
