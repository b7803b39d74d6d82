"""CDNOW, the base every paper of this family is fitted to: 23,570 customers whose first order fell in early 1997.

The 1/10 sample has 2,357 of them, 39 weeks to fit and 39 to forecast. Figures are those of Fader, Hardie and Lee (2005,
Marketing Science 24(2); 2005, Journal of Marketing Research 42(4)), of Fader and Hardie's notes, and of the reference
packages that reproduce them (BTYD, CLVTools, lifetimes); the rest was computed from the public files by other means.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from roi_engine.customers.fitting import Fit
from roi_engine.customers.history import History, compressed, unique_history
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.customers.models.gamma_gamma import dependence_on_frequency, expected_spend, fit_spend, spend_mean

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "cdnow"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the public CDNOW files are not beside the checkout")

WEEKLY_RATE = np.log(1.15) / 52
BEGIN, MIDDLE, END = (pd.Timestamp(day) for day in ("1997-01-01", "1997-09-30", "1998-06-30"))


@cache
def summary() -> pd.DataFrame:
    """x, t_x, T in weeks and mean repeat spend of the 2,357."""
    return pd.read_csv(FOLDER / "cdnow_customers_summary_with_transactions.csv")


@cache
def history() -> History:
    return unique_history(summary()["x"], summary()["t_x"], summary()["T"])


@cache
def fit(name: str) -> Fit:
    return fit_orders(name, history())


@cache
def sample_days() -> pd.DataFrame:
    """Customer-days of the sample, with the customer's first day."""
    names = ["master", "id", "date", "units", "value"]
    lines = pd.read_csv(FOLDER / "CDNOW_sample.txt", sep=r"\s+", names=names, dtype={"date": str})
    lines["date"] = pd.to_datetime(lines["date"], format="%Y%m%d")
    days = lines.groupby(["id", "date"], as_index=False)["value"].sum()
    days["first"] = days.groupby("id")["date"].transform("min")
    return days


@cache
def holdout() -> np.ndarray:
    """Customer-days of each of the 2,357 in the 39 weeks after the fit, in the order of the summary."""
    days = sample_days()
    later = days[days["date"] > MIDDLE].groupby("id").size()
    return later.reindex(summary()["ID"], fill_value=0).to_numpy(dtype=float)


@cache
def forecast(name: str) -> np.ndarray:
    """Expected orders of each customer in the next 39 weeks."""
    rows, places = compressed(summary()["x"], summary()["t_x"], summary()["T"])
    return MODELS[name].expected_orders(fit(name).log_parameters, rows, np.array([39.0]))[places, 0]


def by_frequency(values: np.ndarray) -> np.ndarray:
    """Means by x = 0, 1, ... 6, 7 or more."""
    return pd.Series(values).groupby(summary()["x"].clip(upper=7)).mean().to_numpy()


def test_the_base_is_the_published_one() -> None:
    x = summary()["x"]
    assert len(x) == 2357
    assert x.sum() == 2457
    assert x.clip(upper=7).value_counts().sort_index().tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert holdout().sum() == 1882
    assert history().frequency.size == 1016


@pytest.mark.parametrize(
    ("name", "published", "digits", "log_likelihood"),
    [
        ("bg_nbd", (0.243, 4.414, 0.793, 2.426), 3, -9582.4256),
        ("mbg_nbd", (0.525, 6.183, 0.891, 1.614), 3, -9582.1327),
        ("pareto_nbd", (0.553, 10.578, 0.606, 11.669), 3, -9594.974),
    ],
)
def test_parameters_and_likelihoods(
    name: str, published: tuple[float, ...], digits: int, log_likelihood: float
) -> None:
    found = fit(name)
    np.testing.assert_allclose(list(found.parameters.values()), published, rtol=3e-4, atol=0.6 * 10.0**-digits)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=6e-4)
    assert found.n_starts_agreeing == found.n_starts == 3
    assert found.gradient_norm < 1e-9


def test_bg_nbd_to_the_digits_of_the_packages() -> None:
    """Their searches stop where the likelihood is flat: four digits are common to all."""
    published = (0.2425945, 4.4136019, 0.7929199, 2.4258881)
    np.testing.assert_allclose(list(fit("bg_nbd").parameters.values()), published, rtol=1e-4)


def test_standard_errors_of_pareto_nbd() -> None:
    errors = fit("pareto_nbd").standard_errors
    np.testing.assert_allclose(list(errors.values()), [0.0476, 0.8427, 0.1873, 6.2105], rtol=1e-3)


