from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.reporting.words import Words, is_share, plain, shortened, shortened_apart, significant, words_for


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1_234_567, "EUR 1.23 million"),
        (-1_234_567, "EUR -1.23 million"),
        (999_999, "EUR 1.00 million"),
        (999_499, "EUR 999,000"),
        (12_345, "EUR 12,300"),
        (45.5, "EUR 45.50"),
        (0, "EUR 0"),
        (2.5e9, "EUR 2.50 billion"),
        (123.4e6, "EUR 123 million"),
        (3e12, "EUR 3.00 trillion"),
        (math.nan, "n/a"),
        (-math.inf, "n/a"),
    ],
)
def test_money_in_sentences_has_three_significant_digits(words: Words, amount: float, said: str) -> None:
    assert words.money(amount) == said


@pytest.mark.parametrize(
    ("language", "amount", "share", "months"),
    [("it", "1.234.568", "12,3%", "1 mese"), ("es", "1.234.568", "12,3\u00a0%", "1 mes")],
)
def test_separators_follow_the_language(language: str, amount: str, share: str, months: str) -> None:
    words = Words(language, "EUR")
    assert words.amount(1_234_567.8) == amount
    assert words.share(0.1234, 1) == share
    assert words.months(0.5) == months


def test_a_report_without_catalogue_is_english_throughout() -> None:
    assert words_for("fr", "EUR").amount(1234.0) == "1,234"
    assert words_for("en", "EUR").language == "en"


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0, "0%"), (0.004, "less than 1%"), (0.124, "12%"), (0.9951, "more than 99%"), (1, "100%"), (math.nan, "n/a")],
)
def test_a_chance_is_never_rounded_to_certainty(words: Words, chance: float, said: str) -> None:
    assert words.chance(chance) == said


@pytest.mark.parametrize(
    ("months", "said"),
    [(12.0, "12 months"), (12.01, "13 months"), (1.0, "1 month"), (0.0, "at once"), (math.nan, "n/a")],
)
def test_payback_is_rounded_up(words: Words, months: float, said: str) -> None:
    assert words.months(months) == said


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (0.8, "minute/contact", "0.8 minutes/contact"),
        (1, "month", "1 month"),
        (1.5, "month", "1.5 months"),
        (42_000, "contact/month", "42,000 contacts/month"),
        (1, "contact/month", "1 contact/month"),
        (1.0004, "month", "1 month"),
        (5, "person", "5 people"),
        (0, "seat", "0 seats"),
        (3, "EUR/hour", "3 EUR/hour"),
        (12, "hour/person/week", "12 hours/person/week"),
        (3, "meeting", "3 meeting"),
        (0.00012, "EUR", "0.00012 EUR"),
    ],
)
def test_quantity(words: Words, number: float, unit: str, said: str) -> None:
    assert words.quantity(number, unit) == said


def test_shares_keep_their_period(words: Words) -> None:
    assert words.quantity(0.1, "1/year", is_share("1/year", 0.1)) == "10%/year"
    assert words.quantity(1.04, "", is_share("", 1.04, -0.42)) == "104%"
    assert not is_share("", 3.0)
    assert not is_share("", 0.5, 1.0, 1.5)
    assert not is_share("", -0.4, 2.5)
    assert is_share("", 1.0, 0.0, math.nan)
    assert not is_share("EUR", 0.5)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.5, ("50%", "50%")),
        (0.995, ("more than 99%", "less than 1%")),
        (0.004, ("less than 1%", "more than 99%")),
        (0.01, ("1%", "99%")),
        (0.745, ("74%", "26%")),
        (math.nan, ("n/a", "n/a")),
    ],
)
def test_two_parts_of_a_whole(words: Words, share: float, said: tuple[str, str]) -> None:
    assert words.halves(share) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [(0.0, "less than 0.01%"), (0.00002, "less than 0.01%"), (0.0001, "0.01%"), (0.002, "0.2%"), (math.nan, "n/a")],
)
def test_a_standard_error_is_never_told_as_nothing(words: Words, error: float, said: str) -> None:
    assert words.chance_error(error) == said


