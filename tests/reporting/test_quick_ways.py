"""Where a report takes a quick way, it says what the slow one would say."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine import engine
from roi_engine.engine.explanation import explanations
from roi_engine.reporting import charts, tables
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.run_files import ASKED_CHARTS, CHART_NAMES
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


@pytest.mark.parametrize("package", [charts, engine, tables])
def test_what_is_imported_on_first_use_is_all_there(package: ModuleType) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_to_draw_a_chart_takes_neither_the_schema_nor_the_analysis() -> None:
    """What a process imports that draws for another one, which waits for it."""
    code = f"""
import sys
from roi_engine.reporting import charts, tables
for name in {(*CHART_NAMES, *ASKED_CHARTS)}:
    getattr(charts, "plot_" + name), getattr(tables, name + "_table")
heavy = ("pydantic", "scipy", "pandas", "roi_engine.engine.simulation", "roi_engine.analysis.drivers")
print([name for name in heavy if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
