from __future__ import annotations

import pytest

from roi_engine.reporting.measure import columns, least, text_width

HEADER = (
    "Ipotesi",
    "il suo P10",
    "il suo P90",
    "Il caso base guadagna se",
    "La probabilità",
    "Valore dell'informazione",
)
ROWS = [("Realizzazione: sforamento in quota del costo previsto",) * 5 + ("10.381",)] * 3


@pytest.mark.parametrize("width", [493.0, 420.0, 900.0])
def test_no_column_is_narrower_than_the_longest_word_of_its_title(width: float) -> None:
    found = columns(HEADER, ROWS, width, 7.5)
    assert sum(found) == pytest.approx(width)
    for wide, title in zip(found, HEADER, strict=True):
        assert wide >= max(text_width(word, 7.5, "bold") for word in title.split(" "))


def test_where_even_the_titles_do_not_fit_all_columns_are_cut_alike() -> None:
    found = columns(HEADER, ROWS, 120.0, 7.5)
    assert sum(found) == pytest.approx(120.0)
    assert max(found) == pytest.approx(min(found))


def test_no_word_of_usual_length_is_broken_where_there_is_room_for_it() -> None:
    """An equal share of the width is too narrow for the long word; an address is broken all the same."""
    header, word, address = ("Name", "Note", "Source"), "-190.483.000,25", "https://example.org/a/long/way/to/a/page"
    rows = [(f"{word} of all that it is", "as it is " * 9, f"{address} and more of it")]
    room = least(header, rows, 12.5)
    assert room[0] > text_width(word, 12.5) > sum(room) / 3
    assert room[2] < text_width(address, 12.5)
    found = columns(header, rows, sum(room), 12.5)
    assert found == pytest.approx(room)
