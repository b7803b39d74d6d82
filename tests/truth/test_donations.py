"""BG/BB on the 1995 cohort of donors: the figures of Fader, Hardie & Shang (2010) and of their notes."""

from __future__ import annotations

from math import comb, exp, log
from pathlib import Path

import numpy as np
import pytest

from roi_engine.customers.fitting import Fit, maximise
from roi_engine.customers.history import History, unique_history
from roi_engine.customers.models import bg_bb

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "donations" / "donations.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the donations file is not there")


@pytest.fixture(scope="module")
def history() -> History:
    table = np.loadtxt(FILE, delimiter=",", skiprows=1)
    return unique_history(*table.T[:3], count=table.T[3])


@pytest.fixture(scope="module")
def fit(history: History) -> Fit:
    return maximise(
        "bg_bb", bg_bb.NAMES, lambda p: bg_bb.log_likelihood(p, history), bg_bb.starts(history), history.n_customers
    )


def row(history: History, x: int, tx: int) -> int:
    return int(np.flatnonzero((history.frequency == x) & (history.recency == tx))[0])


def test_parameters_and_likelihood(fit: Fit) -> None:
    assert fit.n_customers == 11_104
    assert list(fit.parameters.values()) == pytest.approx([1.2035, 0.7497, 0.6567, 2.7834], abs=6e-5)
    assert fit.log_likelihood == pytest.approx(-33_225.581, abs=6e-4)
    assert fit.n_starts_agreeing == fit.n_starts


def test_counts_the_model_gives_back(fit: Fit) -> None:
    def chance(x: int, tx: int) -> float:
        alone = unique_history([x], [tx], [6])
        return exp(bg_bb.log_likelihood(fit.log_parameters, alone)[0])

    nobody = chance(0, 0)
    of_x = [nobody] + [sum(comb(tx - 1, x - 1) * chance(x, tx) for tx in range(x, 7)) for x in range(1, 7)]
    assert sum(of_x) == pytest.approx(1, abs=1e-12)
    assert 11_104 * of_x[0] == pytest.approx(3_454.9, abs=0.06)
    assert 11_104 * of_x[6] == pytest.approx(1_253.1, abs=0.06)


def test_orders_of_a_donor_just_acquired(fit: Fit) -> None:
    expected = [0.4985, 0.9233, 1.2969, 1.6323, 1.9381, 2.2202, 2.4826, 2.7285, 2.9603, 3.1798, 3.3887]
    found = bg_bb.expected_orders_of_one(fit.log_parameters, np.arange(1.0, 12.0))
    assert found == pytest.approx(expected, abs=1.2e-4)


def test_next_five_years(fit: Fit, history: History) -> None:
    five = bg_bb.expected_orders(fit.log_parameters, history, np.array([5.0]))[:, 0]
    assert history.count @ five == pytest.approx(12_884.2, abs=0.06)
    assert five[row(history, 4, 4)] == pytest.approx(0.58, abs=5e-3)
    assert five[row(history, 1, 3)] == pytest.approx(0.59, abs=5e-3)
    # the heavy donor who fell silent is worth less than the light one who did so a year earlier
    assert five[row(history, 4, 4)] < five[row(history, 1, 3)]


def test_alive_in_the_year_after(fit: Fit, history: History) -> None:
    alive = bg_bb.alive(fit.log_parameters, history, np.array([1.0]))[:, 0]
    found = [alive[row(history, *who)] for who in ((0, 0), (2, 4), (6, 6))]
    assert found == pytest.approx([0.11, 0.59, 0.93], abs=5e-3)


def test_discounted_residual_orders(fit: Fit, history: History) -> None:
    worth = bg_bb.discounted_orders(fit.log_parameters, history, log(1.1))
    found = [worth[row(history, *who)] for who in ((0, 0), (4, 4), *((x, 6) for x in range(1, 7)))]
    assert found == pytest.approx([0.11, 0.92, 1.81, 2.63, 3.45, 4.27, 5.09, 5.91], abs=5e-3)
