"""What the actuals say of the uncertain values: where each stood in the plan, and where it stands now."""

from __future__ import annotations

import numpy as np

from roi_engine.analysis.track_forecast import weighted_quantiles
from roi_engine.analysis.track_plan import PlanModel
from roi_engine.analysis.track_records import Shift
from roi_engine.engine.register import label_of
from roi_engine.timeline import Array

LEVELS = (0.1, 0.5, 0.9)
MOST_TITLES, LEAST_ROLE = 3, 0.25  # values that are named, and the least correlation for it


def shifts_of(plan: PlanModel, values: Array, now: Array, weights: Array) -> tuple[Shift, ...]:
    """Every drawn value as planned and now, the largest shift first.

    `values` (n_values, n_draws) are those of the plan's draws, `now` (n_values, n) those of the draws that agree with
    the actuals, `weights` (n,) theirs.
    """
    scenario, found = plan.scenario, []
    alike = np.full(values.shape[1], 1.0 / values.shape[1])
    events = {f"risks.{risk.id}" for risk in scenario.risks}
    for place, path in enumerate(plan.job.paths):
        spread = float(values[place].std())
        event, stated = path in events, scenario.values.get(path)
        before, after = (values[place], alike), (now[place], weights)
        moved = float(now[place] @ weights) - float(values[place].mean())
        found.append(
            Shift(
                path=path,
                title=label_of(scenario, path),
                unit=stated.unit if stated is not None else "",
                owner=stated.owner if stated is not None else "",
                plan=_points(*before, event),
                now=_points(*after, event),
                shift=moved / spread if spread > 0 else 0.0,
                event=event,
            )
        )
    return tuple(sorted(found, key=lambda each: -abs(each.shift)))


def mean_shifts(plan: PlanModel, values: Array, now: Array, weights: Array) -> dict[str, float]:
    """By how much each drawn value lies away from its base case now [its unit].

    Its mean over the draws that agree with the actuals, as far as they say anything: where they leave a value as
    uncertain as it was it stays at base, and what they settle counts in full.
    """
    found = {}
    for place, path in enumerate(plan.job.paths):
        slot = plan.model.slots[path]
        mean = float(now[place] @ weights)
        before, after = float(values[place].var()), float((now[place] - mean) ** 2 @ weights)
        settled = max(0.0, 1.0 - after / before) if before > 0 else 0.0
        found[path] = settled * (mean - float(slot.base[0, 0]))
    return found


def rests_on(plan: PlanModel, scores: Array, totals: Array) -> tuple[str, ...]:
    """Titles of the uncertain values that move the totals (n_draws,) of a thing most, by their correlation."""
    spread = float(totals.std())
    if not spread > 0:
        return ()
    found = scores @ (totals - totals.mean()) / (totals.size * spread)
    order = np.argsort(-np.abs(found), kind="stable")[:MOST_TITLES]
    return tuple(label_of(plan.scenario, plan.job.paths[place]) for place in order if abs(found[place]) > LEAST_ROLE)


def _points(values: Array, weights: Array, event: bool) -> tuple[float, float, float]:
    if event:
        chance = float(values @ weights)
        return chance, chance, chance
    low, middle, high = weighted_quantiles(values, weights, LEVELS)
    return low, middle, high
