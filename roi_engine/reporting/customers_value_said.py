"""The sentences of a valuation."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.crm_data.projecting import Valuation
from roi_engine.crm_data.segmenting import DAYS
from roi_engine.customers.models import MODELS
from roi_engine.reporting.customers_file import file_said
from roi_engine.reporting.customers_score import findings_said
from roi_engine.reporting.customers_words import money, no_currency_said, stop
from roi_engine.reporting.words import N_, Words, noticed, plain


def value_said(found: Valuation, words: Words) -> tuple[str, ...]:
    """The value first, then how it was judged, what it rests on, and what to mind."""
    told = [
        *_worth(found, words),
        *_judged(found, words),
        *_model(found, words),
        *findings_said(found.findings, words),
        *(stop(plain(noticed(notice, words))) for notice in found.notices if notice.code != "model_choice"),
        *file_said(found.report, words),
    ]
    if found.margin is not None:
        told.append(no_currency_said(words))
    return tuple(said for said in told if said)


def _worth(found: Valuation, words: Words) -> Iterator[str]:
    """Orders and margin of the horizon, and the margin beyond it."""
    total, unit = found.orders[-1].total, found.question.time_unit
    horizon = words.quantity(found.question.horizon_days / DAYS[unit], unit)
    template = N_("{n} customers: {orders} orders expected in the next {horizon} (P10 {low}, P90 {high}).")
    mean, low, high = (words.count(round(float(x[0]))) for x in (total.mean, total.p10, total.p90))
    yield words.text(template, n=words.count(found.n_customers), orders=mean, horizon=horizon, low=low, high=high)
    if found.margin is None:
        template = N_("No value without a margin: --margin-per-order states the contribution margin of an order.")
        if found.projection.spend is not None:
            template = N_("No value without a margin: --margin states what share of an order is contribution margin.")
        yield words.text(template)
        return
    margin = found.margin.total
    mean, low, high = (money(float(x[0]), words) for x in (margin.present.mean, margin.present.p10, margin.present.p90))
    template = N_(
        "Their contribution margin over that time is worth {mean} today (P10 {low}, P90 {high}; {rate} a year)."
    )
    rate = words.share(found.question.discount_rate, 1)
    yield words.text(template, mean=mean, low=low, high=high, rate=rate)
    beyond = float(margin.beyond.mean[0])
    if beyond == beyond:  # not known where nothing is discounted
        template = N_(
            "What the model sees coming after that, without end, is worth another {amount}: not in this figure."
        )
        yield words.text(template, amount=money(beyond, words))


def _judged(found: Valuation, words: Words) -> Iterator[str]:
    """The forecast beside what came, and beside the forecasts without a model."""
    if found.judged is None:
        return
    total = found.judged.found.total
    low, high = (words.count(round(float(x[0]))) for x in (total.total.p10, total.total.p90))
    told = {
        "expected": words.count(round(float(total.total.mean[0]))),
        "actual": words.count(round(total.actual_total)),
        "days": words.quantity(round(found.judged.days), "day"),
        "low": low,
        "high": high,
        "error": words.share(abs(total.error), 1),
    }
    template = N_("Backtest over {days}: {expected} orders expected (80 % interval {low} to {high}), {actual} came")
    if total.error != total.error:
        yield words.text(N_("Backtest over {days}: {expected} orders expected, none came."), **told)
        return
    side = N_(": {error} too many.") if total.error >= 0 else N_(": {error} too few.")
    yield words.text(template, **told) + words.text(side, **told)
    if not total.held:
        yield words.text(
            N_(
                "What came lies outside the interval: it knows chance and the parameters, not a season, a campaign or a"
                " change of the customers' ways."
            )
        )
    names = {"last_period": N_("as in the last month"), "last_year": N_("as in the same months a year before")}
    parts = [
        f"{words.text(names[each.name])} {_signed(each.error, words)}"
        for each in found.judged.found.naive
        if each.error == each.error
    ]
    if parts:
        yield words.text(N_("Without a model: {parts}."), parts=", ".join(parts))


def _signed(share: float, words: Words) -> str:
    return f"{'+' if share > 0 else ''}{words.share(share, 1)}"


def _model(found: Valuation, words: Words) -> Iterator[str]:
    title = MODELS[found.fit.model].title
    if found.choice is not None:
        yield stop(plain(noticed(found.choice.said, words)))
        for each in found.choice.candidates:
            if each.fit is None:
                yield words.text(
                    N_("{model} has no fit that can be trusted: {why}."),
                    model=MODELS[each.model].title,
                    why=plain(each.failure),
                )
            elif each.failure:
                template = N_("{model} could not be tried on the first part of the file: {why}.")
                yield words.text(template, model=MODELS[each.model].title, why=plain(each.failure))
    else:
        yield words.text(N_("The model is {title}, as asked for."), title=title)
