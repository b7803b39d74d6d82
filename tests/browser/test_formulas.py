"""Random formulas: what the page's functions give in Chromium equals what numpy gives, to nine digits."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import roi_engine.reporting.page as page_room
from roi_engine.formula.evaluate import evaluate, reserved_series
from roi_engine.formula.javascript import javascript
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary
from roi_engine.timeline import Timeline
from tests.browser.chromium import Browser, Page

FUNCTIONS = (Path(page_room.__file__).parent / "functions.js").read_text(encoding="utf-8")
CALENDARS = {step: Timeline(2027, 3, 3, step) for step in ("month", "quarter", "year")}
STEADY = {"a": 0.7, "b": -3.25, "c": 12.0, "zero": 0.0}
PLACES = {name: place for place, name in enumerate((*STEADY, "series"))}

number = st.sampled_from([0.0, 1.0, 2.5, -0.4, 0.016, 1e6, 3.0])
share = st.sampled_from([0.0, 0.016, 0.25, 0.9]).map(Number)
span = st.sampled_from([0.0, 0.1, 1 / 12, 0.25, 0.4, 1.0, 1.37, 2.9, 5.0]).map(Number)
leaf = st.one_of(number.map(Number), st.sampled_from([*PLACES, "year", "month"]).map(Name))
steady = st.one_of(number.map(Number), st.sampled_from([*STEADY]).map(Name))
# sides of a comparison are computed by nobody, so that rounding cannot turn it
comparison = st.builds(Binary, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), leaf, leaf)
ramps = st.sampled_from(["ramp_linear", "ramp_s_curve", "ramp_none"])
periods = st.sampled_from([0.0, 1.0, 2.5, 99.0, -1.0]).map(Number)
over_time = st.one_of(
    st.builds(lambda x: Call("live", (x,)), span),
    st.builds(lambda name, x, y: Call(name, (x, y)), ramps, span, span),
    st.builds(lambda x, y: Call("once", (x, y)), steady, span),
    st.builds(lambda x, y, z: Call("spread", (x, y, z)), steady, span, span),
    st.builds(lambda x, y: Call("every", (x, y)), steady, span),
    st.builds(lambda x: Call("growth", (x,)), share),
    st.builds(lambda x, y: Call("survival", (x, Number(y))), share, st.sampled_from([1.0, 1 / 12, 0.25])),
    st.builds(lambda *x: Call("by_year", x), steady, steady, steady),
)  # fmt: skip


def built(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.builds(Binary, st.just("**"), inner, st.sampled_from([0.0, 1.5, 2.0, -1.0, 3.0]).map(Number)),
        st.builds(Binary, st.sampled_from(["and", "or"]), comparison, comparison),
        st.builds(Unary, st.just("-"), inner),
        st.builds(lambda x: Unary("not", x), comparison),
        st.builds(Scale, inner, st.sampled_from([60.0, 1 / 7, 1e-3])),
        st.builds(lambda name, x: Call(name, (x,)), st.sampled_from(["abs", "exp", "log", "sqrt"]), inner),
        st.builds(lambda name, x, y: Call(name, (x, y)), st.sampled_from(["min", "max"]), inner, inner),
        st.builds(lambda x, y, z: Call("clip", (x, y, z)), inner, inner, inner),
        st.builds(lambda x, y, z: Call("where", (x, y, z)), comparison, inner, inner),
        st.builds(lambda name, x: Call(name, (x,)), st.sampled_from(["cumsum", "cumprod"]), inner),
        st.builds(lambda x, y: Call("lag", (x, y)), inner, span),
        st.builds(lambda x, y: Call("lag_periods", (x, y)), inner, periods),
        st.builds(lambda x, y: Call("survival", (x, y)), inner, st.just(Number(1.0))),
    )  # fmt: skip


trees = st.recursive(st.one_of(leaf, over_time), built, max_leaves=8)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    made = browser.page()
    made.value(f"{FUNCTIONS}; 0")
    return made


def in_numpy(tree: Node, timeline: Timeline, series: list[float]) -> list[float]:
    values: dict[str, Any] = {name: np.full((1, 1), value) for name, value in STEADY.items()}
    values["series"] = np.array([series])
    found = evaluate(tree, {**reserved_series(timeline), **values}, timeline)
    return [float(x) for x in np.broadcast_to(found, (1, timeline.n_periods))[0]]


def in_the_page(page: Page, tree: Node, timeline: Timeline, series: list[float]) -> list[float]:
    calendar = {"periods": timeline.n_periods, "perYear": timeline.periods_per_year, "years": timeline.years}
    given_values = json.dumps([*STEADY.values(), series])
    call = f"({javascript([tree], PLACES)})(formulaFunctions({json.dumps(calendar)}), {given_values})"
    [found] = page.numbers(call)
    return [float(x) for x in (found if isinstance(found, list) else [found] * timeline.n_periods)]


def close(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other) or math.isinf(one) or math.isinf(other):
        return one == other or (math.isnan(one) and math.isnan(other))
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tree=trees, step=st.sampled_from(["month", "quarter", "year"]), seed=st.integers(0, 99))
def test_random_formulas_agree(page: Page, tree: Node, step: str, seed: int) -> None:
    timeline = CALENDARS[step]
    series = np.random.default_rng(seed).uniform(-2, 5, timeline.n_periods).round(3).tolist()
    expected, found = in_numpy(tree, timeline, series), in_the_page(page, tree, timeline, series)
    largest = max((abs(x) for x in expected if math.isfinite(x)), default=0.0)
    if largest < 1e12:  # beyond it a difference of two large numbers has no nine digits left
        assert [close(a, b) for a, b in zip(expected, found, strict=True)] == [True] * timeline.n_periods, (
            expected,
            found,
        )


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(1.0, math.nan, 1.0), (-1.0, math.inf, 1.0), (-1.0, 0.5, math.nan), (0.0, -1.0, math.inf), (2.0, -math.inf, 0.0)],
)
def test_powers_at_the_edge(page: Page, base: float, exponent: float, expected: float) -> None:
    """IEEE 754-2019, 9.2.1: pow(1, y) is 1 for any y, pow(-1, +-inf) is 1."""
    tree = Binary("**", Number(base), Number(exponent))
    [found] = {repr(x) for x in in_the_page(page, tree, CALENDARS["year"], [0.0] * 3)}
    assert found == repr(expected)
