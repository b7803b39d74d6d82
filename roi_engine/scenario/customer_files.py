"""The customer base from a file: a log that models are fitted to, or a list put to the scale of one figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from roi_engine.crm_data.base import Base
from roi_engine.crm_data.reading import read_list, read_log
from roi_engine.crm_data.segmenting import DAYS, Segmented, base_rows, model_spend, segmented
from roi_engine.customers.models import MODELS
from roi_engine.customers.projection import Projection, project
from roi_engine.errors import N_, ModelError, ProblemsError
from roi_engine.scenario.customer_listed import listed_segments
from roi_engine.scenario.customer_modelled import modelled_segments
from roi_engine.scenario.customer_records import Basis, CustomerSegment
from roi_engine.scenario.customer_schema import DECIMALS, CustomersForm, FileForm, ListForm
from roi_engine.scenario.records import Value
from roi_engine.scenario.tree import Path as TreePath
from roi_engine.scenario.value_schema import StatedValue
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want
from roi_engine.scenario.wants import share as units_share
from roi_engine.timeline import Timeline

Found = tuple[tuple[CustomerSegment, ...], Basis]
_EXAMPLES = {
    "contribution_margin": "write contribution_margin: 33 %, the share of an order's amount that is margin",
    "margin_per_customer": "write margin_per_customer: 84 EUR/customer/year, the figure that gives the list its scale",
    "churn_rate": "write churn_rate: 1.6 %/month",
}
STALE_DAYS = 400  # a log that ends longer before the start than this says little of who is still there


@dataclass(frozen=True, slots=True)
class _Stated:
    """Everything that decides what a file gives: the same twice is read once."""

    file: Path
    sha256: str
    columns: tuple[tuple[str, str], ...]
    date_format: str
    decimal: str
    at: date | None
    classes: int


@lru_cache(maxsize=8)
def _segmented(stated: _Stated, is_log: bool) -> Segmented:
    read = read_log if is_log else read_list
    base: Base = read(stated.file, dict(stated.columns), date_format=stated.date_format, decimal=stated.decimal)
    until = stated.at or base.report.last_date
    assert until is not None, "a base that was read has a last date"
    return segmented(base, until, stated.classes)


@lru_cache(maxsize=8)
def _projected(stated: _Stated, model: str, time_unit: str, start: date, timeline: Timeline) -> Projection:
    found = _segmented(stated, True)
    ahead = max((start - found.until).days - 1, 0)  # the scoring date is over when the next day begins
    edges = (ahead + timeline.edges * DAYS["year"]) / DAYS[time_unit]
    return project(base_rows(found, time_unit), edges, model=model, time_unit=time_unit, spend=model_spend(found))


def log_base(values: Values, stated: CustomersForm) -> Found | None:
    """The segments of a log of orders; None where something was refused."""
    form, context = stated.transactions, values.context
    path: TreePath = ("customers", "transactions")
    assert form is not None, "called for a log"
    share = _figure(values, stated, "contribution_margin", path)
    read = _stated(values, form, path, _columns(form, ("customer", "date", "amount", "order")))
    if form.amount is None:
        said = "without amounts the orders have no value"
        context.door.refuse("missing", path, said, hint="name the column: amount: ...", at=context.door.key_place(path))
    if read is None or share is None or form.amount is None or context.timeline is None:
        return None
    start = date(context.timeline.start_year, context.timeline.start_month, 1)
    try:
        found = _segmented(read, True)
        projection = _projected(read, form.model, form.time_unit, start, context.timeline)
    except ProblemsError as error:
        _refuse(values, path, error)
        return None
    _note_dates(values, found.until, start)
    for note in (one for one in projection.notes if one.code != "model_choice"):
        context.door.notice(note.code, ".".join(path), note.template or note.message, **dict(note.values))
    basis = Basis(
        form.file, found.until, found.summary.n_customers, MODELS[projection.model.model].title,
        projection.model.parameters, form.time_unit,
    )  # fmt: skip
    titles = {segment.name: segment.title[context.language] for segment in found.table.segments}
    return modelled_segments(values, projection, share, titles, basis), basis


def list_base(values: Values, stated: CustomersForm, key: str) -> Found | None:
    """The segments of a bare list; None where something was refused."""
    form: ListForm | None = getattr(stated, key)
    path: TreePath = ("customers", key)
    assert form is not None, "called for a list"
    read = _stated(values, form, path, _columns(form, ("customer", "last_date", "orders", "amount")))
    figures = {name: _figure(values, stated, name, path) for name in ("margin_per_customer", "churn_rate")}
    if read is None or None in figures.values():
        return None
    try:
        found = _segmented(read, False)
    except ProblemsError as error:
        _refuse(values, path, error)
        return None
    basis = Basis(form.file, found.until, found.summary.n_customers)
    known = {name: value for name, value in figures.items() if value is not None}
    return listed_segments(values, found, known, basis), basis


def _figure(values: Values, stated: CustomersForm, name: str, path: TreePath) -> Value | None:
    """A figure stated beside the file; refused where it is missing."""
    door, units = values.context.door, values.context.units
    at = ("customers", name)
    want = {
        "contribution_margin": replace(units_share(units), lower=-1.0),
        "margin_per_customer": Want(units.parse(f"{units.currency}/customer/year"), 0.0),
        "churn_rate": Want(units.parse("1/month"), 0.0, 1.0),
    }[name]
    form: StatedValue | None = getattr(stated, name)
    if form is not None:
        return values.read(form, at, want)
    if not door.is_broken(at):
        door.refuse("missing", path, f"'{name}' is missing", hint=_EXAMPLES[name], at=door.key_place(("customers",)))
    return None


def _columns(form: FileForm, roles: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    named = ((role, getattr(form, role)) for role in roles)
    return tuple((role, header) for role, header in named if header is not None)


def _stated(values: Values, form: FileForm, path: TreePath, columns: tuple[tuple[str, str], ...]) -> _Stated | None:
    context = values.context
    found = context.data_file((*path, "file"), form.file)
    at = None
    if form.at is not None:
        try:
            at = date.fromisoformat(form.at)
        except ValueError:
            context.door.refuse("date", (*path, "at"), f"'{form.at[:20]}' is not a date", "accepted: 2026-12-31")
            return None
    if not 2 <= form.classes <= 10:
        context.door.refuse("range", (*path, "classes"), f"{form.classes} classes", "accepted: 2 to 10")
        return None
    if found is None:
        return None
    decimal = DECIMALS.get(form.decimal or "", "")
    return _Stated(found[0], found[1], columns, form.date_format or "", decimal, at, form.classes)


def _refuse(values: Values, path: TreePath, error: ProblemsError) -> None:
    """Hand on what a file or a fit was refused for: faults of the file keep their row, those of a fit get a place."""
    door = values.context.door
    for problem in error.problems:
        if problem.file and not isinstance(error, ModelError):
            door.problems.append(replace(problem, path=".".join(path)))
        else:
            door.refuse(problem.code, path, problem.message, problem.accepted, problem.hint, door.key_place(path))


def _note_dates(values: Values, until: date, start: date) -> None:
    """Note a log that ends long before the case starts, or after."""
    door, gap = values.context.door, (start - until) - timedelta(days=1)
    if gap.days > STALE_DAYS:
        said = N_("the log ends on {until}, {days} days before the start: until then the models alone speak")
        door.notice("stale_log", "customers.transactions", said, until=until.isoformat(), days=str(gap.days))
    elif gap.days < -31:
        said = N_("the log ends on {until}, after the start: the first period of the case follows that day")
        door.notice("log_after_start", "customers.transactions", said, until=until.isoformat())
