"""The cases that the reports must tell right: good, poor, without payback, without range, long, hostile."""

from __future__ import annotations

import math

from roi_engine.engine.result import Assumption, RiskResult, Swing
from roi_engine.errors import Notice
from roi_engine.scenario.records import Place
from tests.reporting.fake_result import FakeCase, FakeLine

GOOD_LINES = (
    FakeLine("benefits.handle_time", "Shorter handle time", "operational", (0, 220_000, 410_000, 430_000), False),
    FakeLine("benefits.deflection", "Contacts moved to self-service", "operational", (0, 90_000, 160_000, 170_000)),
    FakeLine("benefits.retention", "Customers kept", "analytical", (0, 60_000, 210_000, 320_000)),
    FakeLine("costs.licences", "Licences", "cost", (0, 93_600, 96_400, 99_300)),
    FakeLine("costs.implementation", "Implementation", "cost", (260_000, 0, 0, 0)),
    FakeLine("costs.training", "Training", "cost", (45_000, 12_000, 6_000, 6_000), source=""),
)
ASSUMPTIONS = (
    Assumption("benefits.handle_time.handle_time_reduction", "Handle time reduction", "minute/contact", 0.8, 0.82, 0.5,
               0.81, 1.14, True, "PERT 0.3 / 0.8 / 1.4", "pilot of 12 weeks, 2026", "Service", "measured", "",
               Place("scenarios/contact_centre.yaml", 21, 5)),
    Assumption("rollout.adoption", "Adoption", "", 0.8, 0.79, 0.68, 0.79, 0.88, True, "PERT 60 % / 80 % / 92 %", "", "",
               "guess", "", Place("scenarios/contact_centre.yaml", 14, 3)),
    Assumption("costs.licences.price", "Licence price", "EUR/seat/month", 65, 65, 65, 65, 65, False, "65", "offer",
               "Purchasing", None, "", None),
)  # fmt: skip
SWINGS = (
    Swing(
        "benefits.handle_time.handle_time_reduction",
        "Handle time reduction",
        "minute/contact",
        0.5,
        1.14,
        412_000,
        1_130_000,
    ),
    Swing("rollout.adoption", "Adoption", "", 0.68, 0.88, 560_000, 905_000),
    Swing("costs.implementation.overrun", "Implementation overrun", "", -0.05, 0.62, 790_000, 610_000),
    Swing("rollout.go_live", "Go-live", "month", 3, 8, 820_000, 690_000),
)
RISKS = (
    RiskResult(
        "data_migration_slips", "Data migration slips", 0.3, 510_000, 830_000, 96_000, "IT", "Old system has no keys."
    ),
    RiskResult("vendor_leaves", "Vendor leaves the market", 0.0, math.nan, 735_000, 0.0, "", ""),
)
WARNINGS = (Notice("no_source", "", "1 value states no source: rollout.adoption."),)

