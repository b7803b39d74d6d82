"""Reference pages as Markdown, made from the package itself: they cannot say anything else than the code does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

import click

from roi_engine.catalogue import CatalogueInput, CatalogueLine, catalogue_lines, reference_classes
from roi_engine.cli.application import COMMANDS, PROGRAM, application
from roi_engine.crm_data.kpis.catalogue import Definition, Kpi, kpi_catalogue
from roi_engine.finance import DEFINITIONS, LEADING

GROUPS = {
    "contact_centre": "Contact centre",
    "service": "Service",
    "sales": "Sales",
    "marketing": "Marketing",
    "distribution": "Distribution",
    "it": "IT",
    "compliance": "Compliance",
    "customers": "Customers",
    "cost": "Costs",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; pipes and line ends inside a cell are kept from breaking it."""
    cells = [list(head)]
    cells.append(["---"] * len(cells[0]))
    cells += [[" ".join(cell.replace("|", "\\|").split()) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def code(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"


def command_line() -> str:
    parts = []
    for name in COMMANDS:
        command: click.Command = import_module(f"roi_engine.cli.{name.replace('-', '_')}").command
        parts += _help_texts(name, command)
    root = click.Context(application, info_name=PROGRAM, terminal_width=100, max_content_width=100)
    return "\n\n".join([code(application.get_help(root)), "## Commands", *parts])


def _help_texts(name: str, command: click.Command) -> list[str]:
    """The help of a command and of the commands below it."""
    context = click.Context(command, info_name=f"{PROGRAM} {name}", terminal_width=100, max_content_width=100)
    found = [f"### {name}\n\n{code(command.get_help(context))}"]
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            found += _help_texts(f"{name} {below}", inner) if inner is not None else []
    return found


def catalogue() -> str:
    parts = []
    lines = catalogue_lines()
    for group in dict.fromkeys(key.partition(".")[0] for key in lines):
        parts.append(f"## {GROUPS[group]}")
        parts += [_line(line) for key, line in lines.items() if key.partition(".")[0] == group]
    parts.append("## Reference classes\n\nDistributions from published evidence, used as `{reference_class: ID}`.")
    for key, entry in reference_classes().items():
        parts.append(f"### {key}\n\n{entry.title['en']}. {entry.note}\n\nSource: {entry.source}")
    return "\n\n".join(parts)


def _line(line: CatalogueLine) -> str:
    facts = [line.category, "cashable" if line.cashable else "not cashable unless stated"]
    if line.overlap:
        facts.append(f"overlap group `{line.overlap}`")
    if line.optional:
        facts.append("off unless asked for")
    sourced = ((note, f" ({note.source})" if note.source else "") for note in line.evidence)
    evidence = [f"- {note.strength}: {note.finding}{source}" for note, source in sourced]
    return "\n\n".join(
        [
            f"### {line.id}",
            f"**{line.title['en']}.** {line.description['en']}",
            f"*{', '.join(facts)}.* Without the CRM: {line.counterfactual['en']}",
            code(line.formula),
            table(("input", "unit", "what it is", "bounds", "KPI", "default"), map(_input, line.inputs.values())),
            "Evidence:\n\n" + "\n".join(evidence),
        ]
    )


def _input(each: CatalogueInput) -> tuple[str, ...]:
    bounds = [f"{word} {bound:g}" for word, bound in (("from", each.lower), ("to", each.upper)) if bound is not None]
    default = "" if each.default is None else f"{each.default} ({each.default_source['en']})"
    return (f"`{each.name}`", each.unit, each.title["en"], " ".join(bounds), each.kpi or "", default)


def figures() -> str:
    rows = [(f"`{each.name}`", each.unit, each.sentence, each.source) for each in DEFINITIONS.values()]
    leading = [f"- `{profile}`: {', '.join(f'`{name}`' for name in names)}" for profile, names in LEADING.items()]
    return "\n\n".join(
        [
            table(("figure", "unit", "definition", "source"), rows),
            "A scenario's `finance.profile` says which figures lead; all are computed.",
            "\n".join(leading),
        ]
    )


KPI_GROUPS = {"sales": "Sales", "marketing": "Marketing", "customer": "Customers", "service": "Service"}
BETTER = {"up": "more is better", "down": "less is better", "none": "neither more nor less is better by itself"}
ESTIMATED = {
    "share": "a share, with Jeffreys' interval",
    "mean": "a mean, with Student's interval",
    "ratio": "a ratio of sums, its error by linearisation over rows, units or months",
    "rate": "events per month: Poisson's error, or that of months that differ, whichever is larger",
    "total": "a sum per month: the error of a compound Poisson sum, or that of months that differ, whichever is larger",
    "level": "a count at a moment, without an error",
    "survival": "a Kaplan-Meier figure, what is not over counted for as long as it has lasted; Greenwood's error",
    "difference": "a difference of two shares of the same answers",
    "kept": "a share of those seen in one window who are seen in the next",
    "derived": "a product of other KPIs, its error by the delta method",
}


def kpis() -> str:
    parts = []
    for group, title in KPI_GROUPS.items():
        found = [kpi for kpi in kpi_catalogue().values() if kpi.group == group]
        rows = [(f"[`{kpi.id}`](#{_anchor(kpi.id)})", kpi.title["en"], kpi.tier, kpi.unit or "share") for kpi in found]
        parts += [f"## {title}", table(("KPI", "what it is", "tier", "unit"), rows), *map(_kpi, found)]
    return "\n\n".join(parts)


def _anchor(kpi_id: str) -> str:
    return f"kpi-{kpi_id.replace('.', '-').replace('_', '-')}"


def _kpi(kpi: Kpi) -> str:
    facts = [kpi.tier, f"unit {kpi.unit or 'share'}", BETTER[kpi.direction], ESTIMATED[kpi.estimate]]
    parts = [
        f"({_anchor(kpi.id)})=\n### {kpi.id}",
        f"**{kpi.title['en']}.** {kpi.words['en']}.",
        f"*{'; '.join(facts)}.*",
    ]
    if kpi.product:
        parts.append("From " + ", ".join(f"[`{part}`](#{_anchor(part)})" for part in kpi.product) + ".")
    else:
        parts.append("From " + "; or else from ".join(_needs(one) for one in kpi.definitions) + ".")
    if kpi.inputs:
        parts.append("Baseline of " + ", ".join(f"`{name}`" for name in kpi.inputs) + ".")
    return "\n\n".join([*parts, f"Careful: {kpi.pitfalls['en']}"])


def _needs(definition: Definition) -> str:
    return ", ".join(
        f"`{kind}` ({', '.join(columns)})" if columns else f"`{kind}`" for kind, columns in definition.needs.items()
    )


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli": command_line,
    "reference/catalogue": catalogue,
    "reference/figures": figures,
    "reference/kpis": kpis,
}
