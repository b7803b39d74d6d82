"""What the words of a column mean: one of some choices, or yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roi_engine.crm_data.dates import BLANK
from roi_engine.crm_data.exports.words import Words, bare, folded

NONE = "none"  # stated for words that stand for nothing
MARKS = frozenset({"x", "✓", "✔", "☑"})  # ticked or left blank
_DENYING = frozenset(
    """not no never pending almost cancelled canceled annullata annullato tbc unsigned
    anulada anulado mai non quasi casi nunca sin senza without""".split()
)
MOST_WORDS = 400  # different ones that a column of choices may hold


@dataclass(frozen=True, slots=True)
class Meaning:
    """`meant`: each value of a column -> its choice, None where it stands for nothing; `unknown` are other values.

    `blank_is_false`: the column is ticked or left blank.
    """

    meant: Mapping[str, str | None]
    unknown: tuple[str, ...] = ()
    blank_is_false: bool = False


def choice_meaning(values: Iterable[str], words: Words, own: Mapping[str, tuple[str, ...]]) -> Meaning:
    """The choice behind each value; `own` are the user's words (choice -> words), which count before those shipped."""
    stated = {folded(word): choice for choice, listed in own.items() for word in listed}
    meant: dict[str, str | None] = {}
    unknown = []
    for value in values:
        if is_blank(value):
            continue
        choice = stated.get(folded(value)) or stated.get(bare(value)) or _shipped(value, words)
        if choice is None:
            unknown.append(value)
        else:
            meant[value] = None if choice == NONE else choice
    return Meaning(meant, tuple(sorted(unknown)))


def _shipped(value: str, words: Words) -> str | None:
    """The choice of a value by the words shipped, None where it is in doubt: `Won?`, `Won (not signed)`.

    Systems with several pipelines name them in brackets behind the word: these are passed over, but where they deny it.
    """
    if "?" in value:
        return None
    whole, named = words.get(folded(value)), words.get(bare(value))
    behind = folded(value).removeprefix(bare(value)).strip("_").split("_")
    denied = any(word in _DENYING or words.get(word) in {"won", "lost"} - {named} for word in behind)
    return whole or (None if denied else named)


def flag_meaning(values: Iterable[str], words: Words, own: Mapping[str, tuple[str, ...]]) -> Meaning:
    """`true` or `false` behind each value; a column that holds ticks alone is false where it is blank."""
    held = [value for value in values if not is_blank(value)]
    if held and not own and all(value.lower() in MARKS for value in held):
        return Meaning(dict.fromkeys(held, "true"), blank_is_false=True)
    return choice_meaning(held, words, own)


def is_blank(value: str) -> bool:
    """Whether a value is a sign for a missing one."""
    return value.lower() in BLANK