GOOD = FakeCase(GOOD_LINES, assumptions=ASSUMPTIONS, swings=SWINGS, risks=RISKS, warnings=WARNINGS)
POOR = FakeCase(
    (
        FakeLine("benefits.rep_time", "Selling time won back", "operational", (0, 40_000, 70_000, 70_000), False),
        FakeLine("benefits.win_rate", "Higher win rate", "analytical", (0, 30_000, 90_000, 100_000)),
        FakeLine("costs.licences", "Licences", "cost", (0, 140_000, 140_000, 140_000)),
        FakeLine("costs.implementation", "Implementation", "cost", (320_000, 40_000, 0, 0)),
    ),
    name="Sales CRM",
    variant="pessimistic",
    swings=(
        Swing("benefits.win_rate.win_rate_increase", "Win rate increase", "", 0.01, 0.04, -560_000, -290_000),
        Swing("costs.implementation.fee", "Implementation fee", "EUR", 280_000, 400_000, -400_000, -520_000),
    ),
)
EVEN = FakeCase(
    (
        FakeLine("benefits.rep_time", "Selling time won back", "operational", (0, 90_000, 150_000, 160_000), False),
        FakeLine("costs.licences", "Licences", "cost", (0, 60_000, 60_000, 60_000)),
        FakeLine("costs.implementation", "Implementation", "cost", (140_000, 20_000, 0, 0)),
    ),
    name="Uncertain CRM",
    spread=0.45,
    profile="plain",
    swings=(
        Swing("a.x", "Hourly cost", "EUR/hour", 26, 34, -60_000, 90_000),
        Swing("b.x", "Hourly cost", "EUR/hour", 20, 24, 10_000, -30_000),
        Swing("c.x", "Both ends lower the result", "month", 2, 9, -20_000, -45_000),
    ),
)
CERTAIN = FakeCase(GOOD_LINES, spread=0.0, name="Table of a published study", profile="nucleus")
CERTAIN_LOSS = FakeCase(POOR.lines, spread=0.0, name="A table that loses")
ONE_LINE = FakeCase(
    (FakeLine("benefits.saving", "A saving", "operational", (0, 1_200)),), spread=0.1, name="Small", currency="USD"
)
FREE = FakeCase(
    (
        FakeLine("benefits.saving", "A saving", "operational", (0, 5_000, 5_000, 5_000, 5_000, 5_000)),
        FakeLine("costs.seats", "Seats", "cost", (0, 2_880, 2_880, 2_880, 2_880, 2_880)),
    ),
    name="Eight people on a monthly subscription",
    profile="plain",
)
_LONG = "A line with an exceedingly long name that goes on about regional back-office consolidation programmes, part"
LONG = FakeCase(
    tuple(
        FakeLine(f"benefits.b{k}", f"{_LONG} {k}", "operational" if k % 2 else "analytical",
                 (0, *(1_000_000 / (k + 1) * min(y, 4) for y in range(10))), k % 3 == 0)
        for k in range(15)
    )
    + tuple(
        FakeLine(f"costs.c{k}", f"{_LONG} {k}", "cost", (9_000_000 / (k + 1), *([400_000 / (k + 1)] * 10)))
        for k in range(10)
    ),
    name="A portfolio of twenty-five lines " * 6,
    tax=True,
    swings=tuple(
        Swing(f"benefits.b{k}.input", f"{_LONG} {k}", "minute/contact", 0.3 * k, 0.9 * k + 1,
              20_500_000 - 23_000_000 / (k + 1), 20_500_000 + 24_500_000 / (k + 2))
        for k in range(25)
    ),
)  # fmt: skip
EVIL = "=cmd|'/c calc'!A0 | `code` <script>alert(1)</script> # [x](javascript:y) **b** $a_1$ {{ 7*7 }} {npv}\n# heading"
HOSTILE = FakeCase(
    (
        FakeLine("benefits.evil", EVIL, "operational", (0, 220_000, 410_000, 430_000), False, source=EVIL),
        FakeLine("benefits.wide", "客户 \U0001f600 \u202etxet desrever", "analytical", (0, 50_000, 60_000, 70_000)),
        FakeLine("costs.evil", "_" + "x" * 120, "cost", (260_000, 50_000, 50_000, 50_000)),
    ),
    name=EVIL,
    variant="../../etc/passwd",
    description="# Not a heading\n- not a list\n" + EVIL,
    assumptions=(
        Assumption("benefits.evil.x", EVIL, "minute/contact", 1, 1, 0.5, 1, 1.5, True, EVIL, EVIL, EVIL, "guess", EVIL,
                   Place("scenarios/a|b.yaml", 3, 1)),
    ),
    swings=(Swing("benefits.evil.x", EVIL, "minute/contact", 0.5, 1.5, -200_000, 900_000),),
    risks=(RiskResult("evil", EVIL, 0.3, -100_000, 500_000, 180_000, EVIL, EVIL),),
    warnings=(Notice("x", "benefits.evil", EVIL),),
)  # fmt: skip
CASES = {
    "good": GOOD, "poor": POOR, "even": EVEN, "certain": CERTAIN, "certain_loss": CERTAIN_LOSS, "one_line": ONE_LINE,
    "free": FREE, "long": LONG, "hostile": HOSTILE,
}  # fmt: skip
