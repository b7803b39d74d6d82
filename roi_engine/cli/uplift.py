"""`roi-engine uplift`: the effect of a real campaign or pilot with a control group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.file_options import number_of, reading_of, reading_options, words_of
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting


@click.command("uplift")
@click.argument("file", type=FILE)
@click.option("--treatment", metavar="COL", required=True, help="The column that names each customer's arm.")
@click.option("--outcome", metavar="COL", required=True, help="The column that was to change; 0 where nothing came.")
@click.option("--control", metavar="VALUE", help="The arm that was kept out, where its name does not say so.")
@click.option("--covariate", "covariates", metavar="COL", multiple=True, help="Measured before the pilot; repeatable.")
@click.option("--segment", metavar="COL", help="Also the effect by segment, corrected for looking at several.")
@click.option("--share", is_flag=True, help="The outcome is 0 or 1: shares instead of means.")
@click.option("--intended", metavar="1:1", help="The split that was meant, in the order of the arms' names.")
@click.option("--precision", metavar="X", help="Customers needed for an interval of plus or minus X.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the resampled interval.")
@click.option("--write", type=FILE, metavar="VALUE.yaml", help="Also write the result as a value for a scenario.")
@reading_options
def command(file: Path, **options: Any) -> None:
    """Measure what a treatment did in the CSV or Parquet FILE, one row a customer, against a control group."""
    with waiting(f"reading {file.name}"):
        from roi_engine.crm_data.pilot_reading import read_pilot
        from roi_engine.crm_data.piloting import PilotQuestion, measured_pilot
        from roi_engine.reporting.pilot import pilot_heading, pilot_json, pilot_said, pilot_tables, value_yaml

        question = PilotQuestion(
            treatment=options["treatment"],
            outcome=options["outcome"],
            control=options["control"],
            covariates=options["covariates"],
            segment=options["segment"],
            share=options["share"],
            intended=_split(options["intended"]),
            precision=_positive(options["precision"]),
            seed=options["seed"],
        )
        pilot = measured_pilot(read_pilot(file, question, reading_of(options)["decimal"]), question)
    if options["write"] is not None:
        from roi_engine.reporting.bundle import write_file

        write_file(options["write"], value_yaml(pilot))
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(pilot_json(pilot)), nl=False)
        return
    from roi_engine.reporting.terminal import print_tables

    words = words_of(options)
    print_tables(pilot_heading(pilot, words), pilot_said(pilot, words), pilot_tables(pilot, words))


def _split(text: str | None) -> tuple[tuple[str, float], ...] | None:
    """`1:1:2` as unnamed parts, `a=1:b=2` as named ones."""
    if text is None:
        return None
    parts = []
    for part in text.split(":"):
        name, equals, number = part.rpartition("=")
        found = number_of(number, "--intended")
        if not found or found <= 0:
            raise refusal("bad-split", f"--intended {text!r}", accepted="parts above 0, e.g. 1:1 or a=9:b=1")
        parts.append((name.strip() if equals else "", found))
    if len({bool(name) for name, _ in parts}) > 1:
        raise refusal("bad-split", f"--intended {text!r}", accepted="all parts named, or none")
    return tuple(parts)


def _positive(text: str | None) -> float | None:
    number = number_of(text, "--precision")
    if number is not None and number <= 0:
        raise refusal("bad-number", f"--precision {text!r}", accepted="above 0")
    return number
