"""Pilots read from files: the columns, the arms, and what is refused with its row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from roi_engine.crm_data.pilot_reading import read_numbers, read_pilot
from roi_engine.crm_data.piloting import PilotColumns, PilotQuestion, measured_pilot
from roi_engine.errors import DataError


def columns(arm: list[str], outcome: list[float], **more: object) -> PilotColumns:
    covariates = np.array(more.get("covariates", np.empty((len(arm), 0))), float)
    segment = more.get("segment")
    held = None if segment is None else np.array(segment, object)
    return PilotColumns("f.csv", "", np.array(arm, object), np.array(outcome, float), covariates, held)


ASKED = PilotQuestion("arm", "spend")


def test_the_difference_is_welchs() -> None:
    rng = np.random.default_rng(1)
    treated, control = rng.gamma(2, 3, 300), rng.gamma(2, 2.5, 500)
    pilot = measured_pilot(columns(["t"] * 300 + ["control"] * 500, [*treated, *control]), ASKED)
    (effect,) = pilot.effects
    told = stats.ttest_ind(treated, control, equal_var=False)
    assert effect.contrast.difference == pytest.approx(treated.mean() - control.mean())
    assert effect.contrast.p_value == pytest.approx(told.pvalue)
    assert effect.value.mean == effect.contrast.difference
    assert effect.value.se == effect.contrast.se
    assert pilot.control.name == "control"
    assert effect.lift is not None
    assert effect.lift.lift == pytest.approx(treated.mean() / control.mean() - 1)


def test_shares_count_successes() -> None:
    pilot = measured_pilot(
        columns(["a"] * 4 + ["no"] * 5, [1, 1, 0, 1, 0, 1, 0, 0, 0]), PilotQuestion("arm", "won", share=True)
    )
    assert pilot.arms[0].share is not None
    assert (pilot.arms[0].share.successes, pilot.arms[0].share.trials) == (3, 4)
    assert pilot.effects[0].contrast.difference == pytest.approx(0.75 - 0.2)


def test_the_intended_split_is_by_name_or_in_order() -> None:
    arms = ["a"] * 90 + ["control"] * 10
    outcome = list(np.arange(100.0))
    ordered = PilotQuestion("arm", "spend", intended=(("", 9.0), ("", 1.0)))
    named = PilotQuestion("arm", "spend", intended=(("control", 1.0), ("a", 9.0)))
    for question in (ordered, named):
        assert measured_pilot(columns(arms, outcome), question).sample_ratio.p_value == pytest.approx(1.0)
    assert measured_pilot(columns(arms, outcome), ASKED).sample_ratio.is_mismatch
    with pytest.raises(DataError, match="one part an arm, in this order: a, control"):
        measured_pilot(columns(arms, outcome), PilotQuestion("arm", "spend", intended=(("", 1.0),) * 3))


def test_a_segment_and_a_covariate_are_taken_along() -> None:
    rng = np.random.default_rng(2)
    before = rng.normal(10, 3, 400)
    treated = np.arange(400) % 2 == 0
    outcome = before + treated + rng.normal(0, 0.5, 400)
    arm = np.where(treated, "t", "control").tolist()
    segment = ["x"] * 200 + ["y"] * 200
    found = columns(arm, outcome.tolist(), covariates=before[:, None], segment=segment)
    effect = measured_pilot(found, PilotQuestion("arm", "spend", covariates=("before",), segment="kind")).effects[0]
    assert effect.adjusted is not None
    assert effect.adjusted.variance_reduction > 0.9
    assert effect.value.se == effect.adjusted.contrast.se < effect.contrast.se
    assert effect.segments is not None
    assert [each.name for each in effect.segments.contrasts] == ["x", "y"]


@pytest.mark.parametrize(
    ("arm", "question", "said"),
    [
        (["a", "a", "a"], ASKED, "two arms or more"),
        (["a", "a", "b", "b"], ASKED, "--control 'a'"),
        (["a", "a", "b", "b"], PilotQuestion("arm", "spend", control="B"), "did you mean 'b'"),
        (["a", "a", "control"], ASKED, "one customer alone in control"),
        ([str(n // 2) for n in range(60)], ASKED, "at most 20 arms"),
        (["a", "a", "no", "no"], PilotQuestion("arm", "spend", share=True), "neither 0 nor 1"),
    ],
)
def test_what_is_no_experiment_is_refused(arm: list[str], question: PilotQuestion, said: str) -> None:
    with pytest.raises(DataError, match=said):
        measured_pilot(columns(arm, [2.0 + n for n in range(len(arm))]), question)


def test_numbers_are_read_in_the_shape_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("gruppo;spesa;prima\nA;1.234,50;1\nA;-7,25;2\nno;0,00;3\nno;12,00;4\n", encoding="utf-8")
    found = read_pilot(path, PilotQuestion("gruppo", "spesa", covariates=("prima",)))
    assert found.outcome.tolist() == [1234.5, -7.25, 0.0, 12.0]
    assert found.covariates.ravel().tolist() == [1, 2, 3, 4]
    assert found.arm.tolist() == ["A", "A", "no", "no"]


def test_truth_values_and_powers_of_ten_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a,b\nTrue,1e-3\nFalse,2.5E2\n", encoding="utf-8")
    found = read_numbers(path, ("a", "b"))
    assert found["a"].tolist() == [1.0, 0.0]
    assert found["b"].tolist() == [0.001, 250.0]


def test_every_bad_cell_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("arm,spend\na,1.5\n,2.5\nb,many\nb,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_pilot(path, PilotQuestion("arm", "spend"))
    found = {(problem.code, problem.line, problem.column) for problem in caught.value.problems}
    assert found == {("blank-cell", 3, 1), ("bad-number", 4, 2), ("blank-cell", 5, 2)}


def test_an_ambiguous_number_is_refused_until_it_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("arm;spend\na;2.528\na;1.200\nno;3.100\nno;1.000\n", encoding="utf-8")
    with pytest.raises(DataError, match="--decimal says which"):
        read_pilot(path, PilotQuestion("arm", "spend"))
    assert read_pilot(path, PilotQuestion("arm", "spend"), ",").outcome[0] == 2528.0
    assert read_pilot(path, PilotQuestion("arm", "spend"), ".").outcome[0] == 2.528


def test_a_missing_column_suggests_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("arm,spend\na,1\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_pilot(path, PilotQuestion("arms", "spent"))
    assert [problem.hint for problem in caught.value.problems] == ["did you mean 'arm'?", "did you mean 'spend'?"]
