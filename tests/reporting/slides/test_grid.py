"""Tables on slides: no word is cut where smaller letters or more lines hold it all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.reporting import measure
from roi_engine.reporting.text_table import TextTable

pytest.importorskip("pptx", reason="python-pptx is an extra (pip install 'roi-engine[slides]')")
from roi_engine.reporting.slides.grid import LONG, LOOKS, look_of, pages

WIDE, HIGH = 872.0, 376.0  # points of a slide's body
LONG_NAME = "Implementation: overrun as a share of the planned cost of the whole programme over three years"


def table(
    *rows: tuple[str, ...], header: tuple[str, ...] = ("Assumption", "Its P10", "Its P90", "Source")
) -> TextTable:
    return TextTable("A table", header, rows)


def test_a_short_table_has_the_largest_letters() -> None:
    assert look_of(table(("Adoption", "60%", "80%", "survey")), WIDE, HIGH) == LOOKS[0]


def test_letters_are_smaller_where_a_cell_would_be_cut() -> None:
    cell = " ".join([LONG_NAME] * 2)
    look = look_of(table((cell, cell, cell, cell)), WIDE, HIGH)
    assert look in LOOKS[1:]


def test_letters_are_smaller_where_a_figure_would_be_broken() -> None:
    row, header = ("Pessimistic", *["-1.338.199"] * 8), ("Opción", *["P10"] * 8)
    large = measure.least(header, (row,), LOOKS[0].size)
    look = look_of(table(row, header=header), sum(large) - 1.0, HIGH)
    assert look.size < LOOKS[0].size


def test_a_table_of_many_rows_goes_on_over_several_slides() -> None:
    rows = [(LONG_NAME, "-42%", "104%", LONG_NAME)] * 30
    found = pages(table(*rows), WIDE, HIGH)
    assert look_of(table(*rows), WIDE, HIGH) == LONG
    assert len(found) > 1
    assert [row for page in found for row in page.rows] == rows
    assert max(len(page.rows) for page in found) - min(len(page.rows) for page in found) <= 4


@given(st.lists(st.tuples(*[st.text("abc de", max_size=120)] * 4), min_size=1, max_size=25))
def test_pages_hold_every_row_once_and_in_order(rows: list[tuple[str, ...]]) -> None:
    found = pages(table(*rows), WIDE, HIGH)
    assert [row for page in found for row in page.rows] == rows
    assert all(page.rows for page in found)
