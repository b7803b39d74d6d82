"""How a report on a customer file leaves: its folder, then JSON or text on stdout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.run import near

if TYPE_CHECKING:
    from roi_engine.reporting.customers_report import FileReport
    from roi_engine.reporting.words import Words


def deliver(report: FileReport, words: Words, options: dict[str, Any]) -> None:
    """Write the folder where one is asked for, then print; what is written is said on stderr."""
    from roi_engine.reporting.customers_report import report_files, report_json

    written: Sequence[Path] = ()
    if options["out"] is not None:
        from roi_engine.reporting.bundle import write_folder

        written = write_folder(options["out"], report_files(report, words))
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(report_json(report)), nl=False)
    else:
        from roi_engine.reporting.terminal import print_tables

        print_tables(report.heading, report.told, report.tables)
        for said in report.closing:
            click.echo(said)
    if written:
        said_written(written[0].parent)


def said_written(path: Path) -> None:
    """Say on stderr where something was written."""
    click.echo(f"written: {near(path.resolve())}", err=True)
