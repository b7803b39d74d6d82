"""What following a plan found: plain frozen records with units, for reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from roi_engine.analysis.track_forecast import Outlook
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_status import Standing, Status
from roi_engine.analysis.track_things import Thing
from roi_engine.analysis.track_variance import VarianceSplit
from roi_engine.errors import Notice
from roi_engine.scenario.records import Scenario

Basis = Literal["weighted", "moved", "left", "nothing"]
Series = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlanBand:
    """The plan of one thing by period [its unit; money of the whole period], shape (n_periods,) each."""

    base: Series
    mean: Series
    p10: Series
    p50: Series
    p90: Series


@dataclass(frozen=True, slots=True)
class Realisation:
    """Actual beside plan over what was observed [unit of the thing]: sums of what adds up, else means.

    `base` is the base case, `mean`, `p10` and `p90` are those of the draws (nan for a sum of several things). `of_base`
    and `of_mean` are actual / planned [share], nan where nothing was planned.
    """

    actual: float
    base: float
    mean: float
    p10: float
    p90: float
    of_base: float
    of_mean: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What the scenario says is to be done, and by whom; empty where it says nothing. `from_goal` names the goal."""

    action: str = ""
    owner: str = ""
    from_goal: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """One thing that was observed."""

    thing: Thing
    observed: Observed
    band: PlanBand
    standing: Standing
    realisation: Realisation
    correction: Correction
    noise: Series  # sd of a month's scatter in each observed period [unit of the thing]
    split: VarianceSplit | None = None
    rests_on: tuple[str, ...] = ()  # titles of the uncertain values that move it most, the strongest first

    @property
    def status(self) -> Status:
        """Its status."""
        return self.standing.status


@dataclass(frozen=True, slots=True)
class TotalRealisation:
    """Benefits or costs over what was observed of them [currency], and of how many of their lines that is."""

    id: str
    realisation: Realisation
    observed_lines: int
    lines: int


@dataclass(frozen=True, slots=True)
class Shift:
    """An uncertain value as planned and as it looks now [its unit]; `shift` in standard deviations of its plan.

    For an event the numbers are chances.
    """

    path: str
    title: str
    unit: str
    owner: str
    plan: tuple[float, float, float]  # P10, P50, P90
    now: tuple[float, float, float]
    shift: float
    event: bool


@dataclass(frozen=True, slots=True)
class Reforecast:
    """What the case is worth now.

    `basis`: `weighted` where the plan's own draws agree with the actuals, `moved` where too few do and draws were moved
    to where they do, `left` where reality has left the plan's range (there is no `npv` then), `nothing` where no actual
    falls on the account. `effective_share` is the effective sample size of the plan's draws [share], `range_chance` how
    likely the plan made actuals as far from it as these. `rest_as_planned` and `rest_as_so_far` are no forecasts but
    sums in the base case: history, and the rest as planned or at the realisation so far [currency].
    """

    basis: Basis
    draws: int
    effective_share: float
    range_chance: float
    plan: Outlook
    npv: Outlook | None
    rest_as_planned: float
    rest_as_so_far: float
    shifts: tuple[Shift, ...]  # largest first; empty where reality has left the range


@dataclass(frozen=True, slots=True)
class Tracking:
    """A plan beside what came: `until` is the last month looked at, `next_review` the month of the next look."""

    scenario: Scenario
    file: str
    until: str
    labels: tuple[str, ...]
    things: tuple[Tracked, ...]
    totals: tuple[TotalRealisation, ...]
    unobserved: tuple[str, ...]  # ids of lines without actuals
    reforecast: Reforecast
    next_review: str
    review_from: str  # goal whose `review:` it is, empty where it is the next quarter's end
    notices: tuple[Notice, ...]

    def count(self, status: Status) -> int:
        """How many things have a status."""
        return sum(each.status == status for each in self.things)
