"""Which one number shape a column of amounts is written in, judged on the shape of every value of it.

The shape of a text is the text with the digits 1 to 9 written as 9: a column of millions has some dozens of shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from roi_engine.crm_data.database import text

# n/d and s/d are Italian and Spanish for n/a
BLANK = frozenset({"", *"- -- — – ? n/a na n.a. nan n/d n.d. s/d none null \\n #n/a #n/d".split()})
CODES = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PEN PLN RON"
    " RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU ZAR KR KČ ZŁ FT LEI R$ A$ C$ US$ EURO EUROS".split()
)
SIGNS = frozenset("€$£¥₹₽₺₩₪₫฿")
SPACES = " \t\u00a0\u202f\u2009"
_SAME = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "₹": "INR", "US$": "USD"}  # alike in one column
_GROUPING = ".,'’ \u00a0\u202f\u2009"
_MOST_DIGITS = 12
_CURRENCY = r"[^09.,()+\-−'’\s]+"
_PARTS = re.compile(
    rf"(?P<open>\()?(?P<sign>[-−+])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[-−+(])?\s*(?P<core>[09.,][09.,'’\s]*)"
    rf"(?P<behind>[-−])?\s*(?P<after>{_CURRENCY})?\s*(?P<last>[-−])?(?P<close>\))?"
)

_MULTIPLE = re.compile(r"9\s*(k|m|mn|mln|mio|mila|mil|tsd|thousand|million)\b|9\s*k\s*[€$£]", re.IGNORECASE)
_NOTHING = re.compile(r"[^\w(]{1,3}\s*[-–—]+|[-–—]+\s*[^\w)]{1,3}")  # `€ -`, as spreadsheets show zero


@dataclass(frozen=True, slots=True)
class Shape:
    """How the amounts of a column are written; `drop` holds every sign that is no part of the number."""

    decimal: str
    grouping: str
    currency: str
    places: int
    negative: bool
    drop: str

    @property
    def words(self) -> str:
        """The shape as an example.

        >>> Shape(",", ".", "EUR", 2, False, "").words
        '1.234,56 EUR'
        """
        example = f"1{self.grouping[:1]}234" + (self.decimal + "56789"[: self.places] if self.places else "")
        return f"{example} {self.currency}".strip()


@dataclass(frozen=True, slots=True)
class NumberFinding:
    """The shape that fits, or why none does: shapes that are no amount, or one that has two readings.

    `rounded` are shapes with more than two decimals that count, `blank` those that stand for nothing. `only_leading`:
    negative amounts are written with a minus in front of the digits, as the database reads them.
    """

    shape: Shape | None
    unfit: tuple[str, ...] = ()
    ambiguous: str = ""
    expected: str = ""
    rounded: frozenset[str] = frozenset()
    blank: tuple[str, ...] = ()
    only_leading: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    shape: str
    core: str
    currency: str
    negative: bool
    readings: frozenset[str]  # the decimal signs under which the core is a number


def number_finding(shapes: Iterable[str], decimal: str = "") -> NumberFinding:
    """Judge all distinct shapes of a column; exactly one decimal sign, and one currency, may fit them all.

    `decimal` states the sign where the column leaves a choice. Whole numbers leave none: any sign reads them alike.
    """
    distinct = sorted(set(shapes))
    blank = tuple(shape for shape in distinct if shape.strip(SPACES).lower() in BLANK)
    numbers = [_number(shape) for shape in distinct if shape not in blank]
    unfit = [
        shape for shape, number in zip((s for s in distinct if s not in blank), numbers, strict=True) if number is None
    ]
    if unfit:
        return NumberFinding(None, tuple(unfit), expected=_expected(unfit), blank=blank)
    read = [number for number in numbers if number is not None]
    currencies = _currencies(read)
    if len(currencies) > 1:
        odd = [n.shape for n in read if n.currency and _SAME.get(n.currency, n.currency) != currencies[0]]
        return NumberFinding(None, tuple(odd), expected=f"one currency ({currencies[0]})", blank=blank)
    fitting = [sign for sign in (decimal or ",.") if all(sign in number.readings for number in read)]
    if not fitting:
        votes = {sign: sum(sign in number.readings for number in read) for sign in (decimal or ".,")}
        best = max(votes, key=lambda sign: votes[sign])
        unlike = tuple(number.shape for number in read if best not in number.readings)
        return NumberFinding(
            None, unlike, expected=f"the decimal sign '{best}', as elsewhere in the column", blank=blank
        )
    doubtful = [number.shape for number in read if re.search(r"[.,]", number.core)]
    if len(fitting) > 1 and doubtful:
        return NumberFinding(None, (), doubtful[0], blank=blank)
    sign = fitting[0] if len(fitting) == 1 else "."
    return _found(sign, read, currencies[0] if currencies else "", blank)


def _currencies(read: list[_Number]) -> list[str]:
    """The currencies that a column names, each once: as it is written, or as a code where that is done in several ways.

    A dollar sign beside `USD` is that dollar.
    """
    told = {number.currency for number in read if number.currency}
    codes = {_SAME.get(currency, currency) for currency in told}
    codes -= {"$"} if "USD" in codes else set()
    return sorted(told if len(told) == 1 else codes)


def _expected(unfit: list[str]) -> str:
    """What would have been an amount, with what helps where the texts show what went wrong."""
    words = "an amount such as 1234.56 or 1.234,56"
    if any(_MULTIPLE.search(shape) for shape in unfit):
        return f"{words}; thousands and millions have to be written in full (12000 for 12k)"
    if any(_NOTHING.fullmatch(shape) for shape in unfit):
        return f"{words}; nothing is an empty cell, and zero is 0"
    return words


def cents_of(column: str, finding: NumberFinding) -> str:
    """SQL of the amount in whole cents, null where blank, half a cent away from zero; `column` is trimmed text."""
    shape = finding.shape
    assert shape is not None
    scale = 2 if shape.places <= 2 else 6
    amount = f"CAST({_plain(column, finding)} AS DECIMAL(18, {scale}))"
    cents = f"CAST({amount} * 100 AS BIGINT)" if scale == 2 else f"CAST(round({amount} * 100, 0) AS BIGINT)"
    return _known(column, finding, cents)


def decimal_of(column: str, finding: NumberFinding) -> str:
    """SQL of the number as DECIMAL(18, 6), null where blank; `column` is trimmed text."""
    return _known(column, finding, f"CAST({_plain(column, finding)} AS DECIMAL(18, 6))")


def _plain(column: str, finding: NumberFinding) -> str:
    """SQL of the digits with a decimal point, without currency and grouping; of signs, a leading minus stays."""
    shape = finding.shape
    assert shape is not None
    plain = column
    for sign in shape.drop:
        if sign != shape.decimal and not (sign == "-" and finding.only_leading):
            plain = f"replace({plain}, {text(sign)}, '')"
    return f"replace({plain}, ',', '.')" if shape.decimal == "," else plain


def _known(column: str, finding: NumberFinding, number: str) -> str:
    """SQL of a number with its sign, null where the column is blank."""
    if finding.shape is not None and finding.shape.negative and not finding.only_leading:
        signs = " OR ".join(f"contains({column}, {text(sign)})" for sign in "-−(")
        number = f"{number} * CASE WHEN {signs} THEN -1 ELSE 1 END"
    words = ", ".join(text(word) for word in sorted({shape.strip(SPACES).lower() for shape in finding.blank}))
    return f"CASE WHEN lower({column}) IN ({words}) THEN NULL ELSE {number} END" if words else number


def _found(sign: str, read: list[_Number], currency: str, blank: tuple[str, ...]) -> NumberFinding:
    places = {
        number.shape: len(number.core.partition(sign)[2]) if number.core.count(sign) == 1 else 0 for number in read
    }
    grouping = "".join(sorted({c for number in read for c in number.core if c in _GROUPING and c != sign}))
    drop = "".join(sorted({c for number in read for c in number.shape if c not in "09" and c != sign}))
    rounded = {n.shape for n in read if places[n.shape] > 2 and n.core.partition(sign)[2][2:].strip("0")}
    shape = Shape(sign, grouping, currency, max(places.values(), default=0), any(n.negative for n in read), drop)
    leading = all(not n.negative or re.fullmatch(r"-[09.,][^-]*", n.shape) for n in read)
    return NumberFinding(shape, rounded=frozenset(rounded), blank=blank, only_leading=leading)


def _number(shape: str) -> _Number | None:
    """What a shape says, None where it is no amount: sign and currency are taken off, the core is judged."""
    found = _PARTS.fullmatch(shape.strip(SPACES))
    if found is None:
        return None
    signs = [found[part] for part in ("open", "sign", "inner", "behind", "last") if found[part]]
    currencies = [found[part].upper() for part in ("before", "after") if found[part]]
    if len(signs) > 1 or len(currencies) > 1 or ("(" in signs) != bool(found["close"]):
        return None
    if any(currency not in CODES | SIGNS for currency in currencies):
        return None
    core = found["core"].strip(SPACES)
    readings = frozenset(sign for sign in ".," if _is_number(core, sign))
    negative = bool(signs) and signs[0] != "+"
    return _Number(shape, core, "".join(currencies), negative, readings) if readings else None


def _is_number(core: str, sign: str) -> bool:
    whole, _, fraction = core.partition(sign)
    if sign in fraction or not re.fullmatch(r"[09]*", fraction) or len(fraction) > 6:
        return False
    digits = re.sub(r"[^09]", "", whole)
    if len(digits) > _MOST_DIGITS or (sign in core and not fraction):
        return False
    if re.fullmatch(r"[09]+", whole):
        return True
    if not whole:
        return bool(fraction)
    grouped = re.fullmatch(r"9[09]{0,2}(?:([.,'’ \u00a0\u202f\u2009])[09]{3})(?:\1[09]{3})*", whole)
    if grouped is None and sign == ".":  # lakhs and crores: 1,23,456
        return re.fullmatch(r"9[09]?(?:,[09]{2})+,[09]{3}", whole) is not None
    return grouped is not None and grouped[1] != sign
