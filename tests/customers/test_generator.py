"""The log generator: its truth against the models' closed forms, the planted effect, the dirt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from roi_engine.customers.generator import Effect, Retailer, SimulatedLog, simulated_log
from roi_engine.customers.latent_rates import Change, draw_latent, draw_orders
from roi_engine.customers.models import MODELS
from roi_engine.errors import ModelError
from tests.customers.simulated import PARAMETERS, logs

SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}
SHOP = Retailer(3_000, "bg_nbd", PARAMETERS["bg_nbd"], SPEND, 18_000, 19_095)


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_orders_come_as_the_model_expects(model: str) -> None:
    rng, n = np.random.default_rng(1), 60_000
    latent = draw_latent(model, PARAMETERS[model], n, rng)
    customer, time, left = draw_orders(model, latent, np.full(n, 80.0), Change(np.full(n, np.inf)), rng)
    for age in (10.0, 80.0):
        expected = MODELS[model].expected_orders_of_one(logs(model), np.array([age]))[0]
        count = np.bincount(customer[time <= age], minlength=n)
        assert count.mean() == pytest.approx(expected, abs=5 * count.std() / np.sqrt(n))
    assert np.all(time < np.minimum(left[customer] + 1e-12, 80.0) + 1e-9)
    assert np.all((np.diff(customer) > 0) | ((np.diff(customer) == 0) & (np.diff(time) > 0)))


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_the_models_own_simulation_agrees(model: str) -> None:
    n, ages = 40_000, np.full(40_000, 52.0)
    rng = np.random.default_rng(2)
    mine, _, _ = draw_orders(
        model, draw_latent(model, PARAMETERS[model], n, rng), ages, Change(np.full(n, np.inf)), rng
    )
    other, _ = MODELS[model].simulate_log(logs(model), ages, np.random.default_rng(3))
    counts = [np.bincount(np.minimum(np.bincount(who, minlength=n), 8), minlength=9) / n for who in (mine, other)]
    np.testing.assert_allclose(counts[0], counts[1], atol=5 * np.sqrt(0.5 / n))


def test_a_log_is_the_same_for_the_same_seed() -> None:
    one, same, other = (simulated_log(SHOP, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.cents, same.cents)
    assert np.array_equal(one.day, same.day)
    assert one.cents.size != other.cents.size or not np.array_equal(one.cents, other.cents)


def test_every_customer_is_in_the_log_from_the_day_it_joined() -> None:
    made = simulated_log(SHOP, 1)
    first = np.full(3_000, 10**6)
    np.minimum.at(first, made.customer - 1, made.day)
    np.testing.assert_array_equal(first, made.joined)
    assert made.day.min() >= SHOP.start
    assert made.day.max() < SHOP.end
    assert made.cents.min() > 0
    assert np.all(np.diff(made.day) >= 0)
    front = simulated_log(replace(SHOP, join="front"), 1)
    assert front.joined.max() < SHOP.start + (SHOP.end - SHOP.start) / 4
    ordered_after_leaving = made.day > np.ceil(made.left[made.customer - 1])
    assert not ordered_after_leaving.any()


def test_amounts_have_the_mean_of_their_parameters() -> None:
    made = simulated_log(replace(SHOP, n_customers=40_000, end=18_100), 1)
    first = np.unique(made.customer, return_index=True)[1]
    assert made.cents[first].mean() == pytest.approx(100 * 6.25 * 15.44 / 2.74, rel=0.03)
    plain = simulated_log(replace(SHOP, spend=None), 1)
    assert set(plain.cents) == {100}


def orders_after(made: SimulatedLog, since: int) -> tuple[float, float]:
    """Mean orders of treated and of others after a day, of those who had joined before it."""
    who = np.bincount(made.customer[made.day >= since] - 1, minlength=made.joined.size)
    there = made.joined < since
    return float(who[there & made.treated].mean()), float(who[there & ~made.treated].mean())


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_a_planted_effect_is_there(model: str) -> None:
    shop = replace(SHOP, n_customers=20_000, model=model, parameters=PARAMETERS[model], join="front")
    more = replace(shop, effect=Effect(18_500, frequency_increase=0.5))
    treated, others = orders_after(simulated_log(more, 1), 18_500)
    # Orders come half as often again; where each may be the last, part of it is lost to leaving sooner.
    assert 1.15 < treated / others < 1.7
    loyal = replace(shop, effect=Effect(18_500, churn_reduction=0.9))
    treated, others = orders_after(simulated_log(loyal, 1), 18_500)
    assert treated / others > 1.2
    nothing = replace(shop, effect=Effect(18_500))
    treated, others = orders_after(simulated_log(nothing, 1), 18_500)
    assert treated / others == pytest.approx(1, abs=0.15)


def test_an_effect_of_nothing_changes_no_order() -> None:
    plain, nothing = simulated_log(SHOP, 1), simulated_log(replace(SHOP, effect=Effect(18_500)), 1)
    assert np.array_equal(plain.day, nothing.day)
    assert nothing.treated.mean() == pytest.approx(0.5, abs=0.05)
    assert not plain.treated.any()


def test_before_its_day_an_effect_changes_nothing() -> None:
    planted = simulated_log(replace(SHOP, effect=Effect(18_500, 0.5, 0.5)), 1)
    before = planted.day < 18_500
    who = np.bincount(planted.customer[before] - 1, minlength=3_000)
    there = planted.joined < 18_400
    assert who[there & planted.treated].mean() == pytest.approx(who[there & ~planted.treated].mean(), rel=0.15)


def test_refunds_and_repeated_rows_are_counted() -> None:
    made = simulated_log(replace(SHOP, refund_share=0.05, duplicate_share=0.02), 1)
    clean = simulated_log(SHOP, 1)
    assert (made.cents < 0).sum() == made.n_refunds > 0
    assert made.cents.size == clean.cents.size + made.n_refunds + made.n_duplicates
    assert made.n_refunds / clean.cents.size == pytest.approx(0.05, abs=0.01)
    assert made.n_duplicates / clean.cents.size == pytest.approx(0.02, abs=0.01)
    assert made.day.max() < SHOP.end


def test_a_wrong_retailer_is_refused_with_every_fault() -> None:
    wrong = Retailer(0, "bgnbd", {}, {"p": 1.0, "q": -1.0}, 5, 5, join="fornt")
    with pytest.raises(ModelError) as refused:
        simulated_log(wrong, 1)
    assert [problem.path or problem.code for problem in refused.value.problems] == [
        "model",
        "spend.q",
        "spend.gamma",
        "join",
        "window",
    ]
    with pytest.raises(ModelError, match="alpha is missing or not positive"):
        simulated_log(replace(SHOP, parameters={"r": 1.0, "a": 1.0, "b": 1.0}), 1)
