"""`roi-engine sensitivity`: what drives a result, what must be true of it, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.failures import notice_text, refusal
from roi_engine.cli.options import FILE, overrides, scenario_options
from roi_engine.cli.run import near
from roi_engine.cli.waiting import waiting
from roi_engine.cli.workers import workers

if TYPE_CHECKING:
    from roi_engine.analysis.crossings import BreakEvenMap
    from roi_engine.scenario.records import Scenario


@click.command("sensitivity")
@click.argument("file", type=FILE)
@scenario_options
@click.option("--draws", metavar="N", help="Number of draws, instead of the scenario's.")
@click.option("--seed", metavar="S", help="Seed, instead of the scenario's.")
@click.option("--total", is_flag=True, help="Also the total index of each value, interactions included: more runs.")
@click.option("--map", "pair", nargs=2, metavar="PATH PATH", help="Also where two values together break even.")
@click.option("-o", "--out", type=FILE, metavar="DIR", help="Also write sensitivity.md, .json and charts there.")
@click.option("--json", "as_json", is_flag=True, help="Print sensitivity.json on stdout and nothing else there.")
@click.option("--executor", metavar="URL", help="Where draws are computed: threads:N or processes:N.")
def command(file: Path, **options: Any) -> None:
    """Show what drives the scenario FILE, where it breaks even, what is worth knowing, and stresses."""
    changes = overrides(options["changes"], simulation__draws=options["draws"], simulation__seed=options["seed"])
    with workers(options["executor"]) as executor, waiting(f"looking into {file.name}"):
        from roi_engine.analysis.drivers import sensitivity
        from roi_engine.engine import simulate
        from roi_engine.reporting.sensitivity_report import Inquiry, inquiry_files, inquiry_json
        from roi_engine.reporting.words import words_for
        from roi_engine.scenario import load_scenario

        scenario = load_scenario(file, options["variant"], changes)
        surface = surface_of(scenario, options["pair"])
        result = simulate(scenario, executor)
        totals = None
        if options["total"]:
            from roi_engine.analysis.totals import total_indices

            totals = total_indices(result)
        inquiry = Inquiry(result, sensitivity(result, executor), totals, surface)
        words = words_for(scenario.language, scenario.currency)
        written: Sequence[Path] = ()
        if options["out"] is not None:
            from roi_engine.reporting.bundle import write_folder

            written = write_folder(options["out"], inquiry_files(inquiry, words))
    for notice in result.warnings:
        click.echo(notice_text(notice, scenario.language), err=True)
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(inquiry_json(inquiry)), nl=False)
    else:
        from roi_engine.reporting.terminal import print_tables

        print_tables(inquiry.heading(words), inquiry.told(words), inquiry.tables(words))
    if written:
        click.echo(f"written: {near(written[0].parent)}", err=True)


def surface_of(scenario: Scenario, pair: tuple[str, str] | None) -> BreakEvenMap | None:
    """The break-even map of two uncertain values, None without a pair; ScenarioError where a path is not one."""
    if not pair:
        return None
    from roi_engine.analysis.crossings import break_even_map
    from roi_engine.errors import did_you_mean
    from roi_engine.scenario.records import Uncertain

    known = [path for path, value in scenario.values.items() if isinstance(value.form, Uncertain)]
    for path in pair:
        if path not in known:
            said = f"--map: '{path}' is not an uncertain value of this scenario"
            hint = did_you_mean(path, known) or f"there are: {', '.join(known[:12]) or 'none'}"
            raise refusal("unknown-path", said, hint=hint)
    if pair[0] == pair[1]:
        raise refusal("unknown-path", "--map: the two values are the same", accepted="two different values")
    return break_even_map(scenario, pair[0], pair[1])
