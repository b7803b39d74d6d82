"""A small made-up firm: every table with every column that a KPI asks for, from one seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIRST, UNTIL = pd.Timestamp("2024-01-01"), pd.Timestamp("2026-03-10 18:00")
CHANNELS = np.array(["email", "shop", "web"])


def world(seed: int = 11) -> dict[str, pd.DataFrame]:
    """Frames by kind of table, amounts in cents and spans in seconds."""
    draw = np.random.default_rng(seed)
    return {
        "deals": _deals(draw),
        "stages": _stages(draw),
        "leads": _leads(draw),
        "contacts": pd.DataFrame({"contact": _ids("c", 60), "became_customer": _some(draw, _days(draw, 60), 0.7)}),
        "tickets": _tickets(draw),
        "calls": _calls(draw),
        "campaigns": _campaigns(draw),
        "costs": pd.DataFrame({"date": _days(draw, 90), "cost": draw.integers(100_00, 900_00, 90)}),
        "activities": _activities(draw),
        "surveys": pd.DataFrame({"date": _days(draw, 150), "score": draw.integers(0, 11, 150).astype(float)}),
        "orders": _orders(draw),
    }


def _ids(letter: str, n: int) -> list[str]:
    return [f"{letter}{k}" for k in range(n)]


def _days(draw: np.random.Generator, n: int) -> pd.Series:
    return pd.Series(FIRST + pd.to_timedelta(draw.integers(0, (UNTIL - FIRST).days, n), unit="D"))


def _moments(draw: np.random.Generator, n: int) -> pd.Series:
    return pd.Series(FIRST + pd.to_timedelta(draw.integers(0, int((UNTIL - FIRST).total_seconds()), n), unit="s"))


def _some(draw: np.random.Generator, values: pd.Series, share: float) -> pd.Series:
    """Some of the values; the others are empty."""
    return values.where(draw.random(len(values)) < share)


def _after(draw: np.random.Generator, start: pd.Series, days: float) -> pd.Series:
    """A moment some days later, empty where that is not yet known."""
    later = start + pd.to_timedelta(np.round(draw.exponential(days * 86400, len(start))), unit="s")
    return later.where(later <= UNTIL)


def _deals(draw: np.random.Generator) -> pd.DataFrame:
    n = 250
    created = _moments(draw, n)
    closed = _after(draw, created, 60)
    outcome = np.where(closed.isna(), "open", np.where(draw.random(n) < 0.4, "won", "lost"))
    return pd.DataFrame(
        {
            "deal": _ids("d", n),
            "created": created,
            "closed": closed,
            "outcome": outcome,
            "value": draw.integers(1_000_00, 50_000_00, n),
            "products": draw.integers(1, 5, n),
            "seller": draw.choice(["Ada", "Bo", "Cy"], n),
            "customer": draw.choice(_ids("k", 70), n),
            "deal_type": draw.choice(["initial", "existing", "upsell", "renewal"], n),
        }
    )


def _stages(draw: np.random.Generator) -> pd.DataFrame:
    n = 120
    entered = _moments(draw, n)
    rows = pd.DataFrame({"deal": _ids("d", n), "stage": "Contacted", "entered": entered, "left": pd.NaT})
    later = _after(draw, entered, 20)
    offers = pd.DataFrame({"deal": rows.deal, "stage": "Offered", "entered": later, "left": _after(draw, later, 30)})
    return pd.concat([rows, offers[later.notna()]], ignore_index=True)


def _leads(draw: np.random.Generator) -> pd.DataFrame:
    n = 300
    created = _moments(draw, n)
    qualified = _some(draw, _after(draw, created, 10), 0.6)
    converted = _some(draw, _after(draw, created, 40), 0.25)
    return pd.DataFrame({"lead": _ids("l", n), "created": created, "qualified": qualified, "converted": converted})


def _tickets(draw: np.random.Generator) -> pd.DataFrame:
    n = 400
    opened = _moments(draw, n)
    resolved = _after(draw, opened, 5)
    return pd.DataFrame(
        {
            "ticket": _ids("t", n),
            "opened": opened,
            "resolved": resolved,
            "closed": resolved + pd.Timedelta(days=5),
            "status": np.where(resolved.isna(), "open", "closed"),
            "first_reply": _some(draw, _after(draw, opened, 0.5), 0.9),
            "handle": draw.integers(300, 9000, n),
            "reopens": draw.poisson(0.2, n),
            "reassignments": draw.poisson(0.6, n),
            "replies": draw.poisson(3, n),
            "contacts": draw.integers(1, 4, n),
        }
    )


def _calls(draw: np.random.Generator) -> pd.DataFrame:
    n = 500
    talk, after = draw.integers(60, 900, n), draw.integers(0, 300, n)
    return pd.DataFrame(
        {
            "call": _ids("x", n),
            "started": _moments(draw, n),
            "waiting": draw.integers(0, 400, n),
            "talk": talk,
            "after_work": after,
            "handle": talk + after,
            "abandoned": draw.random(n) < 0.08,
            "resolved": draw.random(n) < 0.7,
            "direction": draw.choice(["in", "in", "out"], n),
            "agent": draw.choice(["Ann", "Ben", "Cat", "Dan"], n),
            "ticket": draw.choice(_ids("t", 200), n),
        }
    )


def _campaigns(draw: np.random.Generator) -> pd.DataFrame:
    n = 40
    recipients = draw.integers(500, 3000, n)
    exposed = (recipients * 0.8).astype(int)
    return pd.DataFrame(
        {
            "campaign": _ids("m", n),
            "sent": _days(draw, n),
            "channel": draw.choice(CHANNELS, n),
            "messages": recipients + 10,
            "recipients": recipients,
            "exposed": exposed,
            "opened": draw.binomial(recipients, 0.3),
            "clicked": draw.binomial(recipients, 0.05),
            "responded": draw.binomial(exposed, 0.1),
            "shared": draw.binomial(exposed, 0.01),
            "unsubscribed": draw.binomial(recipients, 0.004),
            "leads": draw.poisson(8, n),
            "customers": draw.poisson(2, n),
            "cost": draw.integers(200_00, 2_000_00, n),
            "revenue": draw.integers(0, 9_000_00, n),
            "margin": draw.integers(0, 3_000_00, n),
        }
    )


def _activities(draw: np.random.Generator) -> pd.DataFrame:
    n = 400
    types = draw.choice(["call", "email", "meeting", "task", "note"], n)
    return pd.DataFrame({"date": _moments(draw, n), "type": types, "seller": draw.choice(["Ada", "Bo", "Cy"], n)})


def _orders(draw: np.random.Generator) -> pd.DataFrame:
    n = 900
    amount = draw.integers(5_00, 300_00, n)
    amount[::50] = -1000  # refunds
    return pd.DataFrame(
        {
            "order": [f"o{k // 2}" if k < 100 else f"o{k}" for k in range(n)],  # some have two lines
            "date": np.repeat(_days(draw, n // 2), 2).to_numpy()[:n],
            "amount": amount,
            "margin": (amount * 0.3).astype(int),
            "customer": np.where(
                np.arange(n) < 100, np.repeat(draw.choice(_ids("k", 120), n // 2), 2), draw.choice(_ids("k", 120), n)
            ),
            "channel": draw.choice(CHANNELS, n),
        }
    )
