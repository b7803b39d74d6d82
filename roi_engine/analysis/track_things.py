"""What can be followed: lines of the account, their totals, KPIs, and stated values; with unit and sense of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.engine.register import label_of
from roi_engine.scenario.records import ByYear, Scenario

Kind = Literal["line", "total", "kpi", "value"]
Better = Literal["up", "down", "none"]
BENEFITS, COSTS = "benefits", "costs"
TOTALS = (BENEFITS, COSTS)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is planned and can be measured.

    `unit` is that of a period's value: the currency for lines and totals, whose months add up (`additive`); that of the
    catalogue for a KPI and of the scenario for a value, whose months are averaged. `better` says which way is good,
    `is_share` that it lies between 0 and 1 by its nature.
    """

    id: str
    kind: Kind
    title: str
    unit: str
    better: Better
    is_share: bool = False

    @property
    def additive(self) -> bool:
        """Whether months are added up to a period, and periods to a total."""
        return self.kind in ("line", "total")


def trackable(scenario: Scenario, kpi_units: Mapping[str, str]) -> dict[str, Thing]:
    """Everything of a scenario that an actual can be of, by id; `kpi_units` are the KPIs whose plan is known."""
    currency = scenario.currency
    found = {
        line.id: Thing(line.id, "line", line.title, currency, "down" if line.category == "cost" else "up")
        for line in scenario.lines
    }
    found |= {
        BENEFITS: Thing(BENEFITS, "total", "", currency, "up"),
        COSTS: Thing(COSTS, "total", "", currency, "down"),
    }
    catalogue = kpi_catalogue()
    for kpi, unit in kpi_units.items():
        entry = catalogue.get(kpi)
        title = entry.title.get(scenario.language, entry.title["en"]) if entry else kpi
        is_share = entry is not None and entry.estimate == "share"
        found[kpi] = Thing(kpi, "kpi", title, unit, entry.direction if entry else "none", is_share)
    for path, value in scenario.values.items():
        if path not in found and not isinstance(value.form, ByYear) and not path.startswith("risks."):
            is_share = value.unit == "" and (value.lower, value.upper) == (0.0, 1.0)
            found[path] = Thing(path, "value", label_of(scenario, path), value.unit, "none", is_share)
    return found
