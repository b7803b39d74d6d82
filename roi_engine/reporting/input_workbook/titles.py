"""What each row is, in words: the catalogue's titles for the inputs of its lines, a table for the keys of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roi_engine.catalogue import catalogue_lines
from roi_engine.catalogue.reader import CatalogueInput, CatalogueLine
from roi_engine.engine.register import in_words
from roi_engine.reporting.words import N_, Words, plain, shortened
from roi_engine.scenario.input_workbook import Row
from roi_engine.scenario.input_workbook.rows import within_variant
from roi_engine.scenario.tree import Node, Path

LONGEST = 300
# pattern of a path (* for one part) -> what the row is, and what to bear in mind
KEYS: Mapping[str, tuple[str, str]] = {
    "schema_version": (N_("Version of the scenario language"), N_("Leave it as it is.")),
    "extends": (N_("Laid over this file"), N_("What is not stated here is taken from there.")),
    "extends.*": (N_("Laid over this file"), N_("What is not stated here is taken from there.")),
    "name": (N_("Name of the case"), ""),
    "description": (N_("Description"), N_("One paragraph for the summary.")),
    "language": (N_("Language of the reports"), ""),
    "currency": (N_("Currency"), N_("Code of three letters such as EUR; one for the whole case.")),
    "timeline.start": (N_("First month"), N_("A year and a month such as 2027-01.")),
    "timeline.years": (N_("Years looked at"), N_("1 to 30.")),
    "timeline.step": (N_("Step of the account"), ""),
    "finance.discount_rate": (N_("Discount rate"), N_("What money must earn elsewhere in a year.")),
    "finance.tax_rate": (N_("Tax rate"), N_("Leave empty for figures before tax.")),
    "finance.profile": (N_("Definitions that lead"), N_("All of them are computed.")),
    "finance.discounting": (N_("When flows are discounted"), ""),
    "rollout.go_live": (N_("Go-live after the start"), N_("Calendar time, such as 4 month.")),
    "rollout.adoption": (N_("Share of work done in the new way"), N_("Where use ends up once it has grown.")),
    "*.shape": (N_("Shape of the growth of use"), ""),
    "*.length": (N_("Time from go-live to full use"), N_("Calendar time, such as 6 month.")),
    "simulation.draws": (N_("Draws of the simulation"), ""),
    "simulation.seed": (N_("Seed of the simulation"), N_("The same seed gives the same figures.")),
    "*.use": (N_("Line of the catalogue"), N_("One of the sheet with the catalogue.")),
    "*.formula": (N_("Formula"), ""),
    "*.title": (N_("Title"), ""),
    "*.description": (N_("Description"), ""),
    "*.category": (N_("Category"), N_("operational: work done cheaper; analytical: better decisions on customers.")),
    "*.cashable": (N_("Hard money"), N_("true for hard money, false for freed time and soft value.")),
    "*.overlap": (N_("Group of lines that claim the same hours"), N_("none for no group.")),
    "*.live": (N_("Part of the rollout"), N_("full: outside the common rollout.")),
    "*.risk_adjustment": (N_("Haircut"), N_("Lowers benefits and raises costs by this share.")),
    "*.source": (N_("Source"), ""),
    "*.owner": (N_("Owner"), ""),
    "*.evidence": (N_("Evidence"), ""),
    "*.note": (N_("Note"), ""),
    "*.growth": (N_("Growth a year"), N_("Such as 3 %/year.")),
    "*.initial": (N_("Before the start"), ""),
    "*.probability": (N_("Chance that it happens"), ""),
    "*.on": (N_("Acts on"), N_("A line, or the path of a value.")),
    "*.add": (N_("Adds"), ""),
    "*.multiply": (N_("Multiplies by"), N_("1.1 raises by a tenth.")),
    "*.at": (N_("Held at the percentile"), N_("P1 to P99.")),
    "gate.after": (N_("When it is decided whether to go on"), N_("Calendar time after the start.")),
    "gate.observe": (N_("What is observed"), N_("The path of an uncertain value.")),
    "gate.threshold": (N_("Threshold"), N_("In the unit of what is observed.")),
    "gate.stop_when": (N_("Stop where it is"), ""),
    "gate.stop_cost": (N_("Cost of stopping"), ""),
    "measurements.*.cost": (N_("Cost of finding out"), ""),
    "measurements.*.of.*": (N_("What would be known then"), N_("The path of an uncertain value.")),
    "goals.*.objective": (N_("Objective"), N_("In a sentence, what is wanted.")),
    "goals.*.target.kpi": (N_("Measured by the KPI"), N_("One of the catalogue of KPIs, such as sales.close_rate.")),
    "goals.*.target.line": (N_("Measured by the line"), N_("Its amount in the twelve months up to the date.")),
    "goals.*.target.value": (N_("Level to reach"), ""),
    "goals.*.target.change": (N_("Change to reach"), N_("Of the level today, such as 10 %.")),
    "goals.*.target.by": (N_("To be reached by"), N_("A year and a month such as 2027-01.")),
    "goals.*.target.baseline": (N_("Level today"), N_("Where no line states it.")),
    "goals.*.target.plan": (N_("Level in the plan"), N_("A formula; leave empty for what the lines say.")),
    "*.review": (N_("Looked at"), N_("How often, such as 3 month.")),
    "*.tactics.*": (N_("What the team does"), ""),
    "*.tactics.*.*": (N_("What the team does"), ""),
    "*.metrics.*": (N_("Shown by"), N_("One of the catalogue of KPIs, such as sales.close_rate.")),
    "*.drives.*": (N_("Line that it moves"), ""),
    "*.if_off_track.action": (N_("If off track"), ""),
    "units.*": (N_("A unit that is counted"), ""),
    "*.between.*": (N_("Correlated with one another"), ""),
    "customers.contribution_margin": (N_("Margin, as a share of an order's amount"), ""),
    "*.churn_rate": (N_("Share of the active customers who leave"), N_("Such as 1.6 %/month.")),
    "*.churn_reduction": (N_("Share of the churn that is avoided"), ""),
    "*.order_frequency": (N_("Increase in orders"), ""),
    "*.order_value": (N_("Increase in the margin of an order"), ""),
    "*.reach": (N_("Share of the customers reached"), ""),
    "*.customers": (N_("Active customers at the start"), ""),
    "*.orders_per_customer": (N_("Orders of an active customer"), ""),
    "*.margin_per_order": (N_("Contribution margin of an order"), ""),
}


def _pattern(key: str) -> re.Pattern[str]:
    """The pattern as an expression: a star is one part of a path, a first star any number of them."""
    parts = [".+" if part == "*" and not place else r"[^.]+" if part == "*" else re.escape(part)
             for place, part in enumerate(key.split("."))]  # fmt: skip
    return re.compile(r"\.".join(parts))


_PATTERNS = tuple((_pattern(key), said) for key, said in KEYS.items())


class Titles:
    """Titles and explanations of the rows of one scenario; `merged` is its tree with all that it extends."""

    def __init__(self, merged: Node, language: str, words: Words) -> None:
        self._merged, self.language, self._words = merged, language, words

    def title(self, row: Row) -> str:
        """What the row is, in a few words."""
        path = within_variant(row.path)
        said = self._of_line(path) or self._of_key(path, 0) or in_words(path[-1])
        return shortened(plain(said), LONGEST)

    def about(self, row: Row) -> str:
        """What to bear in mind."""
        path = within_variant(row.path)
        line = self._catalogue_line(path)
        if line is not None and len(path) == 2:
            return line.description[self.language]
        if line is not None and len(path) == 3 and path[2] in line.inputs:
            return self._of_input(line.inputs[path[2]], stated=row.node is not None)
        return self._of_key(path, 1)

    def _of_input(self, entry: CatalogueInput, stated: bool) -> str:
        """What counts where an input is not stated; that it must be, where it has no such value."""
        given = entry.default
        if given is None:
            return "" if stated else self._words.text(N_("To be filled in."))
        default = given if isinstance(given, str) else ", ".join(f"{key} {one}" for key, one in given.items())
        said = self._words.text(
            N_("{default} unless stated. {source}"), default=default, source=entry.default_source[self.language]
        )
        return shortened(plain(said), LONGEST)

    def _catalogue_line(self, path: Path) -> CatalogueLine | None:
        use = self._merged.find((*path[:2], "use")) if path[0] in ("benefits", "costs") else None
        return catalogue_lines().get(use.text) if use is not None else None

    def _of_line(self, path: Path) -> str:
        """The title of a line, or of an input of a line of the catalogue."""
        if len(path) == 2 and path[0] in ("benefits", "costs", "risks", "measurements", "goals", "stress"):
            stated, line = self._merged.find((*path, "title")), self._catalogue_line(path)
            return stated.text if stated else line.title[self.language] if line else in_words(path[1])
        line = self._catalogue_line(path)
        if line is None or len(path) < 3 or path[2] not in line.inputs:
            return self._year(path)
        title = line.inputs[path[2]].title[self.language]
        inner = self._year(path) or self._of_key(path, 0) if len(path) > 3 else ""
        return f"{title}: {inner}" if inner else title

    def _year(self, path: Path) -> str:
        found = len(path) > 2 and path[-2] == "by_year"
        return self._words.text(N_("Year {number}"), number=path[-1]) if found else ""

    def _of_key(self, path: Path, part: int) -> str:
        said = next((said for pattern, said in _PATTERNS if pattern.fullmatch(".".join(path))), None)
        return self._words.text(said[part]) if said and said[part] else ""
