"""More files that people, spreadsheets and systems make; what is right was worked out by hand before each was read."""
# ruff: noqa: E501 - one file a line

from __future__ import annotations

from tests.exports.awkward import DEALS, ONE, TICKETS, VALUE, Refused, Right


def amounts(*told: str) -> str:
    """Deals with some amounts, separated by semicolons."""
    rows = (f"{n};2025-01-13;Open;{amount}\n" for n, amount in enumerate(told, 1))
    return "Deal ID;Created;Status;Amount\n" + "".join(rows)


def statuses(*told: str) -> str:
    """Deals that were all closed on one day, with some statuses."""
    return DEALS + "".join(f"{n},2025-01-13,2025-02-13,{status},10\n" for n, status in enumerate(told, 1))


DAYS = "SELECT strftime(created, '%Y-%m-%d') FROM deals ORDER BY rowid"
OUTCOMES = "SELECT outcome FROM deals ORDER BY rowid"
CONVERTED = "SELECT status, strftime(converted, '%Y-%m-%d') FROM leads ORDER BY rowid"
CENTS = "SELECT value FROM deals ORDER BY rowid"
LEADS = "Lead ID,Created,Lead source,Converted\n"
LATE = "".join(f"{n},2025-01-{n:02d} 08:00,2025-01-{n + 1:02d} 09:00,solved\n" for n in range(1, 25))

