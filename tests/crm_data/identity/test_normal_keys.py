"""Spellings of one key become one text; what identifies nobody becomes ''."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.crm_data.identity.normal import normalised_email, normalised_number, normalised_phone
from roi_engine.errors import DataError
from tests.crm_data.identity.population import spelled_email, spelled_number, spelled_phone

ADDRESSES = {
    "ANNA.VERDI@FIRMA.IT": "anna.verdi@firma.it",
    "anna.verdi @ firma.it ": "anna.verdi@firma.it",
    "anna.verdi@firma.it; luca@firma.it": "anna.verdi@firma.it",
    "Verdi, Anna <anna.verdi@firma.it>": "anna.verdi@firma.it",
    "<MAILTO:anna.verdi@firma.it?subject=x>": "anna.verdi@firma.it",
    "anna.verdi+promo+2026@firma.it": "anna.verdi@firma.it",
    "anna.verdi@firma.it.": "anna.verdi@firma.it",
    "\ufeffanna\u200b.verdi@firma.it\xa0": "anna.verdi@firma.it",
    "ａｎｎａ.verdi@firma.it": "anna.verdi@firma.it",
    "an.na.verdi@gmail.com": "annaverdi@gmail.com",
    "AnnaVerdi@GoogleMail.com": "annaverdi@gmail.com",
    "anna@münchen.de": "anna@xn--mnchen-3ya.de",
    "info@firma.it": "info@firma.it",
    "o'hara@firm.ie": "o'hara@firm.ie",
}
NO_ADDRESS = (
    "", " ", "-", "n/a", "N/A@firma.it", "noreply@firma.it", "no-reply@firma.it", "test@firma.it", "anna@example.com",
    "anna@firma.test", "anna verdi@firma.it", "anna@firma", "anna@@firma.it", "@firma.it", "+news@firma.it",
    "anna@firma..it", "anna.firma.it", "xxx@xxx.it", "nomail@nomail.it",
)  # fmt: skip
PHONES = {
    ("347 1234568", "IT"): "+393471234568",
    ("347.123.45.68", "it"): "+393471234568",
    ("+39 347 1234568", ""): "+393471234568",
    ("0039-347-1234568", ""): "+393471234568",
    ("(0039) 347 1234568", ""): "+393471234568",
    ("tel:+39-347-1234568", ""): "+393471234568",
    ("39 347 1234568", "IT"): "+393471234568",
    ("3471234568.0", "IT"): "+393471234568",
    ("347 1234568 (casa)", "IT"): "+393471234568",
    ("347 1234568, 348 7654321", "IT"): "+393471234568",
    ("06/69812345", "IT"): "+390669812345",
    ("+39 (0)6 69812345", ""): "+390669812345",
    ("06 69812345 int. 12", "IT"): "+390669812345",
    ("06 69812345 ext 12", "IT"): "+390669812345",
    ("06 69812345 x12", "IT"): "+390669812345",
    ("911 234 567 / 600 123 124", "ES"): "+34911234567",
    ("020 7946 0958", "UK"): "+442079460958",
    ("+44 (0)20 7946 0958", "IT"): "+442079460958",
    ("00 44 20 7946 0958", "ES"): "+442079460958",
    ("011 44 20 7946 0958", "US"): "+442079460958",
}
NO_PHONE = (
    ("", "IT"), ("-", "IT"), ("347 1234568", ""), ("12", "IT"), ("112", "IT"), ("3.47E+09", "IT"), ("0000000000", "IT"),
    ("333 3333333", "IT"), ("1234567890", "IT"), ("anna@firma.it", "IT"), ("347 123", "IT"),
)  # fmt: skip
NUMBERS = {
    "000123": "123", " 123 ": "123", "'00123": "123", "123.0": "123", "12 34 57": "123457", "c-000123": "C123",
    "C 123": "C123", "C_00123": "C123", "#123": "123", "2600-0012-3456": "260000123456",
    "2600.0012.3456": "260000123456",
    "1-23": "1-23", "12/3": "12-3", "1E5": "1E5",
    "550e8400-e29b-41d4-a716-446655440000": "550E8400E29B41D4A716446655440000",
}  # fmt: skip
NO_NUMBER = ("", "-", "0", "0000", "n/a", "None", "unknown", "1.2E+11", "1,2e+11", "9999999", "123456", "--", "///")


@pytest.mark.parametrize(("text", "normal"), ADDRESSES.items())
def test_spellings_of_an_address(text: str, normal: str) -> None:
    assert normalised_email(text) == normal


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_no_address_of_anybody(text: str) -> None:
    assert normalised_email(text) == ""


@pytest.mark.parametrize(("given_", "normal"), PHONES.items())
def test_spellings_of_a_phone(given_: tuple[str, str], normal: str) -> None:
    assert normalised_phone(*given_) == normal


@pytest.mark.parametrize(("text", "region"), NO_PHONE)
def test_no_phone_of_anybody(text: str, region: str) -> None:
    assert normalised_phone(text, region) == ""


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(DataError, match="ISO 3166"):
        normalised_phone("06 69812345", "Italy")


@pytest.mark.parametrize(("text", "normal"), NUMBERS.items())
def test_spellings_of_a_number(text: str, normal: str) -> None:
    assert normalised_number(text) == normal


@pytest.mark.parametrize("text", NO_NUMBER)
def test_no_number_of_anybody(text: str) -> None:
    assert normalised_number(text) == ""


def test_record_numbers_where_case_matters() -> None:
    """The long form closes with a checksum of the capitals: the two forms agree, other capitals are another record."""
    assert normalised_number("001D000000ISUr3") == normalised_number("001D000000ISUr3IAH")  # as the vendor documents it
    assert normalised_number("001D000000ISUr3") != normalised_number("001D000000isur3")
    assert normalised_number("003000001234567") == "3000001234567"


@given(st.text(max_size=40))
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normalised_email(normalised_email(text)) == normalised_email(text)
    assert normalised_phone(normalised_phone(text, "IT")) == normalised_phone(text, "IT")


@given(st.from_regex(r"(?:[A-Z]{1,2}-?)?[0-9]{1,12}", fullmatch=True))
def test_case_spaces_and_zeros_of_a_number_mean_nothing(text: str) -> None:
    normal = normalised_number(text)
    assert normalised_number(f" {text.lower()} ") == normal
    assert normalised_number(normal) == normal
    assert text[0].isalpha() or normalised_number("00" + text) == normal


@given(st.integers(0, 10**6))
def test_every_way_of_writing_that_the_population_knows(seed: int) -> None:
    luck = random.Random(seed)
    assert normalised_number(spelled_number(luck, "0012345")) == "12345"
    assert normalised_email(spelled_email(luck, "anna.verdi@firma.it")) == "anna.verdi@firma.it"
    assert normalised_email(spelled_email(luck, "anna.verdi@gmail.com")) == "annaverdi@gmail.com"
    assert normalised_phone(spelled_phone(luck, "+39 347 1234568"), "IT") == "+393471234568"
    assert normalised_phone(spelled_phone(luck, "+39 06 69812345"), "IT") == "+390669812345"
