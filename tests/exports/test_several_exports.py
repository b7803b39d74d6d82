"""Several files of one kind, personal values, the end of the exports, and the order of rows and columns."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from roi_engine.crm_data.database import Limits
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import Exports, read_exports
from roi_engine.errors import DataError
from tests.exports.dresses import DRESSES, TRUTHS, written

HEADER = "Deal ID,Status,Amount,Updated at\n"
ROWS = {
    "north.csv": HEADER + "1,Open,10,2025-01-01 10:00\n2,Won,20,2025-01-01 10:00\n",
    "south.csv": HEADER + "1,Won,11,2025-02-01 10:00\n3,Open,30,2025-02-01 10:00\n2,Won,20,2025-01-01 10:00\n",
}


def read(folder: Path, *files: ExportFile, **given: object) -> Exports:
    return read_exports(files, folder=folder, limits=Limits(threads=1), **given)  # type: ignore[arg-type]


def write(folder: Path, rows: dict[str, str], drop_updated: bool = False) -> None:
    for name, text in rows.items():
        lines = [line.rpartition(",")[0] if drop_updated else line for line in text.splitlines()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_deal_in_two_files_counts_once(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    exports = read(tmp_path, ExportFile("n", "north.csv"), ExportFile("s", "south.csv"))
    assert exports.database.run("SELECT deal, outcome, value, export FROM deals ORDER BY deal") == [
        ("1", "won", 1100, "s"), ("2", "won", 2000, "s"), ("3", "open", 3000, "s"),
    ]  # fmt: skip
    north, south = exports.reports
    assert {left.reason: left.rows for left in north.left_out} == {"earlier_state": 1, "repeated_row": 1}
    assert (north.rows_in, north.rows_used, south.rows_used) == (2, 0, 3)


def test_without_a_column_that_tells_the_latest_it_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ROWS, drop_updated=True)
    with pytest.raises(DataError, match="1 deal numbers stand in several files with rows that differ, such as '1'"):
        read(tmp_path, ExportFile("n", "north.csv"), ExportFile("s", "south.csv"))


@pytest.mark.parametrize(("repeats", "deals"), [("last", ["1", "2", "3"]), ("own", ["1", "1", "2", "2", "3"])])
def test_what_is_stated_of_repeats(repeats: str, deals: list[str], tmp_path: Path) -> None:
    write(tmp_path, ROWS, drop_updated=True)
    files = (ExportFile(name[0], name, repeats=repeats) for name in ROWS)
    assert read(tmp_path, *files).database.run("SELECT deal FROM deals ORDER BY deal") == [(deal,) for deal in deals]


def test_dimensions_of_one_file_are_empty_in_the_other(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "Deal ID,Status,Brand\n1,Open,X\n", "b.csv": "Deal ID,Status,Area\n2,Open,Y\n"})
    files = (
        ExportFile("a", "a.csv", dimensions={"brand": "Brand"}),
        ExportFile("b", "b.csv", dimensions={"area": "Area"}),
    )
    exports = read(tmp_path, *files)
    assert exports.dimensions == {"deals": ("brand", "area")}
    assert exports.database.run("SELECT deal, brand, area, export FROM deals ORDER BY deal") == [
        ("1", "X", None, "a"), ("2", None, "Y", "b"),
    ]  # fmt: skip


def test_cut_lines_of_one_file_are_not_those_of_the_next(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "Deal ID,Status\n1,Open\nTotal\n", "b.csv": "Ticket ID,Opened at\n2,2025-01-13 10:00\n"})
    exports = read(tmp_path, ExportFile("a", "a.csv"), ExportFile("b", "b.csv"))
    assert [report.rows_in for report in exports.reports] == [2, 1]


@pytest.mark.parametrize(
    ("until", "expected"),
    [("", "2025-02-03 00:00:00"), ("2025-06-30", "2025-06-30 23:59:59"), ("2025-06-30 10:00", "2025-06-30 10:00:00")],
)
def test_when_the_exports_were_made(until: str, expected: str, tmp_path: Path) -> None:
    rows = "Deal ID,Created,Close date,Status\n1,2025-01-31,2030-01-01,Open\n2,2025-01-31,2025-02-03,Won\n"
    write(tmp_path, {"a.csv": rows})
    exports = read(tmp_path, ExportFile("a", "a.csv", until=until))
    assert str(exports.until) == expected
    assert str(exports.reports[0].last) == "2025-02-03 00:00:00"


def test_an_end_before_the_last_moment_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "Deal ID,Created,Status\n1,2025-01-31,Open\n"})
    exports = read(tmp_path, ExportFile("a", "a.csv", until="2025-01-30"))
    assert [notice.code for notice in exports.reports[0].notices] == ["after-the-end"]


def test_two_exports_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="two exports are called 'a'"):
        read(tmp_path, ExportFile("a", "a.csv"), ExportFile("a", "b.csv"))


def everything(exports: Exports) -> str:
    """All that the database holds, as text."""
    names = exports.database.run("SELECT table_name FROM duckdb_tables()")
    return "".join(str(exports.database.run(f'SELECT * FROM "{name}"')) for (name,) in names)


def test_persons_are_nowhere_in_clear(tmp_path: Path) -> None:
    header = "Contact ID,First Name,Last Name,Email,Phone,Mailing Street,Lead Source,Account Name\n"
    (tmp_path / "c.csv").write_text(header + "1,Anna,Verdi,anna@firm.it,06 698 12345,Via Roma 1,web,Firm\n")
    exports = read(tmp_path, ExportFile("c", "c.csv", region="IT"), key=b"one")
    held = everything(exports)
    assert [word for word in ("Anna", "Verdi", "anna", "698", "Roma") if word in held] == []
    assert "Firm" in held
    ((email, phone),) = exports.database.run("SELECT email, phone FROM contacts")
    assert len(email) == len(phone) == 32
    assert exports.reports[0].personal == ("First Name", "Last Name", "Mailing Street")
    other = read(tmp_path, ExportFile("c", "c.csv", region="IT"), key=b"two")
    assert other.database.run("SELECT email FROM contacts") != [(email,)]


def test_the_key_is_drawn_once_a_process(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Deal ID,Status,Email\n1,Open,Anna.Verdi@firm.it\n2,Open,anna.verdi@FIRM.it\n")
    first, second = (read(tmp_path, ExportFile("c", "c.csv")) for _ in range(2))
    emails = first.database.run("SELECT email FROM deals")
    assert emails[0] == emails[1]
    assert second.database.run("SELECT email FROM deals") == emails


def test_the_order_of_rows_and_the_door(tmp_path: Path) -> None:
    lines = written("deals", DRESSES["iso"]).decode().splitlines()
    rows = lines[1:]
    tables = set()
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        (tmp_path / "d.csv").write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
        exports = read(tmp_path, ExportFile("d", "d.csv"), key=b"k")
        tables.add(str(exports.database.run("SELECT * FROM deals ORDER BY deal")))
    assert len(tables) == 1
    assert len(rows) == len(TRUTHS["deals"])
    with pytest.raises(Exception, match="disabled by configuration"):
        exports.database.run("SELECT * FROM read_csv($path)", {"path": str(tmp_path / "d.csv")})
