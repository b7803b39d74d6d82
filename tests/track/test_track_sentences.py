"""What is said where only the start is known, where one thing is followed, and where small shortfalls add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from roi_engine.analysis.track_records import Correction, Tracking
from roi_engine.analysis.track_status import Standing, Status
from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.reporting.track_report import heading
from roi_engine.reporting.track_sentences import decision, payback_said, track_said
from roi_engine.reporting.track_tables import things_table
from roi_engine.reporting.words import words_for
from tests.track.plans import CERTAIN, UNCERTAIN, monthly, scenario_of

EN, IT, ES = (words_for(language, "EUR") for language in ("en", "it", "es"))


def with_standing(found: Tracking, status: Status) -> Tracking:
    things = tuple(replace(each, standing=Standing(status)) for each in found.things)
    return replace(found, things=things)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Tracking:
    """Two lines to the cent."""
    scenario = scenario_of(CERTAIN, tmp_path_factory.mktemp("plan"))
    lines = [*monthly(scenario, "costs.licences", 6, lambda _: 200.0), Actual("costs.licences", INITIAL, 5000.0)]
    return track(scenario, [*lines, *monthly(scenario, "benefits.saved_time", 6, lambda month: 1000.0 * (month > 2))])


def test_where_only_the_start_is_known_no_month_is_named(tmp_path: Path) -> None:
    scenario = scenario_of(UNCERTAIN.replace("draws: 16384", "draws: 1024"), tmp_path)
    for amount, said in (
        (84_000.0, "Too early to tell: only what came before the first month is known, and it is within the plan's"),
        (64_000.0, "Too early to tell: only what came before the first month is known."),
        (125_000.0, "Before the first month already the plan is not kept: “Project” is off track."),
    ):
        found = track(scenario, [Actual("costs.project", INITIAL, amount)])
        assert decision(found, EN).startswith(said)
        assert heading(found, EN) == "Plan and actuals of “Uncertain plan” before the first month"
        for words in (EN, IT, ES):
            text = " ".join((heading(found, words), *track_said(found, words)))
            assert words.missing not in text
            assert words is EN or "first month" not in text


def test_one_thing_alone_is_not_counted(kept: Tracking) -> None:
    assert "none of the 2 followed" in decision(kept, EN)
    alone = replace(kept, things=kept.things[:1])
    assert "the one thing followed does not lie outside" in decision(alone, EN)


def test_an_action_is_asked_where_something_is_off_or_watched(kept: Tracking) -> None:
    acting = replace(
        kept, things=tuple(replace(each, correction=Correction("Act", "Ann", "a")) for each in kept.things)
    )
    for status, shown in (("off_track", 2), ("watch", 2), ("on_track", 0), ("ahead", 0), ("too_early", 0)):
        rows = things_table(with_standing(acting, status), EN).rows  # type: ignore[arg-type]
        assert [row[-2:] for row in rows] == [("Act", "Ann") if shown else ("", "")] * 2


def test_shortfalls_that_add_up_are_put_together_with_nothing_off_track(kept: Tracking) -> None:
    def told(p50: float, status: Status = "on_track", things: int = 2) -> str:
        assert kept.reforecast.npv is not None
        now = replace(kept.reforecast.npv, p50=p50)
        plan = replace(kept.reforecast.plan, p10=100.0, p50=200.0, p90=300.0)
        case = with_standing(kept, status)
        return decision(
            replace(case, things=case.things[:things], reforecast=replace(case.reforecast, npv=now, plan=plan)), EN
        )

    assert "Even so the middle of the re-forecast lies below the P10 of the plan: each by itself" in told(99.0)
    assert "together they come to less than planned" in told(99.0, "watch")
    assert told(99.0, things=1).endswith("Even so the middle of the re-forecast lies below the P10 of the plan.")
    assert "Even so" not in told(101.0)
    assert "Even so" not in told(99.0, "off_track")


@pytest.mark.parametrize(
    ("now", "plan", "said"),
    [
        (0.0, 0.0, "Half of the draws pay back at once, as in the plan."),
        (0.0, 7.0, "Half of the draws pay back at once; in the plan after 7 months."),
        (7.0, 0.0, "Half of the draws pay back after 7 months; in the plan at once."),
        (7.0, 9.0, "Half of the draws pay back after 7 months; in the plan after 9 months."),
    ],
)
def test_a_payback_at_once_reads_well(now: float, plan: float, said: str, kept: Tracking) -> None:
    assert payback_said(now, plan, kept, EN) == said
    assert "draws" not in payback_said(now, plan, kept, IT) + payback_said(now, plan, kept, ES)
