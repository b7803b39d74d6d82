"""Ramps and spans against closed forms and plain numerical integration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine import timeline as calendar
from roi_engine.timeline import Timeline

MONTHLY = Timeline(2027, 1, 3, "month")
STEPS = st.sampled_from([Timeline(2027, 1, 3, step) for step in ("month", "quarter", "year")])
YEARS = st.floats(0.0, 4.0)


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)[:, None]


def integrated(timeline: Timeline, go_live: float, length: float, shape: str) -> np.ndarray:
    """Midpoint rule over each period, straight from the definition of the ramp."""
    n = 4000
    means = []
    for start, end in zip(timeline.edges, timeline.edges[1:], strict=False):
        t = start + (np.arange(n) + 0.5) * (end - start) / n
        u = np.clip((t - go_live) / length, 0, 1)
        means.append(np.mean(u if shape == "linear" else 3 * u**2 - 2 * u**3))
    return np.array(means)


def test_labels_follow_the_calendar() -> None:
    assert MONTHLY.label(-1) == "initial"
    assert [MONTHLY.label(k) for k in (0, 11, 12)] == ["2027-01", "2027-12", "2028-01"]
    assert Timeline(2027, 4, 2, "quarter").label(3) == "2028-Q1"
    assert Timeline(2027, 4, 2, "year").label(1) == "2028"


def test_live_counts_the_covered_part_of_a_month() -> None:
    live = calendar.live(MONTHLY, column(4.25 / 12))
    np.testing.assert_allclose(live[0, :6], [0, 0, 0, 0, 0.75, 1], atol=1e-12)


@pytest.mark.parametrize("shape", ["linear", "s_curve"])
@pytest.mark.parametrize(("go_live", "length"), [(4.3 / 12, 0.5), (0.0, 1.7), (2.5, 2.0), (0.35, 0.01)])
def test_ramp_is_the_mean_over_each_period(shape: str, go_live: float, length: float) -> None:
    for step in ("month", "quarter", "year"):
        timeline = Timeline(2027, 1, 3, step)
        found = calendar.ramp(timeline, column(go_live), column(length), shape)[0]
        np.testing.assert_allclose(found, integrated(timeline, go_live, length, shape), atol=2e-4)


def test_ramp_without_length_is_the_step() -> None:
    for shape in ("linear", "s_curve", "none"):
        found = calendar.ramp(MONTHLY, column(0.4), column(0.0), shape)
        np.testing.assert_allclose(found, calendar.live(MONTHLY, column(0.4)), atol=1e-12)


@given(STEPS, YEARS, st.floats(0.01, 3.0), st.sampled_from(["linear", "s_curve"]))
def test_ramp_rises_from_0_to_1_and_a_delay_never_helps(
    timeline: Timeline, go_live: float, length: float, shape: str
) -> None:
    early = calendar.ramp(timeline, column(go_live), column(length), shape)[0]
    late = calendar.ramp(timeline, column(go_live + 0.1), column(length), shape)[0]
    assert np.all(early >= -1e-12)
    assert np.all(early <= 1 + 1e-9)
    assert np.all(np.diff(early) >= -1e-9)
    assert np.all(late <= early + 1e-9)


@given(STEPS, st.floats(0.0, 1.5), st.floats(0.0, 1.5))
def test_a_spread_inside_the_horizon_pays_everything(timeline: Timeline, start: float, length: float) -> None:
    shares = calendar.spread_share(timeline, column(start), column(length))
    assert shares.sum() == pytest.approx(1.0)
    assert np.all(shares >= 0)


def test_spread_pays_by_covered_time() -> None:
    shares = calendar.spread_share(MONTHLY, column(0.5 / 12), column(2 / 12))[0]
    np.testing.assert_allclose(shares[:4], [0.25, 0.5, 0.25, 0.0], atol=1e-12)
    half = calendar.spread_share(MONTHLY, column(2.5), column(1.0))[0]
    assert half.sum() == pytest.approx(0.5)


def test_once_belongs_to_the_period_that_ends_with_it() -> None:
    for when, period in ((0.0, 0), (0.5 / 12, 0), (1 / 12, 0), (1.0001 / 12, 1), (1.0, 11), (3.0, 35)):
        shares = calendar.once_share(MONTHLY, column(when))[0]
        assert shares.sum() == 1, when
        assert shares[period] == 1, when
    assert calendar.once_share(MONTHLY, column(3.1)).sum() == 0


def test_every_counts_the_multiples() -> None:
    counts = calendar.every_share(MONTHLY, column(1.0))[0]
    assert [k for k, n in enumerate(counts) if n] == [11, 23, 35]
    assert calendar.every_share(Timeline(2027, 1, 3, "year"), column(0.25)).tolist() == [[4, 4, 4]]


def test_growth_steps_once_a_year() -> None:
    np.testing.assert_allclose(
        calendar.growth_factor(Timeline(2027, 1, 3, "quarter"), column(0.03))[0], np.repeat([1, 1.03, 1.03**2], 4)
    )


def test_survival_is_geometric_whatever_the_step() -> None:
    rate, month = column(0.016), 1 / 12
    monthly = calendar.survival(MONTHLY, rate, month)[0]
    quarterly = calendar.survival(Timeline(2027, 1, 3, "quarter"), rate, month)[0]
    np.testing.assert_allclose(monthly, 0.984 ** np.arange(1, 37))
    np.testing.assert_allclose(quarterly, monthly[2::3])
    varying = np.array([[0.1] * 12 + [0.2] * 24])
    by_hand = np.concatenate([0.9 ** np.arange(1, 13), 0.9**12 * 0.8 ** np.arange(1, 25)])
    np.testing.assert_allclose(calendar.survival(MONTHLY, varying, month)[0], by_hand)
