"""Why the base case is not the mean of the draws; of the reasons, those alone that the figures bear out."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.engine.result import Result, Swing
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Words

APART = 0.1  # of the P10-P90 range: a base case nearer to the mean needs no words
COUNTS = 0.1  # of the gap: a reason that accounts for less is not named


def base_and_mean(result: Result, words: Words) -> str:
    """That the base case lies apart from the mean, and why; empty where it does not by more than a tenth of the range.

    Nothing is claimed of what is not sure: where no reason accounts for part of the gap, the gap alone is told.
    """
    npv = result.simulation["npv"]
    gap = result.base.npv - npv.mean
    if not has_range(result) or abs(gap) <= APART * (npv.percentiles[90] - npv.percentiles[10]):
        return ""
    above = N_("The base case lies {gap} above the mean of the draws, {mean}{reasons}.")
    below = N_("The base case lies {gap} below the mean of the draws, {mean}{reasons}.")
    told = words.listed(list(_reasons(result, gap, words)))
    reasons = words.text(N_(": {reasons}"), reasons=told) if told else ""
    template = above if gap > 0 else below
    return words.text(template, gap=words.money(abs(gap)), mean=words.money(npv.mean), reasons=reasons)


def _reasons(result: Result, gap: float, words: Words) -> Iterator[str]:
    """What takes part in the gap by a tenth or more, in its direction."""
    if sum(risk.expected_cost for risk in result.risks) / gap >= COUNTS:
        yield words.text(N_("no risk happens in it"))
    if sum(_skew(swing, result) for swing in result.swings) / gap >= COUNTS:
        yield words.text(
            N_("values with a lopsided range stand in it at their most likely or middle value, not at their mean")
        )


def _skew(swing: Swing, result: Result) -> float:
    """What it does to NPV that a value stands at its base and not at its mean, along its swing [currency]."""
    row = next((row for row in result.assumptions if row.path == swing.path), None)
    if row is None or swing.event or swing.high == swing.low:
        return 0.0
    return (row.base - row.mean) * (swing.npv_high - swing.npv_low) / (swing.high - swing.low)
