"""The page under axe-core, the checker that accessibility audits begin with: it finds nothing, light or dark.

The whole rule set runs in the light scheme; the dark one changes colours alone, so contrast is what is looked at again.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import pytest

import roi_engine
from roi_engine.reporting.findings import Findings
from tests.browser.chromium import Browser, Page
from tests.browser.pages import FEW_DRAWS, SCENARIOS, move, open_page

pytest.importorskip("axe_core_python", reason="needs axe-core-python, which holds the script of axe-core")
CASES = (
    pytest.param(("contact_centre", "it"), id="contact_centre"),
    pytest.param(("retailer_log", "es"), id="retailer_log"),
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="690" height="380"><rect width="690" height="380"/></svg>'
CHARTS = ("waterfall", "cumulative", "distribution", "exceedance", "tornado", "benefit_stack", "customer_margin")


@cache
def script() -> str:
    """axe-core as it is shipped; it is run in the page by the browser's own tools, past the policy of the page."""
    return (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, options: str = "{}") -> list[Any]:
    """What axe-core finds: rule, impact, and the first places."""
    page.command("Runtime.evaluate", expression=script())
    found = page.value(
        f"axe.run(document, {{...{options}, resultTypes: ['violations']}}).then((told) => told.violations.map("
        "(each) => [each.id, each.impact, each.nodes.slice(0, 3).map((place) => place.html.slice(0, 120))]))"
    )
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module", params=CASES)
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    name, language = request.param
    scenario = roi_engine.load(SCENARIOS / f"{name}.yaml", overrides={**FEW_DRAWS, "language": language})
    result = roi_engine.simulate(scenario)
    made = browser.page()
    made.emulate()
    made.resize(1200, 900)
    findings = Findings(roi_engine.sensitivity(result))
    open_page(made, tmp_path_factory.mktemp("axe"), result, findings, dict.fromkeys(CHARTS, DRAWING))
    # rows of a table and calculations of lines are built alike: of the many, the first are looked at
    made.value("document.querySelectorAll('tbody tr:nth-child(n + 9)').forEach((part) => part.remove())")
    made.value("document.querySelectorAll('details:first-of-type').forEach((part) => { part.open = true; })")
    move(made, "slider-0", 0.4)
    made.value("document.querySelector('#copy').click()")
    return made


def test_nothing_is_found(page: Page) -> None:
    page.emulate()
    assert page.value("document.documentElement.lang") in {"it", "es"}
    assert violations(page) == []


def test_contrast_is_enough_in_the_dark(page: Page) -> None:
    page.emulate("dark")
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    assert violations(page, "{runOnly: ['color-contrast']}") == []


def test_a_fault_is_found(browser: Browser) -> None:
    bare = browser.page()
    bare.value("document.body.innerHTML = '<main><h1>Case</h1><input type=range><p style=color:#999>grey</p></main>'")
    assert {(rule, impact) for rule, impact, _ in violations(bare)} >= {
        ("color-contrast", "serious"), ("label", "critical"),
    }  # fmt: skip
