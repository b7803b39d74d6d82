"""A plan beside what came of it: status of every thing, benefit realisation, and what the case is worth now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.track_correction import correction_of, next_review
from roi_engine.analysis.track_forecast import flows_with_history, outlook, planned_flows
from roi_engine.analysis.track_likelihood import Followed, effective_share, log_likelihood, weights_of
from roi_engine.analysis.track_moves import moved
from roi_engine.analysis.track_noise import noise_of
from roi_engine.analysis.track_observed import Observations, Observed, observations
from roi_engine.analysis.track_plan import DRAWS, Course, Paths, PlanModel, course_of, lines_of, plan_model
from roi_engine.analysis.track_realised import (
    band_of,
    planned_totals,
    realisation_of,
    rests,
    total_realisations,
)
from roi_engine.analysis.track_records import Basis, Reforecast, Shift, Tracked, Tracking
from roi_engine.analysis.track_shifts import mean_shifts, rests_on, shifts_of
from roi_engine.analysis.track_status import LEFT_RANGE, Judged, judged
from roi_engine.analysis.track_things import Thing, trackable
from roi_engine.analysis.track_variance import variance_splits
from roi_engine.crm_data.actuals import Actual
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.errors import N_, Notice, notice
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

FEW = 0.05  # effective share of the plan's draws below which reality has left the range, or observations are sharp
ENOUGH = 0.25  # effective share from which the plan's own draws serve as they are
MOVED_DRAWS = 1 << 12
OTHER_COURSE = "another_course"  # code of the notice that the draws do not go the way that the actuals went
_MADE_OF = ("total", "derived")  # estimates of KPIs that are made of others
_STREAM = 6  # of random numbers: apart from those of the simulation


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The plan by draw, and what was observed of it."""

    model: PlanModel
    scores: Array
    paths: Paths
    base: Paths
    followed: tuple[Followed, ...]
    courses: tuple[Course, ...]
    generator: np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class _Agreeing:
    """Draws that agree with what was observed, and how they were come by."""

    basis: Basis
    scores: Array
    paths: Paths
    weights: Array
    effective_share: float
    complete: bool = True


def track(
    scenario: Scenario, actuals: Iterable[Actual], *, until: str | None = None, file: str = "", draws: int = DRAWS
) -> Tracking:
    """Follow a plan: what was measured or booked beside what was planned.

    Parameters
    ----------
    actuals : of any source: a file (`crm_data.actual_reading`), KPIs computed from exports, a ledger.
    until : the last month to look at, `2027-06`; all of them by default.
    file : where the actuals come from, for reports.
    draws : of the plan, at most as many as the scenario's simulation has.

    Raises
    ------
    DataError
        With every actual that does not fit the plan.
    ModelError
        Where a line has no finite value in some draw.
    """
    model = plan_model(scenario)
    things = trackable(scenario, model.kpi_units)
    told = tuple(actuals)
    named = {actual.what for actual in told}
    full = model.with_levels(name for name, thing in things.items() if name in named and not thing.additive)
    seen = observations(scenario, things, told, until, full.base())
    made = _planned(full, seen, draws)
    months = 12 // scenario.timeline.periods_per_year
    verdict = judged(made.followed, made.courses, months, made.generator)
    agreeing = _agreeing(made, verdict)
    return _tracking(made, seen, verdict, agreeing, (file, seen.last))


def _planned(model: PlanModel, seen: Observations, draws: int) -> _Plan:
    scores = model.own_scores(draws)
    paths = model.paths(scores)
    courses = tuple(course_of(each.thing, paths, model.scenario) for each in seen.things)
    followed = tuple(Followed(each, noise_of(each, course)) for each, course in zip(seen.things, courses, strict=True))
    sequence = np.random.SeedSequence(model.scenario.simulation.seed, spawn_key=(_STREAM,))
    generator = np.random.Generator(np.random.SFC64(sequence))
    return _Plan(model, scores, paths, model.base(), followed, courses, generator)


def _telling(made: _Plan) -> list[int]:
    """Places of the things that say something of the draws: what is made of things observed says it twice.

    That is a total whose lines were observed, and a KPI made of others (revenue) beside others of its group.
    """
    scenario, catalogue = made.model.scenario, kpi_catalogue()
    seen = {each.observed.thing.id for each in made.followed}
    single = {catalogue[name].group for name in seen & catalogue.keys() if catalogue[name].estimate not in _MADE_OF}

    def tells(thing: Thing) -> bool:
        if thing.kind == "total":
            return seen.isdisjoint(lines_of(thing, scenario))
        kpi = catalogue.get(thing.id)
        return kpi is None or kpi.estimate not in _MADE_OF or kpi.group not in single

    return [place for place, each in enumerate(made.followed) if tells(each.observed.thing)]


