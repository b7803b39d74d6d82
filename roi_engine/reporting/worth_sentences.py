"""Sentences about what is worth measuring, stopping and fearing before the decision."""

from __future__ import annotations

import math
from collections.abc import Sequence

from roi_engine.analysis.drivers import MeasurementWorth, Sensitivity
from roi_engine.analysis.gating import GateResult
from roi_engine.analysis.stressing import StressRow
from roi_engine.engine.result import Result
from roi_engine.reporting.words import N_, Words, is_share, plain, quoted

SMALL_WORTH = 0.05  # EVPI below this share of the mean NPV: more study would hardly change the decision


def measure_first(result: Result, sensitivity: Sensitivity, words: Words) -> str:
    """What to measure before signing, or that it would hardly change the decision; empty where nothing is uncertain."""
    if not sensitivity.drivers:
        return ""
    perfect = sensitivity.evpi
    if perfect <= sensitivity.evpi_error:
        return words.text(
            N_(
                "More study would hardly change the decision: what it could tell has no value that can be told from"
                " zero."
            )
        )
    if perfect < SMALL_WORTH * abs(result.simulation["npv"].mean):
        template = N_(
            "More study would hardly change the decision: even to know everything before signing is worth {evpi}."
        )
        return words.text(template, evpi=words.money(perfect))
    priced = [study for study in sensitivity.measurements if math.isfinite(study.cost)]
    if priced:
        return study_said(max(priced, key=lambda study: study.net), words)
    return _most_worth(sensitivity, words)


def study_said(study: MeasurementWorth, words: Words) -> str:
    """What one study with a stated cost is worth, beside that cost."""
    if study.evppi <= study.error:
        template = N_("“{title}” would cost {cost}, and what it tells has no value that can be told from zero.")
    elif abs(study.net) <= study.error:
        template = N_(
            "Whether “{title}” is worth its cost of {cost} cannot be told: it is worth {worth}, near as much."
        )
    elif study.net > 0:
        template = N_("Measure first: “{title}” is worth {worth} before signing and costs {cost}.")
    else:
        template = N_("“{title}” would cost more than it tells: {cost} against a worth of {worth}.")
    return words.text(template, title=plain(study.title), worth=words.money(study.evppi), cost=words.money(study.cost))


def _most_worth(sensitivity: Sensitivity, words: Words) -> str:
    best = max(sensitivity.drivers, key=lambda driver: driver.evppi)
    if best.evppi <= best.evppi_error or best.evppi <= 0:
        template = N_(
            "Knowing any one assumption alone before signing has no value that can be told from zero; knowing all of"
            " them is worth {evpi}."
        )
        return words.text(template, evpi=words.money(sensitivity.evpi))
    template = N_(
        "Measure “{title}” first: to know it before signing is worth {worth}, of {evpi} for knowing everything."
    )
    return words.text(
        template, title=plain(best.title), worth=words.money(best.evppi), evpi=words.money(sensitivity.evpi)
    )


def gate_value_text(number: float, gate: GateResult, words: Words) -> str:
    """A threshold of the gate with its unit; in words where no number parts stopping from going on."""
    if math.isfinite(number):
        return words.quantity(number, gate.unit, is_share(gate.unit, number))
    if math.isnan(number):
        return words.missing
    never = (number < 0) == (gate.stop_when == "below")
    return words.text(N_("never stop")) if never else words.text(N_("always stop"))


def gate_said(gate: GateResult | None, words: Words) -> str:
    """What the option to stop is worth, beside the NPV; empty without a gate."""
    if gate is None:
        return ""
    when = words.months(gate.after_months)
    worth, chosen = gate.best.over_fixed, gate.best.chosen
    if chosen.threshold == -math.inf:
        template = N_("After {when} nothing that “{observed}” can show makes stopping pay: the option to stop is idle.")
        return words.text(template, when=when, observed=plain(gate.observed))
    if chosen.threshold == math.inf:
        template = N_("After {when} stopping pays whatever “{observed}” shows: that is a reason not to begin.")
        return words.text(template, when=when, observed=plain(gate.observed))
    if not worth.value > (0.0 if math.isnan(worth.error) else worth.error):
        template = N_(
            "The option to stop after {when}, judged by “{observed}”, has no value that can be told from zero."
        )
        return words.text(template, when=when, observed=plain(gate.observed))
    template = N_(
        "The option to stop after {when} if “{observed}” is above {threshold} is worth {worth}, not counted in the net"
        " present value; it would be used in {chance} of draws."
    )
    if gate.stop_when == "below":
        template = N_(
            "The option to stop after {when} if “{observed}” is below {threshold} is worth {worth}, not counted in the"
            " net present value; it would be used in {chance} of draws."
        )
    return words.text(
        template,
        when=when,
        observed=plain(gate.observed),
        threshold=gate_value_text(gate.best_threshold, gate, words),
        worth=words.money(worth.value),
        chance=words.chance(chosen.stopping.probability),
    )


def stresses_said(stresses: Sequence[StressRow], words: Words) -> str:
    """What the hardest stress leaves, and how many end in a loss; empty without stresses."""
    if not stresses:
        return ""
    hardest = min(stresses, key=lambda row: row.mean_npv)
    losing = sum(row.mean_npv < 0 for row in stresses)
    told = {
        "title": plain(hardest.title),
        "npv": words.money(abs(hardest.mean_npv)),
        "losing": words.count(losing),
    }
    if losing == 0 and hardest.mean_npv == 0:
        one = many = N_("The mean is a loss under no stress; under the hardest, “{title}”, it is zero.")
    elif losing == 0:
        one = N_("Under the one stress, “{title}”, the mean is still a gain of {npv}.")
        many = N_("The mean stays above zero under all {n} stresses; the hardest, “{title}”, leaves {npv}.")
    elif losing == len(stresses):
        one = N_("Under the one stress, “{title}”, the mean is a loss of {npv}.")
        many = N_("The mean is a loss under all {n} stresses; the hardest, “{title}”, loses {npv}.")
    else:
        one = many = N_("The mean is a loss under {losing} of {n} stresses; the hardest, “{title}”, loses {npv}.")
    return words.counted(one, many, len(stresses), **told)


def cash_under_stress(result: Result, sensitivity: Sensitivity, words: Words) -> str:
    """How a stress of cashable benefits alone differs from counting cashable lines; empty where they are alike."""
    kept = any(line.category == "cost" and not line.cashable for line in result.lines)
    alone = {stress.id for stress in result.scenario.stresses if stress.cashable_only and not stress.effects}
    title = next((row.title for row in sensitivity.stresses if row.id in alone), "")
    if not kept or not title:
        return ""
    template = N_(
        "“{title}” keeps every cost; counting cashable lines alone leaves out the costs that are not cashable too."
    )
    return words.text(template, title=plain(title))


def _hardest_on_cash(result: Result, sensitivity: Sensitivity, words: Words) -> str:
    """The same where that stress is the one that the first page names."""
    hardest = min(sensitivity.stresses, key=lambda row: row.mean_npv, default=None)
    said = cash_under_stress(result, sensitivity, words)
    return said if hardest is not None and quoted(plain(hardest.title), words) in said else ""


def page_one(result: Result, sensitivity: Sensitivity, words: Words) -> Sequence[str]:
    """One sentence each on measuring, stopping and stresses."""
    parts = (
        measure_first(result, sensitivity, words),
        gate_said(sensitivity.gate, words),
        stresses_said(sensitivity.stresses, words),
        _hardest_on_cash(result, sensitivity, words),
    )
    return [said for said in parts if said]
