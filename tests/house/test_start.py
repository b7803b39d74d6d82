"""What a command imports: nothing heavy before it is needed. Judged by `sys.modules`, never by a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
HEAVY = ("numpy", "scipy", "pandas", "matplotlib", "pydantic", "pint", "yaml", "rich", "jinja2", "babel")
PROBE = (
    "import json, sys; from roi_engine.cli.application import run_application; "
    "status = run_application(sys.argv[2:]); "
    "open(sys.argv[1], 'w').write(json.dumps([status, sorted(sys.modules)]))"
)


def imported(*arguments: str, folder: Path) -> tuple[int, set[str]]:
    """Exit status of a command line, and the modules that were imported when it was done."""
    command = [sys.executable, "-c", PROBE, str(folder / "modules.json"), *arguments]
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    status, modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return status, set(modules)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["run", "--help"], ["validate", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    status, modules = imported(*arguments, folder=tmp_path)
    assert status == 0
    assert modules.isdisjoint(HEAVY)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import json, sys, roi_engine; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert set(json.loads(found.stdout)).isdisjoint({*HEAVY, "click"})


def test_a_run_without_reports_imports_no_charts_tables_or_statistics(tmp_path: Path) -> None:
    assert imported("init", "case.yaml", folder=tmp_path)[0] == 0
    status, modules = imported("run", "case.yaml", "--reports", "none", "--draws", "4096", "--quiet", folder=tmp_path)
    assert status == 0
    assert modules.isdisjoint({"scipy.stats", "matplotlib", "pandas"})
    assert "numpy" in modules  # the probe sees what there is
