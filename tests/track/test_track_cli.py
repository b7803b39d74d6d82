"""`roi-engine track` from the command line: what it says, writes and ends with, in three languages."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from roi_engine.analysis.track_plan import plan_model
from roi_engine.cli.application import run_application
from roi_engine.reporting.track_words import STATUS_WORDS
from roi_engine.reporting.words import words_for
from tests.track.plans import CERTAIN, UNCERTAIN, scenario_of

GOALS = """\
goals:
  quicker:
    objective: Contacts a tenth shorter
    target: {line: benefits.handle_time, value: 60000 EUR, by: 2028-12}
    owner: Service director
    review: every 2 month
    strategies:
      guide:
        metrics: [service.handle_time]
        drives: [benefits.handle_time]
        if_off_track: {action: Train the ten slowest teams, owner: Trainer}
"""
LINES = ("benefits.handle_time", "benefits.fewer_calls", "costs.licences", "costs.project")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan with goals, and nine months of actuals as an Italian ledger writes them: one line at a fifth."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    scenario = scenario_of((UNCERTAIN + GOALS).replace("draws: 16384", "draws: 1024"), tmp_path)
    base = plan_model(scenario).base()
    rows = ["Mese;Voce;Importo"]
    for line in LINES:
        factor = 0.15 if line == "benefits.handle_time" else 1.0
        for month in range(9):
            amount = factor * float(base.amounts[line][0, month]) * (1.02 if month % 2 else 0.98)
            rows.append(f"{month + 1:02d}/2027;{line};{amount:.2f}".replace(".", ",").replace("s,", "s."))
    (tmp_path / "actuals.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run_application(["track", "plan.yaml", "--actuals", "actuals.csv", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_json_holds_statuses_forecast_and_corrections(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--json", "--reports", "none")
    told = json.loads(out)
    assert status == 0
    assert (told["schema"], told["report"], told["currency"], told["until"]) == (1, "track", "EUR", "2027-09")
    assert told["track"] == {"things": 4, "off_track": 1, "watch": 0, "on_track": 3, "ahead": 0, "too_early": 0}
    assert told["next_review"] == {"month": "2027-10", "goal": "quicker"}
    by_id = {each["id"]: each for each in told["things"]}
    weak = by_id["benefits.handle_time"]
    assert weak["correction"] == {
        "action": "Train the ten slowest teams", "owner": "Trainer", "from_goal": "quicker",
    }  # fmt: skip
    assert weak["realisation"]["of_base"] == pytest.approx(0.15, abs=0.005)
    split = weak["split"]
    pieces = sum(piece["amount"] for piece in split["pieces"])
    assert pieces + split["unexplained"] == pytest.approx(split["total"])
    assert split["total"] == pytest.approx(weak["realisation"]["actual"] - weak["realisation"]["base"])
    assert len(weak["by_period"]) == 9
    assert told["reforecast"]["npv"]["p10"] < told["reforecast"]["npv"]["p90"] < told["reforecast"]["plan"]["p50"]
    assert told["unobserved"] == []
    assert not (folder / "out").exists()


def test_the_folder_is_written_and_written_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run(capsys, "--out", "followed")[0] == 0
    names = {path.relative_to(folder / "followed").as_posix() for path in (folder / "followed").rglob("*.*")}
    assert names == {
        "track.json", "track.md", "tables/track_things.csv", "tables/track_periods.csv",
        "charts/kpi_band.svg", "charts/kpi_band.png", "charts/kpi_band.csv",
    }  # fmt: skip
    with (folder / "followed" / "tables" / "track_things.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["what"]: row for row in csv.DictReader(file)}
    assert rows["benefits.handle_time"]["status"] == "off_track"
    assert rows["benefits.handle_time"]["action"] == "Train the ten slowest teams"


def test_the_page_says_the_decision_first_then_who_and_when(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--out", "followed", "--reports", "md")
    page = (folder / "followed" / "track.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line]
    assert lines[0] == "# Plan and actuals of “Uncertain plan” until Sep 2027"
    assert lines[1].startswith("- Until Sep 2027 the plan is not kept: of 4 followed, “Handle time” is off track.")
    assert "- To do for “Handle time”: Train the ten slowest teams (Trainer)." in lines
    assert "- Next look: after Oct 2027, as the goal “Contacts a tenth shorter” says." in lines
    assert "charts/" not in page
    assert not (folder / "followed" / "charts").exists()


@pytest.mark.parametrize(
    ("language", "heading", "status"),
    [("it", "Piano e consuntivo di «Uncertain plan» fino a set 2027", "fuori rotta"),
     ("es", "Plan y datos reales de «Uncertain plan» hasta sept 2027", "fuera de rumbo")],
)  # fmt: skip
def test_the_page_in_other_languages(
    language: str, heading: str, status: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "--out", "followed", "--reports", "md", "--language", language)[0] == 0
    page = (folder / "followed" / "track.md").read_text(encoding="utf-8")
    assert page.splitlines()[0] == f"# {heading}"
    assert f"| {status} |" in page
    for english in ("the plan", "draws", "of the base case", "Next look"):
        assert english not in page


def test_every_status_has_a_word_of_its_own_in_each_language() -> None:
    for language in ("en", "it", "es"):
        words = words_for(language, "EUR")
        assert len({words.text(word) for word in STATUS_WORDS.values()}) == len(STATUS_WORDS)


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("track.off_track > 0", 3),
        ("track.off_track > 1", 0),
        ("reforecast.npv.p50 < 0", 3),
        ("reforecast.basis == 'left'", 0),
        ("totals.benefits.of_base < 0.9", 3),
    ],
)
def test_a_condition_decides_the_exit_status(
    condition: str, status: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, err = run(capsys, "--reports", "none", "--fail-if", condition)
    assert found == status
    assert (f"--fail-if {condition}" in err) == (status == 3)


def test_a_forecast_that_is_not_given_fails_a_condition_on_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "actuals.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    changed = [rows[0], *(f"{row.rpartition(';')[0]};999999,00" if "handle_time" in row else row for row in rows[1:])]
    path.write_text("\n".join(changed), encoding="utf-8")
    status, out, err = run(capsys, "--reports", "none", "--fail-if", "reforecast.npv.p50 < 0")
    assert status == 3
    assert "cannot be judged" in err
    assert "No re-forecast is given" in out
    assert "The plan no longer describes what happens" in out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("01/2027;benefits.handle_tim;1,00", "did you mean 'benefits.handle_time'?"),
        ("13/2027;benefits.handle_time;1,00", "is no month"),
        ("01/2027;benefits.handle_time;much", "is no number"),
        ("01/2030;benefits.handle_time;1,00", "after the end of the plan"),
    ],
)
def test_nothing_is_written_where_an_actual_is_wrong(
    change: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "actuals.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{change}\n", encoding="utf-8")
    status, out, err = run(capsys, "--out", "followed")
    assert status == 2
    assert said in err
    assert "actuals.csv:38" in err
    assert out == ""
    assert not (folder / "followed").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--until", "June"), "--until 'June' is no month"),
        (("--reports", "pdf"), "there is no 'pdf'"),
        (("--reports", "md,none"), "'none' stands alone"),
        (("--fail-if", "track.off_track"), "is not a condition"),
        (("--fail-if", "track.of_track > 0"), "did you mean 'off_track'?"),
        (("--decimal", ";"), "no decimal sign"),
    ],
)
def test_wrong_usage_is_refused(
    arguments: tuple[str, ...], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert said in err
    assert not (folder / "out").exists()


def test_variants_and_set_change_the_plan_that_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"{CERTAIN}variants: {{late: {{rollout: {{go_live: 6 month}}}}}}\n"
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    rows = "".join(f"2027-{month:02d},benefits.saved_time,{1000.0 * (month > 6)}\n" for month in range(1, 10))
    (tmp_path / "actuals.csv").write_text(f"month,what,value\n{rows}", encoding="utf-8")
    arguments = ("--reports", "none", "--json")
    shares = []
    for more in ((), ("--variant", "late"), ("--set", "rollout.go_live=0 month")):
        status, out, _ = run(capsys, *arguments, *more)
        assert status == 0
        shares.append(json.loads(out)["things"][0]["realisation"]["of_base"])
    assert shares == pytest.approx([3 / 6, 3 / 3, 3 / 9])


def test_what_no_draw_tells_of_is_not_told_as_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where reality has left the range only what was measured is split; with a tax rate it is said what is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    text = UNCERTAIN.replace("discounting: period_end", "discounting: period_end, tax_rate: 25 %")
    (tmp_path / "plan.yaml").write_text(text.replace("draws: 16384", "draws: 1024"), encoding="utf-8")
    months = [f"2027-{month:02d}" for month in range(1, 10)]
    rows = [f"{month},{what},{value}" for month in months for what, value in (("assumptions.contacts", 40500),)]
    rows += [f"{month},benefits.handle_time,90000" for month in months]
    (tmp_path / "actuals.csv").write_text("\n".join(["month,what,value", *rows]), encoding="utf-8")
    status, out, _ = run(capsys, "--out", "followed", "--reports", "md")
    assert status == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"  # small matrices: threads make it several times slower
    assert "The plan no longer describes what happens" in out
    page = (tmp_path / "followed" / "track.md").read_text(encoding="utf-8")
    (split,) = [line for line in page.splitlines() if line.startswith("| Handle time |") and "Volume" in line]
    cells = [cell.strip() for cell in split.strip("|").split("|")]
    assert cells[3:5] == ["n/a", "n/a"]
    assert "All amounts are before tax." in page
