"""Draws moved to where the observations are: for when too few of the plan's own draws agree with them.

Sequential Monte Carlo over a likelihood that is let in by degrees (Del Moral, Doucet & Jasra 2006, JRSS B 68:411).
Each step re-samples the draws by what the next degree adds, and moves them by a Crank-Nicolson step that leaves
unchanged a normal distribution fitted to where the draws now lie (Cotter, Roberts, Stuart & White 2013, Statistical
Science 28:424; Kantas, Beskos & Jasra 2014, SIAM/ASA J. Uncertainty Quantification 2:464): it does not degrade with the
number of values. In the end the draws are a sample of the plan given the observations, all of one weight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.track_likelihood import effective_share, weights_of
from roi_engine.timeline import Array

KEPT = 0.5  # effective share of the draws that a degree may leave
MOST_DEGREES = 60
ACCEPTED = 0.30  # share of moves that is aimed at
ENOUGH_MOVES = 2.0  # accepted moves a draw after each degree, on average; twice as many at the end
MOST_MOVES = 12
_RIDGE = 1e-6

Likelihood = Callable[[Array], Array]  # scores (n_values, n_draws) -> log likelihoods (n_draws,)


@dataclass(frozen=True, slots=True)
class Moved:
    """Draws of one weight: their scores (n_values, n_draws); `degrees` steps were taken, `accepted` of the last moves.

    `complete` is false where the likelihood could not be let in whole.
    """

    scores: Array
    degrees: int
    accepted: float
    complete: bool


@dataclass(slots=True)
class _Swarm:
    """The draws on their way."""

    scores: Array
    log_likelihoods: Array
    stride: float = 0.5
    accepted: float = 1.0


def moved(scores: Array, likelihood: Likelihood, generator: np.random.Generator) -> Moved:
    """Move draws of the plan to where a likelihood wants them; `scores` (n_values, n_draws) are standard normal."""
    swarm, degree, n_degrees = _Swarm(scores.copy(), likelihood(scores)), 0.0, 0
    while degree < 1.0 and n_degrees < MOST_DEGREES:
        step = _next(swarm.log_likelihoods, 1.0 - degree)
        chosen = _resampled(weights_of(step * swarm.log_likelihoods), generator)
        swarm.scores, swarm.log_likelihoods = swarm.scores[:, chosen], swarm.log_likelihoods[chosen]
        degree = 1.0 if degree + step >= 1.0 else degree + step
        n_degrees += 1
        wanted = ENOUGH_MOVES * (2.0 if degree == 1.0 else 1.0)
        _move(swarm, likelihood, degree, wanted, generator)
    return Moved(swarm.scores, n_degrees, swarm.accepted, degree == 1.0)


def _next(log_likelihoods: Array, most: float) -> float:
    """The largest degree to let in that leaves the wanted effective share, by halving."""

    def share(step: float) -> float:
        return effective_share(weights_of(step * log_likelihoods))

    if share(most) >= KEPT:
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if share(middle) >= KEPT else (low, middle)
    return max(low, 1e-12)


def _resampled(weights: Array, generator: np.random.Generator) -> NDArray[np.intp]:
    """Which draws go on: systematic resampling (Kitagawa 1996, J. Computational and Graphical Statistics 5:1)."""
    places = (generator.random() + np.arange(weights.size)) / weights.size
    return np.minimum(np.searchsorted(np.cumsum(weights), places), weights.size - 1)


def _move(swarm: _Swarm, likelihood: Likelihood, degree: float, wanted: float, generator: np.random.Generator) -> None:
    """Move every draw until enough moves were accepted, under the likelihood at a degree."""
    done = 0.0
    for _ in range(MOST_MOVES):
        centre, root = _shape(swarm.scores)
        inverse = np.asarray(np.linalg.inv(root), np.float64)
        from_centre = swarm.scores - centre
        noise = root @ generator.standard_normal(swarm.scores.shape)
        proposed = centre + np.sqrt(1.0 - swarm.stride**2) * from_centre + swarm.stride * noise
        found = likelihood(proposed)
        # the step leaves the fitted normal as it is; what it is not of the target is put right here
        gain = degree * (found - swarm.log_likelihoods)
        gain += _surplus(proposed, centre, inverse) - _surplus(swarm.scores, centre, inverse)
        taken = np.log(generator.random(gain.size)) < gain
        swarm.scores = np.where(taken, proposed, swarm.scores)
        swarm.log_likelihoods = np.where(taken, found, swarm.log_likelihoods)
        swarm.accepted = float(taken.mean())
        swarm.stride = float(np.clip(swarm.stride * np.exp(swarm.accepted - ACCEPTED), 0.02, 0.999))
        done += swarm.accepted * swarm.stride
        if done >= wanted:
            return


def _shape(scores: Array) -> tuple[Array, Array]:
    """Centre (n_values, 1) and triangular root of the covariance of the draws."""
    n_values = len(scores)
    spread = np.cov(scores).reshape(n_values, n_values) + _RIDGE * np.eye(n_values)
    return scores.mean(axis=1, keepdims=True), np.asarray(np.linalg.cholesky(spread), np.float64)


def _surplus(scores: Array, centre: Array, inverse: Array) -> Array:
    """Log density of the standard normal less that of the fitted one, up to a constant."""
    fitted = inverse @ (scores - centre)
    found: Array = 0.5 * (np.einsum("vd,vd->d", fitted, fitted) - np.einsum("vd,vd->d", scores, scores))
    return found
