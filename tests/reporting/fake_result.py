"""Results for the tests, computed from amounts by year with plain numpy: consistent, and independent of the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy_financial as npf
from numpy.typing import NDArray

from roi_engine.engine.result import (
    Assumption,
    Band,
    ByYear,
    Engine,
    LineResult,
    Metrics,
    Probability,
    Result,
    RiskResult,
    Summary,
    Swing,
)
from roi_engine.errors import Notice
from roi_engine.scenario.records import Finance, Fixed, Rollout, Scenario, Value
from roi_engine.timeline import Timeline

RATE = 0.10
Amounts = tuple[float, ...]


@dataclass(frozen=True)
class FakeLine:
    """A line: amounts by year, initial first."""

    id: str
    title: str
    category: Any
    amounts: Amounts
    cashable: bool = True
    source: str = "ledger export 2026"


@dataclass(frozen=True)
class FakeCase:
    """What a fake result is made of."""

    lines: Sequence[FakeLine]
    spread: float = 0.25
    name: str = "Contact-centre CRM"
    variant: str | None = None
    description: str = "One paragraph for the board."
    profile: Any = "tei"
    tax: bool = False
    assumptions: tuple[Assumption, ...] = ()
    swings: tuple[Swing, ...] = ()
    risks: tuple[RiskResult, ...] = ()
    warnings: tuple[Notice, ...] = ()
    currency: str = "EUR"
    language: str = "en"
    draws: int = 2048


def make_result(case: FakeCase) -> Result:
    """The whole record of a case."""
    years = len(case.lines[0].amounts) - 1
    factors = np.concatenate([[1.0], (1 + RATE) ** -np.arange(1, years + 1)])
    sign = np.array([-1.0 if line.category == "cost" else 1.0 for line in case.lines])
    amounts = np.array([line.amounts for line in case.lines], dtype=float)
    multipliers = _multipliers(case)
    pvs = amounts @ factors
    draws = _draws(case, pvs, sign, multipliers, amounts)
    periods = np.concatenate([amounts[:, :1], np.repeat(amounts[:, 1:] / 12, 12, axis=1)], axis=1)
    cumulative = np.cumsum((sign * multipliers) @ periods, axis=1)
    base = _metrics(case, amounts, pvs, sign, np.cumsum(sign @ periods))
    return Result(
        scenario=_scenario(case, years),
        engine=Engine("0.1.0", case.draws if case.spread else 1, 16, 1, "sobol", 0.2),
        base=base,
        simulation={key: _summary(values) for key, values in draws.items()},
        probability=_probability(draws),
        by_year=_by_year(case, amounts, sign),
        lines=tuple(
            LineResult(
                line.id, line.title, line.category, line.cashable, line.amounts, tuple(periods[i].tolist()),
                float(pvs[i]), float(pvs[i] * multipliers[:, i].mean()), line.source,
            )
            for i, line in enumerate(case.lines)
        ),
        band=_band(cumulative, np.cumsum(sign @ periods)),
        assumptions=case.assumptions,
        swings=case.swings,
        risks=case.risks,
        warnings=case.warnings,
        draws=draws,
    )  # fmt: skip


def _multipliers(case: FakeCase) -> NDArray[np.float64]:
    rng = np.random.default_rng(7)
    normal = rng.standard_normal((case.draws, len(case.lines)))
    return np.exp(case.spread * normal - case.spread**2 / 2) if case.spread else np.ones(normal.shape)


def _draws(case: FakeCase, pvs: Any, sign: Any, multipliers: Any, amounts: Any) -> dict[str, NDArray[np.float64]]:
    def total(keep: list[bool], signs: Any) -> Any:
        return multipliers @ (pvs * signs * np.array(keep, dtype=float))

    kinds = [line.category for line in case.lines]
    costs = total([kind == "cost" for kind in kinds], np.ones(len(kinds)))
    operational = total([kind == "operational" for kind in kinds], np.ones(len(kinds)))
    analytical = total([kind == "analytical" for kind in kinds], np.ones(len(kinds)))
    npv = operational + analytical - costs
    flows = np.cumsum((sign * multipliers) @ amounts, axis=1)
    paid = np.where(flows[:, -1] > 0, 12.0 * (flows < 0).sum(axis=1), np.inf)
    found = {
        "npv": npv,
        "npv_cashable": total([line.cashable for line in case.lines], sign),
        "roi": npv / np.where(costs == 0, np.nan, costs),
        "irr": np.full(len(npv), 0.2) + 0.01 * (npv - npv.mean()) / max(float(npv.std()), 1e-9),
        "payback_months": paid,
        "pv_operational": operational,
        "pv_analytical": analytical,
        "pv_costs": costs,
        "pv_benefits": operational + analytical,
    }
    if case.tax:
        found["npv_after_tax"] = npv * 0.76
    return found


def _summary(values: NDArray[np.float64]) -> Summary:
    finite = values[np.isfinite(values)]
    ranked = np.sort(values[~np.isnan(values)])
    marks = (5, 10, 25, 50, 75, 90, 95)
    percentiles = {
        p: float(ranked[min(int(p / 100 * len(ranked)), len(ranked) - 1)]) if len(ranked) else math.nan for p in marks
    }
    percentiles = {p: x if math.isfinite(x) else math.nan for p, x in percentiles.items()}
    mean, sd = (float(finite.mean()), float(finite.std())) if len(finite) else (math.nan, 0.0)
    error = {0: 0.01 * sd, **dict.fromkeys(marks, 0.02 * sd)}
    sd = 0.0 if sd < 1e-9 * max(abs(mean), 1.0) else sd
    return Summary(mean, sd, sd / math.sqrt(len(values)), percentiles, error, 1 - len(finite) / len(values))


def _probability(draws: Mapping[str, NDArray[np.float64]]) -> Probability:
    positive = float((draws["npv"] > 0).mean())
    payback = float(np.isfinite(draws["payback_months"]).mean())
    cash = float((draws["npv_cashable"] > 0).mean())
    return Probability(
        positive,
        payback,
        cash,
        {"npv_positive": 0.002, "payback_within_horizon": 0.002, "npv_cashable_positive": 0.002},
    )


def _metrics(case: FakeCase, amounts: Any, pvs: Any, sign: Any, monthly: Any) -> Metrics:
    kinds = np.array([line.category for line in case.lines])
    cash = np.array([line.cashable for line in case.lines], dtype=float)
    costs, benefits = float(pvs[kinds == "cost"].sum()), float(pvs[kinds != "cost"].sum())
    flat_costs, flat_benefits = float(amounts[kinds == "cost"].sum()), float(amounts[kinds != "cost"].sum())
    months, status = _payback(monthly)
    irr = float(npf.irr(sign @ amounts))
    npv = float((sign * pvs).sum())
    return Metrics(
        npv=npv, npv_cashable=float((sign * pvs * cash).sum()),
        roi=npv / costs if costs else math.nan,
        roi_undiscounted=(flat_benefits - flat_costs) / flat_costs if flat_costs else math.nan,
        roi_nucleus=float((sign @ amounts)[1:4].mean() / -(sign @ amounts)[0]) if (sign @ amounts)[0] < 0 else math.nan,
        irr=irr, irr_status="unique" if math.isfinite(irr) else "none", mirr=irr / 2,
        payback_months=months, payback_status=status,
        discounted_payback_months=months * 1.1, discounted_payback_status=status,
        bcr=benefits / costs if costs else math.nan, tco=flat_costs, peak_funding=float(min(monthly.min(), 0.0)),
        cost_of_delay=npv / 36, pv_benefits=benefits, pv_costs=costs,
        pv_operational=float(pvs[kinds == "operational"].sum()), pv_analytical=float(pvs[kinds == "analytical"].sum()),
        benefits=flat_benefits, costs=flat_costs, net=flat_benefits - flat_costs,
        npv_after_tax=npv * 0.76 if case.tax else math.nan, irr_after_tax=irr * 0.8 if case.tax else math.nan,
        irr_after_tax_status="unique" if case.tax else None,
        payback_months_after_tax=months * 1.2 if case.tax else math.nan,
        payback_after_tax_status=("reached" if math.isfinite(months) else "not_reached") if case.tax else None,
    )  # fmt: skip


def _payback(cumulative: NDArray[np.float64]) -> tuple[float, str]:
    if cumulative.min() >= 0:
        return math.nan, "no_investment"
    if cumulative[-1] <= 0:
        return math.nan, "not_reached"
    last = int(np.flatnonzero(cumulative <= 0)[-1])
    return float(last + -cumulative[last] / (cumulative[last + 1] - cumulative[last])), "reached"


def _band(cumulative: NDArray[np.float64], base: NDArray[np.float64]) -> Band:
    p10, p50, p90 = (tuple(np.quantile(cumulative, q, axis=0).tolist()) for q in (0.1, 0.5, 0.9))
    labels = ("initial", *(f"{2027 + k // 12}-{k % 12 + 1:02d}" for k in range(len(base) - 1)))
    return Band(labels, tuple(base.tolist()), p10, p50, p90)


def _by_year(case: FakeCase, amounts: Any, sign: Any) -> ByYear:
    kinds = np.array([line.category for line in case.lines])

    def total(kind: str) -> Amounts:
        return tuple(amounts[kinds == kind].sum(axis=0).tolist())

    net = sign @ amounts
    benefits = tuple(amounts[kinds != "cost"].sum(axis=0).tolist())
    year: tuple[str | int, ...] = ("initial", *range(1, amounts.shape[1]))
    tax = tuple((0.24 * np.maximum(net, 0)).tolist()) if case.tax else None
    return ByYear(
        year, benefits, total("operational"), total("analytical"), total("cost"), tuple(net.tolist()),
        tuple(np.cumsum(net).tolist()), tax,
    )  # fmt: skip


def _scenario(case: FakeCase, years: int) -> Scenario:
    rate = Value("finance.discount_rate", Fixed(RATE), "1/year")
    tax = Value("finance.tax_rate", Fixed(0.24), "") if case.tax else None
    return Scenario(
        name=case.name, file="scenarios/contact_centre.yaml", variant=case.variant, sha256="0f" * 32,
        description=case.description, language=case.language, currency=case.currency,
        timeline=Timeline(2027, 1, years), finance=Finance(rate, case.profile, tax_rate=tax), rollout=Rollout(),
        assumptions={}, lines=(),
    )  # fmt: skip
