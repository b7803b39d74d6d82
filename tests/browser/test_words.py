"""Numbers on the page read as everywhere else in the report: JavaScript against `Words`."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import roi_engine.reporting.page as page_room
from roi_engine.reporting.findings import NOTHING_ASKED
from roi_engine.reporting.page.live import live_model
from roi_engine.reporting.page.patterns import number_patterns, value_pattern
from roi_engine.reporting.words import LANGUAGES, Words, is_share, words_for
from tests.browser.chromium import Browser, Page
from tests.browser.pages import SCENARIOS, result_of

SOURCE = (Path(page_room.__file__).parent / "words.js").read_text(encoding="utf-8")
TIES = [0.125, 0.375, 2.5, 3.5, 1.125, 1.135, 0.5, 1.5, 0.005, 0.015, 0.025, 1125.0, 1135.0, 999.5, 0.995, 99.95]
EDGES = [0.0, -0.0, 1.0, 2.0, -0.4, 1e-13, 1e-9, 0.0004, 0.9995, 999.4999, 99949.9, 999_499.0, 999_500.0, 1e6, 9.995e8]


def numbers() -> list[float]:
    rng = np.random.default_rng(3)
    wide = rng.standard_normal(400) * 10 ** rng.uniform(-4, 13, 400)
    near = rng.uniform(-2, 150, 300).round(3)
    return [*TIES, *EDGES, *(-x for x in TIES), *wide.tolist(), *near.tolist()]


@pytest.fixture(scope="module", params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return words_for(request.param, "EUR")


@pytest.fixture(scope="module")
def page(browser: Browser, words: Words) -> Page:
    made = browser.page()
    made.value(f"{SOURCE}; const words = wordsOf({json.dumps(number_patterns(words))}); 0")
    return made


@pytest.mark.parametrize("name", ["money", "months", "share"])
def test_a_number_reads_the_same(page: Page, words: Words, name: str) -> None:
    given = [x for x in numbers() if name != "months" or 0 <= x < 1e6]
    found = page.value(f"{json.dumps(given)}.map(words.{name})")
    expected = [getattr(words, name)(x) for x in given]
    assert [(x, a, b) for x, a, b in zip(given, found, expected, strict=True) if a != b] == []


@pytest.mark.parametrize("name", ["money", "months", "share"])
def test_what_does_not_exist_is_said(page: Page, words: Words, name: str) -> None:
    assert page.value(f"words.{name}(NaN)") == getattr(words, name)(math.nan)


def test_values_read_the_same_with_their_units(page: Page, words: Words) -> None:
    told = {}
    for name in ("contact_centre", "b2b_sales", "bank_programme", "small_business"):
        for slider in live_model(result_of(SCENARIOS / f"{name}.yaml"), NOTHING_ASKED, words).sliders:
            told[slider.unit, slider.as_share] = slider
    assert {"", "month", "minute/contact"} <= {unit for unit, _ in told}
    for slider in told.values():
        small = slider.as_share or is_share(slider.unit, 0.5)
        given = [x for x in numbers() if not small or abs(x) <= 2]
        found = page.value(
            f"{json.dumps(given)}.map((x) => words.quantity(x, {json.dumps(value_pattern(slider, words))}))"
        )
        expected = [words.quantity(x, slider.unit, slider.as_share) for x in given]
        assert [(x, a, b) for x, a, b in zip(given, found, expected, strict=True) if a != b] == []
