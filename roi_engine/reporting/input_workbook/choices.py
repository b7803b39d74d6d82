"""The closed choices of an input workbook: forms of a value, and texts that are one of a few words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roi_engine.catalogue.reader import LANGUAGES
from roi_engine.reporting.words import N_
from roi_engine.scenario.input_workbook.rows import FORM_COLUMNS, LEFT_OUT
from roi_engine.scenario.tree import Path

FORMS: Mapping[str, str] = {
    "constant": N_("one number"),
    "reference": N_("another assumption"),
    "three_point": N_("low, most likely, high"),
    "percentiles": N_("percentiles"),
    "uniform": N_("low to high, all alike"),
    "mean_sd": N_("mean and standard deviation"),
    "mean_se": N_("measured mean"),
    "counts": N_("measured share"),
    "event": N_("happens or not"),
    "choices": N_("one of several numbers"),
    "mixture": N_("one of several values"),
    "samples": N_("numbers of a file"),
    "reference_class": N_("shipped evidence"),
    "by_year": N_("year by year"),
    "series": N_("period by period, from a file"),
    "formula": N_("formula"),
    "measured": N_("measured KPI"),
    LEFT_OUT: N_("left out"),
}
EVIDENCE = ("measured", "benchmark", "estimate", "guess")
_TRUTH = ("true", "false")
_TEXTS: Mapping[str, tuple[str, ...]] = {
    r"language": LANGUAGES,
    r"finance\.profile": ("tei", "nucleus", "plain"),
    r"finance\.discounting": ("year_end", "period_end", "mid_period"),
    r"timeline\.step": ("month", "quarter", "year"),
    r"simulation\.sampler": ("sobol", "latin_hypercube", "random"),
    r"(.+\.)?ramp\.shape": ("s_curve", "linear", "none"),
    r"benefits\..+\.category": ("operational", "analytical"),
    r"(.+\.)?(cashable|nearest|beyond_horizon)": _TRUTH,
    r"(benefits|costs)\..+\.live": ("full", "rollout"),
    r"gate\.stop_when": ("below", "above"),
    r"stress\..+\.risks": ("drawn", "none", "all"),
    r".+\.evidence": EVIDENCE,
}


def choices_of(path: Path) -> tuple[str, ...]:
    """The words that a text may be; none where it is free."""
    dotted = ".".join(path)
    return next((words for pattern, words in _TEXTS.items() if re.fullmatch(pattern, dotted)), ())


assert {*FORMS} == {*FORM_COLUMNS, LEFT_OUT}
