"""The customer base of a scenario after the door: segments whose values the lines of the account share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from roi_engine.scenario.records import Value

Source = Literal["transactions", "list", "segments", "churn"]


@dataclass(frozen=True, slots=True)
class CustomerSegment:
    """One segment. Without the CRM it yields active x survival(churn rate) x orders x margin.

    `counted` is the number of customers in the file, None where there is none; `active` [customer] are those still
    expected to order, `orders` [order/customer/month] of an active one, `margin` [currency/order].
    """

    id: str
    title: str
    counted: float | None
    active: Value
    churn_rate: Value
    orders: Value
    margin: Value
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures of a base rest on: the file, its scoring date, and the models fitted to it, if any."""

    file: str
    until: date
    n_customers: int
    model: str = ""
    parameters: Mapping[str, float] | None = None
    time_unit: str = ""


@dataclass(frozen=True, slots=True)
class Customers:
    """The base; `basis` is None where its figures are stated."""

    source: Source
    segments: tuple[CustomerSegment, ...]
    basis: Basis | None = None
