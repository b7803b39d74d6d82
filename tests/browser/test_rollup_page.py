"""The page of a portfolio in a browser: axe-core finds nothing, it fits a telephone, nothing is loaded."""

from __future__ import annotations

import pytest

from roi_engine.analysis.rollup import roll_up
from roi_engine.reporting.rollup_page import rollup_page
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_portfolio
from tests.browser.chromium import Browser, Page
from tests.browser.test_axe import DRAWING, violations
from tests.reporting.goals.test_goal_map import CASE

GROUP = """\
kind: portfolio
schema_version: 1
name: Brands
language: es
members: {north: {file: a.yaml, title: North}, south: a.yaml}
simulation: {draws: 512}
"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("group")
    (folder / "a.yaml").write_text(CASE, encoding="utf-8")
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    rollup = roll_up(load_portfolio(folder / "group.yaml"))
    html = rollup_page(rollup, {"members": DRAWING, "distribution": DRAWING}, words_for("es", "EUR"))
    (folder / "report.html").write_text(html, encoding="utf-8")
    made = browser.page()
    made.resize(1200, 900)
    made.open((folder / "report.html").as_uri())
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found(page: Page, scheme: str) -> None:
    page.emulate(scheme)
    assert violations(page) == []


def test_nothing_is_loaded_and_nothing_is_complained_of(page: Page) -> None:
    assert [address for address in page.requests() if not address.startswith(("data:", "file:"))] == []
    assert page.complaints() == []


@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_its_window(page: Page, width: int) -> None:
    page.resize(width, 800)
    assert page.value("document.documentElement.scrollWidth") <= width