def test_parts_in_a_row(words: Words) -> None:
    assert [words.listed(("a", "b", "c")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    spanish = Words("es", "EUR")
    told = [spanish.listed(("A", last)) for last in ("Ingresos", "«Historia»", "Hierro", "B")]
    assert told == ["A e Ingresos", "A e «Historia»", "A y Hierro", "A y B"]


def test_ratio_and_share(words: Words) -> None:
    assert words.share(1.31) == "131%"
    assert words.share(-0.5) == "-50%"
    assert words.ratio(2.955) in {"2.95", "2.96"}


@pytest.mark.parametrize(
    ("largest", "unit"),
    [(900, "EUR"), (15_000, "EUR thousand"), (9.9e6, "EUR thousand"), (12e6, "EUR million"), (15e9, "EUR billion")],
)
def test_scale_leaves_two_to_four_digits(words: Words, largest: float, unit: str) -> None:
    scale = words.scale([largest, -largest / 2, math.nan])
    assert scale.unit == unit
    assert 10 <= largest / scale.divisor < 10_000


def test_signs_in_charts(words: Words) -> None:
    scale = words.scale([150_000])
    assert words.scaled(66_000, scale, signed=True) == "+66"
    assert words.scaled(-66_000, scale, signed=True) == "-66"
    assert words.scaled(-1, scale, signed=True) == "0"
    assert words.scaled(1, scale, signed=True) == "0"
    assert words.tick(-5e-11, scale) == "0"


@given(st.floats(-1e14, 1e14))
def test_money_tells_the_number_to_half_a_percent(amount: float) -> None:
    said = words_for("en", "EUR").money(amount).removeprefix("EUR ")
    sizes = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
    number, _, size = said.partition(" ")
    told = float(number.replace(",", "")) * sizes.get(size, 1.0)
    assert told == pytest.approx(amount, rel=0.006, abs=0.006)


@given(st.text())
def test_plain_text_is_one_line_of_printable_signs(text: str) -> None:
    said = plain(text)
    assert said == plain(said)
    assert "\n" not in said
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", said)


def test_names_that_would_be_cut_alike_keep_their_last_words() -> None:
    names = ("CRM for a contact centre of 120", "CRM for a contact centre of 120, Pessimistic", "Ticket CRM of four")
    assert shortened_apart(names, 24) == ("CRM for a…centre of 120", "CRM for a…Pessimistic", "Ticket CRM of four")
    assert shortened_apart(names[1:], 24) == ("CRM for a contact…", "Ticket CRM of four")
    assert shortened_apart(names, 60) == names
    assert shortened_apart(("a" * 30, "a" * 31), 9) == ("aaaa…aaaa", "aaaa…aaaa")


def test_shortened() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
    assert shortened("they had more than nine users", 17) == "they had more…"  # between words
    assert shortened("they had more than nine users", 14) == "they had more…"
    assert shortened("see https://example.org/a/long/path", 20) == "see https://example…"  # no word ends near the cut


@given(st.text(alphabet="ab ", max_size=40), st.integers(2, 40))
def test_shortened_never_exceeds_and_grows_with_its_room(text: str, length: int) -> None:
    """A search for the longest text that fits relies on the second."""
    assert len(shortened(text, length)) <= max(length, 0)
    assert len(shortened(text, length)) <= len(shortened(text, length + 1))


def test_significant() -> None:
    assert significant(123_456) == 123_000
    assert math.isnan(significant(math.nan))


def test_a_per_cent_sign_stays_with_its_number() -> None:
    share = words_for("es", "EUR").share(0.8)
    assert share == "80\u00a0%"
    assert plain(f" the  {share}\tis\u2003kept \u00a0") == "the 80\u00a0% is kept"


def test_no_share_is_below_minus_one() -> None:
    assert is_share("", -0.42, 1.04)
    assert not is_share("", 0.0, -1.28, 1.28)
