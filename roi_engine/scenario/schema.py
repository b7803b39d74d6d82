"""The scenario language as pydantic models: every key, what it accepts and what it means."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from roi_engine.errors import did_you_mean
from roi_engine.scenario.customer_schema import CustomersForm
from roi_engine.scenario.export_schema import ExportForm
from roi_engine.scenario.goal_schema import GoalForm
from roi_engine.scenario.quantities import Quantity
from roi_engine.scenario.value_schema import Flag, Grade, Number, Stated, ValueForm, Whole, Words, chosen, fault
from roi_engine.units import CURRENCIES

LINE_TAGS = {"use": "<use>", "formula": "<own>", "table": "<table>"}


def _version(given: object) -> int:
    if given != "1":
        raise fault("version", f"this engine reads version 1 of the scenario language, not '{str(given)[:20]}'",
                    "write schema_version: 1")  # fmt: skip
    return 1


def _currency(given: object) -> str:
    if not isinstance(given, str) or given not in CURRENCIES:
        hint = did_you_mean(str(given).upper(), CURRENCIES) if isinstance(given, str) else ""
        said = f"'{str(given)[:20]}' is not a currency code"
        raise fault("currency", said, "accepted: ISO 4217 such as EUR, USD, GBP, CHF", hint)
    return given


def _between(low: float, high: float, what: str) -> AfterValidator:
    def validator(number: int) -> int:
        if not low <= number <= high:
            raise fault("range", f"{number} is not {what}", f"accepted: {low:,.0f} to {high:,.0f}")
        return number

    return AfterValidator(validator)


def _start(given: object) -> tuple[int, int]:
    year, _, month = str(given).partition("-")
    if not (len(year) == 4 and year.isdecimal() and len(month) == 2 and month.isdecimal() and 1 <= int(month) <= 12):
        raise fault("date", f"'{str(given)[:20]}' is not a month", "accepted: a year and a month such as 2027-01")
    return int(year), int(month)


Profile = Annotated[Literal["tei", "nucleus", "plain"], chosen("tei", "nucleus", "plain")]
Language = Annotated[Literal["en", "it", "es"], chosen("en", "it", "es")]
Step = Annotated[Literal["month", "quarter", "year"], chosen("month", "quarter", "year")]
Discounting = Annotated[Literal["year_end", "period_end", "mid_period"], chosen("year_end", "period_end", "mid_period")]
Sampler = Annotated[Literal["sobol", "latin_hypercube", "random"], chosen("sobol", "latin_hypercube", "random")]
Shape = Annotated[Literal["s_curve", "linear", "none"], chosen("s_curve", "linear", "none")]
Category = Annotated[Literal["operational", "analytical", "cost"], chosen("operational", "analytical", "cost")]
Start = Annotated[tuple[int, int], PlainValidator(_start),
                  WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})]  # fmt: skip
Currency = Annotated[str, PlainValidator(_currency), WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)})]
Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})]


class TimelineForm(Stated):
    """When the case starts, how long it is looked at, and the step of the account."""

    start: Start = Field(description="first month, such as 2027-01")
    years: Annotated[Whole, _between(1, 30, "a horizon in years")]
    step: Step = "month"


class DepreciationForm(Stated):
    """Capitalised costs are written off in a straight line."""

    years: Number
    method: Annotated[Literal["straight_line"], chosen("straight_line")] = "straight_line"


class FinanceForm(Stated):
    """How the flows are judged."""

    discount_rate: ValueForm = Field(description="10 %/year")
    profile: Profile = Field("tei", description="which definitions lead; all are computed")
    discounting: Discounting = "year_end"
    tax_rate: ValueForm | None = None
    depreciation: DepreciationForm | None = None


class RampForm(Stated):
    """How use grows after go-live."""

    shape: Shape = "s_curve"
    length: ValueForm | None = Field(None, description="calendar time from go-live to full use")


class RolloutForm(Stated):
    """When the CRM goes live, how use grows, and its ceiling."""

    go_live: ValueForm | None = Field(None, description="calendar time after the start, such as 4 month")
    ramp: RampForm | None = None
    adoption: ValueForm | None = Field(None, description="ceiling of the share of work done in the new way")


class LineForm(Stated):
    """What every benefit and cost line may state."""

    title: Words | None = None
    description: Words | None = None
    category: Category | None = Field(None, description="operational or analytical for benefits; costs are cost")
    cashable: Flag | None = Field(
        None,
        description="hard money (true) or freed time and soft value (false); unless stated, as in the catalogue, true "
        "for costs and tables, false for benefits with a formula of their own",
    )
    risk_adjustment: ValueForm | None = Field(None, description="lowers benefits and raises costs by this share")
    overlap: Words | None = Field(None, description="lines in one group may claim the same hours; `none` for no group")
    live: Annotated[Literal["full", "rollout"], chosen("full", "rollout")] | None = Field(
        None, description="full: outside the common rollout"
    )
    ramp: RampForm | None = Field(None, description="a ramp of its own instead of the common one")
    source: Words | None = None
    owner: Words | None = None
    evidence: Grade | None = None
    note: Words | None = None
    kpis: dict[str, Words] | None = Field(
        None, description="the level of each KPI in the plan, as a formula over the line's inputs and live_share"
    )


class CatalogueLineForm(LineForm, extra="allow"):
    """A line of the catalogue (`roi-engine catalogue`); all other keys are its inputs."""

    __pydantic_extra__: dict[str, ValueForm]
    use: Words


class OwnLineForm(LineForm):
    """A line of the scenario's own, in the formula language."""

    formula: Words
    inputs: dict[str, ValueForm] = Field(default_factory=dict)


