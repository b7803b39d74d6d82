"""The root command: a table of commands that are imported on demand, and the way out of the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from roi_engine import __version__
from roi_engine.cli.failures import PIPE_CLOSED, status_of
from roi_engine.cli.lazy import LazyGroup as LazyGroup

PROGRAM = "roi-engine"
COMPLETE = "_ROI_ENGINE_COMPLETE"
COMMANDS = {
    "init": "Write a commented starter scenario that runs.",
    "validate": "Check scenario files and list every problem with its place.",
    "run": "Compute base case and simulation, and write the reports.",
    "sensitivity": "Show what drives the result, what must be true and what is worth knowing.",
    "compare": "Compare scenarios or variants, on the same draws, also with doing nothing.",
    "goal-seek": "Find the value that an assumption must reach for a wanted result.",
    "track": "Compare what came with the plan: status, benefit realisation, re-forecast.",
    "explain": "Show how a line is calculated, input by input, year by year.",
    "rfm": "Customers: score, value and migrate, from a transaction log or a bare list.",
    "kpi": "KPIs from CRM exports: what a file holds, what it measures.",
    "uplift": "Measure what a campaign or pilot did against a control group.",
    "catalogue": "Show the benefit and cost lines: formula, inputs, units, evidence.",
    "convert": "Write a scenario as a workbook to be filled in, or a filled workbook back.",
    "schema": "Print the JSON Schema of the scenario language.",
}
EXAMPLES = f"""\b
Examples:
  {PROGRAM} init case.yaml --template contact_centre
  {PROGRAM} run case.yaml"""
EPILOG = f"""\b
Exit status:
  0    done
  1    the engine failed: a bug; a trace file is kept
  2    input or usage is wrong; every problem is listed
  3    done, but a condition of --fail-if holds
  130  interrupted

\b
Shell completion, for bash (zsh and fish alike):
  eval "$({COMPLETE}=bash_source {PROGRAM})"

NO_COLOR switches colours off."""


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    invoke_without_command=True,
    help=f"From a scenario file to a business case that can be defended.\n\n{EXAMPLES}",
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def application(ctx: click.Context) -> None:
    """Show the short help where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(f"From a scenario file to a business case that can be defended.\n\n{_plain(EXAMPLES)}\n")
        click.echo(f"Commands: {', '.join(COMMANDS)}.\n'{PROGRAM} --help' says what each one does.")


def _plain(text: str) -> str:
    return text.removeprefix("\b\n")


def _colours() -> bool | None:
    """Whether click may use colours; it does not read NO_COLOR itself. None leaves it to the terminal."""
    return False if os.environ.get("NO_COLOR") else None


def run_application(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; never raises on input, usage or a bug of the engine."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _called(arguments)
        sys.stdout.flush()  # a reader that has gone shows here and not while the interpreter shuts down
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # rich leaves by itself when its reader has gone
            return PIPE_CLOSED
        raise
    except (Exception, KeyboardInterrupt) as error:
        return status_of(error, arguments)
    return status


def _called(arguments: list[str]) -> int:
    """What click's own `main` does, without its ways of ending the process (they differ between releases)."""
    instruction = os.environ.get(COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(application, {}, PROGRAM, COMPLETE, instruction)
    with application.make_context(PROGRAM, arguments, color=_colours()) as context:
        status = application.invoke(context)
    return status if isinstance(status, int) else 0


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the console script and of `python -m roi_engine`: run, and leave with the exit status."""
    sys.exit(run_application(argv))
