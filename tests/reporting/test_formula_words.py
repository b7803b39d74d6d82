"""Formulas in words: functions, numbers and units in the reader's language, names as the rows call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine import load
from roi_engine.engine.explanation import LineExplanation, explanation
from roi_engine.formula.parse import FUNCTIONS, parse
from roi_engine.formula.words import Speech
from roi_engine.formula.words import words as in_words
from roi_engine.reporting import formula_words
from roi_engine.reporting.formula_words import formula_said
from roi_engine.reporting.words import words_for

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def training(language: str) -> LineExplanation:
    return explanation(load(SCENARIOS / "contact_centre.yaml", overrides={"language": language}), "costs.training")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "once (Training: people who will use the system x (Training: course fee for each"),
        (
            "it",
            "una sola volta (Formazione: persone che useranno il sistema x (Formazione: costo del corso",
        ),
        ("es", "una sola vez (Formación: "),
    ],
)
def test_functions_are_said_in_the_language(language: str, said: str) -> None:
    found = training(language)
    told = formula_said(found, words_for(language, "EUR"))
    assert told.startswith(said)
    assert "once(" in found.formula_references


def test_every_function_of_the_language_is_said_or_is_notation() -> None:
    assert set(formula_words._FUNCTIONS) == set(FUNCTIONS) - {"exp", "log"}


def test_numbers_and_operators_are_those_of_the_language() -> None:
    tree = parse('where(a > 0.5 and not b, clip(a * 1250.5, 0, "3 month"), min(a, b, 2))')
    italian = in_words(tree, str, formula_words._speech(words_for("it", "EUR")))
    assert italian == (
        "se (a > 0,5 e non b: entro limiti (a x 1.250,5; almeno 0, al massimo 3 mesi);"
        " altrimenti: il minore tra (a; b; 2))"
    )


def test_a_name_with_braces_is_no_placeholder() -> None:
    speech = Speech(functions={"max": "the largest of ({all})"})
    assert in_words(parse("max(a, 1)"), lambda _: "{first} {0}", speech) == "the largest of ({first} {0}; 1)"
