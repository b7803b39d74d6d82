"""Exports of real systems, read as plain pandas reads them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import Exports, read_exports
from roi_engine.crm_data.identity.normal import normalised_number

PUBLIC = Path(__file__).parents[3] / "shared" / "data"


def public(name: str) -> Path:
    path = PUBLIC / name
    if not path.exists():
        pytest.skip(f"the public file {name} is not beside the checkout")
    return path


def frame(exports: Exports, table: str) -> pd.DataFrame:
    return exports.database.connection.execute(f"SELECT * FROM {table} ORDER BY rowid").df()


def moments(texts: pd.Series, form: str) -> list[object]:
    parsed = pd.to_datetime(texts, format=form)
    return [None if pd.isna(one) else one.to_pydatetime() for one in parsed]


def read_moments(column: pd.Series) -> list[object]:
    return [None if pd.isna(one) else one.to_pydatetime() for one in column]


def told(column: pd.Series, missing: str = "") -> list[object]:
    return [None if pd.isna(one) or one == missing else one for one in column]


def test_the_opportunity_pipeline() -> None:
    path = public("crm_sales_opportunities/sales_pipeline.csv")
    plain = pd.read_csv(path, dtype=str)
    exports = read_exports([ExportFile("pipeline", str(path))])
    found = frame(exports, "deals")
    outcome = plain.deal_stage.map({"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"})
    assert found.outcome.tolist() == outcome.tolist()
    assert found.deal.tolist() == plain.opportunity_id.tolist()
    assert read_moments(found.created) == moments(plain.engage_date, "%Y-%m-%d")
    assert read_moments(found.closed) == moments(plain.close_date, "%Y-%m-%d")
    assert found.value.sum() == 100 * plain.close_value.astype(float).sum()
    assert found.value.isna().tolist() == plain.close_value.isna().tolist()
    assert found.seller.tolist() == plain.sales_agent.tolist()
    assert [notice.code for notice in exports.reports[0].notices] == ["taken-as-open"]
    assert str(exports.until) == "2017-12-31 00:00:00"


def test_the_marketing_funnel() -> None:
    leads = public("olist_marketing_funnel/olist_marketing_qualified_leads_dataset.csv")
    deals = public("olist_marketing_funnel/olist_closed_deals_dataset.csv")
    columns = {"deal": "mql_id", "customer": "mql_id", "seller": "sr_id"}
    exports = read_exports(
        [
            ExportFile("leads", str(leads), columns={"customer": "mql_id"}),
            ExportFile("deals", str(deals), kind="deals", columns=columns, dimensions={"segment": "business_segment"}),
        ],
        key=b"key",
    )
    plain, won = pd.read_csv(leads, dtype=str), pd.read_csv(deals, dtype=str)
    found, closed = frame(exports, "leads"), frame(exports, "deals")
    assert [report.date_format for report in exports.reports] == ["dd-mm-yyyy", "yyyy-mm-dd"]
    assert read_moments(found.created) == moments(plain.first_contact_date, "%d-%m-%Y")
    assert read_moments(closed.closed) == moments(won.won_date, "%Y-%m-%d %H:%M:%S")
    assert closed.outcome.eq("won").all()
    assert told(closed.segment) == told(won.business_segment)
    joined = found.merge(closed, on="customer")
    assert len(joined) == len(plain.merge(won, on="mql_id")) == 842
    assert exports.only_days == {"leads": {"created"}, "deals": set()}


def test_the_incident_log(tmp_path: Path) -> None:
    with zipfile.ZipFile(public("uci_incident_log/incident_event_log.zip")) as archive:
        (member,) = [name for name in archive.namelist() if name.endswith(".csv")]
        path = Path(archive.extract(member, tmp_path))
    headers = "number ident_state opened_at resolved_at closed_at sys_updated_at reopen_count reassignment_count"
    wanted = [*headers.split(), "assigned_to", "caller_id"]
    plain = pd.read_csv(path, dtype=str, keep_default_na=False, usecols=wanted)
    plain["at"] = pd.to_datetime(plain.sys_updated_at, format="%d/%m/%Y %H:%M")
    last = plain.sort_values("at", kind="stable").groupby("number").tail(1).set_index("number").sort_index()
    exports = read_exports([ExportFile("incidents", str(path))])
    found = frame(exports, "tickets").set_index("ticket").sort_index()
    (report,) = exports.reports
    assert report.profile == "servicenow_incidents"
    assert (report.rows_in, report.rows_used) == (141_712, 24_918)
    assert found.index.tolist() == last.index.tolist()
    states = {"Closed": "closed", "Resolved": "resolved", "New": "open", "Active": "open"}
    assert found.status.tolist() == last.ident_state.map(lambda word: states.get(word, "pending")).tolist()
    for role, header in {"opened": "opened_at", "resolved": "resolved_at", "closed": "closed_at"}.items():
        texts = last[header].where(last[header] != "?")
        assert read_moments(found[role]) == moments(texts, "%d/%m/%Y %H:%M")
    assert found.reopens.tolist() == last.reopen_count.astype(int).tolist()
    assert found.reassignments.tolist() == last.reassignment_count.astype(int).tolist()
    assert told(found.agent) == told(last.assigned_to, "?")
    numbers = last.caller_id.map(normalised_number)
    assert found.customer.nunique() == numbers[numbers != ""].nunique()
    assert found.customer.isna().tolist() == (numbers == "").tolist()


@pytest.mark.parametrize(
    "name",
    ["crm_sales_opportunities/accounts.csv", "crm_sales_opportunities/products.csv", "hillstrom/hillstrom.csv",
     "crm_sales_opportunities/sales_teams.csv", "donations/donations.csv", "cdnow/CDNOW_master.txt"],
)  # fmt: skip
def test_files_of_another_kind_are_not_guessed(name: str) -> None:
    from roi_engine.errors import DataError

    with pytest.raises(DataError, match="kind"):
        read_exports([ExportFile("file", str(public(name)))])
