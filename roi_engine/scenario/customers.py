"""From the stated customer base to its record and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roi_engine.catalogue import catalogue_lines
from roi_engine.errors import N_, did_you_mean
from roi_engine.scenario.customer_lines import Uplift, check_pairs, segment_lines, uplift_of
from roi_engine.scenario.customer_records import Basis, Customers, CustomerSegment, Source
from roi_engine.scenario.customer_schema import ChurnForm, CustomersForm, SegmentForm, UpliftForm
from roi_engine.scenario.lines import want_of
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.records import Line, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import share

SOURCES = ("transactions", "list", "summary", "segments", "churn")
PATH: Path = ("customers",)
# of a stated segment; inputs of the catalogue's retention line say what they are
_STATED = ("customers", "churn_rate", "orders_per_customer", "margin_per_order")


@dataclass(frozen=True, slots=True)
class _Base:
    """The segments of a base before it is known what the CRM does to them."""

    source: Source
    segments: tuple[CustomerSegment, ...]
    basis: Basis | None = None


def customers_of(
    values: Values, stated: CustomersForm | None, discount_rate: Value | None
) -> tuple[Customers | None, tuple[Line, ...]]:
    """The record of the base and its lines; None where nothing is stated, or something of it was refused."""
    if stated is None:
        return None, ()
    door = values.context.door
    base = _base(values, stated)
    for_all = uplift_of(values, stated.uplift, (*PATH, "uplift"))
    own = {name: _own_uplift(values, name, form) for name, form in stated.uplift_by_segment.items()}
    adjustment = None
    if stated.risk_adjustment is not None:
        adjustment = values.read(stated.risk_adjustment, (*PATH, "risk_adjustment"), share(values.context.units))
    if base is None or discount_rate is None or door.is_broken(PATH):
        return None, ()
    _check_segments(values, tuple(own), base)
    check_pairs(values, for_all, (*PATH, "uplift"))
    kept: list[CustomerSegment] = []
    lines: list[Line] = []
    for segment in base.segments:
        stated_here = {**for_all, **own.get(segment.id, {})}
        uplift = Uplift(stated_here, stated.beyond_horizon)
        made = segment_lines(values, segment, uplift, discount_rate, adjustment, first=not kept)
        kept.append(replace(segment, lines=tuple(line.id for line in made)))
        lines += made
    if not lines and not door.problems:
        said = N_("the base is valued, but nothing is said of what the CRM does to it")
        door.notice("no_uplift", ".".join(PATH), said)
    return Customers(base.source, tuple(kept), base.basis), tuple(lines)


def _own_uplift(values: Values, name: str, stated: UpliftForm) -> Mapping[str, Value]:
    return uplift_of(values, stated, (*PATH, "uplift_by_segment", name))


def _check_segments(values: Values, names: tuple[str, ...], base: _Base) -> None:
    """Refuse an uplift of a segment that is not there."""
    known = [segment.id for segment in base.segments]
    for name in names:
        if name not in known:
            path = (*PATH, "uplift_by_segment", name)
            door = values.context.door
            hint = did_you_mean(name, known) or "segments: " + ", ".join(known)
            door.refuse("unknown-name", path, f"there is no segment '{name[:60]}'", hint=hint, at=door.key_place(path))


def _base(values: Values, stated: CustomersForm) -> _Base | None:
    """The base by the one way in which it is stated."""
    door = values.context.door
    given = [name for name in SOURCES if getattr(stated, name) is not None]
    broken = [name for name in SOURCES if door.is_broken((*PATH, name))]
    if len(given) != 1:
        if not broken:
            said = f"a base has one source, not {' and '.join(given)}"
            unsaid = "it is not said who the customers are"
            accepted = "accepted: one of transactions, list, segments, churn"
            door.refuse("customers", PATH, said if given else unsaid, accepted, at=door.key_place(PATH))
        return None
    _check_idle(values, stated, given[0])
    match given[0]:
        case "transactions" | "list" | "summary" as source:
            return _of_file(values, stated, source)
        case "segments":
            found = [_segment(values, name, form) for name, form in (stated.segments or {}).items()]
            if not found and not broken:
                door.refuse(
                    "missing", (*PATH, "segments"), "there is no segment", hint="name one: {customers: ..., ...}"
                )
            kept = tuple(segment for segment in found if segment)
            return _Base("segments", kept) if found and len(kept) == len(found) else None
    form = stated.churn
    single = _stated_segment(values, form, (*PATH, "churn"), "all", "") if form is not None else None
    return _Base("churn", (single,)) if single else None


def _of_file(values: Values, stated: CustomersForm, source: str) -> _Base | None:
    # the database takes a quarter of a second to import: only where a file is read
    from roi_engine.scenario.customer_files import list_base, log_base

    if source == "transactions":
        read = log_base(values, stated)
        return _Base("transactions", *read) if read else None
    read = list_base(values, stated, source)
    return _Base("list", *read) if read else None


def _check_idle(values: Values, stated: CustomersForm, source: str) -> None:
    """Refuse values beside a source that makes no use of them."""
    used = {"transactions": ("contribution_margin",), "list": ("margin_per_customer", "churn_rate")}
    used["summary"] = used["list"]
    for key in ("contribution_margin", "margin_per_customer", "churn_rate"):
        if getattr(stated, key) is not None and key not in used.get(source, ()):
            said = f"{key} is of no use beside {source}"
            wanted = {
                "segments": "state margin_per_order and churn_rate in each segment",
                "churn": "state it under churn",
            }
            values.context.door.refuse("customers", (*PATH, key), said, hint=wanted.get(source, "leave it out"))


def _segment(values: Values, name: str, stated: SegmentForm) -> CustomerSegment | None:
    path = (*PATH, "segments", name)
    if not check_name(values.context.door, path, name, in_formulas=False):
        return None
    return _stated_segment(values, stated, path, name, stated.title or name.replace("_", " ").capitalize())


def _stated_segment(values: Values, stated: ChurnForm, path: Path, name: str, title: str) -> CustomerSegment | None:
    """A segment whose four values are stated."""
    inputs = catalogue_lines()["customers.retention"].inputs
    read = [values.read(getattr(stated, key), (*path, key), want_of(values, inputs[key])) for key in _STATED]
    active, churn_rate, orders, margin = read
    if active is None or churn_rate is None or orders is None or margin is None:
        return None
    return CustomerSegment(name, title, None, active, churn_rate, orders, margin)
