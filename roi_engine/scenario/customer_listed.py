"""A bare list as values of the scenario: how segments compare comes from the list, its scale from one stated figure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi_engine.crm_data.scored import cell_table
from roi_engine.crm_data.segmenting import DAYS, Segmented
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.relative_value import RelativeValue, relative_value
from roi_engine.scenario.customer_records import Basis, CustomerSegment
from roi_engine.scenario.limits import base_number
from roi_engine.scenario.records import Fixed, Form, Modelled, Value
from roi_engine.scenario.values import Values


def listed_segments(
    values: Values, found: Segmented, known: Mapping[str, Value], basis: Basis
) -> tuple[CustomerSegment, ...]:
    """The segments of a list; `known` are margin_per_customer and churn_rate.

    A customer's yearly margin is told as one order a year, so that more orders, or larger ones, raise it alike.
    """
    relative = _relative(values, found, known["churn_rate"])
    titles = {segment.name: segment.title[values.context.language] for segment in found.table.segments}
    source = f"{basis.file}: {basis.n_customers:,} customers as of {basis.until}"
    return tuple(_segment(values, relative, k, known, titles, source) for k in range(len(relative.names)))


def _relative(values: Values, found: Segmented, churn_rate: Value) -> RelativeValue:
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
    return relative_value(names, customers, amount, silence, month, 1.0)


def _segment(
    values: Values, relative: RelativeValue, k: int, known: Mapping[str, Value], titles: Mapping[str, str], source: str
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
    scale = index / still * yearly
    return CustomerSegment(
        id=name,
        title=titles.get(name, name),
        counted=float(relative.customers[k]),
        active=value("active", Fixed(float(relative.customers[k] * still)), "customer"),
        churn_rate=known["churn_rate"],
        orders=value("orders", Fixed(1.0), "order/customer/year"),
        margin=value("margin", Modelled((scale,), times=(margin,), words=words), f"{units.currency}/order"),
    )
