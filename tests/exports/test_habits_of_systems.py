"""Files as people save them: titles above the header, footers, shares beside counts, settled signs; persons unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import Exports, read_exports
from roi_engine.errors import DataError

DEALS = "Deal ID;Data creazione;Data chiusura;Stato;Importo\n"
ROWS = "1;01/02/2025;20/03/2025;Vinta;10,50\n2;15/02/2025;;In corso;7,25\n"
VALUES = "SELECT deal, value FROM deals ORDER BY rowid"
TWO = [("1", 1050), ("2", 725)]


def read(folder: Path, content: str, **stated: Any) -> Exports:
    path = folder / "export.csv"
    path.write_text(content, encoding="utf-8")
    return read_exports([ExportFile("export", str(path), **stated)])


def refused(folder: Path, content: str, **stated: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(folder, content, **stated)
    return str(caught.value)


@pytest.mark.parametrize(
    "above",
    [
        "Elenco trattative\n",
        "Elenco trattative, 2025\n\n",
        "Elenco trattative 2025;;;;\nAggiornato al;30/06/2025;;;\n;;;;\n",
        '"Report; quarter one"\n',
    ],
)
def test_titles_above_the_header_are_no_part_of_the_table(tmp_path: Path, above: str) -> None:
    assert read(tmp_path, above + DEALS + ROWS).database.run(VALUES) == TWO


def test_lines_are_counted_from_the_top_of_the_file_where_titles_stand_above(tmp_path: Path) -> None:
    assert "export.csv:5:5" in refused(
        tmp_path, "Elenco\n\n" + DEALS + ROWS.replace("10,50", "1,00").replace("7,25", "sette")
    )


def test_a_header_whose_rows_have_a_cell_too_many_is_not_taken_for_a_title(tmp_path: Path) -> None:
    assert "more than 5" in refused(tmp_path, "Deal ID,Created,Close date,Status,Amount\n1,2025-01-13,,Open,1,000\n")


def test_lines_of_a_report_below_its_total_are_no_rows_whatever_they_say(tmp_path: Path) -> None:
    below = 'Grand Totals (2 records)\n\n"Opportunity report"\nCopyright (c) 2025\n"Acme Corp"\n'
    exports = read(tmp_path, DEALS + ROWS + below)
    assert exports.database.run(VALUES) == TWO
    assert [left.rows for left in exports.reports[0].left_out] == [4]


def test_a_short_line_without_a_footer_above_it_is_refused_all_the_same(tmp_path: Path) -> None:
    assert "export.csv:3" in refused(
        tmp_path, DEALS + "1;01/02/2025;20/03/2025;Vinta;10,50\nAcme Corp\n2;15/02/2025;;In corso;7,25\n"
    )


def test_a_total_where_a_date_is_due_is_a_total(tmp_path: Path) -> None:
    costs = "Data;Voce di costo;Importo\n05/01/2025;Fiera;10,50\n25/01/2025;Fiera;4,50\nTOTALE;;15,00\n"
    assert read(tmp_path, costs).database.run("SELECT cost FROM costs ORDER BY rowid") == [(1050,), (450,)]


def test_a_total_where_a_date_is_due_beside_words_is_refused(tmp_path: Path) -> None:
    assert "'Totale'" in refused(tmp_path, "Data;Voce di costo;Importo\n25/01/2025;Fiera;10,50\nTotale;Fiera;15,00\n")


CAMPAIGNS = "Campagna;Data invio;Destinatari;Clic;Costo\n"


def test_a_count_that_is_whole_only_by_thousands_is_read_by_them(tmp_path: Path) -> None:
    content = CAMPAIGNS + "a;25/01/2025;3.060;12;100\nb;26/01/2025;850;3;90\n"
    assert read(tmp_path, content).database.run("SELECT recipients FROM campaigns ORDER BY rowid") == [(3060,), (850,)]


def test_thousands_are_told_by_the_decimals_of_another_column_and_said(tmp_path: Path) -> None:
    exports = read(tmp_path, CAMPAIGNS + "a;25/01/2025;3.000;12;100,50\nb;26/01/2025;850;3;90,00\n")
    assert exports.database.run("SELECT recipients, cost FROM campaigns ORDER BY rowid") == [(3000, 10050), (850, 9000)]
    (said,) = (one for one in exports.reports[0].notices if one.code == "settled-thousands")
    assert "“Destinatari”" in said.message


def test_what_looks_like_decimals_elsewhere_stays_in_doubt(tmp_path: Path) -> None:
    content = CAMPAIGNS + "a;25/01/2025;3.000;12;100.50\nb;26/01/2025;850;3;90.00\n"
    assert "two ways" in refused(tmp_path, content)


def test_columns_that_disagree_settle_nothing(tmp_path: Path) -> None:
    content = "Campagna;Data invio;Destinatari;Costo;Ricavi\na;25/01/2025;3.000;100,50;7.25\n"
    assert "two ways" in refused(tmp_path, content)


def test_a_share_is_not_taken_for_the_count_that_it_is_called_after(tmp_path: Path) -> None:
    both = "Campagna;Data invio;Clic;% clic\na;25/01/2025;12;6\n"
    assert read(tmp_path, both).database.run("SELECT clicked FROM campaigns") == [(12,)]
    alone = read(tmp_path, "Campagna;Data invio;Costo;Clic (%)\na;25/01/2025;12;6\n")
    assert alone.database.run("SELECT clicked FROM campaigns") == [(None,)]


def test_days_with_the_month_in_letters_and_a_short_year(tmp_path: Path) -> None:
    header = "Issue key,Summary,Status,Created,Resolved,Assignee\n"
    jira = (
        header
        + "A-1,x,Resolved,15/Apr/26 8:29 AM,03/May/26 2:55 PM,z\nA-2,x,Waiting for support,09/Dec/99 10:40 AM,,z\n"
    )
    found = read(tmp_path, jira).database.run(
        "SELECT strftime(opened, '%Y-%m-%d %H:%M'), status FROM tickets ORDER BY rowid"
    )
    assert found == [("2026-04-15 08:29", "resolved"), ("1999-12-09 10:40", "open")]


def test_day_numbers_of_a_spreadsheet_are_named_as_such_once(tmp_path: Path) -> None:
    said = refused(tmp_path, "Deal ID,Created,Status\n1,45731,Open\n2,45800,Open\n")
    assert "day numbers of a spreadsheet" in said
    assert said.count("day numbers") == 1


def test_a_file_that_no_profile_knows_well_is_not_called_one_of_two_kinds(tmp_path: Path) -> None:
    said = refused(tmp_path, "Email,Campaign,Created,a,b,c,d,e,f,g,h,i,j,k\nx@y.it,a,2025-01-13,,,,,,,,,,,\n")
    assert "alike" not in said


def test_two_common_headers_of_three_are_no_export_of_a_system(tmp_path: Path) -> None:
    assert "export.csv:1" in refused(tmp_path, "id,date,amt\n1,2025-01-13,10\n")


def test_no_problem_repeats_what_stands_in_a_column_that_names_persons(tmp_path: Path) -> None:
    tickets = "Ticket ID,Opened at,Requester email,Requester,Group\n1,2025-01-13 08:00,anna@firm.it,Anna Rossi,a\n"
    for role in ("resolved", "reopens", "handle"):
        said = refused(tmp_path, tickets, columns={role: "Requester email"}, units={"handle": "minute"})
        assert "export.csv:2:3" in said
        assert "anna" not in said
    assert "names or reaches persons" in refused(tmp_path, tickets, columns={"status": "Requester"})
    assert "anna" not in refused(tmp_path, tickets.replace(",a\n", ",anna@firm.it\n"), columns={"reopens": "Group"})


def test_an_abandoned_call_is_known_by_the_words_of_its_outcome(tmp_path: Path) -> None:
    calls = "Data;Direzione;Attesa (sec);Esito\n25/01/2025;Entrata;5;Risposta\n26/01/2025;Entrata;9;Abbandonata\n"
    exports = read(tmp_path, calls, columns={"abandoned": "Esito"})
    assert exports.database.run("SELECT abandoned FROM calls ORDER BY rowid") == [(False,), (True,)]


def test_a_blank_column_of_times_is_not_one_of_days(tmp_path: Path) -> None:
    tickets = "Ticket ID,Opened at,Resolved at,Closed at,Status\n1,2025-01-13 08:00,2025-01-13 09:00,,solved\n"
    assert read(tmp_path, tickets).only_days["tickets"] == frozenset()
