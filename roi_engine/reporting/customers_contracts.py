"""The reports of what has no log: contracts by retained counts, and bare lists by relative value."""

from __future__ import annotations

from typing import Any

from roi_engine.crm_data.contracts import ContractValuation
from roi_engine.crm_data.listing_value import ListValuation
from roi_engine.reporting.customers_file import file_json, file_said, file_table
from roi_engine.reporting.customers_report import FileReport, Sheet
from roi_engine.reporting.customers_score import findings_said, fitness_json
from roi_engine.reporting.customers_score_tables import segment_titles
from roi_engine.reporting.customers_words import day, file_name, no_currency_said, with_unit
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, plain


def contract_report(found: ContractValuation, words: Words) -> FileReport:
    """Retention of a cohort: the curve, its check, the customers still to come."""
    last, final = found.retained[-1], found.ahead[:, -1]
    told = words.text(
        N_(
            "Of {start} customers {last} are left after {n} renewals; after {more} more, {mean} are expected"
            " (P10 {low}, P90 {high})."
        ),
        start=words.count(round(float(found.retained[0]))),
        last=words.count(round(float(last))),
        n=words.count(found.renewals),
        more=words.count(found.ahead.shape[1] - 1),
        mean=words.count(round(float(final[0]))),
        low=words.count(round(float(final[1]))),
        high=words.count(round(float(final[2]))),
    )
    template = N_(
        "A customer just won is worth {lifetime} payments of one period today, one of today's about to renew {residual}"
        " ({rate} a period; the payment due now counts in full)."
    )
    worth = words.text(
        template,
        lifetime=words.ratio(found.lifetime),
        residual=words.ratio(found.residual),
        rate=words.share(found.discount_rate, 1),
    )
    return FileReport(
        kind="rfm value",
        heading=words.text(N_("Contracts of “{file}”: shifted beta-geometric retention"), file=plain(found.file)),
        told=(told, worth),
        tables=(retention_table(found, words),),
        record=contract_json(found),
        sheets={"retention": Sheet(("renewal", "survival"), tuple(enumerate(found.curve.tolist())))},
    )


def retention_table(found: ContractValuation, words: Words) -> TextTable:
    """Share still there after each renewal: counted, fitted, and expected customers beyond."""
    header = (N_("After renewal"), N_("Counted"), N_("Share"), N_("Fitted"), N_("Retention"), "P10", N_("Mean"), "P90")
    rows = []
    for n, fitted in enumerate(found.curve.tolist()):
        seen = n <= found.renewals
        share = float(found.retained[n] / found.retained[0]) if seen else 0.0
        counted = (words.count(round(float(found.retained[n]))), words.share(share, 1)) if seen else ("", "")
        ahead = ["", "", ""]
        if n > found.renewals:
            mean, low, high = (words.count(round(float(x))) for x in found.ahead[:, n - found.renewals])
            ahead = [low, mean, high]
        kept = words.share(float(found.rates[n - 1]), 1) if n else ""
        rows.append((str(n), *counted, words.share(fitted, 1), kept, *ahead))
    title = words.text(N_("Customers by renewal"))
    return TextTable(title, tuple(map(words.text, header)), tuple(rows), tuple(range(8)))


def contract_json(found: ContractValuation) -> dict[str, Any]:
    """The retention model as plain JSON."""
    return {
        "file": {"file": found.file},
        "model": "sbg",
        "time_unit": "period",
        "n_customers": float(found.retained[0]),
        "parameters": plain_record(dict(found.fit.parameters)),
        "standard_errors": plain_record(dict(found.fit.standard_errors)),
        "log_likelihood": found.fit.log_likelihood,
        "survival": plain_record(found.curve),
        "retention_rates": plain_record(found.rates),
        "expected_retained": {key: plain_record(found.ahead[row]) for row, key in enumerate(("mean", "p10", "p90"))},
        "kaplan_meier": plain_record(found.check),
        "discount_rate": found.discount_rate,
        "discounted_lifetime": found.lifetime,
        "discounted_residual_lifetime": found.residual,
        "fitness": [],
    }


def list_report(found: ListValuation, words: Words) -> FileReport:
    """Relative value of the segments of a bare list."""
    template = N_("Relative value of the customers of “{file}” on {day}")
    told = [
        words.text(
            N_(
                "An estimate to rank with: a bare list shows no repeat orders, so past amounts stand for the future and"
                " the churn rate of {rate} a year is the one that was stated."
            ),
            rate=words.share(found.churn_rate, 1),
        )
    ]
    if not found.scaled:
        told.append(words.text(N_("--margin-per-customer, a mean margin a customer and year, puts it to money.")))
    told += [*findings_said(found.findings, words), *file_said(found.report, words)]
    if found.scaled:
        told.append(no_currency_said(words))
    return FileReport(
        kind="rfm value",
        heading=words.text(template, file=file_name(found.report.file), day=day(found.until, words)),
        told=tuple(said for said in told if said),
        tables=(relative_table(found, words), file_table(found.report, words)),
        record=list_json(found),
    )


def relative_table(found: ListValuation, words: Words) -> TextTable:
    """Index of each segment against the mean customer and, where a margin was stated, its money."""
    titles, value = segment_titles(found.table, words), found.value
    header = [words.text(title) for title in (N_("Segment"), N_("Customers"), N_("Still a customer"), N_("Index"))]
    if found.scaled:
        header += [with_unit(words.text(title), words.currency) for title in (N_("A customer a year"), N_("A year"))]
    rows = []
    for place, name in enumerate(value.names):
        cells = [titles.get(name, name), words.count(round(float(value.customers[place])))]
        cells += [words.share(float(value.survival[place])), words.ratio(float(value.index[place]))]
        if found.scaled:
            cells += [words.amount(float(x[place])) for x in (value.margin_per_customer, value.margin)]
        rows.append(tuple(cells))
    title = words.text(N_("Value against the mean customer (1.00)"))
    return TextTable(title, tuple(header), tuple(rows), tuple(range(1, len(header))))


def list_json(found: ListValuation) -> dict[str, Any]:
    """The relative value as plain JSON; money is None where no margin was stated."""
    value = plain_record(found.value)
    if not found.scaled:
        value |= {"margin_per_customer": None, "margin": None}
    return {
        "file": file_json(found.report),
        "until": found.until.isoformat(),
        "model": "relative_value",
        "evidence": value.pop("evidence"),
        "n_customers": found.n_customers,
        "churn_rate": found.churn_rate,
        "segments": value,
        "fitness": fitness_json(found.findings),
    }