class TableForm(Stated):
    """Amounts as printed, in the scenario's currency."""

    by_year: tuple[ValueForm, ...] = Field(min_length=1)
    initial: ValueForm | None = None


class TableLineForm(LineForm):
    """A line given as a table of amounts."""

    table: TableForm


def line_tag(given: Any) -> str | None:
    """Which of the three forms a line has."""
    stated = [tag for key, tag in LINE_TAGS.items() if isinstance(given, dict) and key in given]
    return stated[0] if len(stated) == 1 else None


AnyLine = Annotated[
    Annotated[CatalogueLineForm, Tag("<use>")]
    | Annotated[OwnLineForm, Tag("<own>")]
    | Annotated[TableLineForm, Tag("<table>")],
    Discriminator(line_tag),
]


class EffectForm(Stated):
    """What a risk does: `add` to a value in its unit, or `multiply` a value or a line."""

    on: Words
    add: ValueForm | None = None
    multiply: ValueForm | None = None


class RiskForm(Stated):
    """An event that may happen once, with its effects."""

    probability: ValueForm
    effects: tuple[EffectForm, ...] = Field(min_length=1)
    title: Words | None = None
    owner: Words | None = None
    source: Words | None = None
    note: Words | None = None


class PairForm(Stated):
    """Rank correlation between two uncertain values, by path."""

    between: tuple[Words, ...] = Field(min_length=2, max_length=2)
    rho: Number


class CorrelationsForm(Stated):
    """The pairs, and whether an impossible matrix may be mended."""

    pairs: tuple[PairForm, ...]
    nearest: Flag = Field(
        False, description="take the nearest possible correlation matrix where this one is impossible"
    )


def _pairs(given: object) -> object:
    return {"pairs": given} if isinstance(given, list) else given


class SimulationForm(Stated):
    """What is drawn."""

    draws: Annotated[Whole, _between(16, 100_000_000, "a number of draws")] = 65536
    seed: Annotated[Whole, _between(0, 2**63 - 1, "a seed")] = 1
    sampler: Sampler = "sobol"
    precision: Number | None = Field(None, description="half-width of the 95 % error of mean, P10 and P90, share of sd")


def _precision(simulation: SimulationForm) -> SimulationForm:
    stated: Quantity | None = simulation.precision
    if stated is not None and (stated.unit is not None or not 0.0001 <= stated.number <= 1.0):
        raise fault("range", f"a precision of {stated.text} cannot be asked for", "accepted: 0.01 % to 100 %")
    return simulation


