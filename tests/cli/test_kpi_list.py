"""`kpi list`: which KPIs there are, in words and for programs."""

from __future__ import annotations

import json

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from tests.cli.conftest import CommandLine


def test_every_kpi_is_listed_with_its_unit_and_tier(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "list")
    assert said.status == 0
    assert all(name in said.out for name in kpi_catalogue())
    assert "Close rate" in said.out
    churn = next(line for line in said.out.splitlines() if line.startswith("customer.churn_rate"))
    assert churn.split()[1:] == ["Churn", "rate", "share", "a", "month", "outcome"]


def test_one_kpi_is_told_in_words(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "list", "marketing.cost_per_lead", "--language", "it")
    for phrase in ("Costo per lead", "costs", "leads.created", "campaigns.sent, campaigns.cost, campaigns.leads"):
        assert phrase in said.out
    assert "Formula: " in said.out
    assert roi_engine("kpi", "list", "cost_per_lead", "--language", "it").out == said.out


def test_programs_get_the_same(roi_engine: CommandLine) -> None:
    told = json.loads(roi_engine("kpi", "list", "--json").out)["kpis"]
    assert told.keys() == kpi_catalogue().keys()
    rate = told["sales.close_rate"]
    assert (rate["unit"], rate["from"]) == ("share", [{"deals": ["closed", "outcome"]}])
    assert roi_engine("kpi", "list", "sales", "--json").out.count('"group": "sales"') == 20


def test_a_kpi_that_there_is_not(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "list", "sales.winrate")
    assert (said.status, "did you mean 'sales.win_rate'?" in said.err) == (2, True)
