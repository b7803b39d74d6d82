"""`roi-engine rfm score`: a base scored by recency, frequency and amount."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.delivery import deliver, said_written
from roi_engine.cli.failures import refusal
from roi_engine.cli.file_options import (
    columns_of,
    customers_option,
    day_of,
    log_options,
    number_of,
    out_option,
    reading_of,
    refuse_unwritable,
    share_of,
    words_of,
)
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting

if TYPE_CHECKING:
    from datetime import date

    from roi_engine.crm_data.base import Base
    from roi_engine.crm_data.scoring import ScoreQuestion, Scoring
    from roi_engine.customers.cut_points import CutPoints


@click.command("score")
@click.argument("file", type=FILE)
@click.option("--list", "as_list", is_flag=True, help="FILE is a bare list, one row a customer.")
@click.option("--at", metavar="DATE", help="Scoring date; the last date of the file by default.")
@click.option("--classes", type=click.IntRange(2, 10), default=5, show_default=True, help="Classes of each score.")
@click.option(
    "--method",
    type=click.Choice(["independent", "nested", "fixed"]),
    default="independent",
    show_default=True,
    help="How cut points are found; fixed takes those of --cuts.",
)
@click.option("--cuts", type=FILE, metavar="FILE", help="Cut points: used if FILE exists, else saved there.")
@click.option("--save-cuts", is_flag=True, help="Compute cut points afresh and replace those in --cuts.")
@click.option("--segments", type=FILE, metavar="FILE", help="A table of segments of your own (YAML).")
@click.option("--contact-cost", metavar="X", help="Cost of contacting one customer, for break-even responses.")
@click.option("--margin", metavar="SHARE", help="Contribution margin of an order as a share of its amount, e.g. 30%.")
@customers_option
@out_option
@log_options
def command(file: Path, **options: Any) -> None:
    """Score the customers of a transaction log or a bare list in FILE (CSV or Parquet)."""
    refuse_unwritable(options["customers"])
    if options["cuts"] is None and (options["save_cuts"] or options["method"] == "fixed"):
        raise refusal("no-cuts", "--cuts FILE is needed", hint="it names the file of cut points")
    with waiting(f"scoring {file.name}"):
        from roi_engine.crm_data.scoring import scored_base
        from roi_engine.reporting.customers_score import score_report

        base = base_of(file, options)
        scoring = scored_base(base, question_of(options))
        words = words_of(options, base.report.currency)
        report = score_report(scoring, words)
        _save(scoring, options)
    deliver(report, words, options)


def base_of(file: Path, options: dict[str, Any]) -> Base:
    """The log or the list in a file; a list where its columns say so."""
    from roi_engine.crm_data.reading import read_list, read_log

    columns = columns_of(options["columns"])
    read = read_list if options["as_list"] or "last_date" in columns else read_log
    return read(file, columns or None, **reading_of(options))


def question_of(options: dict[str, Any]) -> ScoreQuestion:
    """What the options ask for."""
    from roi_engine.crm_data.scoring import ScoreQuestion
    from roi_engine.crm_data.stated_files import read_segments

    cost = number_of(options["contact_cost"], "--contact-cost")
    if cost is not None and cost < 0:
        raise refusal("bad-cost", f"--contact-cost {options['contact_cost']!r}", accepted="0 or more")
    at = day_of(options["at"], "--at")
    return ScoreQuestion(
        at=at,
        kind=options["method"],
        classes=options["classes"],
        cuts=stated_cuts(options, at),
        segments=read_segments(options["segments"]) if options["segments"] else None,
        contact_cost=cost,
        margin=share_of(options["margin"], "--margin"),
    )


def stated_cuts(options: dict[str, Any], at: date | None) -> CutPoints | None:
    """The cut points of the file that holds them; None where they are to be computed."""
    path = options["cuts"]
    if path is None or options.get("save_cuts"):
        return None
    if not path.exists():
        if options["method"] == "fixed":
            raise refusal("no-cuts", f"--cuts {path} does not exist", accepted="a file of cut points")
        return None
    from roi_engine.crm_data.stated_files import read_cut_points

    return read_cut_points(path, at)


def _save(scoring: Scoring, options: dict[str, Any]) -> None:
    """Write the cut points that were computed, and the rows of customers."""
    if options["cuts"] is not None and not scoring.reused:
        import yaml

        from roi_engine.customers.cut_points import as_mapping
        from roi_engine.reporting.bundle import write_file

        write_file(options["cuts"], yaml.safe_dump(as_mapping(scoring.cuts), sort_keys=False))
        said_written(options["cuts"])
    if options["customers"] is not None:
        from roi_engine.reporting.customers_export import write_customers

        write_customers(options["customers"], ("customer", "r", "f", "m", "cell", "segment"), _rows(scoring))
        said_written(options["customers"])


def _rows(scoring: Scoring) -> Iterator[tuple[str | int | None, ...]]:
    from roi_engine.crm_data.scored import customer_rows
    from roi_engine.reporting.customers_score_tables import cell_name

    for chunk in customer_rows(scoring.marks):
        for row in chunk:
            cell = cell_name((row.r, row.f, row.m), scoring.cuts.classes)
            yield row.customer, row.r, row.f, row.m or None, cell, row.segment
