"""A group of commands that are imported on demand: help and suggestions come from a table of names."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands live in `roi_engine.cli.<prefix><name>`, hyphens as underscores.

    `table` gives each command's line of help, in the order of a piece of work, not of the alphabet.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], prefix: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.table, self.prefix = table, prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in self.table:
            return None
        module = f"roi_engine.cli.{self.prefix}{cmd_name.replace('-', '_')}"
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a usage error suggests the nearest one."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from roi_engine.errors import did_you_mean

            hint = did_you_mean(args[0], self.table) or f"commands: {', '.join(self.table)}"
            named = f"{ctx.info_name} {args[0]}" if self.prefix else args[0]
            raise click.UsageError(f"no command '{named}'; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))
