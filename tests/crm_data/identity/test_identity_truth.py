"""Precision and recall on populations whose truth is known, pair by pair."""

from __future__ import annotations

import pytest

from roi_engine.crm_data.identity.records import IdentityRules
from roi_engine.crm_data.identity.unifying import DEFAULT_RULES, unified
from tests.crm_data.identity.pairing import Pairs, attainable, together
from tests.crm_data.identity.population import HARSH, Habits, found, population, written


def joined(size: int, seed: int, habits: Habits, rules: IdentityRules = DEFAULT_RULES) -> tuple[Pairs, Pairs, Pairs]:
    """Pairs that were joined, that are one person's, that keys could join at best."""
    records = population(size, seed, habits)
    tables = written(records)
    unified(tables, rules)
    truth = together(record.truth for record in records)
    return together(found(tables, records)), truth, together(attainable(records))


@pytest.mark.parametrize("seed", range(201, 206))
def test_hardly_anybody_is_joined_who_should_not_be(seed: int) -> None:
    """Precision; recall of what keys can join at all, and of all: two pairs in five are on no chain of keys."""
    found_, truth, best = joined(4000, seed, Habits())
    right = found_ & truth
    assert len(right) / len(found_) >= 0.99
    assert len(right) / len(best) >= 0.90
    assert len(right) / len(truth) >= 0.55


@pytest.mark.parametrize("seed", [111, 112])
def test_families_that_share_phones_and_addresses_cost_little(seed: int) -> None:
    found_, truth, best = joined(4000, seed, HARSH)
    assert len(found_ & truth) / len(found_) >= 0.965
    assert len(found_ & truth) / len(best) >= 0.90


def test_trusting_phones_finds_more_and_errs_more() -> None:
    careful, truth, _ = joined(4000, 121, Habits())
    trusting, _, _ = joined(4000, 121, Habits(), IdentityRules(trust_phones=True))
    assert len(trusting & truth) > len(careful & truth)
    assert len(trusting - truth) > len(careful - truth)
    assert len(trusting & truth) / len(trusting) >= 0.95
