"""How far an actual may lie from the truth of its draw: scatter from month to month, and a part that lasts.

The scatter is taken from the actuals themselves, about the shapes that the plan's draws can take, and shrunk towards
what the plan alone would suggest: a handful of months says little about a variance. The lasting part stands for all
that makes booked figures differ from the plan's definition month after month (cut-offs, allocations, what the plan
does not model); it keeps many months from being taken for many independent proofs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course
from roi_engine.timeline import Array

PRIOR_MONTHS = 2.0  # how many months the suggestion of the plan counts for
LEAST_MONEY, LEAST_LEVEL, MOST = 0.02, 0.005, 0.10  # scatter suggested by the plan, as a share of the level
LASTING = 0.3  # of the scatter of a month; at least half of the least scatter
CARRIED = 0.55  # correlation of the scatter of neighbouring periods
DUE = 0.05  # of the level: a month in which less is planned and seen says nothing of the scatter
MOST_SCATTER = 0.5  # of a month, as a share of the level
SMOOTH = 3.0  # times the variance that the months' own turns show: what is left beyond that is a course, not scatter
_TURNS = 3  # second differences that are enough to say so
_ALIKE = 35 / 18  # second differences that count for one, as neighbours are alike: 1 + 2 (2/3)^2 + 2 (1/6)^2
_SHAPES = 2  # leading shapes of the plan's draws that are not taken for scatter, beside the level
_FITTED_ON = 1024  # draws


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of one thing in every period of the account, in the thing's unit, shape (n_periods,) each.

    An actual is its draw's value + `monthly` e_t + `lasting` u, e and u standard normal; a month's e correlates with
    the next one's by `carried` (an autoregression of the first order). Sizes are estimates with `freedom` degrees of
    freedom (Student's t instead of the normal). `initial` is the sd of the initial column.

    `reach` is the lasting part that the actuals call for: it holds the distance at which they lie outside of all draws
    too. The status of a thing is judged by `lasting`; draws are weighed, and the future is told, by `reach`. `is_open`
    says whether the plan leaves its periods open by more than the least noise. `course_chance` is how likely scatter
    alone leaves the actuals as far from the shapes of the plan's draws: small where they take another course.
    """

    monthly: Array
    lasting: Array
    reach: Array
    freedom: float
    initial: float = 0.0
    carried: float = CARRIED
    is_open: bool = True
    course_chance: float = 1.0


def noise_of(observed: Observed, course: Course) -> Noise:
    """The noise of one thing; `course` holds its draws in the plan [its unit]."""
    periods, paths = observed.periods, course.periods
    mean = paths.mean(axis=0)
    level = _level(observed, mean)
    least, spread = _least(observed), _spread(observed, paths) / level
    share = min(max(0.5 * spread, least), MOST)  # whoever plans an effect of some size expects to see it
    scale = np.abs(mean)  # to come: nothing planned, nothing to err on
    scale[periods] = np.sqrt(0.1 * level**2 + 0.9 * mean[periods] ** 2)  # small months are surer, not in proportion
    monthly = share * scale
    known = ~np.isnan(observed.errors)
    errors = np.where(known, observed.errors, 0.0)
    at = np.where(known, np.hypot(errors, 0.5 * monthly[periods]), monthly[periods])
    due = np.maximum(np.abs(mean[periods]), np.abs(observed.values)) > DUE * level  # nothing does not scatter
    scatter = _scatter(observed.values[due], paths[:, periods[due]], at[due])
    factor = min(scatter.factor, MOST_SCATTER / share)  # what is farther off than that is no scatter of a month
    found = monthly * factor
    found[periods] = np.maximum(at * factor, errors)
    lasting = np.maximum(LASTING * monthly * factor, 0.5 * least * scale)
    outside = _outside(observed, paths) / max(float(scale[periods].mean()), 1e-300) if periods.size else 0.0
    reach = np.hypot(lasting, outside * scale)
    initial, is_open = _initial(observed, course), spread > least
    return Noise(found, lasting, reach, scatter.freedom, initial, is_open=is_open, course_chance=scatter.course_chance)


