"""The same export in English, Italian and Spanish dress becomes the same table, bit for bit."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from roi_engine.crm_data.database import Limits, named
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.errors import DataError
from tests.exports.dresses import DRESSES, HEADERS, TRUTHS, Dress, written

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


def random_deals(draw: random.Random) -> list[dict[str, object]]:
    """Deals with any days, times and amounts, some of them missing."""
    rows: list[dict[str, object]] = []
    for number in range(draw.randint(1, 6)):
        created = datetime(2024, 1, 1) + timedelta(seconds=draw.randrange(63_000_000))
        outcome = draw.choice(("won", "lost", "open"))
        closed = None if outcome == "open" else created + timedelta(seconds=draw.randrange(9_000_000))
        value = draw.choice((None, draw.randrange(10**9), 100 * draw.randrange(10**4)))
        rows.append({"deal": f"{number:03d}", "created": created, "closed": closed, "outcome": outcome, "value": value})
    return rows


def random_dress(draw: random.Random) -> Dress:
    decimal = draw.choice(".,")
    grouping = draw.choice(["", " ", "\u00a0", "'", ".,".replace(decimal, "")])
    date = draw.choice(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%b-%Y", "%b %d, %Y", "%m/%d/%y", "%Y%m%d"])
    clock = draw.choice([" %H:%M:%S", "T%H:%M:%S", " %I:%M:%S %p", ", %H:%M:%S", " %H:%M:%S+00:00"])
    encoding = draw.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    return Dress(draw.randrange(3), draw.choice(";\t|"), grouping, decimal, date, clock, encoding, seed=draw.random())


def test_any_table_is_read_right_or_refused_as_ambiguous(tmp_path: Path) -> None:
    draw, read, refused = random.Random(8), 0, set()
    for _ in range(30):
        rows, dress = random_deals(draw), random_dress(draw)
        (tmp_path / "deals.csv").write_bytes(written("deals", dress, rows))
        try:
            exports = read_exports([ExportFile("deals", "deals.csv")], folder=tmp_path, limits=Limits(threads=1))
        except DataError as error:
            refused |= {problem.code for problem in error.problems}
            continue
        read += 1
        found = exports.database.run("SELECT deal, created, closed, outcome, value FROM deals ORDER BY rowid")
        assert found == [tuple(row.values()) for row in rows], dress
    assert read >= 20
    assert refused <= {"ambiguous-date"}  # amounts have their cents, which leave nothing open


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
