"""`roi-engine rfm`: customers scored, projected and followed; its commands are imported when called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "score": "Score a base by recency, frequency and amount, from a log or a bare list.",
    "value": "Project what today's customers will order and earn, with its uncertainty.",
    "migrate": "Follow the scores between two dates, against a control group.",
}


class RfmGroup(click.Group):
    """A group whose commands live in `roi_engine.cli.rfm_<name>`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a piece of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"roi_engine.cli.rfm_{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a usage error suggests the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from roi_engine.errors import did_you_mean

            hint = did_you_mean(args[0], COMMANDS) or f"commands: {', '.join(COMMANDS)}"
            raise click.UsageError(f"no command 'rfm {args[0]}'; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands from `COMMANDS`, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


command = RfmGroup("rfm", help="Customers: scored from day one, projected, followed.", no_args_is_help=True)
