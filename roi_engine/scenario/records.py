"""The scenario after the door: frozen, checked, typed. Nothing behind this module is a dict of user text.

Numbers are in the unit written beside them (`unit`, canonical text of `roi_engine.units`); percentages are shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from roi_engine.errors import Notice
from roi_engine.formula.dimensions import Formula
from roi_engine.scenario.remaining import Remaining
from roi_engine.timeline import RampShape, Timeline
from roi_engine.uncertainty.distributions import Distribution

if TYPE_CHECKING:
    from roi_engine.crm_data.exports.files import ExportFile
    from roi_engine.scenario.customer_records import Customers
    from roi_engine.scenario.goal_records import Goal, KpiLevel

Category = Literal["operational", "analytical", "cost"]
Evidence = Literal["measured", "benchmark", "estimate", "guess"]
Profile = Literal["tei", "nucleus", "plain"]
Discounting = Literal["year_end", "period_end", "mid_period"]
Sampler = Literal["sobol", "latin_hypercube", "random"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written: a file of the scenario, `--set`, or the catalogue."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value came from and what it overrode, oldest last; `text` is as written."""

    place: Place
    text: str
    overrode: tuple[tuple[Place, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A known number."""

    number: float


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number known as a distribution; `base` is its value in the base case, `words` how it was stated."""

    distribution: Distribution
    base: float
    words: str


@dataclass(frozen=True, slots=True)
class ByYear:
    """One value a year (length = years of the timeline), and the upfront column where given."""

    years: tuple[Value, ...]
    initial: Value | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One known number a period, shape (n_periods,)."""

    numbers: tuple[float, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Reference:
    """`$name`: the assumption of that name; the same draw wherever it is used."""

    name: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from assumptions by a formula."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class Modelled:
    """What a model of the customer base expects: `numbers` x exp(sum of loading x factor) x the values in `times`.

    `numbers` is one, or one a period; each factor is a standard normal value of the scenario, named by its path, with
    loadings of the same shape: what the fit leaves open moves all that rests on it together.
    """

    numbers: tuple[float, ...]
    factors: tuple[str, ...] = ()
    loadings: tuple[tuple[float, ...], ...] = ()
    times: tuple[Value, ...] = ()
    words: str = ""


Form = Fixed | Uncertain | ByYear | Series | Reference | Derived | Modelled | Remaining


@dataclass(frozen=True, slots=True)
class Value:
    """One number of the scenario, as stated and checked. `path` is its place, `unit` the unit of its numbers.

    `lower` and `upper` are what it may be at all (in `unit`, None where open): no risk or stress takes it further.
    `$name` has the bounds of its own place.
    """

    path: str
    form: Form
    unit: str
    growth: Value | None = None
    source: str = ""
    owner: str = ""
    evidence: Evidence | None = None
    note: str = ""
    provenance: Provenance | None = None
    default: bool = False  # taken from the catalogue, not stated in the scenario
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Ramp:
    """How use grows after go-live; `length` in calendar time (None where the shape is `none`)."""

    shape: RampShape = "none"
    length: Value | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """Go-live (calendar time after start), ramp, and ceiling of the share of work done in the new way."""

    go_live: Value | None = None
    ramp: Ramp = Ramp()
    adoption: Value | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit or cost. `formula` is money per time plus money in the initial column; `inputs` by name.

    A table of amounts is the line `upfront(initial) + amounts`. Benefits and costs are both positive numbers.
    """

    id: str  # benefits.handle_time
    title: str
    category: Category
    cashable: bool
    formula: Formula
    inputs: Mapping[str, Value]
    use: str = ""  # id in the catalogue
    risk_adjustment: Value | None = None
    full_live: bool = False  # `live: full`: outside the rollout, live and live_share are 1 throughout
    ramp: Ramp | None = None
    overlap: str = ""
    counterfactual: str = ""
    source: str = ""
    note: str = ""
    provenance: Provenance | None = None
    kpis: Mapping[str, KpiLevel] = field(default_factory=dict)  # level of each KPI that the line moves, by id


@dataclass(frozen=True, slots=True)
class Effect:
    """What a risk does to a value or a line: `add` (in the target's unit) or `multiply` (a factor)."""

    on: str
    kind: Literal["add", "multiply"]
    value: Value


@dataclass(frozen=True, slots=True)
class Risk:
    """An event with a probability and effects; in the base case it does not happen."""

    id: str
    title: str
    probability: Value
    effects: tuple[Effect, ...]
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation between two uncertain values, by path."""

    first: str
    second: str
    rho: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a pilot or study would tell before the decision, and what it would cost (money, one amount).

    `of` are paths of uncertain values (`$name` followed to the assumption), or `risks.x`: whether that event happens.
    """

    id: str
    title: str
    of: tuple[str, ...]
    cost: Value | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The point `after` the start where the programme may be stopped, by what was observed until then.

    It is stopped where `observe` (an uncertain value, or `risks.x`: 1 if it happens, else 0) lies below, or above, the
    threshold (in the unit of what is observed; None: the best one is sought). `stop_cost` is money due on stopping.
    """

    after: Value
    observe: str
    threshold: Value | None = None
    stop_when: Literal["below", "above"] = "below"
    stop_cost: Value | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StressEffect:
    """What a stress does to lines and values, all named one by one in `on`; no path occurs twice in one stress.

    `add` (in the unit of each target) and `multiply` (a factor) have a `value`; `at` holds single uncertain values at
    a `percentile`, a share: 0.9 is the P90.
    """

    on: tuple[str, ...]
    kind: Literal["add", "multiply", "at"]
    value: Value | None = None
    percentile: float | None = None


@dataclass(frozen=True, slots=True)
class Stress:
    """A named combination to be looked at beside the scenario; `shipped` where the scenario did not touch it.

    `risks` says whether risks are drawn as ever, none of them happens, or all of them do.
    """

    id: str
    title: str
    effects: tuple[StressEffect, ...] = ()
    cashable_only: bool = False
    risks: Literal["drawn", "none", "all"] = "drawn"
    note: str = ""
    shipped: bool = False


@dataclass(frozen=True, slots=True)
class Finance:
    """How the flows are judged. Rates per year."""

    discount_rate: Value
    profile: Profile = "tei"
    discounting: Discounting = "year_end"
    tax_rate: Value | None = None
    depreciation_years: float | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is drawn. `precision`: half-width of the 95 % error of mean, P10 and P90 as a share of NPV's sd."""

    draws: int = 65536
    seed: int = 1
    sampler: Sampler = "sobol"
    precision: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole checked case. `file` is as the user named it, `sha256` of the merged text."""

    name: str
    file: str
    variant: str | None
    sha256: str
    description: str
    language: str
    currency: str
    timeline: Timeline
    finance: Finance
    rollout: Rollout
    assumptions: Mapping[str, Value]
    lines: tuple[Line, ...]
    risks: tuple[Risk, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    simulation: Simulation = Simulation()
    variants: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    count_units: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)  # every value by path, in order of declaration
    # what follows asks questions of the case: its values are not among `values`, so that none of it moves a draw
    measurements: tuple[Measurement, ...] = ()
    gate: Gate | None = None
    stresses: tuple[Stress, ...] = ()  # the shipped ones first
    customers: Customers | None = None
    goals: tuple[Goal, ...] = ()
    exports: tuple[ExportFile, ...] = ()  # under `data:`, their paths found


@dataclass(frozen=True, slots=True)
class Member:
    """One scenario of a portfolio; its `simulation` is the portfolio's."""

    id: str
    title: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Scenarios rolled up: one currency, one timeline, one simulation.

    `shared` are names of assumptions of two members at least: each keeps its own distribution, all on one uniform.
    `capital_limit` is money, None where there is none; `sha256` of the portfolio's text and of its members.
    """

    name: str
    file: str
    description: str
    language: str
    currency: str
    members: tuple[Member, ...]
    shared: tuple[str, ...] = ()
    capital_limit: float | None = None
    simulation: Simulation = Simulation()
    sha256: str = ""
    notices: tuple[Notice, ...] = ()
