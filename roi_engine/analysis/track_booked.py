"""Money that is booked otherwise than planned: before the first month or in it, twice, or with the other sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roi_engine.analysis.track_faults import problem_at
from roi_engine.analysis.track_plan import Paths, lines_of
from roi_engine.analysis.track_things import Thing
from roi_engine.crm_data.actuals import Actual
from roi_engine.errors import N_, Notice, Problem, notice
from roi_engine.scenario.records import Line, Scenario

Months = Mapping[int, tuple[Actual, float, float]]  # month of the plan -> actual, value and error in its unit


def booked_otherwise(
    scenario: Scenario, base: Paths, found: Mapping[str, Months], initials: Mapping[str, float]
) -> Iterator[Notice | Problem]:
    """What a reader should know, or must mend, of lines whose actuals are booked otherwise than planned."""
    for line in scenario.lines:
        months = [(actual, value) for actual, value, _ in found.get(line.id, {}).values() if value]
        if months:
            yield from _of_line(line, base, months, initials.get(line.id))


def _of_line(
    line: Line, base: Paths, months: list[tuple[Actual, float]], told: float | None
) -> Iterator[Notice | Problem]:
    initial, planned = float(base.initials[line.id][0]), base.amounts[line.id]
    amounts = [value for _, value in months] + ([told] if told else [])
    never_negative = line.category == "cost" and initial >= 0.0 and planned.min() >= 0.0
    actual = months[0][0]
    if never_negative and max(amounts) < 0.0:
        said = f"every amount of {line.id} is negative: it would be taken for money that came back"
        yield problem_at(actual, "negative-cost", said, "value", "costs as positive amounts, as in the plan")
    elif initial and told is None and not planned.any():
        said = f"{line.id} is planned before the first month: what {actual.month} has would be added to that"
        accepted = "a row of the month 'initial' with what was paid for it; months then count on top"
        yield problem_at(actual, "planned-upfront", said, "month", accepted)
    elif initial and told is None:
        said = N_("no actual says what {what} took before the first month (month “initial”): taken as planned")
        yield notice("initial_as_planned", line.id, said, what=line.id)


def upfront_in_total(scenario: Scenario, base: Paths, total: Thing, observed: Mapping[str, object]) -> Iterator[Notice]:
    """A total has no initial row: what its lines are planned to take before the first month counts beside its months.

    `observed` are the things with actuals by id; where a line of the total is among them the total is not counted.
    """
    lines = lines_of(total, scenario)
    upfront = [line for line in lines if base.initials[line].any()]
    if upfront and not any(line in observed for line in lines):
        said = N_(
            "what is planned before the first month ({lines}) is taken as planned beside the months of {what}: where"
            " these hold it too, it counts twice; leave it out of them, or give the lines instead, with “initial” rows"
        )
        yield notice("upfront_in_total", total.id, said, lines=", ".join(upfront), what=total.id)
