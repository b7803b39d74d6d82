"""The report of a change between two dates: who moved where, and what that owes to the treatment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from roi_engine.crm_data.migrating import Migration
from roi_engine.customers.cut_points import as_mapping
from roi_engine.customers.drift import Effect
from roi_engine.reporting import tables
from roi_engine.reporting.customers_file import file_json, file_said, file_table
from roi_engine.reporting.customers_report import Drawn, FileReport, Sheet
from roi_engine.reporting.customers_score_tables import segment_titles
from roi_engine.reporting.customers_words import day, file_name, file_source, money, no_currency_said, stop
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, noticed, plain

UNBALANCED = 0.1  # standard deviations between the arms at the start, beyond which they are hardly comparable
_MEASURED = {
    "score": N_("Score (R + F), points a customer"),
    "lost": N_("Customers lost, share"),
    "value": N_("Margin a customer, over as long again"),
}


def migration_report(found: Migration, words: Words) -> FileReport:
    """Everything that a change has to say."""
    question, source = found.question, file_source(found.reports[0].file, words, sum(a.customers for a in found.arms))
    ends = (day(question.before, words), day(question.after, words))
    titles = segment_titles(found.table, words)
    names = [titles[name] for name in found.matrix.labels]
    counts = [[*map(float, row), float(lost)] for row, lost in zip(found.matrix.counts, found.matrix.lost, strict=True)]
    columns = [*names, words.text(N_("No longer there"))]
    table = tables.migration_table(names, columns, counts, ends, source, words)
    template = N_("Customers of “{file}” from {before} to {after}")
    return FileReport(
        kind="rfm migrate",
        heading=words.text(template, file=file_name(found.reports[0].file), before=ends[0], after=ends[1]),
        told=migration_said(found, words),
        tables=(*migration_tables(found, words), *(file_table(report, words) for report in found.reports)),
        record=migration_json(found),
        sheets={
            "transitions": Sheet(
                ("before", *found.matrix.labels, "lost"),
                tuple((name, *row) for name, row in zip(found.matrix.labels, counts, strict=True)),
            )
        },
        charts=(Drawn("migration", "migration", table), Drawn("alluvial", "alluvial", table)),
    )


def migration_said(found: Migration, words: Words) -> tuple[str, ...]:
    """The effect first, then the movement, and what speaks against trusting it."""
    told = [said for measured, effect in found.effects for said in _effect_said(measured, effect, words)]
    if not found.effects:
        told.append(words.text(N_("No effect can be told: there is no control group, and no drift to compare with.")))
    elif found.effects[0][1].evidence == "weaker":
        told.append(
            words.text(
                N_(
                    "Weaker evidence: no control group was kept out, so the change is held against what a model expects"
                    " of an ageing base; a season or a price counts as effect too."
                )
            )
        )
    if found.balance is not None and max((abs(x) for x in found.balance if not math.isnan(x)), default=0) > UNBALANCED:
        told.append(
            words.text(
                N_("The arms were unlike before the start: the difference may be theirs and not the treatment's.")
            )
        )
    everyone = found.arms[0].directions
    rising, flat, falling = everyone.shares
    if not math.isnan(rising):
        template = N_("{rising} of the customers rose, {falling} fell, {flat} stayed where they were.")
        if found.control:
            template = N_("Of the treated, {rising} rose, {falling} fell, {flat} stayed where they were.")
        shares = {"rising": words.chance(rising), "falling": words.chance(falling), "flat": words.chance(flat)}
        told.append(_capital(words.text(template, **shares)))
    new, lost = (sum(getattr(arm.directions, key) for arm in found.arms) for key in ("new", "lost"))
    told.append(
        words.text(N_("New: {new} customers; no longer there: {lost}."), new=words.count(new), lost=words.count(lost))
    )
    told += [stop(plain(noticed(notice, words))) for notice in found.notices]
    told += [said for report in found.reports for said in file_said(report, words)]
    if found.grid is not None:
        told.append(no_currency_said(words))
    return tuple(said for said in told if said)


def _effect_said(measured: str, effect: Effect, words: Words) -> Iterator[str]:
    """One effect with its interval; told as none where the interval holds zero."""
    told = {
        "what": words.text(_MEASURED[measured]),
        "by": _text(abs(effect.effect), effect, words),
        "low": _text(effect.lower, effect, words),
        "high": _text(effect.upper, effect, words),
        "least": _text(effect.smallest_detectable, effect, words),
    }
    if effect.lower <= 0 <= effect.upper:
        template = N_(
            "{what}: no effect can be told from chance (95 % interval {low} to {high}); one of {least} would be found"
            " four times in five."
        )
    elif effect.effect > 0:
        template = N_("{what}: higher by {by} than without the treatment (95 % interval {low} to {high}).")
    else:
        template = N_("{what}: lower by {by} than without the treatment (95 % interval {low} to {high}).")
    yield words.text(template, **told)
    if measured == "value" and not effect.lower <= 0 <= effect.upper:
        low, high = effect.total_interval
        template = N_("Over {n} treated customers that is {total} ({low} to {high}).")
        yield words.text(
            template, n=words.count(effect.n_treated), total=money(effect.total, words), low=money(low, words),
            high=money(high, words),
        )  # fmt: skip


def _text(number: float, effect: Effect, words: Words) -> str:
    if effect.unit == "currency":
        return f"{words.currency} {words.number(number)}".strip()
    return words.quantity(number, "", effect.unit == "share")


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def migration_tables(found: Migration, words: Words) -> list[TextTable]:
    """Effects, arms and the transition matrix."""
    tables_ = [effect_table(found, words)] if found.effects else []
    return [*tables_, arm_table(found, words), matrix_table(found, words)]


def effect_table(found: Migration, words: Words) -> TextTable:
    """Change of the treated, change expected without the treatment, and their difference."""
    header = (
        N_("Effect"), N_("Treated"), N_("Expected without"), N_("Difference"), N_("Error"), N_("From"), N_("To"),
        N_("Smallest to be found"),
    )  # fmt: skip
    rows = []
    for measured, effect in found.effects:
        numbers = (effect.treated_change, effect.expected_change, effect.effect)
        cells = [_text(x, effect, words) for x in numbers]
        cells.append(f"± {_text(effect.standard_error, effect, words)}")
        cells += [_text(x, effect, words) for x in (effect.lower, effect.upper, effect.smallest_detectable)]
        rows.append((words.text(_MEASURED[measured]), *cells))
    title = words.text(N_("Change of the treated minus the control group, 95 % intervals"))
    if found.effects[0][1].evidence == "weaker":
        title = words.text(N_("Change minus the expected drift, 95 % intervals (weaker evidence)"))
    return TextTable(title, tuple(map(words.text, header)), tuple(rows), tuple(range(1, 8)))


def arm_table(found: Migration, words: Words) -> TextTable:
    """Who rose and fell in each arm, and mean scores at both dates."""
    names = {"treated": N_("Treated"), "control": N_("Control"), "all": N_("All customers")}
    header = (
        N_("Arm"), N_("Customers"), N_("Rising"), N_("Flat"), N_("Falling"), N_("New"), N_("Lost"), N_("R before"),
        N_("R after"), N_("F before"), N_("F after"), N_("M before"), N_("M after"),
    )  # fmt: skip
    rows = []
    for arm in found.arms:
        shares = (words.share(share) for share in arm.directions.shares)
        counts = (words.count(arm.directions.new), words.count(arm.directions.lost))
        pairs = zip(arm.scores.before, arm.scores.after, strict=True)
        scores = (words.ratio(x) for pair in pairs for x in pair)
        rows.append((words.text(names[arm.name]), words.count(arm.customers), *shares, *counts, *scores))
    title = words.text(N_("Movement of the scores, cut points of the first date"))
    return TextTable(title, tuple(map(words.text, header)), tuple(rows), tuple(range(1, 13)))


def matrix_table(found: Migration, words: Words) -> TextTable:
    """Customers from each segment (row) to each (column), new and lost ones apart."""
    titles = segment_titles(found.table, words)
    names = [titles[name] for name in found.matrix.labels]
    header = (words.text(N_("From \\ to")), *names, words.text(N_("No longer there")))
    rows = [
        (name, *(words.count(int(n)) for n in row), words.count(int(lost)))
        for name, row, lost in zip(names, found.matrix.counts, found.matrix.lost, strict=True)
    ]
    rows.append((words.text(N_("New")), *(words.count(int(n)) for n in found.matrix.new), ""))
    return TextTable(words.text(N_("Customers by segment")), header, tuple(rows), tuple(range(1, len(header))))


def migration_json(found: Migration) -> dict[str, Any]:
    """The change as plain JSON."""
    question = found.question
    return {
        "files": [file_json(report) for report in found.reports],
        "from": question.before.isoformat(),
        "to": question.after.isoformat(),
        "cut_points": as_mapping(found.cuts),
        "control": found.control or None,
        "margin_share": question.margin,
        "arms": [{**plain_record(arm), "shares": plain_record(arm.directions.shares)} for arm in found.arms],
        "transitions": plain_record(found.matrix),
        "effects": [
            {
                "measured": measured,
                **plain_record(effect),
                "total": plain_record(effect.total),
                "total_interval": plain_record(effect.total_interval),
            }
            for measured, effect in found.effects
        ],
        "balance": plain_record(found.balance),
        "drift": None if found.drift is None else {"model": found.drift.model, "error": found.drift.error},
        "value_grid": plain_record(found.grid),
        "warnings": [{"code": n.code, "path": n.path, "message": n.message} for n in found.notices],
    }
