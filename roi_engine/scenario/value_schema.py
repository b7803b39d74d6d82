"""The forms of a value, as pydantic models; the JSON Schema is generated from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from roi_engine.errors import did_you_mean
from roi_engine.scenario.forms import form_of
from roi_engine.scenario.quantities import Quantity, QuantityError, quantity, whole

T = TypeVar("T")
NAME = r"[A-Za-z][A-Za-z0-9_]*"


class Stated(BaseModel):
    """What was stated in a mapping of the scenario: frozen, and nothing beyond the keys below."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # built once, with the document


@dataclass(frozen=True, slots=True)
class Named:
    """`$name` as written."""

    name: str


def fault(code: str, message: str, accepted: str = "", hint: str = "") -> PydanticCustomError:
    """A fault in our own words, which `faults` gives its place."""
    return PydanticCustomError(
        "said", "{message}", {"code": code, "message": message, "accepted": accepted, "hint": hint}
    )


def _text(given: object, wanted: str) -> str:
    if not isinstance(given, str):
        raise fault("type", f"{wanted} is wanted here, not a {'list' if isinstance(given, list) else 'mapping'}")
    return given


def _read(read: Callable[[str], T], wanted: str) -> Callable[[object], T]:
    """A reader of raw text as a pydantic validator."""

    def validator(given: object) -> T:
        try:
            return read(_text(given, wanted))
        except QuantityError as error:
            raise fault("number", str(error), hint=error.hint) from None

    return validator


def _constant(given: object) -> Quantity | Named:
    text = _text(given, "a number").strip()
    if text.startswith("$") and re.fullmatch(NAME, text[1:]):
        return Named(text[1:])
    if re.fullmatch(r"\$[A-Za-z_].*", text):
        raise fault("number", f"'{text[:40]}' is not the name of an assumption", "$name: letters, digits and _")
    return NUMBER_READER(text)


def _flag(given: object) -> bool:
    text = _text(given, "true or false")
    if text.casefold() not in ("true", "false"):
        meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
        hint = f"write {meant[text.casefold()]}" if text.casefold() in meant else ""
        raise fault("choice", f"'{text[:40]}' is neither true nor false", "accepted: true, false", hint)
    return text.casefold() == "true"


def chosen(*choices: str) -> BeforeValidator:
    """One of a few words, with a suggestion where another one is given."""

    def validator(given: object) -> str:
        text = _text(given, "one of " + ", ".join(choices))
        if text not in choices:
            hint = did_you_mean(text, choices)
            raise fault("choice", f"'{text[:40]}' is not one of them", "accepted: " + ", ".join(choices), hint)
        return text

    return BeforeValidator(validator)


def _words(given: object) -> str:
    text = _text(given, "a text")
    if not text.strip() or len(text) > 5000:
        raise fault("type", "a text is wanted here" if not text.strip() else "the text is longer than 5,000 characters")
    return " ".join(text.split())


NUMBER_READER = _read(quantity, "a number")
_NUMERIC = {"type": ["number", "string"]}
Number = Annotated[Quantity, PlainValidator(NUMBER_READER), WithJsonSchema(_NUMERIC)]
Whole = Annotated[int, PlainValidator(_read(whole, "a whole number")), WithJsonSchema({"type": ["integer", "string"]})]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Words = Annotated[str, PlainValidator(_words), WithJsonSchema({"type": ["string", "number", "boolean"]})]
Grade = Annotated[
    Literal["measured", "benchmark", "estimate", "guess"], chosen("measured", "benchmark", "estimate", "guess")
]
Peak = Annotated[Literal["pert", "triangular"], chosen("pert", "triangular")]
Bell = Annotated[Literal["normal", "lognormal"], chosen("normal", "lognormal")]


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


Listed = Annotated[tuple[Words, ...], BeforeValidator(_several, json_schema_input_type=Words | list[Words])]


class Qualified(Stated):
    """What may stand beside any number."""

    unit: Words | None = Field(None, description="minute/contact, EUR/seat/month; a bare number is a pure number")
    growth: ValueForm | None = Field(None, description="3 %/year: year k is multiplied by 1.03^(k-1)")
    lower: Number | None = Field(None, description="nothing below is drawn (truncation; bound of a metalog)")
    upper: Number | None = Field(None, description="nothing above is drawn (truncation; bound of a metalog)")
    source: Words | None = Field(None, description="where the number comes from")
    owner: Words | None = Field(None, description="who vouches for it")
    evidence: Grade | None = Field(None, description="how good the proof is")
    note: Words | None = None


class Constant(Qualified):
    """A known number."""

    value: Number


class ThreePoint(Qualified):
    """Low, most likely, high: PERT, or a triangle; with `confidence` low and high are percentiles, not the ends."""

    low: Number
    mode: Number
    high: Number
    shape: Peak = "pert"
    confidence: Number | None = Field(None, description="80 %: low and high are the P10 and the P90")


