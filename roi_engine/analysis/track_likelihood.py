"""How well draws of the plan agree with what was observed, and what each would have shown had it been the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from roi_engine.analysis.track_noise import Noise
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course
from roi_engine.timeline import Array


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One observed thing with its noise: what a comparison with draws needs."""

    observed: Observed
    noise: Noise

    @property
    def monthly(self) -> Array:
        """Scatter of the observed periods [unit of the thing], shape (n,)."""
        return self.noise.monthly[self.observed.periods]

    @property
    def lasting(self) -> Array:
        """The part of the noise that lasts [unit of the thing], shape (n,)."""
        return self.noise.lasting[self.observed.periods]

    @property
    def counts_initial(self) -> bool:
        """Whether the initial column was observed and says anything."""
        return self.observed.has_initial and self.noise.initial > 0

    @property
    def covariance(self) -> Array:
        """Covariance of the noise of the observed periods [unit of the thing, squared], shape (n, n)."""
        return np.outer(self.lasting, self.lasting) + self._scatter

    @property
    def _wide(self) -> Array:
        """The covariance with all that the lasting part must reach."""
        reach = self.noise.reach[self.observed.periods]
        return np.outer(reach, reach) + self._scatter

    @property
    def _scatter(self) -> Array:
        """That of the scatter alone: the nearer two periods, the more alike."""
        periods = self.observed.periods
        apart = np.abs(periods[:, None] - periods[None, :])
        found: Array = np.outer(self.monthly, self.monthly) * self.noise.carried**apart
        return found

    def log_likelihood(self, course: Course) -> Array:
        """Log likelihood of the actuals under each draw, up to a constant, shape (n_draws,).

        Multivariate Student t over the periods: the scatter is itself an estimate, so that a month far off counts for
        less than it would under a normal.
        """
        found = np.zeros(len(course.periods))
        if self.counts_initial:
            found -= 0.5 * ((self.observed.initial - course.initial) / self.noise.initial) ** 2
        n_periods = self.observed.periods.size
        if not n_periods:
            return found
        white = solve_triangular(np.linalg.cholesky(self._wide), self._off(course).T, lower=True)
        square, freedom = np.einsum("td,td->d", white, white), self.noise.freedom
        found -= 0.5 * (freedom + n_periods) * np.log1p(square / freedom)
        return found

    def lasting_part(self, course: Course) -> tuple[Array, float]:
        """Mean (n_draws,) and sd of the standard normal u of the lasting part, given a draw and the actuals.

        A draw that the actuals lie above all the time is expected to be passed in future too.
        """
        reach = self.noise.reach[self.observed.periods]
        gain = np.linalg.solve(self._wide, reach)
        left = 1.0 - float(reach @ gain)
        return self._off(course) @ gain, math.sqrt(max(left, 0.0))

    def _off(self, course: Course) -> Array:
        return self.observed.values - course.periods[:, self.observed.periods]

    def replicas(self, course: Course, generator: np.random.Generator) -> Course:
        """What would have been observed had each draw been the truth; its periods have shape (n_draws, n)."""
        n_draws, n_periods, freedom = len(course.periods), self.observed.periods.size, self.noise.freedom
        initial = course.initial + self.noise.initial * generator.standard_normal(n_draws)
        if not n_periods:
            return Course(initial, np.empty((n_draws, 0)))
        factor = np.sqrt(freedom / generator.chisquare(freedom, (n_draws, 1)))
        noise = generator.standard_normal((n_draws, n_periods)) @ np.linalg.cholesky(self.covariance).T
        return Course(initial, course.periods[:, self.observed.periods] + factor * noise)


def log_likelihood(followed: Sequence[Followed], courses: Sequence[Course]) -> Array:
    """Log likelihood of all things together; their noises are independent given the draw."""
    found = np.zeros(len(courses[0].periods)) if courses else np.zeros(1)
    for each, course in zip(followed, courses, strict=True):
        found += each.log_likelihood(course)
    return found


def weights_of(log_likelihoods: Array) -> Array:
    """Weights of draws, which add up to one."""
    raw = np.exp(log_likelihoods - log_likelihoods.max())
    found: Array = raw / raw.sum()
    return found


def effective_share(weights: Array) -> float:
    """Effective sample size as a share of the draws (Kong, Liu & Wong 1994, JASA 89:278)."""
    return float(1.0 / (np.sum(weights**2) * weights.size))
