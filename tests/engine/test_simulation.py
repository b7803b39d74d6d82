"""The simulation against closed forms, identities, and itself under every way of sharing the work."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from roi_engine import ModelError, Result, simulate
from roi_engine.engine.draws import draw_replicate, job_for
from roi_engine.engine.gathering import gather
from roi_engine.engine.model import build_model
from roi_engine.uncertainty.sampling import plan
from tests.engine.conftest import HEAD, TEAM, Write

Run = Callable[..., Result]


def same_bits(first: Result, second: Result) -> bool:
    return all(np.array_equal(first.draws[name], second.draws[name], equal_nan=True) for name in first.draws)


class Backwards(Executor):
    """Does the work last task first, when the first result is asked for."""

    def map(self, fn, *iterables, **_):
        tasks = list(zip(*iterables, strict=True))
        done = {place: fn(*task) for place, task in reversed(list(enumerate(tasks)))}
        return iter([done[place] for place in range(len(tasks))])

    def submit(self, fn, *args, **kwargs):
        future: Future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_same_bits_for_any_executor(scenario: Write) -> None:
    case = scenario(TEAM)
    alone = simulate(case)
    with ThreadPoolExecutor(3) as threads, ProcessPoolExecutor(2) as processes:
        for executor in (threads, processes, Backwards()):
            assert same_bits(alone, simulate(case, executor))
            assert simulate(case, executor).simulation["npv"] == alone.simulation["npv"]


def test_a_seed_is_a_seed_and_0_is_one(run: Run) -> None:
    zero, again, one = (run(TEAM, simulation__seed=seed) for seed in ("0", "0", "1"))
    assert same_bits(zero, again)
    assert not same_bits(zero, one)


@pytest.mark.parametrize("sampler", ["sobol", "latin_hypercube", "random"])
def test_samplers_agree_within_their_error(run: Run, sampler: str) -> None:
    exact = run(TEAM, simulation__draws="65536").simulation["npv"]
    found = run(TEAM, simulation__sampler=sampler).simulation["npv"]
    assert abs(found.mean - exact.mean) < 5 * found.se + 5 * exact.se
    assert found.percentiles[50] == pytest.approx(exact.percentiles[50], abs=3 * found.error[50] + 3 * exact.error[50])


def test_an_assumption_that_nothing_uses_changes_no_draw(run: Run) -> None:
    added = TEAM.replace("benefits:", "  idle: {low: 1, mode: 2, high: 5}\nbenefits:", 1)
    last = TEAM + "variants: {}\n"
    assert same_bits(run(TEAM), run(last))
    assert run(added).base == run(TEAM).base


def test_the_mean_of_a_haircut_is_the_published_point_value(run: Run) -> None:
    """A triangular (70 %, 100 %, 100 %) multiplier has the mean 0.9: what a 10 % risk adjustment gives."""
    text = HEAD.replace("step: month", "step: year") + (
        "benefits:\n  gain: {category: operational, formula: amount * hit, cashable: true,"
        " inputs: {amount: 300000 EUR/year, hit: {low: 70 %, mode: 100 %, high: 100 %, shape: triangular}}}\n"
        "costs:\n  cost: {table: {initial: 250000, by_year: [150000, 150000, 150000]}}\n"
    )
    found = run(text).simulation["npv"]
    factors = 1 / 1.1 + 1 / 1.1**2 + 1 / 1.1**3
    point = (0.9 * 300000 - 150000) * factors - 250000
    assert abs(found.mean - point) <= max(4 * found.se, 1e-6 * abs(point))
    sd = 300000 * factors * np.sqrt((0.7**2 + 2 - 0.7 - 0.7 - 1) / 18)
    assert found.sd == pytest.approx(sd, rel=1e-3)


def test_totals_are_sums_of_lines(run: Run) -> None:
    result = run(TEAM)
    signs = {"operational": 1, "analytical": 1, "cost": -1}
    assert sum(signs[line.category] * line.pv for line in result.lines) == pytest.approx(result.base.npv, rel=1e-9)
    mean = sum(signs[line.category] * line.mean_pv for line in result.lines)
    assert mean == pytest.approx(result.simulation["npv"].mean, rel=1e-9)
    by_year = result.by_year
    assert by_year.cumulative[-1] == pytest.approx(result.base.net, rel=1e-9)
    assert np.add(by_year.operational, by_year.analytical) == pytest.approx(by_year.benefits)
    for category, total in (("operational", by_year.operational), ("cost", by_year.costs)):
        lines = [line.by_year for line in result.lines if line.category == category]
        assert np.sum(lines, axis=0) == pytest.approx(total)
    for line in result.lines:
        assert sum(line.by_period) == pytest.approx(sum(line.by_year))


def test_more_cost_never_raises_npv(run: Run) -> None:
    less, more = (run(TEAM, costs__implementation__fee=fee) for fee in ("90000 EUR", "90001 EUR"))
    assert np.all(more.draws["npv"] < less.draws["npv"])


def test_a_unit_change_changes_nothing(run: Run) -> None:
    other = TEAM.replace("{value: 42000, unit: contact/month", "{value: 504000, unit: contact/year").replace(
        "{low: 0.3, mode: 0.8, high: 1.4, unit: minute/contact}", "{low: 18, mode: 48, high: 84, unit: second/contact}"
    )
    assert other != TEAM
    np.testing.assert_allclose(run(other).draws["npv"], run(TEAM).draws["npv"], rtol=1e-9)


def test_a_risk_of_known_cost(run: Run) -> None:
    """A risk that doubles a certain cost of 1,000: it costs 250 on average, 1,000 when it strikes."""
    text = HEAD + (
        "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 1000 EUR}}\n"
        "risks:\n  double: {probability: 25 %, effects: [{on: costs.fee, multiply: 2}]}\n"
    )
    result = run(text)
    assert result.base.npv == -1000
    (risk,) = result.risks
    assert risk.probability == pytest.approx(0.25, abs=1e-3)
    assert (risk.npv_if_happens, risk.npv_if_not) == (-2000, -1000)
    assert risk.expected_cost == pytest.approx(250, abs=1)
    assert result.simulation["npv"].mean == pytest.approx(-1250, abs=1)


def test_an_uncertain_chance_has_its_mean(run: Run) -> None:
    text = HEAD + (
        "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 1000 EUR}}\n"
        "risks:\n  double: {probability: {min: 20 %, max: 60 %}, effects: [{on: costs.fee, multiply: 2}]}\n"
    )
    result = run(text, simulation__draws="65536")
    assert result.base.npv == -1000
    assert result.risks[0].probability == pytest.approx(0.4, abs=2e-3)


def test_division_by_zero_names_line_and_draw(scenario: Write) -> None:
    text = HEAD + (
        "benefits:\n  odd: {category: operational, formula: amount / spare, cashable: true,"
        " inputs: {amount: 1000 EUR/year, spare: {choices: [0, 1], weights: [1, 9]}}}\n"
        "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 1000 EUR}}\n"
    )
    with pytest.raises(ModelError) as caught:
        simulate(scenario(text))
    (problem,) = caught.value.problems
    assert problem.path == "benefits.odd"
    assert "spare = 0" in problem.message
    assert "draw" in problem.message
    assert problem.line > 0


def test_a_branch_that_is_not_taken_may_divide_by_zero(run: Run) -> None:
    text = HEAD + (
        "benefits:\n  guarded: {category: operational, formula: 'where(spare > 0, amount / spare, 0)', cashable: true,"
        " inputs: {amount: 1000 EUR/year, spare: {choices: [0, 1], weights: [1, 9]}}}\n"
        "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 1000 EUR}}\n"
    )
    assert np.isfinite(run(text).draws["npv"]).all()


def test_counting_equals_keeping(scenario: Write) -> None:
    """Summaries of draws that are not kept are those of draws that are."""
    case = scenario(TEAM)
    model = build_model(case)
    job = job_for(case, model, plan(4096))

    def outcomes(job, replicates, keep_cumulative):
        return map(partial(draw_replicate, job, keep_cumulative=keep_cumulative), replicates)

    kept, counted = gather(job, outcomes, 1 << 20), gather(job, outcomes, 1024)
    assert counted.draws["npv"].size == 1024
    for name, spread in kept.spreads.items():
        other = counted.spreads[name]
        assert other.percentiles == spread.percentiles
        assert other.error == pytest.approx(spread.error, rel=1e-9, nan_ok=True)
        for figure in ("mean", "sd", "se", "undefined", "infinite"):
            assert getattr(other, figure) == pytest.approx(getattr(spread, figure), rel=1e-9, nan_ok=True)
    assert counted.chances == kept.chances


def test_precision_adds_replicates_and_keeps_the_first(run: Run) -> None:
    coarse = run(TEAM)
    fine = run(TEAM, simulation__precision="1 %")
    assert fine.engine.draws > coarse.engine.draws
    spread = fine.simulation["npv"]
    assert max(spread.error[key] for key in (0, 10, 90)) <= 0.01 * spread.sd
    assert np.array_equal(fine.draws["npv"][:4096], coarse.draws["npv"])


def test_precision_out_of_reach_is_said(run: Run) -> None:
    result = run(TEAM, simulation__precision="0.01 %")
    assert "precision_not_met" in {notice.code for notice in result.warnings}


def test_the_error_of_the_mean_covers_it(scenario: Write) -> None:
    """95 % intervals of mean, P10 and P90 over 200 seeds contain the truth in 90 to 99 % of them."""
    case = scenario(TEAM, simulation__draws="131072", simulation__seed="4711")
    truth = simulate(case).simulation["npv"]
    exact = {0: truth.mean, 10: truth.percentiles[10], 90: truth.percentiles[90]}
    inside = dict.fromkeys(exact, 0)
    for seed in range(200):
        found = simulate(scenario(TEAM, simulation__draws="2048", simulation__seed=str(seed))).simulation["npv"]
        for key, value in exact.items():
            middle = found.mean if key == 0 else found.percentiles[key]
            inside[key] += abs(middle - value) <= found.error[key]
    assert all(180 <= count <= 198 for count in inside.values()), inside


def test_no_uncertainty_is_the_base_case(run: Run) -> None:
    text = HEAD + (
        "benefits:\n  gain: {category: operational, table: {by_year: [10, 20, 30]}}\n"
        "costs:\n  fee: {table: {initial: 15, by_year: [0, 0, 0]}}\n"
    )
    result = run(text)
    assert result.simulation["npv"].mean == pytest.approx(result.base.npv)
    assert result.simulation["npv"].sd == pytest.approx(0, abs=1e-9)
    assert result.swings == ()
