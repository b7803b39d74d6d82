"""Every awkward export is read right or refused with its row and column; none is read wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.crm_data.database import Limits
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import Exports, read_exports
from roi_engine.errors import DataError
from tests.exports import awkward
from tests.exports.awkward import Refused, Right
from tests.exports.awkward_habits import HABITS_REFUSED, HABITS_RIGHT

REFUSED = awkward.REFUSED | HABITS_REFUSED
RIGHT = awkward.RIGHT | HABITS_RIGHT


def read(case: Refused | Right, folder: Path) -> Exports:
    content = case.content if isinstance(case.content, bytes) else case.content.encode()
    (folder / "export.csv").write_bytes(content)
    stated = ExportFile("export", "export.csv", **case.stated)
    return read_exports([stated], folder=folder, limits=Limits(threads=1))


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(RIGHT) >= 150


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    case = REFUSED[name]
    with pytest.raises(DataError) as caught:
        read(case, tmp_path)
    first = caught.value.problems[0]
    assert first.code == case.code, str(caught.value)
    assert case.says in str(caught.value)
    assert (first.line, first.column) == (case.line, case.column), str(caught.value)
    assert first.file.endswith("export.csv")


@pytest.mark.parametrize("name", RIGHT)
def test_read_right(name: str, tmp_path: Path) -> None:
    case = RIGHT[name]
    exports = read(case, tmp_path)
    (report,) = exports.reports
    assert exports.database.run(case.query) == case.rows
    assert {left.reason: left.rows for left in report.left_out} == dict(case.left_out)
    assert report.rows_in == report.rows_used + sum(case.left_out.values())
    assert tuple(notice.code for notice in report.notices) == case.notices
