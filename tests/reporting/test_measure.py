from __future__ import annotations

import pytest

from roi_engine.reporting.measure import columns, text_width

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
