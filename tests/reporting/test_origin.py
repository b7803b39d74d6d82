from __future__ import annotations

from pathlib import Path

import pytest

import roi_engine
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.words import Words

FITTED = "orders.csv: Pareto/NBD fitted to 2,500 customers up to 2026-12-31"


def test_a_source_that_the_program_states_is_told_in_the_readers_language() -> None:
    told = source_said(FITTED, Words("it", "EUR"))
    assert told == "orders.csv: Pareto/NBD stimato su 2.500 clienti (ultima data: 31 dic 2026)"
    assert source_said("a, b.csv: 12 customers as of 2026-06-30", Words("es", "EUR")) == (
        "a, b.csv: 12 clientes a fecha 30 jun 2026"
    )


def test_in_english_the_day_alone_is_written_out() -> None:
    assert source_said(FITTED, Words("en", "EUR")).startswith("orders.csv: Pareto/NBD fitted to 2,500 customers up to")


def test_the_users_own_source_stays() -> None:
    for said in ("", "fitted to 3 customers", f"{FITTED} by hand", "x: BG fitted to 2 customers up to now"):
        assert source_said(said, Words("it", "EUR")) == said


MEASURED = "sales.close_rate in data/deals.csv, region: North, 2025-01-01 to 2025-12-31, n = 1522"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Close rate: measured in data/deals.csv, region: North, Jan 1, 2025 to Dec 31, 2025, n = 1,522"),
        (
            "it",
            "Tasso di chiusura: misurato in data/deals.csv, region: North, dal 1 gen 2025 al 31 dic 2025, n = 1.522",
        ),
        ("es", "Tasa de cierre: medido en data/deals.csv, region: North, del 1 ene 2025 al 31 dic 2025, n = 1.522"),
    ],
)
def test_the_source_of_a_measured_kpi_is_told_in_words(language: str, told: str) -> None:
    assert source_said(MEASURED, Words(language, "EUR")) == told


def test_a_source_that_only_looks_measured_stays() -> None:
    for said in (MEASURED.replace("close", "no_such"), f"{MEASURED}, by hand", "sales.close_rate in deals.csv, n = 5"):
        assert source_said(said, Words("it", "EUR")) == said


def test_the_scenarios_own_measured_sources_are_such(tmp_path: Path) -> None:
    """What the scenario writes as the source of a measured value is what is recognised here."""
    for name in ("sales_team", "service_desk"):
        scenario = roi_engine.load(Path(__file__).parents[2] / f"scenarios/{name}.yaml")
        sources = [value.source for value in scenario.assumptions.values() if " in data/" in value.source]
        assert len(sources) >= 3
        assert all("misurato in" in source_said(source, Words("it", "EUR")) for source in sources)