def _initial(observed: Observed, course: Course) -> float:
    """The sd of the initial column: booked once, and nearly to the cent."""
    if not observed.has_initial:
        return 0.0
    return LEAST_MONEY * max(abs(observed.initial), float(np.abs(course.initial).mean()))


def _outside(observed: Observed, paths: Array) -> float:
    """How far the mean of the actuals lies outside of what any draw has [unit of the thing]; 0 inside."""
    means, actual = paths[:, observed.periods].mean(axis=1), float(observed.values.mean())
    return max(float(means.min()) - actual, actual - float(means.max()), 0.0)


def _level(observed: Observed, mean: Array) -> float:
    """Typical size of a period's value [unit of the thing]: of the plan, of the actuals where nothing is planned."""
    periods = observed.periods
    for numbers in (mean[periods], observed.values, mean):
        size = float(np.sqrt(np.mean(numbers**2))) if numbers.size else 0.0
        if size > 0.0:
            return size
    return 1.0


def _least(observed: Observed) -> float:
    """The least scatter of a month, as a share of the level."""
    return LEAST_MONEY if observed.thing.additive else LEAST_LEVEL


def _spread(observed: Observed, paths: Array) -> float:
    """Standard deviation of the plan's draws in a typical observed period [unit of the thing]."""
    return float(np.sqrt(np.mean(paths[:, observed.periods].var(axis=0)))) if observed.periods.size else 0.0


@dataclass(frozen=True, slots=True)
class _Scatter:
    """Factor by which a suggested scatter is to be multiplied, its degrees of freedom, and `Noise.course_chance`."""

    factor: float
    freedom: float
    course_chance: float = 1.0


def _scatter(values: Array, paths: Array, at: Array) -> _Scatter:
    """What the actuals say of the suggested scatter `at`.

    Mean square of what is left of the actuals once the level and the leading shapes of the plan are taken out, with
    the suggestion as so many months more (a conjugate prior of the variance: Gelman et al., Bayesian Data Analysis,
    3rd edition, eq. 14.7). What is left may also be a course that no draw takes, such as a start later than planned: it
    is smooth, scatter is not, so that it counts up to a multiple of the variance in the second differences alone.
    """
    n_periods = values.size
    n_shapes = min(1 + _SHAPES, n_periods // 2)
    if n_shapes < 1:
        return _Scatter(1.0, PRIOR_MONTHS)
    mean = paths.mean(axis=0)
    shapes = [mean / at]
    _, sizes, directions = np.linalg.svd((paths[:_FITTED_ON] - mean) / at, full_matrices=False)
    shapes += [row for row, size in zip(directions, sizes, strict=True) if size > 1e-9 * max(sizes[0], 1e-300)]
    basis = _orthonormal(np.array(shapes[:n_shapes]))
    standard = (values - mean) / at
    left = standard - basis.T @ (basis @ standard)
    free = n_periods - len(basis)
    rest, turns = float(left @ left), _turns(standard)
    square = (PRIOR_MONTHS + min(rest, SMOOTH * turns * free)) / (PRIOR_MONTHS + free)
    chance = 1.0
    if rest > free and math.isfinite(turns):  # less than was suggested tells of no other course
        chance = float(fdtrc(free, (n_periods - 2) / _ALIKE, rest / free / max(turns, 1e-12)))
    return _Scatter(float(np.sqrt(square)), PRIOR_MONTHS + free, chance)


def _turns(standard: Array) -> float:
    """Variance of carried scatter by its second differences (n - 2,), which a level and a trend leave at zero.

    The idea is that of von Neumann (1941, Annals of Mathematical Statistics 12:367), one order up; of an autoregression
    of the first order they have 6 - 8 r + 2 r^2 times its variance. Infinite where there are too few.
    """
    if standard.size < _TURNS + 2:
        return math.inf
    turns = np.diff(standard, n=2)
    return float(turns @ turns) / turns.size / (6.0 - 8.0 * CARRIED + 2.0 * CARRIED**2)


def _orthonormal(rows: Array) -> Array:
    """Directions that the rows span, shape (rank, n)."""
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    return directions[sizes > 1e-9 * sizes[0]] if sizes[0] > 0 else directions[:0]
