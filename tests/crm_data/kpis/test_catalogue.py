"""The catalogue of KPIs is whole: what each one needs exists, its unit is one, and lines name only what is there."""

from __future__ import annotations

import re

import pytest

from roi_engine.catalogue import CatalogueInput, catalogue_lines
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.kpis.catalogue import Definition, Kpi, kpi_catalogue, kpi_sources
from roi_engine.crm_data.kpis.computed import _SUMMED
from roi_engine.crm_data.kpis.rows import OWN
from roi_engine.units import units_for

KPIS = kpi_catalogue()
INPUTS: dict[str, CatalogueInput] = {
    f"{line.id}.{one.name}": one for line in catalogue_lines().values() for one in line.inputs.values()
}
# inputs that a KPI is moved by or compared with, and does not measure: effects, reaches, shares of something else
NOT_MEASURED = re.compile(
    r"_(increase|reduction)$|\.reach$|\.(suppressed_share|deflected_share|repeat_contact_share|admin_time)$"
)
WORDS = {
    "sales": "close_rate win_rate win_rate_by_value average_deal_value products_per_deal upsell_rate stage_length"
    " cycle_length pipeline_velocity revenue_per_seller activities_per_seller stuck_deals new_customer_revenue",
    "marketing": "leads_generated contact_to_lead_rate qualified_lead_rate lead_to_customer_rate cost_per_lead"
    " lead_cost_cover customer_acquisition_cost revenue_per_campaign margin_per_campaign revenue_per_email"
    " margin_per_email revenue_per_recipient margin_per_recipient interaction_rate advocacy_rate unsubscribe_rate"
    " return_on_campaign",
    "customer": "lifetime_value churn_rate retention_rate net_promoter_score repeat_rate rfm_days_since_order"
    " rfm_orders rfm_amount",
    "service": "resolution_time resolution_time_working_hours resolution_time_median resolution_time_p90"
    " first_contact_resolution_rate contacts_per_agent waiting_time abandonment_rate contacts_per_call handle_time"
    " backlog reopen_rate reassignment_rate",
}


def unit_of(text: str) -> object:
    return units_for("EUR").parse(text.replace("money", "EUR"))


def fits(kpi: Kpi, wanted: CatalogueInput) -> bool:
    units = units_for("EUR")
    return units.fits(units.parse(kpi.unit.replace("money", "EUR")), units.parse(wanted.unit.replace("money", "EUR")))


def definitions() -> list[tuple[str, Definition]]:
    found = [(kpi.id, one) for kpi in KPIS.values() for one in kpi.definitions]
    return found + [(name, one.over) for name, one in found if one.over is not None]


def test_every_kpi_of_the_overviews_is_there() -> None:
    assert {f"{group}.{name}" for group, names in WORDS.items() for name in names.split()} <= KPIS.keys()


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS.keys())
def test_a_kpi_is_told_in_three_languages_with_a_unit(kpi: Kpi) -> None:
    for told in (kpi.title, kpi.words, kpi.pitfalls):
        assert set(told) == {"en", "it", "es"}
        assert all(text.strip() for text in told.values())
    assert unit_of(kpi.unit) is not None
    assert kpi.group == kpi.id.partition(".")[0]
    assert kpi.tier in ("counting", "fundamental", "outcome")
    assert kpi.direction in ("up", "down", "none")
    assert (kpi.estimate == "derived") == (not kpi.definitions) == bool(kpi.product)


def test_titles_are_distinct_within_a_language() -> None:
    for language in ("en", "it", "es"):
        titles = [kpi.title[language] for kpi in KPIS.values()]
        assert sorted(titles) == sorted(set(titles))


def test_every_kpi_that_a_line_names_exists() -> None:
    assert {one.kpi for one in INPUTS.values() if one.kpi} <= KPIS.keys()


def test_inputs_that_a_kpi_measures_exist_and_their_units_fit() -> None:
    measured = [(kpi, name) for kpi in KPIS.values() for name in kpi.inputs]
    assert [name for _, name in measured if name not in INPUTS] == []
    assert [(kpi.id, name) for kpi, name in measured if not fits(kpi, INPUTS[name])] == []
    assert len({name for _, name in measured}) == len(measured)  # one KPI an input


def test_an_input_that_names_a_kpi_is_measured_by_it_or_said_not_to_be() -> None:
    loose = [
        (name, one.kpi)
        for name, one in INPUTS.items()
        if one.kpi and not NOT_MEASURED.search(name) and not any(name in kpi.inputs for kpi in KPIS.values())
    ]
    assert loose == []


def test_columns_that_a_definition_needs_exist() -> None:
    tables = export_tables()
    wrong = [
        (name, table, column)
        for name, one in definitions()
        for table, columns in one.needs.items()
        for column in columns
        if table not in tables or (column != "person" and column not in tables[table].columns)
    ]
    assert wrong == []


def test_columns_of_the_definitions_own_are_no_columns_of_exports() -> None:
    assert {role for table in export_tables().values() for role in table.columns} & OWN == set()


def test_sources_and_parts_exist_and_are_used() -> None:
    used = {one.source for _, one in definitions()} - {""}
    assert used == kpi_sources().keys()
    assert {part for kpi in KPIS.values() for part in kpi.product} <= KPIS.keys()


def test_each_definition_has_the_fragments_of_its_kind() -> None:
    wanted = {
        "share": ("success",), "mean": ("measure",), "ratio": ("numerator", "denominator"), "rate": ("count", "date"),
        "total": ("measure", "date"), "level": ("start", "end"), "survival": ("start", "end", "date"),
        "difference": ("success", "failure"), "kept": ("lookback", "window", "date"),
    }  # fmt: skip
    assert _SUMMED.keys() <= wanted.keys()
    for kpi in KPIS.values():
        for one in kpi.definitions:
            names = ("numerator", "date") if one.over is not None else wanted[kpi.estimate]
            assert all(getattr(one, name) for name in names), kpi.id
