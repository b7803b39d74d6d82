"""The exports under `data:`, and KPIs measured in them as stated values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.kpis.catalogue import Kpi, kpi_catalogue
from roi_engine.errors import ProblemsError, did_you_mean
from roi_engine.scenario.amounts import Context, public
from roi_engine.scenario.customer_schema import DECIMALS
from roi_engine.scenario.export_schema import ExportForm
from roi_engine.scenario.quantities import Quantity
from roi_engine.scenario.tree import Path
from roi_engine.scenario.value_schema import Counts, MeanSe, MeasuredForm, Qualified

if TYPE_CHECKING:
    from roi_engine.crm_data.exports.reading import Exports
    from roi_engine.crm_data.kpis.estimates import Estimate
    from roi_engine.crm_data.kpis.records import KpiReport, KpiResult


_EXPORTS = {"service": "tickets", "marketing": "campaigns", "customer": "orders"}  # for an example of what is missing


@dataclass(frozen=True, slots=True)
class Export:
    """An entry of `data:` whose file is there; two are the same where name, content and what is stated are."""

    name: str
    shown: str  # the file as stated
    sha256: str
    stated: str
    file: ExportFile = field(compare=False)


def exports_of(context: Context, stated: Mapping[str, ExportForm]) -> dict[str, Export]:
    """The entries of `data:` with their files found; what is wrong with a path is noted."""
    found = {}
    for name, form in stated.items():
        at = context.data_file(("data", name, "file"), form.file)
        if at is None:
            context.door.broken.add(("data", name))
        else:
            file = ExportFile(
                name, str(at[0]), form.profile or "", form.kind or "", form.columns, form.dimensions,
                form.date_format or "", DECIMALS.get(form.decimal or "", ""), "", form.until or "", form.region or "",
                form.units, form.words, form.repeats or "",
            )  # fmt: skip
            found[name] = Export(name, form.file, at[1], form.model_dump_json(), file)
    return found


def measured(context: Context, stated: MeasuredForm, path: Path) -> Qualified | None:
    """The value as it would be typed in: counts of a share, or a mean with its standard error, and their source."""
    door = context.door
    kpi = kpi_catalogue().get(stated.kpi)
    if kpi is None:
        said = f"there is no KPI '{stated.kpi[:60]}'"
        door.refuse("unknown-name", (*path, "kpi"), said, hint=did_you_mean(stated.kpi, kpi_catalogue()))
    if stated.unit is not None:
        unit = _unit(context, kpi) if kpi else ""
        door.refuse("unit", (*path, "unit"), "a KPI brings its own unit", hint=f"leave it out: {unit or 'a share'}")
    asked = _asked(context, stated, path)
    if kpi is None or asked is None or stated.unit is not None:
        return None
    try:
        report = _report(*asked, kpi.id, tuple(stated.where))
    except ProblemsError as error:
        door.problems += [one for one in error.problems if one not in door.problems]
        return None
    found = _estimate(context, stated, path, report, kpi)
    if found is None:
        return None
    for one in found[0].notices:
        door.notice(one.code, public(path), one.template or one.message, **dict(one.values))
    return _typed(context, stated, path, kpi, *found, asked[0])


def _asked(
    context: Context, stated: MeasuredForm, path: Path
) -> tuple[tuple[Export, ...], date | None, date | None] | None:
    """The exports asked and the first and last day; None where something was refused, or an export was before."""
    door, known = context.door, context.exports
    before = len(door.problems)
    names = stated.exports or tuple(known)
    broken = {one[1] for one in door.broken if one[:1] == ("data",) and len(one) > 1}
    refused = bool(broken & {*stated.exports} if stated.exports else broken) or door.is_broken(("data",))
    for name in names:
        if name not in known and not door.is_broken(("data", name)):
            hint = did_you_mean(name, known) or "under data: " + (", ".join(known) or "nothing")
            door.refuse("unknown-name", (*path, "exports"), f"there is no export '{name[:60]}'", hint=hint)
    if not names and not refused:
        said, one = "there is no export to measure it in", _EXPORTS.get(stated.kpi.partition(".")[0], "deals")
        door.refuse("missing", (*path, "kpi"), said, hint=f"name one: data: {{{one}: {{file: data/{one}.csv}}}}")
    if len(stated.where) > 1:
        door.refuse("type", (*path, "where"), "one dimension is wanted", "accepted: such as where: {region: North}")
    days: list[date | None] = []
    for key in ("since", "until"):
        text = getattr(stated, key)
        try:
            days.append(date.fromisoformat(text) if text is not None else None)
        except ValueError:
            door.refuse("date", (*path, key), f"'{text[:20]}' is not a date", "accepted: such as 2026-12-31")
    if refused or len(door.problems) > before or any(name not in known for name in names):
        return None
    return tuple(known[name] for name in names), days[0], days[1]


@lru_cache(maxsize=2)
def _read(exports: tuple[Export, ...]) -> Exports:
    # the database takes a quarter of a second to import: only where a file is read
    from roi_engine.crm_data.exports.reading import read_exports

    return read_exports([one.file for one in exports])


@lru_cache(maxsize=64)
def _report(
    exports: tuple[Export, ...], since: date | None, until: date | None, kpi: str, by: tuple[str, ...]
) -> KpiReport:
    from roi_engine.crm_data.kpis.computing import KpiQuestion, compute

    return compute(_read(exports), KpiQuestion(ids=(kpi,), by=by, since=since, until=until))


def _estimate(
    context: Context, stated: MeasuredForm, path: Path, report: KpiReport, kpi: Kpi
) -> tuple[KpiResult, Estimate] | None:
    """What was measured, of all or of the label asked for; None, and a problem, where nothing can be said."""
    door, result = context.door, report.results.get(kpi.id)
    if result is None:
        why = next((one.reason.message for one in report.missing if one.id == kpi.id), "no row counts")
        door.refuse("kpi", path, f"{kpi.id} cannot be measured in these exports: {why}")
        return None
    estimate = result.estimate
    for dimension, label in stated.where.items():
        labels = dict(result.by.get(dimension, ()))
        if label not in labels:
            hint = did_you_mean(label, labels) or "there are: " + (", ".join(sorted(labels)[:12]) or "none")
            door.refuse("unknown-name", (*path, "where"), f"no row has '{label[:60]}' as {dimension[:60]}", hint=hint)
            return None
        estimate = labels[label]
    if estimate.value is None or (estimate.successes is None and (not estimate.se or estimate.n < 2)):
        door.refuse("kpi", path, f"{kpi.id}: {estimate.n} rows are too few to say how sure it is",
                    hint="ask for a longer time, or state the value and what it rests on")  # fmt: skip
        return None
    return result, estimate


def _typed(
    context: Context, stated: MeasuredForm, path: Path, kpi: Kpi, result: KpiResult, estimate: Estimate,
    exports: tuple[Export, ...],
) -> Qualified:  # fmt: skip
    """The value in a form that could have been typed, with file, period and number of rows as its source."""
    files = ", ".join(one.shown for one in exports if one.name in result.files or one.file.file in result.files)
    label = "".join(f", {dimension}: {name}" for dimension, name in stated.where.items())
    period = f"{result.first} to {result.last}" if result.first and result.last else ""
    source = ", ".join(part for part in (f"{kpi.id} in {files or exports[0].shown}{label}", period) if part)
    beside = {name: getattr(stated, name) for name in Qualified.model_fields}
    beside |= {"source": stated.source or f"{source}, n = {estimate.n}", "evidence": stated.evidence or "measured"}
    if estimate.successes is not None and not kpi.unit:
        counts = {"successes": _number(estimate.successes), "trials": _number(estimate.n)}
        return Counts.model_construct(None, **beside, **counts)
    beside["unit"] = _unit(context, kpi) or None
    mean = {"mean": _number(estimate.value or 0.0), "se": _number(estimate.se or 0.0), "n": estimate.n}
    return MeanSe.model_construct(None, **beside, **mean)


def _number(number: float) -> Quantity:
    return Quantity(f"{number:.9e}", float(number))


def _unit(context: Context, kpi: Kpi) -> str:
    return kpi.unit.replace("money", context.units.currency)


def with_exports(context: Context, stated: Mapping[str, ExportForm]) -> Context:
    """The context that knows the exports."""
    return replace(context, exports=exports_of(context, stated))
