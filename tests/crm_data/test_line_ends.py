"""Lines that end in two ways in one file are read like any other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from roi_engine.crm_data.reading import read_log

ROWS = ("customer,date,amount", "A,2026-01-31,1.25", "B,2026-02-28,2.50", "A,2026-03-15,4.00")


@pytest.mark.parametrize(
    "content",
    [
        f"{ROWS[0]}\n" + "".join(f"{row}\r\n" for row in ROWS[1:]),
        f"{ROWS[0]}\r\n" + "".join(f"{row}\n" for row in ROWS[1:]),
        f"{ROWS[0]}\r\n{ROWS[1]}\n{ROWS[2]}\r{ROWS[3]}",
        f'{ROWS[0]},note\r\n{ROWS[1]},"two\nlines"\r\n{ROWS[2]},\r\n{ROWS[3]},\r\n',
    ],
)
def test_mixed_line_ends(tmp_path: Path, content: str) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(content.encode())
    report = read_log(file).report
    assert (report.rows_in, report.rows_used, report.customers) == (3, 3, 2)
    assert report.control_total == Decimal("7.75")
    assert (report.first_date, report.last_date) == (date(2026, 1, 31), date(2026, 3, 15))
