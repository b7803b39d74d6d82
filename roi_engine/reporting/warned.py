"""Warnings for those who do not read the scenario file: each after the title of what it is about, without paths."""

from __future__ import annotations

from dataclasses import replace

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.engine.register import label_of
from roi_engine.engine.result import Result
from roi_engine.errors import Notice
from roi_engine.reporting.goal_sentences import kpi_title
from roi_engine.reporting.words import N_, Words, noticed, plain, quoted
from roi_engine.scenario.records import Scenario

_MORE = "..."  # what ends a list of paths that is not whole


def warnings_said(result: Result, words: Words) -> tuple[str, ...]:
    """Every warning of a result in the reader's words."""
    return tuple(_said(notice, result.scenario, words) for notice in result.warnings)


def _said(notice: Notice, scenario: Scenario, words: Words) -> str:
    title, said = titled(notice, scenario, words)
    return f"{quoted(title, words)}: {said}" if title else said[:1].upper() + said[1:]


def titled(notice: Notice, scenario: Scenario, words: Words) -> tuple[str, str]:
    """The title of what a warning is about, empty where that has none, and the warning without any path in it."""
    values = {name: _in_words(value, dict(notice.values), scenario, words) for name, value in notice.values}
    message = notice.template.format(**values) if values else notice.message
    said = noticed(replace(notice, message=message, values=tuple(values.items())), words)
    return _title(notice.path, scenario), said


def _in_words(value: str, values: dict[str, str], scenario: Scenario, words: Words) -> str:
    """Titles in place of paths and of KPIs; anything else as it is."""
    if value in kpi_catalogue():
        return quoted(kpi_title(value, words), words)
    *paths, last = value.split(", ")
    paths += [] if last == _MORE else [last]
    titles = [_title(path, scenario) for path in paths]
    if not all(titles):
        return value
    listed = ", ".join(quoted(title, words) for title in titles)
    if last != _MORE:
        return listed
    left = int(values["n"].replace(",", "")) - len(titles)
    return f"{listed} {words.text(N_('and {n} more'), n=words.count(left))}"


def _title(path: str, scenario: Scenario) -> str:
    """The title of a value, line, risk, stress or goal; empty for any other place."""
    section, _, rest = path.partition(".")
    if section == "stress":
        return next((plain(one.title) for one in scenario.stresses if one.id == rest), "")
    if section == "goals":
        return next((plain(one.objective) for one in scenario.goals if one.id == rest), "")
    lines = tuple(line.id for line in scenario.lines)
    if path in scenario.values or path in lines or path in {f"risks.{risk.id}" for risk in scenario.risks}:
        return plain(label_of(scenario, path))
    if path.startswith(tuple(f"{line}." for line in lines)) or (section == "customers" and rest):
        return plain(label_of(scenario, path))
    return ""
