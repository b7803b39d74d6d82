"""Parameters, rows and a slow integral that the tests of the continuous-time models share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from roi_engine.customers.history import History, unique_history

PARAMETERS = {
    "bg_nbd": np.log([0.243, 4.414, 0.793, 2.426]),
    "mbg_nbd": np.log([0.525, 6.183, 0.891, 1.614]),
    "pareto_nbd": np.log([0.553, 10.578, 0.606, 11.669]),
}


def rows() -> History:
    """Newcomers, one-time buyers, regulars, silent regulars, and a heavy buyer."""
    return unique_history(
        [0, 0, 1, 2, 3, 8, 26, 150],
        [0, 0, 1.71, 30.43, 4.0, 38.5, 30.86, 35.0],
        [0.5, 38.86, 38.86, 38.86, 38.86, 38.86, 31.0, 38.0],
        [3, 40, 9, 5, 4, 2, 1, 1],
    )


def gradient_by_differences(value: Callable[[np.ndarray], float], logs: np.ndarray) -> np.ndarray:
    """Five-point central differences, error about h^4."""
    h = 1e-3
    slopes = []
    for step in h * np.eye(logs.size):
        near = value(logs + step) - value(logs - step)
        far = value(logs + 2 * step) - value(logs - 2 * step)
        slopes.append((8 * near - far) / (12 * h))
    return np.array(slopes)
