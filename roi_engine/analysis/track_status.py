"""Is each thing where the plan wants it, or outside of what the plan and noise explain?

The rule. Each thing is looked at over all its periods so far, over the last three months, and at its initial column
where that was observed: its windows. A window lies outside the band where its total is beyond the P10 or P90 of the
plan's draws on the bad side. A thing is *off track* where some window lies outside the band

1. by more than noise explains: the distance to the edge of the band is more than 1.645 standard deviations of the
   noise of the window (one side, 5 %), and
2. farther than projects that go to plan stray: had each draw been the truth and noise been added, in at most 5 % of
   them any window of any thing would look as unlikely as this one (single-step min-P, Westfall & Young 1993,
   Resampling-based multiple testing, algorithm 2.5; things and windows are as dependent there as in the plan).

A price that is certain in the plan and booked as invoices are (no sampling error, and most amounts the same multiple of
the planned one as the amount before) has no noise whose many chances were to be paid for: the second condition is then
that its own chance is at most 5 %, and it takes no part in that of the others.

It is on *watch* where it is not off track, and a window lies outside the band by more than one standard deviation of
the noise; *ahead* where the whole time so far lies outside on the good side by more than noise explains; *on track*
otherwise; *too early* with fewer than three months, or where the plan has nothing to show yet. Where neither way is
good, both sides are bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from roi_engine.analysis.track_likelihood import Followed
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course
from roi_engine.analysis.track_things import Better
from roi_engine.timeline import Array

Status = Literal["on_track", "watch", "off_track", "ahead", "too_early"]
WindowName = Literal["all", "recent", "initial"]
STATUSES: tuple[Status, ...] = ("off_track", "watch", "on_track", "ahead", "too_early")
LEVEL = 0.05  # chance that a project that goes to plan has anything off track: up to 0.10 where months are alike
BEYOND_NOISE = 1.6448536269514722  # standard normal quantile at 95 %
ON_WATCH = 1.0  # standard deviations of the noise
BAND = (0.1, 0.9)
LEAST_MONTHS = 3
LEFT_RANGE = 0.01  # chance that a project that goes to plan is said to have left the range
MOST_ALIKE = 0.5  # of the neighbouring amounts: never seen where months scatter
_NOTHING = 1e-9
_SAME = 1e-4  # relative: what amounts differ by where they are rounded to cents


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one thing stands. `chance` is the share of projects to plan in which anything looks as unlikely as this.

    `beyond` is the distance to the edge of the band in standard deviations of the noise, in the worst window; 0 inside.
    `window` names that window.
    """

    status: Status
    chance: float = 1.0
    beyond: float = 0.0
    window: WindowName = "all"


@dataclass(frozen=True, slots=True)
class Judged:
    """The standing of every thing, and how likely actuals as far from the plan as these are under the plan itself.

    `range_chance` is the smaller p-value, doubled, of two checks against the prior predictive distribution (Box 1980,
    JRSS A 143:383): the least likely single window, either side, and the Mahalanobis distance of all windows together.
    Only windows count that the plan leaves open by more than the least noise: what it states as certain and is not is
    off track, but it is no reason to distrust the draws.
    """

    standings: tuple[Standing, ...]
    range_chance: float


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """A sum over some periods: of the actuals, the plan's draws, and replicas with noise; `noise` is its sd.

    `is_open` says whether the plan leaves it open by more than the least noise, `is_certain` that neither the plan nor
    the actuals leave anything open there.
    """

    name: WindowName
    actual: float
    plan: Array
    replicas: Array
    noise: float
    is_open: bool
    is_certain: bool

    def tail(self, side: int) -> tuple[float, Array]:
        """Share of replicas at least as far out on a side (-1 low, 1 high), of the actual and of each replica."""
        ordered = np.sort(-side * self.replicas)
        size = ordered.size + 1.0
        actual = (1.0 + np.searchsorted(ordered, -side * self.actual, side="right")) / size
        own: Array = np.searchsorted(ordered, -side * self.replicas, side="right") / size
        return float(actual), own

    def beyond(self, side: int) -> float:
        """Distance outside the band on a side, in sd of the noise; 0 inside, inf where there is no noise."""
        edge = float(np.quantile(self.plan, BAND[0] if side < 0 else BAND[1]))
        distance = side * (self.actual - edge)
        if distance <= _NOTHING * abs(edge):  # a certain amount met to the cent
            return 0.0
        return distance / self.noise if self.noise > 0 else np.inf


_Tails = dict[tuple[int, int, int], tuple[float, Array]]  # (thing, window, side) -> tail of the actual, of each replica


def judged(
    followed: Sequence[Followed], courses: Sequence[Course], months: int, generator: np.random.Generator
) -> Judged:
    """Judge all things together against the plan's draws; `months` is the length of a period."""
    windows = [_windows(each, own, months, generator) for each, own in zip(followed, courses, strict=True)]
    tails: _Tails = {
        (place, number, side): window.tail(side)
        for place, own in enumerate(windows)
        for number, window in enumerate(own)
        for side in (-1, 1)
    }
    bad = {key: tail for key, tail in tails.items() if key[2] in _bad_sides(followed[key[0]].observed.thing.better)}
    straying = [own for key, (_, own) in bad.items() if not windows[key[0]][key[1]].is_certain]
    least = np.sort(np.min(straying, axis=0)) if straying else np.ones(1)

    def chance(window: _Window, tail: float) -> float:
        return tail if window.is_certain else float(np.searchsorted(least, tail, side="right") / least.size)

    standings = []
    for place, each in enumerate(followed):
        found = [
            (chance(window, bad[place, number, side][0]), window, side)
            for number, window in enumerate(windows[place])
            for side in _bad_sides(each.observed.thing.better)
        ]
        standings.append(_standing(each.observed.thing.better, found))
    return Judged(tuple(standings), _range_chance(windows, tails))


