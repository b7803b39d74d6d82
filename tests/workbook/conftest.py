"""One start of the spreadsheet program for all tests of the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook.office import PROGRAM, recalculated


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory):
    """Recalculates workbooks; skips where no spreadsheet program is installed."""
    if PROGRAM is None:
        pytest.skip("no spreadsheet program (soffice) is installed")

    def compute(books: dict[str, bytes]) -> dict[str, dict[str, dict[str, float | str]]]:
        folder: Path = tmp_path_factory.mktemp("office")
        return recalculated(books, folder)

    return compute
