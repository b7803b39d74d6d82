"""The whole workbook: sheets in the order of reading, written in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi_engine.engine.result import Result
from roi_engine.finance import flow_times
from roi_engine.formula.excel import Cells
from roi_engine.reporting.findings import Findings, told_as
from roi_engine.reporting.words import N_, words_for
from roi_engine.reporting.workbook.book import Book
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.cash_flow import CashFlowSheet
from roi_engine.reporting.workbook.check_sheet import CheckSheet, Compared
from roi_engine.reporting.workbook.choices import choices
from roi_engine.reporting.workbook.customer_sheet import CustomerSheet
from roi_engine.reporting.workbook.customer_worth import write_worth
from roi_engine.reporting.workbook.goal_sheet import GoalSheet
from roi_engine.reporting.workbook.inputs import InputSheet
from roi_engine.reporting.workbook.line_sheet import LineSheet
from roi_engine.reporting.workbook.rate_sheet import RateSheet
from roi_engine.reporting.workbook.read_me import ReadMe
from roi_engine.reporting.workbook.results_sheet import ResultSheet, Sources
from roi_engine.reporting.workbook.risk_sheet import RiskSheet
from roi_engine.reporting.workbook.scenario_sheet import ScenarioSheet
from roi_engine.reporting.workbook.sensitivity_sheet import SensitivitySheet
from roi_engine.reporting.workbook.simulation_sheet import SimulationSheet

SHEETS = (
    N_("Read me"), N_("Inputs"), N_("Timeline"), N_("Lines"), N_("Cash flow"), N_("Rate of return"), N_("Results"),
    N_("Scenarios"), N_("Simulation"), N_("Sensitivity"), N_("Risks"), N_("Goals"), N_("Customers"),
    N_("Customer value"), N_("Checks"),
)  # fmt: skip


def written(result: Result, findings: Findings, inputs: Mapping[str, float], variant: str | None) -> bytes:
    """The workbook of a run; see `workbook_bytes`."""
    words = words_for(result.scenario.language, result.scenario.currency)
    case = Case(result, findings, words, inputs)
    offered = choices(result, findings, words)
    names = [choice.name for choice in offered.all]
    title = told_as(result, findings.stress, words).scenario.name
    book = Book(title, words)
    sheets = {template: book.sheet(template) for template in SHEETS if _wanted(template, case)}
    scenarios = ScenarioSheet(book, sheets["Scenarios"], case, offered)
    scenarios.write(offered.run if variant is None else names.index(variant))
    events: Mapping[str, Cells] = {}
    if "Risks" in sheets:
        risks = RiskSheet(book, sheets["Risks"], case)
        events = risks.write()
    stated = InputSheet(book, sheets["Inputs"], case, offered, scenarios.switch)
    stated.write()
    calendar = CalendarSheet(book, sheets["Timeline"], case, stated.cells, events)
    rate, tax = case.rates
    discounted = calendar.discounting(rate, stated.mode)
    lines = LineSheet(book, sheets["Lines"], case, calendar, discounted)
    lines.write()
    flows = CashFlowSheet(book, sheets["Cash flow"], case, lines, discounted)
    flows.write(stated.mode, stated.depreciation, None if tax is None else calendar.reader.cells(tax))
    ladders = RateSheet(book, sheets["Rate of return"], discounted, _times(case), 1 if tax is None else 2)
    rates = {"before": ladders.ladder(0, N_("Before tax"), flows.recoveries["before"])}
    if "after" in flows.recoveries:
        rates["after"] = ladders.ladder(5, N_("After tax"), flows.recoveries["after"])
    sources = Sources(flows, rates, discounted.rate)
    results = ResultSheet(book, sheets["Results"], case, sources)
    results.write(scenarios.engine)
    base = result.customers
    if base is not None:
        CustomerSheet(book, sheets["Customers"], case, calendar, lines).write(base)
        write_worth(sheets["Customer value"], base, words)
    if findings.goals is not None:
        GoalSheet(book, sheets["Goals"], case, calendar, lines).write(findings.goals)
    calendar.rows.finish()
    SimulationSheet(book, sheets["Simulation"], result).write()
    SensitivitySheet(book, sheets["Sensitivity"], case).write()
    ReadMe(book, sheets["Read me"], case).write(sheets, results)
    CheckSheet(book, sheets["Checks"], case, Compared(results, scenarios, lines.lines, sources)).write()
    return book.content()


def _wanted(template: str, case: Case) -> bool:
    """Whether there is anything to write on a sheet."""
    if template == "Risks":
        return bool(case.result.risks)
    if template == "Goals":
        return case.findings.goals is not None
    if template in ("Customers", "Customer value"):
        return case.result.customers is not None
    return True


def _times(case: Case) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return flow_times(case.timeline, case.scenario.finance.discounting)
