"""Warnings in the reader's language: the sentence, and the figures and days that fill it."""

from __future__ import annotations

import pytest

from roi_engine.cli.failures import notice_text
from roi_engine.errors import N_, notice
from roi_engine.reporting.words import noticed, words_for

UNUSED = notice("unused", "assumptions.x", N_("the assumption {name} is used nowhere"), name="x")


@pytest.mark.parametrize(
    ("value", "italian"),
    [
        ("1,234.5", "1.234,5"),
        ("12.34%", "12,34%"),
        ("83.3 %", "83,3%"),
        ("+1.2%", "+1,2%"),
        ("-0.5", "-0,5"),
        ("2026-12-31", "31 dic 2026"),
        ("2026", "2026"),  # a year or a count without separators: nothing says which
        ("data/orders_1.5.csv", "data/orders_1.5.csv"),
        ("costs.fee, costs.price", "costs.fee, costs.price"),
        ("0.1 to 0.5", "0.1 to 0.5"),
    ],
)
def test_what_fills_a_warning_is_written_as_the_reader_writes_it(value: str, italian: str) -> None:
    told = notice("x", "", "{value}", value=value)
    assert noticed(told, words_for("it", "EUR")) == italian
    assert noticed(told, words_for("en", "EUR")) == value


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "warning: assumptions.x: the assumption x is used nowhere"),
        ("it", "avviso: assumptions.x: "),
        ("es", "advertencia: assumptions.x: "),
    ],
)
def test_a_warning_on_the_terminal_is_in_the_language_of_the_scenario(language: str, said: str) -> None:
    told = notice_text(UNUSED, language)
    assert told.startswith(said)
    assert ("used nowhere" in told) == (language == "en")
