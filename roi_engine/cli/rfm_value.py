"""`roi-engine rfm value`: what today's customers will order and earn, with its uncertainty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.delivery import deliver, said_written
from roi_engine.cli.failures import refusal
from roi_engine.cli.file_options import (
    columns_of,
    customers_option,
    day_of,
    log_options,
    number_of,
    out_option,
    reading_of,
    refuse_unwritable,
    share_of,
    span_of,
    words_of,
)
from roi_engine.cli.options import FILE
from roi_engine.cli.waiting import waiting

if TYPE_CHECKING:
    from roi_engine.crm_data.projecting import ValueQuestion
    from roi_engine.reporting.customers_report import FileReport
    from roi_engine.reporting.words import Words

MODELS = ("auto", "bg_nbd", "mbg_nbd", "pareto_nbd", "bg_bb", "sbg")


@click.command("value")
@click.argument("file", type=FILE)
@click.option("--model", type=click.Choice(MODELS), default="auto", show_default=True, help="Model of the orders.")
@click.option(
    "--time-unit",
    type=click.Choice(["day", "week", "month", "year"]),
    default="week",
    show_default=True,
    help="Unit of the model's times; for bg_bb the length of an opportunity.",
)
@click.option("--until", metavar="DATE", help="End of what the model may see; the last date of the file by default.")
@click.option("--horizon", metavar="SPAN", default="1 year", show_default=True, help='How far ahead, e.g. "39 week".')
@click.option("--margin", metavar="SHARE", help="Contribution margin of an order as a share of its amount, e.g. 30%.")
@click.option("--margin-per-order", metavar="X", help="The same as a sum an order, for a log without amounts.")
@click.option("--discount-rate", metavar="RATE", default="10%", show_default=True, help="A year (sbg: a period).")
@click.option("--backtest", is_flag=True, help="Hold the forecast against what came after --until.")
@click.option("--bootstrap", type=click.IntRange(0), default=0, metavar="N", help="N refits for the uncertainty.")
@click.option("--list", "as_list", is_flag=True, help="FILE is a bare list: relative value by segment.")
@click.option("--margin-per-customer", metavar="X", help="List: mean contribution margin a customer and year.")
@click.option("--churn-rate", metavar="RATE", default="20%", show_default=True, help="List: share lost a year.")
@click.option("--segments", type=FILE, metavar="FILE", help="A table of segments of your own (YAML).")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@customers_option
@out_option
@log_options
def command(file: Path, **options: Any) -> None:
    """Project the value of the customers of a transaction log in FILE (CSV or Parquet).

    With --model sbg, FILE is a table of retained customers (columns period, retained).
    """
    refuse_unwritable(options["customers"])
    with waiting(f"projecting {file.name}"):
        if options["model"] == "sbg":
            report, words = _contracts(file, options)
        elif options["as_list"] or "last_date" in columns_of(options["columns"]):
            report, words = _listed(file, options)
        else:
            report, words = _log(file, options)
    deliver(report, words, options)


def _log(file: Path, options: dict[str, Any]) -> tuple[FileReport, Words]:
    from roi_engine.crm_data.projecting import valuation
    from roi_engine.crm_data.reading import read_log
    from roi_engine.reporting.customers_value import value_report

    if options["margin"] and options["margin_per_order"]:
        raise refusal("two-margins", "--margin and --margin-per-order", accepted="one of them")
    question = question_of(options)
    base = read_log(file, columns_of(options["columns"]) or None, **reading_of(options))
    if options["model"] == "bg_bb":
        from roi_engine.crm_data.discretised import opportunities

        base = opportunities(base, question.time_unit, question.until)
    found = valuation(base, question)
    words = words_of(options, base.report.currency)
    report = value_report(found, words)
    if options["customers"] is not None:
        from roi_engine.crm_data.customer_values import HEADER, customer_values
        from roi_engine.reporting.customers_export import write_customers

        write_customers(options["customers"], HEADER, customer_values(found))
        said_written(options["customers"])
    return report, words


def question_of(options: dict[str, Any]) -> ValueQuestion:
    """What the options ask for."""
    from roi_engine.crm_data.projecting import ValueQuestion

    rate = share_of(options["discount_rate"], "--discount-rate", most=10.0)
    return ValueQuestion(
        until=day_of(options["until"], "--until"),
        horizon_days=span_of(options["horizon"], "--horizon"),
        time_unit=options["time_unit"],
        model=options["model"],
        margin=share_of(options["margin"], "--margin"),
        margin_per_order=number_of(options["margin_per_order"], "--margin-per-order"),
        discount_rate=rate or 0.0,
        backtest=options["backtest"],
        bootstrap=options["bootstrap"],
        seed=options["seed"],
        segments=_segments(options),
    )


def _segments(options: dict[str, Any]) -> Any:
    if options["segments"] is None:
        return None
    from roi_engine.crm_data.stated_files import read_segments

    return read_segments(options["segments"])


def _listed(file: Path, options: dict[str, Any]) -> tuple[FileReport, Words]:
    """A bare list: relative value; what needs a log is refused."""
    for name in ("backtest", "bootstrap", "customers", "margin", "margin_per_order"):
        if options[name]:
            said = f"--{name.replace('_', '-')} needs a transaction log; a list has no history"
            raise refusal("needs-log", said, hint="--margin-per-customer puts a list to money")
    from roi_engine.crm_data.listing_value import list_valuation
    from roi_engine.crm_data.reading import read_list
    from roi_engine.reporting.customers_contracts import list_report

    base = read_list(file, columns_of(options["columns"]) or None, **reading_of(options))
    found = list_valuation(
        base,
        day_of(options["until"], "--until"),
        share_of(options["churn_rate"], "--churn-rate", most=0.99) or 0.0,
        number_of(options["margin_per_customer"], "--margin-per-customer"),
        _segments(options),
    )
    words = words_of(options, base.report.currency)
    return list_report(found, words), words


def _contracts(file: Path, options: dict[str, Any]) -> tuple[FileReport, Words]:
    """Retained counts by period."""
    if options["backtest"] or options["customers"] or options["bootstrap"]:
        raise refusal("needs-log", "--backtest, --bootstrap and --customers need a transaction log")
    from roi_engine.crm_data.contracts import contract_valuation, read_retained
    from roi_engine.reporting.customers_contracts import contract_report

    rate = share_of(options["discount_rate"], "--discount-rate", most=10.0) or 0.0
    if rate <= 0:
        raise refusal("bad-rate", "--discount-rate 0: a lifetime without discount has no end", accepted="above 0 %")
    retained = read_retained(file, columns_of(options["columns"]), reading_of(options)["decimal"])
    found = contract_valuation(retained, int(len(retained) - 1), rate, options["seed"], file.name)
    words = words_of(options)
    return contract_report(found, words), words
