"""`roi-engine validate`: every problem of scenario files, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.failures import DONE, WRONG, notice_text, one_line, problems_text, refusal
from roi_engine.cli.options import FILE, overrides, scenario_options

if TYPE_CHECKING:
    from roi_engine.errors import Problem
    from roi_engine.scenario.records import Portfolio, Scenario


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
    named = overrides(changes)
    checked = [(file, *_checked(file, variant, named)) for file in files]
    if as_json:
        _print_json(checked)
    else:
        _print_text(checked, verbose=verbose, quiet=quiet)
    return WRONG if any(problems for _, problems, _ in checked) else DONE


def _checked(
    file: Path, variant: str | None, changes: Mapping[str, str]
) -> tuple[list[Problem], Scenario | Portfolio | None]:
    """All problems of a scenario, or of a portfolio and its members, with those that only its base case shows."""
    problems, found = _read(file, variant, changes)
    return (problems, None) if found is None or (problems := _of_base_case(found)) else ([], found)


def _read(
    file: Path, variant: str | None, changes: Mapping[str, str]
) -> tuple[list[Problem], Scenario | Portfolio | None]:
    from roi_engine.scenario import check_portfolio, check_scenario, kind_of

    if kind_of(file) != "portfolio":
        return check_scenario(file, variant, changes)
    if variant is not None:
        said = "--variant does not go with a portfolio"
        raise refusal("portfolio", said, hint="a member states its own: {file: a.yaml, variant: NAME}")
    return check_portfolio(file, changes)


def _of_base_case(found: Scenario | Portfolio) -> list[Problem]:
    """What keeps the base case of a checked scenario, or of a member, from having figures: a division by zero, say."""
    from roi_engine.engine.base import base_case
    from roi_engine.engine.model import build_model
    from roi_engine.errors import ModelError
    from roi_engine.scenario.records import Portfolio

    problems: list[Problem] = []
    for scenario in (member.scenario for member in found.members) if isinstance(found, Portfolio) else (found,):
        try:
            base_case(scenario, build_model(scenario))
        except ModelError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    return problems


def _size(found: Scenario | Portfolio) -> str:
    from roi_engine.scenario.quantities import counted
    from roi_engine.scenario.records import Portfolio

    if isinstance(found, Portfolio):
        return counted(len(found.members), "member")
    return f"{counted(len(found.lines), 'line')}, {counted(len(found.values), 'value')}"


def _print_text(
    checked: Sequence[tuple[Path, Sequence[Problem], Scenario | Portfolio | None]], *, verbose: bool, quiet: bool
) -> None:
    for file, _, scenario in checked:
        if scenario is None or quiet:
            continue
        said = f"{file}: ok: {scenario.name} ({_size(scenario)})"
        click.echo(one_line(said))
        for notice in scenario.notices:
            click.echo(f"{file}: {notice_text(notice, scenario.language)}", err=True)
        if verbose:
            _print_register(scenario)
    every = [problem for _, problems, _ in checked for problem in problems]
    if every:
        click.echo(problems_text(every), err=True)


def _print_register(found: Scenario | Portfolio) -> None:
    """Every value (of every member) with what it implies; ModelError where the base case has no figures."""
    from roi_engine.scenario.records import Portfolio

    if isinstance(found, Portfolio):
        for member in found.members:
            click.echo(one_line(f"{member.id}: {member.title}"))
            _print_register(member.scenario)
        return
    _print_values(found)


def _print_values(scenario: Scenario) -> None:
    from roi_engine.engine import assumption_register
    from roi_engine.reporting.terminal import print_register

    print_register(assumption_register(scenario), scenario.language)


def _print_json(checked: Sequence[tuple[Path, Sequence[Problem], Scenario | Portfolio | None]]) -> None:
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
