"""Dates with the month in words, English, Italian or Spanish: written in figures, which leaves nothing to guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from roi_engine.crm_data.database import text

# the first three letters tell the month in all three languages
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            ("jan gen ene", "feb", "mar", "apr abr", "may mag", "jun giu", "jul lug", "aug ago", "sep set", "oct ott",
             "nov", "dec dic"), 1
        )
        for name in names.split()
    }
)  # fmt: skip
_WEEKDAY = (  # in front, as long dates have it
    "(?i:(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|gio|ven|sab|dom|mi[eé]|jue|vie|s[aá]b)[a-zìé]*[.]?,? +)?"
)
_MONTH_FIRST = rf"^{_WEEKDAY}([A-Za-z]{{3}})[A-Za-z]*\.? +([0-9]{{1,2}})(?:st|nd|rd|th)?,? +([0-9]{{4}})(.*)$"
_DAY_FIRST = (
    rf"^{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\.? +de +|\.? +|[-/])([A-Za-z]{{3}})[A-Za-z]*\.?"
    r"(?: +de +|,? +|[-/])([0-9]{4})(.*)$"
)
_SHORT_YEAR = r"^([0-9]{1,2})[-/ ]([A-Za-z]{3})\.?[-/ ]([0-9]{2})($|[^0-9].*)$"
_PIVOT = "70"  # of two-digit years, as in dates.py
_WAYS = ((_MONTH_FIRST, (3, 1, 2)), (_DAY_FIRST, (3, 2, 1)), (_SHORT_YEAR, (3, 2, 1)))


def in_figures(value: str) -> str:
    """A date with its month in words as yyyy-mm-dd, with what follows it; any other text as it is.

    >>> [in_figures(each) for each in ("Mar 04, 2025 10:30 am", "lunedì 4 marzo 2025", "4/gen/25", "4 x")]
    ['2025-03-04 10:30 am', '2025-03-04', '2025-01-04', '4 x']
    """
    for pattern, (year, month, day) in _WAYS:
        found = re.match(pattern, value)
        number = _MONTHS.get(found[month].lower()) if found else None
        if found and number:
            century = "" if len(found[year]) == 4 else "19" if found[year] >= _PIVOT else "20"
            return f"{century}{found[year]}-{number:02d}-{int(found[day]):02d}{found[4]}"
    return value


def figures_sql(cell: str) -> str:
    """SQL of the same; texts without three letters in a row, nearly all, are settled at a glance."""
    months = ", ".join(f"{text(name)}: {text(f'{number:02d}')}" for name, number in _MONTHS.items())
    told = []
    for pattern, (year, month, day) in _WAYS:
        part = {place: f"regexp_extract({cell}, {text(pattern)}, {place})" for place in (1, 2, 3, 4)}
        number = f"(MAP {{{months}}})[lower({part[month]})]"
        short = f"CASE WHEN length({part[year]}) = 4 THEN '' WHEN {part[year]} >= '{_PIVOT}' THEN '19' ELSE '20' END"
        told.append(f"{short} || {part[year]} || '-' || {number} || '-' || lpad({part[day]}, 2, '0') || {part[4]}")
    return f"CASE WHEN regexp_matches({cell}, '[A-Za-z]{{3}}') THEN coalesce({', '.join(told)}, {cell}) ELSE {cell} END"
