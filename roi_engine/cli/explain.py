"""`roi-engine explain`: the calculation table of a line, in the manner of a TEI study."""

from __future__ import annotations

from pathlib import Path

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.options import FILE, overrides, scenario_options


@click.command("explain")
@click.argument("file", type=FILE)
@click.argument("line", required=False)
@scenario_options
def command(file: Path, line: str | None, variant: str | None, changes: tuple[str, ...]) -> None:
    """Show how LINE of the scenario FILE is calculated: inputs, units, sources, each year, the formula in words.

    Without LINE, every line. A line is named as in the file: benefits.handle_time, or handle_time where that is clear.
    """
    from roi_engine.engine.explanation import explanation, explanations
    from roi_engine.reporting.terminal import print_explanation
    from roi_engine.scenario import load_scenario

    scenario = load_scenario(file, variant, overrides(changes))
    if line is None:
        tables = explanations(scenario)
    else:
        tables = (explanation(scenario, line_id(line, [known.id for known in scenario.lines])),)
    for table in tables:
        print_explanation(table, scenario.currency, scenario.language)


def line_id(name: str, every: list[str]) -> str:
    """The full id of the line that `name` means; ScenarioError where it means none, or more than one."""
    if name in every:
        return name
    found = [known for known in every if known.partition(".")[2] == name]
    if len(found) == 1:
        return found[0]
    from roi_engine.errors import did_you_mean

    if found:
        raise refusal("unclear-line", f"'{name}' is more than one line", accepted=", ".join(found))
    hint = did_you_mean(name, [*every, *(known.partition(".")[2] for known in every)])
    raise refusal("unknown-line", f"no line '{name}'", accepted=f"lines: {', '.join(every)}", hint=hint)
