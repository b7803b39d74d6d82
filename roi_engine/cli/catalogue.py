"""`roi-engine catalogue`: the shipped benefit and cost lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.failures import refusal

if TYPE_CHECKING:
    from roi_engine.catalogue import CatalogueInput, CatalogueLine

PIPE_WIDTH = 120


@click.command("catalogue")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the lines as JSON.")
@click.option("--language", type=click.Choice(["en", "it", "es"]), default="en", show_default=True)
def command(name: str | None, as_json: bool, language: str) -> None:
    """Show the benefit and cost lines; with ID (contact_centre.handle_time, or contact_centre) formula and evidence."""
    from roi_engine.catalogue import catalogue_lines

    lines = catalogue_lines()
    chosen = lines if name is None else chosen_lines(name, lines)
    if as_json:
        import json

        rows = {line.id: plain(line) for line in chosen.values()}
        click.echo(json.dumps({"schema": 1, "lines": rows}, indent=2, ensure_ascii=False))
    elif name is None:
        _print_list(chosen.values(), language)
    else:
        for line in chosen.values():
            _print_line(line, language)


def chosen_lines(name: str, lines: Mapping[str, CatalogueLine]) -> Mapping[str, CatalogueLine]:
    """The line of that id, or the lines of that group; ScenarioError where there is neither."""
    found = {key: line for key, line in lines.items() if name in (key, key.partition(".")[0])}
    if not found:
        from roi_engine.errors import did_you_mean

        groups = list(dict.fromkeys(key.partition(".")[0] for key in lines))
        names = [*lines, *groups, *(key.partition(".")[2] for key in lines)]
        raise refusal(
            "unknown-line",
            f"the catalogue has no '{name}'",
            accepted=f"groups: {', '.join(groups)}",
            hint=did_you_mean(name, names),
        )
    return found


def plain(record: object) -> Any:
    """A frozen record and all that it holds as dicts and lists, ready for JSON."""
    from dataclasses import fields, is_dataclass

    if is_dataclass(record):
        return {field.name: plain(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, Mapping):
        return {key: plain(value) for key, value in record.items()}
    if isinstance(record, tuple | list):
        return [plain(value) for value in record]
    return record


def _print_list(lines: Iterable[CatalogueLine], language: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("id", "category", "what it is"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "what it is")
    for line in lines:
        note = " (off unless asked for)" if line.optional else ""
        table.add_row(line.id, line.category, Text(line.title[language] + note))
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = PIPE_WIDTH  # rich takes a pipe for 80 columns
    console.print(table)
    click.echo("'roi-engine catalogue ID' shows formula, inputs and evidence of one.", err=True)


def _print_line(line: CatalogueLine, language: str) -> None:
    click.echo(f"{line.id}: {line.title[language]}")
    click.echo(f"  {line.description[language]}")
    click.echo(f"  category: {line.category}, {'cashable' if line.cashable else 'not cashable unless stated'}")
    click.echo(f"  formula: {line.formula}")
    click.echo(f"  without the CRM: {line.counterfactual[language]}")
    if line.overlap:
        click.echo(f"  overlap group: {line.overlap}")
    click.echo("  inputs:")
    for each in line.inputs.values():
        click.echo(f"    {each.name} [{each.unit or 'share or number'}]: {each.title[language]}{_terms(each)}")
    click.echo("  evidence:")
    for note in line.evidence:
        source = f" ({note.source})" if note.source else ""
        click.echo(f"    {note.strength}: {note.finding}{source}")
    click.echo("")


def _terms(each: CatalogueInput) -> str:
    """Bounds, KPI and default of an input, as far as it has them."""
    bounds = [f"{word} {bound:g}" for word, bound in (("from", each.lower), ("to", each.upper)) if bound is not None]
    terms = [" ".join(bounds)] if bounds else []
    if each.kpi:
        terms.append(f"KPI {each.kpi}")
    if each.default is not None:
        terms.append(f"default {each.default} ({each.default_source['en']})")
    return f"; {', '.join(terms)}" if terms else ""