Checked = Annotated[SimulationForm, AfterValidator(_precision)]


class MeasurementForm(Stated):
    """What a pilot or study would tell, and what it costs."""

    of: tuple[Words, ...] = Field(min_length=1, description="paths of uncertain values, or risks.NAME")
    cost: ValueForm | None = Field(None, description="one amount of money")
    title: Words | None = None
    note: Words | None = None


class GateForm(Stated):
    """The point where the programme may be stopped, and by what."""

    after: ValueForm = Field(description="calendar time after the start, such as 6 month")
    observe: Words = Field(description="path of an uncertain value, or risks.NAME")
    threshold: ValueForm | None = Field(None, description="in the unit of what is observed; the best one unless stated")
    stop_when: Annotated[Literal["below", "above"], chosen("below", "above")] = "below"
    stop_cost: ValueForm | None = Field(None, description="money due on stopping")
    title: Words | None = None
    note: Words | None = None


def _percentile(given: object) -> float:
    found = re.fullmatch(r"[Pp]([1-9]\d?)", given.strip()) if isinstance(given, str) else None
    if found is None:
        raise fault("percentile", f"'{str(given)[:20]}' is not a percentile", "accepted: P1 to P99, such as at: P90")
    return int(found[1]) / 100


class StressEffectForm(Stated):
    """What a stress does: `add` to values, `multiply` values or lines, or hold uncertain values `at` a percentile."""

    on: Words = Field(description="benefits, costs, a line, or the path of a value; * stands for one part of a path")
    add: ValueForm | None = None
    multiply: ValueForm | None = None
    at: Annotated[float, PlainValidator(_percentile),
                  WithJsonSchema({"type": "string", "pattern": "^[Pp][1-9][0-9]?$"})] | None = None  # fmt: skip


class StressForm(Stated):
    """A named combination to be looked at beside the scenario."""

    title: Words | None = None
    effects: tuple[StressEffectForm, ...] = ()
    only: Annotated[Literal["cashable"], chosen("cashable")] | None = Field(None, description="cashable lines alone")
    risks: Annotated[Literal["drawn", "none", "all"], chosen("drawn", "none", "all")] = Field(
        "drawn", description="no risk happens, or all of them do"
    )
    note: Words | None = None


class Document(Stated):
    """A CRM business case: one scenario of the roi_engine, version 1 of the language."""

    schema_version: Version
    kind: Annotated[Literal["scenario"], chosen("scenario", "portfolio")] = "scenario"
    name: Words
    description: Words | None = None
    language: Language = "en"
    currency: Currency
    timeline: TimelineForm
    finance: FinanceForm
    rollout: RolloutForm = Field(default_factory=lambda: RolloutForm.model_validate({}))
    assumptions: dict[str, ValueForm] = Field(default_factory=dict, description="named, shared values")
    benefits: dict[str, AnyLine] = Field(default_factory=dict)
    costs: dict[str, AnyLine] = Field(default_factory=dict)
    customers: CustomersForm | None = None
    risks: dict[str, RiskForm] = Field(default_factory=dict)
    correlations: Annotated[
        CorrelationsForm,
        BeforeValidator(_pairs, json_schema_input_type=CorrelationsForm | list[PairForm]),
    ] = Field(default_factory=lambda: CorrelationsForm.model_validate({"pairs": ()}))
    measurements: dict[str, MeasurementForm] = Field(default_factory=dict)
    gate: GateForm | None = None
    data: dict[str, ExportForm] = Field(default_factory=dict, description="exports that KPIs are measured in")
    goals: dict[str, GoalForm] = Field(default_factory=dict, description="business goals: objective to line")
    stress: dict[str, StressForm] = Field(default_factory=dict, description="added to the shipped ones; null drops one")
    simulation: Checked = Field(default_factory=lambda: SimulationForm.model_validate({}))
    units: tuple[Words, ...] = ()
