"""Times of day in a column of their own beside the dates: joined where the names make it sure, else told as unused."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import Exports, read_exports

TICKETS = """\
Numero ticket;Data apertura;Ora apertura;Data chiusura;{clock};Stato
T1;05/01/2026;09:00;05/01/2026;{first};Chiuso
T2;16/01/2026;10:00;18/01/2026;{second};Chiuso
T3;19/01/2026;11:00;;;Aperto
"""


def read(path: Path, text: str) -> Exports:
    path.write_text(text, encoding="utf-8")
    return read_exports([ExportFile("tickets", str(path))])


def moments(exports: Exports, table: str, column: str) -> list[str | None]:
    rows = exports.database.run(f"SELECT {column} FROM {table} ORDER BY rowid")
    return [None if at is None else datetime.datetime.isoformat(at, sep=" ", timespec="minutes") for (at,) in rows]


def codes(exports: Exports) -> list[str]:
    return [one.code for one in exports.reports[0].notices]


def test_a_time_that_is_named_as_its_date_is_joined(tmp_path: Path) -> None:
    exports = read(tmp_path / "t.csv", TICKETS.format(clock="Ora chiusura", first="15:30", second="8:05"))
    assert moments(exports, "tickets", "opened") == ["2026-01-05 09:00", "2026-01-16 10:00", "2026-01-19 11:00"]
    assert moments(exports, "tickets", "closed") == ["2026-01-05 15:30", "2026-01-18 08:05", None]
    assert codes(exports) == ["joined-times", "joined-times"]
    assert (exports.only_days["tickets"], exports.reports[0].unmapped) == (frozenset(), ())


@pytest.mark.parametrize(
    ("clock", "first", "second"),
    [
        ("Ora", "15:30", "08:05"),  # of which of two dates?
        ("Ora chiusura", "15:30", ""),  # a date without a time
        ("Ora chiusura", "15:30", "3:05 PM"),  # two forms
        ("Ora chiusura", "sera", "08:05"),
    ],
)
def test_times_that_are_not_sure_are_not_used_and_said_so(tmp_path: Path, clock: str, first: str, second: str) -> None:
    exports = read(tmp_path / "t.csv", TICKETS.format(clock=clock, first=first, second=second))
    assert moments(exports, "tickets", "closed") == ["2026-01-05 00:00", "2026-01-18 00:00", None]
    assert codes(exports) == ["joined-times", "unused-times"]
    assert exports.reports[0].unmapped == (clock,)


@pytest.mark.parametrize("header", ["Order ID,Date,Time,Customer ID,Total", "N. pedido,Fecha,Hora,ID cliente,Total"])
def test_the_only_date_takes_the_only_time(tmp_path: Path, header: str) -> None:
    text = f"{header}\n1,2026-01-05,2:30 PM,c1,10.00\n2,2026-01-15,12:05 AM,c1,12.00\n"
    assert moments(read(tmp_path / "o.csv", text), "orders", "date") == ["2026-01-05 14:30", "2026-01-15 00:05"]


def test_a_length_of_time_is_no_time_of_day(tmp_path: Path) -> None:
    text = "Ticket ID,Opened date,Opened time,Response date,Response time\nT1,2026-01-05,09:00,2026-01-05,00:30\n"
    exports = read(tmp_path / "t.csv", text)
    assert moments(exports, "tickets", "opened") == ["2026-01-05 09:00"]
    assert exports.reports[0].unmapped == ("Response date", "Response time")


def test_dates_that_have_their_own_time_are_left_alone(tmp_path: Path) -> None:
    text = "Order ID,Date,Time,Total\n1,2026-01-05 10:00,14:30,10.00\n2,2026-01-15 11:00,14:40,12.00\n"
    exports = read(tmp_path / "o.csv", text)
    assert moments(exports, "orders", "date") == ["2026-01-05 10:00", "2026-01-15 11:00"]
