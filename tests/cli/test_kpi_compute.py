"""`kpi compute` from the command line: files in, figures with their uncertainty out, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

DEALS = """\
Deal ID;Created;Closed;Stage;Amount;Owner;Region
d1;05/01/2026;20/01/2026;Closed Won;1.000,00;Ada;North
d2;07/01/2026;20/02/2026;Closed Lost;500,00;Bo;South
d3;01/02/2026;13/02/2026;Closed Won;3.000,00;Ada;North
d4;10/02/2026;05/03/2026;Closed Won;2.000,00;Bo;South
d5;01/03/2026;;Negotiation;700,00;Ada;North
"""
TICKETS = """\
ticket,opened,resolved,priority
t1,2026-01-05 09:00,2026-01-05 15:00,high
t2,2026-01-05 10:00,2026-01-07 10:00,low
t3,2026-02-09 09:00,,low
"""
PIPELINE = (
    "--kind",
    "pipeline:deals",
    "--columns",
    "pipeline:deal=Deal ID,created=Created,closed=Closed,outcome=Stage,value=Amount,seller=Owner",
)
DESK = ("--kind", "desk:tickets", "--columns", "desk:ticket=ticket,opened=opened,resolved=resolved,priority=priority")


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "pipeline.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "desk.csv").write_text(TICKETS, encoding="utf-8")


def test_two_exports_give_one_table_a_group(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "compute", "pipeline.csv", "desk.csv", *PIPELINE, *DESK, "--currency", "EUR")
    assert said.status == 0, said.err
    for phrase in ("KPIs from pipeline.csv and desk.csv", "Sales", "Service", "Win rate by count", "75%", "EUR/deal"):
        assert phrase in said.out
    assert "“pipeline.csv”: 5 of 5 rows used." in said.out
    assert "a rough guide" in said.out
    assert "KPIs more need tables that none of these files is" in said.out


def test_json_has_the_shape_of_the_contract(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--kpi", "sales.win_rate", "--kpi",
                      "sales.average_deal_value", "--by", "seller", "--currency", "EUR", "--json")  # fmt: skip
    told = json.loads(said.out)
    assert told["schema"] == 1
    assert told["report"] == "kpi compute"
    rate = told["kpis"]["sales.win_rate"]
    assert (rate["value"], rate["n"], rate["successes"], rate["unit"]) == (0.75, 4, 3, "share")
    assert rate["se"] == pytest.approx((0.75 * 0.25 / 4) ** 0.5)
    assert [(one["month"], one["value"], one["partial"]) for one in rate["by_month"]] == [
        ("2026-01", 1.0, False), ("2026-02", 0.5, False), ("2026-03", 1.0, True)
    ]  # fmt: skip
    assert {one["label"]: one["n"] for one in rate["by"]["seller"]} == {"Ada": 2, "Bo": 2}
    assert (rate["first"], rate["last"], rate["files"]) == ("2026-01-20", "2026-03-05", ["pipeline.csv"])
    assert [one["code"] for one in rate["warnings"]] == [
        "small-sample",
    ]
    value = told["kpis"]["sales.average_deal_value"]
    assert (value["value"], value["unit"]) == (2000.0, "EUR/deal")
    assert told["missing"] == []
    assert told["files"][0]["rows_used"] == 5


def test_what_is_missing_is_told_with_its_columns(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--kpi", "sales.products_per_deal", "--json")
    (missing,) = json.loads(said.out)["missing"]
    assert (missing["code"], missing["columns"]) == ("missing-columns", ["deals.products"])
    shown = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--kpi", "service.backlog")
    assert "no export of tickets among the files; wanted: tickets.resolved" in shown.out
    assert (shown.status, "none of the KPIs that were asked for" in shown.err) == (2, True)
    both = ("--kpi", "service.backlog", "--kpi", "sales.win_rate")
    assert roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, *both).status == 0


def test_a_period_a_dimension_and_every_figure_as_csv(roi_engine: CommandLine, tmp_path: Path) -> None:
    by_region = ("--dimension", "pipeline:region=Region", "--by", "region", "--since", "2026-02-01")
    said = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, *by_region, "--kpi", "sales.win_rate", "--csv",
                      "kpis.csv")  # fmt: skip
    assert said.status == 0, said.err
    assert "written: kpis.csv" in said.err
    assert "Feb 2026" in said.out
    with (tmp_path / "kpis.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["month"], row["label"], row["n"]) for row in rows] == [
        ("", "", "3"), ("2026-02", "", "2"), ("2026-03", "", "1"), ("", "South", "2"), ("", "North", "1")
    ]  # fmt: skip
    assert float(rows[0]["value"]) == pytest.approx(2 / 3)


def test_working_hours_by_the_calendar_that_is_named(roi_engine: CommandLine) -> None:
    kpi = "service.resolution_time_working_hours"
    wanted = ("kpi", "compute", "desk.csv", *DESK, "--kpi", kpi, "--json")
    assert json.loads(roi_engine(*wanted).out)["kpis"][kpi]["value"] == (6 + 16) / 2
    # Epiphany is closed in Italy: t2 took 7 + 1 hours then instead of 7 + 8 + 1
    closed = json.loads(roi_engine(*wanted, "--calendar", "office; holidays IT").out)
    assert closed["kpis"][kpi]["value"] == (6 + 8) / 2


def test_the_report_is_translated(roi_engine: CommandLine) -> None:
    said = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--language", "it", "--currency", "EUR")
    assert "Tasso di chiusura" in said.out
    assert "Value" not in said.out
    assert "rough guide" not in said.out


def test_a_report_folder(roi_engine: CommandLine, tmp_path: Path) -> None:
    assert roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--out", "out").status == 0
    assert {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()} >= {
        "report.json",
        "report.md",
        "kpis.csv",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kpi", "sales.winrate"), "did you mean 'sales.win_rate'?"),
        (("--by", "sellr"), "did you mean 'seller'?"),
        (("--since", "1/2/2026"), "is not a date"),
        (("--since", "2026-03-01", "--until", "2026-02-01"), "before it begins"),
        (("--calendar", "Mon-Fri 9-25"), "does not end after it begins"),
        (("--calendar", "holidays XX"), "not known"),
        (("--window", "0"), "a window of 0 months"),
        (("--kind", "pipelin:deals"), "names no file"),
    ],
)
def test_what_is_wrong_is_refused_with_status_2(roi_engine: CommandLine, arguments: tuple[str, ...], said: str) -> None:
    found = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, *arguments)
    assert found.status == 2
    assert said in found.err
    assert found.out == ""


def test_words_are_stated_with_their_role_and_choice(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "pipeline.csv").write_text(DEALS.replace("Closed Won", "Gewonnen"), encoding="utf-8")
    refused = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--kpi", "sales.win_rate")
    assert refused.status == 2
    assert "Gewonnen" in refused.err
    for words in ("outcome.won=Gewonnen", "pipeline:outcome.won=Gewonnen"):
        asked = (*PIPELINE, "--kpi", "sales.win_rate", "--words", words, "--json")
        said = roi_engine("kpi", "compute", "pipeline.csv", *asked)
        assert json.loads(said.out)["kpis"]["sales.win_rate"]["successes"] == 3
    assert roi_engine("kpi", "profile", "pipeline.csv", "--words", "outcome.won=Gewonnen").status == 0
    wrong = roi_engine("kpi", "compute", "pipeline.csv", *PIPELINE, "--words", "Gewonnen")
    assert wrong.status == 2
    assert "ROLE.CHOICE=WORD" in wrong.err


def test_rules_of_identity_are_reached_from_the_command_line(roi_engine: CommandLine, tmp_path: Path) -> None:
    order = "Order ID,Order date,Amount,Customer ID,Phone\n{},2025-01-13,10,{},+39 06 698 12345\n"
    (tmp_path / "shop.csv").write_text(order.format(1, "c1"), encoding="utf-8")
    (tmp_path / "web.csv").write_text(order.format(2, "c1"), encoding="utf-8")
    asked = ("kpi", "compute", "shop.csv", "web.csv", "--kpi", "customer.repeat_rate", "--json")

    def persons(*options: str) -> int:
        identity = json.loads(roi_engine(*asked, *options).out)["identity"]
        return int(identity["persons"])

    apart = ("--numbering", "shop=retail,web=online")
    assert (persons(), persons(*apart), persons(*apart, "--trust-phones")) == (1, 2, 1)
    unknown = roi_engine(*asked, "--numbering", "chat=x")
    assert unknown.status == 2
    assert "chat" in unknown.err


def test_a_column_that_no_role_is_breaks_figures_down_by_its_name(roi_engine: CommandLine) -> None:
    asked = ("--kpi", "sales.win_rate", "--kpi", "service.backlog", "--by", "region", "--json")
    told = json.loads(roi_engine("kpi", "compute", "pipeline.csv", "desk.csv", *PIPELINE, *DESK, *asked).out)
    assert {one["label"]: one["value"] for one in told["kpis"]["sales.win_rate"]["by"]["region"]} == {
        "North": 1.0, "South": 0.5
    }  # fmt: skip
    assert told["kpis"]["service.backlog"]["by"] == {}
    pipeline, desk = ([one["code"] for one in file["warnings"]] for file in told["files"])
    assert (pipeline, desk) == ([], ["no-such-dimension"])


def test_a_column_that_cannot_group_is_refused_with_the_way_out(roi_engine: CommandLine, tmp_path: Path) -> None:
    rows = "".join(f"d{k};05/01/2026;20/01/2026;Closed Won;1;person {k};note {k}\n" for k in range(201))
    header = "Deal ID;Created;Closed;Stage;Amount;First name;Remark\n"
    (tmp_path / "many.csv").write_text(header + rows, encoding="utf-8")
    asked = ("kpi", "compute", "many.csv", "--kpi", "sales.deals_decided")
    free = roi_engine(*asked, "--by", "remark")
    assert (free.status, "has 201 different values" in free.err) == (2, True)
    assert '--dimension "remark=Remark"' in free.err
    assert roi_engine(*asked, "--by", "remark", "--dimension", "remark=Remark").status == 0
    person = roi_engine(*asked, "--by", "first name")
    assert (person.status, "names or reaches persons" in person.err, "person 7" in person.err) == (2, True, False)
    key = roi_engine(*asked, "--columns", "phone=Remark", "--by", "remark")
    assert (key.status, "names or reaches persons" in key.err) == (2, True)
    unknown = roi_engine(*asked, "--by", "area")
    assert "--dimension area=HEADER" in unknown.err


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("rep{}@firm.example", "holds e-mail addresses or phone numbers"),
        ("told by rep{}@firm.example", "holds e-mail addresses or phone numbers"),
        ("+39 06 5550 10{}", "holds e-mail addresses or phone numbers"),
        ("333 444 55{}", "holds e-mail addresses or phone numbers"),
        ("2026-01-{}", ""),
        ("00{}45", ""),
    ],
)
def test_values_that_reach_persons_do_not_stand_in_a_report(
    value: str, said: str, roi_engine: CommandLine, tmp_path: Path
) -> None:
    rows = "".join(f"d{k};05/01/2026;20/01/2026;Closed Won;1;{value.format(11 + k % 3)}\n" for k in range(9))
    (tmp_path / "calls.csv").write_text("Deal ID;Created;Closed;Stage;Amount;Came by\n" + rows, encoding="utf-8")
    asked = ("kpi", "compute", "calls.csv", "--kpi", "sales.deals_decided", "--json")
    found = roi_engine(*asked, "--by", "came by")
    assert (found.status, said in found.err, value.format(11) in found.err) == (2 if said else 0, True, False)
    assert roi_engine(*asked, "--by", "by", "--dimension", "by=Came by").status == 0


def test_a_text_that_nearly_every_row_has_for_itself_groups_nothing(roi_engine: CommandLine, tmp_path: Path) -> None:
    rows = "".join(f"d{k};05/01/2026;20/01/2026;Closed Won;1;remark {k}\n" for k in range(13))
    (tmp_path / "free.csv").write_text("Deal ID;Created;Closed;Stage;Amount;Remark\n" + rows, encoding="utf-8")
    found = roi_engine("kpi", "compute", "free.csv", "--kpi", "sales.deals_decided", "--by", "remark")
    assert (found.status, "13 different values in 13 rows" in found.err) == (2, True)


def test_a_column_that_plays_a_role_is_found_by_its_header_too(roi_engine: CommandLine) -> None:
    asked = ("kpi", "compute", "pipeline.csv", "desk.csv", *PIPELINE, *DESK, "--kpi", "sales.win_rate", "--json")
    told = json.loads(roi_engine(*asked, "--by", "owner").out)
    assert {one["label"] for one in told["kpis"]["sales.win_rate"]["by"]["seller"]} == {"Ada", "Bo"}
    pipeline, desk = (file["warnings"] for file in told["files"])
    assert pipeline == []
    assert "no column “owner” in “desk.csv”" in desk[0]["message"]
    assert json.loads(roi_engine(*asked, "--by", "seller", "--by", "owner").out)["kpis"] == told["kpis"]


def test_a_folder_is_called_one(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    said = roi_engine("kpi", "compute", "exports")
    assert (said.status, "this is a folder" in said.err) == (2, True)
