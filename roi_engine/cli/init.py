"""`roi-engine init`: a commented starter scenario."""

from __future__ import annotations

from pathlib import Path

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.options import FILE

TEMPLATES = {
    "contact_centre": "a contact centre",
    "sales_team": "a B2B sales team",
    "retailer": "a retailer with a customer base",
    "small_business": "a small business on a monthly subscription",
    "tei_table": "a study typed in as a table of amounts",
}


@click.command("init")
@click.argument("file", type=FILE)
@click.option(
    "--template",
    default="contact_centre",
    show_default=True,
    metavar="NAME",
    help=f"The situation to start from: {'; '.join(f'{name} ({what})' for name, what in TEMPLATES.items())}.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def command(file: Path, template: str, force: bool) -> None:
    """Write a commented starter scenario to FILE. It runs as it is; every number in it is there to be replaced."""
    from roi_engine.catalogue import templates
    from roi_engine.errors import did_you_mean
    from roi_engine.reporting.bundle import write_file

    shipped = templates()
    if template not in shipped:
        hint = did_you_mean(template, shipped)
        raise refusal(
            "unknown-template", f"no template '{template}'", accepted=f"templates: {', '.join(shipped)}", hint=hint
        )
    if file.exists() and not force:
        raise refusal("file-exists", f"{file} exists", hint="--force replaces it")
    if not file.parent.is_dir():
        raise refusal("no-folder", f"the folder {file.parent} does not exist")
    write_file(file, f"# yaml-language-server: $schema={schema_address(file)}\n{shipped[template]}")
    click.echo(file)
    click.echo(f"next: roi-engine run {file}", err=True)


def schema_address(file: Path) -> str:
    """Where an editor that has `file` open finds the shipped schema: relative where it lies below, else as a URI."""
    from importlib.resources import files

    schema = Path(str(files("roi_engine.scenario") / "scenario.schema.json")).resolve()
    folder = file.resolve().parent
    if schema.is_relative_to(folder):
        return f"./{schema.relative_to(folder).as_posix()}"
    return schema.as_uri()
