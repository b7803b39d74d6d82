"""`roi-engine validate`: every problem of scenario files, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.failures import DONE, WRONG, notice_text, one_line, problems_text
from roi_engine.cli.options import FILE, overrides, scenario_options

if TYPE_CHECKING:
    from roi_engine.errors import Problem
    from roi_engine.scenario.records import Scenario


@click.command("validate")
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@scenario_options
@click.option("--json", "as_json", is_flag=True, help="Print problems and warnings as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Also print every value with its implied mean, P10, P50 and P90.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def command(
    files: tuple[Path, ...], variant: str | None, changes: tuple[str, ...], as_json: bool, verbose: bool, quiet: bool
) -> int:
    """Check scenario files and list all problems as file:line:column: path: what is wrong."""
    from roi_engine.scenario import check_scenario

    named = overrides(changes)
    checked = [(file, *check_scenario(file, variant, named)) for file in files]
    if as_json:
        _print_json(checked)
    else:
        _print_text(checked, verbose=verbose, quiet=quiet)
    return WRONG if any(problems for _, problems, _ in checked) else DONE


def _print_text(
    checked: Sequence[tuple[Path, Sequence[Problem], Scenario | None]], *, verbose: bool, quiet: bool
) -> None:
    for file, _, scenario in checked:
        if scenario is None or quiet:
            continue
        said = f"{file}: ok: {scenario.name} ({len(scenario.lines)} lines, {len(scenario.values)} values)"
        click.echo(one_line(said))
        for notice in scenario.notices:
            click.echo(f"{file}: {notice_text(notice)}", err=True)
        if verbose:
            _print_register(scenario)
    every = [problem for _, problems, _ in checked for problem in problems]
    if every:
        click.echo(problems_text(every), err=True)


def _print_register(scenario: Scenario) -> None:
    """Every value with what it implies; ModelError where the base case has no figures."""
    from roi_engine.engine.base import base_case
    from roi_engine.engine.model import build_model
    from roi_engine.engine.register import register
    from roi_engine.reporting.terminal import print_register

    print_register(register(scenario, base_case(scenario, build_model(scenario)).values), scenario.language)


def _print_json(checked: Sequence[tuple[Path, Sequence[Problem], Scenario | None]]) -> None:
    import json

    rows: list[dict[str, Any]] = [
        {
            "file": str(file),
            "ok": not problems,
            "problems": [asdict(problem) for problem in problems],
            "warnings": [asdict(notice) for notice in (scenario.notices if scenario else ())],
        }
        for file, problems, scenario in checked
    ]
    click.echo(json.dumps({"schema": 1, "files": rows}, indent=2, ensure_ascii=False))
