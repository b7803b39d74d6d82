"""A bare list as values of the scenario: how segments compare comes from the list, its scale from one stated figure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi_engine.crm_data.scored import cell_table
from roi_engine.crm_data.segmenting import DAYS, Segmented
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.relative_value import Array, RelativeValue, relative_value
from roi_engine.scenario.customer_records import Basis, CustomerSegment
from roi_engine.scenario.limits import base_number
from roi_engine.scenario.records import Fixed, Form, Modelled, Value
from roi_engine.scenario.remaining import Remaining
from roi_engine.scenario.values import Values

_Left = tuple[Form, tuple[Value, ...]]


def listed_segments(
    values: Values, found: Segmented, known: Mapping[str, Value], basis: Basis
) -> tuple[CustomerSegment, ...]:
    """The segments of a list; `known` are margin_per_customer and churn_rate.

    A customer's yearly margin is told as one order a year, so that more orders, or larger ones, raise it alike.
    """
    relative, months = _relative(values, found, known["churn_rate"])
    left = _left(values, relative, months, known["churn_rate"])
    titles = {segment.name: segment.title[values.context.language] for segment in found.table.segments}
    source = f"{basis.file}: {basis.n_customers:,} customers as of {basis.until}"
    return tuple(
        _segment(values, relative, k, known, left[k], titles.get(name, name), source)
        for k, name in enumerate(relative.names)
    )


def _relative(values: Values, found: Segmented, churn_rate: Value) -> tuple[RelativeValue, Array]:
    """How the segments compare, and for how long each has been silent [month], shape (S,)."""
    cells = cell_table(found.marks)
    names = tuple(name for name in found.table.names if np.any(cells.segment == name))
    worth = cells.cents if found.base.has_amounts else cells.orders
    sums = [
        [part[cells.segment == name].sum() for name in names] for part in (cells.customers, worth, cells.last_day_sum)
    ]
    customers, amount, last_days = (np.asarray(one, dtype=float) for one in sums)
    silence = (day_number(found.until) - last_days / customers) / DAYS["month"]
    units = values.context.units
    rate = base_number(values, churn_rate)
    month = 0.0 if rate is None else rate * units.factor(units.parse(churn_rate.unit), units.parse("1/month"))
    return relative_value(names, customers, amount, silence, month, 1.0), silence


def _left(values: Values, relative: RelativeValue, months: Array, churn_rate: Value) -> list[_Left]:
    """How many of each segment are still customers, and what the base's margin is shared out over.

    Both follow the churn rate, so that another rate, drawn or stated, is another rate in all it is used for; one that
    changes over time says nothing of the time before the start.
    """
    counted = relative.customers
    if values.name_unit(churn_rate).varies:
        return [(Fixed(float(number)), ()) for number in counted * relative.survival]
    silent = tuple(float(one) for one in months)
    weights = relative.index / relative.survival * counted / counted.sum()
    shared = Remaining(churn_rate, tuple(float(one) for one in weights), silent, inverse=True)
    over = (Value("customers.base.shared", shared, ""),)
    return [
        (Remaining(churn_rate, (float(number),), (month,), words="listed, less those who left silently"), over)
        for number, month in zip(counted, silent, strict=True)
    ]


def _segment(
    values: Values, relative: RelativeValue, k: int, known: Mapping[str, Value], left: _Left, title: str, source: str
) -> CustomerSegment:
    name, units = relative.names[k], values.context.units
    path, margin = f"customers.base.{name}", known["margin_per_customer"]
    yearly = units.factor(units.parse(margin.unit), units.parse(f"{units.currency}/customer/year"))

    def value(part: str, form: Form, unit: str) -> Value:
        made = Value(f"{path}.{part}", form, unit, source=source, evidence="estimate")
        values.keep(made, tuple(made.path.split(".")))
        return made

    # the list's margin is that of all who are on it; only those who are still customers bring it
    still, index = float(relative.survival[k]), float(relative.index[k])
    words = f"{index:.3g} of the mean customer"
    return CustomerSegment(
        id=name,
        title=title,
        counted=float(relative.customers[k]),
        active=value("active", left[0], "customer"),
        churn_rate=known["churn_rate"],
        orders=value("orders", Fixed(1.0), "order/customer/year"),
        margin=value(
            "margin",
            Modelled((index / still * yearly,), times=(margin, *left[1]), words=words),
            f"{units.currency}/order",
        ),
    )
