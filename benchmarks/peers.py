"""The model of forty_values.yaml written three times without the engine: plain numpy, squigglepy and monaco.

Each draws the forty values in its own way and puts them through `account`, which is what a good programmer would write
for all draws at once: arrays of shape (periods, draws). All give NPV, ROI and payback. The engine gives these and the
IRR, the cashable NPV, present values by line and their Monte Carlo errors on top.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

Array = NDArray[np.float64]
Figures = Mapping[str, Array]
N_MONTHS = 36
Z90 = 1.2815515655446004  # standard normal P90

PERT = {
    "go_live": (2, 4, 8), "ramp": (4, 6, 12), "adoption": (0.6, 0.8, 0.92), "churn": (0.010, 0.016, 0.024),
    "orders": (0.2, 0.3, 0.5), "a_saved": (0.3, 0.8, 1.4), "a_realised": (0.3, 0.5, 0.8),
    "deflected": (0.01, 0.03, 0.06), "d_hours": (2, 5, 9), "d_realised": (0.4, 0.6, 0.8), "cut": (0, 0.05, 0.12),
    "g_less": (0.05, 0.15, 0.30), "course": (8, 16, 30), "seats": (110, 120, 140),
}  # fmt: skip
TRIANGULAR = {
    "b_saved": (0.1, 0.3, 0.6), "b_realised": (0.3, 0.5, 0.8), "up": (0, 0.04, 0.10), "h_less": (0.05, 0.15, 0.25),
    "overrun": (-0.10, 0.10, 0.80), "support": (1000, 1500, 2600),
}  # fmt: skip
LOGNORMAL = {  # P10 and P90
    "agent_cost": (26, 34), "margin": (8, 14), "c_cost": (2, 4), "lead_value": (900, 1600), "g_cost": (12, 25),
    "h_cost": (0.5, 0.8), "running": (4000, 7000), "exit": (9000, 20000),
}  # fmt: skip
NORMAL = {"contacts": (42000, 3000), "customers": (20000, 1500), "leads": (400, 40), "errors": (800, 90)}
UNIFORM = {"wage": (35, 45), "won": (0.10, 0.16), "price": (55, 75), "course_wage": (25, 33)}
EVENTS = {"late": 0.30, "dearer": 0.20, "half_effect": 0.10, "fewer_leads": 0.15}
RANK_CORRELATIONS = (  # each group: its values, and Spearman's rho of pairs by place
    (("adoption", "a_saved", "cut"), {(0, 1): 0.4, (0, 2): 0.3}),
    (("go_live", "overrun"), {(0, 1): 0.5}),
    (("agent_cost", "wage"), {(0, 1): 0.5}),
    (("margin", "orders"), {(0, 1): -0.3}),
)
GROUPED = tuple(name for names, _ in RANK_CORRELATIONS for name in names)


def account(v: Mapping[str, Array]) -> dict[str, Array]:
    """NPV, ROI and payback [month] of drawn values, one number or an array of all draws each."""
    share = live_share(v)
    benefits = monthly_benefits(v, share)
    live = np.clip(np.arange(1, N_MONTHS + 1)[:, None] - (v["go_live"] + 3 * v["late"]), 0, 1)
    costs = v["seats"] * v["price"] + v["running"] * live + v["support"]
    costs[-1] += v["exit"]
    upfront = 180_000 * (1 + v["overrun"]) * (1 + 0.3 * v["dearer"]) + 120 * v["course"] * v["course_wage"]
    factors = 1.1 ** -(np.arange(N_MONTHS)[:, None] // 12 + 1.0)
    pv_costs = upfront + (costs * factors).sum(axis=0)
    npv = (benefits * factors).sum(axis=0) - pv_costs
    running = np.vstack([-np.ones((1, 1)) * upfront, benefits - costs]).cumsum(axis=0)
    return {"npv": npv, "roi": npv / pv_costs, "payback": payback_months(running)}


def live_share(v: Mapping[str, Array]) -> Array:
    """Adoption times the S-curve since go-live, averaged over each month."""
    since = np.maximum(np.arange(N_MONTHS + 1)[:, None] - (v["go_live"] + 3 * v["late"]), 0)
    u = np.minimum(since / v["ramp"], 1)
    area = v["ramp"] * (u**3 - u**4 / 2) + (since - v["ramp"] * u)
    return v["adoption"] * np.diff(area, axis=0)


def monthly_benefits(v: Mapping[str, Array], share: Array) -> Array:
    """Sum of the benefit lines by month."""
    growth = 1.03 ** (np.arange(N_MONTHS)[:, None] // 12)
    contacts = v["contacts"] * growth
    kept = np.cumprod(1 - v["churn"] * np.ones_like(share), axis=0)
    kept_with = np.cumprod(1 - v["churn"] * (1 - v["cut"] * share), axis=0)
    return (
        contacts * v["a_saved"] / 60 * v["agent_cost"] * v["a_realised"] * share
        + contacts * v["b_saved"] / 60 * v["agent_cost"] * v["b_realised"] * share
        + contacts * v["deflected"] * v["c_cost"] * share
        + 60 * v["d_hours"] * v["wage"] * v["d_realised"] * share
        + v["leads"] * v["up"] * v["won"] * v["lead_value"] * share * (1 - 0.4 * v["fewer_leads"])
        + v["customers"] * (kept_with - kept) * v["orders"] * v["margin"] * (1 - 0.5 * v["half_effect"])
        + v["errors"] * v["g_cost"] * v["g_less"] * share
        + 25_000 * v["h_cost"] * v["h_less"] * share
    )


def payback_months(running: Array) -> Array:
    """Months until the cumulative flow stays at zero or above, linear inside a month; inf where it never does."""
    short = running < 0
    last = running.shape[0] - 1 - np.argmax(short[::-1], axis=0)
    before = np.take_along_axis(running, last[None], axis=0)[0]
    after = np.take_along_axis(running, np.minimum(last + 1, N_MONTHS)[None], axis=0)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = last + before / (before - after)
    return np.where(~short.any(axis=0), 0.0, np.where(last == N_MONTHS, np.inf, crossing))


def lognormal_of(low: float, high: float) -> tuple[float, float]:
    """Mean and sd of the logarithm from P10 and P90."""
    return (math.log(low) + math.log(high)) / 2, math.log(high / low) / (2 * Z90)


def pert_of(low: float, mode: float, high: float) -> tuple[float, float]:
    """Shape parameters of the beta distribution behind a PERT."""
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def roots() -> list[Array]:
    """Cholesky root of each correlated group's normal correlation, 2 sin(pi rho / 6)."""
    found = []
    for names, pairs in RANK_CORRELATIONS:
        matrix = np.eye(len(names))
        for (i, j), rho in pairs.items():
            matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * rho / 6)
        found.append(np.asarray(np.linalg.cholesky(matrix), np.float64))
    return found


