"""Files as people export them: one plain truth, written in many dialects, and files that must be refused."""
# ruff: noqa: E501 - one file a line

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Row = tuple[str, date, str]  # customer, day, amount with a point

TRUTH: tuple[Row, ...] = (
    ("Müller", date(2024, 1, 31), "1234.50"),
    ("O'Neil", date(2024, 2, 1), "12.00"),
    ("Müller", date(2024, 2, 3), "7.05"),
    ("NA", date(2024, 12, 25), "1000.00"),
)
# (customer, day) -> cents
CENTS = {(name, day): round(float(amount) * 100) for name, day, amount in TRUTH}


def dmy(sign: str) -> Callable[[date], str]:
    return lambda day: sign.join([f"{day.day:02d}", f"{day.month:02d}", str(day.year)])


def mdy(sign: str) -> Callable[[date], str]:
    return lambda day: sign.join([f"{day.month:02d}", f"{day.day:02d}", str(day.year)])


def ymd(sign: str) -> Callable[[date], str]:
    return lambda day: sign.join([str(day.year), f"{day.month:02d}", f"{day.day:02d}"])


def short(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def point(amount: str) -> str:
    return amount


def comma(amount: str) -> str:
    return amount.replace(".", ",")


def grouped(thousands: str, decimal: str) -> Callable[[str], str]:
    def written(amount: str) -> str:
        return f"{float(amount):,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)

    return written


@dataclass(frozen=True)
class Written:
    """How TRUTH is written in one file."""

    delimiter: str = ","
    header: Sequence[str] = ("customer", "date", "amount")
    day: Callable[[date], str] = date.isoformat
    amount: Callable[[str], str] = point
    encoding: str = "utf-8"
    ending: str = "\n"
    before: str = ""
    after: str = ""
    quote: bool = False
    date_format: str = ""
    decimal: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        lines = [list(self.header)] + [[name, self.day(at), self.amount(amount)] for name, at, amount in TRUTH]
        quoted = [[f'"{cell}"' if self.quote or self.delimiter in cell else cell for cell in line] for line in lines]
        text = self.before + "\n".join(self.delimiter.join(line) for line in quoted) + "\n" + self.after
        return text.replace("\n", self.ending).encode(self.encoding)


IT = ("cliente", "data", "importo")
ES = ("Código Cliente", "Fecha", "Importe")
RIGHT: dict[str, Written] = {
    "plain": Written(),
    "italian": Written(";", IT, dmy("/"), grouped(".", ",")),
    "italian-bom": Written(";", IT, dmy("/"), comma, "utf-8-sig"),
    "italian-cp1252": Written(";", IT, dmy("/"), lambda a: "€ " + comma(a), "cp1252"),
    "italian-crlf": Written(";", IT, dmy("/"), comma, ending="\r\n"),
    "old-mac-returns": Written(";", IT, dmy("/"), comma, ending="\r"),
    "spanish": Written(";", ES, dmy("-"), grouped(".", ",")),
    "spanish-dots": Written(";", ES, dmy("."), comma),
    "american": Written(",", ("Customer ID", "Order Date", "Total"), mdy("/"), grouped(",", "."), quote=True),
    "american-dollars": Written("\t", day=mdy("/"), amount=lambda a: "$" + grouped(",", ".")(a)),
    "american-dashes": Written("|", day=mdy("-")),
    "swiss": Written(";", day=dmy("."), amount=lambda a: "CHF " + grouped("'", ".")(a)),
    "swiss-typographic": Written(";", day=dmy("."), amount=grouped("’", ".")),
    "french-spaces": Written(";", day=dmy("/"), amount=lambda a: grouped("\u202f", ",")(a) + " €"),
    "nbsp-thousands": Written(";", day=dmy("/"), amount=grouped("\u00a0", ",")),
    "plain-space-thousands": Written(";", day=dmy("/"), amount=grouped(" ", ",")),
    "code-behind": Written(";", amount=lambda a: comma(a) + " EUR"),
    "code-before": Written(";", amount=lambda a: "EUR " + comma(a)),
    "excel-unicode": Written("\t", IT, dmy("/"), comma, "utf-16"),
    "utf16-without-mark": Written("\t", IT, dmy("/"), comma, "utf-16-le"),
    "utf16-big": Written("\t", IT, dmy("/"), comma, "utf-16-be"),
    "sep-line": Written(";", IT, dmy("/"), comma, before="sep=;\n"),
    "sep-line-bom": Written(";", IT, dmy("/"), comma, "utf-8-sig", before="sep=;\n"),
    "blank-lines-before": Written(before="\n\n"),
    "bar": Written("|"),
    "tab": Written("\t"),
    "quoted": Written(quote=True),
    "times": Written(day=lambda d: f"{d.isoformat()} 23:59:59"),
    "iso-times": Written(day=lambda d: f"{d.isoformat()}T00:00:00.000Z"),
    "italian-times": Written(";", IT, lambda d: dmy("/")(d) + " 9:05", comma),
    "american-times": Written(day=lambda d: mdy("/")(d) + " 11:59 PM"),
    "zone": Written(day=lambda d: f"{d.isoformat()} 23:30:00+01:00"),
    "compact": Written(day=ymd("")),
    "slashes-year-first": Written(day=ymd("/")),
    "short-days": Written(";", IT, short, comma),
    "two-digit-year-stated": Written(day=lambda d: d.strftime("%d/%m/%y"), date_format="dd/mm/yy"),
    "blanks-around": Written(";", day=lambda d: f"  {d.isoformat()} ", amount=lambda a: f" {a}  "),
    "nbsp-around": Written(";", day=lambda d: f"{d.isoformat()}\u00a0", amount=lambda a: f"\u00a0{a}"),
    "plus-signs": Written(amount=lambda a: "+" + a),
    "total-row": Written(";", IT, dmy("/"), comma, after="TOTALE;;2253,55\n"),
    "total-in-date": Written(";", IT, dmy("/"), comma, after=";Totale;2253,55\n"),
    "total-blank": Written(";", IT, dmy("/"), comma, after=";;2253,55\n"),
    "blank-rows": Written(";", after=";;\n;;\n"),
    "stated-columns": Written(";", ("a", "b", "c"), columns={"customer": "a", "date": "b", "amount": "c"}),
    "case-of-stated": Written(";", ("Kunde", "Tag", "Wert"), columns={"customer": "kunde", "date": "TAG", "amount": "wert"}),
    "decimal-stated": Written(";", amount=comma, decimal=","),
    "header-over-two-lines": Written(";", ('"customer\n(name)"', "date", '"amount\n(EUR)"'), columns={"customer": "customer\n(name)", "amount": "amount\n(EUR)"}),
    "no-last-newline-crlf": Written(";", IT, dmy("/"), comma, ending="\r\n"),
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """A file that must be refused: the code, and the line and column where something stands in the way."""

    content: str
    code: str
    line: int = 0
    column: int = 0
    says: str = ""
    date_format: str = ""
    decimal: str = ""
    encoding: str = "utf-8"


REFUSED: dict[str, Refused] = {
    "ambiguous-dates": Refused("customer,date,amount\nA,01/02/2024,1.50\nB,03/04/2024,2\n", "ambiguous-date", 2, 2, "2024-02-01"),
    "ambiguous-number": Refused("customer;date;amount\nA;31/01/2024;2.528\n", "ambiguous-number", 2, 3),
    "ambiguous-comma": Refused("customer;date;amount\nA;31/01/2024;12\nB;31/01/2024;2,528\n", "ambiguous-number", 3, 3),
    "format-changes": Refused("customer,date,amount\nA,31/01/2024,1\nB,30/01/2024,1\nC,01/31/2024,1\n", "bad-date", 4, 2, "dd/mm/yyyy"),
    "mixed-signs": Refused("customer,date,amount\nA,2024-01-31,1\nB,2024-02-01,1\nC,01/02/2024,1\n", "bad-date", 4, 2),
    "mixed-decimals": Refused("customer;date;amount\nA;2024-01-31;1,50\nB;2024-01-31;2,75\nC;2024-01-31;1.55\n", "bad-number", 0, 3),
    "two-currencies": Refused("customer;date;amount\nA;2024-01-31;EUR 1,50\nB;2024-01-31;USD 2,75\n", "bad-number", 3, 3, "currency"),
    "words-for-amount": Refused("customer,date,amount\nA,2024-01-31,ten\n", "bad-number", 2, 3),
    "percent": Refused("customer,date,amount\nA,2024-01-31,10%\n", "bad-number", 2, 3),
    "turned-by-a-spreadsheet": Refused("customer,date,amount\nA,1/2/2024,1\nB,13/01/2024,1\nC,5/3/2024,1\n", "ambiguous-date", 2, 2, "if a spreadsheet has turned it"),
    "impossible-day": Refused("customer,date,amount\nA,2024-01-31,1\nB,2024-02-30,1\n", "bad-date", 3, 2, "yyyy-mm-dd"),
    "two-digit-year": Refused("customer,date,amount\nA,13/01/24,1\n", "ambiguous-date", 2, 2),
    "year-one": Refused("customer,date,amount\nA,0001-01-24,1\n", "bad-date", 2, 2),
    "excel-number": Refused("customer,date,amount\nA,45321,1\n", "bad-date", 2, 2),
    "few-cells": Refused("customer,date,amount\nA,2024-01-31,1\nB,2024-01-31\n", "ragged-row", 3),
    "many-cells": Refused("customer,date,amount\nA,2024-01-31,1\nB,2024-01-31,1,50\n", "ragged-row", 3),
    "open-quote": Refused('customer,date,amount\nA,2024-01-31,1\n"B,2024-01-31,1\n', "ragged-row", 3),
    "total-with-date": Refused("customer,date,amount\nA,2024-01-31,1\nTOTALE,2024-12-31,1\n", "total-or-customer", 3, 1),
    "header-again": Refused("customer,date,amount\nA,2024-01-31,1\ncustomer,date,amount\nB,2024-01-31,1\n", "bad-date", 3, 2),
    "no-date-column": Refused("customer,total\nA,1\n", "unknown-column", 1, 0, "date"),
    "twice-the-name": Refused("customer,date,date\nA,2024-01-31,1\n", "repeated-column", 1),
    "wrong-format-stated": Refused("customer,date,amount\nA,31/01/2024,1\n", "bad-date", 2, 2, "mm/dd/yyyy", "mm/dd/yyyy"),
    "no-such-format": Refused("customer,date,amount\nA,31/01/2024,1\n", "date-format", 0, 0, "dd/mm/yyyy", "dd/mm/yyy"),
    "wrong-decimal-stated": Refused("customer;date;amount\nA;2024-01-31;12,50\n", "bad-number", 2, 3, "", "", "."),
    "only-a-header": Refused("customer,date,amount\n", "no-rows"),
    "nothing": Refused("", "empty-file"),
    "blank": Refused("\n\n \n", "empty-file"),
    "nul": Refused("customer,date,amount\nA,2024-01-31,1\0\n", "nul-byte", 2),
    "thousands-misplaced": Refused("customer;date;amount\nA;2024-01-31;12.34.567\n", "bad-number", 2, 3),
    "multi-line-then-bad": Refused('customer,date,amount\n"A\nB",2024-01-31,1\nC,2024-01-32,1\n', "bad-date", 4, 2),
    "date-and-more": Refused("customer,date,amount\nA,2024-01-31 or so,1\n", "bad-date", 2, 2),
}  # fmt: skip
