"""`roi-engine convert`: a scenario to a workbook, and back."""

from __future__ import annotations

from pathlib import Path

from roi_engine.scenario import load_scenario
from tests.cli.conftest import CommandLine
from tests.filled_workbook import Workbook


def test_there_and_back_is_the_same_file(roi_engine: CommandLine, case: Path) -> None:
    before = case.read_bytes()
    there = roi_engine("convert", "case.yaml")
    assert (there.status, there.out) == (0, "case.xlsx\n")
    assert "roi-engine convert case.xlsx --out case.yaml --force" in there.err
    back = roi_engine("convert", "case.xlsx", "--out", "back.yaml")
    assert (back.status, back.out) == (0, "back.yaml\n")
    assert "no value changed" in back.err
    assert (case.parent / "back.yaml").read_bytes() == before == case.read_bytes()


def test_a_filled_cell_comes_back(roi_engine: CommandLine, case: Path) -> None:
    roi_engine("convert", "case.yaml")
    workbook = case.with_suffix(".xlsx")
    path, before = "benefits.savings.inputs.saving_per_order", case.read_bytes()
    workbook.write_bytes(Workbook(workbook.read_bytes()).fill(path, mode=12).content())
    said = roi_engine("convert", "case.xlsx", "--force")
    assert (said.status, said.out) == (0, "case.yaml\n")
    assert "1 value changed" in said.err
    assert case.read_bytes() == before.replace(b"mode: 10,", b"mode: 12,")
    load_scenario(case)


def test_problems_end_with_status_2_and_nothing_is_written(roi_engine: CommandLine, case: Path) -> None:
    roi_engine("convert", "case.yaml")
    workbook = case.with_suffix(".xlsx")
    book = Workbook(workbook.read_bytes())
    path = "benefits.savings.inputs.saving_per_order"
    address = book.address(path, "mode")
    workbook.write_bytes(book.fill(path, mode="twelve").content())
    said = roi_engine("convert", "case.xlsx", "--out", "other.yaml")
    assert said.status == 2
    assert f"case.xlsx:{address}: {path}: 'twelve' is not a number" in said.err
    assert not (case.parent / "other.yaml").exists()


def test_nothing_is_replaced_unasked(roi_engine: CommandLine, case: Path) -> None:
    roi_engine("convert", "case.yaml")
    for arguments in (("case.yaml",), ("case.xlsx",)):
        said = roi_engine("convert", *arguments)
        assert said.status == 2
        assert "--force replaces it" in said.err
    assert roi_engine("convert", "case.yaml", "--out", "case.yaml", "--force").status == 2
    assert "does not exist" in roi_engine("convert", "case.yaml", "--out", "no/case.xlsx").err


def test_what_cannot_be_converted_is_told(roi_engine: CommandLine, case: Path) -> None:
    (case.parent / "all.yaml").write_text("kind: portfolio\nmembers: {a: case.yaml}\n", encoding="utf-8")
    (case.parent / "broken.yaml").write_text("a: [1\n", encoding="utf-8")
    (case.parent / "other.xlsx").write_bytes(b"no workbook")
    told = {
        "all.yaml": "members one by one", "broken.yaml": "broken.yaml:", "other.xlsx": "not an xlsx",
        "missing.yaml": "was not found", "missing.xlsx": "was not found",
    }  # fmt: skip
    for name, said in told.items():
        found = roi_engine("convert", name)
        assert found.status == 2, name
        assert said in found.err, name
    assert sorted(one.name for one in case.parent.iterdir()) == ["all.yaml", "broken.yaml", "case.yaml", "other.xlsx"]
