from __future__ import annotations

import pytest

from roi_engine.finance import DEFINITIONS, LEADING


def test_leading_figures_are_defined() -> None:
    assert set(LEADING) == {"tei", "nucleus", "plain"}
    assert {name for names in LEADING.values() for name in names} <= set(DEFINITIONS)
    assert LEADING["tei"][0] == "roi"
    assert LEADING["nucleus"][:2] == ("roi_nucleus", "payback_months")


@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_a_definition_is_one_sentence_with_a_source(name: str) -> None:
    row = DEFINITIONS[name]
    assert row.name == name
    assert row.sentence.endswith(".")
    assert row.sentence.count(". ") == 0
    assert row.source


def test_months_are_called_months() -> None:
    assert {name for name, row in DEFINITIONS.items() if row.unit == "months"} == {
        name for name in DEFINITIONS if "months" in name
    }
