"""`roi-engine kpi profile`: what an export holds, how it is read, and a mapping to edit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from roi_engine.cli.failures import problems_text, refusal
from roi_engine.cli.file_options import columns_of, reading_of, reading_options, words_of
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting

WORDS_HELP = "What a word of the file stands for, e.g. outcome.won=Signed; none for nothing."


@click.command("profile")
@click.argument("file", type=FILE)
@click.option("--kind", metavar="K", default="", help="Which table it is, e.g. deals or tickets; recognised otherwise.")
@click.option(
    "--profile", metavar="P", default="", help="Which system wrote it, e.g. hubspot_deals; recognised otherwise."
)
@click.option(
    "--columns",
    metavar="ROLE=HEADER,...",
    multiple=True,
    help="Which column is which, e.g. deal=No,closed=Signed on; recognised otherwise.",
)
@click.option("--unit", metavar="ROLE=UNIT", multiple=True, help="What a length of time is in, e.g. talk=minute.")
@click.option("--words", metavar="ROLE.CHOICE=WORD,...", multiple=True, help=WORDS_HELP)
@click.option("--repeats", metavar="R", default="", help="Of several rows of one record: last or own.")
@click.option("--region", metavar="CC", default="", help="Country of phone numbers without a prefix, e.g. IT.")
@reading_options
def command(file: Path, **options: Any) -> int:
    """Say what the export in FILE (CSV or Parquet) holds and how it is read, and print a mapping to edit."""
    with waiting(f"reading {file.name}"):
        from roi_engine.crm_data.exports.files import ExportFile
        from roi_engine.reporting.kpi_profile import profiled_export

        stated = ExportFile(
            name=export_name(file),
            file=str(file),
            profile=options["profile"],
            kind=options["kind"],
            columns=columns_of(options["columns"]),
            currency=options["currency"],
            region=options["region"],
            units=columns_of(options["unit"]),
            words=choices_of(options["words"]),
            repeats=options["repeats"],
            **reading_of(options),
        )
        found = profiled_export(stated)
    words = words_of(options, found.report.currency if found.report else "")
    if options["as_json"]:
        from roi_engine.reporting.kpi_profile_json import profile_json
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(profile_json(found)), nl=False)
    else:
        from roi_engine.reporting.kpi_profile import mapping_yaml, profile_heading, profile_said, profile_tables
        from roi_engine.reporting.terminal import print_tables

        print_tables(profile_heading(found, words), profile_said(found, words), profile_tables(found, words))
        click.echo(f"\n{mapping_yaml(found, words)}", nl=False)
    if found.problems:
        click.echo(problems_text(found.problems), err=True)
    return 2 if found.problems else 0


def choices_of(texts: Sequence[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Role -> choice -> words of all `--words`; a word with a comma in it stands in double quotes.

    >>> choices_of(["outcome.won=Signed,outcome.won=Firmato", "outcome.none=Test"])
    {'outcome': {'won': ('Signed', 'Firmato'), 'none': ('Test',)}}
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for part in [part for row in csv.reader(texts, skipinitialspace=True) for part in row]:
        place, _, word = part.partition("=")
        role, _, choice = (one.strip().lower() for one in place.partition("."))
        if not (role and choice and word.strip()):
            raise refusal("bad-words", f"--words {part!r} is not ROLE.CHOICE=WORD", hint="e.g. outcome.won=Signed")
        choices = found.setdefault(role, {})
        choices[choice] = (*choices.get(choice, ()), word.strip())
    return found


def export_name(file: Path) -> str:
    """A name for the entry of `data:` from that of the file.

    >>> export_name(Path("data/Sales pipeline (2026).csv"))
    'sales_pipeline_2026'
    """
    from roi_engine.crm_data.headers import plain_header

    name = plain_header(file.stem) or "export"
    return f"export_{name}" if name[0].isdigit() else name