def from_score(name: str, z: Array) -> Array:
    """A correlated value from its standard normal score."""
    if name in LOGNORMAL:
        mu, sigma = lognormal_of(*LOGNORMAL[name])
        return np.exp(mu + sigma * z)
    u = ndtr(z)
    if name in PERT:
        low, _, high = PERT[name]
        return low + (high - low) * betaincinv(*pert_of(*PERT[name]), u)
    if name in UNIFORM:
        low, high = UNIFORM[name]
        return low + (high - low) * u
    low, mode, high = TRIANGULAR[name]
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < (mode - low) / (high - low), rising, falling)


def correlated(scores: Mapping[str, Array]) -> dict[str, Array]:
    """The values of all groups from independent normal scores."""
    values: dict[str, Array] = {}
    for (names, _), root in zip(RANK_CORRELATIONS, roots(), strict=True):
        mixed = root @ np.array([scores[name] for name in names])
        values |= {name: from_score(name, z) for name, z in zip(names, mixed, strict=True)}
    return values


def numpy_figures(n_draws: int, seed: int) -> Figures:
    """Straightforward numpy: the generator's own distributions, arrays of all draws."""
    rng = np.random.default_rng(seed)
    v = correlated({name: rng.standard_normal(n_draws) for name in GROUPED})
    for name, (low, mode, high) in PERT.items():
        if name not in v:
            v[name] = low + (high - low) * rng.beta(*pert_of(low, mode, high), n_draws)
    v |= {name: rng.triangular(*ends, n_draws) for name, ends in TRIANGULAR.items() if name not in v}
    v |= {name: rng.lognormal(*lognormal_of(*ends), n_draws) for name, ends in LOGNORMAL.items() if name not in v}
    v |= {name: rng.normal(*moments, n_draws) for name, moments in NORMAL.items()}
    v |= {name: rng.uniform(*ends, n_draws) for name, ends in UNIFORM.items() if name not in v}
    v |= {name: (rng.random(n_draws) < p).astype(float) for name, p in EVENTS.items()}
    return account(v)