@pytest.mark.parametrize(
    ("name", "times", "published", "tolerance"),
    [
        ("bg_nbd", [0.1429, 1, 3, 31.857, 32, 78], [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], 5e-4),
        ("pareto_nbd", range(1, 10), [0.0508, 0.0992, 0.1454, 0.1898, 0.2325, 0.2736, 0.3134, 0.3518, 0.3891], 0.01),
        ("pareto_nbd", [1, 9, 52], [0.0510, 0.3913, 1.4734], 6e-5),
    ],
)
def test_orders_of_a_new_customer(name: str, times: list[float], published: list[float], tolerance: float) -> None:
    at = np.array(times, dtype=float)
    expected = MODELS[name].expected_orders_of_one(fit(name).log_parameters, at)
    np.testing.assert_allclose(expected, published, atol=tolerance)


@pytest.mark.parametrize(
    ("name", "row", "weeks", "orders", "alive"),
    [
        ("bg_nbd", (2, 30.43, 38.86), 39, 1.226, 0.7266),
        ("pareto_nbd", (2, 30.43, 38.86), 39, 1.455, 0.8691),
        ("mbg_nbd", (2, 30.43, 38.86), 39, 1.263, 0.7061),
        ("pareto_nbd", (26, 30.86, 31.0), 52, 25.46, 0.9979),
        ("bg_nbd", (26, 30.86, 31.0), 52, 25.76, None),
    ],
)
def test_single_customers(
    name: str, row: tuple[float, float, float], weeks: float, orders: float, alive: float | None
) -> None:
    model, logs = MODELS[name], fit(name).log_parameters
    one = unique_history(*([each] for each in row))
    assert model.expected_orders(logs, one, np.array([weeks])).item() == pytest.approx(orders, rel=5e-4)
    if alive is not None:
        assert model.alive(logs, one, np.zeros(1)).item() == pytest.approx(alive, abs=6e-5)


def test_discounted_orders_of_a_heavy_buyer() -> None:
    one = unique_history([26], [30.86], [31.0])
    dert = MODELS["pareto_nbd"].discounted_orders(fit("pareto_nbd").log_parameters, one, WEEKLY_RATE)
    assert dert.item() == pytest.approx(86.26, abs=0.01)


def test_repeat_orders_since_the_launch_in_the_log() -> None:
    days = sample_days()
    repeats = days.loc[days["date"] > days["first"], "date"]
    counts = [int((repeats < BEGIN + pd.Timedelta(weeks=week)).sum()) for week in (39, 52, 65, 78)]
    assert counts == [2457, 3183, 3844, 4339]


@pytest.mark.parametrize(
    ("name", "published"), [("bg_nbd", (2494, 3128, 3675, 4161)), ("pareto_nbd", (2525, 3184, 3758, 4270))]
)
def test_repeat_orders_since_the_launch_expected(name: str, published: tuple[int, ...]) -> None:
    """Each customer's clock starts at the end of their own first day: T = 38.86 at week 39 for the earliest."""
    firsts = sample_days().groupby("id")["date"].min()
    entries, counts = np.unique(((firsts - BEGIN).dt.days + 1) / 7, return_counts=True)
    totals = [
        counts @ MODELS[name].expected_orders_of_one(fit(name).log_parameters, week - entries)
        for week in (39.0, 52.0, 65.0, 78.0)
    ]
    np.testing.assert_allclose(totals, published, atol=1)


@pytest.mark.parametrize(
    ("name", "published", "total", "correlation", "absolute", "squared"),
    [
        ("bg_nbd", (0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157), 1653, 0.626, 0.785, 1.608),
        ("pareto_nbd", (0.138, 0.599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403), 1666, 0.630, 0.755, 1.603),
    ],
)
def test_forecasts_of_the_holdout(
    name: str, published: tuple[float, ...], total: float, correlation: float, absolute: float, squared: float
) -> None:
    expected, actual = forecast(name), holdout()
    np.testing.assert_allclose(by_frequency(expected), published, atol=1e-3)
    assert expected.sum() == pytest.approx(total, abs=0.6)
    assert np.corrcoef(expected, actual)[0, 1] == pytest.approx(correlation, abs=6e-4)
    assert np.abs(expected - actual).mean() == pytest.approx(absolute, abs=6e-4)
    assert np.sqrt(((expected - actual) ** 2).mean()) == pytest.approx(squared, abs=6e-4)


def test_what_the_holdout_did() -> None:
    published = [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359]
    np.testing.assert_allclose(by_frequency(holdout()), published, atol=6e-4)


