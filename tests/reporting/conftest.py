from __future__ import annotations

import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting.words import Words, words_for
from tests.reporting.fake_cases import CASES
from tests.reporting.fake_result import make_result


@pytest.fixture(scope="session")
def results() -> dict[str, Result]:
    """Every fake result by name."""
    return {name: make_result(case) for name, case in CASES.items()}


@pytest.fixture(scope="session")
def words() -> Words:
    return words_for("en", "EUR")


@pytest.fixture(params=sorted(CASES))
def result(request: pytest.FixtureRequest, results: dict[str, Result]) -> Result:
    """Each fake result in turn."""
    found: Result = results[request.param]
    return found