def squigglepy_figures(n_draws: int, seed: int) -> Figures:
    """squigglepy: its distributions, its rank correlation (Iman-Conover), arrays of all draws."""
    import squigglepy as sq  # type: ignore[import-not-found,unused-ignore]

    sq.set_seed(seed)
    made = {name: sq.pert(*ends) for name, ends in PERT.items()}
    made |= {name: sq.triangular(*ends) for name, ends in TRIANGULAR.items()}
    made |= {name: sq.lognorm(*ends, credibility=80) for name, ends in LOGNORMAL.items()}
    made |= {name: sq.norm(mean=mean, sd=sd) for name, (mean, sd) in NORMAL.items()}
    made |= {name: sq.uniform(*ends) for name, ends in UNIFORM.items()}
    made |= {name: sq.bernoulli(p) for name, p in EVENTS.items()}
    for names, pairs in RANK_CORRELATIONS:
        matrix = np.eye(len(names))
        for (i, j), rho in pairs.items():
            matrix[i, j] = matrix[j, i] = rho
        tied = sq.correlate(tuple(made[name] for name in names), matrix.tolist(), tolerance=None)
        made |= dict(zip(names, tied, strict=True))
    return account({name: np.asarray(sq.sample(dist, n_draws), float) for name, dist in made.items()})


def monaco_figures(n_draws: int, seed: int) -> Figures:
    """monaco, one process: its case objects and scrambled Sobol points; it has no correlation, hence normal scores."""
    import monaco  # type: ignore[import-not-found,unused-ignore]

    functions = {"preprocess": _case_values, "run": _case_run, "postprocess": _case_figures}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sim = monaco.Sim("forty values", n_draws, functions, seed=seed, singlethreaded=True, verbose=False)
        for name, (law, keywords) in _laws().items():
            sim.addInVar(name=name, dist=law, distkwargs=keywords)
        sim.runSim()
    return {name: np.array(sim.outvars[name].nums, float) for name in ("npv", "roi", "payback")}


def _laws() -> dict[str, tuple[object, dict[str, float]]]:
    from scipy import stats

    laws: dict[str, tuple[object, dict[str, float]]] = {}
    for name, (low, mode, high) in PERT.items():
        a, b = pert_of(low, mode, high)
        laws[name] = stats.beta, {"a": a, "b": b, "loc": low, "scale": high - low}
    for name, (low, mode, high) in TRIANGULAR.items():
        laws[name] = stats.triang, {"c": (mode - low) / (high - low), "loc": low, "scale": high - low}
    for name, ends in LOGNORMAL.items():
        mu, sigma = lognormal_of(*ends)
        laws[name] = stats.lognorm, {"s": sigma, "scale": math.exp(mu)}
    laws |= {name: (stats.norm, {"loc": mean, "scale": sd}) for name, (mean, sd) in NORMAL.items()}
    laws |= {name: (stats.uniform, {"loc": low, "scale": high - low}) for name, (low, high) in UNIFORM.items()}
    laws |= {name: (stats.bernoulli, {"p": p}) for name, p in EVENTS.items()}
    return laws | {name: (stats.norm, {}) for name in GROUPED}


def _case_values(case: object) -> tuple[dict[str, Array]]:
    drawn = {name: np.array([float(value.val)]) for name, value in case.invals.items()}  # type: ignore[attr-defined]
    return (drawn | correlated({name: drawn[name] for name in GROUPED}),)


def _case_run(values: dict[str, Array]) -> tuple[Figures]:
    return (account(values),)


def _case_figures(case: object, figures: Figures) -> None:
    for name, figure in figures.items():
        case.addOutVal(name=name, val=float(figure[0]))  # type: ignore[attr-defined]


PEERS: dict[str, Callable[[int, int], Figures]] = {
    "numpy": numpy_figures,
    "squigglepy": squigglepy_figures,
    "monaco": monaco_figures,
}
