"""The keys of a portfolio file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from roi_engine.scenario.schema import Checked, Language, SimulationForm, Version
from roi_engine.scenario.value_schema import Number, Stated, Words, chosen


class MemberForm(Stated):
    """A scenario of the portfolio, as it is, in a variant, or with some values set."""

    file: Words = Field(description="a scenario file, relative to this one")
    variant: Words | None = None
    title: Words | None = None
    set: dict[str, Any] = Field(default_factory=dict, description="path: value, as --set path=value states them")


class PortfolioDocument(Stated):
    """Scenarios rolled up: brands, products or business units of one company."""

    kind: Annotated[Literal["portfolio"], chosen("portfolio")]
    schema_version: Version
    name: Words
    description: Words | None = None
    language: Language = "en"
    members: dict[str, MemberForm] = Field(description="a file name, or {file, variant, set}, by a name for it")
    shared: tuple[Words, ...] = Field((), description="names of assumptions that are drawn once for all members")
    capital_limit: Number | None = Field(None, description="what may be spent at most, such as 500000 EUR")
    simulation: Checked = Field(
        default_factory=lambda: SimulationForm.model_validate({}), description="instead of the members' own"
    )
