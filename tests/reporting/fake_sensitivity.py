"""A sensitivity with round figures, so that every sentence and cell can be worked out by hand."""

from __future__ import annotations

import math
from typing import Any

from roi_engine.analysis.drivers import Driver, MeasurementWorth, PairShare, Sensitivity
from roi_engine.analysis.gating import GateResult
from roi_engine.analysis.outcomes import Estimate
from roi_engine.analysis.stopping import BestGate, GateValue
from roi_engine.analysis.stressing import StressRow
from roi_engine.uncertainty.precision import Chance, Spread

NAN = math.nan
HANDLE_TIME = "benefits.handle_time.handle_time_reduction"


def driver(**changes: Any) -> Driver:
    """Handle time: explains 40 %, the base case (0.8) breaks even at 0.2, an 80 % chance needs 0.6."""
    found: dict[str, Any] = {
        "path": HANDLE_TIME,
        "title": "Handle time reduction",
        "unit": "minute/contact",
        "event": False,
        "low": 0.5,
        "high": 1.14,
        "share": 0.4,
        "share_error": 0.01,
        "rank_correlation": 0.63,
        "npv_low": 412_000.0,
        "npv_high": 1_130_000.0,
        "mean_at_low": 300_000.0,
        "mean_at_high": 900_000.0,
        "break_even": 0.2,
        "break_even_chance": {0.5: 0.3, 0.8: 0.6, 0.9: NAN},
        "evppi": 24_000.0,
        "evppi_error": 900.0,
    }
    return Driver(**(found | changes))


ADOPTION = driver(
    path="rollout.adoption", title="Adoption", unit="", low=0.68, high=0.88, share=0.25, break_even=NAN,
    break_even_chance={0.5: NAN, 0.8: 0.7, 0.9: 0.85}, evppi=8_000.0,
)  # fmt: skip
DELAY = driver(
    path="rollout.go_live", title="Go-live", unit="month", low=3.0, high=8.0, share=0.1, rank_correlation=-0.3,
    npv_low=820_000.0, npv_high=690_000.0, mean_at_low=500_000.0, mean_at_high=350_000.0, break_even=26.0,
    break_even_chance={0.5: NAN, 0.8: 9.0, 0.9: 4.0}, evppi=0.0, evppi_error=0.0,
)  # fmt: skip
RISK = driver(
    path="risks.data_migration_slips", title="Data migration slips", unit="", event=True, low=0.0, high=1.0,
    share=0.05, break_even=NAN, break_even_chance={0.5: NAN, 0.8: NAN, 0.9: NAN}, evppi=0.0, evppi_error=0.0,
)  # fmt: skip
NOISE = driver(path="a.noise", title="Noise", share=0.001, share_error=0.002, evppi=0.0, break_even=NAN)
STRESSES = (
    StressRow("vendor", "Vendor's case", 1.5e6, 1.4e6, 1.0e6, 1.8e6, 1.0, "All goes well."),
    StressRow("sceptic", "Sceptic's case", -2.5e5, -3.0e5, -5.0e5, -1.0e5, 0.02, "All goes wrong."),
)
PILOT = MeasurementWorth("pilot", "Pilot of 12 weeks", (HANDLE_TIME, "rollout.adoption"), 30_000.0, 1_000.0, 18_000.0)


def spread(mean: float) -> Spread:
    marks = (5, 10, 25, 50, 75, 90, 95)
    return Spread(mean, 1e5, 1e3, dict.fromkeys(marks, mean), dict.fromkeys((0, *marks), 2e3), 0.0, 0.0)


def gate(worth: float = 45_000.0, error: float = 2_000.0, threshold: float = 0.4, **changes: Any) -> GateResult:
    """Stop after six months where handle time falls by less than 0.4 minutes: used in 12 % of draws."""
    value = GateValue(
        threshold, spread(950_000.0), Estimate(worth + 5e3, error), Estimate(worth + 5e3, error), "go",
        Chance(0.12, 0.001),
    )  # fmt: skip
    held = Estimate(worth, error)
    found: dict[str, Any] = {
        "title": "",
        "observed": "Handle time reduction",
        "unit": "minute/contact",
        "stop_when": "below",
        "after_months": 6.0,
        "threshold": NAN,
        "stated": None,
        "best_threshold": threshold,
        "best": BestGate(value, held, held, (0.39, 0.41)),
        "npv_go": 900_000.0,
        "npv_stop": -250_000.0,
    }
    return GateResult(**(found | changes))


def sensitivity(**changes: Any) -> Sensitivity:
    found: dict[str, Any] = {
        "drivers": (driver(), ADOPTION, DELAY, RISK, NOISE),
        "pairs": (PairShare(HANDLE_TIME, "rollout.adoption", 0.02, 0.001),),
        "adds_up": True,
        "evpi": 60_000.0,
        "evpi_error": 1_500.0,
        "measurements": (),
        "gate": None,
        "stresses": STRESSES,
    }
    return Sensitivity(**(found | changes))
