"""`roi-engine run` on a portfolio file: all members on common draws, rolled up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.conditions import Condition, holds
from roi_engine.cli.failures import CONDITION, DONE, notice_text, refusal
from roi_engine.cli.waiting import waiting
from roi_engine.cli.workers import workers

if TYPE_CHECKING:
    from roi_engine.analysis.rollup import Rollup
    from roi_engine.reporting.theme import Theme


def run_portfolio(
    file: Path,
    changes: dict[str, str],
    kinds: Sequence[str],
    conditions: Sequence[Condition],
    options: dict[str, Any],
) -> int:
    """Roll a portfolio up, write its reports and say what it is worth; the exit status of `run`."""
    for option in ("variant", "stress"):
        if options[option] is not None:
            said = f"--{option} does not go with a portfolio"
            raise refusal("portfolio", said, hint="a member states its own: {file: a.yaml, variant: NAME}")
    with workers(options["executor"]) as executor, waiting(f"running {file.name}", quiet=options["quiet"]):
        from roi_engine.analysis.rollup import roll_up
        from roi_engine.reporting.rollup_report import rollup_json
        from roi_engine.reporting.theme import theme_of
        from roi_engine.scenario import load_portfolio

        theme = theme_of(options["theme"])
        rollup = roll_up(load_portfolio(file, changes), executor)
        results = rollup_json(rollup)
        reached = [said for said in (holds(condition, results) for condition in conditions) if said]
        written = _write(rollup, options["out"], kinds, theme)
    _print(rollup, results if options["as_json"] else None, written, options)
    for said in reached:
        click.echo(f"--fail-if {said}", err=True)
    return CONDITION if reached else DONE


def _write(rollup: Rollup, out: Path | None, kinds: Sequence[str], theme: Theme) -> tuple[Path, ...]:
    if not kinds:
        return ()
    from roi_engine.reporting.bundle import slug, write_folder
    from roi_engine.reporting.rollup_report import rollup_files
    from roi_engine.reporting.words import words_for

    portfolio = rollup.portfolio
    name = "-".join(part for part in (slug(Path(portfolio.file).stem), portfolio.sha256[:8]) if part)
    words = words_for(portfolio.language, portfolio.currency)
    return write_folder(out or Path("out") / name, rollup_files(rollup, kinds, words, theme))


def _print(rollup: Rollup, results: dict[str, Any] | None, written: Sequence[Path], options: dict[str, Any]) -> None:
    from roi_engine.cli.run import near

    if not options["quiet"]:
        from roi_engine.reporting.rollup_sentences import rollup_notices

        for notice in rollup_notices(rollup):
            click.echo(notice_text(notice, rollup.portfolio.language), err=True)
    if results is not None:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(results), nl=False)
    else:
        from roi_engine.reporting.terminal import print_rollup

        print_rollup(rollup)
    if written and not options["quiet"]:
        click.echo(f"written: {near(written[0].parent)}", err=True)
    if options["verbose"]:
        for path in written:
            click.echo(f"  {near(path)}", err=True)
