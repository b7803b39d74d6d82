"""The one currency of an export: what its amounts, headers and currency column say, and what is stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from roi_engine.crm_data.dates import BLANK
from roi_engine.crm_data.exports.columns import Mapped, Opened
from roi_engine.crm_data.exports.profiling import Counted
from roi_engine.crm_data.numbers import CODES, SIGNS, NumberFinding
from roi_engine.crm_data.placing import placed
from roi_engine.errors import Problem

_SIGN_CODES: Mapping[str, str] = MappingProxyType(
    {
        "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "฿": "THB", "R$": "BRL",
        "A$": "AUD", "C$": "CAD", "US$": "USD", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "LEI": "RON",
        "EURO": "EUR", "EUROS": "EUR", "US DOLLAR": "USD", "US DOLLARS": "USD", "STERLING": "GBP", "POUND": "GBP",
        "POUND STERLING": "GBP", "BRITISH POUND": "GBP", "STERLINA": "GBP", "DOLAR": "USD",
    }
)  # fmt: skip
_MAY_BE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "$": frozenset({"USD", "CAD", "AUD", "NZD", "MXN", "CLP", "COP", "ARS", "HKD", "SGD", "UYU"}),
        "¥": frozenset({"JPY", "CNY"}),
        "KR": frozenset({"SEK", "NOK", "DKK"}),
    }
)


def currency_code(told: str) -> str:
    """A currency as its code where a sign or name has one alone, else as it is told.

    >>> currency_code("€"), currency_code("usd"), currency_code("$"), currency_code("EUR - Euro")
    ('EUR', 'USD', '$', 'EUR')
    """
    plain = told.strip().upper()
    code = re.match(r"([A-Z]{3})\b", plain)
    return _SIGN_CODES.get(plain, code[1] if code and code[1] in CODES else plain)


def header_currency(header: str) -> str:
    """The currency that the header of a column of amounts names, '' where it names none.

    >>> header_currency("Amount (EUR)"), header_currency("Importo €"), header_currency("Valore in USD"), \
header_currency("Est. revenue")
    ('EUR', 'EUR', 'USD', '')
    """
    sign = next((sign for sign in SIGNS if sign in header), "")
    code = next((word for word in re.findall(r"\b[A-Z]{3}\b", header) if word in CODES), "")
    return currency_code(sign or code) if sign or code else ""


def money_currency(
    opened: Opened, counted: Counted, findings: Mapping[str, NumberFinding]
) -> tuple[str, list[Problem]]:
    """The currency of all amounts, '' where nothing tells it; problems where two are told.

    A currency column does not speak for amounts in the company's own currency.
    """
    if not findings:
        return "", []
    said: dict[str, tuple[str, Mapped | None]] = {}
    stated = currency_code(opened.stated.currency) if opened.stated.currency else ""
    if stated:
        said[stated] = ("what is stated", None)
    for column in opened.of_kind("money"):
        shape = findings[column.role].shape
        for told in (header_currency(column.header), currency_code(shape.currency) if shape else ""):
            if told:
                said.setdefault(told, (f"column '{column.header}'", column))
    speaking = _speaking(opened)
    if speaking is not None:
        words = {word for word in counted.words[speaking.cell] if word.lower() not in BLANK}
        codes = {currency_code(word) for word in words}
        if len(codes) > 1:
            return "", _two(opened, speaking, codes, counted)
        said |= {code: (f"column '{speaking.header}'", speaking) for code in codes if code not in said}
    return _only(opened, said)


def _speaking(opened: Opened) -> Mapped | None:
    """The currency column, where some amount is not in the company's own currency."""
    own = all(column.header in opened.company_currency for column in opened.of_kind("money"))
    return None if own else opened.role("currency")


def _only(opened: Opened, said: Mapping[str, tuple[str, Mapped | None]]) -> tuple[str, list[Problem]]:
    loose = {sign for sign in said if any(code in _MAY_BE.get(sign, ()) for code in said)}
    left = [code for code in said if code not in loose]
    if len(left) <= 1:
        return left[0] if left else "", []
    words = " and ".join(f"{code} ({said[code][0]})" for code in left)
    column = next((each for code in left if (each := said[code][1]) is not None), None)
    place = opened.source.header.index(column.header) + 1 if column else 0
    accepted = "one currency a file: export the amounts in one currency, or one file a currency"
    return "", [
        Problem("two-currencies", f"the amounts are in {words}", "currency", opened.source.file, 1, place, accepted)
    ]


def _two(opened: Opened, column: Mapped, codes: set[str], counted: Counted) -> list[Problem]:
    """The rows in another currency than most."""
    rows = dict.fromkeys(codes, 0)
    for word, n in counted.words[column.cell].items():
        if word.lower() not in BLANK:
            rows[currency_code(word)] += n
    most = max(sorted(rows), key=lambda code: rows[code])

    def is_other(value: str) -> bool:
        return value.lower() not in BLANK and currency_code(value) != most

    accepted = (
        f"one currency a file ({most} in most rows): map amounts in company currency, or export one file a currency"
    )
    return placed(opened.database, opened.source, (column.header, column.role), is_other, "two-currencies", accepted)
