"""The `data:` part of the scenario language: exports of a CRM or help desk that measured values come from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from roi_engine.scenario.customer_schema import Decimal
from roi_engine.scenario.value_schema import Listed, Stated, Words, chosen

Repeats = Annotated[Literal["last", "own"], chosen("last", "own")]


class ExportForm(Stated):
    """An export and how it is read; what is left out is recognised from the file, or refused."""

    file: Words = Field(description="CSV or Parquet, beside the scenario")
    profile: Words | None = Field(None, description="of the program it came from, such as hubspot_deals")
    kind: Words | None = Field(None, description="deals, leads, tickets, calls, campaigns, orders, ...")
    columns: dict[str, Words] = Field(default_factory=dict, description="role: header of the file")
    dimensions: dict[str, Words] = Field(default_factory=dict, description="name: header, to look at figures by")
    date_format: Words | None = Field(None, description="such as dd/mm/yyyy, where the file leaves it open")
    decimal: Decimal | None = Field(None, description="where the file leaves it open")
    until: Words | None = Field(None, description="when the export was made; the last moment in it unless stated")
    region: Words | None = Field(None, description="country of phone numbers without a prefix, such as IT")
    units: dict[str, Words] = Field(default_factory=dict, description="role: second, minute, hour, day, hh:mm, mm:ss")
    words: dict[str, dict[str, Listed]] = Field(
        default_factory=dict, description="role: {choice: words that stand for it}, such as outcome: {won: [Signed]}"
    )
    repeats: Repeats | None = Field(None, description="what several rows of one deal or ticket are, where not clear")
