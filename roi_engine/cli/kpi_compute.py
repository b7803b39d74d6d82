"""`roi-engine kpi compute`: KPIs of exports with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.delivery import deliver, said_written
from roi_engine.cli.failures import refusal
from roi_engine.cli.file_options import columns_of, day_of, words_of
from roi_engine.cli.kpi_profile import WORDS_HELP, choices_of, export_name
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting

if TYPE_CHECKING:
    from roi_engine.crm_data.exports.files import ExportFile
    from roi_engine.crm_data.kpis.computing import KpiQuestion

_EACH = "Where an option says [NAME:], the name of a file without its ending and a colon say which of several is meant."


@click.command("compute", epilog=_EACH)
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option(
    "--kpi",
    "ids",
    metavar="ID",
    multiple=True,
    help="A KPI, e.g. sales.win_rate (`roi-engine kpi list`); all that can be told else.",
)
@click.option("--by", metavar="DIM", multiple=True, help="Also by a column or dimension, e.g. seller; repeatable.")
@click.option("--since", metavar="DAY", help="First day of the period, e.g. 2026-01-01.")
@click.option("--until", metavar="DAY", help="Last day of the period.")
@click.option("--as-of", metavar="DAY", help="When the exports were made; the latest moment that they tell otherwise.")
@click.option("--calendar", metavar="HOURS", help='Opening hours, e.g. "Mon-Fri 9:00-18:00; holidays IT".')
@click.option("--window", type=int, metavar="MONTHS", help="Months after which a customer without an order is gone.")
@click.option("--no-identity", is_flag=True, help="Tell customers apart by the first key of a row; unify nothing.")
@click.option("--trust-phones", is_flag=True, help="A phone joins customers who differ in address or number alone.")
@click.option(
    "--numbering", metavar="NAME=SCHEME", multiple=True, help="Files with one scheme share their customer numbers."
)
@click.option("--kind", metavar="[NAME:]K", multiple=True, help="Which table a file is, e.g. deals or tickets.")
@click.option("--profile", metavar="[NAME:]P", multiple=True, help="Which system wrote it, e.g. hubspot_deals.")
@click.option("--columns", metavar="[NAME:]ROLE=HEADER,...", multiple=True, help="Which column is which.")
@click.option("--dimension", metavar="[NAME:]DIM=HEADER", multiple=True, help="A further column to break KPIs down by.")
@click.option(
    "--unit", metavar="[NAME:]ROLE=UNIT", multiple=True, help="What a length of time is in, e.g. talk=minute."
)
@click.option("--words", metavar="[NAME:]ROLE.CHOICE=WORD,...", multiple=True, help=WORDS_HELP)
@click.option("--date-format", metavar="[NAME:]F", multiple=True, help="Where dates are ambiguous, e.g. dd/mm/yyyy.")
@click.option("--decimal", metavar="[NAME:]SIGN", multiple=True, help="Where numbers are ambiguous: ',' or '.'.")
@click.option("--repeats", metavar="[NAME:]R", multiple=True, help="Of several rows of one record: last or own.")
@click.option(
    "--region", metavar="[NAME:]CC", multiple=True, help="Country of phone numbers without a prefix, e.g. IT."
)
@click.option("--currency", metavar="CODE", default="", help="Currency of the amounts, e.g. EUR.")
@click.option("--csv", type=FILE, metavar="FILE", help="Also write every figure, one row each, to a .csv file.")
@click.option("--language", metavar="L", default="en", help="Language of the report: en, it or es.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout, nothing else there.")
@click.option("-o", "--out", type=FILE, metavar="DIR", help="Also write a report and its figures as CSV there.")
def command(files: tuple[Path, ...], **options: Any) -> int:
    """Compute KPIs from the exports in FILES (CSV or Parquet), by month and by dimension, with their uncertainty."""
    question = question_of(options)
    with waiting(f"reading {', '.join(file.name for file in files)}"):
        from roi_engine.crm_data.exports.asked_columns import asked_roles
        from roi_engine.crm_data.exports.reading import read_exports
        from roi_engine.crm_data.kpis.computing import compute
        from roi_engine.reporting.kpi_report import kpi_report

        exports = read_exports(stated_files(files, options), by=question.by)
        report = compute(exports, replace(question, by=asked_roles(exports.reports, question.by)))
    known = {one.currency for one in report.exports if one.currency}
    words = words_of(options, known.pop() if len(known) == 1 else "")
    told = kpi_report(report, words, question.ids)
    if options["csv"] is not None:
        from roi_engine.reporting.bundle import write_file
        from roi_engine.reporting.tables.cells import csv_text

        write_file(options["csv"], csv_text(told.sheets["kpis"].header, told.sheets["kpis"].rows))
        said_written(options["csv"])
    deliver(told, words, options)
    if question.ids and not report.results:
        click.echo("none of the KPIs that were asked for can be computed from these files", err=True)
        return 2
    return 0


def question_of(options: Mapping[str, Any]) -> KpiQuestion:
    """What the options ask for."""
    from roi_engine.crm_data.identity.records import IdentityRules
    from roi_engine.crm_data.kpis.calendar import calendar_of
    from roi_engine.crm_data.kpis.computing import KpiQuestion

    return KpiQuestion(
        ids=tuple(dict.fromkeys(options["ids"])),
        by=tuple(dict.fromkeys(options["by"])),
        since=day_of(options["since"], "--since"),
        until=day_of(options["until"], "--until"),
        calendar=calendar_of(options["calendar"]) if options["calendar"] else None,
        identity=not options["no_identity"],
        window=options["window"],
        rules=IdentityRules(trust_phones=options["trust_phones"], numberings=columns_of(options["numbering"])),
    )


def stated_files(files: Sequence[Path], options: Mapping[str, Any]) -> list[ExportFile]:
    """The exports as the options state them; ScenarioError where an option names none of them."""
    from roi_engine.crm_data.exports.files import ExportFile

    names = _names(files)
    as_of = day_of(options["as_of"], "--as-of")
    texts = {
        option: _for_each(names, options[option], f"--{option.replace('_', '-')}")
        for option in ("kind", "profile", "date_format", "decimal", "repeats", "region")
    }
    pairs = {
        option: _for_each(names, options[option], f"--{option}") for option in ("columns", "dimension", "unit", "words")
    }
    return [
        ExportFile(
            name=name,
            file=str(file),
            columns=columns_of(pairs["columns"][name]),
            dimensions=columns_of(pairs["dimension"][name]),
            units=columns_of(pairs["unit"][name]),
            words=choices_of(pairs["words"][name]),
            currency=options["currency"],
            until="" if as_of is None else as_of.isoformat(),
            kind=_last(texts["kind"][name]),
            profile=_last(texts["profile"][name]),
            date_format=_last(texts["date_format"][name]),
            decimal=_last(texts["decimal"][name]),
            repeats=_last(texts["repeats"][name]),
            region=_last(texts["region"][name]),
        )
        for name, file in zip(names, files, strict=True)
    ]


def _last(texts: Sequence[str]) -> str:
    """The option that was given last; '' where it was not."""
    return texts[-1] if texts else ""


def _names(files: Sequence[Path]) -> list[str]:
    """A name for each file; those of one name are numbered."""
    names: list[str] = []
    for file in files:
        name, k = export_name(file), 2
        while name in names:
            name, k = f"{export_name(file)}_{k}", k + 1
        names.append(name)
    return names


def _for_each(names: Sequence[str], texts: Sequence[str], option: str) -> dict[str, list[str]]:
    """The texts of an option by file: without a name before it one is of all files."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for text in texts:
        name, colon, rest = text.partition(":")
        if colon and name.strip() in found:
            found[name.strip()].append(rest)
        elif colon and name.strip().isidentifier() and "=" not in name and option != "--date-format":
            raise refusal("unknown-file", f"{option} {text!r} names no file", accepted=f"files: {', '.join(names)}")
        else:
            for each in found.values():
                each.append(text)
    return found
