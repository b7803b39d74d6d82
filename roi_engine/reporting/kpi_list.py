"""What KPIs there are: a table of each group, one in words with the columns it wants, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from roi_engine.crm_data.kpis.catalogue import GROUPS, Definition, Kpi, kpi_catalogue
from roi_engine.crm_data.kpis.cautions import columns_said
from roi_engine.reporting.kpi_report import GROUP_TITLES, title_of, unit_of
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words

_TIERS = {
    "counting": N_("counting: what a channel does"),
    "fundamental": N_("fundamental: common to all channels"),
    "outcome": N_("outcome: tied to a goal and to money"),
}
_BETTER = {"up": N_("more is better"), "down": N_("less is better"), "none": N_("neither way is better by itself")}
_SHARES = {
    "": N_("share"),
    "1/month": N_("share a month"),
    "1/year": N_("share a year"),
    "money/money": N_("ratio"),
}


def kpi_tables(kpis: Iterable[Kpi], words: Words) -> Iterator[TextTable]:
    """A table of each group: id, title, unit, tier."""
    chosen = list(kpis)
    header = tuple(words.text(each) for each in (N_("KPI"), N_("What it is"), N_("Unit"), N_("Tier")))
    for group in GROUPS:
        rows = tuple(
            (kpi.id, title_of(kpi, words), _unit(kpi, words), words.text(_TIERS[kpi.tier]).partition(":")[0])
            for kpi in chosen
            if kpi.group == group
        )
        if rows:
            yield TextTable(words.text(GROUP_TITLES[group]), header, rows)


def kpi_lines(kpi: Kpi, words: Words) -> Iterator[str]:
    """One KPI: what it is, what it is computed from, and what can be said wrongly with it."""
    yield f"{kpi.id}: {title_of(kpi, words)}"
    wanted = [_columns(one) for one in kpi.definitions] or [", ".join(kpi.product)]
    told = [
        (N_("Formula"), kpi.words.get(words.language, kpi.words["en"])),
        (N_("Unit"), _unit(kpi, words)),
        (N_("Tier"), words.text(_TIERS[kpi.tier])),
        (N_("Direction"), words.text(_BETTER[kpi.direction])),
        *((N_("or else needs") if k else N_("Needs"), each) for k, each in enumerate(wanted)),
        (N_("Baseline of"), ", ".join(kpi.inputs)),
        (N_("Careful"), kpi.pitfalls.get(words.language, kpi.pitfalls["en"])),
    ]
    yield from (f"  {words.text(label)}: {text}" for label, text in told if text)


def kpis_told(kpis: Iterable[Kpi]) -> dict[str, Any]:
    """The KPIs by id for programs, texts in every language; `from` lists the ways to compute one, the first counts."""
    return {
        kpi.id: {
            "title": dict(kpi.title),
            "group": kpi.group,
            "tier": kpi.tier,
            "formula": dict(kpi.words),
            "unit": kpi.unit or "share",
            "direction": kpi.direction,
            "estimate": kpi.estimate,
            "from": [{kind: list(columns) for kind, columns in one.needs.items()} for one in kpi.definitions],
            "product": dict(kpi.product),
            "inputs": list(kpi.inputs),
            "pitfalls": dict(kpi.pitfalls),
        }
        for kpi in kpis
    }


def chosen_kpis(name: str | None) -> tuple[Kpi, ...]:
    """All KPIs, the one of an id (with or without its group), or those of a group; none where there is neither."""
    found = kpi_catalogue().values()
    return tuple(kpi for kpi in found if name in (None, kpi.id, kpi.group, kpi.id.partition(".")[2]))


def _unit(kpi: Kpi, words: Words) -> str:
    """The unit, `money` where the exports will tell the currency."""
    said = _SHARES.get(kpi.unit)
    return words.text(said) if said else unit_of(kpi.unit, words)


def _columns(definition: Definition) -> str:
    """The columns of a way to compute a KPI, as they are stated: `deals.closed`."""
    named = (
        f"{kind}.{column}" if column else kind for kind, found in definition.needs.items() for column in found or ("",)
    )
    return columns_said(tuple(named))
