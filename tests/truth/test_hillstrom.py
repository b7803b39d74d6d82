"""The randomised e-mail test of Hillstrom (2008): 64,000 customers in three arms, two weeks of outcomes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from roi_engine.customers.pilots import (
    adjusted_difference,
    bootstrap_difference,
    contrasts_against_control,
    difference_in_shares,
    relative_lift,
    sample_ratio,
)

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "hillstrom" / "hillstrom.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the Hillstrom file is not there")
MEN, WOMEN, NONE = "Mens E-Mail", "Womens E-Mail", "No E-Mail"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(FILE)


def test_split(table: pd.DataFrame) -> None:
    counts = {str(arm): int(n) for arm, n in table["segment"].value_counts().items()}
    assert counts == {MEN: 21_307, WOMEN: 21_387, NONE: 21_306}
    assert not sample_ratio(counts).is_mismatch


def test_spend(table: pd.DataFrame) -> None:
    found = contrasts_against_control(table["spend"], table["segment"], NONE)
    men, women = (each.contrast for each in found.contrasts)
    assert (men.mean_treated, women.mean_treated, men.mean_control) == pytest.approx((1.4226, 1.0772, 0.6528), abs=6e-5)
    assert (men.difference, men.se) == pytest.approx((0.7698, 0.1453), abs=6e-5)
    assert (men.lower, men.upper) == pytest.approx((0.485, 1.055), abs=6e-4)
    assert (women.difference, women.se) == pytest.approx((0.4244, 0.1303), abs=6e-5)
    assert (women.lower, women.upper) == pytest.approx((0.169, 0.680), abs=6e-4)
    assert (men.difference / men.se, women.difference / women.se) == pytest.approx((5.30, 3.26), abs=6e-3)


@pytest.mark.parametrize(
    ("outcome", "means", "men", "women"),
    [
        ("visit", (0.18276, 0.15140, 0.10617), (0.0766, None), (0.0452, None)),
        ("conversion", (0.01253, 0.00884, 0.00573), (0.00681, 0.00092), (0.00311, 0.00082)),
    ],
)
def test_shares(
    table: pd.DataFrame, outcome: str, means: tuple[float, ...], men: tuple[float, float], women: tuple[float, float]
) -> None:
    tally = table.groupby("segment")[outcome].agg(["sum", "size"])
    assert [tally.loc[arm, "sum"] / tally.loc[arm, "size"] for arm in (MEN, WOMEN, NONE)] == pytest.approx(
        means, abs=6e-6
    )
    for arm, (difference, se) in ((MEN, men), (WOMEN, women)):
        found = difference_in_shares(*(int(n) for name in (arm, NONE) for n in tally.loc[name]), arm=arm)
        assert round(found.difference, 4 if se is None else 5) == difference
        assert se is None or round(found.se, 5) == se
        assert found.lower > 0


def test_the_bootstrap_agrees_with_welch(table: pd.DataFrame) -> None:
    spend = {str(arm): rows.to_numpy() for arm, rows in table.groupby("segment")["spend"]}
    found = bootstrap_difference(spend[MEN], spend[NONE], np.random.default_rng(1), n_resamples=4000)
    assert found.se == pytest.approx(0.1453, rel=0.05)
    assert (found.lower, found.upper) == pytest.approx((0.485, 1.055), abs=0.02)


def test_lift_of_spend(table: pd.DataFrame) -> None:
    men = contrasts_against_control(table["spend"], table["segment"], NONE).contrasts[0].contrast
    lift = relative_lift(men)
    assert lift.lift == pytest.approx(1.4226 / 0.6528 - 1, abs=3e-4)
    assert 0 < lift.lower < lift.lift < lift.upper
    # a control mean in the denominator reaches farther up than down
    assert lift.upper - lift.lift > lift.lift - lift.lower


def test_past_spend_tells_little_of_two_weeks(table: pd.DataFrame) -> None:
    two = table[table["segment"] != WOMEN]
    found = adjusted_difference(two["spend"], two["history"], two["segment"] == MEN)
    assert found.contrast.difference == pytest.approx(found.unadjusted.difference, abs=found.unadjusted.se / 2)
    assert 0 <= found.variance_reduction < 0.01
    assert found.balance[0].p_value > 0.01
