"""`rfm migrate` from the command line: one log with a control group, two lists, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

COLUMNS = ("--columns", "customer=id,date=day,amount=total,arm=group")
DATES = ("--from", "2025-06-30", "--to", "2025-12-31")


@pytest.fixture(autouse=True)
def log(tmp_path: Path) -> Path:
    """400 customers who ordered once by June; in the second half nine in ten of the treated order again, no other."""
    lines = ["id,day,total,group"]
    for n in range(400):
        arm = "mailed" if n % 2 else "kept out"
        lines.append(f"c{n},2025-{1 + n % 6:02d}-{1 + n % 28:02d},100,{arm}")
        if n % 2 and n % 20 != 1:
            lines.append(f"c{n},2025-{7 + n % 6:02d}-{1 + n % 28:02d},100,{arm}")
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_effect_is_measured_against_the_control(roi_engine: CommandLine) -> None:
    arguments = ("rfm", "migrate", "log.csv", *COLUMNS, *DATES, "--control", "kept out", "--margin", "40%")
    told = json.loads(roi_engine(*arguments, "--json").out)
    effects = {each["measured"]: each for each in told["effects"]}
    assert effects["score"]["evidence"] == "control"
    assert effects["score"]["lower"] > 0
    assert effects["score"]["n_treated"] == effects["score"]["n_control"] == 200
    assert told["control"] == "kept out"
    assert sum(map(sum, told["transitions"]["counts"])) == 400
    said = roi_engine(*arguments)
    assert "higher by" in said.out
    assert "Of the treated," in said.out


def test_the_folder_holds_matrix_and_streams(roi_engine: CommandLine, tmp_path: Path) -> None:
    arguments = ("rfm", "migrate", "log.csv", *COLUMNS, *DATES, "--control", "kept out", "--out", "moved")
    assert roi_engine(*arguments).status == 0
    names = {path.relative_to(tmp_path / "moved").as_posix() for path in (tmp_path / "moved").rglob("*.*")}
    assert {"report.json", "report.md", "charts/migration.svg", "charts/alluvial.svg"} <= names


def test_two_lists_are_compared(roi_engine: CommandLine, tmp_path: Path) -> None:
    for name, month, start in (("one", "06", 0), ("two", "12", 5)):
        rows = "".join(f"k{n},2025-{month}-{1 + n % 28:02d},{1 + n % 5},{10 * n}\n" for n in range(start, start + 40))
        (tmp_path / f"{name}.csv").write_text(f"customer,last_date,orders,amount\n{rows}", encoding="utf-8")
    told = json.loads(roi_engine("rfm", "migrate", "one.csv", "two.csv", "--json").out)
    (arm,) = told["arms"]
    assert (arm["directions"]["new"], arm["directions"]["lost"]) == (5, 5)
    assert len(told["files"]) == 2
    assert told["effects"] == []
    assert "No effect can be told" in roi_engine("rfm", "migrate", "one.csv", "two.csv").out


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ((*COLUMNS, "--from", "2025-06-30"), "--from DATE and --to DATE"),
        ((*COLUMNS, "--from", "2025-12-31", "--to", "2025-06-30"), "does not come before"),
        ((*COLUMNS, *DATES), "which arm was kept out"),
        ((*COLUMNS, *DATES, "--control", "kept ot"), "did you mean 'kept out'"),
        (("--columns", "customer=id,date=day", *DATES, "--control", "x"), "--columns arm=HEADER"),
        (("b.csv", "c.csv"), "one log, or two lists"),
    ],
)
def test_what_cannot_be_compared_is_refused(roi_engine: CommandLine, arguments: tuple[str, ...], phrase: str) -> None:
    said = roi_engine("rfm", "migrate", "log.csv", *arguments)
    assert (said.status, said.out) == (2, "")
    assert phrase in said.err
