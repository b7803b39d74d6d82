"""The sheet of goals: targets, levels today and the plan by formula, as the engine has them, also with other inputs."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from roi_engine.analysis.goals import Goals, goal_chances
from roi_engine.engine import simulate
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.workbook import workbook_bytes
from roi_engine.scenario import load_scenario
from tests.workbook.office import PROGRAM, cells, formulas, recalculated

CASE = """\
schema_version: 1
name: A case
currency: EUR
timeline: {start: 2027-01, years: 2, step: month}
finance: {discount_rate: 10 %/year}
rollout: {go_live: {low: 1, mode: 2, high: 6, unit: month}, ramp: {length: 6 month}, adoption: 80 %}
assumptions:
  deals: {series: season.csv, unit: deal/month}
  increase: {min: 0 %, max: 20 %}
benefits:
  win_rate:
    use: sales.win_rate
    decided_deals: $deals
    win_rate: 20 %
    win_rate_increase: $increase
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
  cycle: {use: sales.cycle_length, decided_deals: $deals, win_rate: 20 %, cycle_reduction: {min: 0 %, max: 10 %},
    deal_value: 1000 EUR/deal, contribution_margin: 30 %}
costs: {tool: {table: {initial: 500, by_year: [1000, 1500]}}}
goals:
  rate: {objective: Rate, target: {kpi: sales.close_rate, change: 8 %, by: 2028-06}, strategies: {a: {}}}
  revenue: {objective: Revenue, target: {kpi: sales.revenue, value: 560, baseline: {min: 450, max: 550}, by: 2028-09},
    strategies: {a: {tactics: {sales: =1+1}, drives: [benefits.win_rate]}}}
  volume: {objective: Deals, target: {kpi: sales.deals_decided, change: 1 %, baseline: 50, by: 2028-11},
    strategies: {a: {}}}
  own: {objective: Own, target: {kpi: sales.new_customer_revenue, change: 5 %, baseline: {value: 100, growth: 2 %/year},
    by: 2028-12, plan: "baseline * (1 + increase * live_share)"}, strategies: {a: {}}}
  line: {objective: Line, target: {line: benefits.win_rate, value: 90000, by: 2028-03}, strategies: {a: {}}}
  net: {objective: Net, target: {line: net, value: 40000, by: 2027-06}, strategies: {a: {}}}
  cost: {objective: Cost, target: {line: costs, value: 1200, by: 2028-12}, strategies: {a: {}}}
  unknown: {objective: Unknown, target: {kpi: service.handle_time, change: -5 %, by: 2028-12}, strategies: {a: {}}}
"""
ROWS = range(5, 13)
OTHER = {"assumptions.increase": 0.17, "rollout.go_live": 5.0}


def read(folder: Path, **overrides: str) -> tuple[bytes, Goals]:
    (folder / "season.csv").write_text("x\n" + "\n".join(["80", "100", "120"] * 8), encoding="utf-8")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    scenario = load_scenario(folder / "case.yaml", overrides={"simulation.draws": "512", **overrides})
    goals = goal_chances(scenario)
    assert goals is not None
    return workbook_bytes(simulate(scenario), Findings(goals=goals)), goals


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("goals")


def holds(sheet, goals: Goals) -> None:
    """The columns of levels against the engine's own base case."""
    for row, found in zip(ROWS, goals.goals, strict=True):
        for column, wanted in (("E", found.baseline), ("G", found.wanted), ("H", found.base)):
            line = bool(found.goal.target.line)
            if wanted is not None and not (line and column == "E"):
                assert sheet[f"{column}{row}"] == pytest.approx(wanted, rel=1e-9), (found.goal.id, column)
        if found.base is not None and found.wanted is not None:
            up = found.goal.target.aim == "up"
            reached = found.base >= found.wanted if up else found.base <= found.wanted
            assert sheet[f"I{row}"] == ("yes" if reached else "no")


def test_the_stored_values_are_the_engines(folder: Path) -> None:
    content, goals = read(folder)
    sheet = cells(content, folder)["Goals"]
    holds(sheet, goals)
    assert sheet["K5"] == pytest.approx(goals.goals[0].chance.value)
    assert (sheet["E12"], sheet["K12"]) == ("not known", "not known")
    assert sheet["K11"] == 0.0
    assert {sheet[f"I{row}"] for row in (5, 8)} <= {"yes", "no"}


def test_the_plan_is_by_formula_and_text_is_text(folder: Path) -> None:
    found = formulas(read(folder)[0], folder)["Goals"]
    assert {f"H{row}" for row in range(5, 12)} <= found.keys()
    assert {"E5", "G5", "G7", "G8"} <= found.keys()
    assert not [text for text in found.values() if text == "1+1"]


def test_no_goals_no_sheet(folder: Path) -> None:
    read(folder)
    result = simulate(load_scenario(folder / "case.yaml", overrides={"simulation.draws": "512"}))
    assert "Goals" not in cells(workbook_bytes(result), folder)


@pytest.mark.skipif(PROGRAM is None, reason="no spreadsheet program is installed")
def test_recalculated_it_follows_the_inputs(folder: Path, tmp_path: Path) -> None:
    content, goals = read(folder)
    result = simulate(load_scenario(folder / "case.yaml", overrides={"simulation.draws": "512"}))
    changed = workbook_bytes(result, Findings(goals=goals), inputs=OTHER)
    overrides = {"assumptions.increase": "17 %", "rollout.go_live": "5 month"}
    wanted = read(folder, **overrides)[1]
    books = recalculated({"same": content, "other": changed}, tmp_path)
    holds(books["same"]["Goals"], goals)
    holds(books["other"]["Goals"], wanted)
    assert wanted.goals[0].base != pytest.approx(goals.goals[0].base, rel=1e-3)


def test_a_change_that_is_sure_has_its_sign_and_every_text_its_room(folder: Path) -> None:
    """+2.7 % beside levels that are shares too; a row is as high as its longest text in its own column needs."""
    read(folder)
    longest = "a weekly review of every open deal with the head of sales and notes written down " * 2
    text = CASE.replace("tactics: {sales: =1+1}", f"tactics: {{sales: {longest}}}")
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario(folder / "case.yaml", overrides={"simulation.draws": "512"})
    content = workbook_bytes(simulate(scenario), Findings(goals=goal_chances(scenario)))
    archive = zipfile.ZipFile(BytesIO(content))
    names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    sheet = archive.read(f"xl/worksheets/sheet{names.index('Goals') + 1}.xml").decode()
    row = next(address[1:] for address, said in cells(content, folder)["Goals"].items() if said == longest.strip())
    high = re.search(rf'<row r="{row}"[^>]* ht="([\d.]+)"', sheet)
    wide = re.search(r'<col min="3" max="3" width="([\d.]+)"', sheet)
    assert high is not None
    assert wide is not None
    assert float(high[1]) >= 13.0 * min(len(longest) / (1.25 * float(wide[1])), 10.0)
    styles = archive.read("xl/styles.xml").decode()
    looks = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles))
    used = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    shown = re.findall(r'<c r="[LMNO]5" s="(\d+)"', sheet)  # P10, P50, P90 and the sure level: of one kind
    assert len(shown) == 4
    assert all(looks[used[int(style)]].startswith("+0.0%") for style in shown)
