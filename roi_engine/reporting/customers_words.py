"""Words that the customer and pilot reports share: money of a file that may name no currency, days, sources."""

from __future__ import annotations

import datetime
from pathlib import Path

from babel.dates import format_date

from roi_engine import __version__
from roi_engine.reporting.words import N_, Scale, Words, plain, shortened

NAMED = 60  # characters of a file's or segment's name that are shown


def sentence(template: str, words: Words, **values: str) -> str:
    """A template filled in, its first letter a capital one even where a figure in words comes first."""
    said = words.text(template, **values)
    return said[:1].upper() + said[1:]


def stop(said: str) -> str:
    """A message as a sentence: a capital letter first, a full stop at the end."""
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def money(amount: float, words: Words) -> str:
    """Money for a sentence; without a currency, the number alone."""
    return words.money(amount).strip()


def with_unit(title: str, unit: str) -> str:
    """A heading or an axis title with its unit, or alone where there is none."""
    return f"{title}, {unit.strip()}" if unit.strip() else title


def scale_unit(scale: Scale, words: Words) -> str:
    """The unit of a chart's amounts, with a word for amounts of a file that names no currency."""
    return scale.unit.strip() if words.currency else f"{words.text(N_('currency of the file'))} {scale.unit}".strip()


def day(when: datetime.date, words: Words) -> str:
    """A day as the reader writes it."""
    return str(format_date(when, format="medium", locale=words.language))


def month(when: datetime.date, words: Words) -> str:
    """Month and year, short."""
    return str(format_date(when, format="MMM yyyy", locale=words.language))


def file_name(file: str) -> str:
    """The name of a file without its folders, short enough for a heading."""
    return shortened(plain(Path(file).name), NAMED)


def file_source(file: str, words: Words, n_customers: float | None = None) -> str:
    """The source line of a chart made from a file."""
    told = {"file": file_name(file), "version": __version__}
    if n_customers is None:
        return words.text(N_("Source: {file}; roi_engine {version}"), **told)
    template = N_("Source: {file}, {n} customers; roi_engine {version}")
    return words.text(template, n=words.count(round(n_customers)), **told)


def no_currency_said(words: Words) -> str:
    """What amounts are in where nothing names a currency; empty where one is named."""
    if words.currency:
        return ""
    return words.text(N_("Amounts are in the file's own currency, which it does not name; --currency names it."))
