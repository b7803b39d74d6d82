"""The page, the slides and the PDF of a portfolio: goals side by side, what a limit chooses, nothing that may run."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from roi_engine.analysis.rollup import Rollup, roll_up
from roi_engine.engine.result import Result
from roi_engine.reporting.bundle import write_folder
from roi_engine.reporting.rollup_report import rollup_files, rollup_json
from roi_engine.reporting.rollup_sentences import rollup_said
from roi_engine.reporting.theme import PRINT_GREY
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_portfolio
from tests.reporting.goals.test_goal_map import CASE
from tests.reporting.test_rollup_report import rollup as fake_rollup

GROUP = """\
kind: portfolio
schema_version: 1
name: Three brands
description: "Words on <b>them</b>"
members:
  north: {file: a.yaml, title: North}
  south: {file: b.yaml, title: "<script>alert(1)</script> =cmd|x \\u202e"}
capital_limit: 1500 EUR
simulation: {draws: 512}
"""


@pytest.fixture(scope="module")
def rollup(tmp_path_factory: pytest.TempPathFactory) -> Rollup:
    folder = tmp_path_factory.mktemp("group")
    (folder / "a.yaml").write_text(CASE, encoding="utf-8")
    (folder / "b.yaml").write_text(CASE.split("goals:")[0].replace("A case", "B"), encoding="utf-8")
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    return roll_up(load_portfolio(folder / "group.yaml"))


def files(rollup: Rollup, *kinds: str, language: str = "en", **more: object) -> dict[str, bytes]:
    return dict(rollup_files(rollup, kinds, words_for(language, "EUR"), **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(rollup: Rollup) -> str:
    return files(rollup, "html")["report.html"].decode()


def test_the_page_has_members_goals_the_limit_and_charts_in_words(rollup: Rollup, page: str) -> None:
    for said in rollup_said(rollup, words_for("en", "EUR")):
        assert said.replace("<", "&lt;").replace(">", "&gt;").replace("\u202e", "").strip()[:40] in page
    assert "capital limit of EUR 1,500" in page
    assert "Goals of the members and their chances" in page
    assert "The chance of that is poor: 10%." in page
    assert "No goals are set for" in page
    alternatives = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', page)
    assert len(alternatives) == 2
    assert "P10 to P90" in alternatives[0]


def test_nothing_may_run_and_nothing_is_loaded(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert "script-src" not in policy[1]
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert " style=" not in page


def test_goals_of_members_are_warned_of_at_their_place(rollup: Rollup, page: str) -> None:
    found = {(one["code"], one["path"]) for one in rollup_json(rollup)["warnings"]}
    assert {("goal_unlikely", "members.north.goals.hard"), ("goal_easy", "members.north.goals.easy")} <= found
    assert ("goal_without_driver", "members.north.goals.easy") in found
    assert "members.north" not in page
    assert re.search("“North”, “[^”]+”: ", page)


def test_slides_tell_the_same(rollup: Rollup) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
    deck = pptx.Presentation(io.BytesIO(files(rollup, "pptx")["deck.pptx"]))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert "Goals of the members and their chances" in titles
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    goals = next(table for table in tables if table.cell(0, 1).text == "Goal")
    assert [goals.cell(row, 6).text for row in range(1, 6)] == ["10%", "50%", "75%", "98%", "not known"]
    texts = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    assert not [text for text in texts if "…" in text]
    assert any("drive no line of this account" in text for text in texts)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height + 1


def test_the_pdf_is_of_few_pages_and_the_same_twice(rollup: Rollup) -> None:
    pytest.importorskip("typst", reason="typst is an extra (pip install 'roi-engine[pdf]')")
    first, second = (files(rollup, "pdf")["report.pdf"] for _ in range(2))
    assert first == second
    assert 1 <= len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", first)) <= 4
    assert b"/StructTreeRoot" in first
    assert first.count(b"/Alt") >= 2


def test_the_theme_reaches_charts_and_slides(rollup: Rollup) -> None:
    plain, grey = files(rollup, "charts"), files(rollup, "charts", theme=PRINT_GREY)
    assert plain["charts/members.svg"] != grey["charts/members.svg"]
    pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
    with zipfile.ZipFile(io.BytesIO(files(rollup, "pptx", theme=PRINT_GREY)["deck.pptx"])) as deck:
        charts = b"".join(deck.read(name) for name in deck.namelist() if name.startswith("ppt/charts/chart"))
    colours = set(re.findall(rb'srgbClr val="([0-9A-F]{6})"', charts))
    assert colours
    assert not [one for one in colours if len({one[:2], one[2:4], one[4:]}) > 1]


def test_every_kind_is_written_and_known_as_ours(rollup: Rollup, tmp_path: Path) -> None:
    kinds = ("html", "xlsx", "charts", "md")
    for _ in range(2):
        written = write_folder(tmp_path / "run", rollup_files(rollup, kinds, words_for("en", "EUR")))
    names = {path.relative_to(tmp_path / "run").as_posix() for path in written}
    assert {"results.json", "report.html", "workbook.xlsx", "summary.md", "charts/members.svg"} <= names


def test_without_range_or_goals_the_page_says_neither(results: dict[str, Result]) -> None:
    told = files(fake_rollup(results, ("certain",)), "html")["report.html"].decode()
    assert "the chance of a loss is not known" in told
    assert "<dt>Chance of a loss" not in told
    assert told.count("<img ") == 1
    assert 'id="member-goals"' not in told
    assert "No goals are set" not in told


@pytest.mark.parametrize("language", ["it", "es"])
def test_the_page_in_other_languages(rollup: Rollup, language: str) -> None:
    told = files(rollup, "html", language=language)["report.html"].decode()
    assert f'<html lang="{language}">' in told
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", told, flags=re.DOTALL)
    for english in ("Members", "Chance", "funding need", "draws", "Warnings", "Target"):
        assert english not in body
