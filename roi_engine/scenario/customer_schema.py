"""The `customers:` part of the scenario language: the base, where it comes from, and what the CRM does to it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from roi_engine.scenario.value_schema import Flag, Stated, ValueForm, Whole, Words, chosen

MODELS = ("auto", "bg_nbd", "mbg_nbd", "pareto_nbd")
TIME_UNITS = ("day", "week", "month", "year")
DECIMALS = {"point": ".", "comma": ","}

Model = Annotated[Literal["auto", "bg_nbd", "mbg_nbd", "pareto_nbd"], chosen(*MODELS)]
TimeUnit = Annotated[Literal["day", "week", "month", "year"], chosen(*TIME_UNITS)]
Decimal = Annotated[Literal["point", "comma"], chosen("point", "comma")]


class FileForm(Stated):
    """A file of customers or of their orders, and how it is read."""

    file: Words = Field(description="CSV or Parquet, beside the scenario")
    customer: Words = Field(description="column of the customer's number")
    at: Words | None = Field(None, description="scoring date, 2026-12-31; the last day of the file unless stated")
    classes: Whole = Field(5, description="classes of the scores, 2 to 10")
    date_format: Words | None = Field(None, description="such as dd/mm/yyyy, where the file leaves it open")
    decimal: Decimal | None = Field(None, description="where the file leaves it open")


class TransactionsForm(FileForm):
    """A log of orders: customer, date and, where known, amount."""

    date: Words = Field(description="column of the date")
    amount: Words | None = Field(None, description="column of the amount, in the scenario's currency")
    order: Words | None = Field(None, description="column of the order's number: rows of one order are one")
    model: Model = Field("auto", description="chosen by likelihood and a holdout unless stated")
    time_unit: TimeUnit = "week"


class ListForm(FileForm):
    """A list of customers without history: last order, count of orders and, where known, amount."""

    last_date: Words = Field(description="column of the date of the last order")
    orders: Words = Field(description="column of the count of orders")
    amount: Words | None = Field(None, description="column of the amount of all orders")


class ChurnForm(Stated):
    """A base known by its size and one churn rate."""

    customers: ValueForm = Field(description="active customers at the start")
    churn_rate: ValueForm = Field(description="share of the active customers who leave, such as 1.6 %/month")
    orders_per_customer: ValueForm = Field(description="orders of an active customer, such as 3 order/customer/year")
    margin_per_order: ValueForm = Field(description="contribution margin of an order")


class SegmentForm(ChurnForm):
    """One segment of a base that is known by segment."""

    title: Words | None = None


class UpliftForm(Stated):
    """What the CRM does to the customers it reaches; what is not stated does not change."""

    churn_reduction: ValueForm | None = Field(None, description="share of the churn that is avoided")
    order_frequency: ValueForm | None = Field(None, description="increase in orders")
    order_value: ValueForm | None = Field(None, description="increase in the margin of an order")
    cross_sell: ValueForm | None = Field(None, description="additional share of customers who buy a further product")
    cross_sell_margin: ValueForm | None = Field(None, description="contribution margin of such a sale")
    upsell: ValueForm | None = Field(None, description="additional share of customers who move to a dearer version")
    upsell_margin: ValueForm | None = Field(None, description="contribution margin gained by such a move")
    win_back: ValueForm | None = Field(None, description="additional share of the lost customers who come back")
    reach: ValueForm | None = Field(None, description="share of the customers reached; all unless stated")


class CustomersForm(Stated):
    """The customer base and what the CRM does to it; one of transactions, list, segments, churn."""

    transactions: TransactionsForm | None = None
    list: ListForm | None = None
    summary: ListForm | None = Field(None, description="another name of list")
    segments: dict[str, SegmentForm] | None = None
    churn: ChurnForm | None = None
    contribution_margin: ValueForm | None = Field(None, description="share of an order's amount that is margin")
    margin_per_customer: ValueForm | None = Field(
        None, description="of a list: average margin of a customer, such as 84 EUR/customer/year"
    )
    churn_rate: ValueForm | None = Field(None, description="of a list: share of the customers who leave")
    uplift: UpliftForm = Field(default_factory=lambda: UpliftForm.model_validate({}))
    uplift_by_segment: dict[str, UpliftForm] = Field(
        default_factory=dict, description="what is different for a segment (champions, loyal, at_risk, ...)"
    )
    risk_adjustment: ValueForm | None = Field(None, description="lowers every customer effect by this share")
    beyond_horizon: Flag = Field(False, description="count what kept customers are worth after the horizon")
