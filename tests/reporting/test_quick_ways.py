"""Where a report takes a quick way, it says what the slow one would say."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from roi_engine.engine.explanation import explanations
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.words import plain
from tests.workbook.books import stated

WORDS = st.lists(st.text("ailmW", min_size=1, max_size=9), min_size=1, max_size=14)


@given(st.text(st.characters(exclude_characters="\u00a0\u202f")))
def test_plain_text_holds_no_control_and_single_spaces(text: str) -> None:
    """By the categories of Unicode alone, letter for letter; spaces that keep words together are told elsewhere."""
    words = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in words if unicodedata.category(c)[0] != "C")
    assert plain(text) == " ".join(kept.split())


@given(WORDS, st.floats(20, 400))
def test_each_line_takes_as_many_words_as_fit(words: list[str], width: float) -> None:
    """Word by word, where no single word is wider than the line and there are lines enough."""
    if max(canvas.text_width(word, 9.0) for word in words) > width:
        return
    wanted = [words[0]]
    for word in words[1:]:
        longer = f"{wanted[-1]} {word}"
        wanted[-1:] = [longer] if canvas.text_width(longer, 9.0) <= width else [wanted[-1], word]
    assert canvas.wrapped(" ".join(words), width, 9.0, lines=20).split("\n") == wanted


def test_the_tables_kept_are_those_of_the_scenario_asked_for() -> None:
    """Two scenarios in turns: each has its own tables, the same every time."""
    one, other = stated("contact_centre"), stated("contact_centre", "optimistic")
    first, second = explanations(one), explanations(other)
    assert first != second
    assert explanations(one) == first
    assert explanations(other) == second
