"""Benefits by kind and costs, year by year."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words


@dataclass(frozen=True, slots=True)
class BenefitStackTable:
    """Base case by year [currency], undiscounted, initial column first; costs are negative here."""

    labels: tuple[str, ...]
    operational: tuple[float, ...]
    analytical: tuple[float, ...]
    costs: tuple[float, ...]
    net: tuple[float, ...]
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("year", "operational", "analytical", "costs", "net")

    @property
    def rows(self) -> Rows:
        """One row a year."""
        return tuple(zip(self.labels, self.operational, self.analytical, self.costs, self.net, strict=True))


def benefit_stack_table(result: Result, words: Words) -> BenefitStackTable:
    """Benefits and costs of each year, costs below zero."""
    years = result.by_year
    costs = tuple(-cost for cost in years.costs)
    highs = [max(o, 0.0) + max(a, 0.0) for o, a in zip(years.operational, years.analytical, strict=True)]
    scale = words.scale([*highs, *costs, *years.net])
    labels = tuple(year_label(year, words) for year in years.year)
    caption = _caption(result, scale, words)
    return BenefitStackTable(labels, years.operational, years.analytical, costs, years.net, scale, caption)


def year_label(year: str | int, words: Words) -> str:
    """The name of a column by year: the initial outlay, or the number of the year."""
    if isinstance(year, str):
        return words.text(N_("Initial"))
    return words.text(N_("Year {year}"), year=str(year))


def _caption(result: Result, scale: Scale, words: Words) -> Caption:
    by_year = result.by_year
    years = [(n, net) for n, net in zip(by_year.year, by_year.net, strict=True) if not isinstance(n, str)]
    ahead = [n for n, net in years if net > 0]
    last = words.text(N_("year {year}"), year=str(years[-1][0]))
    if len(ahead) == len(years):
        template = N_("Benefits exceed costs in every year after the start; net {net} in {last}")
    elif not ahead:
        template = N_("Benefits exceed costs in no year; net {net} in {last}")
    else:
        template = N_("Benefits exceed costs in {ahead} of {n} years; net {net} in {last}")
    title = words.text(
        template,
        net=words.money(years[-1][1]),
        last=last,
        ahead=words.count(len(ahead)),
        n=words.count(len(years)),
    )
    subtitle = words.text(N_("Base case, undiscounted, {unit} a year; costs below zero"), unit=scale.unit)
    return Caption(title, subtitle, source_line(result, words))
