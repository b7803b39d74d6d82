"""`roi-engine rfm migrate`: the scores of two dates, treated customers against a control group."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.delivery import deliver
from roi_engine.cli.failures import refusal
from roi_engine.cli.file_options import (
    columns_of,
    day_of,
    log_options,
    out_option,
    reading_of,
    share_of,
    words_of,
)
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting

if TYPE_CHECKING:
    from datetime import date

    from roi_engine.crm_data.base import Base


@click.command("migrate")
@click.argument("files", metavar="FILE [FILE2]", nargs=-1, type=FILE, required=True)
@click.option("--from", "before", metavar="DATE", help="First scoring date; its cut points hold for both.")
@click.option("--to", "after", metavar="DATE", help="Second scoring date.")
@click.option("--control", metavar="VALUE", help="The arm that was kept out, where its name does not say so.")
@click.option("--cuts", type=FILE, metavar="FILE", help="Cut points saved by rfm score, instead of the first date's.")
@click.option("--segments", type=FILE, metavar="FILE", help="A table of segments of your own (YAML).")
@click.option("--margin", metavar="SHARE", help="Contribution margin as a share of the amount: the effect in money.")
@click.option("--classes", type=click.IntRange(2, 10), default=5, show_default=True, help="Classes of each score.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the resampled intervals.")
@out_option
@log_options
def command(files: tuple[Path, ...], **options: Any) -> None:
    """Compare the scores of two dates of one log in FILE, or of two bare lists FILE and FILE2.

    A column named by --columns arm=HEADER tells treated customers from the control group; without one the change is
    held against the drift that a model expects, which is weaker evidence.
    """
    if len(files) > 2:
        raise refusal("too-many-files", f"{len(files)} files", accepted="one log, or two lists")
    with waiting(f"comparing {files[0].name}"):
        from roi_engine.crm_data.migrating import MigrationQuestion, migration
        from roi_engine.crm_data.stated_files import read_cut_points, read_segments
        from roi_engine.reporting.customers_migrate import migration_report

        columns = columns_of(options["columns"])
        if options["control"] is not None and "arm" not in columns:
            raise refusal("no-arm", "--control needs the column of the arms", hint="--columns arm=HEADER")
        first, second = bases_of(files, columns, options)
        before, after = dates_of(first, second, options)
        question = MigrationQuestion(
            before=before,
            after=after,
            control=options["control"],
            has_arm="arm" in columns,
            cuts=read_cut_points(options["cuts"]) if options["cuts"] else None,
            segments=read_segments(options["segments"]) if options["segments"] else None,
            margin=share_of(options["margin"], "--margin"),
            classes=options["classes"],
            seed=options["seed"],
        )
        found = migration(first, second, question)
        words = words_of(options, first.report.currency)
        report = migration_report(found, words)
    deliver(report, words, options)


def bases_of(files: tuple[Path, ...], columns: dict[str, str], options: dict[str, Any]) -> tuple[Base, Base]:
    """One log for both dates, or a list for each."""
    from roi_engine.crm_data.reading import read_list, read_log

    if len(files) == 2:
        first, second = (read_list(file, columns or None, **reading_of(options)) for file in files)
        return first, second
    log = read_log(files[0], columns or None, **reading_of(options))
    return log, log


def dates_of(first: Base, second: Base, options: dict[str, Any]) -> tuple[date, date]:
    """The two dates; a list that states none is taken at its last date, a log needs both."""
    stated = day_of(options["before"], "--from"), day_of(options["after"], "--to")
    known = (first.report.last_date, second.report.last_date)
    if first is second and None in stated:
        raise refusal("no-dates", "a log needs --from DATE and --to DATE", hint=f"its last date is {known[1]}")
    before, after = stated[0] or known[0], stated[1] or known[1]
    if before is None or after is None:
        raise refusal("no-dates", "the lists hold no date", hint="--from DATE and --to DATE")
    return before, after
