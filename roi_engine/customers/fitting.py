"""Maximum likelihood for every customer model: several starts, a Newton finish, and checks that refuse a wrong fit.

All parameters are positive and the search is over their logs. The covariance is the inverse of the observed information
in the logs, where the normal approximation is far better than in the parameters themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from roi_engine.customers.history import Array
from roi_engine.errors import ModelError, Problem

LogLikelihood = Callable[[Array], tuple[float, Array]]

STEP = 1e-4
"""Step of the central differences of the gradient, in logs: error about 1e-8 relative."""
REACH = 8.0
"""A parameter this far (in logs: a factor of 3,000) from every start has run off."""
GRADIENT_TOLERANCE = 1e-7
"""Largest gradient of the log-likelihood for one customer that counts as a maximum."""
AGREEMENT = 1e-6
"""Starts agree where their log-likelihoods for one customer differ by no more than this."""
LARGEST_ERROR = 3.0
"""Standard error of a log parameter beyond which the base does not determine it (a 95 % range of 1 : 130,000)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A maximum of a likelihood, with what is needed to judge and to draw from it.

    Parameters
    ----------
    model : str
        Name of the model (`bg_nbd`).
    names : tuple of str
        Names of the k parameters.
    log_parameters : Array
        Logs of the parameters at the maximum, shape (k,).
    covariance : Array
        Covariance of the LOG parameters, shape (k, k).
    log_likelihood : float
        Sum over customers at the maximum.
    n_customers : float
        Customers (or weight) behind the fit.
    gradient_norm : float
        Largest absolute component of the gradient of the log-likelihood for one customer, in the logs.
    n_evaluations : int
        Evaluations of the likelihood and its gradient.
    n_starts_agreeing, n_starts : int
        Starts that ended at this maximum, of how many.
    """

    model: str
    names: tuple[str, ...]
    log_parameters: Array
    covariance: Array
    log_likelihood: float
    n_customers: float
    gradient_norm: float
    n_evaluations: int
    n_starts_agreeing: int
    n_starts: int

    @property
    def parameters(self) -> Mapping[str, float]:
        """Parameters by name, in their own units."""
        return dict(zip(self.names, np.exp(self.log_parameters).tolist(), strict=True))

    @property
    def standard_errors(self) -> Mapping[str, float]:
        """Standard errors of the parameters by the delta method: parameter times the error of its log."""
        errors = np.exp(self.log_parameters) * np.sqrt(np.diag(self.covariance))
        return dict(zip(self.names, errors.tolist(), strict=True))

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2 k - 2 LL: less is better, between models of the same base."""
        return 2 * len(self.names) - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion, k ln n - 2 LL: less is better, between models of the same base."""
        return len(self.names) * float(np.log(self.n_customers)) - 2 * self.log_likelihood


@dataclass(slots=True)
class _Objective:
    """Minus the log-likelihood of one customer on average, counting how often it was asked for."""

    log_likelihood: LogLikelihood
    n_customers: float
    n_evaluations: int = 0

    def __call__(self, logs: Array) -> tuple[float, Array]:
        """Value and gradient; a place where the likelihood is not a number is a wall."""
        self.n_evaluations += 1
        with np.errstate(all="ignore"):
            value, gradient = self.log_likelihood(logs)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return 1e10, np.zeros_like(logs)
        return -value / self.n_customers, -gradient / self.n_customers

    def hessian(self, logs: Array) -> Array:
        """Central differences of the gradient, made symmetric, shape (k, k)."""
        steps = STEP * np.eye(logs.size)
        rows = [(self(logs + step)[1] - self(logs - step)[1]) / (2 * STEP) for step in steps]
        matrix = np.array(rows)
        return (matrix + matrix.T) / 2


def maximise(
    model_name: str,
    names: tuple[str, ...],
    log_likelihood: LogLikelihood,
    starts: Sequence[Array],
    n_customers: float,
) -> Fit:
    """The maximum of a log-likelihood over log parameters, or an error that says why there is none to trust.

    Parameters
    ----------
    model_name : str
        Name of the model, for the record and for messages.
    names : tuple of str
        Names of the k parameters.
    log_likelihood : callable
        log parameters (k,) -> (sum over customers, gradient (k,)).
    starts : sequence of Array
        Log parameters to start from, each shape (k,). With two starts or more, at least two must end at one maximum.
    n_customers : float
        Customers behind the sum: tolerances are for one customer.

    Raises
    ------
    ModelError
        The search did not converge, a parameter ran off to 0 or infinity, the surface is flat at the end, or the
        starts ended in different places; with advice.
    """
    objective = _Objective(log_likelihood, n_customers)
    ends = [_searched(objective, start, starts) for start in starts]
    values = np.array([value for value, _ in ends])
    logs = ends[int(np.argmin(values))][1]
    _refuse_run_off(model_name, names, logs, starts)
    logs, value, gradient, hessian = _polished(objective, logs)
    _refuse_run_off(model_name, names, logs, starts)
    gradient_norm = float(np.abs(gradient).max())
    covariance = _covariance(model_name, names, hessian, n_customers)
    if gradient_norm > GRADIENT_TOLERANCE:
        raise _failure(model_name, "fit_not_converged", f"the search stopped where the slope is {gradient_norm:.1e}")
    agreeing = int((values - value <= AGREEMENT * max(1.0, abs(value))).sum())
    if agreeing < min(2, len(starts)):
        raise _failure(model_name, "fit_starts_disagree", "searches from different starts ended in different places")
    total = -value * n_customers
    n_evaluations = objective.n_evaluations
    return Fit(
        model_name, names, logs, covariance, total, n_customers, gradient_norm, n_evaluations, agreeing, len(starts)
    )


def _searched(objective: _Objective, start: Array, starts: Sequence[Array]) -> tuple[float, Array]:
    """End of one quasi-Newton search, inside a box around all starts that is wider than what is accepted."""
    low, high = np.min(starts, axis=0) - REACH - 1, np.max(starts, axis=0) + REACH + 1
    found = minimize(
        objective,
        np.asarray(start, dtype=np.float64).ravel(),
        method="L-BFGS-B",
        jac=True,
        bounds=list(zip(low.tolist(), high.tolist(), strict=True)),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-6, "maxcor": 20},
    )
    return float(found.fun), np.asarray(found.x, dtype=np.float64)


def _polished(objective: _Objective, logs: Array) -> tuple[Array, float, Array, Array]:
    """Newton steps on one Hessian until the gradient is rounding; place, value, gradient and Hessian there."""
    value, gradient = objective(logs)
    hessian = objective.hessian(logs)
    for _ in range(12):
        if np.abs(gradient).max() < GRADIENT_TOLERANCE * 1e-3 or not _positive_definite(hessian):
            break
        step = np.linalg.solve(hessian, gradient)
        if np.abs(step).max() > 1:
            break
        value_after, gradient_after = objective(logs - step)
        if np.abs(gradient_after).max() >= np.abs(gradient).max():
            break
        if np.abs(gradient_after).max() > 0.1 * np.abs(gradient).max() or np.abs(step).max() > 1e-2:
            hessian = objective.hessian(logs - step)
        logs, value, gradient = logs - step, value_after, gradient_after
    return logs, value, gradient, hessian


def _positive_definite(matrix: Array) -> bool:
    """Whether all eigenvalues are clearly above rounding."""
    if not np.isfinite(matrix).all():
        return False
    return bool(np.linalg.eigvalsh(matrix)[0] > 1e-11)


def _covariance(model_name: str, names: tuple[str, ...], hessian: Array, n_customers: float) -> Array:
    """Inverse of the information of all customers, refused where a parameter is not determined."""
    if not _positive_definite(hessian):
        raise _failure(model_name, "fit_flat", "the likelihood has no clear peak: different parameters fit alike")
    covariance = np.asarray(np.linalg.inv(hessian * n_customers), dtype=np.float64)
    errors = np.sqrt(np.diag(covariance))
    loose = [name for name, error in zip(names, errors, strict=True) if error > LARGEST_ERROR]
    if loose:
        raise _failure(model_name, "fit_flat", f"the base does not determine {_listed(loose)}")
    symmetric: Array = (covariance + covariance.T) / 2
    return symmetric


def _refuse_run_off(model_name: str, names: tuple[str, ...], logs: Array, starts: Sequence[Array]) -> None:
    """Raise where a parameter went to 0 or to infinity instead of to a maximum."""
    below = np.flatnonzero(logs < np.min(starts, axis=0) - REACH)
    above = np.flatnonzero(logs > np.max(starts, axis=0) + REACH)
    if below.size or above.size:
        ways = [*(f"{names[i]} going to 0" for i in below), *(f"{names[i]} growing" for i in above)]
        raise _failure(model_name, "fit_run_off", f"the likelihood has no peak, it rises for ever with {_listed(ways)}")


def _listed(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _failure(model_name: str, code: str, message: str) -> ModelError:
    """The error with its advice."""
    return ModelError(
        [
            Problem(
                code,
                f"no trustworthy fit of {model_name}: {message}",
                path=model_name,
                hint=ADVICE.get(model_name, GENERAL_ADVICE),
            )
        ]
    )


GENERAL_ADVICE = (
    "customers may be too few, too alike or seen for too short a time: use a longer window, a larger base or "
    "another model, or work with scores instead"
)
ADVICE: Mapping[str, str] = {
    "bg_nbd": "too few repeat buyers, or hardly anyone stops: use a longer window or a larger base, or try pareto_nbd "
    "or mbg_nbd",
    "mbg_nbd": "too few repeat buyers, or hardly anyone stops: use a longer window or a larger base, or try bg_nbd or "
    "pareto_nbd",
    "pareto_nbd": "too few repeat buyers, or hardly anyone stops: use a longer window or a larger base, or try bg_nbd "
    "or mbg_nbd",
    "bg_bb": "too few repeat orders, or the opportunities are too few: use more periods or a larger base",
    "gamma_gamma": "too few repeat buyers, or all spend alike: use a larger base, or the plain mean order value",
}
