"""Every profile recognises its own headers, in each language; what is unclear is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from roi_engine.crm_data.exports import profiles
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.profiles import export_profiles
from roi_engine.crm_data.exports.recognising import Recognised, recognise, recognised
from roi_engine.crm_data.exports.tables import SQL_TYPES, export_tables
from roi_engine.errors import DataError

FOLDER = Path(profiles.__file__).parent / "profiles"
RAW = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yaml")}


def labels(name: str, language: str) -> dict[str, str]:
    """The first header of each role in a language."""
    found = {}
    for role, said in RAW[name]["columns"].items():
        listed = said.get(language, [])
        words = listed.split() if isinstance(listed, str) else listed
        if words and words[0] not in found.values():
            found[role] = words[0]
    return found


def stated(**given: object) -> ExportFile:
    return ExportFile("file", "file.csv", **given)  # type: ignore[arg-type]


def one(header: list[str], **given: object) -> Recognised:
    return recognised(header, stated(**given), "file.csv")


@pytest.mark.parametrize("language", ["en", "it", "es"])
@pytest.mark.parametrize("name", RAW)
def test_every_profile_recognises_its_headers(name: str, language: str) -> None:
    wanted = labels(name, language)
    header = [*wanted.values(), "Something of our own", "Codice interno"]
    random.Random(name + language).shuffle(header)
    found = one([random.Random(label).choice((label.upper(), label.lower(), label)) for label in header])
    assert (found.profile, found.kind) == (name, RAW[name]["kind"])
    assert {role: label.casefold() for role, label in found.mapping.items()} == {
        role: label.casefold() for role, label in wanted.items()
    }
    assert found.runner_up is None or found.score - found.runner_up[1] > 0.1
    assert {label.casefold() for label in found.unmapped} == {"something of our own", "codice interno"}


def test_the_names_of_a_programming_interface() -> None:
    header = (
        "Id IsDeleted AccountId IsPrivate Name StageName Amount Probability ExpectedRevenue CloseDate Type NextStep"
    )
    header += (
        " LeadSource IsClosed IsWon ForecastCategory OwnerId CreatedDate LastModifiedDate SystemModstamp FiscalYear"
    )
    found = one(header.split())
    assert found.profile == "salesforce_opportunities"
    assert found.score == 1.0
    assert {found.mapping[role] for role in ("is_won", "is_closed", "closed", "updated")} == {
        "IsWon", "IsClosed", "CloseDate", "SystemModstamp",
    }  # fmt: skip
    assert found.personal == ("Name",)


def test_tables_and_profiles_hang_together() -> None:
    for profile in export_profiles().values():
        table = export_tables()[profile.kind]
        assert all(table.column(role) is not None for role in profile.columns), profile.name
        assert {*table.required} <= {*profile.columns}, profile.name
        assert {*profile.title} == {"en", "it", "es"}
    for table in export_tables().values():
        assert {column.kind for column in table.columns.values()} <= {*SQL_TYPES}
        assert {*table.title} == {"en", "it", "es"}
        assert {*table.required} <= {*table.columns}
        assert {*table.columns}.isdisjoint(table.aids)
        assert f"generic_{table.name}" in export_profiles()


def test_personal_headers_are_told_apart() -> None:
    found = one(["Case Number", "Date/Time Opened", "Status", "Contact Name", "Contact Phone", "Mailing Street"])
    assert found.personal == ("Contact Name", "Mailing Street")
    assert found.mapping["phone"] == "Contact Phone"


def test_a_stated_role_is_kept_and_the_rest_filled_in() -> None:
    found = one(["Opportunity Name", "Stage", "Amount", "Close Date"], columns={"deal": "opportunity name"})
    assert found.mapping["deal"] == "Opportunity Name"
    assert found.mapping["value"] == "Amount"


def test_a_role_that_is_stated_to_be_empty_stays_so() -> None:
    header = ["Deal ID", "Status", "Amount"]
    assert "value" not in one(header, columns={"value": ""}).mapping


def test_a_file_is_recognised_by_its_bytes(tmp_path: Path) -> None:
    header = ";".join(labels("salesforce_cases", "it").values())
    (tmp_path / "casi.csv").write_bytes(f"{header}\n".encode("cp1252"))
    assert recognise(tmp_path / "casi.csv").profile == "salesforce_cases"


def test_the_refusal_says_what_was_nearest() -> None:
    with pytest.raises(DataError, match=r"nearest is generic_leads \(leads\).*finds no column for created") as caught:
        one(["mql_id", "origin", "landing_page_id", "declared revenue"])
    assert "columns: {created: HEADER}" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("product,series,sales_price", "a list without dates (of accounts, products, teams) tells no KPI"),
        (
            "mql_id,seller_id,sdr_id,sr_id,won_date,lead_type,has_company,stock",
            "--kind deals --columns deal=HEADER",
        ),
    ],
)
def test_a_file_of_which_little_is_known_is_refused_with_a_way_out(header: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        recognise(tmp_path / "list.csv")
    (problem,) = caught.value.problems
    assert (problem.code, hint in (problem.hint or "")) == ("unknown-export", True)
