"""Goals on slides, in the PDF and on the terminal: target, chance, and what covers what, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roi_engine.analysis.goals import goal_chances
from roi_engine.engine import simulate
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.goal_sentences import brief_said
from roi_engine.reporting.slides.deck import deck
from roi_engine.reporting.slides.parts import Slide, Text
from roi_engine.reporting.terminal import print_summary
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_scenario
from tests.reporting.goals.test_goal_map import CASE

COVERED = CASE.split("  even:")[0]
ORPHAN = """\
  referrals: {category: analytical, title: Second line, table: {by_year: [10, 10]}}
costs:"""


def run(folder: Path, text: str = CASE, language: str = "en"):
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    result = simulate(load_scenario(path, overrides={"simulation.draws": "1024", "language": language}))
    return result, Findings(goals=goal_chances(result.scenario))


def slide_of(slides: tuple[Slide, ...], heading: str) -> Slide:
    """The slide whose table has that cell in its heading, and a chance."""
    return next(
        one for one in slides
        if isinstance(one.parts[0], TextTable) and {heading, "Chance"} <= set(one.parts[0].header)
    )  # fmt: skip


def test_a_slide_tells_targets_chances_and_coverage_both_ways(tmp_path: Path) -> None:
    found = slide_of(deck(*run(tmp_path, CASE.replace("costs:", ORPHAN, 1))).slides, "Goal")
    assert found.title == "2 of 5 goals have a chance above 50%"
    table, beside = found.parts
    assert isinstance(table, TextTable)
    assert [row[5] for row in table.rows] == ["10%", "50%", "75%", "98%", "not known"]
    assert [row[6] for row in table.rows][1:3] == ["More deals won", "none"]
    assert isinstance(beside, Text)
    assert beside.sentences == (
        "3 goals drive no line of this account: “Fair”, “Easy” and “<b>&”.",
        "No goal drives these lines of customer value: “Second line”.",
    )
    assert any("The chance of that is poor: 10%." in note for note in found.notes)


def test_where_all_is_covered_the_table_has_the_slide(tmp_path: Path) -> None:
    found = slide_of(deck(*run(tmp_path, COVERED)).slides, "Goal")
    assert len(found.parts) == 1
    assert found.subtitle == "Every line of customer value is driven by a goal."


def test_without_goals_there_is_no_place_for_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result, _ = run(tmp_path)
    assert not [one for one in deck(result, NOTHING_ASKED).slides if "goal" in one.title.lower()]
    print_summary(result)
    assert "goal" not in capsys.readouterr().out.lower()
    assert brief_said(None, result.scenario, words_for("en", "EUR")) == ()


def test_the_pdf_has_a_small_table_within_its_pages(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is an extra (pip install 'roi-engine[pdf]')")
    from roi_engine.reporting.pdf import document, pdf_bytes

    result, findings = run(tmp_path)
    drawn = document.pictures(result, findings, {})
    parts = {part["title"]: part for part in document.contents(result, findings, drawn, document.MOST[0])["parts"]}
    goals = parts["Goals"]
    assert goals["sentences"][0] == "2 of 5 goals have a chance above 50%."
    assert goals["sentences"][1].startswith("3 goals drive no line of this account")
    assert [row[5] for row in goals["tables"][0]["rows"]] == ["10%", "50%", "75%", "98%", "not known"]
    assert 2 <= len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", pdf_bytes(result, findings))) <= 4
    assert "Goals" not in {
        part["title"] for part in document.contents(result, NOTHING_ASKED, drawn, document.MOST[0])["parts"]
    }


def test_the_terminal_has_a_line_the_least_likely_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(*run(tmp_path))
    told = " ".join(capsys.readouterr().out.split())
    assert "Goals and the chance of reaching each: “A target that hardly any draw" in told
    assert "10%; “Even” 50%; “Fair” 75%; “Easy” 98%; and 1 more." in told
    assert "3 goals drive no line of this account" in told


@pytest.mark.parametrize(("language", "said"), [("it", "non disponibile"), ("es", "no disponible")])
def test_what_is_not_known_is_said_in_each_language(tmp_path: Path, language: str, said: str) -> None:
    open_goal = CASE.split("  hard:")[0] + CASE[CASE.index("  open:") :]
    result, findings = run(tmp_path, open_goal, language)
    told = brief_said(findings.goals, result.scenario, words_for(language, "EUR"))
    assert said in told[0]
    assert "chance" not in told[0]
