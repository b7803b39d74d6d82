"""One cell: how a scalar of the scenario looks in it, and how what is found in it is written back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from roi_engine.scenario.quantities import QuantityError, quantity
from roi_engine.scenario.tree import Node

Content = str | float | bool | None
NULL_WORDS = ("", "~", "null", "Null", "NULL")
DIGITS = 15  # what a spreadsheet keeps of a number

_PLAIN = re.compile(r"(-?\d|[^\W_]|\$|\()[\w .%/*()$+^<>=-]*(?<! )")
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SUFFIX = re.compile(r"[+-]?[\d_.]*(?:[eE][+-]?\d+)?\s*(?P<percent>%?)\s*(?P<unit>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell holds for a scalar: a text or a number (a per cent as a share), and the unit written inside it."""

    content: Content = None
    per_cent: bool = False
    unit: str = ""


def shown_number(text: str) -> Shown:
    """A number of the scenario as a cell shows it; a text that is no number stays text.

    >>> shown_number("3 %/year")
    Shown(content=0.03, per_cent=True, unit='/year')
    """
    try:
        stated = quantity(text)
    except QuantityError:
        return Shown(text)
    found = _SUFFIX.fullmatch(stated.text)
    return Shown(stated.number, stated.percent, found["unit"].strip() if found else "")


def number_text(number: float, per_cent: bool = False, unit: str = "") -> str:
    """A number as the scenario writes it, with 15 digits.

    >>> number_text(0.07, per_cent=True, unit="/year"), number_text(12.5, unit="EUR/hour")
    ('7 %/year', '12.5 EUR/hour')
    """
    said = f"{number * 100 if per_cent else number:.{DIGITS}g}"
    tail = unit if unit.startswith("/") or not unit else f" {unit}"
    return f"{said} %{tail}" if per_cent else f"{said}{tail}"


def same(one: Content, other: Content) -> bool:
    """Whether two contents say the same: numbers to 15 digits, texts up to white space, nothing like an empty text."""
    if _is_number(one) and _is_number(other):
        return f"{one:.{DIGITS}g}" == f"{other:.{DIGITS}g}"
    return text_of(one).split() == text_of(other).split() and _is_number(one) == _is_number(other)


def text_of(content: Content) -> str:
    """A content as text: whole numbers without a point, truth as the scenario writes it."""
    if content is None:
        return ""
    if isinstance(content, bool):
        return "true" if content else "false"
    return f"{content:.{DIGITS}g}" if isinstance(content, float) else content


def scalar_source(text: str, nothing: bool = False) -> str:
    """A text as YAML that is read back as that text, in a list or mapping too; with `nothing`, `null` stays null.

    >>> scalar_source("12 %"), scalar_source("a: b"), scalar_source("null")
    ('12 %', '"a: b"', '"null"')
    """
    if nothing and text in NULL_WORDS:
        return "null"
    if _PLAIN.fullmatch(text) and text not in NULL_WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def source_of(node: Node) -> str:
    """A tree as one line of YAML that is read back as that tree."""
    if node.kind == "list":
        return "[" + ", ".join(map(source_of, node.items)) + "]"
    if node.kind == "mapping":
        return "{" + ", ".join(f"{scalar_source(key)}: {source_of(one)}" for key, one in node.entries.items()) + "}"
    return scalar_source(node.text, nothing=node.plain)


def _is_number(content: Content) -> bool:
    return isinstance(content, float | int) and not isinstance(content, bool)
