"""How the figures were computed, in sentences that someone else can repeat the run from."""

from __future__ import annotations

from roi_engine.engine.result import Result
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Words, is_share
from roi_engine.scenario.records import Fixed

_SAMPLERS = {
    "sobol": N_("scrambled Sobol points"),
    "latin_hypercube": N_("Latin hypercube points"),
    "random": N_("pseudo-random points"),
}
_DISCOUNTING = {
    "year_end": N_("The initial column is not discounted; the flows of a year are discounted at its end."),
    "period_end": N_("The initial column is not discounted; each period is discounted at its end."),
    "mid_period": N_("The initial column is not discounted; each period is discounted at its middle."),
}


def how_computed(result: Result, words: Words) -> tuple[str, ...]:
    """The sentences, in order."""
    return (*_finance(result, words), *_draws(result, words), _origin(result, words))


def _finance(result: Result, words: Words) -> tuple[str, ...]:
    finance = result.scenario.finance
    said = [words.text(_DISCOUNTING[finance.discounting])]
    if isinstance(finance.discount_rate.form, Fixed):
        rate, unit = finance.discount_rate.form.number, finance.discount_rate.unit
        text = words.quantity(rate, unit, is_share(unit, rate))
        said.insert(0, words.text(N_("The discount rate is {rate}."), rate=text))
    else:
        said.insert(0, words.text(N_("The discount rate is itself uncertain.")))
    base = N_(
        "In the base case an uncertain value stands at its mode where three points were stated, at its median where"
        " percentiles were, else at its mean; no risk event happens."
    )
    return (*said, words.text(base))


def _draws(result: Result, words: Words) -> tuple[str, ...]:
    if not has_range(result):
        return (words.text(N_("Nothing is uncertain, so nothing was drawn.")),)
    engine, npv = result.engine, result.simulation["npv"]
    drawn = words.text(
        N_("The range comes from {draws} draws ({sampler}, {replicates} independent replicates, seed {seed})."),
        draws=words.count(engine.draws),
        sampler=words.text(_SAMPLERS.get(engine.sampler, engine.sampler)),
        replicates=words.count(engine.replicates),
        seed=str(engine.seed),
    )
    error = words.text(
        N_(
            "Monte Carlo error of the net present value (half-width at 95 %): mean {mean}, P10 {p10}, P90 {p90};"
            " chance of a gain {chance} with a standard error of {chance_error}."
        ),
        mean=words.money(npv.error[0]),
        p10=words.money(npv.error[10]),
        p90=words.money(npv.error[90]),
        chance=words.chance(result.probability.npv_positive),
        chance_error=words.chance_error(result.probability.errors["npv_positive"]),
    )
    meaning = words.text(
        N_("P10 and P90 are outcomes: one draw in ten lies below P10, one in ten above P90. They are no error margin.")
    )
    missing = result.simulation["irr"].undefined
    if missing > 0:
        template = N_(
            "The internal rate of return does not exist in {share} of the draws; its range is over the others."
        )
        return (drawn, error, meaning, words.text(template, share=words.chance(missing)))
    return (drawn, error, meaning)


def _origin(result: Result, words: Words) -> str:
    template = N_("Computed by roi_engine {version} from {file} (SHA-256 of the merged scenario {sha256}).")
    scenario = result.scenario
    return words.text(template, version=result.engine.version, file=scenario.file, sha256=scenario.sha256[:16])
