"""The tables of the executive summary, as Markdown; all amounts in the currency their heading names."""

from __future__ import annotations

from roi_engine.engine.result import Assumption, Result
from roi_engine.finance import Definition
from roi_engine.reporting import figures
from roi_engine.reporting.markdown import Markdown, table
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.sentences import span, swing_ends
from roi_engine.reporting.stated import shares, stated
from roi_engine.reporting.tables.benefit_stack import year_label
from roi_engine.reporting.words import N_, Words

TOP_ASSUMPTIONS = 5
_CATEGORIES = {"operational": N_("operational"), "analytical": N_("customer value"), "cost": N_("cost")}


def key_figures(result: Result, words: Words) -> Markdown:
    """The leading figures of the profile: base case and range."""
    return _figure_table(figures.leading(result), result, words)


def other_figures(result: Result, words: Words) -> Markdown:
    """All other figures, in the same columns."""
    return _figure_table(figures.other(result), result, words)


def _figure_table(chosen: tuple[Definition, ...], result: Result, words: Words) -> Markdown:
    header = tuple(map(words.text, (N_("Figure"), N_("Base case"), "P10", "P50", "P90")))
    rows = [
        (
            words.text(figure.title),
            figures.base_text(figure, result.base, words),
            *figures.spread_texts(figure, result, words),
        )
        for figure in chosen
    ]
    return table(header, rows, (1, 2, 3, 4))


def split_table(result: Result, words: Words) -> Markdown:
    """Operational, analytical, cost and net: base case, mean of the draws, and the cashable part beside the total."""
    base, simulated = result.base, result.simulation
    cash = {
        kind: sum(line.pv for line in result.lines if line.category == kind and line.cashable) for kind in _CATEGORIES
    }
    rows = [
        (
            words.text(N_("Operational savings")),
            base.pv_operational,
            simulated["pv_operational"].mean,
            cash["operational"],
        ),
        (words.text(N_("Customer value")), base.pv_analytical, simulated["pv_analytical"].mean, cash["analytical"]),
        (words.text(N_("Costs")), -base.pv_costs, -simulated["pv_costs"].mean, -cash["cost"]),
        (words.text(N_("Net present value")), base.npv, simulated["npv"].mean, base.npv_cashable),
    ]
    header = (
        words.text(N_("Present value, {currency}"), currency=words.currency),
        words.text(N_("Base case")),
        words.text(N_("Mean of draws")),
        words.text(N_("Cashable alone, base case")),
    )
    return table(header, [(name, *map(words.amount, amounts)) for name, *amounts in rows], (1, 2, 3))


def driver_table(result: Result, words: Words) -> Markdown | None:
    """The strongest assumptions, largest swing first; None where nothing is uncertain."""
    ranked = sorted((s for s in result.swings if span(s) > 0), key=span, reverse=True)[:TOP_ASSUMPTIONS]
    if not ranked:
        return None
    header = (
        words.text(N_("Assumption")),
        words.text(N_("Its P10")),
        words.text(N_("Its P90")),
        words.text(N_("NPV at its P10, {currency}"), currency=words.currency),
        words.text(N_("NPV at its P90, {currency}"), currency=words.currency),
        words.text(N_("NPV moves by, {currency}"), currency=words.currency),
    )
    rows = []
    for swing in ranked:
        rows.append(
            (swing.title, *swing_ends(swing, words), *map(words.amount, (swing.npv_low, swing.npv_high, span(swing))))
        )
    return table(header, rows, (1, 2, 3, 4, 5))


