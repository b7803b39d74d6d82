from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting import bundle, run_files
from roi_engine.reporting.bundle import OutputError, run_folder_name, write_file, write_run
from roi_engine.reporting.findings import Findings
from roi_engine.scenario import load_scenario


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return results["good"]


@pytest.fixture
def one_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one chart is drawn where the others would prove nothing more."""
    monkeypatch.setattr(run_files, "CHART_NAMES", ("benefit_stack",))


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_whole_run(good: Result, tmp_path: Path) -> None:
    written = write_run(good, tmp_path / "deep" / "run", ("md", "charts"))
    folder = tmp_path / "deep" / "run"
    assert written[0] == folder / "results.json"
    names = {path.relative_to(folder).as_posix() for path in written}
    kinds = [f"charts/{name}.{kind}" for name in run_files.CHART_NAMES for kind in ("svg", "png", "csv")]
    assert names == {"results.json", "summary.md", *kinds}
    assert {path for path in folder.rglob("*") if path.is_file()} == set(written)
    assert json.loads(written[0].read_text(encoding="utf-8"))["schema"] == 1
    assert "(charts/waterfall.svg)" in (folder / "summary.md").read_text(encoding="utf-8")
    assert (folder / "charts/waterfall.png").read_bytes().startswith(b"\x89PNG")
    assert left_over(tmp_path / "deep") == ["run"]


def test_the_calculation_of_every_line_is_written_and_linked(good: Result, tmp_path: Path) -> None:
    scenario = load_scenario(Path(__file__).parents[2] / "scenarios" / "small_business.yaml")
    changed, folder = replace(good, scenario=scenario), tmp_path / "run"
    names = [path.name for path in write_run(changed, folder, ("md",))]
    assert names == ["results.json", "calculation.md", "summary.md"]
    told = (folder / "calculation.md").read_text(encoding="utf-8")
    assert [line.id in told for line in scenario.lines] == [True] * len(scenario.lines)
    assert told.count("| Ref. | Metric |") == len(scenario.lines)
    assert (folder / "summary.md").read_text(encoding="utf-8").rstrip().endswith("(calculation.md)")
    stressed = Findings(stress=scenario.stresses[0])
    assert [path.name for path in write_run(changed, folder, ("md",), stressed)] == ["results.json", "summary.md"]
    assert "calculation.md" not in (folder / "summary.md").read_text(encoding="utf-8")


def test_charts_without_anything_to_draw_are_left_out(
    results: dict[str, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_files, "CHART_NAMES", ("waterfall", "distribution", "tornado"))
    names = {path.name for path in write_run(results["certain_loss"], tmp_path / "run", ("charts",))}
    assert "waterfall.svg" in names
    assert not {"distribution.svg", "tornado.svg", "summary.md"} & names


@pytest.mark.parametrize("kinds", [(), ("none",)])
def test_none_writes_nothing(good: Result, tmp_path: Path, kinds: tuple[str, ...]) -> None:
    assert write_run(good, tmp_path / "run", kinds) == ()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("kinds", [("docx",), ("none", "md")])
def test_unknown_kinds_are_refused(good: Result, tmp_path: Path, kinds: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="kinds of report"):
        write_run(good, tmp_path / "run", kinds)


@pytest.mark.usefixtures("one_chart")
def test_an_earlier_run_is_replaced_whole(good: Result, results: dict[str, Result], tmp_path: Path) -> None:
    write_run(good, tmp_path / "run", ("charts",))
    write_run(results["poor"], tmp_path / "run", ("md",))
    assert left_over(tmp_path / "run") == ["results.json", "summary.md"]
    assert json.loads((tmp_path / "run/results.json").read_text())["scenario"]["name"] == "Sales CRM"
    assert left_over(tmp_path) == ["run"]


def test_an_empty_folder_is_used(good: Result, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    assert write_run(good, tmp_path / "run", ("md",))


@pytest.mark.parametrize("marker", [None, "not json", "[]", '{"schema": 1}'])
def test_what_is_not_ours_is_never_replaced(good: Result, tmp_path: Path, marker: str | None) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "summary.md").write_text("mine")
    if marker is not None:
        (folder / "results.json").write_text(marker)
    with pytest.raises(OutputError, match="holds no results"):
        write_run(good, folder, ("md",))
    assert (folder / "summary.md").read_text() == "mine"


def test_a_file_of_someone_else_beside_a_run_is_kept(good: Result, tmp_path: Path) -> None:
    write_run(good, tmp_path / "run", ("md",))
    (tmp_path / "run/notes.docx").write_text("mine")
    with pytest.raises(OutputError, match=r"notes\.docx"):
        write_run(good, tmp_path / "run", ("md",))
    assert (tmp_path / "run/notes.docx").exists()


def test_a_file_in_the_way_is_refused(good: Result, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        write_run(good, tmp_path / "run", ("md",))
    with pytest.raises(OutputError, match="cannot write"):
        write_run(good, tmp_path / "run" / "below", ("md",))


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError, ZeroDivisionError])
@pytest.mark.parametrize("earlier", [False, True])
def test_an_interrupted_run_leaves_what_was_there(
    good: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException], earlier: bool
) -> None:
    if earlier:
        write_run(good, tmp_path / "run", ("md",))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def broken(*_: Any) -> Iterator[tuple[str, bytes]]:
        yield "results.json", b"{}"
        raise failure

    monkeypatch.setattr(bundle, "run_files", broken)
    with pytest.raises(OutputError if failure is OSError else failure):
        write_run(good, tmp_path / "run", ("md",))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert left_over(tmp_path) == (["run"] if earlier else [])


def test_an_earlier_run_comes_back_if_the_renaming_fails(
    good: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(good, tmp_path / "run", ("md",))
    before = (tmp_path / "run/results.json").read_bytes()
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match="Permission denied"):
        write_run(good, tmp_path / "run", ("md",))
    assert (tmp_path / "run/results.json").read_bytes() == before
    assert left_over(tmp_path) == ["run"]


def test_write_file_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "scenario.yaml"
    write_file(path, "name: è\n")
    assert path.read_bytes() == "name: è\n".encode()

    def broken(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bundle.os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, "other")
    assert path.read_bytes() == "name: è\n".encode()
    assert left_over(path.parent) == ["scenario.yaml"]


def test_write_file_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write"):
        write_file(tmp_path / "file" / "below.yaml", "x")


def test_folder_names_are_safe(results: dict[str, Result]) -> None:
    assert run_folder_name(results["good"].scenario) == "contact-centre-0f0f0f0f"
    assert run_folder_name(results["poor"].scenario) == "contact-centre-pessimistic-0f0f0f0f"
    assert run_folder_name(results["hostile"].scenario) == "contact-centre-etc-passwd-0f0f0f0f"
    scenario = replace(results["good"].scenario, file="../Prêt-à…/..", variant=None)
    assert run_folder_name(scenario) == "contact-centre-crm-0f0f0f0f"


def test_csv_of_hostile_names_holds_no_formula(
    results: dict[str, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_files, "CHART_NAMES", ("waterfall",))
    write_run(results["hostile"], tmp_path / "run", ("charts",))
    rows = (tmp_path / "run/charts/waterfall.csv").read_text(encoding="utf-8-sig").splitlines()
    assert not [row for row in rows if row.startswith(("=", "@", '"=', "+"))]
    assert any(row.startswith("'=cmd") for row in rows)


def test_csv_of_a_chart_tells_a_spreadsheet_its_letters(
    results: dict[str, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the mark at its start a spreadsheet takes the accents for other letters; pandas leaves the mark out."""
    monkeypatch.setattr(run_files, "CHART_NAMES", ("waterfall",))
    write_run(results["good"], tmp_path / "run", ("charts",))
    path = tmp_path / "run/charts/waterfall.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not pd.read_csv(path).columns[0].startswith("\ufeff")
