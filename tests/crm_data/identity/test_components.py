"""Components in the database against a plain walk through the graph."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roi_engine.crm_data.database import Database, open_database
from roi_engine.crm_data.identity.components import label_components


def labels(pairs: list[tuple[int, int]]) -> dict[int, int]:
    database: Database = open_database()
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    database.put("pairs", {"a": ("BIGINT", columns[:, 0]), "b": ("BIGINT", columns[:, 1])})
    label_components(database, "pairs", "labels")
    return {int(key): int(label) for key, label in database.run("SELECT key, label FROM labels")}


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=30))
def test_the_label_is_the_least_key_of_the_component(pairs: list[tuple[int, int]]) -> None:
    size = 31
    graph = coo_array((np.ones(len(pairs)), tuple(np.array(pairs, int).reshape(-1, 2).T)), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    expected = {key: min(k for k in range(size) if part[k] == part[key]) for pair in pairs for key in pair}
    assert labels(pairs) == expected


@pytest.mark.parametrize("order", ["rising", "falling", "random"])
def test_a_long_chain_is_one_component(order: str) -> None:
    keys = list(range(1000))
    if order == "random":
        random.Random(1).shuffle(keys)
    chain = list(pairwise(keys))
    found = labels(chain[::-1] if order == "falling" else chain)
    assert set(found.values()) == {0}
    assert len(found) == 1000
