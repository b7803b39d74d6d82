"""Whether scores of recency and frequency fit a base at all, as codes and in words, and what to use instead."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from roi_engine.errors import N_, Notice, notice

Severity = Literal["unfit", "warning", "note"]

FEW_CUSTOMERS = 50  # k classes of 10 customers each at the usual five: below, a class is a handful of names
THIN_CUSTOMERS = 1000  # 8 customers in each of 125 cells; segments hold, cells do not
SINGLE_SHARE = 0.8  # above 1 - 1/k nobody but the top fifth has a frequency that tells anything
REGULAR_VARIATION = 0.35  # gaps of a memoryless customer vary by 1.0; a cycle with a third of slack by about 0.35
FEWEST_GAP_CUSTOMERS = 30  # variation of gaps is judged on so many customers with several gaps, or not at all
LONG_GAP_DAYS = 180.0  # half a year between orders: a scoring each quarter sees no order of most customers
RARE_ORDERS_A_YEAR = 2.0  # the same in orders a customer and year
B2B_CUSTOMERS = (
    5000  # beyond, long gaps are those of a rare consumer purchase, where the law of large numbers still helps
)
WINDOWS_IN_GAPS = 2.0  # the log must span two usual gaps before silence means anything
SHORT_WINDOW_DAYS = 90.0  # and a quarter in any case

_EVENTS = N_(
    "take contacts from the help desk and the call centre as the events (recency and frequency of contacts), "
    "or value the opportunity pipeline (stage, age, amount) instead"
)


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """Aggregates of a base that decide whether scores fit; None where a figure is not known (a bare list has no gaps).

    `single_share` of the customers ordered on one day only. `orders_per_customer_year` [orders/customer/year] over the
    time since each customer's first order. `median_gap_days` [days] between orders of one customer. `gap_variation`:
    mean coefficient of variation of the gaps within customers of three gaps or more, of whom there are `gap_customers`.
    `window_days` [days] from the first order of the log to the scoring date.
    """

    n_customers: int
    single_share: float
    has_amounts: bool
    orders_per_customer_year: float | None = None
    median_gap_days: float | None = None
    gap_variation: float | None = None
    gap_customers: int = 0
    window_days: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why scores do not fit, or fit less well.

    "unfit": do not use them; "warning": use with care; "note": good to know. `said` is what was found, as a
    template and its values; `instead`, a template without values, what to do instead.
    """

    severity: Severity
    said: Notice
    instead: str

    @property
    def code(self) -> str:
        """Stable name of the reason."""
        return self.said.code

    @property
    def message(self) -> str:
        """What was found, in English."""
        return self.said.message


def _finding(severity: Severity, code: str, template: str, instead: str, **values: str) -> Finding:
    return Finding(severity, notice(code, "", template, **values), instead)


def fitness_findings(facts: BaseFacts) -> tuple[Finding, ...]:
    """Every finding about a base, the gravest first; none where recency and frequency scores fit."""
    found = [finding for check in _CHECKS if (finding := check(facts)) is not None]
    return tuple(sorted(found, key=lambda each: ("unfit", "warning", "note").index(each.severity)))


def _too_few_customers(facts: BaseFacts) -> Finding | None:
    n = facts.n_customers
    if n >= THIN_CUSTOMERS:
        return None
    if n < FEW_CUSTOMERS:
        few = N_("{n} customers are too few for five classes: each would be a handful of names")
        instead = N_("use two or three classes, or talk to each customer")
        return _finding("warning", "too_few_customers", few, instead, n=str(n))
    thin = N_("{n} customers fill segments, not the 125 cells of three scores")
    return _finding(
        "note", "too_few_customers", thin, N_("read segments and single scores; leave the cells alone"), n=str(n)
    )


def _mostly_single_orders(facts: BaseFacts) -> Finding | None:
    if facts.single_share < SINGLE_SHARE:
        return None
    message = N_("{share} of the customers ordered once: frequency tells hardly anybody apart")
    instead = N_("score recency (and amount) alone, and watch the share that orders a second time and how soon")
    return _finding("warning", "mostly_single_orders", message, instead, share=f"{facts.single_share:.0%}")


def _contract_or_controlled_cycle(facts: BaseFacts) -> Finding | None:
    variation = facts.gap_variation
    if variation is None or facts.gap_customers < FEWEST_GAP_CUSTOMERS or not variation < REGULAR_VARIATION:
        return None
    message = N_(
        "gaps between orders are nearly regular (coefficient of variation {variation}, 1 without a cycle): "
        "billing, contracts or a fixed cycle set the dates, not the customers"
    )
    instead = N_(
        "use retained contracts by period (shifted beta-geometric), latency against the cycle, "
        "or events that customers choose freely (visits, service contacts, upgrades)"
    )
    return _finding("unfit", "contract_or_controlled_cycle", message, instead, variation=f"{variation:.2f}")


def _long_b2b_cycle(facts: BaseFacts) -> Finding | None:
    gap, rate = facts.median_gap_days, facts.orders_per_customer_year
    rare = rate is not None and rate < RARE_ORDERS_A_YEAR
    slow = gap is not None and gap > LONG_GAP_DAYS
    # a base of first orders alone has no gap at all; how long its cycle is, its window says
    if not (slow or (rare and gap is None)) or facts.n_customers > B2B_CUSTOMERS:
        return None
    seen = f"{rate:.1f}"
    message = N_(
        "{n} customers with {seen} orders a customer and year: a long sales cycle, where recency and frequency of "
        "orders break (a silent customer may be in the middle of a purchase)"
    )
    if gap is not None:
        seen = f"{gap:.0f}"
        message = N_(
            "{n} customers with {seen} days between orders: a long sales cycle, where recency and frequency of orders "
            "break (a silent customer may be in the middle of a purchase)"
        )
    severity: Severity = "unfit" if facts.n_customers <= THIN_CUSTOMERS else "warning"
    return _finding(severity, "long_b2b_cycle", message, _EVENTS, n=str(facts.n_customers), seen=seen)


def _short_window(facts: BaseFacts) -> Finding | None:
    window, gap = facts.window_days, facts.median_gap_days
    if window is None:
        return None
    wanted = max(SHORT_WINDOW_DAYS, WINDOWS_IN_GAPS * gap if gap is not None and math.isfinite(gap) else 0.0)
    if window >= wanted:
        return None
    message = N_("the log spans {window} days, less than the {wanted} in which silence begins to mean something")
    instead = N_("score now, and judge by the change at the next scoring")
    return _finding("warning", "short_window", message, instead, window=f"{window:.0f}", wanted=f"{wanted:.0f}")


def _no_amounts(facts: BaseFacts) -> Finding | None:
    if facts.has_amounts:
        return None
    instead = N_("score recency and frequency; for money give the average margin a customer and year")
    return _finding("note", "no_amounts", N_("no amounts are known: there is no score of amount and no value"), instead)


_CHECKS: tuple[Callable[[BaseFacts], Finding | None], ...] = (
    _long_b2b_cycle,
    _contract_or_controlled_cycle,
    _mostly_single_orders,
    _too_few_customers,
    _short_window,
    _no_amounts,
)
