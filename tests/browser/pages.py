"""Pages of the shipped scenarios for the tests of the browser."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import roi_engine
from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.page import page_html
from roi_engine.reporting.page.live import live_model
from roi_engine.reporting.page.sliders import Slider
from roi_engine.reporting.words import words_for
from tests.browser.chromium import Page
from tests.oracle.reading import text_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SINGLE = [path for path in sorted(SCENARIOS.rglob("*.yaml")) if text_of(path).get("kind") != "portfolio"]
FEW_DRAWS = {"simulation.draws": "256"}


@cache
def result_of(path: Path, variant: str | None = None) -> Result:
    """The result of a scenario with few draws: the base case, which the page computes again, does not need them."""
    return roi_engine.simulate(roi_engine.load(path, variant, FEW_DRAWS))


@cache
def findings_of(path: Path) -> Findings:
    return Findings(roi_engine.sensitivity(result_of(path)))


@cache
def sliders_of(path: Path, variant: str | None = None) -> tuple[Slider, ...]:
    """The sliders of its page, in their order."""
    result = result_of(path, variant)
    return live_model(result, NOTHING_ASKED, words_for("en", result.scenario.currency)).sliders


@cache
def page_of(path: Path, variant: str | None = None) -> str:
    """Its page, without charts."""
    return page_html(result_of(path, variant))


def open_scenario(page: Page, folder: Path, path: Path, variant: str | None = None) -> None:
    """Open the page of a shipped scenario."""
    place = folder / "report.html"
    place.write_text(page_of(path, variant), encoding="utf-8")
    page.open(place.as_uri())


def open_page(
    page: Page,
    folder: Path,
    result: Result,
    findings: Findings = NOTHING_ASKED,
    charts: Mapping[str, bytes] | None = None,
) -> Path:
    """Write the page of a result to a folder and open it from there, as a reader does."""
    place = folder / "report.html"
    place.write_text(page_html(result, findings, charts or {}), encoding="utf-8")
    page.open(place.as_uri())
    return place


def move(page: Page, slider: str, number: float) -> float:
    """Move a slider as a hand does, and return where it came to stand."""
    found = page.value(
        f"(() => {{ const input = document.querySelector('#{slider}'); input.value = {number!r};"
        " input.dispatchEvent(new Event('input', { bubbles: true })); return input.valueAsNumber; })()"
    )
    return float(found)


def press(page: Page, button: str) -> None:
    page.value(f"document.querySelector('#{button}').click()")


def scenario_copy(folder: Path) -> Path:
    """All shipped scenarios in a folder of the test, where a file can be laid beside them."""
    return Path(shutil.copytree(SCENARIOS, folder / "scenarios"))
