"""`roi-engine compare`: scenarios or variants side by side on common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.options import FILE, changes_option, overrides
from roi_engine.cli.run import near, report_kinds
from roi_engine.cli.waiting import waiting
from roi_engine.cli.workers import workers

if TYPE_CHECKING:
    from roi_engine.scenario.records import Scenario

REPORTS = ("md", "charts", "pptx", "none")
USUAL = "md,charts"


@click.command("compare")
@click.argument("cases", metavar="FILE[@VARIANT]...", nargs=-1, required=True)
@changes_option
@click.option("--draws", metavar="N", help="Number of draws, instead of the first scenario's.")
@click.option("--seed", metavar="S", help="Seed, instead of the first scenario's.")
@click.option("-o", "--out", type=FILE, metavar="DIR", help="Also write comparison.json and the reports there.")
@click.option(
    "--reports", default=USUAL, show_default=True, metavar="LIST", help=f"With --out: of {', '.join(REPORTS)}."
)
@click.option("--language", metavar="L", help="Language of the words: en, it or es.")
@click.option("--theme", default="neutral", metavar="NAME|FILE", help="neutral, print_grey or a theme.yaml.")
@click.option("--json", "as_json", is_flag=True, help="Print comparison.json on stdout and nothing else there.")
@click.option("--executor", metavar="URL", help="Where draws are computed: threads:N or processes:N.")
def command(cases: tuple[str, ...], **options: Any) -> None:
    """Compare scenarios or variants with each other and with doing nothing, all on the same draws.

    One FILE is compared with doing nothing. --set changes a value in every scenario.
    """
    kinds = report_kinds(options["reports"], REPORTS)
    named = overrides(
        options["changes"],
        simulation__draws=options["draws"],
        simulation__seed=options["seed"],
        language=options["language"],
    )
    with workers(options["executor"]) as executor, waiting(f"comparing {len(cases)}"):
        from roi_engine.analysis.options import compare_scenarios
        from roi_engine.reporting.comparison import comparison_files, comparison_json
        from roi_engine.reporting.option_names import renamed
        from roi_engine.reporting.words import words_for

        scenarios = loaded(cases, named)
        found = compare_scenarios(scenarios, executor)
        words, told = words_for(next(iter(scenarios.values())).language, found.currency), renamed(found)
        written: Sequence[Path] = ()
        if options["out"] is not None:
            from roi_engine.reporting.bundle import write_folder
            from roi_engine.reporting.theme import theme_of

            files = comparison_files(found, words, kinds, theme_of(options["theme"]), told)
            written = write_folder(options["out"], files)
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(comparison_json(found)), nl=False)
    else:
        from roi_engine.reporting.terminal import print_comparison

        print_comparison(told, words)
    if written:
        click.echo(f"written: {near(written[0].parent)}", err=True)


def loaded(cases: Sequence[str], changes: Mapping[str, str]) -> dict[str, Scenario]:
    """The scenarios by name: the file's stem, or stem@variant; a name that is taken gets a number."""
    from roi_engine.analysis.options import NOTHING
    from roi_engine.scenario import load_scenario

    found: dict[str, Scenario] = {}
    for case in cases:
        file, variant = parted(case)
        name = file.stem if variant is None else f"{file.stem}@{variant}"
        unique, number = name, 1
        while unique in found or unique == NOTHING:
            number += 1
            unique = f"{name} ({number})"
        found[unique] = load_scenario(file, variant, changes)
    return found


def parted(case: str) -> tuple[Path, str | None]:
    """File and variant of `FILE@VARIANT`; a file whose own name holds an @ is taken as it is."""
    file, at, variant = case.rpartition("@")
    if not at or Path(case).exists():
        return Path(case), None
    return Path(file), variant
