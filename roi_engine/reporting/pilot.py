"""The report of a pilot: what each treatment did, how sure that is, and the value that a scenario can take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import yaml

from roi_engine.crm_data.piloting import ArmEffect, Pilot
from roi_engine.customers.pilots import Contrast, GroupContrasts
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.results_json import SCHEMA
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, plain

SURE = 0.05  # p-value below which a difference is told as one


def pilot_heading(pilot: Pilot, words: Words) -> str:
    """What the report is about."""
    return words.text(N_("What the pilot did to “{outcome}”"), outcome=plain(pilot.question.outcome))


def pilot_said(pilot: Pilot, words: Words) -> tuple[str, ...]:
    """The answer for each arm, and what speaks against trusting it."""
    told = [said for effect in pilot.effects for said in _effect_said(effect, pilot, words)]
    ratio = pilot.sample_ratio
    if ratio.is_mismatch:
        template = N_(
            "The arms are not as large as intended (chance {p}): customers were lost or sorted after the draw, and no"
            " difference can be trusted until that is explained."
        )
        told.append(words.text(template, p=words.chance(ratio.p_value)))
    return tuple(told)


def _effect_said(effect: ArmEffect, pilot: Pilot, words: Words) -> Iterator[str]:
    found = effect.adjusted.contrast if effect.adjusted is not None else effect.contrast
    share = pilot.question.share
    told = {
        "arm": plain(found.arm),
        "by": _figure(abs(found.difference), share, words),
        "low": _figure(found.lower, share, words),
        "high": _figure(found.upper, share, words),
        "least": _figure(effect.smallest_detectable, share, words),
    }
    if found.lower <= 0 <= found.upper:
        template = N_(
            "{arm}: no effect can be told from chance; the difference lies between {low} and {high} (95 % interval)."
            " A pilot of this size finds one of {least} four times in five."
        )
    elif found.difference > 0:
        template = N_("{arm}: higher by {by} a customer than the control, 95 % interval {low} to {high}.")
    else:
        template = N_("{arm}: lower by {by} a customer than the control, 95 % interval {low} to {high}.")
    yield words.text(template, **told)
    if len(pilot.effects) > 1 and effect.contrast.p_value < SURE <= effect.p_holm:
        yield words.text(N_("{arm}: with several treatments tried, this could be luck."), **told)
    if effect.adjusted is not None:
        saved = effect.adjusted.variance_reduction
        template = N_("{arm}: adjusted for what was known before, which takes {share} off the variance.")
        if saved <= 0:
            template = N_("{arm}: adjusted for what was known before, which here sharpens nothing.")
        yield words.text(template, arm=told["arm"], share=words.chance(saved))
    if effect.sizes is not None:
        template = N_("For an interval of ± {precision}, {treated} treated and {control} control customers are needed.")
        yield words.text(
            template,
            precision=_figure(pilot.question.precision or 0.0, share, words),
            treated=words.count(effect.sizes.n_treated),
            control=words.count(effect.sizes.n_control),
        )


def pilot_tables(pilot: Pilot, words: Words) -> list[TextTable]:
    """Arms, effects, and effects by segment where a segment was asked for."""
    found = [arm_table(pilot, words), effect_table(pilot, words)]
    found += [segment_table(effect.segments, effect, pilot, words) for effect in pilot.effects if effect.segments]
    return found


def arm_table(pilot: Pilot, words: Words) -> TextTable:
    """Every arm as it came out, the control first."""
    share = pilot.question.share
    header = (words.text(N_("Arm")), words.text(N_("Customers")), words.text(N_("Mean")), words.text(N_("Error")))
    rows = []
    for arm in (pilot.control, *pilot.arms):
        name = plain(arm.name)
        name = words.text(N_("{name} (control)"), name=name) if arm is pilot.control else name
        rows.append((name, words.count(arm.n), _figure(arm.mean, share, words), f"± {_figure(arm.se, share, words)}"))
    title = words.text(N_("Arms: “{outcome}” a customer"), outcome=plain(pilot.question.outcome))
    return TextTable(title, header, tuple(rows), (1, 2, 3))


def effect_table(pilot: Pilot, words: Words) -> TextTable:
    """Every treatment against the control: plain, adjusted and resampled."""
    header = tuple(
        words.text(title)
        for title in (
            N_("Against the control"), N_("Difference"), N_("Error"), N_("From"), N_("To"), N_("p-value"),
            N_("p, several arms"), N_("Lift"),
        )
    )  # fmt: skip
    rows = []
    for effect in pilot.effects:
        lift = words.share(effect.lift.lift) if effect.lift is not None else words.missing
        rows.append((*_row(plain(effect.contrast.arm), effect.contrast, effect.p_holm, pilot, words), lift))
        if effect.adjusted is not None:
            name = words.text(N_("{name}, adjusted"), name=plain(effect.contrast.arm))
            rows.append((*_row(name, effect.adjusted.contrast, math.nan, pilot, words), ""))
        boot, share = effect.bootstrap, pilot.question.share
        cells = (_figure(x, share, words) for x in (boot.difference, boot.se, boot.lower, boot.upper))
        difference, error, low, high = cells
        name = words.text(N_("{name}, resampled"), name=plain(effect.contrast.arm))
        rows.append((name, difference, f"± {error}", low, high, "", "", ""))
    return TextTable(words.text(N_("Effect, 95 % intervals")), header, tuple(rows), tuple(range(1, 8)))


def segment_table(groups: GroupContrasts, effect: ArmEffect, pilot: Pilot, words: Words) -> TextTable:
    """The effect of one arm by segment, p-values corrected for looking at several."""
    header = tuple(
        words.text(title)
        for title in (
            N_("Segment"), N_("Difference"), N_("Error"), N_("From"), N_("To"), N_("p-value"),
            N_("p, several segments"),
        )
    )  # fmt: skip
    rows = [_row(plain(each.name), each.contrast, each.p_holm, pilot, words) for each in groups.contrasts]
    template = N_("{arm} by “{segment}”; chance of differences this unlike were they all the same: {p}")
    if math.isnan(groups.p_alike):
        template = N_("{arm} by “{segment}”")
    told = {"arm": plain(effect.contrast.arm), "segment": plain(pilot.question.segment or "")}
    return TextTable(words.text(template, p=_p(groups.p_alike, words), **told), header, tuple(rows), tuple(range(1, 7)))


def _row(name: str, contrast: Contrast, p_holm: float, pilot: Pilot, words: Words) -> tuple[str, ...]:
    share = pilot.question.share
    low, high = (_figure(x, share, words) for x in (contrast.lower, contrast.upper))
    difference, error = _figure(contrast.difference, share, words), f"± {_figure(contrast.se, share, words)}"
    corrected = "" if math.isnan(p_holm) else _p(p_holm, words)
    return (name, difference, error, low, high, _p(contrast.p_value, words), corrected)


def _figure(number: float, share: bool, words: Words) -> str:
    """An outcome: three significant digits, as per cent where it is a share."""
    return words.quantity(number, "", share)


def _p(p_value: float, words: Words) -> str:
    """A p-value; what is smaller than one in ten thousand is said to be so."""
    if math.isnan(p_value):
        return words.missing
    if p_value < 0.0001:
        return words.text(N_("<{least}"), least=words.quantity(0.0001, ""))
    return words.quantity(p_value, "")


def pilot_json(pilot: Pilot) -> dict[str, Any]:
    """The whole answer as plain JSON; `value` of each effect is what a scenario takes."""
    return {
        "schema": SCHEMA,
        "file": pilot.file,
        "sha256": pilot.sha256,
        "treatment": pilot.question.treatment,
        "outcome": pilot.question.outcome,
        "n_customers": pilot.n_customers,
        "control": plain_record(pilot.control),
        "arms": plain_record(pilot.arms),
        "effects": [_effect_json(effect, pilot) for effect in pilot.effects],
        "sample_ratio": plain_record(pilot.sample_ratio),
    }


def _effect_json(effect: ArmEffect, pilot: Pilot) -> dict[str, Any]:
    told: dict[str, Any] = plain_record(effect)
    contrast = told.pop("contrast")
    return {**contrast, **told, "value": stated_value(effect, pilot)}


def stated_value(effect: ArmEffect, pilot: Pilot) -> dict[str, Any]:
    """The effect as a VALUE of a scenario, its source beside it."""
    how = "" if effect.adjusted is None else f", adjusted for {', '.join(pilot.question.covariates)}"
    contrast = effect.contrast
    source = (
        f"{pilot.file}: {contrast.arm} ({contrast.n_treated} customers) against {pilot.control.name}"
        f" ({contrast.n_control}), difference in {pilot.question.outcome}{how}"
    )
    value = effect.value
    return {"mean": value.mean, "se": value.se, "n": value.n, "source": plain(source), "evidence": "measured"}


_WHERE = """\
# A value for a scenario: it stands below the name of an assumption or of an input.
# Add what it is measured in, for example `unit: EUR/customer`.
"""


def value_yaml(pilot: Pilot) -> str:
    """The VALUE as YAML to paste into a scenario; with several treatments, one under each arm's name."""
    values = {plain(effect.contrast.arm): stated_value(effect, pilot) for effect in pilot.effects}
    content: Any = next(iter(values.values())) if len(values) == 1 else values
    written = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    return written if pilot.question.share else f"{_WHERE}{written}"
