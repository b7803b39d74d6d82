"""A portfolio of two fake cases: sums tie, the sentences follow the figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from roi_engine.analysis import portfolio as rolled
from roi_engine.analysis.rollup import Rollup
from roi_engine.analysis.selection import select
from roi_engine.engine.result import Result
from roi_engine.reporting import charts, tables
from roi_engine.reporting.bundle import write_folder
from roi_engine.reporting.rollup_report import rollup_files, rollup_json
from roi_engine.reporting.rollup_sentences import diversification_said, rollup_said, selection_said
from roi_engine.reporting.rollup_tables import member_table, spread_table, year_table
from roi_engine.reporting.words import Words
from roi_engine.scenario.records import Member, Portfolio
from tests.reporting.charts.test_charts import _stays_on_the_sheet, texts

YEARS = ("benefits", "costs", "net", "cumulative")


def rollup(results: dict[str, Result], names: tuple[str, ...] = ("good", "even"), limit: float | None = None) -> Rollup:
    found = [results[name] for name in names]
    outcomes = np.array([result.draws["npv"] for result in found])
    budgets = [-result.base.peak_funding for result in found]
    members = tuple(Member(name, name.capitalize(), results[name].scenario) for name in names)
    return Rollup(
        portfolio=Portfolio("Group", "group.yaml", "", "en", "EUR", members, ("wage",), limit, sha256="ab" * 32),
        results=dict(zip(names, found, strict=True)),
        rolled=rolled.portfolio(names, outcomes, budgets, 16),
        base_npv=sum(result.base.npv for result in found),
        npv_positive=float((outcomes.sum(axis=0) > 0).mean()),
        by_year={key: tuple(map(sum, zip(*(getattr(r.by_year, key) for r in found), strict=True))) for key in YEARS},
        selection=None if limit is None else select(names, outcomes.mean(axis=1), budgets, limit),
    )


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


def test_sums_tie(results: dict[str, Result], words: Words) -> None:
    rows = member_table(rollup(results), words).rows
    for column in (1, 2, 3):  # budget, base case, mean; each cell is rounded to a whole unit
        assert number(rows[0][column]) + number(rows[1][column]) == pytest.approx(number(rows[2][column]), abs=2)
    told = rollup_json(rollup(results))
    assert sum(m["base_npv"] for m in told["members"]) == pytest.approx(told["base"]["npv"], rel=1e-9)
    assert sum(m["npv"]["mean"] for m in told["members"]) == pytest.approx(told["simulation"]["npv"]["mean"], rel=1e-9)
    net = [number(cell) for cell in year_table(rollup(results), words).rows[2][1:]]
    good, even = (results[name].by_year.net for name in ("good", "even"))
    assert net == pytest.approx([a + b for a, b in zip(good, even, strict=True)], abs=1)


def test_gain_and_loss_in_words(results: dict[str, Result], words: Words) -> None:
    found = rollup(results)
    assert rollup_said(found, words)[0].startswith("The 2 members are worth EUR 1.")
    assert rollup_said(rollup(results, ("poor", "even")), words)[0].startswith("The 2 members lose EUR")
    alone = rollup_said(rollup(results, ("poor",)), words)
    assert alone[0].startswith("The one member loses EUR")
    assert "between a loss of" in alone[1]
    assert f"The chance of a loss is {words.chance(1 - found.npv_positive)}." in rollup_said(found, words)


def test_best_use_of_the_budget_goes_by_ratio(results: dict[str, Result], words: Words) -> None:
    found = rollup(results)
    best = max(found.rolled.members, key=lambda m: m.outcome.mean / m.budget)
    assert f"“{best.id.capitalize()}” earns most on its budget" in " ".join(rollup_said(found, words))


def test_diversification(results: dict[str, Result], words: Words) -> None:
    found = rollup(results)
    share = found.rolled.diversification.saved_share
    assert diversification_said(found, words).startswith(f"Held together they vary {words.chance(share)} less")
    alike = rollup({"a": results["good"], "b": results["good"]}, ("a", "b"))
    assert diversification_said(alike, words).startswith("The members rise and fall together")
    assert diversification_said(rollup(results, ("good",)), words) == ""
    rows = spread_table(found, words).rows
    assert number(rows[0][2]) - number(rows[0][1]) == pytest.approx(number(rows[0][3]), abs=2)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (None, ""),
        (1e7, "pays for all members and leaves"),
        (1.0, "no member is worth funding"),
    ],
)
def test_capital_limit(results: dict[str, Result], words: Words, limit: Any, said: str) -> None:
    told = selection_said(rollup(results, limit=limit), words)
    assert said in told if said else told == ""


def test_a_limit_that_parts_names_the_set(results: dict[str, Result], words: Words) -> None:
    budgets = {name: -results[name].base.peak_funding for name in ("good", "even")}
    found = rollup(results, limit=budgets["good"] + 1)
    assert "the best set is “Good”" in selection_said(found, words)
    assert [row[-1] for row in member_table(found, words).rows] == ["yes", "no", ""]


def test_member_bars_and_total_are_the_tables(results: dict[str, Result], words: Words) -> None:
    table = tables.members_table(rollup(results), words)
    axes = charts.plot_members(table, words)
    drawn = {str(p.get_gid()): p for p in axes.patches if isinstance(p, Rectangle) and p.get_gid()}
    for row, bar in enumerate(table.bars):
        parts = [drawn[f"{kind}-{row}"] for kind in ("loss", "gain") if f"{kind}-{row}" in drawn]
        assert min(part.get_x() for part in parts) == pytest.approx(bar.p10)
        assert max(part.get_x() + part.get_width() for part in parts) == pytest.approx(bar.p90)
    assert table.bars[-1].label == "Together"
    _stays_on_the_sheet(list(texts(axes)), axes)
    total = tables.total_table(rollup(results), words)
    assert total is not None
    assert sum(total.shares) + total.below + total.above == pytest.approx(1.0)
    assert total.p50 == rollup(results).rolled.total.percentiles[50]


def test_files(results: dict[str, Result], words: Words, tmp_path: Path) -> None:
    written = write_folder(tmp_path / "run", rollup_files(rollup(results, limit=1e7), ("md", "charts"), words))
    names = {path.relative_to(tmp_path / "run").as_posix() for path in written}
    assert {"results.json", "summary.md", "charts/members.svg", "charts/distribution.png"} <= names
    told = json.loads(written[0].read_text(encoding="utf-8"))
    assert told["kind"] == "portfolio"
    assert told["selection"]["members"] == ["good", "even"]
    page = (tmp_path / "run" / "summary.md").read_text(encoding="utf-8")
    assert "Drawn once for all members that state them: “Wage”." in page
    assert write_folder(tmp_path / "run", rollup_files(rollup(results), ("md",), words))


def test_members_of_one_title_are_told_apart(results: dict[str, Result], words: Words) -> None:
    found = rollup(results)
    members = tuple(replace(member, title="Shop") for member in found.portfolio.members)
    found = replace(found, portfolio=replace(found.portfolio, members=members))
    assert [row[0] for row in member_table(found, words).rows] == ["Shop (good)", "Shop (even)", "Together"]
