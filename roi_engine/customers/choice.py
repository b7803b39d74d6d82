"""Which order model fits a base: likelihood first, and a holdout between those that fit alike.

Models of one base are compared by Akaike's criterion. A model whose AIC is more than 10 above the best has essentially
no support beside it (Burnham & Anderson 2002, section 2.6); among the others the one is taken that forecast best what
was held out, where a holdout is at hand. The total of one holdout carries the luck and the season of its time, so it
does not overrule a clear likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.fitting import GENERAL_ADVICE, Fit
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.errors import N_, ModelError, Notice, Problem, notice

Array = NDArray[np.float64]
CONTINUOUS = ("bg_nbd", "mbg_nbd", "pareto_nbd")
SUPPORTED = 10.0  # difference of AIC up to which a model is still in the running


@dataclass(frozen=True, slots=True)
class Holdout:
    """The first part of a log, and what its customers ordered after it.

    Attributes
    ----------
    history : History
        Customers as they were seen at the end of the first part.
    ahead : float
        Length of the part held out [time unit].
    orders : Array
        Orders in it of all customers of each row together, shape (n_rows,).
    """

    history: History
    ahead: float
    orders: Array


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model beside the others.

    Attributes
    ----------
    model : str
        Its name.
    fit : Fit or None
        Fit on the whole log; None where it cannot be trusted.
    failure : str
        Why there is no fit, or none on the part before the holdout; empty where all went well.
    holdout_actual, holdout_expected : float
        Orders held out, and their forecast from the part before; nan without holdout.
    """

    model: str
    fit: Fit | None
    failure: str = ""
    holdout_actual: float = np.nan
    holdout_expected: float = np.nan

    @property
    def holdout_error(self) -> float:
        """Forecast / actual - 1 of the total held out [1]; nan where not known."""
        return self.holdout_expected / self.holdout_actual - 1 if self.holdout_actual > 0 else np.nan


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates, the one that is taken, and why.

    Attributes
    ----------
    candidates : tuple of Candidate
        In the order asked for.
    fit : Fit
        The fit that is taken.
    code : str
        "only_fit", "likelihood" or "holdout".
    said : Notice
        The same in words.
    """

    candidates: tuple[Candidate, ...]
    fit: Fit
    code: str
    said: Notice

    @property
    def reason(self) -> str:
        """The choice in words, in English."""
        return self.said.message


def choice_of(history: History, holdout: Holdout | None = None, models: Sequence[str] = CONTINUOUS) -> Choice:
    """The order model that a base supports.

    Parameters
    ----------
    history : History
        The base.
    holdout : Holdout, optional
        The same base earlier, and what came after.
    models : sequence of str
        Names of the candidates.

    Raises
    ------
    ModelError
        No candidate has a fit to trust: the reasons of all of them.
    """
    candidates = tuple(_candidate(name, history, holdout) for name in models)
    fitted = [each for each in candidates if each.fit is not None]
    if not fitted:
        *failures, last = [Problem("no_fit", each.failure, path=each.model) for each in candidates]
        raise ModelError([*failures, replace(last, hint=GENERAL_ADVICE)])
    best = min(_aic(each) for each in fitted)
    running = [each for each in fitted if _aic(each) - best <= SUPPORTED]
    told = [each for each in running if np.isfinite(each.holdout_error)]
    chosen = min(told, key=lambda each: abs(each.holdout_error)) if told else min(running, key=_aic)
    assert chosen.fit is not None
    code = "only_fit" if len(fitted) == 1 else "holdout" if len(told) > 1 else "likelihood"
    return Choice(candidates, chosen.fit, code, _reason(chosen, fitted, running, code))


def fit_best(history: History) -> tuple[Fit, tuple[Notice, ...]]:
    """The fit that is chosen by likelihood, and a note that says so."""
    choice = choice_of(history)
    return choice.fit, (choice.said,)


def _aic(candidate: Candidate) -> float:
    """Akaike's criterion; infinite without a fit."""
    return np.inf if candidate.fit is None else candidate.fit.aic


def _candidate(name: str, history: History, holdout: Holdout | None) -> Candidate:
    """One model, fitted on the whole and, where there is a holdout, on the part before it."""
    try:
        fit = fit_orders(name, history)
    except ModelError as error:
        return Candidate(name, None, error.problems[0].message)
    if holdout is None:
        return Candidate(name, fit)
    actual = float(holdout.orders.sum())
    try:
        before = fit_orders(name, holdout.history)
    except ModelError as error:
        return Candidate(name, fit, error.problems[0].message, actual)
    each = MODELS[name].expected_orders(before.log_parameters, holdout.history, np.array([holdout.ahead]))[:, 0]
    return Candidate(name, fit, "", actual, float(holdout.history.count @ each))


def _reason(chosen: Candidate, fitted: list[Candidate], running: list[Candidate], code: str) -> Notice:
    """The choice in words."""
    title = MODELS[chosen.model].title
    if code == "only_fit":
        template = N_("{model} is the only model with a fit that can be trusted")
        return notice("model_choice", "model", template, model=title)
    if code == "holdout":
        # the others with their errors stand in the table of candidates
        template = N_(
            "{model} forecast the orders held out best ({error}), among the models whose likelihoods are close"
        )
        return notice("model_choice", "model", template, model=title, error=f"{chosen.holdout_error:+.1%}")
    second = min(_aic(each) for each in fitted if each is not chosen)
    template = N_("{model} has the highest likelihood (AIC lower by {by} than the next model)")
    return notice("model_choice", "model", template, model=title, by=f"{second - _aic(chosen):.1f}")
