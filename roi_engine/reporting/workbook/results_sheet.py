"""The sheet of results: every figure of the account by formula, the engine's own beside it, and what it means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from roi_engine.engine.result import Metrics
from roi_engine.finance import Definition
from roi_engine.reporting import figures
from roi_engine.reporting.words import N_, Words
from roi_engine.reporting.workbook.book import BOLD, ENGINE, INDENT, RIGHT, WRAPPED, Book, Sheet, Style, quoted
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.cash_flow import CashFlowSheet
from roi_engine.reporting.workbook.number_formats import looks
from roi_engine.reporting.workbook.recovery_rows import Recovery

HEADER_ROW, FORMULA, FROM_ENGINE = 3, 1, 2
DEFINED_WIDE, SOURCE_WIDE = 66, 46
TOP: Style = {"valign": "top"}
NUCLEUS_YEARS = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """What the figures are computed from."""

    flows: CashFlowSheet
    rates: Mapping[str, tuple[str, str]]  # cells: whether there is one rate of return, and which, by `before`, `after`
    discount_rate: str


class ResultSheet:
    """Writes the figures; `cells` says afterwards where each stands, by name."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, sources: Sources) -> None:
        self._sheet, self._words, self._case, self._sources = sheet, book.words, case, sources
        self.cells: dict[str, str] = {}

    def write(self, engine: Mapping[str, str]) -> None:
        """Write the sheet; `engine` are the cells with the engine's own figures, by name."""
        words, sheet = self._words, self._sheet
        said = N_("By formula from the inputs; the engine's figures stand beside them.")
        sheet.heading(N_("Results"), words.text(said), amounts=True)
        titles = (N_("Figure"), N_("By formula"), N_("Engine"), N_("Definition"), N_("Source"))
        sheet.header(HEADER_ROW, *map(words.text, titles), figures=(1, 2))
        sheet.widths(40, 18, 18, DEFINED_WIDE, SOURCE_WIDE)
        sheet.repeat(HEADER_ROW, 1)
        texts, row = self._texts(), HEADER_ROW + 1
        leading = figures.leading(self._case.result)
        for figure in (*leading, *figures.other(self._case.result)):
            if figure.name in texts:
                self._row(row, figure, texts[figure.name], engine, BOLD if figure in leading else {})
                row += 1
        note = N_("The cost of a month's delay is not a formula here: set “Go-live later by” on the sheet of inputs.")
        if self._case.scenario.rollout.go_live is not None:
            sheet.text(row + 1, 0, words.text(note), ENGINE)

    def _row(self, row: int, figure: Definition, text: str, engine: Mapping[str, str], style: Style) -> None:
        sheet, words = self._sheet, self._words
        look = {**looks(words)[figure.unit], **RIGHT, **TOP}
        stored = stored_figure(figure.name, self._case.result.base, words)
        defined, source = words.text(figure.sentence), words.text(figure.source)
        sheet.said(row, 0, figure.title, style, TOP)
        sheet.formula(row, FORMULA, text, stored, style, look)
        sheet.formula(row, FROM_ENGINE, engine[figure.name], stored, ENGINE, look)
        sheet.text(row, 3, defined, WRAPPED, INDENT)
        sheet.text(row, 4, source, WRAPPED)
        sheet.height(row, (defined, DEFINED_WIDE), (source, SOURCE_WIDE))
        self.cells[figure.name] = sheet.reference(row, FORMULA, fixed=True)

    def _texts(self) -> dict[str, str]:
        """The formula of every figure, by name."""
        present, flows = self._sources.flows.present, self._sources.flows.flows
        cost, benefits = present["cost"], present["benefits"]
        total = {name: f"({flow.row.start}+SUM({flow.row.range}))" for name, flow in flows.items()}
        recoveries = self._sources.flows.recoveries
        running = recoveries["before"].running.row
        found = {
            "npv": f"{benefits}-{cost}",
            "npv_cashable": present["cashable"],
            "roi": self._ratio(f"{benefits}-{cost}", cost),
            "roi_undiscounted": self._ratio(f"({total['benefits']}-{total['cost']})", total["cost"]),
            "roi_nucleus": self._nucleus(),
            "mirr": self._modified(),
            "bcr": self._ratio(benefits, cost),
            "payback_months": self._payback(recoveries["before"]),
            "discounted_payback_months": self._payback(recoveries["discounted"]),
            "tco": total["cost"],
            "peak_funding": f"MIN({running.start},{running.range},0)",
            "pv_benefits": benefits,
            "pv_costs": cost,
            "pv_operational": present["operational"],
            "pv_analytical": present["analytical"],
            "benefits": total["benefits"],
            "costs": total["cost"],
            "net": f"{total['benefits']}-{total['cost']}",
            "irr": self._irr("before"),
        }
        if "after" in recoveries:
            found["npv_after_tax"] = present["net_after_tax"]
            found["irr_after_tax"] = self._irr("after")
            found["payback_months_after_tax"] = self._payback(recoveries["after"])
        return found

    def _irr(self, name: str) -> str:
        there, rate = self._sources.rates[name]
        missing = quoted(self._words.text(N_("none, or not the only one")))
        return f"IF({there}=1,{rate},{missing})"

    def _ratio(self, part: str, whole: str) -> str:
        return f"IF({whole}=0,{quoted(self._words.missing)},({part})/{whole})"

    def _nucleus(self) -> str:
        net, years = self._sources.flows.flows["net"].row, min(NUCLEUS_YEARS, self._case.timeline.years)
        end = net.periods[years * self._case.timeline.periods_per_year - 1].rpartition("!")[2]
        first = net.periods[0]
        whole = first if first.rpartition("!")[2] == end else f"{first}:{end}"
        return self._ratio(f"SUM({whole})/{years}", self._sources.flows.flows["cost"].row.start)

    def _payback(self, recovery: Recovery) -> str:
        """The last way up through zero, linear inside the period (finance.recovery)."""
        row, short = recovery.running.row, recovery.short
        last = f"MAX({short.start},{short.range})"
        n, months = len(row.periods), 12 // self._case.timeline.periods_per_year
        before = f"IF({last}=1,{row.start},INDEX({row.range},1,MAX({last}-1,1)))"
        after = f"MAX(INDEX({row.range},1,MIN({last},{n})),0)"
        reached = f"({last}-1+({before})/(({before})-{after}))*{months}"
        never, nothing = (quoted(self._words.text(said)) for said in (N_("not reached"), N_("no outlay to pay back")))
        return f"IF({last}=0,{nothing},IF({last}={n + 1},{never},{reached}))"

    def _modified(self) -> str:
        """Earnings reinvested and payments financed at the discount rate; flows at one date are added first."""
        recovery, rate = self._sources.flows.recoveries["before"], self._sources.discount_rate
        row, factors = recovery.dated, self._sources.flows.factor_range
        sums = {
            sign: f"(MAX({sign}{row.start},0)+SUMPRODUCT(({sign}{row.range}>0)*({sign}{row.range}),{factors}))"
            for sign in ("", "-")
        }
        earned, paid, years = sums[""], sums["-"], self._case.timeline.years
        grown = f"({earned}/{paid})^(1/{years})*(1+{rate})-1"
        return f"IF(OR({earned}=0,{paid}=0),{quoted(self._words.missing)},{grown})"


def stored_figure(name: str, base: Metrics, words: Words) -> float | str:
    """A figure of the engine as a cell stores it: a number, or why there is none."""
    number: float = getattr(base, name)
    return number if math.isfinite(number) else figure_missing(name, asdict(base), words.text)


def figure_missing(name: str, base: Mapping[str, object], text: Callable[[str], str]) -> str:
    """Why a figure does not exist, in the words of the formula that computes it."""
    statuses = {
        "payback_months": "payback_status",
        "discounted_payback_months": "discounted_payback_status",
        "payback_months_after_tax": "payback_after_tax_status",
    }
    if name.startswith("irr"):
        return text(N_("none, or not the only one"))
    said = {"not_reached": N_("not reached"), "no_investment": N_("no outlay to pay back")}
    return text(said.get(str(base.get(statuses.get(name, ""), "")), N_("n/a")))
