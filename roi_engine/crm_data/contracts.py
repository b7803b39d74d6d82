"""Contracts: from a table of retained customers by period to the retention curve, its check and its future."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.pilot_reading import read_numbers
from roi_engine.customers.fitting import Fit
from roi_engine.customers.kaplan_meier import SurvivalCurve, kaplan_meier_of_cohorts
from roi_engine.customers.models.sbg import (
    discounted_lifetime,
    discounted_residual_lifetime,
    draw_retained,
    fit_retention,
    retention_rates,
    survival,
)
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
DRAWS = 8_192


@dataclass(frozen=True, slots=True)
class ContractValuation:
    """A fitted retention curve: `retained` customers as counted, expected mean and P10-P90 of those still to come.

    `renewals` is the number of renewals seen, `ahead` the mean, P10 and P90 of the customers there after each further
    one, shape (3, n). `lifetime` [periods] is discounted, of a customer just won; `residual` of one of today's who is
    about to renew. `rates` are retention rates of each renewal, those seen and those to come.
    """

    file: str
    fit: Fit
    retained: Array
    check: SurvivalCurve
    curve: Array
    rates: Array
    ahead: Array
    discount_rate: float
    lifetime: float
    residual: float

    @property
    def renewals(self) -> int:
        """Renewals seen."""
        return int(self.retained.size) - 1


def read_retained(path: Path, columns: dict[str, str], decimal: str = "") -> Array:
    """Retained customers by period from a file with the columns period and retained (or others, as stated)."""
    names = tuple(columns.get(role, role) for role in ("period", "retained"))
    found = read_numbers(path, names, decimal)
    period, retained = (found[name] for name in names)
    order = np.argsort(period, kind="stable")
    steps = np.diff(period[order])
    problems = []
    if (steps.size and not np.allclose(steps, steps[0])) or (steps <= 0).any():
        said, accepted = "the periods do not follow one another", "one row a period, none left out"
        problems.append(Problem("bad-periods", said, path=names[0], file=str(path), accepted=accepted))
    if problems:
        raise DataError(problems)
    return np.asarray(retained[order], np.float64)


def contract_valuation(retained: Array, n_ahead: int, discount_rate: float, seed: int, file: str) -> ContractValuation:
    """Retention of one cohort, `n_ahead` further renewals; `discount_rate` [1/period]."""
    fit = fit_retention([retained])
    n = retained.size - 1
    rng = np.random.default_rng(seed)
    drawn = draw_retained(fit, [retained[-1]], [float(n)], n_ahead, DRAWS, rng)[:, 0]
    low, high = np.percentile(drawn, (10, 90), axis=0)
    return ContractValuation(
        file=file,
        fit=fit,
        retained=retained,
        check=kaplan_meier_of_cohorts([retained]),
        curve=survival(fit.log_parameters, n + n_ahead),
        rates=retention_rates(fit.log_parameters, n + n_ahead),
        ahead=np.stack((drawn.mean(axis=0), low, high)),
        discount_rate=discount_rate,
        lifetime=discounted_lifetime(fit.log_parameters, discount_rate),
        residual=float(np.ravel(discounted_residual_lifetime(fit.log_parameters, [float(n + 1)], discount_rate))[0]),
    )
