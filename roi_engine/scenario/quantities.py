"""From the text of a number to the number: `12`, `-3.5`, `1e3`, `12 %`, `42000 contact/month`, `3 %/year`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

ABSURD = 1e15

_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:\d{1,3}(?:_\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*(?P<percent>%?)\s*(?P<unit>.*)\Z",
    re.DOTALL,
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_SCALES = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "mln": 1e6, "mio": 1e6, "bn": 1e9}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as stated; `unit` is None where none was stated, a per cent is already a share."""

    text: str
    number: float
    unit: str | None = None
    percent: bool = False


class QuantityError(ValueError):
    """The text is not a number; `hint` shows how to write it."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


def quantity(text: str) -> Quantity:
    """The number and unit that a text states.

    Raises QuantityError with the right spelling for decimal commas, thousands separators, currency signs, `120k`,
    octal or hexadecimal numbers; for not-a-number, infinities and numbers beyond 1e15.

    >>> quantity("12 %").number, quantity("3 %/year").unit, quantity("29 EUR/hour").number
    (0.12, '1/year', 29.0)
    """
    said = text.strip()
    found = _NUMBER.match(said[:201])
    shown = f"'{said[:40]}' is not a number"
    if len(said) > 200:
        raise QuantityError(shown, "it is too long")
    if found is None or not re.search(r"\d", found["number"]):
        raise QuantityError(shown, _hint(said))
    rest = found["unit"]
    if (rest and not re.match(r"[A-Za-z/]", rest)) or re.match(r"[+-]?0[xXoObB]", said) or rest in _SCALES:
        raise QuantityError(shown, _hint(said))
    number = float(found["number"].replace("_", ""))
    if not math.isfinite(number) or abs(number) > ABSURD:
        raise QuantityError(f"'{said[:40]}' is beyond anything a business case can mean", "at most 1e15")
    if found["percent"] and re.match(r"[A-Za-z]", rest):
        raise QuantityError(f"'{said[:40]}' is not a number", "write a share like 12 % and a rate like 3 %/year")
    unit = f"1{rest}" if rest.startswith("/") else rest
    return Quantity(said, number / 100.0 if found["percent"] else number, unit or None, bool(found["percent"]))


def whole(text: str) -> int:
    """A whole number (`65536`, `65_536`, `1e6`); QuantityError otherwise."""
    found = quantity(text)
    if found.unit is not None or found.percent or found.number != int(found.number):
        raise QuantityError(f"'{text.strip()[:40]}' is not a whole number")
    return int(found.number)


def counted(number: int, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "value"), counted(3, "value")
    ('1 value', '3 values')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _hint(text: str) -> str:
    """How the text was probably meant to be written."""
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", text, re.IGNORECASE):
        return "a value must be a finite number"
    if found := re.fullmatch(r"([€$£¥]|[A-Z]{3})\s*(-?[\d.,_]+)(.*)", text):
        return f"write {_bare(found[2])} {_SIGNS.get(found[1], found[1])}{found[3]}"
    if found := re.fullmatch(r"(-?[\d.,_]+)\s*([€$£¥])(.*)", text):
        return f"write {_bare(found[1])} {_SIGNS[found[2]]}{found[3]}"
    if found := re.match(r"([+-]?[\d.,\s'\u00a0\u202f]*\d)(.*)\Z", text, re.DOTALL):
        return _spelling(found[1], found[2].strip())
    return ""


def _bare(digits: str) -> str:
    """The digits of an amount with a currency sign, as they are written here.

    >>> _bare("20.000"), _bare("1.234,50"), _bare("29,5"), _bare("29.50")
    ('20000', '1234.50', '29.5', '29.50')
    """
    first, *groups = re.split(r"[.,_]", digits)
    if all(len(group) == 3 for group in groups):
        return "".join((first, *groups))
    return "".join((first, *groups[:-1])) + f".{groups[-1]}"


def _spelling(digits: str, rest: str) -> str:
    """The hint for a number with commas, spaces or points in it, or with a letter for thousands."""
    tail = f" {rest}" if rest else ""
    if rest in _SCALES and re.fullmatch(r"[+-]?\d+(\.\d+)?", digits):
        return f"write {float(digits) * _SCALES[rest]:.15g}"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", digits):
        thousands, decimal = digits.replace(",", ""), digits.replace(",", ".", 1)
        decimal = re.sub(r"0+\Z", "", decimal).rstrip(".")
        either = f"{thousands}{tail}" if digits.count(",") > 1 else f"{thousands}{tail} (thousands) or {decimal}{tail}"
        return f"no thousands separators and a decimal point: write {either}"
    if re.fullmatch(r"[+-]?\d{1,3}([.\s'\u00a0\u202f]\d{3})+,\d+", digits):
        plain = re.sub(r"[.\s'\u00a0\u202f]", "", digits).replace(",", ".")
        return f"no thousands separators and a decimal point: write {plain}{tail}"
    if re.fullmatch(r"[+-]?\d+,\d+", digits):
        return f"use a decimal point: {digits.replace(',', '.')}{tail}"
    plain = re.sub(r"[,\s'\u00a0\u202f]", "", digits)
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", digits):
        plain = digits.replace(".", "")
    if plain != digits and re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        return f"no thousands separators: write {plain}{tail}"
    return ""
