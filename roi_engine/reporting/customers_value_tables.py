"""Tables of a valuation, as they are read."""

from __future__ import annotations

from roi_engine.crm_data.projecting import Valuation
from roi_engine.crm_data.segmenting import DAYS
from roi_engine.customers.models import MODELS
from roi_engine.reporting.customers_score_tables import segment_titles
from roi_engine.reporting.customers_words import with_unit
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words


def value_tables(found: Valuation, words: Words) -> tuple[TextTable, ...]:
    """All tables of a valuation, in the order in which they are read."""
    tables = [value_table(found, words)]
    if found.judged is not None:
        tables.append(backtest_table(found, words))
    if found.choice is not None:
        tables.append(choice_table(found, words))
    return (*tables, parameter_table(found, words))


def value_table(found: Valuation, words: Words) -> TextTable:
    """Every segment and the total: customers, those still active, orders and margin with their range."""
    titles = segment_titles(found.found.table, words)
    header = [words.text(title) for title in (N_("Segment"), N_("Customers"), N_("Still active"), N_("Orders"))]
    header += ["P10", "P90"]
    margin = found.margin
    if margin is not None:
        header += [with_unit(words.text(N_("Margin today")), words.currency), "P10", "P90"]
        header += [with_unit(words.text(N_("a customer")), words.currency)]
    active = [float(segment.active.base[0]) for segment in found.projection.segments]
    customers = [segment.customers for segment in found.projection.segments]
    rows = []
    for place, each in enumerate(found.orders):
        last = place == len(found.orders) - 1
        n, here = (sum(customers), sum(active)) if last else (customers[place], active[place])
        name = words.text(N_("Together")) if last else titles.get(each.name, each.name)
        cells = [name, words.count(round(n)), words.share(here / n)]
        cells += [words.amount(float(x[0])) for x in (each.total.mean, each.total.p10, each.total.p90)]
        if margin is not None:
            worth = (margin.total if last else margin.segments[place]).present
            cells += [words.amount(float(x[0])) for x in (worth.mean, worth.p10, worth.p90)]
            cells.append(words.number(float(worth.mean[0]) / n))
        rows.append(tuple(cells))
    unit = found.question.time_unit
    horizon = words.quantity(found.question.horizon_days / DAYS[unit], unit)
    title = words.text(N_("Today's customers over the next {horizon}"), horizon=horizon)
    return TextTable(title, tuple(header), tuple(rows), tuple(range(1, len(header))))


def backtest_table(found: Valuation, words: Words) -> TextTable:
    """By segment and in total: what was expected, and what came."""
    assert found.judged is not None
    titles, judged = segment_titles(found.found.table, words), found.judged.found
    header = tuple(
        words.text(title) for title in (N_("Backtest"), N_("Expected"), "P10", "P90", N_("Came"), N_("Error"))
    )
    rows = []
    for each in (*judged.segments, judged.total):
        name = words.text(N_("Together")) if each is judged.total else titles.get(each.name, each.name)
        cells = [words.amount(float(x[0])) for x in (each.total.mean, each.total.p10, each.total.p90)]
        rows.append((name, *cells, words.amount(each.actual_total), words.share(each.error, 1)))
    named = {"last_period": N_("As in the last month"), "last_year": N_("As a year before")}
    for naive in judged.naive:
        cells = [words.amount(float(naive.orders.sum())), "", ""]
        came = words.amount(judged.total.actual_total)
        rows.append((words.text(named[naive.name]), *cells, came, words.share(naive.error, 1)))
    title = words.text(N_("Orders of {days} that the model did not see"), days=words.quantity(found.judged.days, "day"))
    return TextTable(title, header, tuple(rows), (1, 2, 3, 4, 5))


def choice_table(found: Valuation, words: Words) -> TextTable:
    """Every candidate model with its likelihood and its holdout."""
    assert found.choice is not None
    header = tuple(
        words.text(title) for title in (N_("Model"), N_("Log-likelihood"), "AIC", N_("Holdout error"), N_("Chosen"))
    )
    rows = []
    for each in found.choice.candidates:
        fit = each.fit
        cells = ("", "") if fit is None else (f"{fit.log_likelihood:.2f}", f"{fit.aic:.1f}")
        chosen = words.text(N_("yes")) if each.model == found.fit.model else ""
        rows.append((MODELS[each.model].title, *cells, words.share(float(each.holdout_error), 1), chosen))
    return TextTable(words.text(N_("Choice of the model")), header, tuple(rows), (1, 2, 3))


def parameter_table(found: Valuation, words: Words) -> TextTable:
    """Parameters of the order and spend models with their standard errors."""
    header = tuple(words.text(title) for title in (N_("Model"), N_("Parameter"), N_("Value"), N_("Error")))
    rows = [
        (MODELS[found.fit.model].title, name, words.number(float(value)), words.number(found.fit.standard_errors[name]))
        for name, value in found.fit.parameters.items()
    ]
    spend = found.projection.spend
    if spend is not None:
        rows += [
            ("Gamma-Gamma", name, words.number(float(value)), words.number(spend.standard_errors[name]))
            for name, value in spend.parameters.items()
        ]
    unit = words.quantity(1.0, found.question.time_unit)
    title = words.text(N_("Parameters, times in units of {unit}"), unit=unit)
    return TextTable(title, header, tuple(rows), (2, 3))
