"""Options that several commands share, and how their text is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from roi_engine.errors import Problem, ScenarioError
from roi_engine.scenario.typed import Typed

Command = TypeVar("Command", bound=Callable[..., Any])
_SET_EXAMPLE = "e.g. --set 'rollout.adoption=60 %'"
FILE = click.Path(path_type=Path)

_variant = click.option("--variant", metavar="NAME", help="A variant that the scenario names.")
changes_option = click.option(
    "--set",
    "changes",
    metavar="PATH=VALUE",
    multiple=True,
    help="Replace one value, e.g. --set 'rollout.adoption=60 %'. May be repeated; the last one counts.",
)


def scenario_options(command: Command) -> Command:
    """Add `--variant` and `--set`, the two ways to change a scenario without touching its file."""
    return _variant(changes_option(command))


def overrides(changes: Sequence[str], **named: str | None) -> dict[str, str]:
    """The `--set` texts and the named options as one mapping from path to text, in the order given.

    `named` maps a path, with `__` for the dot (`simulation__draws`), to its text or None; a named option counts more
    than a `--set` of the same path. ScenarioError lists every text that is not `PATH=VALUE`.
    """
    pairs = [(change, *change.partition("=")) for change in changes]
    wrong = [change for change, path, equals, _ in pairs if not equals or not path.strip()]
    if wrong:
        raise ScenarioError(
            Problem("bad-set", f"--set {change!r} is not PATH=VALUE", file="command line", hint=_SET_EXAMPLE)
            for change in wrong
        )
    found = {path.strip(): text.strip() for _, path, _, text in pairs}
    for name, text in named.items():
        if text is not None:
            found[name.replace("__", ".")] = Typed(text, f"--{name.rpartition('__')[2]}")
    return found