def test_spend() -> None:
    spend = summary().loc[summary()["x"] > 0, "zbar"]
    assert len(spend) == 946
    assert [round(spend.mean(), 2), round(spend.std(), 2)] == [35.08, 30.28]
    found = fit_spend(summary()["x"], summary()["zbar"])
    np.testing.assert_allclose(list(found.parameters.values()), [6.25, 3.74, 15.44], atol=0.01)
    assert found.log_likelihood == pytest.approx(-4055.923, abs=6e-4)
    assert spend_mean(found.log_parameters) == pytest.approx(35.17, abs=0.005)
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    first = summary().head(10)
    np.testing.assert_allclose(expected_spend(found.log_parameters, first["x"], first["zbar"]), published, atol=0.012)


def test_spend_depends_a_little_on_frequency() -> None:
    """The papers call it mild; ranks say weak but certain."""
    found = dependence_on_frequency(summary()["x"], summary()["zbar"])
    spend = summary()[summary()["x"] > 0]
    assert found.spearman == pytest.approx(spend["x"].rank().corr(spend["zbar"].rank()))
    assert 0.1 < found.spearman < 0.3
    assert not found.independent


@cache
def cohort() -> pd.DataFrame:
    """x, t_x, T in weeks and mean repeat spend of all 23,570 at 1998-06-30."""
    names = ["id", "date", "units", "value"]
    lines = pd.read_csv(FOLDER / "CDNOW_master.txt", sep=r"\s+", skiprows=1, names=names, dtype={"date": str})
    lines["date"] = pd.to_datetime(lines["date"], format="%Y%m%d")
    days = lines.groupby(["id", "date"], as_index=False)["value"].sum()
    dates = days.groupby("id")["date"]
    repeats = days[days["date"] > dates.transform("min")]
    first, last = dates.min(), dates.max()
    table = pd.DataFrame({"x": dates.size() - 1, "t_x": (last - first).dt.days / 7, "T": (END - first).dt.days / 7})
    table["spend"] = repeats.groupby("id")["value"].mean()
    return table.fillna({"spend": 0.0})


def test_the_value_of_the_whole_cohort() -> None:
    """Fader, Hardie and Lee (2005, JMR): 30 % margin, 15 % a year. The comparison figures came from a simplex search,
    which stopped 0.23 of a log-likelihood short of the maximum: hence 2 % on parameters and 1 % on value.
    """
    table = cohort()
    assert len(table) == 23_570
    none = (table["x"] == 0).to_numpy()
    assert none.sum() == 12_054
    rows, places = compressed(table["x"], table["t_x"], table["T"])
    orders = fit_orders("pareto_nbd", rows)
    compared = np.array([0.620, 13.82, 0.313, 6.06])
    np.testing.assert_allclose(list(orders.parameters.values()), compared, rtol=0.02)
    assert orders.log_likelihood >= MODELS["pareto_nbd"].log_likelihood(np.log(compared), rows)[0]
    spend = fit_spend(table["x"], table["spend"])
    np.testing.assert_allclose(list(spend.parameters.values()), [5.09, 4.00, 21.25], atol=0.006)
    dert = MODELS["pareto_nbd"].discounted_orders(orders.log_parameters, rows, WEEKLY_RATE)[places]
    value = 0.3 * dert * expected_spend(spend.log_parameters, table["x"], table["spend"])
    assert value.sum() == pytest.approx(1.297e6, rel=0.01)
    assert value.mean() == pytest.approx(55.0, rel=0.01)
    assert value[none].mean() == pytest.approx(5.32, rel=0.005)
    assert value[none].sum() / value.sum() == pytest.approx(0.049, abs=0.0006)


def test_curves_of_equal_value_bend_back() -> None:
    """Of two customers silent for long, the one who used to buy more is worth less."""
    logs = fit("pareto_nbd").log_parameters
    frequencies = np.arange(1.0, 31)
    silent = unique_history(frequencies, np.full(30, 40.0), np.full(30, 77.0))
    recent = unique_history(frequencies, np.full(30, 76.0), np.full(30, 77.0))
    of_silent = MODELS["pareto_nbd"].discounted_orders(logs, silent, WEEKLY_RATE)
    of_recent = MODELS["pareto_nbd"].discounted_orders(logs, recent, WEEKLY_RATE)
    assert (np.diff(of_recent) > 0).all()
    assert 0 < np.argmax(of_silent) < 10
    assert of_silent[-1] < 0.05 * of_silent.max()
