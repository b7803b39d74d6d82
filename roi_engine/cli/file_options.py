"""Options of the commands that read a customer file, and how their text is read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.options import FILE

if TYPE_CHECKING:
    from roi_engine.reporting.words import Words

Command = TypeVar("Command", bound=Callable[..., Any])

_columns = click.option(
    "--columns",
    metavar="ROLE=HEADER,...",
    multiple=True,
    help="Which column is which, e.g. customer=id,date=order_date,amount=total; guessed from the headers otherwise.",
)
_dates = click.option("--date-format", metavar="F", default="", help="Where dates are ambiguous, e.g. dd/mm/yyyy.")
_decimal = click.option("--decimal", metavar="SIGN", default="", help="Where numbers are ambiguous: ',' or '.'.")
_currency = click.option("--currency", metavar="CODE", default="", help="Currency of the amounts, e.g. EUR.")
_language = click.option("--language", metavar="L", default="en", help="Language of the report: en, it or es.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout, nothing else there.")
out_option = click.option("-o", "--out", type=FILE, metavar="DIR", help="Also write a report, tables and charts there.")
customers_option = click.option(
    "--customers", type=FILE, metavar="FILE", help="Also write one row a customer, to .csv or .parquet."
)


def reading_options(command: Command) -> Command:
    """Add the options that say how a file's text is to be taken."""
    return _dates(_decimal(_currency(_language(_json(command)))))


def log_options(command: Command) -> Command:
    """Add the options that every command on a log or a list has."""
    return _columns(reading_options(command))


def columns_of(texts: Sequence[str]) -> dict[str, str]:
    """Role -> header of all `--columns`; a header with a comma in it stands in double quotes."""
    found: dict[str, str] = {}
    for part in [part for row in csv.reader(texts, skipinitialspace=True) for part in row]:
        role, equals, header = part.partition("=")
        if not equals or not role.strip() or not header.strip():
            raise refusal("bad-columns", f"--columns {part!r} is not ROLE=HEADER", hint="e.g. --columns customer=id")
        found[role.strip().lower()] = header.strip()
    return found


def reading_of(options: dict[str, Any]) -> dict[str, Any]:
    """How the file is to be read where its content leaves a choice, as keywords of the readers."""
    if options["decimal"] not in ("", ",", "."):
        raise refusal("bad-decimal", f"--decimal {options['decimal']!r}", accepted="',' or '.'")
    return {"date_format": options["date_format"], "decimal": options["decimal"]}


def words_of(options: dict[str, Any], known: str = "") -> Words:
    """The words of the report, in the currency stated, or in the one that the file names."""
    from roi_engine.reporting.words import LANGUAGES, words_for

    if options["language"] not in LANGUAGES:
        click.echo(f"reports are in {', '.join(LANGUAGES)} for now, not in {options['language']!r}", err=True)
    return words_for(options["language"], options["currency"] or known)


def day_of(text: str | None, option: str) -> date | None:
    """A day of the command line; ScenarioError where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refusal("bad-date", f"{option} {text!r} is not a date", accepted="e.g. 2026-12-31") from None


def share_of(text: str | None, option: str, *, most: float = 1.0) -> float | None:
    """A share of the command line, `30%` or `0.3`."""
    number = number_of(text, option, unit="1/year")
    if number is not None and not 0 <= number <= most:
        raise refusal("bad-share", f"{option} {text!r}", accepted=f"0 % to {most:.0%}", hint="e.g. 30%")
    return number


def number_of(text: str | None, option: str, unit: str = "") -> float | None:
    """A number of the command line, its unit left out or the one named."""
    if text is None:
        return None
    from roi_engine.scenario.quantities import QuantityError, quantity

    try:
        found = quantity(text)
    except QuantityError as error:
        raise refusal("bad-number", f"{option}: {error}", hint=error.hint) from None
    if found.unit not in (None, unit):
        raise refusal("bad-unit", f"{option} {text!r}", accepted="a number without a unit")
    return found.number


def span_of(text: str, option: str) -> float:
    """A span of the command line, `39 week` or `2 years`, in days; ScenarioError where it is none."""
    from roi_engine.crm_data.segmenting import DAYS
    from roi_engine.scenario.quantities import QuantityError, quantity

    try:
        found = quantity(text)
    except QuantityError as error:
        raise refusal("bad-span", f"{option}: {error}", hint=error.hint) from None
    unit = (found.unit or "").removesuffix("s")
    if unit not in DAYS or not found.number > 0:
        raise refusal(
            "bad-span", f"{option} {text!r}", accepted=f"a number of {', '.join(DAYS)}", hint='e.g. "39 week"'
        )
    return found.number * DAYS[unit]


def refuse_unwritable(path: Path | None) -> None:
    """Refuse a file of customers that is neither CSV nor Parquet before any work is done."""
    if path is not None and path.suffix.lower() not in (".csv", ".parquet"):
        raise refusal("bad-suffix", f"--customers {path.name}", accepted="a name that ends in .csv or .parquet")
