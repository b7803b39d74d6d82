"""Tables of studies, the option to stop and the stresses."""

from __future__ import annotations

import math

from roi_engine.analysis.drivers import MeasurementWorth, Sensitivity
from roi_engine.analysis.gating import GATE_REPLICATES, GateResult
from roi_engine.engine.result import Engine
from roi_engine.reporting.driver_tables import names
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, amount_error, plain
from roi_engine.reporting.worth_sentences import gate_value_text


def study_table(sensitivity: Sensitivity, words: Words) -> TextTable | None:
    """Each study with its worth and cost, and a verdict in words; None where the scenario names none."""
    if not sensitivity.measurements:
        return None
    label = names(sensitivity.drivers)
    header = (
        words.text(N_("Study")),
        words.text(N_("Settles")),
        words.text(N_("Worth, {currency}"), currency=words.currency),
        words.text(N_("Error")),
        words.text(N_("Cost, {currency}"), currency=words.currency),
        words.text(N_("Worth less cost, {currency}"), currency=words.currency),
        words.text(N_("Verdict")),
    )
    rows = tuple(
        (
            plain(study.title),
            "; ".join(label.get(path, path) for path in study.of),
            words.amount(study.evppi),
            amount_error(study.error, words),
            words.amount(study.cost) if math.isfinite(study.cost) else words.text(N_("not stated")),
            words.amount(study.net) if math.isfinite(study.net) else "",
            verdict_on(study, words),
        )
        for study in sensitivity.measurements
    )
    return TextTable(words.text(N_("What to measure first")), header, rows, (2, 3, 4, 5))


def verdict_on(study: MeasurementWorth, words: Words) -> str:
    """Whether a study is worth its cost; within the error nothing is claimed."""
    error = 0.0 if math.isnan(study.error) else study.error
    if math.isnan(study.net):
        return words.text(N_("its cost is not stated"))
    if abs(study.net) <= error:
        return words.text(N_("cannot be told within the error"))
    if study.net > 0:
        return words.text(N_("worth its cost"))
    return words.text(N_("costs more than it tells"))


def gate_table(gate: GateResult | None, words: Words, engine: Engine | None = None) -> TextTable | None:
    """The rule at the best and at the stated threshold, beside always going on and always stopping.

    With `engine` the title says on how many draws: on fewer than the rest of the report, its means differ a little.
    """
    if gate is None:
        return None
    header = (
        words.text(N_("Rule at the gate")),
        words.text(N_("Threshold")),
        words.text(N_("Chance of stopping")),
        words.text(N_("Mean NPV, {currency}"), currency=words.currency),
        words.text(N_("Over the better fixed choice, {currency}"), currency=words.currency),
        words.text(N_("Error")),
    )
    rules = [(N_("Best threshold, on the draws that chose it"), gate.best_threshold, gate.best.chosen)]
    if gate.stated is not None:
        rules.append((N_("Threshold of the scenario"), gate.threshold, gate.stated))
    rows = [
        (
            words.text(name),
            gate_value_text(threshold, gate, words),
            words.chance(value.stopping.probability),
            words.amount(value.outcome.mean),
            words.amount(value.over_fixed.value),
            amount_error(value.over_fixed.error, words),
        )
        for name, threshold, value in rules
    ]
    held = gate.best.over_fixed
    over, error = words.amount(held.value), amount_error(held.error, words)
    rows.append((words.text(N_("Best threshold, held out")), "", "", "", over, error))
    rows.append((words.text(N_("Always go on")), "", words.chance(0.0), words.amount(gate.npv_go), "", ""))
    rows.append((words.text(N_("Always stop at the gate")), "", words.chance(1.0), words.amount(gate.npv_stop), "", ""))
    return TextTable(_gate_title(engine, words), header, tuple(rows), (1, 2, 3, 4, 5))


def _gate_title(engine: Engine | None, words: Words) -> str:
    if engine is None or engine.replicates <= GATE_REPLICATES:
        return words.text(N_("The option to stop"))
    n = words.count(engine.draws * GATE_REPLICATES // engine.replicates)
    return words.text(N_("The option to stop, on {n} of the {draws} draws"), n=n, draws=words.count(engine.draws))


def stress_table(sensitivity: Sensitivity, words: Words) -> TextTable | None:
    """NPV under each stress; None without stresses."""
    if not sensitivity.stresses:
        return None
    header = (
        words.text(N_("Stress, NPV in {currency}"), currency=words.currency),
        words.text(N_("Base case")),
        words.text(N_("Mean")),
        "P10",
        "P90",
        words.text(N_("Chance of a gain")),
    )
    rows = tuple(
        (
            plain(row.title),
            *map(words.amount, (row.base_npv, row.mean_npv, row.p10, row.p90)),
            words.chance(row.npv_positive),
        )
        for row in sensitivity.stresses
    )
    return TextTable(words.text(N_("Under stress")), header, rows, (1, 2, 3, 4, 5))
