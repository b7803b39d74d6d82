"""The base case of a scenario, recomputed by a plain program that shares no line with the package.

It reads the same files (scenario, and units and defaults of the catalogue) and knows the formulas by heart: they are
written out in `lines` and `formulas`. Slow, without arrays, without distributions, without units beyond a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.oracle.account import Figures, Flow, LineFlow, Terms, figures, npv
from tests.oracle.clock import STEPS, Clock, Series
from tests.oracle.customers import STATED, Expected, effects_of, listed
from tests.oracle.formulas import LINE_FORMULAS, VALUE_FORMULAS
from tests.oracle.lines import CATALOGUE_LINES
from tests.oracle.reading import CATALOGUE, base_number, column, number, read_scenario, size_of, text_of

ABOUT = {"use", "title", "description", "category", "cashable", "risk_adjustment", "overlap", "live", "ramp", "source",
         "owner", "evidence", "note", "formula", "inputs", "table"}  # fmt: skip


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, Any]]:
    """The shipped lines as written, by id."""
    found = {}
    for path in sorted((CATALOGUE / "lines").glob("*.yaml")):
        for name, entry in text_of(path).items():
            found[f"{path.stem}.{name}"] = entry
    return found


@dataclass(frozen=True)
class Plain:
    """One scenario with its go-live moved by `delay` years."""

    document: dict[str, Any]
    delay: float = 0.0
    projected: Mapping[str, Expected] = field(default_factory=dict)

    @property
    def years(self) -> int:
        return int(self.document["timeline"]["years"])

    @property
    def step(self) -> float:
        return STEPS[self.document["timeline"].get("step", "month")]

    def number(self, node: Any, unit: str = "") -> float:
        """A value that does not change over time."""
        series = self.series(node, unit)
        assert max(series) == min(series)
        return series[0]

    def series(self, node: Any, unit: str = "") -> Series:
        """A value in each period."""
        n, folder = round(self.years / self.step), self.document["folder"]
        year = [int((i + 0.5) * self.step) for i in range(n)]
        if isinstance(node, str) and node.startswith("$"):
            return self.assumption(node[1:])
        stated = node if isinstance(node, dict) else {}
        unit = stated.get("unit", unit)
        if "formula" in stated:
            found = VALUE_FORMULAS[" ".join(stated["formula"].split())](self.assumption)
        elif "by_year" in stated:
            found = [self.series(stated["by_year"][k], unit)[i] for i, k in enumerate(year)]
        elif "series" in stated:
            found = [x * size_of(unit) for x in column(folder / stated["series"], stated["column"])]
            assert len(found) == n
        else:
            found = [base_number(node, unit, folder)] * n
        growth = self.number(stated["growth"]) if "growth" in stated else 0.0
        return [x * (1 + growth) ** year[i] for i, x in enumerate(found)]

    def assumption(self, name: str) -> Series:
        return self.series(self.document["assumptions"][name])

    def clock(self, line: dict[str, Any]) -> Clock:
        """The rollout as the line sees it."""
        rollout = self.document.get("rollout", {})
        ramp = line.get("ramp", rollout.get("ramp", {}))
        shape = ramp.get("shape", "s_curve") if ramp else "none"
        clock = Clock(
            years=self.years,
            step=self.step,
            go_live=self.number(rollout.get("go_live", "0 month")) + self.delay,
            shape=shape if "length" in ramp else "none",
            length=self.number(ramp["length"]) if "length" in ramp else 0.0,
            ceiling=tuple(self.series(rollout.get("adoption", 1))),
        )
        return clock.fully_live() if line.get("live") == "full" else clock

    def flow(self, line: dict[str, Any]) -> Flow:
        """A line before its risk adjustment."""
        if "table" in line:
            table = line["table"]
            rates = self.series({"by_year": table["by_year"]})
            return self.number(table.get("initial", 0)), [x * self.step for x in rates]
        if "use" in line:
            wanted = catalogue()[line["use"]]["inputs"]
            stated = {name: line.get(name, row.get("default")) for name, row in wanted.items()}
            unknown = set(line) - ABOUT - set(wanted)
            assert not unknown, unknown
            inputs = {name: self.series(node, wanted[name]["unit"]) for name, node in stated.items()}
            return CATALOGUE_LINES[line["use"]](inputs, self.clock(line))
        inputs = {name: self.assumption(name) for name in self.document.get("assumptions", {})}
        inputs |= {name: self.series(node) for name, node in line.get("inputs", {}).items()}
        return LINE_FORMULAS[" ".join(line["formula"].split())](inputs, self.clock(line))

    def line(self, side: str, name: str) -> LineFlow:
        line = self.document[side][name]
        entry = catalogue()[line["use"]] if "use" in line else {}
        haircut = self.number(line.get("risk_adjustment", 0))
        factor = 1 - haircut if side == "benefits" else 1 + haircut
        initial, periods = self.flow(line)
        return LineFlow(
            id=f"{side}.{name}",
            category="cost" if side == "costs" else line.get("category", entry.get("category")),
            cashable=line.get("cashable", entry.get("cashable", "table" in line or side == "costs")),
            flow=(initial * factor, [x * factor for x in periods]),
        )

    def lines(self) -> list[LineFlow]:
        found = [self.line(side, name) for side in ("benefits", "costs") for name in self.document.get(side, {})]
        return found + (self.customer_lines() if "customers" in self.document else [])

    def customer_lines(self) -> list[LineFlow]:
        """Each effect on each segment, in the order of the catalogue."""
        customers = self.document["customers"]
        haircut = 1 - self.number(customers.get("risk_adjustment", 0))
        beyond = str(customers.get("beyond_horizon", False)).lower() == "true"
        found = []
        for segment, base in self.segments(customers).items():
            stated = {**customers.get("uplift", {}), **customers.get("uplift_by_segment", {}).get(segment, {})}
            for effect in effects_of(stated, beyond):
                wanted = catalogue()[f"customers.{effect}"]["inputs"]
                told = {STATED[name]: self.series(node, wanted.get(STATED[name], {}).get("unit", ""))
                        for name, node in stated.items()}  # fmt: skip
                inputs = {name: self.series(row["default"], row["unit"])
                          for name, row in wanted.items() if "default" in row}  # fmt: skip
                inputs |= base | told | {"discount_rate": self.series(self.document["finance"]["discount_rate"])}
                _, periods = CATALOGUE_LINES[f"customers.{effect}"](inputs, self.clock({}))
                flow = (0.0, [x * haircut for x in periods])
                found.append(LineFlow(f"customers.{effect}_{segment}", "analytical", True, flow))
        return found

    def segments(self, customers: dict[str, Any]) -> dict[str, dict[str, Series]]:
        """Customers, churn a year, orders a year and margin of an order of each segment."""
        if "segments" in customers or "churn" in customers:
            units = catalogue()["customers.retention"]["inputs"]
            stated = customers.get("segments", {"all": customers.get("churn")})
            return {
                name: {key: self.series(segment[key], units[key]["unit"]) for key in segment if key != "title"}
                for name, segment in stated.items()
            }
        n = round(self.years / self.step)
        if "transactions" in customers:
            share = self.series(customers["contribution_margin"])
            return {name: {"customers": [base.active] * n, "churn_rate": [12 * rate for rate in base.churn_rate],
                           "orders_per_customer": [12 * rate for rate in base.orders],
                           "margin_per_order": [base.amount * each for each in share]}
                    for name, base in self.projected.items()}  # fmt: skip
        churn = self.series(customers["churn_rate"], "1/month")
        margin = self.series(customers["margin_per_customer"])
        compared = listed(customers, self.document["folder"], churn[0] / 12)
        return {name: {"customers": [active] * n, "churn_rate": churn, "orders_per_customer": [1.0] * n,
                       "margin_per_order": [self._each(index, active, count) * each for each in margin]}
                for name, (active, index, count) in compared.items()}  # fmt: skip

    @staticmethod
    def _each(index: float, active: float, count: float) -> float:
        """The list's margin is that of all on it; only those still customers bring it."""
        return index * count / active

    def terms(self) -> Terms:
        finance = self.document["finance"]
        return Terms(
            rate=self.number(finance["discount_rate"]),
            step=self.step,
            years=self.years,
            discounting=finance.get("discounting", "year_end"),
            tax_rate=self.number(finance["tax_rate"]) if "tax_rate" in finance else None,
            depreciation_years=number(finance.get("depreciation", {}).get("years", self.years)),
        )


def recomputed(
    path: Path, variant: str | None = None, projected: Mapping[str, Expected] | None = None
) -> tuple[list[LineFlow], Figures]:
    """Every line's flow and every figure of the base case; `projected` where a log is what the customers come from."""
    document = read_scenario(path, variant)
    plain = Plain(document, projected=projected or {})
    lines = plain.lines()
    found = figures(lines, plain.terms())
    if "go_live" in document.get("rollout", {}):
        later = replace(plain, delay=1 / 12)
        found["cost_of_delay"] = float(found["npv"]) - npv(later.lines(), plain.terms())
    return lines, found
