"""`validate` says what `run` would say of the base case, and counts what it read."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import CommandLine


def _replace(case: Path, old: str, new: str) -> None:
    text = case.read_text(encoding="utf-8")
    assert old in text
    case.write_text(text.replace(old, new), encoding="utf-8")


def test_a_base_case_without_figures_is_a_problem(roi_engine: CommandLine, case: Path) -> None:
    _replace(case, "orders * saving_per_order", "orders * saving_per_order / (orders / '1100 order/year' - 1)")
    run = roi_engine("run", "case.yaml", "--reports", "none")
    said = roi_engine("validate", "case.yaml")
    assert (run.status, said.status) == (2, 2)
    assert "ok" not in said.out
    assert "benefits.savings: division by zero" in said.err
    assert said.err.startswith("case.yaml:9:5: ")
    assert said.err.splitlines()[-1] == "1 problem"
    (file,) = json.loads(roi_engine("validate", "case.yaml", "--json").out)["files"]
    assert (file["ok"], [one["code"] for one in file["problems"]]) == (False, ["not_finite"])
    assert roi_engine("validate", "case.yaml", "--set", "benefits.savings.orders=1000").status == 0


def test_the_base_case_of_every_member_is_computed(roi_engine: CommandLine, case: Path) -> None:
    (case.parent / "all.yaml").write_text(
        "kind: portfolio\nschema_version: 1\nname: Both\n"
        "members: {one: case.yaml, two: {file: case.yaml, set: {benefits.savings.orders: 1000}}}\n",
        encoding="utf-8",
    )
    said = roi_engine("validate", "all.yaml")
    assert (said.status, said.out.strip()) == (0, "all.yaml: ok: Both (2 members)")
    _replace(case, "orders * saving_per_order", "orders * saving_per_order / (orders / '1000 order/year' - 1)")
    said = roi_engine("validate", "all.yaml")
    assert said.status == 2
    assert "division by zero" in said.err


def test_what_was_read_is_counted(roi_engine: CommandLine, case: Path) -> None:
    """Two inputs, the initial amount, two years, and the discount rate."""
    assert roi_engine("validate", "case.yaml").out.strip() == "case.yaml: ok: Small case (2 lines, 6 values)"
    lone = case.read_text(encoding="utf-8").split("benefits:")[0].replace("years: 2", "years: 1")
    case.write_text(lone + "costs: {fee: {table: {by_year: [1]}}}\n", encoding="utf-8")
    assert roi_engine("validate", "case.yaml").out.strip() == "case.yaml: ok: Small case (1 line, 2 values)"
