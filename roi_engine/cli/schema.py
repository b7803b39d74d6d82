"""`roi-engine schema`: the JSON Schema of the scenario language."""

from __future__ import annotations

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft-07) of a scenario file.

    Editors complete and check while typing where the first line of a file points at it; `init` writes that line.
    """
    import json

    from roi_engine.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
