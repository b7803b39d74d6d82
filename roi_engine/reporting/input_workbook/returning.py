"""Writing the scenario that a filled workbook stands for, once the door has let it pass."""

from __future__ import annotations

import secrets
from pathlib import Path

from roi_engine.errors import ScenarioError
from roi_engine.reporting.bundle import write_file
from roi_engine.scenario.input_workbook import in_cells, read_input_workbook
from roi_engine.scenario.loading import check_scenario


def write_returned(workbook: Path, out: Path) -> int:
    """Write the scenario of a filled workbook to `out`, and return how many values were changed.

    It is checked beside its place, where the files that it extends and reads are found, with all of its variants.
    ScenarioError lists every problem, with its cell where it has one; nothing is written then.
    """
    returned = read_input_workbook(workbook)
    aside = out.parent / f".{out.stem}.{secrets.token_hex(4)}.partial.yaml"
    try:
        write_file(aside, returned.content)
        problems, scenario = check_scenario(aside)
    finally:
        aside.unlink(missing_ok=True)
    if scenario is None:
        raise ScenarioError(in_cells(problems, returned, workbook, aside))
    write_file(out, returned.content)
    return len(returned.edits)
