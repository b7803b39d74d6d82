"""How the page writes numbers: the patterns of `Words`, read off what it writes, so that both write the same."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from roi_engine.reporting.page.sliders import Slider
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import Words

_SIZES = (1e12, 1e9, 1e6)


def number_patterns(words: Words) -> dict[str, Any]:
    """Separators of the language, and the templates of money, months and per cent with `{n}` for the number."""
    language = words.language
    return {
        "decimal": get_decimal_symbol(language),
        "group": get_group_symbol(language),
        "minus": get_minus_sign_symbol(language),
        "percent": words.share(0.5).replace("50", "{n}"),
        "missing": words.missing,
        "money": [[size, words.money(size).replace(_written(1, 2, words), "{n}")] for size in _SIZES],
        "plainMoney": words.money(100).replace("100", "{n}"),
        "months": {"none": words.months(0), **_counted("month", words)},
    }


def value_pattern(slider: Slider, words: Words) -> dict[str, Any]:
    """How a value of one slider is written, as `Words.quantity` writes it."""
    if slider.as_share:
        return {"kind": "share", "suffix": unit_said(slider.unit.removeprefix("1"), words.text)}
    return {"kind": "counted", **_counted(slider.unit, words)}


def _counted(unit: str, words: Words) -> dict[str, str]:
    """One and many of a unit."""
    return {
        "one": words.quantity(1, unit).replace("1", "{n}", 1),
        "many": words.quantity(2, unit).replace("2", "{n}", 1),
    }


def _written(number: float, digits: int, words: Words) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(number, format=pattern, locale=words.language))
