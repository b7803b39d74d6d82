"""How good a case is, by thresholds that are stated to the reader."""

from __future__ import annotations

from enum import Enum

from roi_engine.engine.result import Result
from roi_engine.reporting.words import N_, Words

STRONG, LIKELY, EVEN = 0.95, 0.80, 0.50  # chance that the net present value is above zero


class Verdict(Enum):
    """The heading of the decision line."""

    STRONG = N_("Strong case")
    LIKELY = N_("Likely to pay")
    UNCERTAIN = N_("Uncertain case")
    POOR = N_("Poor case")
    UNTESTED_GAIN = N_("A gain on paper, untested")
    UNTESTED_EVEN = N_("Neither gain nor loss, untested")
    UNTESTED_POOR = N_("Poor case, untested")


def has_range(result: Result) -> bool:
    """Whether the outcome is spread over the draws at all."""
    return result.simulation["npv"].sd > 0.0


def verdict(result: Result) -> Verdict:
    """The verdict on a case.

    By the chance of a positive net present value: strong from 95 %, likely from 80 %, uncertain from 50 %, else poor.
    Strong also takes a chance of at least 50 % that cashable lines alone come out above zero.
    A mean at or below zero is poor whatever the chance. Without any range there is no chance to go by: untested.
    """
    if not has_range(result):
        if result.base.npv == 0:
            return Verdict.UNTESTED_EVEN
        return Verdict.UNTESTED_GAIN if result.base.npv > 0 else Verdict.UNTESTED_POOR
    chance = result.probability.npv_positive
    if result.simulation["npv"].mean <= 0 or chance < EVEN:
        return Verdict.POOR
    if chance >= STRONG and result.probability.npv_cashable_positive >= EVEN:
        return Verdict.STRONG
    return Verdict.LIKELY if chance >= LIKELY else Verdict.UNCERTAIN


def thresholds(words: Words) -> str:
    """The rule of the verdict in one sentence."""
    return words.text(
        N_(
            "Strong: the chance of a positive net present value is at least {strong}, and at least {even} counting"
            " cashable lines alone; likely to pay: at least {likely};"
            " uncertain: at least {even}; poor: less, or a mean net present value that is not above zero."
        ),
        strong=words.share(STRONG),
        likely=words.share(LIKELY),
        even=words.share(EVEN),
    )
