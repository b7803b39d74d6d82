"""Goals in summary, page, results.json and the portfolio: there where goals are set, gone where none is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from roi_engine.analysis.goals import goal_chances
from roi_engine.analysis.rollup import roll_up
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.engine import simulate
from roi_engine.reporting import words
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.messages import Messages
from roi_engine.reporting.page import page_html
from roi_engine.reporting.results_json import json_text, to_json
from roi_engine.reporting.rollup_report import rollup_json, rollup_tables
from roi_engine.reporting.summary import summary_markdown
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_portfolio, load_scenario
from tests.locale.known import known_words
from tests.locale.pseudo import Pseudo, outside
from tests.reporting.goals.test_goal_map import CASE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    path: Path = tmp_path_factory.mktemp("goals") / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    result = simulate(load_scenario(path, overrides={"simulation.draws": "1024"}))
    return result, Findings(goals=goal_chances(result.scenario))


def test_the_summary_has_a_section_of_goals(run) -> None:
    text = summary_markdown(*run[:1], ("goal_map",), run[1])
    assert "## Goals" in text
    assert "The chance of that is poor: 10%." in text
    assert "(charts/goal_map.svg)" in text
    assert "### Targets and their chances" in text
    assert "<b>" not in text


def test_without_goals_there_is_no_section(run) -> None:
    assert "## Goals" not in summary_markdown(run[0])
    assert 'id="goals"' not in page_html(run[0])


def test_the_page_has_a_section_of_goals(run) -> None:
    page = page_html(run[0], run[1], {"goal_map": b"<svg/>"})
    assert 'href="#goals"' in page
    assert "The chance of that is poor: 10%." in page
    assert "2 of 5 goals have a chance above 50%" in page  # in words beside the picture
    assert "&lt;b&gt;&amp;" in page


def test_results_json_has_goals_coverage_and_warnings(run) -> None:
    found = json.loads(json_text(to_json(*run)))
    assert [goal["id"] for goal in found["goals"]] == ["hard", "even", "fair", "easy", "open"]
    assert found["goals"][4]["chance"] == {"value": None, "se": None, "status": "not_in_plan"}
    assert found["goal_coverage"] == {"without_driver": ["fair", "easy", "open"], "idle_lines": []}
    codes = [warning["code"] for warning in found["warnings"]]
    assert {"goal_unlikely", "goal_easy", "goal_not_in_plan", "goal_without_driver"} <= set(codes)
    assert to_json(run[0])["goals"] == []


@pytest.mark.parametrize(("language", "title"), [("it", "## Obiettivi"), ("es", "## Objetivos")])
def test_the_section_in_other_languages(tmp_path: Path, language: str, title: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    scenario = load_scenario(path, overrides={"simulation.draws": "512", "language": language})
    text = summary_markdown(simulate(scenario), (), Findings(goals=goal_chances(scenario)))
    section = text.split(title)[1].split("\n## ")[0]
    assert "chance" not in section.lower()
    assert "is to rise" not in section


def test_no_sentence_on_goals_goes_past_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a language that marks every template, only the user's words and titles of lines and KPIs stand unmarked."""
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    scenario = load_scenario(path, overrides={"simulation.draws": "512", "language": "it"})
    result, findings = simulate(scenario), Findings(goals=goal_chances(scenario))
    monkeypatch.setattr(words, "messages_in", lambda language: Messages(language, Pseudo()))
    section = summary_markdown(result, (), findings).split("\n---\n")[0]
    titles = " ".join(kpi.title["it"] for kpi in kpi_catalogue().values())
    known = known_words(path) | set(re.findall(r"[a-zà-ÿ]{3,}", titles.lower())) | {"gen", "dic", "amp"}
    found = [(sorted({word.lower() for word in outside(line)} - known), line) for line in section.splitlines()]
    assert [(left, line) for left, line in found if left] == []


def test_a_portfolio_shows_the_goals_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(CASE.split("goals:")[0].replace("A case", "B"), encoding="utf-8")
    (tmp_path / "all.yaml").write_text(
        "kind: portfolio\nschema_version: 1\nname: All\nmembers: {a: {file: a.yaml, title: North}, b: b.yaml}\n"
        "simulation: {draws: 512}\n"
    )
    rollup = roll_up(load_portfolio(tmp_path / "all.yaml"))
    table = next(one for one in rollup_tables(rollup, words_for("en", "EUR")) if one.header[0] == "Member")
    assert {row[0] for row in table.rows} == {"North"}
    assert [row[6] for row in table.rows] == ["10%", "50%", "75%", "98%", "not known"]
    members = {one["id"]: one for one in rollup_json(rollup)["members"]}
    assert [goal["id"] for goal in members["a"]["goals"]] == ["hard", "even", "fair", "easy", "open"]
    assert members["b"]["goals"] == []