def _agreeing(made: _Plan, verdict: Judged) -> _Agreeing:
    """Draws that agree with the actuals: the plan's own where enough of them do, else moved ones."""
    telling = _telling(made)
    followed = [made.followed[place] for place in telling]
    weights = weights_of(log_likelihood(followed, [made.courses[place] for place in telling]))
    share = effective_share(weights)
    if verdict.range_chance < LEFT_RANGE:
        return _Agreeing("left", made.scores, made.paths, weights, share)
    if share >= ENOUGH or not made.model.n_values:
        return _Agreeing("weighted", made.scores, made.paths, weights, share)
    things = [each.observed.thing for each in followed]
    narrow = made.model.narrowed(
        [line for thing in things if thing.additive for line in lines_of(thing, made.model.scenario)],
        [thing.id for thing in things if not thing.additive],
        max((int(each.observed.periods[-1]) + 1 for each in followed if each.observed.periods.size), default=1),
    )

    def likelihood(scores: Array) -> Array:
        paths = narrow.paths(scores)
        return log_likelihood(followed, [course_of(thing, paths, narrow.scenario) for thing in things])

    found = moved(made.scores[:, :MOVED_DRAWS], likelihood, made.generator)
    alike = np.full(found.scores.shape[1], 1.0 / found.scores.shape[1])
    return _Agreeing("moved", found.scores, made.model.paths(found.scores), alike, share, found.complete)


def _tracking(made: _Plan, seen: Observations, verdict: Judged, agreeing: _Agreeing, told: tuple[str, str]) -> Tracking:
    scenario = made.model.scenario
    observed = [each.observed for each in made.followed]
    shifts: tuple[Shift, ...] = ()
    by_path: Mapping[str, float] = {}
    if agreeing.basis in ("weighted", "moved"):
        values, now = made.model.values(made.scores), made.model.values(agreeing.scores)
        shifts = shifts_of(made.model, values, now, agreeing.weights)
        by_path = mean_shifts(made.model, values, now, agreeing.weights)
    splits = variance_splits(made.model, observed, by_path)
    things = []
    for each, course, standing in zip(made.followed, made.courses, verdict.standings, strict=True):
        base = course_of(each.observed.thing, made.base, scenario)
        things.append(
            Tracked(
                thing=each.observed.thing,
                observed=each.observed,
                band=band_of(base, course),
                standing=standing,
                realisation=realisation_of(each.observed, base, course),
                correction=correction_of(scenario, each.observed.thing, shifts),
                noise=tuple(float(sd) for sd in each.monthly),
                split=splits.get(each.observed.thing.id),
                rests_on=rests_on(made.model, made.scores, planned_totals(each.observed, course)),
            )
        )
    review, source = next_review(scenario, told[1])
    return Tracking(
        scenario=scenario,
        file=told[0],
        until=told[1],
        labels=tuple(scenario.timeline.label(k) for k in range(scenario.timeline.n_periods)),
        things=tuple(things),
        totals=total_realisations(scenario, things),
        unobserved=tuple(line.id for line in scenario.lines if line.id not in {each.id for each in _things(observed)}),
        reforecast=_reforecast(made, verdict, agreeing, shifts),
        next_review=review,
        review_from=source,
        notices=(*seen.notices, *_of_draws(made, verdict, agreeing)),
    )


def _of_draws(made: _Plan, verdict: Judged, agreeing: _Agreeing) -> Iterator[Notice]:
    """What a reader should know of the draws that the re-forecast is told from."""
    if not agreeing.complete:
        yield _incomplete()
    seen, strays = {each.observed.thing.id for each in made.followed}, []
    for each, standing in zip(made.followed, verdict.standings, strict=True):
        lines = lines_of(each.observed.thing, made.model.scenario) if each.observed.thing.kind == "total" else ()
        if not seen.isdisjoint(lines) and not seen.issuperset(lines):
            said = N_("lines of {what} were followed too: the re-forecast takes those, and the others as planned")
            yield notice("total_beside_lines", each.observed.thing.id, said, what=each.observed.thing.id)
        if standing.status in ("off_track", "watch") and each.noise.course_chance < LEFT_RANGE:
            strays.append(each.observed.thing.title or each.observed.thing.id)
    if strays and agreeing.basis != "left":
        said = N_(
            "the course of {what} over the months is like none of the plan's draws, as where the start is later or the"
            " growth another than planned: the re-forecast and the split are told from the nearest draws and may be far"
            " off; state anew when it starts and how fast it grows"
        )
        yield notice(OTHER_COURSE, "", said, what=", ".join(strays))


def _incomplete() -> Notice:
    said = N_("the draws could not be moved all the way to the actuals: the range is wider than it need be")
    return notice("draws_not_moved", "", said)


def _things(observed: Sequence[Observed]) -> list[Thing]:
    return [each.thing for each in observed]


def _reforecast(made: _Plan, verdict: Judged, agreeing: _Agreeing, shifts: tuple[Shift, ...]) -> Reforecast:
    scenario = made.model.scenario
    months = 12 // scenario.timeline.periods_per_year
    now = None
    if agreeing.basis != "left":
        flows = flows_with_history(agreeing.paths, made.followed, scenario, made.generator)
        now = outlook(flows, months, agreeing.weights)
    as_planned, as_so_far = rests(scenario, made.base, made.followed)
    return Reforecast(
        basis=agreeing.basis,
        draws=agreeing.weights.size,
        effective_share=agreeing.effective_share,
        range_chance=verdict.range_chance,
        plan=outlook(planned_flows(made.paths, scenario), months),
        npv=now,
        rest_as_planned=as_planned,
        rest_as_so_far=as_so_far,
        shifts=shifts,
    )
