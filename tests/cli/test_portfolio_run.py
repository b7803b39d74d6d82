"""`run` and `validate` on a portfolio of the small case and its poor variant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

PER_EURO = 1_100 / 1.1 + 1_100 / 1.21


@pytest.fixture(autouse=True)
def group(case: Path) -> Path:
    path = case.with_name("group.yaml")
    path.write_text(
        """\
kind: portfolio
schema_version: 1
name: Two shops
members:
  good: case.yaml
  poor: {file: case.yaml, variant: poor}
capital_limit: 15000 EUR
simulation: {draws: 1024, seed: 1}
""",
        encoding="utf-8",
    )
    return path


def test_totals_tie_and_the_limit_chooses(roi_engine: CommandLine) -> None:
    said = roi_engine("run", "group.yaml", "--reports", "none", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert told["kind"] == "portfolio"
    assert told["base"]["npv"] == pytest.approx(11 * PER_EURO - 20_000, rel=1e-9)
    assert told["selection"]["members"] == ["good"]
    assert [member["budget"] for member in told["members"]] == [10_000, 10_000]


def test_reports_and_words(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("run", "group.yaml", "--out", "here")
    assert said.status == 0
    assert "Two shops" in said.out
    assert "the best set is “Good”" in said.out
    names = {path.relative_to(tmp_path / "here").as_posix() for path in (tmp_path / "here").rglob("*.*")}
    assert {"results.json", "summary.md", "charts/members.svg", "charts/distribution.svg"} <= names
    assert roi_engine("run", "group.yaml", "--out", "here", "--reports", "md").status == 0


def test_every_kind_of_report_that_is_asked_for_is_written(roi_engine: CommandLine, tmp_path: Path) -> None:
    pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
    pytest.importorskip("typst", reason="typst is an extra (pip install 'roi-engine[pdf]')")
    said = roi_engine(
        "run", "group.yaml", "--out", "here", "--reports", "html,xlsx,pptx,pdf,md", "--theme", "print_grey"
    )
    assert said.status == 0
    names = {path.name for path in (tmp_path / "here").iterdir()}
    assert names == {"results.json", "report.html", "workbook.xlsx", "deck.pptx", "report.pdf", "summary.md"}
    assert roi_engine("run", "group.yaml", "--out", "there", "--theme", "no_such").status == 2
    assert not (tmp_path / "there").exists()


def test_conditions_and_overrides_reach_it(roi_engine: CommandLine) -> None:
    said = roi_engine(
        "run", "group.yaml", "--reports", "none", "--draws", "256", "--set", "capital_limit=1e6 EUR",
        "--fail-if", "base.npv < 1e6", "--json",
    )  # fmt: skip
    assert said.status == 3
    told = json.loads(said.out)
    assert told["engine"]["draws"] == 256
    assert told["capital_limit"] == 1e6


@pytest.mark.parametrize("option", [("--variant", "poor"), ("--stress", "sceptic")])
def test_what_does_not_go_with_a_portfolio_is_refused(roi_engine: CommandLine, option: tuple[str, str]) -> None:
    said = roi_engine("run", "group.yaml", "--reports", "none", *option)
    assert said.status == 2
    assert "does not go with a portfolio" in said.err


def test_validate_takes_both_kinds(roi_engine: CommandLine, group: Path) -> None:
    said = roi_engine("validate", "group.yaml", "case.yaml")
    assert said.status == 0
    assert "group.yaml: ok: Two shops (2 members)" in said.out
    assert "case.yaml: ok: Small case" in said.out
    group.write_text(group.read_text(encoding="utf-8").replace("variant: poor", "variant: por"), encoding="utf-8")
    wrong = roi_engine("validate", "group.yaml")
    assert wrong.status == 2
    assert "did you mean 'poor'?" in wrong.err
    assert roi_engine("validate", "group.yaml", "--variant", "poor").status == 2


def test_validate_verbose_shows_every_member(roi_engine: CommandLine) -> None:
    said = roi_engine("validate", "group.yaml", "--verbose")
    assert "good: Good" in said.out
    assert said.out.count("saving_per_order") == 2
