"""Months as people write them: 2027-03, 03/2027, March 2027, marzo 2027, or a date of the month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from roi_engine.crm_data.actuals import INITIAL
from roi_engine.crm_data.dates import (
    FIRST_YEAR,
    FORMATS,
    LAST_YEAR,
    DateFinding,
    DateFormat,
    date_finding,
    day_of,
    is_time,
)
from roi_engine.crm_data.exports.month_names import in_figures
from roi_engine.crm_data.headers import plain_header
from roi_engine.crm_data.profile import shape_of, token_of

_NAMES = (
    "january jan gennaio gen enero ene", "february feb febbraio febrero", "march mar marzo",
    "april apr aprile abril abr", "may maggio mag mayo", "june jun giugno giu junio", "july jul luglio lug julio",
    "august aug agosto ago", "september sep sept settembre set septiembre setiembre", "october oct ottobre ott octubre",
    "november nov novembre noviembre", "december dec dicembre dic diciembre",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_INITIAL = frozenset("initial start upfront iniziale avvio inicial inicio".split())
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_SHORT_YEAR = re.compile(r"([^\W\d_]+)\.? ?[-'’/](\d{2})")  # mar-27, as spreadsheets show months
_NAMED = re.compile(r"(?:([a-z]+)_(?:de_|del_|di_)?(\d{4})|(\d{4})_([a-z]+))")


@dataclass(frozen=True, slots=True)
class Months:
    """What the texts of a column say: text -> `2027-03` or `INITIAL`; those that say nothing, or two things."""

    known: dict[str, str]
    unfit: frozenset[str] = frozenset()
    ambiguous: str = ""
    readings: str = ""
    format: str = ""


def months_of(texts: Iterable[str], stated: DateFormat | None = None) -> Months:
    """Understand a whole column: each text is a month by itself, or a date of the one format that fits all dates."""
    known: dict[str, str] = {}
    dates: dict[str, str] = {}
    unfit: set[str] = set()
    for text in sorted(set(texts)):
        month = _month(text) or _worded(text)
        token = token_of(text)
        if month:
            known[text] = month
        elif len(text) <= len(token) or is_time(shape_of(text[len(token) :]).replace("0", "9")):
            dates[text] = token
        else:
            unfit.add(text)
    finding = date_finding(dates.values(), stated)
    if finding.format is None and finding.ambiguous:
        first = next(text for text, token in dates.items() if token == finding.ambiguous)
        return Months(known, frozenset(unfit), first, _said(finding))
    for text, token in dates.items():
        day = finding.format.day(token) if finding.format is not None else None
        if day is not None:
            known[text] = day_of(day).strftime("%Y-%m")
        elif finding.format is not None or token in finding.unfit:
            unfit.add(text)
    return Months(known, frozenset(unfit), format=finding.nearest if dates else "")


def _said(finding: DateFinding) -> str:
    return " or ".join(f"{day.isoformat()} ({name})" for name, day in finding.readings)


def _month(text: str) -> str:
    """The month that a text names by itself, or ''.

    >>> _month("03/2027"), _month("2027-3"), _month("Marzo de 2027"), _month("ene-27"), _month("13/2027")
    ('2027-03', '2027-03', '2027-03', '2027-01', '')
    """
    folded = plain_header(text)
    if folded in _INITIAL:
        return INITIAL
    year, number = 0, 0
    if found := _YEAR_FIRST.fullmatch(text):
        year, number = int(found[1]), int(found[2])
    elif found := _YEAR_LAST.fullmatch(text):
        year, number = int(found[2]), int(found[1])
    elif found := _SHORT_YEAR.fullmatch(text):
        year, number = 2000 + int(found[2]), _MONTHS.get(plain_header(found[1]), 0)
    elif found := _NAMED.fullmatch(folded):
        year, number = int(found[2] or found[3]), _MONTHS.get(found[1] or found[4], 0)
    inside = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
    return f"{year}-{number:02d}" if inside else ""


def _worded(text: str) -> str:
    """The month of a date with its month in words, or ''.

    >>> _worded("31 marzo 2027"), _worded("31-Mar-27"), _worded("31 giugno 2027"), _worded("31/03/2027")
    ('2027-03', '2027-03', '', '')
    """
    figures = in_figures(text)
    return figures[:7] if figures != text and FORMATS["yyyy-mm-dd"].day(figures) is not None else ""


def hint_for(text: str) -> str:
    """What to write in the place of a text that is no month, where it shows what it is.

    >>> hint_for("Q1 2027")[:23], hint_for("Totale")[:12], hint_for("13/2027")
    ('one row for each month,', 'leave totals', '')
    """
    folded = plain_header(text)
    if re.fullmatch(r"(total|totale|totali|totales|subtotal|subtotale|sum|somma|suma)(_.*)?", folded):
        return "leave totals out: months are added up"
    if re.fullmatch(r"([qt][1-4]|[1-4][qt]|[1-4]_?(trim|trimestre|quarter))(_?\d{2,4})?|\d{4}(_?[qt][1-4])?", folded):
        return "one row for each month, not for a quarter or a year: the months of a period are added up"
    return ""
