"""A column of measured numbers: one way of writing must fit all of it; per cent signs and currencies are kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from roi_engine.crm_data.numbers import BLANK, SPACES, Shape, number_finding

_NINES = str.maketrans("12345678", "99999999")
_FINE = re.compile(r"([.,]\d{6})\d+(?=\D*\Z)")  # decimals beyond the sixth leave no doubt what the sign is
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d+\Z")


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """The numbers of a column, None where a cell says nothing, or where the column cannot be read.

    `unfit` are texts that are no number, `ambiguous` one that has two readings, `expected` what would have fitted.
    `per_cent` says of each cell whether a per cent sign stood behind it; it is as long as `numbers`.
    """

    numbers: tuple[float | None, ...]
    unfit: frozenset[str] = frozenset()
    ambiguous: str = ""
    expected: str = ""
    currency: str = ""
    per_cent: tuple[bool, ...] = ()


def number_column(texts: Sequence[str], decimal: str = "") -> NumberColumn:
    """Understand a whole column of texts; `decimal` (',' or '.') settles what it leaves open.

    >>> number_column(["1.234,5", "12 %", "", "-3"]).numbers
    (1234.5, 12.0, None, -3.0)
    """
    bare = {text: _bare(text) for text in set(texts)}
    plain = {text: float(own) for text, own in bare.items() if _SCIENTIFIC.match(own)}
    others = {text: own for text, own in bare.items() if own.lower() not in BLANK and text not in plain}
    shapes = {text: _FINE.sub(r"\1", own).translate(_NINES) for text, own in others.items()}
    finding = number_finding(shapes.values(), decimal)
    if finding.shape is None:
        odd = frozenset(text for text, shape in shapes.items() if shape in finding.unfit)
        doubtful = (
            next((text for text in texts if shapes.get(text) == finding.ambiguous), "") if finding.ambiguous else ""
        )
        return NumberColumn((None,) * len(texts), odd, doubtful, finding.expected, "", (False,) * len(texts))
    known = plain | {text: _number(own, finding.shape) for text, own in others.items()}
    return NumberColumn(
        numbers=tuple(known.get(text) for text in texts),
        currency=finding.shape.currency,
        per_cent=tuple(text.rstrip(SPACES).endswith("%") for text in texts),
    )


def _bare(text: str) -> str:
    return text.strip(SPACES).removesuffix("%").rstrip(SPACES)


def _number(text: str, shape: Shape) -> float:
    """A text in a known shape as a number."""
    kept = "".join("." if c == shape.decimal else c for c in text if c.isdigit() or c == shape.decimal)
    return -float(kept) if shape.negative and any(sign in text for sign in "-−(") else float(kept)
