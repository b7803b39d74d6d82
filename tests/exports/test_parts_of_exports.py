"""Times, lengths of time, currencies, words: the parts that the reading of an export is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.crm_data.dates import FORMATS
from roi_engine.crm_data.exports.currencies import currency_code, header_currency
from roi_engine.crm_data.exports.footers import is_total, total_sql
from roi_engine.crm_data.exports.meanings import choice_meaning, flag_meaning
from roi_engine.crm_data.exports.moments import clock, clock_finding, date_sql, parts_of, rest_sql
from roi_engine.crm_data.exports.month_names import figures_sql, in_figures
from roi_engine.crm_data.exports.spans import header_unit, span_seconds
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.exports.words import choice_words, flag_words, is_personal

SECONDS = st.integers(0, 86_399)
WRITTEN = ["%H:%M:%S", "%I:%M:%S %p", "%H.%M.%S", "%I:%M:%S%p"]


@given(SECONDS, st.sampled_from(WRITTEN), st.sampled_from([" ", "T", ", "]))
def test_every_time_of_day_is_read_back(seconds: int, form: str, before: str) -> None:
    moment = datetime(2025, 1, 1) + timedelta(seconds=seconds)
    found = clock(before + moment.strftime(form))
    assert found is not None
    assert found.seconds == seconds


@given(SECONDS, st.integers(-14 * 4, 14 * 4))
def test_an_offset_is_taken_to_utc(seconds: int, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    moment = datetime(2025, 1, 2, tzinfo=zone) + timedelta(seconds=seconds)
    token, rest = parts_of(moment.isoformat())
    found, day = clock(rest), FORMATS["yyyy-mm-dd"].day(token)
    assert found is not None
    assert day is not None
    assert datetime(1970, 1, 1) + timedelta(days=day, seconds=found.seconds) == moment.astimezone(UTC).replace(
        tzinfo=None
    )


TEXTS = [
    "2025-01-31", "31/01/2025 14:05", "31.1.2025, 2:05 p. m.", "2025-01-31T14:05:33.250Z", "Jan 31, 2025 9:05 pm",
    "31 de enero de 2025", "", "Total", "31/01/2025 14:05:33,5", "1-feb-2025", "Février 2025", "20250131 14.05.33",
]  # fmt: skip


def test_the_database_cuts_moments_as_python_does() -> None:
    connection = duckdb.connect()
    for told in TEXTS:
        figures = f"(SELECT {figures_sql('t')} AS f FROM (SELECT $t AS t))"
        sql = f"SELECT f, d, {rest_sql('f', 'd')} FROM (SELECT f, {date_sql('f')} AS d FROM {figures})"
        ((plain, date, rest),) = connection.execute(sql, {"t": told}).fetchall()
        assert (plain, date, rest) == (in_figures(told), *parts_of(told))


@pytest.mark.parametrize(
    "rest", [" 24:00", " 12:60", " 10:00:60", " 0:30 AM", " 13:00 PM", "T10", " 10:00 CET", " 10:00+15:00", " 1000"]
)
def test_impossible_times(rest: str) -> None:
    assert clock(rest) is None


def test_a_column_has_one_form_of_time() -> None:
    assert clock_finding({" 10:00": 2, " 11:00:30": 1}).seconds[" 11:00:30"] == 39630
    assert clock_finding({"": 3}).only_days
    assert clock_finding({"": 1, " 10:00": 5}).odd == {""}
    assert clock_finding({"": 5, " 10:00": 1}).odd == {" 10:00"}
    assert clock_finding({"T10:00Z": 5, "T10:00+02:00": 1}).is_zoned
    assert clock_finding({"T10:00Z": 5, "T10:00": 1}).mixture == "times with and without a zone"


@given(st.integers(0, 10**7))
def test_lengths_of_time_are_read_back(seconds: int) -> None:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    days, over = divmod(hours, 24)
    assert span_seconds(f"{hours:02d}:{minutes:02d}:{rest:02d}", "") == seconds
    assert span_seconds(f"{days} days {over:02d}:{minutes:02d}:{rest:02d}", "") == seconds
    assert span_seconds(f"{days}d {over}h {minutes}m {rest}s", "") == seconds
    assert span_seconds(f"{days} giorni, {over} ore, {minutes} minuti e {rest} secondi", "") == seconds
    assert span_seconds(f"{days} días {over} horas {minutes} minutos y {rest} segundos", "") == seconds


@pytest.mark.parametrize(
    "value", ["", "-1 h", "1", "1:2", "1:60:00", "1:00:60", "1 d 25:00:00", "1 h 1 h", "5 x", "1.234 min", "h", "1 h x"]
)
def test_what_is_no_length_of_time(value: str) -> None:
    assert span_seconds(value, "") is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [("Handle time in seconds", "second"), ("Tempo di attesa (min)", "minute"), ("Tiempo de espera en horas", "hour"),
     ("resolution_hours", "hour"), ("Minuti di attesa", "minute"), ("Resolution time (hours, rounded)", "hour"),
     ("Customer's wait", ""), ("Wait (m)", ""), ("Durata [h]", "hour"), ("Wait (mm:ss)", "mm:ss"),
     ("Wait (h:mm)", "hh:mm"), ("Days open", "day"), ("Tempo (hh:mm:ss)", "")],
)  # fmt: skip
def test_units_of_headers(header: str, unit: str) -> None:
    assert header_unit(header).unit == unit
    assert not header_unit(header).is_doubtful


def test_currencies_have_one_name() -> None:
    assert [currency_code(told) for told in ("€", "eur", "US$", "Euro", "GBP - Pound", "$", "?")] == [
        "EUR", "EUR", "USD", "EUR", "GBP", "$", "?",
    ]  # fmt: skip
    assert [header_currency(told) for told in ("Cost (€)", "Costo EUR", "SUM", "Amount in USD", "Valore")] == [
        "EUR", "EUR", "", "USD", "",
    ]  # fmt: skip


def test_words_stand_for_one_choice() -> None:
    for table in export_tables().values():
        for column in table.columns.values():
            if column.kind == "choice":
                words = choice_words(table.name, column.name)
                assert {*words.values()} == {*column.choices}
    meaning = choice_meaning(["CLOSED WON", "Chiusa - persa", "?", "Firmato"], choice_words("deals", "outcome"), {})
    assert meaning.meant == {"CLOSED WON": "won", "Chiusa - persa": "lost"}
    assert meaning.unknown == ("Firmato",)
    own = choice_meaning(["open", "Firmato"], choice_words("deals", "outcome"), {"won": ("firmato", "OPEN")})
    assert own.meant == {"open": "won", "Firmato": "won"}


def test_ticks_and_flags() -> None:
    assert flag_meaning(["x", "X", ""], flag_words(), {}).blank_is_false
    assert not flag_meaning(["x", "no", ""], flag_words(), {}).blank_is_false
    assert flag_meaning(["Sí", "NO", "0"], flag_words(), {}).meant == {"Sí": "true", "NO": "false", "0": "false"}


def test_totals_are_the_same_to_the_database() -> None:
    connection = duckdb.connect()
    totals = ("Total", "Totale:", "Grand Totals (12 records)", "TOTALES 3", "Subtotal*")
    for told in (*totals, "Total S.A.", "Summer", "", "t"):
        ((found,),) = connection.execute(f"SELECT {total_sql('t')} FROM (SELECT $t AS t)", {"t": told}).fetchall()
        assert bool(found) is is_total(told) is (told in totals)


@pytest.mark.parametrize(
    ("header", "personal"),
    [("E-mail", True), ("Customer email address", True), ("Nome", True), ("Nome campagna", False), ("Apellidos", True),
     ("Caller", True), ("Caller ID", False), ("Number of contacts", False), ("Via", False), ("Account Name", False),
     ("Mobile", True), ("Deal owner", False), ("Codice fiscale", True), ("Contact person", True), ("Region", False)],
)  # fmt: skip
def test_personal_headers(header: str, personal: bool) -> None:
    assert is_personal(header) is personal
