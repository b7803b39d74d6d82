"""The table of margin multiples of Gupta & Lehmann (2003): retention down, discount rate across."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.models.closed_form import margin_multiple

DISCOUNT = np.array([0.10, 0.12, 0.14, 0.16])


@pytest.mark.parametrize(
    ("retention", "multiples"),
    [
        (0.6, [1.20, 1.15, 1.11, 1.07]),
        (0.7, [1.75, 1.67, 1.59, 1.52]),
        (0.8, [2.67, 2.50, 2.35, 2.22]),
        (0.9, [4.50, 4.09, 3.75, 3.46]),
    ],
)
def test_table(retention: float, multiples: list[float]) -> None:
    assert margin_multiple(retention, DISCOUNT) == pytest.approx(multiples, abs=5.01e-3)