class Percentiles(Qualified):
    """A symmetric pair of percentiles, and the median for a metalog; a pair alone is normal or lognormal."""

    p1: Number | None = None
    p5: Number | None = None
    p10: Number | None = None
    p50: Number | None = None
    p90: Number | None = None
    p95: Number | None = None
    p99: Number | None = None
    shape: Bell | None = None


class MeanSd(Qualified):
    """Normal, or lognormal with that mean and standard deviation."""

    mean: Number
    sd: Number
    shape: Bell = "normal"


class MeanSe(Qualified):
    """A measured mean with its standard error: Student t with n - 1 degrees of freedom."""

    mean: Number
    se: Number
    n: Whole


class Uniform(Qualified):
    """Any number between two, equally likely."""

    min: Number
    max: Number


class Counts(Qualified):
    """A measured share: Beta(successes + 1/2, trials - successes + 1/2)."""

    successes: Number
    trials: Number


class Event(Qualified):
    """0 or 1."""

    probability: Number


class Choices(Qualified):
    """One of a few numbers."""

    choices: tuple[Number, ...] = Field(min_length=1)
    weights: tuple[Number, ...] | None = None


class MixtureForm(Qualified):
    """One of several values, by weight; `$name` stands for its distribution, drawn anew and not the same draw."""

    mixture: tuple[ValueForm, ...] = Field(min_length=1)
    weights: tuple[Number, ...] | None = None


class Samples(Qualified):
    """The numbers of a column of a CSV file, each equally likely."""

    samples: Words
    column: Words | None = None


class ReferenceClassForm(Qualified):
    """A distribution of the shipped evidence table."""

    reference_class: Words


class ByYearForm(Qualified):
    """One value a year, and the upfront column where given."""

    by_year: tuple[ValueForm, ...] = Field(min_length=1)
    initial: ValueForm | None = None


class SeriesForm(Qualified):
    """One known number a period, from a column of a CSV file."""

    series: Words
    column: Words | None = None


class FormulaForm(Qualified):
    """Derived from other assumptions."""

    formula: Words


class MeasuredForm(Qualified):
    """A KPI measured in the exports of `data:`: a share as its Beta, a mean with its standard error."""

    kpi: Words = Field(description="a KPI of the catalogue, such as sales.close_rate")
    where: dict[str, Words] = Field(default_factory=dict, description="one dimension and its label: region: North")
    since: Words | None = Field(None, description="first day of what is measured, 2026-01-01")
    until: Words | None = Field(None, description="last day of what is measured, 2026-12-31")
    exports: Listed = Field((), description="names under data: that it is measured in; all unless stated")


MODELS: dict[str, type[Qualified]] = {
    "constant": Constant, "three_point": ThreePoint, "percentiles": Percentiles, "mean_sd": MeanSd, "mean_se": MeanSe,
    "uniform": Uniform, "counts": Counts, "event": Event, "choices": Choices, "mixture": MixtureForm,
    "samples": Samples, "reference_class": ReferenceClassForm, "by_year": ByYearForm, "series": SeriesForm,
    "formula": FormulaForm, "measured": MeasuredForm,
}  # fmt: skip


def value_tag(given: Any) -> str | None:
    """Which form a raw value has, as the tag that pydantic puts into the path of an error."""
    if not isinstance(given, dict):
        return "<plain>"
    form = form_of(given)
    return f"<{form}>" if form else None


Plain = Annotated[Quantity | Named, PlainValidator(_constant), WithJsonSchema(_NUMERIC), Tag("<plain>")]
ValueForm = TypeAliasType(
    "ValueForm",
    Annotated[
        Plain
        | Annotated[Constant, Tag("<constant>")]
        | Annotated[ThreePoint, Tag("<three_point>")]
        | Annotated[Percentiles, Tag("<percentiles>")]
        | Annotated[MeanSd, Tag("<mean_sd>")]
        | Annotated[MeanSe, Tag("<mean_se>")]
        | Annotated[Uniform, Tag("<uniform>")]
        | Annotated[Counts, Tag("<counts>")]
        | Annotated[Event, Tag("<event>")]
        | Annotated[Choices, Tag("<choices>")]
        | Annotated[MixtureForm, Tag("<mixture>")]
        | Annotated[Samples, Tag("<samples>")]
        | Annotated[ReferenceClassForm, Tag("<reference_class>")]
        | Annotated[ByYearForm, Tag("<by_year>")]
        | Annotated[SeriesForm, Tag("<series>")]
        | Annotated[FormulaForm, Tag("<formula>")]
        | Annotated[MeasuredForm, Tag("<measured>")],
        Discriminator(value_tag),
    ],
)
TAGS = frozenset({"<plain>", *(f"<{form}>" for form in MODELS)})
StatedValue: TypeAlias = Quantity | Named | Qualified
VALUE: TypeAdapter[StatedValue] = TypeAdapter(ValueForm, config=ConfigDict(defer_build=True))
