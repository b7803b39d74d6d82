"""`roi-engine kpi list`: which KPIs there are, and what each one is."""

from __future__ import annotations

import click

from roi_engine.cli.failures import refusal


@click.command("list")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--language", type=click.Choice(["en", "it", "es"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the KPIs as JSON, in every language.")
def command(name: str | None, language: str, as_json: bool) -> None:
    """List the KPIs; with ID (sales.win_rate, or sales) formula, columns that are wanted and pitfalls."""
    from roi_engine.reporting.kpi_list import chosen_kpis, kpi_lines, kpi_tables, kpis_told
    from roi_engine.reporting.words import N_, words_for

    chosen, words = chosen_kpis(name), words_for(language, "")
    if not chosen:
        from roi_engine.crm_data.kpis.catalogue import GROUPS, kpi_catalogue
        from roi_engine.errors import did_you_mean

        names = [*kpi_catalogue(), *GROUPS, *(one.partition(".")[2] for one in kpi_catalogue())]
        groups = f"groups: {', '.join(GROUPS)}"
        raise refusal("unknown-kpi", f"there is no KPI '{name}'", accepted=groups, hint=did_you_mean(name or "", names))
    if as_json:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text({"schema": 1, "kpis": kpis_told(chosen)}), nl=False)
    elif name is None:
        from roi_engine.reporting.terminal import print_tables

        print_tables(words.text(N_("KPIs that exports can tell")), (), tuple(kpi_tables(chosen, words)))
        click.echo("'roi-engine kpi list ID' shows formula, columns and pitfalls of one.", err=True)
    else:
        click.echo("\n\n".join("\n".join(kpi_lines(kpi, words)) for kpi in chosen))
