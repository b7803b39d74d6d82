"""A language for tests: every template in brackets, so that what is not in brackets never met a catalogue."""

from __future__ import annotations

import re

OPEN, CLOSE = "⟦", "⟧"


class Pseudo(dict[str, str]):
    """A catalogue that translates everything by marking it."""

    def get(self, template: str, default: str | None = None) -> str:  # type: ignore[override]
        return f"{OPEN}{template}{CLOSE}"


def outside(text: str) -> list[str]:
    """Words of three letters and more that stand outside of all brackets."""
    depth, kept = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        kept.append(character if depth == 0 and character != CLOSE else " ")
    return re.findall(r"[A-Za-zÀ-ÿ]{3,}", "".join(kept))
