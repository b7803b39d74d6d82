"""`run`: what goes to which stream, what is written where, and the gates. Figures of the small case by hand.

Base case: 1,100 orders a year at EUR 10 is EUR 11,000 a year; discounted at 10 % at the end of years 1 and 2 that is
10,000 + 9,090.909; less 10,000 at the start leaves an NPV of 9,090.909.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

NPV = 11_000 / 1.1 + 11_000 / 1.21 - 10_000


@pytest.fixture(autouse=True)
def _written(case: Path) -> None:
    assert case.exists()


def test_json_is_all_that_stdout_gets(roi_engine: CommandLine) -> None:
    said = roi_engine("run", "case.yaml", "--json", "--reports", "none")
    assert said.status == 0
    results = json.loads(said.out)
    assert results["schema"] == 1
    assert results["base"]["npv"] == pytest.approx(NPV, rel=1e-12)
    assert results["engine"]["draws"] == 1024


def test_nothing_is_written_without_reports(roi_engine: CommandLine, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    assert roi_engine("run", "case.yaml", "--reports", "none").status == 0
    assert set(tmp_path.rglob("*")) == before


def test_the_summary_names_the_case_and_the_place_of_the_reports(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("run", "case.yaml", "--reports", "md")
    assert said.status == 0
    assert "Small case" in said.out
    (folder,) = (tmp_path / "out").iterdir()
    assert f"written: {Path('out') / folder.name}" in said.err
    assert {path.name for path in folder.iterdir()} == {"results.json", "calculation.md", "summary.md"}
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["base"]["npv"] == pytest.approx(NPV)


def test_out_names_the_folder_and_verbose_the_files(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("run", "case.yaml", "--out", "here", "--reports", "md", "--verbose")
    assert (tmp_path / "here" / "summary.md").is_file()
    assert str(Path("here") / "summary.md") in said.err


def test_quiet_leaves_stderr_empty(roi_engine: CommandLine) -> None:
    said = roi_engine("run", "case.yaml", "--reports", "md", "--quiet")
    assert said.status == 0
    assert said.err == ""
    assert said.out


def test_a_folder_of_other_things_is_left_alone(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    said = roi_engine("run", "case.yaml", "--out", "mine", "--reports", "md")
    assert said.status == 2
    assert "thesis.txt" in said.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_variant_set_draws_and_seed_reach_the_engine(roi_engine: CommandLine) -> None:
    arguments = ["run", "case.yaml", "--json", "--reports", "none", "--draws", "256", "--seed", "7"]
    arguments += ["--variant", "poor", "--set", "finance.discount_rate=0 %/year"]
    results = json.loads(roi_engine(*arguments).out)
    assert results["base"]["npv"] == pytest.approx(2 * 1_100 - 10_000)
    assert results["scenario"]["variant"] == "poor"
    assert (results["engine"]["draws"], results["engine"]["seed"]) == (256, 7)


def test_a_condition_that_holds_is_status_3_and_says_why(roi_engine: CommandLine) -> None:
    conditions = ("--fail-if", "base.npv < 9091", "--fail-if", "base.npv < 0")
    said = roi_engine("run", "case.yaml", "--reports", "none", *conditions)
    assert said.status == 3
    assert "base.npv < 9091: it is 9090.9" in said.err
    assert "base.npv < 0" not in said.err
    assert "Small case" in said.out


def test_a_condition_that_does_not_hold_is_status_0(roi_engine: CommandLine) -> None:
    assert roi_engine("run", "case.yaml", "--reports", "none", "--fail-if", "base.npv < 9090").status == 0


def test_a_condition_on_nothing_writes_nothing(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("run", "case.yaml", "--reports", "md", "--fail-if", "base.npw < 1")
    assert said.status == 2
    assert "did you mean 'npv'?" in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("executor", ["threads:2", "processes:1"])
def test_an_executor_changes_no_figure(roi_engine: CommandLine, executor: str) -> None:
    alone = json.loads(roi_engine("run", "case.yaml", "--json", "--reports", "none").out)
    shared = json.loads(roi_engine("run", "case.yaml", "--json", "--reports", "none", "--executor", executor).out)
    assert shared["simulation"] == alone["simulation"]


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--variant", "por"), "did you mean 'poor'"),
        (("--draws", "lots"), "simulation.draws"),
        (("--seed", "-1"), "simulation.seed"),
        (("--language", "xx"), "language"),
        (("--set", "finance.discont_rate=3 %/year"), "discount_rate"),
    ],
)
def test_a_wrong_override_is_refused_by_the_door(
    roi_engine: CommandLine, arguments: tuple[str, ...], phrase: str
) -> None:
    said = roi_engine("run", "case.yaml", "--reports", "none", *arguments)
    assert said.status == 2
    assert said.out == ""
    assert phrase in said.err


def test_a_missing_file_is_status_2_without_a_trace(roi_engine: CommandLine) -> None:
    said = roi_engine("run", "cas.yaml")
    assert said.status == 2
    assert "cas.yaml" in said.err
    assert "Traceback" not in said.err


def test_a_division_by_zero_in_the_model_is_no_bug_of_the_engine(roi_engine: CommandLine, case: Path) -> None:
    text = case.read_text(encoding="utf-8").replace("orders * saving_per_order", "orders * saving_per_order / (1 - 1)")
    case.write_text(text, encoding="utf-8")
    said = roi_engine("run", "case.yaml", "--reports", "none")
    assert said.status == 2
    assert "benefits.savings" in said.err
