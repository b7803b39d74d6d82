"""Names tell what keys cannot: a fitted model finds more of the truth than shared keys do, and stays precise."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from roi_engine.crm_data.identity.probabilistic import ProbablePersons, matched_persons
from roi_engine.crm_data.identity.unifying import unified
from roi_engine.errors import DataError
from tests.crm_data.identity.pairing import together
from tests.crm_data.identity.population import Record, found, population, written

COLUMNS = {"name": "who", "customer": "card", "email": "mail", "phone": "tel"}


def table(records: list[Record]) -> pd.DataFrame:
    names = [one.name if i % 3 else ", ".join(reversed(one.name.upper().split())) for i, one in enumerate(records)]
    return pd.DataFrame(
        {
            "who": names,
            "card": [one.customer or None for one in records],
            "mail": [one.email for one in records],
            "tel": [one.phone for one in records],
        }
    )


def told(who: str, card: str = "", mail: str = "", tel: str = "") -> Record:
    return Record(-1, "orders", "shop", card, mail, tel, who)


SPECIAL = [
    *[told(f"{given} Quarto", card="5000001") for given in ("Ugo", "Ada", "Ivo", "Eva", "Leo", "Zoe")],
    told("Ugo Quinto", mail="ugo.quinto@firma.it"),
    told("Quinto Ugo", mail="Ugo.Quinto@firma.it"),
    told("Ada Sesto", tel="06 69812345"),
    told("Zeno Battisti", tel="06 69812345"),
]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return population(300, 401)


@pytest.fixture(scope="module")
def everybody(records: list[Record]) -> ProbablePersons:
    pytest.importorskip("splink", reason="the extra [identity] is not installed")
    return matched_persons(table([*records, *SPECIAL]), COLUMNS, region="IT")


@pytest.fixture(scope="module")
def matched(records: list[Record], everybody: ProbablePersons) -> ProbablePersons:
    """Those with a known truth."""
    size = len(records)
    return replace(everybody, person=everybody.person[:size], probability=everybody.probability[:size])


def test_names_tell_what_a_key_cannot(everybody: ProbablePersons) -> None:
    """Six with one card are six, two names in two orders with one address are one, two with one phone are two."""
    special, sure = everybody.person[-len(SPECIAL) :], everybody.probability[-len(SPECIAL) :]
    assert len(set(special[:6])) == 6
    assert special[6] == special[7]
    assert (sure[6:8] > 0.9999).all()
    assert special[8] != special[9]
    assert len(set(special)) == len(SPECIAL) - 1


def test_more_is_found_and_little_is_wrong(records: list[Record], matched: ProbablePersons) -> None:
    truth = together(one.truth for one in records)
    probable = together(matched.person.tolist())
    tables = written(records)
    unified(tables)
    by_keys = together(found(tables, records))
    assert len(probable & truth) / len(probable) >= 0.97
    assert len(probable & truth) > len(by_keys & truth)


def test_what_comes_back_is_numbers(records: list[Record], everybody: ProbablePersons) -> None:
    matched = everybody
    people, counts = np.unique(matched.person, return_counts=True)
    alone = np.isin(matched.person, people[counts == 1])
    assert matched.person.shape == matched.probability.shape == (len(records) + len(SPECIAL),)
    assert people.tolist() == list(range(len(people)))
    assert np.isnan(matched.probability[alone]).all()
    assert (matched.probability[~alone] >= matched.threshold).all()
    assert matched.person[0] == 0
    assert matched.matches >= (~alone).sum() / 2


def test_what_cannot_be_computed_is_refused_at_once(records: list[Record]) -> None:
    wrong = {"name": "wo", "mail": "mail"}
    with pytest.raises(DataError) as caught:
        matched_persons(table(records), wrong, threshold=1.5)
    assert [one.code for one in caught.value.problems] == ["unknown-role", "unknown-column", "bad-threshold"]
    with pytest.raises(DataError, match="one key more"):
        matched_persons(table(records), {"name": "who"})


def test_nothing_to_learn_from() -> None:
    pytest.importorskip("splink", reason="the extra [identity] is not installed")
    strangers = pd.DataFrame({"who": ["Anna Verdi", "Luca Neri"], "mail": ["anna@firma.it", "luca@firma.it"]})
    with pytest.raises(DataError, match="nothing to learn from"):
        matched_persons(strangers, {"name": "who", "email": "mail"})


def test_the_error_names_the_extra(records: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(DataError, match=r"pip install 'roi-engine\[identity\]'"):
        matched_persons(table(records), COLUMNS, region="IT")
