"""Files that are ambiguous or broken: each is refused with its place, or read right; none is read wrong."""
# ruff: noqa: E501 - one file a line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEALS = "Deal ID,Created,Close date,Status,Amount\n"
TICKETS = "Ticket ID,Opened at,Resolved at,Status\n"


@dataclass(frozen=True)
class Refused:
    """A file that is refused: the code of the first problem, its line and column, and a phrase of what is said."""

    content: str | bytes
    code: str
    line: int = 0
    column: int = 0
    says: str = ""
    stated: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Right:
    """A file that is read: what a query gives, how many rows are left out by which reason, and notices."""

    content: str | bytes
    query: str
    rows: list[tuple[Any, ...]]
    left_out: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)


REFUSED: dict[str, Refused] = {
    # dates
    "day or month first": Refused(DEALS + "1,03/04/2025,05/06/2025,Won,10\n", "ambiguous-date", 2, 2, "2025-04-03 (dd/mm/yyyy)"),
    "two formats in one column": Refused(DEALS + "1,13/04/2025,,Open,1\n2,04/13/2025,,Open,1\n3,14/04/2025,,Open,1\n", "bad-date", 3, 2),
    "iso and slashes in one column": Refused(DEALS + "1,2025-04-13,,Open,1\n2,13/04/2025,,Open,1\n3,2025-04-14,,Open,1\n", "bad-date", 3, 2),
    "the 30th of February": Refused(DEALS + "1,2025-02-28,,Open,1\n2,2025-02-30,,Open,1\n", "bad-date", 3, 2, "yyyy-mm-dd"),
    "a month that is none": Refused(DEALS + "1,12 Foo 2025,,Open,1\n", "bad-date", 2, 2, "'12 Foo 2025'"),
    "the 31st of June in words": Refused(DEALS + "1,30 giugno 2025,,Open,1\n2,31 giugno 2025,,Open,1\n", "bad-date", 3, 2),
    "a number of days": Refused(DEALS + "1,45731,,Open,1\n", "bad-date", 2, 2),
    "the year 202": Refused(DEALS + "1,13/04/0202,,Open,1\n", "bad-date", 2, 2),
    "a total among the dates": Refused(DEALS + "1,2025-04-13,,Open,1\n2,Total,,Open,1\n", "bad-date", 3, 2),
    "stated format that does not fit": Refused(DEALS + "1,13/04/2025,,Open,1\n", "bad-date", 2, 2, "mm/dd/yyyy", {"date_format": "mm/dd/yyyy"}),
    "stated format that is none": Refused(DEALS + "1,13/04/2025,,Open,1\n", "date-format", says="no date format", stated={"date_format": "dmy"}),
    "two digits of the year": Refused(DEALS + "1,11/12/10,,Open,1\n", "ambiguous-date", 2, 2),
    # times
    "25:61": Refused(TICKETS + "1,2025-01-01 25:61,,open\n", "bad-time", 2, 2, "time of day"),
    "24:00": Refused(TICKETS + "1,2025-01-01 08:00,2025-01-01 24:00,solved\n", "bad-time", 2, 3),
    "13:05 PM": Refused(TICKETS + "1,2025-01-01 13:05 PM,,open\n", "bad-time", 2, 2),
    "with and without a time": Refused(TICKETS + "1,2025-01-01 08:00,,open\n2,2025-01-02 09:00,,open\n3,2025-01-03,,open\n", "mixed-times", 4, 2, "with and without a time of day"),
    "with and without PM": Refused(TICKETS + "1,2025-01-01 08:00 AM,,open\n2,2025-01-02 09:00,,open\n3,2025-01-03 10:00,,open\n", "mixed-times", 2, 2, "AM or PM"),
    "with and without a zone": Refused(TICKETS + "1,2025-01-01T08:00Z,,open\n2,2025-01-02T09:00,,open\n3,2025-01-03T10:00Z,,open\n", "mixed-times", 3, 2, "zone"),
    "a zone in one column alone": Refused(TICKETS + "1,2025-01-01T08:00:00Z,2025-01-01T10:00:00,solved\n", "mixed-zones", 1, 3, "UTC"),
    "a zone that does not exist": Refused(TICKETS + "1,2025-01-01T08:00+25:00,,open\n", "bad-time", 2, 2),
    "words behind the date": Refused(TICKETS + "1,2025-01-01 at noon,,open\n", "bad-time", 2, 2),
    # numbers
    "1.234": Refused(DEALS + "1,2025-01-13,,Open,1.234\n", "ambiguous-number", 2, 5, "decimal"),
    "decimal comma and point": Refused('Deal ID;Created;Status;Amount\n1;2025-01-13;Open;1.234,50\n2;2025-01-13;Open;1,234.50\n3;2025-01-13;Open;7,5\n', "bad-number", 3, 4),
    "an amount in words": Refused(DEALS + "1,2025-01-13,,Open,1000\n2,2025-01-13,,Open,ten\n", "bad-number", 3, 5),
    "1e5": Refused(DEALS + "1,2025-01-13,,Open,1e5\n", "bad-number", 2, 5),
    "an amount with its formula": Refused(DEALS + "1,2025-01-13,,Open,=A1*2\n", "bad-number", 2, 5),
    "half a product": Refused("Deal ID,Status,Products\n1,Open,2\n2,Open,1.5\n", "bad-number", 3, 3, "whole number"),
    "fewer products than none": Refused("Deal ID,Status,Products\n1,Open,-2\n", "bad-number", 2, 3, "not negative"),
    "a thousand products or one": Refused("Deal ID,Status,Products\n1,Open,1.000\n", "ambiguous-number", 2, 3),
    "a score in stars": Refused("Response date,Score\n2025-01-13,9\n2025-01-13,****\n", "bad-number", 3, 2),
    # currencies
    "two signs": Refused(DEALS + "1,2025-01-13,,Open,€ 10\n2,2025-01-13,,Open,$ 10\n", "bad-number", 2, 5, "one currency"),
    "two codes in the currency column": Refused("Deal ID,Status,Amount,Currency\n1,Open,10,EUR\n2,Open,10,USD\n3,Open,10,EUR\n", "two-currencies", 3, 4, "EUR in most rows"),
    "sign against column": Refused("Deal ID,Status,Amount,Currency\n1,Open,€ 10,USD\n", "two-currencies", 1, 3, "EUR"),
    "stated against sign": Refused(DEALS + "1,2025-01-13,,Open,€ 10\n", "two-currencies", 1, 5, "what is stated", {"currency": "USD"}),
    "header against sign": Refused("Deal ID,Status,Amount (USD)\n1,Open,€ 10\n", "two-currencies", 1, 3),
    # words
    "an outcome that is not known": Refused(DEALS + "1,2025-01-13,2025-02-13,Firmato,10\n2,2025-01-13,2025-02-13,Won,10\n", "unknown-word", 2, 4, "words: {outcome: {open: [WORD]}}"),
    "each unknown word once": Refused(DEALS + "1,2025-01-13,2025-02-13,Firmato,10\n2,2025-01-13,2025-02-13,Firmato,10\n3,2025-01-13,2025-02-13,Ja,10\n", "unknown-word", 2, 4, "'Ja'"),
    "unknown word without any date of an end": Refused("Deal ID,Status\n1,Firmato\n", "unknown-word", 2, 2),
    "a flag that is not known": Refused("Started at,Abandoned\n2025-01-13 08:00,perhaps\n", "unknown-word", 2, 2, "yes or no"),
    "a direction that is not known": Refused("Started at,Direction\n2025-01-13 08:00,sideways\n", "unknown-word", 2, 2, "in, out"),
    "a word for a choice that does not exist": Refused(DEALS + "1,2025-01-13,2025-02-13,Firmato,10\n", "unknown-choice", says="gained", stated={"words": {"outcome": {"gained": ("Firmato",)}}}),
    # spans
    "a span without a unit": Refused("Started at,Wait time\n2025-01-13 08:00,30\n", "no-unit", 1, 2, "units: {waiting"),
    "a span with two units": Refused("Started at,Wait time (min/s)\n2025-01-13 08:00,30\n", "no-unit", 1, 2, "two units"),
    "hours or minutes": Refused("Started at,Wait time\n2025-01-13 08:00,05:30\n", "bad-span", 2, 2, "hh:mm or mm:ss"),
    "sixty seconds": Refused("Started at,Wait time\n2025-01-13 08:00,00:01:60\n", "bad-span", 2, 2),
    "a span before it began": Refused("Started at,Wait time (s)\n2025-01-13 08:00,-3\n", "bad-number", 2, 2, "negative"),
    "minutes before hours": Refused("Started at,Wait time\n2025-01-13 08:00,5 min 2 h\n", "bad-span", 2, 2),
    "a thousand minutes or one": Refused("Started at,Wait time\n2025-01-13 08:00,1.234 min\n", "bad-span", 2, 2),
    # rows
    "a row with a cell too few": Refused(DEALS + "1,2025-01-13,,Open,10\n2,2025-01-13,,Open\n3,2025-01-13,,Open,10\n", "ragged-row", 3, 0, "fewer than 5"),
    "a row with a cell too many": Refused(DEALS + "1,2025-01-13,,Open,1,000\n", "ragged-row", 2, 0, "more than 5"),
    "a row cut off at the end": Refused(DEALS + "1,2025-01-13,,Open,10\n2,2025-0", "ragged-row", 3),
    "quotes that do not close": Refused(DEALS + '1,2025-01-13,,Open,10\n2,"2025-01-13,,Open,10\n', "ragged-row", 3, 0, "quotation mark"),
    "several rows of one deal": Refused(DEALS + "1,2025-01-13,,Open,10\n2,2025-01-13,,Open,10\n1,2025-01-13,2025-02-13,Won,12\n", "several-rows", 2, 1, "repeats: last"),
    "most end before they begin": Refused(DEALS + "1,2025-02-13,2025-01-13,Won,10\n2,2025-03-13,2025-01-14,Won,10\n3,2025-01-13,2025-01-14,Won,10\n", "reversed-times", 2, 3, "swapped"),
    # files
    "an empty file": Refused("", "empty-file"),
    "blank lines alone": Refused("\n\n;;;\n", "empty-file"),
    "a header alone": Refused(DEALS, "no-rows", says="only a header"),
    "a header and a total": Refused(DEALS + "Total,,,,10\n", "no-rows", says="a total"),
    "no ids": Refused(DEALS + ",2025-01-13,,Open,10\n", "no-rows", says="missing"),
    "a workbook": Refused(b"PK\x03\x04\x14\x00", "not-text", says="Excel"),
    "a picture": Refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "nul-byte", 3),
    "a byte of no alphabet": Refused(DEALS.encode() + b"1,2025-01-13,,Open,10\x81\n", "encoding", 1),
    # which file it is
    "headers of nothing": Refused("a,b,c\n1,2,3\n", "unknown-export", 1, 0, "no export that is known"),
    "an id too few": Refused("Opportunity Name,Stage,Amount,Close Date,Probability (%),Lead Source\na,Prospecting,1,2025-01-13,10,web\n", "unknown-export", 1, 0, "columns: {deal: HEADER}"),
    "the wrong kind": Refused(TICKETS + "1,2025-01-13,,open\n", "unknown-export", 1, 0, "no column for campaign", {"kind": "campaigns"}),
    "a kind that does not exist": Refused(DEALS, "unknown-kind", says="did you mean 'deals'?", stated={"kind": "deal"}),
    "a profile that does not exist": Refused(DEALS, "unknown-profile", says="hubspot_deals", stated={"profile": "hubspot_deal"}),
    "a profile of another kind": Refused(DEALS, "unknown-profile", says="not of tickets", stated={"profile": "hubspot_deals", "kind": "tickets"}),
    "tickets or deals": Refused("ID,Created,Status,Owner\n1,2025-01-13,Open,x\n", "unclear-kind", 1, 0, "state which: kind:"),
    "a role that does not exist": Refused(DEALS, "unknown-role", says="did you mean 'value'?", stated={"kind": "deals", "columns": {"vaule": "Amount"}}),
    "a column that is not there": Refused(DEALS, "missing-column", 1, 0, "did you mean 'Amount'?", {"columns": {"value": "Amout"}}),
    "a mapped column twice": Refused("Deal ID,Status,Amount,Amount\n1,Open,1,2\n", "repeated-column", 1, 0, "Amount (column 3)", {"columns": {"value": "Amount"}}),
    "the id twice": Refused("Deal ID,Deal ID,Status,Amount\n1,2,Open,1\n", "unknown-export", 1, 0, "stands in the header twice"),
    "a person as a dimension": Refused(DEALS.replace("Amount", "Email"), "personal-column", stated={"dimensions": {"who": "Email"}}),
    "a person as a source": Refused(DEALS.replace("Amount", "First name"), "personal-column", stated={"columns": {"source": "First name"}}),
    "a dimension that is taken": Refused(DEALS, "taken-name", stated={"dimensions": {"stage": "Status"}}),
    "a dimension that differs in capitals": Refused(DEALS, "taken-name", stated={"dimensions": {"Area": "Status", "area": "Amount"}}),
    "bare dates beside zeros with a time": Refused(TICKETS + "1,2025-01-01 08:00,0000-00-00 00:00:00,open\n2,2025-01-01 08:00,2025-01-02 09:00,solved\n3,2025-01-01 08:00,2025-01-02,solved\n4,2025-01-01 08:00,2025-01-02 10:00,solved\n", "mixed-times", 4, 3),
    "a unit that is none": Refused(DEALS, "unknown-unit", stated={"units": {"handle": "week"}}),
    "an end that is no date": Refused(DEALS + "1,2025-01-13,,Open,10\n", "bad-date", says="'June'", stated={"until": "June"}),
}  # fmt: skip
ONE = [("1", 1000)]
VALUE = "SELECT deal, value FROM deals ORDER BY rowid"
RIGHT: dict[str, Right] = {
    "stated date format": Right(DEALS + "1,03/04/2025,05/06/2025,Won,10\n", "SELECT strftime(created, '%Y-%m-%d'), strftime(closed, '%Y-%m-%d') FROM deals", [("2025-04-03", "2025-06-05")], stated={"date_format": "dd/mm/yyyy"}),
    "stated order in other signs": Right(DEALS + "1,03-04-2025,2025-06-05,Won,10\n", "SELECT strftime(created, '%Y-%m-%d'), strftime(closed, '%Y-%m-%d') FROM deals", [("2025-04-03", "2025-06-05")], stated={"date_format": "d/m/yyyy"}),
    "one column settles the other": Right(DEALS + "1,03/04/2025,25/06/2025,Won,10\n", "SELECT strftime(created, '%Y-%m-%d') FROM deals", [("2025-04-03",)]),
    "offsets to UTC": Right(TICKETS + "1,2025-01-01T00:30:00+01:00,2024-12-31T20:00:00-05:00,solved\n", "SELECT strftime(opened, '%Y-%m-%d %H:%M'), strftime(resolved, '%Y-%m-%d %H:%M') FROM tickets", [("2024-12-31 23:30", "2025-01-01 01:00")], notices=("times-in-utc",)),
    "months in words": Right(DEALS + '1,"Mar 04, 2025 10:30 am",4 apr 2025,Won,10\n2,"December 31, 2024 1:05 PM",04-Dic-2025,Won,10\n3,31 de enero de 2025 11:00 AM,5 sept. 2025,Won,10\n', "SELECT strftime(created, '%Y-%m-%d %H:%M'), strftime(closed, '%Y-%m-%d') FROM deals ORDER BY rowid", [("2025-03-04 10:30", "2025-04-04"), ("2024-12-31 13:05", "2025-12-04"), ("2025-01-31 11:00", "2025-09-05")]),
    "noon and midnight": Right(TICKETS + "1,2025-01-01 12:00 AM,2025-01-01 12:30 PM,solved\n", "SELECT strftime(opened, '%H:%M'), strftime(resolved, '%H:%M') FROM tickets", [("00:00", "12:30")]),
    "seconds in some rows": Right(TICKETS + "1,2025-01-01 9:00,2025-01-01 09:00:30,solved\n2,2025-01-02 10:00:15,,open\n", "SELECT strftime(opened, '%H:%M:%S') FROM tickets ORDER BY rowid", [("09:00:00",), ("10:00:15",)]),
    "UTF-16 with tabs": Right(("\ufeff" + DEALS.replace(",", "\t") + "1\t2025-01-13\t\tOpen\t10\n").encode("utf-16-le"), VALUE, ONE),
    "a total below": Right(DEALS + "1,2025-01-13,,Open,10\nTotale;;,,,,10\n".replace(";;", ""), VALUE, ONE, {"total_row": 1}),
    "a grand total below": Right(DEALS + '1,2025-01-13,,Open,10\n"Grand Totals (1 records)",,,,"1,234.5"\n', VALUE, ONE, {"total_row": 1}),
    "footers with a single cell": Right(DEALS + '1,2025-01-13,,Open,10\n\n"Grand Totals (1 records)"\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2000-2025 salesforce.com, inc."\n', VALUE, ONE, {"total_row": 3}),
    "a footer with all cells": Right(DEALS + "1,2025-01-13,,Open,10\nGenerated by: report,,,,\n", VALUE, ONE, {"total_row": 1}),
    "rows of delimiters": Right(DEALS + ",,,,\n1,2025-01-13,,Open,10\n,,,,\n", VALUE, ONE, {"blank_row": 2}),
    "a row without its id": Right(DEALS + "1,2025-01-13,,Open,10\n,2025-01-13,,Open,10\n?,2025-01-13,,Open,10\n", VALUE, ONE, {"missing_value": 2}),
    "an identical row": Right(DEALS + "1,2025-01-13,,Open,10\n1,2025-01-13,,Open,10\n", VALUE, ONE, {"repeated_row": 1}),
    "the last of several rows as stated": Right(DEALS + "1,2025-01-13,,Open,12\n1,2025-01-13,2025-02-13,Won,10\n", "SELECT outcome, value FROM deals", [("won", 1000)], {"earlier_state": 1}, stated={"repeats": "last"}),
    "the latest of several rows": Right("Deal ID,Status,Amount,Updated at\n1,Won,10,2025-03-01 10:00\n1,Open,12,2025-02-01 10:00\n1,Open,11,2025-02-03 10:00\n", "SELECT outcome, value FROM deals", [("won", 1000)], {"earlier_state": 2}),
    "identical rows are events": Right("Date,Cost\n2025-01-13,5\n2025-01-13,5\n", "SELECT cost FROM costs", [(500,), (500,)], notices=("repeated-events",)),
    "ends before it begins": Right(DEALS + "".join(f"{n},2025-01-13,2025-02-13,Won,10\n" for n in range(2, 6)) + "1,2025-01-13,2025-01-12,Won,10\n", "SELECT count(*), min(closed - created) > INTERVAL 0 DAY FROM deals", [(4, True)], {"reversed_times": 1}, ("reversed-times",)),
    "closed on the day it was opened": Right(DEALS + "1,2025-01-13 14:00,2025-01-13,Won,10\n", VALUE, ONE),
    "an open stage of one's own": Right(DEALS + "1,2025-01-13,,Demo,10\n2,2025-01-13,2025-01-14,Won,10\n", "SELECT outcome FROM deals ORDER BY rowid", [("open",), ("won",)], notices=("taken-as-open",)),
    "stated words": Right(DEALS + "1,2025-01-13,2025-02-13,Firmato,10\n2,2025-01-13,2025-02-13,n.d.,10\n", "SELECT outcome FROM deals ORDER BY rowid", [("won",), (None,)], notices=("no-outcome",), stated={"words": {"outcome": {"won": ("firmato",), "none": ("N.D.",)}}}),
    "an expected date": Right(DEALS + "1,2025-01-13,2025-12-13,Open,10\n", "SELECT closed, strftime(expected, '%Y-%m-%d') FROM deals", [(None, "2025-12-13")], notices=("expected-dates",)),
    "won and closed flags": Right("Id,StageName,IsWon,IsClosed,CloseDate,Amount,OwnerId,CreatedDate\n1,Signé,true,true,2025-02-01,10,x,2025-01-01\n2,Nope,false,true,2025-02-01,10,x,2025-01-01\n3,Hm,false,false,2025-02-01,10,x,2025-01-01\n", "SELECT outcome FROM deals ORDER BY rowid", [("won",), ("lost",), ("open",)], notices=("expected-dates",)),
    "won and lost dates": Right("Deal ID,Won time,Lost time,Value\n1,2025-02-01,,10\n2,,2025-03-01,10\n3,,,10\n", "SELECT outcome, strftime(closed, '%Y-%m-%d') FROM deals ORDER BY rowid", [("won", "2025-02-01"), ("lost", "2025-03-01"), ("open", None)]),
    "the company's currency": Right("Record ID,Deal Name,Deal Stage,Amount,Amount in company currency,Currency,Create Date,Close Date\n1,a,Closed Won,12,10,USD,2025-01-01,2025-02-13\n2,b,closedlost,10,10,EUR,2025-01-01,2025-02-13\n", VALUE, [("1", 1000), ("2", 1000)]),
    "a currency column": Right("Deal ID,Status,Amount,Currency\n1,Open,10,EUR\n2,Open,,\n3,Open,5,eur\n", VALUE, [("1", 1000), ("2", None), ("3", 500)]),
    "actual and estimated revenue": Right("(Do Not Modify) Opportunity,Topic,Est. revenue,Actual Revenue,Status,Created On\n1,a,12,10,Won,2025-01-01\n2,b,7,,Open,2025-01-01\n", VALUE, [("1", 1000), ("2", 700)]),
    "a stage against the status": Right("Deal ID,Status,Stage\n1,Open,Closed Won\n2,Won,Closed Won\n3,Lost,Proposal\n", "SELECT outcome FROM deals ORDER BY rowid", [("open",), ("won",), ("lost",)], notices=("contradicting-stages",)),
    "phones without a country": Right("Deal ID,Status,Phone\n1,Open,+39 06 698 12345\n2,Open,06 698 12345\n3,Open,\n", "SELECT phone IS NULL FROM deals ORDER BY rowid", [(False,), (True,), (True,)], notices=("phones-unread",)),
    "missing signs": Right(DEALS + "1,?,-,Open,10\n2,n/a,,Open,-\n3,null,,Open,N/A\n", "SELECT created, closed, value FROM deals ORDER BY rowid", [(None, None, 1000), (None, None, None), (None, None, None)]),
    "whole numbers with a point": Right("Deal ID,Status,Products\n1,Open,2.0\n2,Open,100.0\n", "SELECT products FROM deals ORDER BY rowid", [(2,), (100,)]),
    "thousands of products as stated": Right("Deal ID;Status;Products\n1;Open;1.000\n", "SELECT products FROM deals", [(1000,)], stated={"decimal": ","}),
    "spans in hours": Right("Durata (ore);Ora inizio\n1,5;13/01/2025 08:00\n", "SELECT handle FROM calls", [(5400,)]),
    "spans as stated": Right("Started at,Wait time\n2025-01-13 08:00,90\n", "SELECT waiting FROM calls", [(90,)], stated={"units": {"waiting": "second"}}),
    "minutes and seconds as stated": Right("Started at,Wait time\n2025-01-13 08:00,05:30\n", "SELECT waiting FROM calls", [(330,)], stated={"units": {"waiting": "mm:ss"}}),
    "spans in words": Right("Started at,Wait time,Talk time\n2025-01-13 08:00,1d 2h,2 h 5 min\n2025-01-13 08:01,45 seg.,100:00:01\n", "SELECT waiting, talk FROM calls ORDER BY rowid", [(93600, 7500), (45, 360001)]),
    "ticked or left blank": Right("Started at,Abandoned\n2025-01-13 08:00,x\n2025-01-13 08:01,\n", "SELECT abandoned FROM calls ORDER BY rowid", [(True,), (False,)]),
    "flags with gaps": Right("Started at,Abandoned\n2025-01-13 08:00,sì\n2025-01-13 08:01,\n2025-01-13 08:02,NO\n", "SELECT abandoned FROM calls ORDER BY rowid", [(True,), (None,), (False,)]),
    "repeated headers that nobody needs": Right("Deal ID,Status,Note,Note,,\n1,Open,a,b,c,d\n", "SELECT deal, outcome FROM deals", [("1", "open")]),
    "a repeated header by its place": Right("Deal ID,Status,Amount,Amount\n1,Open,1,10\n", VALUE, ONE, stated={"columns": {"value": "Amount (column 4)"}}),
    "a repeated header that a profile knows": Right("Deal ID,Status,Amount,Amount\n1,Open,1,10\n", VALUE, [("1", None)], notices=("repeated-header",)),
    "a role that is not to be read": Right(DEALS + "1,2025-01-13,,Open,ten\n", VALUE, [("1", None)], stated={"columns": {"value": ""}}),
    "dimensions": Right("Deal ID,Status,Region\n1,Open,Nord\n2,Open,NA\n", "SELECT deal, area FROM deals ORDER BY rowid", [("1", "Nord"), ("2", "NA")], stated={"dimensions": {"area": "region"}}),
    "quotes, delimiters and lines in a cell": Right('Deal ID,Status,Stage\n1,Open,"a ""b"",\nc"\n', "SELECT stage FROM deals", [('a "b",\nc',)]),
    "an address as the id": Right("Email,Created,Lead source\nanna@firm.it,2025-01-13,web\n", "SELECT length(lead), contains(lead, '@'), source FROM leads", [(32, False, "web")], stated={"kind": "leads", "columns": {"lead": "Email"}}),
    "several ids in a key": Right("Deal ID,Status,Customer ID\n1,Open,12;34\n2,Open,12\n", "SELECT customer IS NULL FROM deals ORDER BY rowid", [(True,), (False,)]),
    "titles with brackets": Right("Deal ID,Status,Stage,Close date\n1,Closed Won (Sales Pipeline),a,2025-01-13\n", "SELECT outcome FROM deals", [("won",)]),
}  # fmt: skip
