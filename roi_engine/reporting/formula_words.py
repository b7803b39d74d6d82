"""A formula in the reader's language: what its functions do, its numbers and units, each name as its row is called."""

from __future__ import annotations

from functools import lru_cache

from roi_engine.engine.explanation import LineExplanation
from roi_engine.formula.words import Speech
from roi_engine.formula.words import words as in_words
from roi_engine.reporting.messages import messages_in
from roi_engine.reporting.stated import written
from roi_engine.reporting.words import N_, Words

_FUNCTIONS = {
    "upfront": N_("at the start ({first})"),
    "once": N_("once ({first}; at {second})"),
    "spread": N_("spread evenly ({first}; from {second}, over {third})"),
    "every": N_("repeated ({first}; every {second})"),
    "survival": N_("share that stays at a loss of ({first})"),
    "growth": N_("growth since the start ({first})"),
    "lag": N_("later ({first}; by {second})"),
    "cumsum": N_("running total ({first})"),
    "cumprod": N_("running product ({first})"),
    "where": N_("if ({first}: {second}; if not: {third})"),
    "min": N_("the smallest of ({all})"),
    "max": N_("the largest of ({all})"),
    "clip": N_("within limits ({first}; at least {second}, at most {third})"),
    "abs": N_("without sign ({first})"),
    "sqrt": N_("square root of ({first})"),
}  # exp and log are read in every language
_OPERATORS = {"and": N_("and"), "or": N_("or"), "not": N_("not")}


def formula_said(explanation: LineExplanation, words: Words) -> str:
    """The formula of a line in words."""
    if explanation.tree is None:
        return explanation.formula
    labels = {row.name: row.label for row in explanation.rows if row.reference}
    return in_words(explanation.tree, lambda name: labels.get(name, name), _speech(words))


@lru_cache(maxsize=8)
def _speech(words: Words) -> Speech:
    told = messages_in(words.language).text  # templates: they are filled where the arguments are known
    return Speech(
        functions={name: told(template) for name, template in _FUNCTIONS.items()},
        operators={name: told(word) for name, word in _OPERATORS.items()},
        number=lambda number: written(f"{number:g}", words),
        quantity=words.quantity,
    )
