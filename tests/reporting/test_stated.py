from __future__ import annotations

from dataclasses import replace

import pytest

from roi_engine.reporting.stated import shares, stated
from roi_engine.reporting.words import Words
from tests.reporting.fake_cases import ASSUMPTIONS


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("0.09", "9%"),
        ("PERT 0.6 / 0.8 / 0.92", "PERT 60% / 80% / 92%"),
        ("PERT -0.1 / 0.2 / 1.2 (lambda 6)", "PERT -10% / 20% / 120% (lambda 6)"),
        ("P10 / P50 / P90 0 / 0.04 / 0.09, above -0.15, below 0.3",
         "P10 / P50 / P90 0% / 4% / 9%, above -15%, below 30%"),
        ("83.3 % triangle -0.75 / -0.078 / 0.6; 16.7 % uniform 0.1 to 0.5",
         "83.3% triangle -75% / -7.8% / 60%; 16.7% uniform 10% to 50%"),
        ("12 samples, 0.11 to 0.14", "12 samples, 11% to 14%"),
        ("measured mean 0.1, standard error 0.02, 30 degrees of freedom",
         "measured mean 10%, standard error 2%, 30 degrees of freedom"),
        ("0.1 (30 %), 0.2 (70 %)", "10% (30%), 20% (70%)"),
        ("beta 310.5 / 3530.5", "8.08%: 310 of 3,840 (beta 310.5 / 3,530.5)"),
        ("beta 2 / 6", "25% (beta 2 / 6)"),
        ("30 % beta 2 / 5; 70 % uniform 0.1 to 0.5", "30% beta 2 / 5; 70% uniform 0.1 to 0.5"),
        ("contacts * (1 - 0.5)", "contacts * (1 - 0.5)"),
        ("1 - deflected_share", "1 - deflected_share"),
        ("series data/season_2.csv", "series data/season_2.csv"),
        ("$reach2", "$reach2"),
    ],
)  # fmt: skip
def test_shares_are_stated_as_per_cent(words: Words, said: str, told: str) -> None:
    assert stated(said, True, words) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("105000", "105,000"),
        ("1.25e+06", "1,250,000"),
        ("0.09", "0.09"),
        ("PERT 2500 / 4000 / 8000.5", "PERT 2,500 / 4,000 / 8,000.5"),
        ("P10 / P50 / P90 0 / 4 / 9000, above -1500", "P10 / P50 / P90 0 / 4 / 9,000, above -1,500"),
        ("83.3 % triangle -1 / 2 / 6000; 16.7 % uniform 1 to 5", "83.3% triangle -1 / 2 / 6,000; 16.7% uniform 1 to 5"),
        ("contacts * 12000", "contacts * 12000"),
        ("series data/season_2026.csv", "series data/season_2026.csv"),
        ("$reach2026", "$reach2026"),
    ],
)
def test_other_values_are_stated_in_full_with_separators(words: Words, said: str, told: str) -> None:
    assert stated(said, False, words) == told


def test_all_years_of_a_value_are_told_alike() -> None:
    rows = tuple(
        replace(ASSUMPTIONS[1], path=f"assumptions.x.by_year.{year:.0f}", base=year, p10=year, p90=year)
        for year in (1.0, 2.0, 3.0)
    )
    assert set(shares(rows).values()) == {False}
    assert shares(ASSUMPTIONS)["rollout.adoption"]
    assert not shares(ASSUMPTIONS)["costs.licences.price"]


def test_decimals_and_words_of_a_distribution_are_the_readers() -> None:
    italian = Words("it", "EUR")
    assert stated("PERT 0.2 / 0.8 / 1.4", False, italian) == "PERT 0,2 / 0,8 / 1,4"
    assert stated("beta 310.5 / 3530.5", True, italian) == "8,08%: 310 su 3.840 (beta 310,5 / 3.530,5)"
    assert stated("83.3 % triangle -0.75 / -0.078 / 0.6", True, italian) == "83,3% triangolare -75% / -7,8% / 60%"
    assert (
        stated("lognormal with mean 1 and sd 0.043", True, italian)
        == "lognormale con media 100% e deviazione standard 4,3%"
    )
    assert (
        stated("lognormal with mean 1 and sd 0.043", False, italian)
        == "lognormale con media 1 e deviazione standard 0,043"
    )
    assert stated("contacts * (1 - 0.5)", False, italian) == "contacts * (1 - 0.5)"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("measured mean 43.5298, standard error 1.90525, 521 degrees of freedom",
         "measured mean 43.53, standard error 1.91, 521 degrees of freedom"),
        ("measured mean 16375.8, standard error 1180.69, 119 degrees of freedom",
         "measured mean 16,376, standard error 1,181, 119 degrees of freedom"),
        ("measured mean 0.85701, standard error 0.011929, 2145 degrees of freedom",
         "measured mean 0.857, standard error 0.0119, 2,145 degrees of freedom"),
        ("measured mean -3, standard error 0, 4 degrees of freedom",
         "measured mean -3, standard error 0, 4 degrees of freedom"),
    ],
)  # fmt: skip
def test_a_measured_mean_has_no_digits_beyond_its_error(words: Words, said: str, told: str) -> None:
    assert stated(said, False, words) == told
