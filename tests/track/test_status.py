"""The rule of the status: by level and direction, and how often it fires on projects that go to plan."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from roi_engine.analysis.track_likelihood import Followed
from roi_engine.analysis.track_noise import Noise
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course
from roi_engine.analysis.track_status import LEFT_RANGE, LEVEL, Judged, Standing, judged
from roi_engine.analysis.track_things import Better, Thing
from roi_engine.timeline import Array

N_DRAWS, N_PERIODS = 4000, 12


def thing(better: Better = "up", name: str = "benefits.a") -> Thing:
    return Thing(name, "line", "A", "EUR", better)


def followed(values: Array, sd: float, better: Better = "up", initial: float = math.nan) -> Followed:
    size = values.size
    none = np.zeros(N_PERIODS)
    noise = Noise(np.full(N_PERIODS, sd), none, none, 1e6, 2.0, carried=0.0)
    seen = Observed(thing(better), np.arange(size), values, np.full(size, np.nan), initial, size)
    return Followed(seen, noise)


def plan(seed: int = 0, spread: float = 10.0, n_draws: int = N_DRAWS) -> Course:
    """Every month at one level, which is normal about 100: its P10 and P90 are 12.8 away for a spread of 10."""
    levels = 100.0 + spread * np.random.default_rng(seed).standard_normal((n_draws, 1))
    return Course(np.zeros(n_draws), np.broadcast_to(levels, (n_draws, N_PERIODS)))


def judge(*pairs: tuple[Followed, Course]) -> Judged:
    each, courses = zip(*pairs, strict=True)
    return judged(each, courses, 1, np.random.default_rng(9))


def standing(level: float, better: Better = "up", n_months: int = 6) -> Standing:
    return judge((followed(np.full(n_months, level), 2.0, better), plan())).standings[0]


@pytest.mark.parametrize(
    ("level", "up", "down", "none"),
    [
        (75.0, "off_track", "ahead", "off_track"),  # 2.5 sd of the plan below its middle
        (85.2, "watch", "ahead", "watch"),  # below the P10 of 87.2 by 2 in a sum whose noise is 2 / sqrt(6) = 0.8
        (87.0, "on_track", "on_track", "on_track"),  # outside, but by a quarter of the noise
        (100.0, "on_track", "on_track", "on_track"),
        (114.8, "ahead", "watch", "watch"),
        (125.0, "ahead", "off_track", "off_track"),
    ],
)
def test_the_status_by_level_and_by_what_is_good(level: float, up: str, down: str, none: str) -> None:
    assert standing(level, "up").status == up
    assert standing(level, "down").status == down
    assert standing(level, "none").status == none


def test_the_chance_is_that_of_a_normal_tail_where_there_is_one_thing() -> None:
    found = standing(80.0)
    # one window of six months and one of three, which go together: P(N(0, 100 + 4/6) < -20) = 2.3 %, a little more
    assert 0.021 < found.chance < 0.035
    assert found.beyond == pytest.approx((87.18 - 80.0) / (2.0 / math.sqrt(6)), rel=0.03)


def test_what_comes_late_is_seen_in_the_last_three_months() -> None:
    late = np.array([100.0] * 6 + [70.0] * 3)
    each = judge((followed(late, 2.0), plan())).standings[0]
    assert (each.status, each.window) == ("off_track", "recent")


def test_two_months_are_too_early_and_so_is_a_time_with_nothing_due() -> None:
    assert standing(0.0, n_months=2).status == "too_early"
    nothing = Course(np.zeros(N_DRAWS), np.hstack([np.zeros((N_DRAWS, 6)), plan().periods[:, :6]]))
    assert judge((followed(np.zeros(6), 2.0), nothing)).standings[0].status == "too_early"
    assert judge((followed(np.full(6, 50.0), 2.0), nothing)).standings[0].status == "ahead"


def test_noise_explains_what_it_can_explain() -> None:
    """70 where months scatter by 60: the mean of six has an sd of 24, and the edge of the band is 17 away."""
    calm, loud = (judge((followed(np.full(6, 70.0), sd), plan())).standings[0] for sd in (2.0, 60.0))
    assert (calm.status, loud.status) == ("off_track", "on_track")


def test_the_initial_column_is_judged_too() -> None:
    paths = Course(100 + 10 * np.random.default_rng(1).standard_normal(N_DRAWS), np.zeros((N_DRAWS, N_PERIODS)))
    over = judge((followed(np.empty(0), 1.0, "down", 160.0), paths)).standings[0]
    assert (over.status, over.window) == ("off_track", "initial")
    assert judge((followed(np.empty(0), 1.0, "down", 105.0), paths)).standings[0].status == "on_track"


def test_a_certain_amount_met_to_the_cent_is_on_track() -> None:
    certain = Course(np.zeros(N_DRAWS), np.full((N_DRAWS, N_PERIODS), 1000.0 / 3))
    assert judge((followed(np.full(6, 1000.0 / 3), 0.0 + 1e-9, "down"), certain)).standings[0].status == "on_track"


def test_of_many_things_one_must_be_farther_out() -> None:
    """A thing that is off track by itself is only watched among twenty that are followed."""
    alone = standing(81.0).status
    others = [(followed(np.full(6, 100.0), 2.0), plan(seed)) for seed in range(1, 20)]
    among = judge((followed(np.full(6, 81.0), 2.0), plan()), *others).standings[0].status
    assert (alone, among) == ("off_track", "watch")


def test_projects_that_go_to_plan_are_seldom_off_track_or_out_of_range() -> None:
    generator, n_projects = np.random.default_rng(12), 100
    courses = [plan(seed, spread, n_draws=800) for seed, spread in enumerate((5.0, 10.0, 30.0, 0.5))]
    off = left = 0
    for _ in range(n_projects):
        each = [
            followed(course.periods[generator.integers(800), :8] + 3.0 * generator.standard_normal(8), 3.0)
            for course in courses
        ]
        found = judged(each, courses, 1, generator)
        off += any(one.status == "off_track" for one in found.standings)
        left += found.range_chance < LEFT_RANGE
    # nominally 5 % and 1 %: four standard errors of that many projects above
    assert off / n_projects <= LEVEL + 4 * math.sqrt(LEVEL * (1 - LEVEL) / n_projects)
    assert left / n_projects <= LEFT_RANGE + 4 * math.sqrt(LEFT_RANGE / n_projects)


def test_parts_that_cannot_be_so_together_leave_the_range() -> None:
    """Two lines that rise and fall together in the plan; one at +2 sd, the other at -2: each alone is no surprise."""
    both = plan().periods
    courses = [Course(np.zeros(N_DRAWS), both), Course(np.zeros(N_DRAWS), both)]
    together = [followed(np.full(6, 118.0), 2.0), followed(np.full(6, 118.0), 2.0)]
    apart = [followed(np.full(6, 118.0), 2.0), followed(np.full(6, 82.0), 2.0)]
    assert judged(together, courses, 1, np.random.default_rng(1)).range_chance > 0.05
    assert judged(apart, courses, 1, np.random.default_rng(1)).range_chance < LEFT_RANGE


def booked(level: float, n_months: int = 6) -> tuple[Followed, Course]:
    """A price of 100 a month that the plan is certain of, booked at some level."""
    course = Course(np.zeros(N_DRAWS), np.full((N_DRAWS, N_PERIODS), 100.0))
    return followed(np.full(n_months, level), 2.0, "down"), course


def test_an_invoice_against_a_certain_price_is_judged_by_itself() -> None:
    """108 for 100, 4 sd: as far off whatever else is followed, and no reason to think otherwise of that."""
    others = [(followed(np.full(6, 100.0), 2.0), plan(seed)) for seed in range(1, 20)]
    dear, alone = booked(108.0), judge(booked(108.0)).standings[0]
    among = judge(dear, *others).standings
    assert (alone.status, among[0].status) == ("off_track", "off_track")
    assert [one.status for one in among[1:]] == ["on_track"] * 19
    stepped = followed(np.array([100.0, 100, 125, 125, 125, 125]), 2.0, "down"), dear[1]
    assert judge(stepped, *others).standings[0].status == "off_track"
    assert judge(booked(100.0), *others).standings[0].status == "on_track"


def test_a_certain_price_that_scatters_or_was_measured_pays_for_the_others() -> None:
    """Nothing but invoices is exempt."""
    others = [(followed(np.full(6, 100.0), 2.0), plan(seed)) for seed in range(1, 20)]
    _, course = booked(100.0)
    values = 102.0 + np.array([0.7, -0.4, 0.3, -0.9, 0.5, -0.2])
    scattered = followed(values, 2.0, "down"), course
    exempt = judge(booked(102.0), *others).standings[0].chance
    assert judge(scattered, *others).standings[0].chance > 3 * exempt
    measured = replace(scattered[0], observed=replace(booked(102.0)[0].observed, errors=np.full(6, 0.1))), course
    assert judge(measured, *others).standings[0].chance > 3 * exempt


def test_of_a_single_quarter_the_months_show_whether_it_is_an_invoice() -> None:
    others = [(followed(np.full(6, 100.0), 2.0), plan(seed)) for seed in range(1, 20)]
    one, course = booked(108.0, n_months=1)
    chances = []
    for alike in (1.0, 0.0):
        quarter = replace(one, observed=replace(one.observed, months=3, alike=alike)), course
        chances.append(judged(*zip(quarter, *others, strict=True), 3, np.random.default_rng(9)).standings[0].chance)
    assert chances[0] < chances[1] / 3
