"""`roi-engine convert`: a scenario as a workbook that people fill in, and back."""

from __future__ import annotations

from pathlib import Path

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.options import FILE


@click.command("convert")
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, metavar="FILE", help="Where to write; beside FILE, as .xlsx or .yaml, unless stated.")
@click.option("--force", is_flag=True, help="Replace the file that is written, if it exists.")
def command(file: Path, out: Path | None, force: bool) -> None:
    """Write a scenario as a workbook to be filled in without YAML, or a filled workbook back as scenario.

    Nothing is lost on the way: a workbook that nobody changed gives the very same file, and changed cells change
    nothing but their values in it. What comes back is checked first; every problem is listed with its cell.
    """
    from roi_engine.reporting.bundle import write_file

    back = _is_workbook(file)
    place = out or file.with_suffix(".yaml" if back else ".xlsx")
    _check_place(file, place, force)
    if not back:
        from roi_engine.reporting.input_workbook import input_workbook_bytes

        write_file(place, input_workbook_bytes(file))
        click.echo(place)
        click.echo(f"fill in {place}, then: roi-engine convert {place} --out {file} --force", err=True)
        return
    from roi_engine.reporting.input_workbook.returning import write_returned
    from roi_engine.scenario.quantities import counted

    changed = write_returned(file, place)
    click.echo(place)
    click.echo(f"{counted(changed, 'value') if changed else 'no value'} changed", err=True)


def _check_place(file: Path, place: Path, force: bool) -> None:
    if place.resolve() == file.resolve():
        raise refusal("file-exists", f"{place} is the file to be read", hint="name another one with --out")
    if place.exists() and not force:
        raise refusal("file-exists", f"{place} exists", hint="--force replaces it")
    if not place.parent.is_dir():
        raise refusal("no-folder", f"the folder {place.parent} does not exist")


def _is_workbook(file: Path) -> bool:
    """Whether the file is a workbook, by its first bytes, or by its name where it cannot be read."""
    try:
        if file.is_file():
            with file.open("rb") as opened:
                return opened.read(4) == b"PK\x03\x04" or file.suffix.lower() == ".xlsx"
    except OSError:
        pass
    return file.suffix.lower() == ".xlsx"
