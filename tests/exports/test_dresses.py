"""The same export in English, Italian and Spanish dress becomes the same table, bit for bit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from roi_engine.crm_data.database import Limits, named
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.errors import DataError
from tests.exports.dresses import DRESSES, HEADERS, TRUTHS, written

KEY = b"a key for the tests"
NORMAL = {  # keys in their normal form
    "A.Rossi@firm.it": "a.rossi@firm.it", "x.y+z@host.es": "x.y@host.es", "C-000123": "C123", "C-000124": "C124",
    "77": "77", "+39 333 123 4567": "+393331234567",
}  # fmt: skip


def expected(kind: str) -> list[tuple[object, ...]]:
    """The truth in the columns of the table: keys as hashes, everything else as it is."""
    columns = export_tables()[kind].columns

    def value(row: dict[str, object], role: str) -> object:
        held = row.get(role)
        if held is None or columns[role].kind != "key":
            return held
        return hashlib.blake2b(NORMAL[str(held)].encode(), key=KEY, digest_size=16).hexdigest()

    return [(*(value(row, role) for role in columns), kind) for row in TRUTHS[kind]]


@pytest.mark.parametrize("dress", DRESSES)
def test_every_dress_gives_the_same_tables(dress: str, tmp_path: Path) -> None:
    files = []
    for kind in TRUTHS:
        (tmp_path / f"{kind}.csv").write_bytes(written(kind, DRESSES[dress]))
        files.append(ExportFile(kind, f"{kind}.csv", date_format=DRESSES[dress].date_format))
    exports = read_exports(files, folder=tmp_path, key=KEY, limits=Limits(threads=1))
    for kind, report in zip(TRUTHS, exports.reports, strict=True):
        assert exports.database.run(f"SELECT * FROM {named(kind)} ORDER BY rowid") == expected(kind)
        assert {role for role, _ in report.columns} == {*HEADERS[kind]}
        assert (report.rows_in, report.rows_used, report.left_out) == (len(TRUTHS[kind]), len(TRUTHS[kind]), ())
        assert report.delimiter == DRESSES[dress].delimiter
        assert exports.known[kind] >= {*HEADERS[kind]}


def test_a_typed_file_gives_the_same_table(tmp_path: Path) -> None:
    import pandas as pd

    for kind in ("deals", "tickets", "campaigns"):
        frame = pd.DataFrame(TRUTHS[kind])
        for role in {"value", "cost", "revenue"} & {*frame.columns}:
            frame[role] = frame[role] / 100
        frame = frame.rename(columns={role: names[0] for role, names in HEADERS[kind].items()})
        if kind == "tickets":
            frame["Handle time (minutes)"] /= 60
        path = tmp_path / f"{kind}.parquet"
        written_by = pytest.importorskip("duckdb").connect()
        written_by.register("frame", frame)
        written_by.execute(f"COPY frame TO '{path}' (FORMAT parquet)")
        exports = read_exports([ExportFile(kind, str(path))], key=KEY, limits=Limits(threads=1))
        assert exports.database.run(f"SELECT * FROM {named(kind)} ORDER BY rowid") == expected(kind)


def test_floating_point_numbers_are_rounded_and_lists_refused(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "deals.parquet"
    rows = "(0.1 + 0.2, [1, 2]), (1234.5, [3]), (NULL, []), ('nan'::DOUBLE, [])"
    select = "SELECT row_number() OVER () AS deal_id, 'open' AS status, v::DOUBLE AS value, l AS note"
    select += f" FROM (VALUES {rows}) t(v, l)"
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    exports = read_exports([ExportFile("deals", str(path))], limits=Limits(threads=1))
    assert exports.database.run("SELECT deal, value FROM deals ORDER BY deal") == [
        ("1", 30), ("2", 123450), ("3", None), ("4", None),
    ]  # fmt: skip
    with pytest.raises(DataError, match=r"column 'note' holds INTEGER\[\]"):
        read_exports([ExportFile("deals", str(path), dimensions={"note": "note"})])
