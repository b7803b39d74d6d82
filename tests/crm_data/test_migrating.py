"""The change between two dates: against plain pandas, with a planted effect, and without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from roi_engine.crm_data.migrating import Migration, MigrationQuestion, migration
from roi_engine.crm_data.reading import read_list, read_log
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.generator import Effect, Retailer, simulated_log
from roi_engine.errors import DataError

START, FIRST, SECOND = date(2024, 1, 1), date(2025, 6, 30), date(2025, 12, 31)
PARAMETERS = {"r": 1.0, "alpha": 5.0, "a": 0.6, "b": 4.0}
SPEND = {"p": 6.0, "q": 4.0, "gamma": 15.0}
ASKED = MigrationQuestion(FIRST, SECOND, has_arm=True, margin=0.3)
COLUMNS = {"customer": "customer", "date": "date", "amount": "amount", "arm": "arm"}


def written(folder: Path, effect: Effect | None, seed: int = 3, alpha: float = 5.0) -> Path:
    retailer = Retailer(
        n_customers=4_000,
        model="bg_nbd",
        parameters=PARAMETERS | {"alpha": alpha},
        spend=SPEND,
        start=day_number(START),
        end=day_number(SECOND) + 1,
        join="front",
        effect=effect,
    )
    log = simulated_log(retailer, seed)
    arm = np.where(log.treated[log.customer - 1], "crm", "control")
    dates = pd.to_datetime(log.day, unit="D").strftime("%Y-%m-%d")
    frame = pd.DataFrame({"customer": log.customer, "date": dates, "amount": log.cents / 100, "arm": arm})
    frame.to_csv(folder / "log.csv", index=False, float_format="%.2f")
    return folder / "log.csv"


@pytest.fixture(scope="module")
def helped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    effect = Effect(since=day_number(FIRST), churn_reduction=0.6, frequency_increase=0.6)
    return written(tmp_path_factory.mktemp("helped"), effect)


@pytest.fixture(scope="module")
def found(helped: Path) -> Migration:
    log = read_log(helped, COLUMNS)
    return migration(log, log, ASKED)


def effect_of(found: Migration, measured: str) -> tuple[float, float, float]:
    effect = dict(found.effects)[measured]  # type: ignore[index]
    return effect.lower, effect.effect, effect.upper


def test_a_planted_effect_is_found_in_scores_and_in_money(found: Migration) -> None:
    for measured in ("score", "value"):
        low, effect, high = effect_of(found, measured)
        assert 0 < low < effect < high


def test_no_effect_is_not_found(tmp_path: Path) -> None:
    nothing = Effect(since=day_number(FIRST))
    log = read_log(written(tmp_path, nothing, seed=8), COLUMNS)
    found = migration(log, log, ASKED)
    low, _, high = effect_of(found, "score")
    assert low < 0 < high
    assert found.balance is not None
    assert max(map(abs, found.balance)) < 0.1


def test_arms_and_matrix_count_the_customers_of_the_log(found: Migration, helped: Path) -> None:
    frame = pd.read_csv(helped)
    day = pd.to_datetime(frame.date).dt.date
    before = frame[day <= FIRST].groupby("arm").customer.nunique()
    everyone = frame.groupby("arm").customer.nunique()
    for arm, name in zip(found.arms, ("crm", "control"), strict=True):
        assert arm.customers == everyone[name]
        assert arm.scores.n_customers == before[name]
        assert arm.directions.new == everyone[name] - before[name]
    assert found.matrix.counts.sum() == before.sum()
    assert found.matrix.lost.sum() == 0


@pytest.mark.slow
def test_without_an_arm_the_drift_is_taken_off(helped: Path, tmp_path: Path) -> None:
    log = read_log(
        written(tmp_path, None, seed=6, alpha=10.0), {key: COLUMNS[key] for key in ("customer", "date", "amount")}
    )
    found = migration(log, log, replace(ASKED, has_arm=False))
    ((measured, effect),) = found.effects
    assert measured == "score"
    assert effect.evidence == "weaker"
    assert effect.n_control == 0
    assert effect.treated_change < -0.1  # a closed base ages
    assert effect.lower < 0 < effect.upper


def test_two_lists_tell_who_is_new_and_who_is_lost(tmp_path: Path) -> None:
    first = "customer,last_date,orders,amount\n" + "".join(
        f"c{n},2025-06-{1 + n % 28:02d},{1 + n % 5},{10 + n}\n" for n in range(60)
    )
    second = "customer,last_date,orders,amount\n" + "".join(
        f"c{n},2025-{'12' if n % 2 else '06'}-{1 + n % 28:02d},{1 + n % 5 + n % 2},{12 + n}\n" for n in range(10, 75)
    )
    (tmp_path / "one.csv").write_text(first, encoding="utf-8")
    (tmp_path / "two.csv").write_text(second, encoding="utf-8")
    bases = [read_list(tmp_path / name) for name in ("one.csv", "two.csv")]
    found = migration(*bases, MigrationQuestion(FIRST, SECOND))
    (everyone,) = found.arms
    assert (everyone.directions.new, everyone.directions.lost) == (15, 10)
    assert found.matrix.new.sum() == 15
    assert found.matrix.lost.sum() == 10
    assert found.effects == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (replace(ASKED, control="Control"), "did you mean 'control'"),
        (replace(ASKED, before=SECOND, after=FIRST), "does not come before"),
        (replace(ASKED, before=date(2020, 1, 1)), "ordered by 2020"),
    ],
)
def test_what_cannot_be_compared_is_refused(helped: Path, question: MigrationQuestion, said: str) -> None:
    log = read_log(helped, COLUMNS)
    with pytest.raises(DataError, match=said):
        migration(log, log, question)


def test_the_value_grid_comes_from_the_control_group_alone(found: Migration, helped: Path) -> None:
    frame = pd.read_csv(helped)
    day = pd.to_datetime(frame.date).dt.date
    control = frame[frame.arm == "control"]
    known = control[day[control.index] <= FIRST].customer.unique()
    after = control[control.customer.isin(known) & (day[control.index] > FIRST)].amount.sum()
    assert found.grid is not None
    assert found.grid.customers.sum() == known.size
    assert (found.grid.value * found.grid.customers).sum() == pytest.approx(0.3 * after, rel=0.05)
