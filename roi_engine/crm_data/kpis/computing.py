"""KPIs of exports: for each one the first definition whose columns are known, and what can be said of the figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from roi_engine.crm_data.identity.records import Identity, IdentityRules
from roi_engine.crm_data.kpis import cautions, estimates
from roi_engine.crm_data.kpis.catalogue import Definition, Kpi, kpi_catalogue
from roi_engine.crm_data.kpis.computed import Found, Wanted, of_rate, of_sums, of_total, of_two_tables
from roi_engine.crm_data.kpis.durations import Lasting, lasting_of, of_spans
from roi_engine.crm_data.kpis.estimates import Estimate
from roi_engine.crm_data.kpis.keeping import of_kept
from roi_engine.crm_data.kpis.records import ExportTables, KpiReport, KpiResult, Missing, MonthEstimate
from roi_engine.crm_data.kpis.records import KpiQuestion as KpiQuestion
from roi_engine.crm_data.kpis.rows import KEYS, OWN, Rows, rows_over
from roi_engine.crm_data.kpis.scores import SOURCE, put_scores
from roi_engine.crm_data.kpis.stocks import of_stock
from roi_engine.errors import DataError, Notice, Problem, did_you_mean

_SHORT = 2.0  # days, below which a span of whole days is rough
# closings begin within half a usual cycle after openings do, so that no earlier opening is in the export
_YOUNG = (
    "min(closed) FILTER (outcome IN ('won', 'lost')) < min(created) "
    "+ to_seconds(CAST(quantile_disc(date_diff('second', created, closed), 0.5) FILTER (closed >= created) AS BIGINT)) "
    "AND coalesce({since}, min(created)) < min(created) "
    "+ to_seconds(CAST(quantile_disc(date_diff('second', created, closed), 0.9) FILTER (closed >= created) AS BIGINT))"
)
_SUMMED = {"share", "mean", "ratio", "difference"}


def compute(exports: ExportTables, question: KpiQuestion) -> KpiReport:
    """The KPIs that are asked for, or all that can be computed, with what could not be and why.

    DataError where a KPI or a dimension is not known, or the period ends before it begins.
    """
    catalogue = kpi_catalogue()
    _check(exports, question)
    ids = question.ids or tuple(catalogue)
    if exports.until is None:
        missing = tuple(Missing(one, cautions.no_moment(one)) for one in ids)
        return KpiReport({}, missing, tuple(exports.reports), None, None)
    identity = _identity(exports, question.rules) if question.identity and _about_customers(ids) else None
    rows = rows_over(exports, identity, question)
    work = _Work(exports, question, rows)
    for kpi_id in ids:
        work.answer(kpi_id)
    results = {one: work.results[one] for one in ids if one in work.results}
    missing = tuple(work.missing[one] for one in ids if one in work.missing)
    notices = identity.notices if identity is not None else ()
    return KpiReport(results, missing, tuple(exports.reports), identity, exports.until, notices)


@dataclass(frozen=True, slots=True)
class _Work:
    """The answers so far: derived KPIs share their parts with those asked for."""

    exports: ExportTables
    question: KpiQuestion
    rows: Rows
    results: dict[str, KpiResult] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    prepared: set[str] = field(default_factory=set)
    lasting: list[tuple[tuple[object, ...], Lasting]] = field(default_factory=list)

    def answer(self, kpi_id: str) -> None:
        """Compute a KPI, once."""
        if kpi_id in self.results or kpi_id in self.missing:
            return
        kpi = kpi_catalogue()[kpi_id]
        answer = self._derived(kpi) if kpi.estimate == "derived" else self._measured(kpi)
        if isinstance(answer, Missing):
            self.missing[kpi_id] = answer
        else:
            self.results[kpi_id] = answer

    def _measured(self, kpi: Kpi) -> KpiResult | Missing:
        """By the first definition that gives a figure; else why the first that has its columns gives none."""
        lacking = [(self.rows.has(definition.needs), definition) for definition in kpi.definitions]
        reasons = []
        for lacks, definition in lacking:
            if not lacks:
                answer = self._by(kpi, definition)
                if isinstance(answer, KpiResult):
                    return answer
                reasons.append(answer)
        if reasons:
            return Missing(kpi.id, reasons[0])
        columns = min((lacks for lacks, _ in lacking), key=lambda lacks: (self._tables_missing(lacks), len(lacks)))
        columns = tuple(one.removesuffix(".") for one in columns)
        return Missing(kpi.id, cautions.missing_columns(kpi.id, columns, self.rows.roles), columns)

    def _tables_missing(self, columns: Sequence[str]) -> int:
        return len({one.partition(".")[0] for one in columns} - self.rows.roles.keys())

    def _by(self, kpi: Kpi, definition: Definition) -> KpiResult | Notice:
        """The KPI by one definition, or why there is no figure."""
        rows = self.rows
        if definition.source == SOURCE and SOURCE not in self.prepared:
            put_scores(rows)
            self.prepared.add(SOURCE)
        if kpi.clock == "working" and rows.dated_only(definition):
            return cautions.days_alone(kpi.id)
        for refusal in definition.refuse:
            if rows.holds(refusal.when, definition):
                return cautions.refused(kpi.id, refusal.code)
        first, last, undated = rows.period(definition)
        if definition.date and first is None:
            return cautions.no_rows(kpi.id)
        until = rows.until.date()
        dims = rows.breakdowns(definition, (*kpi.always_by, *self.question.by))
        found = self._found(Wanted(kpi, definition, rows, dims, first or until, last or until))
        if found.whole.value is None:
            if kpi.estimate == "survival" and found.whole.n > 0:
                return cautions.not_reached(kpi.id)
            return next(iter(found.notices), cautions.no_rows(kpi.id))
        notices = (*found.notices, *self._notices(kpi, definition, found.whole, last, undated))
        kinds = (*definition.needs, definition.table)
        files = tuple(dict.fromkeys(one.file for one in self.exports.reports if one.kind in kinds))
        return KpiResult(
            kpi.id, kpi.unit, found.whole, found.by_month, found.by, rows.since or first or until, until, files,
            found.censored, notices,
        )  # fmt: skip

    def _notices(
        self, kpi: Kpi, definition: Definition, whole: Estimate, last: date | None, undated: int
    ) -> Iterator[Notice]:
        """What the definition says of itself, and warnings on little data and on rows that are not there."""
        rows = self.rows
        yield from cautions.noted(kpi.id, definition.notes, rows.roles.get(definition.table, frozenset()))
        if kpi.estimate != "level" and definition.over is None:  # a stock is counted, of two tables months are units
            yield from cautions.about_size(kpi.id, whole)
        if "undated" in definition.notes:
            yield from cautions.about_undated(kpi.id, undated)
        if "opened-before" in definition.notes and rows.holds(_YOUNG, definition):
            yield cautions.about_youth(kpi.id)
        if "scale" in definition.notes:
            yield cautions.scale_found(kpi.id, not rows.holds("min(score) = 0", definition))
        if kpi.unit == "day" and rows.dated_only(definition) and (whole.value or 0.0) < _SHORT:
            yield cautions.whole_days(kpi.id)
        if last is not None and kpi.estimate in ("rate", "total") and "first-seen" not in definition.notes:
            yield from cautions.about_end(kpi.id, last, rows.until.date())

    def _found(self, wanted: Wanted) -> Found:
        if wanted.definition.over is not None:
            return of_two_tables(wanted)
        kind = wanted.kpi.estimate
        if kind in _SUMMED:
            return of_sums(wanted)
        if kind == "survival":
            return of_spans(wanted, self._lasting(wanted), self.question.calendar)
        return _OTHERS[kind](wanted)

    def _lasting(self, wanted: Wanted) -> Lasting:
        """How long the rows lasted: KPIs of the same spans, which follow each other, have it computed once."""
        key = (wanted.definition, wanted.kpi.clock, wanted.dims)
        if not self.lasting or self.lasting[0][0] != key:
            self.lasting[:] = [(key, lasting_of(wanted, self.question.calendar))]
        return self.lasting[0][1]

    def _derived(self, kpi: Kpi) -> KpiResult | Missing:
        """A product of other KPIs, whole, and where all have it by month and by label."""
        for part in kpi.product:
            self.answer(part)
            if part not in self.results:
                columns = self.missing[part].columns
                return Missing(kpi.id, cautions.missing_part(kpi.id, part), columns)
        parts = {name: self.results[name] for name in kpi.product}
        whole = estimates.product({name: one.estimate for name, one in parts.items()}, kpi.product, kpi.factor)
        if whole.value is None:
            short = next(name for name, one in parts.items() if not (one.estimate.value or 0.0) > 0)
            return Missing(kpi.id, cautions.missing_part(kpi.id, short))
        months = {name: {one.month: one for one in part.by_month} for name, part in parts.items()}
        by_month = tuple(
            MonthEstimate(month, found, any(one[month].partial for one in months.values()))
            for month, found in _products(kpi, {n: {m: e.estimate for m, e in of.items()} for n, of in months.items()})
        )
        by = {
            dim: tuple(_products(kpi, {name: dict(part.by.get(dim, ())) for name, part in parts.items()}))
            for dim in self.question.by
            if all(dim in part.by for part in parts.values())
        }
        firsts = [part.first for part in parts.values() if part.first is not None]
        files = tuple(dict.fromkeys(file for part in parts.values() for file in part.files))
        notices = tuple(one for part in parts.values() for one in part.notices)
        last = self.rows.until.date()
        return KpiResult(kpi.id, kpi.unit, whole, by_month, by, min(firsts, default=last), last, files, 0, notices)


_OTHERS = {"rate": of_rate, "total": of_total, "level": of_stock, "kept": of_kept}


def _products(kpi: Kpi, parts: Mapping[str, Mapping[str, Estimate]]) -> list[tuple[str, Estimate]]:
    """The product for each label that all parts have, in the order of the first part."""
    first, *others = parts.values()
    shared = [label for label in first if all(label in other for other in others)]
    found = [
        (label, estimates.product({name: part[label] for name, part in parts.items()}, kpi.product, kpi.factor))
        for label in shared
    ]
    return [(label, one) for label, one in found if one.value is not None]


def _about_customers(ids: Sequence[str]) -> bool:
    """Whether any of the KPIs, or a part of one, tells customers apart."""
    catalogue = kpi_catalogue()
    kpis = [catalogue[part] for one in ids for part in (one, *catalogue[one].product)]
    return any("person" in columns for kpi in kpis for one in kpi.definitions for columns in one.needs.values())


def _identity(exports: ExportTables, rules: IdentityRules) -> Identity | None:
    """The customers unified, where any table has a key to do so."""
    if not any(exports.known.get(kind, frozenset()) & {*KEYS} for kind in exports.tables):
        return None
    from roi_engine.crm_data.identity.unifying import unified

    return unified(exports, rules)


def _check(exports: ExportTables, question: KpiQuestion) -> None:
    """Refuse KPIs and dimensions that are not known, all at once."""
    known = kpi_catalogue()
    problems = [
        Problem("unknown-kpi", f"there is no KPI {one!r}", path=one, hint=did_you_mean(one, known))
        for one in question.ids
        if one not in known
    ]
    columns = _columns(exports)
    for one in question.by:
        if one not in columns:
            accepted = f"accepted: {', '.join(sorted(columns)) or 'none, as no table has a text column'}"
            said = f"no file has a text column or dimension {one!r}"
            hint = did_you_mean(one, columns) or f"a column of another name: --dimension {one}=HEADER"
            problems.append(Problem("unknown-dimension", said, path="by", accepted=accepted, hint=hint))
    if question.since and question.until and question.since > question.until:
        problems.append(Problem("bad-period", f"the period ends on {question.until}, before it begins", path="until"))
    if question.window is not None and question.window < 1:
        problems.append(
            Problem(
                "bad-window", f"a window of {question.window} months", path="window", accepted="accepted: 1 or more"
            )
        )
    if problems:
        raise DataError(problems)


def _columns(exports: ExportTables) -> frozenset[str]:
    """Dimensions, and known text columns, of any table."""
    from roi_engine.crm_data.exports.tables import export_tables

    tables = export_tables()
    found = {
        role
        for kind, roles in exports.known.items()
        for role in roles
        if kind in tables and role in tables[kind].columns and tables[kind].columns[role].kind in ("text", "choice")
    }
    found |= {name for names in exports.dimensions.values() for name in names}
    return frozenset(found - OWN)