HABITS_REFUSED: dict[str, Refused] = {
    # dates
    "milliseconds since 1970": Refused(DEALS + "1,1736726400000,,Open,1\n", "bad-date", 2, 2, "seconds or milliseconds since 1970"),
    "a week": Refused(DEALS + "1,2025-W03,,Open,1\n", "bad-date", 2, 2, "31 December 2025"),
    "a month alone": Refused(DEALS + "1,01/2025,,Open,1\n", "bad-date", 2, 2),
    "a time before the date": Refused(TICKETS + "1,14:30 13/01/2025,,open\n", "bad-date", 2, 2),
    "zones as letters": Refused(TICKETS + "1,2025-03-30 01:30:00 CET,2025-03-30 03:30:00 CEST,solved\n", "bad-time", 2, 2),
    "two zones in the header": Refused("Ticket ID,Opened at (UTC),Resolved at (Europe/Rome),Status\n1,2025-01-13 08:00,2025-01-13 10:00,solved\n", "mixed-zones", 1, 3, "EUROPE/ROME"),
    "days that a spreadsheet turned": Refused(DEALS + "1,1/2/2025,,Open,1\n2,13/01/2025,,Open,1\n3,5/3/2025,,Open,1\n", "ambiguous-date", 2, 2, "if a spreadsheet has turned it"),
    # numbers
    "amounts as 12k": Refused(amounts("12k", "3k"), "bad-number", 2, 4, "written in full (12000 for 12k)"),
    "millions in words": Refused(amounts("1,2 Mln"), "bad-number", 2, 4, "written in full"),
    "thousands by the header": Refused("Deal ID;Status;Amount (k€)\n1;Open;12\n", "multiple-amounts", 1, 3, "k"),
    "thousands by an Italian header": Refused("ID trattativa;Stato;Importo (migliaia di €)\n1;Aperta;12\n", "multiple-amounts", 1, 3, "migliaia"),
    "cents by the header": Refused("Deal ID;Status;Amount (cents)\n1;Open;1200\n", "multiple-amounts", 1, 3),
    "zero as a dash": Refused(amounts("€ 10.50", "€ -"), "bad-number", 3, 4, "zero is 0"),
    "every cost negative": Refused("Date,Channel,Cost\n2025-01-13,web,-10\n2025-01-14,web,-20\n", "negative-cost", 1, 3),
    "a number of the record that was rounded": Refused("Ticket ID,Opened at,Status\n1.23457E+11,2025-01-13,open\n1.23458E+11,2025-01-14,open\n", "rounded-number", 2, 1, "in full"),
    "satisfaction in words": Refused("Ticket ID,Opened at,Status,Satisfaction\n1,2025-01-13 08:00,solved,Good\n2,2025-01-13 08:00,solved,Bad\n", "bad-number", 2, 4, 'columns: {satisfaction: ""}'),
    "resolved as yes and no": Refused(TICKETS + "1,2025-01-13 08:00,Yes,solved\n", "bad-date", 2, 3, 'columns: {resolved: ""}'),
    # words
    "not won": Refused(statuses("Not won", "Won"), "unknown-word", 2, 4),
    "won with a question mark": Refused(statuses("Won", "Won?"), "unknown-word", 3, 4),
    "won but not signed": Refused(statuses("Won (not signed)", "Won"), "unknown-word", 2, 4),
    "won and lost later": Refused(statuses("Won (lost later)", "Won"), "unknown-word", 2, 4),
    "closed without a decision or a date": Refused(DEALS + "1,2025-01-13,,Closed - no decision,10\n2,2025-01-13,2025-02-13,Won,10\n", "unknown-word", 2, 4),
    "chiusa senza data": Refused(DEALS + "1,2025-01-13,,Chiusa,10\n2,2025-01-13,2025-02-13,Vinta,10\n", "unknown-word", 2, 4),
    # rows
    "a total with a name": Refused(DEALS + "1,2025-01-13,,Open,10\n2,2025-01-13,,Open,20\nTotal North,,,,30\n3,2025-01-13,,Open,5\nTotal South,,,,5\n", "total-row", 4, 1),
    "totals with a date": Refused("Data;Voce;Costo\n13/01/2025;web;10,00\n31/01/2025;Totale gennaio;10,00\n13/02/2025;web;5,00\n28/02/2025;Totale febbraio;5,00\n", "total-row", 3, 2, 'columns: {purpose: ""}'),
    "all campaigns": Refused("Campaign,Messages sent,Opens,Cost\nSpring,100,10,5\nAutumn,200,20,6\nAll campaigns,300,30,11\n", "total-row", 4, 1),
    "an average campaign": Refused("Campaign,Messages sent,Opens,Cost\nSpring,100,10,5\nAutumn,205,20,6\nAverage,152,15,5.5\n", "total-row", 4, 1),
    "media e totale": Refused("Data;Voce;Costo\n13/01/2025;web;10,00\n13/02/2025;fiera;5,01\n28/02/2025;Totale;15,01\n28/02/2025;Media;7,51\n", "total-row", 4, 2),
    "merged cells": Refused("Date,Channel,Cost\n2025-01-13,web,10\n,mail,20\n,tv,30\n2025-01-20,web,5\n", "blank-cell", 3, 1, "merged cells"),
    "products of one deal at one moment": Refused("Deal ID,Created,Status,Amount,Product,Last modified\n1,2025-01-13,Won,60,A,2025-02-14\n1,2025-01-13,Won,40,B,2025-02-14\n", "several-rows", 2, 1, "nothing tells which is the latest"),
    "a decimal comma that cuts the cell": Refused(DEALS + "1,2025-01-13,,Open,10,50\n", "ragged-row", 2),
}  # fmt: skip
HABITS_RIGHT: dict[str, Right] = {
    # dates
    "a campaign called Media": Right("Campaign,Messages sent,Opens,Cost\nSpring,100,10,5\nAutumn,205,20,6\nMedia,150,15,5.5\n", "SELECT count(*) FROM campaigns", [(3,)]),
    "long dates": Right(DEALS + '1,lunedì 13 gennaio 2025,,Open,1\n2,"lunes, 13 de enero de 2025",,Open,1\n3,"Monday, January 13, 2025",,Open,1\n4,"January 13th, 2025",,Open,1\n', DAYS, [("2025-01-13",)] * 4),
    "short months of three languages": Right(DEALS + "1,12-ene-25,,Open,1\n2,3-gen-25,,Open,1\n3,7-Jul-25,,Open,1\n", DAYS, [("2025-01-12",), ("2025-01-03",), ("2025-07-07",)]),
    "a later row decides": Right(DEALS + "1,01/02/2025,,Open,1\n2,25/04/2025,,Open,1\n", DAYS, [("2025-02-01",), ("2025-04-25",)]),
    "days without zeros": Right(DEALS + "1,1/2/2025,,Open,1\n2,13/1/2025,,Open,1\n3,5/3/2025,,Open,1\n", DAYS, [("2025-02-01",), ("2025-01-13",), ("2025-03-05",)]),
    "offsets over the change of the clock": Right(TICKETS + "1,2025-03-30T01:30:00+01:00,2025-03-30T03:30:00+02:00,solved\n", "SELECT resolved - opened = INTERVAL 1 HOUR FROM tickets", [(True,)], notices=("times-in-utc",)),
    "dates that stand for none": Right(TICKETS + "1,2025-01-13 10:00,1900-01-01 00:00,open\n2,2025-01-13 10:00,9999-12-31 00:00,open\n3,2025-01-13 10:00,2025-01-13 11:00,solved\n", "SELECT resolved IS NULL FROM tickets ORDER BY rowid", [(True,), (True,), (False,)]),
    "a slip of the year": Right(TICKETS + LATE + "25,2025-01-13 08:00,2052-01-14 08:00,solved\n", "SELECT count(*) FROM tickets", [(25,)], notices=("lonely-end",)),
    # numbers
    "lakhs": Right(amounts("1,23,456.00", "12,000.50"), CENTS, [(12345600,), (1200050,)]),
    "a thin space": Right(amounts("1\u2009234,50", "10,00"), CENTS, [(123450,), (1000,)]),
    "one currency in three ways": Right(amounts("€ 10,50", "EUR 20,00", "5,00 euro"), CENTS, [(1050,), (2000,), (500,)]),
    "brackets behind the sign": Right(amounts("€ 10,50", "€ (1.234,50)"), CENTS, [(1050,), (-123450,)]),
    "nothing in many words": Right(amounts("10,50", "n.d.", "#N/D", "s/d", "—", "#N/A"), CENTS, [(1050,), *[(None,)] * 5]),
    # words
    "three languages in one column": Right(statuses("Won", "Vinta", "Ganada", "Persa", "Perdida"), OUTCOMES, [("won",)] * 3 + [("lost",)] * 2),
    "a pipeline in brackets": Right(statuses("Closed Won (New business)", "Lost"), OUTCOMES, [("won",), ("lost",)]),
    "won and lost as dates": Right("Deal ID,Created,Won,Lost,Amount\n1,2025-01-13,2025-02-13,,10\n2,2025-01-13,,2025-02-14,10\n3,2025-01-13,,,10\n", OUTCOMES, [("won",), ("lost",), ("open",)]),
    "a date for won deals alone": Right("Deal ID,Created,Won time\n1,2025-01-13,2025-02-13\n2,2025-01-13,\n", OUTCOMES, [("won",), (None,)], notices=("no-outcome",)),
    "converted as a date": Right(LEADS + "1,2025-01-13,web,2025-02-13\n2,2025-01-13,web,\n", CONVERTED, [(None, "2025-02-13"), (None, None)]),
    "converted as yes and no": Right(LEADS + "1,2025-01-13,web,TRUE\n2,2025-01-13,web,FALSE\n", CONVERTED, [("converted", None), (None, None)]),
    # rows
    "a header over two lines": Right('"Deal\nID";Created;Status;"Amount\n(EUR)"\n1;2025-01-13;Open;10,00\n', VALUE, ONE),
    "headings of groups": Right("Deal ID,Created,Status,Amount\nRegion North,,,\n1,2025-01-13,Open,10\nRegion South,,,\n", VALUE, ONE, {"total_row": 2}),
    "customers called Total": Right("Order ID,Order date,Account,Amount\n1,2025-01-13,Acme,10\n2,2025-01-14,Total Energies,10\n3,2025-01-15,Bolt,5\n", "SELECT amount FROM orders ORDER BY rowid", [(1000,), (1000,), (500,)]),
    "a count that is a sum by chance": Right("Ticket ID,Opened at,Status,Category,Reopens\n1,2025-01-13,open,a,0\n2,2025-01-13,open,b,1\n3,2025-01-13,open,Total loss,1\n", "SELECT sum(reopens) FROM tickets", [(2,)]),
    "states of one moment": Right("Ticket ID,Opened at,Status,Updated at\n1,2025-01-13,open,2025-01-13\n1,2025-01-13,solved,2025-01-14\n2,2025-01-13,open,2025-01-14\n2,2025-01-13,solved,2025-01-14\n", "SELECT status FROM tickets ORDER BY rowid", [("resolved",), ("resolved",)], {"earlier_state": 2}, ("tied-states",)),
    "old returns": Right(amounts("10,00").replace("\n", "\r"), VALUE, ONE),
    "mixed line ends": Right(amounts("10,00").replace("\n", "\r\n") + "2;2025-01-13;Open;20,00\n", CENTS, [(1000,), (2000,)]),
    "a quotation mark inside a cell": Right('Deal ID;Status;Stage;Amount\n1;Open;15" screen;10,00\n', VALUE, ONE),
}  # fmt: skip
