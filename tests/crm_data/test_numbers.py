"""One number shape a column: signs of every kind, and what leaves a choice."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.crm_data.numbers import cents_of, number_finding
from roi_engine.crm_data.profile import shape_of

CONNECTION = duckdb.connect()


def cents(*texts: str, decimal: str = "") -> list[int | None]:
    finding = number_finding([shape_of(each) for each in texts], decimal)
    assert finding.shape is not None, finding
    return [
        CONNECTION.execute(f"SELECT {cents_of('t', finding)} FROM (SELECT $t AS t)", {"t": each}).fetchall()[0][0]
        for each in texts
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["-5,50", "1.234,00"], [-550, 123400]),
        (["5.50-", "10.00"], [-550, 1000]),
        (["(5.50)", "10.00"], [-550, 1000]),
        (["−5.50", "10.00"], [-550, 1000]),
        (["-€5.50", "€10.00"], [-550, 1000]),
        (["€ -5,50", "€ 10,00"], [-550, 1000]),
        (["5,50- EUR", "10,00 EUR"], [-550, 1000]),
        (["1,234,567", "12"], [123456700, 1200]),
        (["1.234.567", "12,5"], [123456700, 1250]),
        (["0.528", "2.50"], [53, 250]),
        ([".5", "1.25"], [50, 125]),
        (["-0.005", "0.004", "1.2345"], [-1, 0, 123]),
        (["n/a", "", "7"], [None, None, 700]),
        (["-", "-7"], [None, -700]),
        (["1'234.50", "-0.50"], [123450, -50]),
    ],
)  # fmt: skip
def test_read(texts: list[str], expected: list[int | None]) -> None:
    assert cents(*texts) == expected


@pytest.mark.parametrize(
    "text", ["--5", "(5", "5)", "(-5)", "5%", "1e5", "1.2.3", "1,23.456", "12 34", "€5€", "abc", "0.123.456", "5."]
)
def test_no_amount(text: str) -> None:
    finding = number_finding([shape_of(text)])
    assert finding.shape is None
    assert finding.unfit


def test_a_stated_sign_settles_the_choice() -> None:
    assert number_finding(["9.999"]).ambiguous == "9.999"
    assert cents("2.528", decimal=".") == [253]
    assert cents("2.528", decimal=",") == [252800]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), st.sampled_from([",.", ".,", ",'", ". "]))
def test_written_and_read_again(values: list[int], signs: str) -> None:
    """Any amount with two decimals, written with either sign and any grouping, comes back."""
    decimal, thousands = signs[0], signs[1]
    texts = [
        f"{Decimal(v) / 100:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands) for v in values
    ]
    assert cents(*texts) == values