def risk_table(result: Result, words: Words) -> Markdown | None:
    """The risk register; None where no risk is modelled."""
    if not result.risks:
        return None
    header = (
        words.text(N_("Risk")),
        words.text(N_("Chance")),
        words.text(N_("Mean NPV if it happens, {currency}"), currency=words.currency),
        words.text(N_("Mean NPV if not, {currency}"), currency=words.currency),
        words.text(N_("Expected cost, {currency}"), currency=words.currency),
        words.text(N_("Owner")),
        words.text(N_("Note")),
    )
    rows = [
        (
            risk.title,
            words.share(risk.probability),
            words.amount(risk.npv_if_happens),
            words.amount(risk.npv_if_not),
            words.amount(risk.expected_cost),
            risk.owner,
            risk.note,
        )
        for risk in result.risks
    ]
    return table(header, rows, (1, 2, 3, 4))


def year_table(result: Result, words: Words) -> Markdown:
    """Base case by year, undiscounted, initial column first."""
    years = result.by_year
    header = (
        words.text(N_("{currency}, undiscounted"), currency=words.currency),
        *(year_label(year, words) for year in years.year),
    )
    series = [
        (N_("Operational savings"), years.operational),
        (N_("Customer value"), years.analytical),
        (N_("Costs"), tuple(-cost for cost in years.costs)),
        (N_("Net"), years.net),
        (N_("Cumulative"), years.cumulative),
    ]
    if years.tax is not None:
        series.append((N_("Tax"), tuple(-tax for tax in years.tax)))
    rows = [(words.text(name), *map(words.amount, amounts)) for name, amounts in series]
    return table(header, rows, tuple(range(1, len(header))))


def line_table(result: Result, words: Words) -> Markdown:
    """Every line of the ledger with its present value; they sum to the net present value."""
    header = (
        words.text(N_("Line")),
        words.text(N_("Kind")),
        words.text(N_("Cashable")),
        words.text(N_("Present value, {currency}"), currency=words.currency),
        words.text(N_("Mean of draws, {currency}"), currency=words.currency),
        words.text(N_("Source")),
    )
    rows: list[tuple[str, ...]] = []
    for line in result.lines:
        sign = -1.0 if line.category == "cost" else 1.0
        cash = words.text(N_("yes")) if line.cashable else words.text(N_("no"))
        amounts = (words.amount(sign * line.pv), words.amount(sign * line.mean_pv))
        rows.append((line.title, words.text(_CATEGORIES[line.category]), cash, *amounts, line.source))
    total = (words.amount(result.base.npv), words.amount(result.simulation["npv"].mean))
    rows.append((words.text(N_("Net present value")), "", "", *total, ""))
    return table(header, rows, (3, 4))


def register_table(result: Result, words: Words) -> Markdown | None:
    """The assumption register: value, range, who vouches for it, and where it is written."""
    if not result.assumptions:
        return None
    header = tuple(
        map(
            words.text,
            (N_("Assumption"), N_("Base"), "P10", "P50", "P90", N_("As stated"), N_("Evidence"), N_("Source"),
             N_("Owner"), N_("Note"), N_("Written in")),
        )
    )  # fmt: skip
    told = shares(result.assumptions)
    return table(header, [_register_row(row, told[row.path], words) for row in result.assumptions], (1, 2, 3, 4))


def _register_row(row: Assumption, as_share: bool, words: Words) -> tuple[str, ...]:
    spread = tuple(words.quantity(x, "", as_share) for x in (row.p10, row.p50, row.p90)) if row.uncertain else ("",) * 3
    place = (
        f"{row.place.file}:{row.place.line}" if row.place and row.place.line else row.place.file if row.place else ""
    )
    return (
        f"{row.title} ({row.path})",
        words.quantity(row.base, row.unit, as_share),
        *spread,
        stated(row.words, as_share, words),
        words.text(row.evidence or N_("not stated")),
        source_said(row.source, words) or words.text(N_("no source")),
        row.owner,
        row.note,
        place,
    )


def definition_table(result: Result, words: Words) -> Markdown:
    """Each figure's definition in one line, with its source."""
    header = tuple(map(words.text, (N_("Figure"), N_("Definition"), N_("Source"))))
    chosen = (*figures.leading(result), *figures.other(result))
    return table(header, [(words.text(f.title), words.text(f.sentence), words.text(f.source)) for f in chosen])
