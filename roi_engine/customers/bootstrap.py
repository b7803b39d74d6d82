"""Refits on resampled customers: a covariance that does not rest on the curvature at the maximum."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.fitting import Fit
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]
FEWEST_SHARE = 0.9  # of the resamples that must have a fit of their own


@dataclass(frozen=True, slots=True)
class Refits:
    """Fits on bootstrap samples of the customers (Efron 1979, Annals of Statistics 7(1)).

    Attributes
    ----------
    fits : tuple of Fit
        One for each sample that has a fit to trust.
    n_failed : int
        Samples without one.
    """

    fits: tuple[Fit, ...]
    n_failed: int

    @property
    def covariance(self) -> Array:
        """Covariance of the log parameters over the samples, shape (k, k)."""
        return np.atleast_2d(np.cov(np.stack([fit.log_parameters for fit in self.fits]), rowvar=False))

    def carried_by(self, fit: Fit) -> Fit:
        """The fit itself, with the covariance of the samples in the place of its own."""
        return replace(fit, covariance=self.covariance)


def bootstrap(fit: Fit, history: History, n_samples: int, seed: int) -> Refits:
    """Refits of a model on samples of the customers with replacement: multinomial counts of the distinct rows.

    Parameters
    ----------
    fit : Fit
        The fit on the base itself, from which each search starts.
    history : History
        The base.
    n_samples : int
        Number of samples, 2 or more.
    seed : int
        Of the samples; the first n are the same whatever their number.

    Raises
    ------
    ModelError
        Fewer than nine samples in ten have a fit of their own.
    """
    model = MODELS[fit.model]
    near = replace(model, starts=lambda _: (fit.log_parameters,))
    n_customers, share = round(history.n_customers), history.count / history.n_customers
    fits: list[Fit] = []
    for number in range(n_samples):
        count = np.random.default_rng([seed, number]).multinomial(n_customers, share).astype(np.float64)
        drawn = count > 0
        sample = History(history.frequency[drawn], history.recency[drawn], history.age[drawn], count[drawn])
        try:
            fits.append(fit_orders(near, sample))
        except ModelError:
            continue
    if len(fits) < max(2, FEWEST_SHARE * n_samples):
        message = f"only {len(fits)} of {n_samples} bootstrap samples have a fit that can be trusted"
        hint = "the base is too small for this model: take another one, or a longer window"
        raise ModelError([Problem("bootstrap", message, path=fit.model, hint=hint)])
    return Refits(tuple(fits), n_samples - len(fits))
