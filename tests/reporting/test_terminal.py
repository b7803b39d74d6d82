from __future__ import annotations

import math
from dataclasses import replace

import pytest

from roi_engine.engine import LineExplanation
from roi_engine.engine.behind import ExplanationRow
from roi_engine.engine.result import Result
from roi_engine.reporting.explain import calculation_table, explanation_markdown
from roi_engine.reporting.terminal import print_explanation, print_register, print_summary
from roi_engine.reporting.words import Words
from roi_engine.scenario.records import Place
from tests.reporting.fake_cases import ASSUMPTIONS, EVIL

PLACE = Place("scenarios/a.yaml", 21, 5)
EXPLANATION = LineExplanation(
    id="benefits.handle_time",
    title="Shorter contacts",
    reference="A",
    category="operational",
    cashable=False,
    formula="contacts x Shorter contacts: time saved",
    formula_references="A1 x A2",
    counterfactual="Contacts take as long as today.",
    source="",
    rows=(
        ExplanationRow("A1", "contacts", "contacts", "contact/month", math.nan, (42_000.0, 43_260.0), "42000", "export",
                       PLACE, ((Place("base.yaml", 3), "40000"),)),
        ExplanationRow("A2", "share", "Shorter contacts: time saved", "", math.nan, (0.5, 0.5), "50 %", "", None, ()),
    ),
    total=(0.0, 100_000.0, 110_000.0),
    adjustment=0.1,
    adjusted=(0.0, 90_000.0, 99_000.0),
)  # fmt: skip


def test_summary_holds_decision_figures_and_no_escape_codes(
    results: dict[str, Result], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    print_summary(results["poor"])
    told = capsys.readouterr().out
    for part in ("Sales CRM (pessimistic)", "Poor case", "loses EUR 381,000", "Net present value (NPV)", "not reached"):
        assert part in told
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize("width", [40, 72])
def test_narrow_outputs_are_kept_to(
    result: Result, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    print_summary(result)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= width


def test_no_colour_where_not_wanted(
    results: dict[str, Result], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    print_summary(results["good"])
    assert "\x1b[1;32m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    print_summary(results["good"])
    assert "32m" not in capsys.readouterr().out


def test_user_text_is_not_markup(results: dict[str, Result], capsys: pytest.CaptureFixture[str]) -> None:
    scenario = replace(results["good"].scenario, name="[red]x[/red] :smile: \x1b[31m")
    print_summary(replace(results["good"], scenario=scenario))
    told = capsys.readouterr().out
    assert "[red]x[/red] :smile: [31m" in told
    assert "\x1b" not in told


def test_register(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    print_register(ASSUMPTIONS)
    told = capsys.readouterr().out
    adoption = next(line for line in told.splitlines() if "rollout.adoption" in line)
    assert adoption.split() == ["rollout.adoption", "80%", "79%", "68%", "79%", "88%", "guess", "no", "source"]


def test_calculation_table(words: Words) -> None:
    told = calculation_table(EXPLANATION, words)
    assert told.title == "A: Shorter contacts (benefits.handle_time)"
    assert told.sentences[0] == "At = A1 x A2, in words: contacts x time saved."
    assert "Compared with: Contacts take as long as today." in told.sentences
    assert told.header[:6] == ("Ref.", "Metric", "Unit", "Initial", "Year 1", "Year 2")
    assert told.rows[0] == (
        "A1", "contacts", "contact/month", "", "42,000", "43,260", "42,000", "export", "scenarios/a.yaml:21",
    )  # fmt: skip
    assert told.rows[1][4] == "50%"
    assert told.rows[2][:6] == ("At", "Total", "EUR", "0", "100,000", "110,000")
    assert told.rows[3][:2] == ("Atr", "Total, benefits lowered by 10% for risk")
    assert told.rows[3][3:6] == ("0", "90,000", "99,000")
    assert told.notes == ("A1 contacts: overrides 40000 of base.yaml:3.",)


def test_costs_are_raised_and_nothing_is_adjusted_without_adjustment(words: Words) -> None:
    cost = replace(EXPLANATION, category="cost")
    assert calculation_table(cost, words).rows[-1][1] == "Total, costs raised by 10% for risk"
    assert calculation_table(replace(EXPLANATION, adjustment=None), words).rows[-1][0] == "At"
    assert "Cashable: money that moves." in calculation_table(replace(cost, cashable=True), words).sentences


def test_explanation_on_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    print_explanation(EXPLANATION, "EUR")
    told = capsys.readouterr().out
    for part in ("At = A1 x A2", "42,000", "Atr", "scenarios/a.yaml:21"):
        assert part in told


def test_what_stands_behind_an_input_is_indented(
    words: Words, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = replace(EXPLANATION.rows[1], reference="", label="adoption", stated="PERT 0.4 / 0.5 / 0.6")
    deeper = replace(EXPLANATION, rows=(*EXPLANATION.rows, behind))
    told = calculation_table(deeper, words)
    assert told.inner == (False, False, True, False, False)
    assert told.rows[2][6] == "PERT 40% / 50% / 60%"
    assert "|  | &emsp;from: adoption |" in explanation_markdown([deeper], words)
    monkeypatch.setenv("COLUMNS", "180")
    print_explanation(deeper, "EUR")
    lines = capsys.readouterr().out.splitlines()
    place = next(line.index("contacts ") for line in lines if line.startswith("A1"))
    assert any(line.startswith(" " * (place + 3) + "from: adoption") for line in lines)


def test_explanation_as_markdown_escapes(words: Words) -> None:
    page = explanation_markdown([replace(EXPLANATION, title=EVIL)], words)
    assert "<script>" not in page
    assert "| A1 | contacts | contact/month |  | 42,000 |" in page
