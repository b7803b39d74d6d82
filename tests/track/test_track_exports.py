"""Actuals computed from a later export: equal to plain counts, each fact once, and a re-forecast that follows them."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import roi_engine
from roi_engine.analysis.track_exports import exported_actuals
from roi_engine.cli.application import run_application

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LATER = SCENARIOS / "data" / "sales_team_deals_2026.csv"
CASE = SCENARIOS / "sales_team.yaml"


@pytest.fixture(scope="module")
def actuals():
    return exported_actuals(roi_engine.load(CASE), [("pipeline", LATER)])


@pytest.fixture(scope="module")
def decided() -> tuple[Counter[str], Counter[str]]:
    """Deals decided and won by month of 2026, counted by hand."""
    with LATER.open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["Close Date"] >= "2026" and row["Deal Stage"][:6] == "Closed"
        ]
    won = [row for row in rows if row["Deal Stage"] == "Closed won"]
    return Counter(row["Close Date"][:7] for row in rows), Counter(row["Close Date"][:7] for row in won)


def test_months_equal_plain_counts(actuals, decided):
    rates = {one.month: one for one in actuals if one.what == "sales.close_rate"}
    all_decided, all_won = decided
    whole = sorted(all_decided)[:-1]  # the file ends within its last month
    assert set(whole) <= set(rates)
    assert {month: rates[month].value for month in whole} == pytest.approx(
        {month: all_won[month] / all_decided[month] for month in whole}
    )
    assert {month: rates[month].n for month in whole} == {month: all_decided[month] for month in whole}


def test_the_error_of_a_month_is_that_of_all_months_scaled(actuals, decided):
    """Its own would make a month with few wins look surer than one with many."""
    all_decided, all_won = (sum(one.values()) for one in decided)
    share = all_won / all_decided
    for one in actuals:
        if one.what == "sales.close_rate":
            assert one.se == pytest.approx(math.sqrt(share * (1 - share) / one.n), rel=0.01)


def test_a_fact_is_told_once(actuals):
    told = {one.what for one in actuals}
    assert "sales.close_rate" in told
    assert "sales.win_rate" not in told  # the same count under another name
    assert len({(one.what, one.month) for one in actuals}) == len(actuals)


def test_the_command_follows_an_export_alone(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ["track", str(CASE), "--export", f"pipeline={LATER}", "--reports", "none", "--json", "-q"]
    assert run_application([*asked, "--set", "simulation.draws=4096"]) == 0
    told = json.loads(capsys.readouterr().out)
    followed = {one["id"] for one in told["followed"]} if "followed" in told else json.dumps(told)
    assert "sales.close_rate" in followed
    assert told["reforecast"]["npv"] is not None


@pytest.mark.parametrize("asked", [[], ["--export", "pipeline"], ["--export", "pipeline=nowhere.csv"]])
def test_what_cannot_be_followed_is_refused(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_application(["track", str(CASE), *asked]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_the_scenario_does_not_have_is_asked_about(capsys, tmp_path, monkeypatch):
    """Read afresh it would lose the columns, words and dimensions that the scenario states."""
    monkeypatch.chdir(tmp_path)
    asked = ["track", str(CASE), "--export", f"deals={LATER}", "--export", "pipelin=later.csv", "--reports", "none"]
    assert run_application(asked) == 2
    err = capsys.readouterr().err
    assert err.count("under data:; there are: pipeline; did you mean 'pipeline'?") == 2
    assert "no 'deals'" in err


def test_a_scenario_without_data_takes_any_name():
    scenario = replace(roi_engine.load(CASE), exports=())
    columns = exported_actuals(scenario, [("anything", LATER)])
    assert "sales.close_rate" in {one.what for one in columns}