def _windows(each: Followed, course: Course, months: int, generator: np.random.Generator) -> list[_Window]:
    """The windows of one thing; none where it is too early."""
    observed, found = each.observed, []
    replicas = each.replicas(course, generator)
    if each.counts_initial:
        spread, noise = float(course.initial.std()), each.noise.initial
        certain = not np.ptp(course.initial)
        found.append(
            _Window("initial", observed.initial, course.initial, replicas.initial, noise, spread > noise, certain)
        )
    if observed.months < LEAST_MONTHS or not observed.periods.size or not _is_due(observed, course.periods):
        return found
    recent, certain = max(1, LEAST_MONTHS // months), _is_certain(observed, course.periods)
    spans: list[tuple[WindowName, slice]] = [("all", slice(None))]
    if observed.periods.size >= 2 * recent:
        spans.append(("recent", slice(observed.periods.size - recent, None)))
    for name, rows in spans:
        noise = float(np.sqrt(each.covariance[rows, rows].sum()))
        plan = course.periods[:, observed.periods[rows]].sum(axis=1)
        actual, made = float(observed.values[rows].sum()), replicas.periods[:, rows].sum(axis=1)
        found.append(_Window(name, actual, plan, made, noise, each.noise.is_open, certain))
    return found


def _is_certain(observed: Observed, paths: Array) -> bool:
    """Whether all draws agree, and most actuals, free of error, are the same multiple of them as the one before."""
    planned = paths[:, observed.periods]
    if np.ptp(planned, axis=0).any() or not np.isnan(observed.errors).all():
        return False
    due = planned[0] != 0
    times = observed.values[due] / planned[0, due]
    if not times.size or observed.values[~due].any():
        return False
    if times.size == 1:  # a quarter or year: what its months show
        return observed.alike >= MOST_ALIKE
    return bool(np.mean(np.abs(np.diff(times)) <= _SAME * np.abs(times).max()) >= MOST_ALIKE)


def _is_due(observed: Observed, paths: Array) -> bool:
    """Whether anything was planned for, or seen in, the observed periods: benefits wait for go-live."""
    seen = max(float(np.abs(paths[:, observed.periods]).max()), float(np.abs(observed.values).max()))
    return seen > _NOTHING * float(np.abs(paths).max()) and seen > 0.0


def _bad_sides(better: Better) -> tuple[int, ...]:
    return {"up": (-1,), "down": (1,), "none": (-1, 1)}[better]


def _standing(better: Better, found: Sequence[tuple[float, _Window, int]]) -> Standing:
    """The standing from each window's chance of looking like this in a project that goes to plan, and its bad side."""
    if not found:
        return Standing("too_early")
    outside = [one for one in found if one[1].beyond(one[2]) > ON_WATCH]
    off = [one for one in outside if one[0] <= LEVEL and one[1].beyond(one[2]) > BEYOND_NOISE]
    chance, window, side = min(off or outside or found, key=lambda one: (one[0], -one[1].beyond(one[2])))
    good = {"up": 1, "down": -1, "none": 0}[better]
    whole = next((one for _, one, _ in found if one.name == "all"), window)
    status: Status = "off_track" if off else "watch" if outside else "on_track"
    if not outside and good and whole.beyond(good) > BEYOND_NOISE:
        status = "ahead"
    return Standing(status, chance, window.beyond(side), window.name)


def _range_chance(windows: Sequence[Sequence[_Window]], tails: _Tails) -> float:
    left_open = {
        (place, number): window
        for place, own in enumerate(windows)
        for number, window in enumerate(own)
        if window.is_open
    }
    if not left_open:
        return 1.0
    chosen = [tails[place, number, side] for place, number in left_open for side in (-1, 1)]
    actual = min(tail for tail, _ in chosen)
    least = np.min([own for _, own in chosen], axis=0)
    single = (1.0 + np.count_nonzero(least <= actual)) / (least.size + 1.0)
    together = _distance_chance(
        np.array([window.replicas for window in left_open.values()]),
        np.array([window.actual for window in left_open.values()]),
    )
    return float(min(1.0, 2.0 * min(single, together)))


def _distance_chance(replicas: Array, actual: Array) -> float:
    """Share of replicas (n_windows, n_draws) at least as far from their centre as the actuals are."""
    centre, spread = replicas.mean(axis=1), replicas.std(axis=1)
    spread[spread == 0] = 1.0
    scores, score = (replicas - centre[:, None]) / spread[:, None], (actual - centre) / spread
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(scores)), rcond=1e-6, hermitian=True)
    distances = np.einsum("id,id->d", scores, inverse @ scores)
    return float((1.0 + np.count_nonzero(distances >= score @ inverse @ score)) / (distances.size + 1.0))
