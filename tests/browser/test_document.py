"""The page as text, without a browser: what is in it, what is escaped, and which values may be moved."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi_engine
from roi_engine.engine.model import build_model
from roi_engine.engine.result import Result
from roi_engine.engine.value_trees import Slot
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.markdown import table
from roi_engine.reporting.page import page_html
from roi_engine.reporting.page.document import breaking
from roi_engine.reporting.page.sliders import Reach, reach_of, round_step, stated_keys
from roi_engine.reporting.page.tables import from_markdown
from roi_engine.reporting.words import plain
from roi_engine.scenario.records import Fixed, Value
from roi_engine.uncertainty.distributions import Normal, Pert, Triangular, Uniform
from tests.browser.pages import SCENARIOS, findings_of, page_of, result_of, sliders_of
from tests.reporting.fake_cases import CASES
from tests.reporting.fake_result import make_result

PATH = SCENARIOS / "contact_centre.yaml"
VOID = {"meta", "link", "img", "input", "br", "wbr", "line"}


class Outline(HTMLParser):
    """Open elements and the text outside of script and style; an element closed out of turn is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += text


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_kind_of_result_has_a_page(name: str) -> None:
    result = make_result(CASES[name])
    outline = Outline(page_html(result))
    assert outline.faults == []
    assert outline.open == []
    assert plain(result.scenario.name) in " ".join(outline.text.split())
    assert not {"b", "a1", "iframe", "object"} & outline.tags


def test_the_first_page_says_what_decides() -> None:
    result, findings = result_of(PATH), findings_of(PATH)
    text = " ".join(Outline(page_html(result, findings)).text.split())
    front = text[: text.index("Where the value comes from")]
    for said in ("base case is worth EUR 342,000", "Chance of a loss", "21 months", "explains", "operational savings"):
        assert said in front, said
    for said in (
        "Assumptions that matter most", "Where the value comes from", "Risks and stresses", "Under stress",
        "Assumption register", "How this was computed", "Definitions", "Warnings", "How every line is calculated",
    ):  # fmt: skip
        assert said in text, said


def test_the_policy_names_the_script_and_the_style_by_their_hashes() -> None:
    html = page_of(PATH)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    told = policy[1].replace("&#39;", "'").replace("&#43;", "+")
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in told
    assert told.startswith("default-src 'none';")
    assert "unsafe" not in told


def test_the_same_result_has_the_same_page() -> None:
    assert page_html(result_of(PATH)) == page_of(PATH)


def test_customers_have_their_section_where_there_are_some() -> None:
    text = Outline(page_of(SCENARIOS / "service_firm.yaml")).text
    assert "Today's customers" in text
    assert "Active at the end, without" in text
    assert "Today's customers" not in Outline(page_of(PATH)).text


def test_a_stress_is_named_and_has_no_calculation_of_the_case() -> None:
    scenario = result_of(PATH).scenario
    stress = scenario.stresses[0]
    html = page_html(roi_engine.simulate(scenario, stress=stress), Findings(stress=stress))
    assert f"This is the stress “{stress.title}”" in Outline(html).text
    assert f"Run it with --stress {stress.id}." in html
    assert "How every line is calculated" not in html


def test_charts_are_held_by_the_page_with_their_finding_as_alternative_text() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    html = page_html(result_of(PATH), charts={"waterfall": svg, "unknown": svg})
    pictures = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]*)" alt="([^"]*)">', html)
    assert len(pictures) == 1  # a chart without a place is not shown
    assert base64.b64decode(pictures[0][0]) == svg
    assert "EUR" in pictures[0][1]
    said = re.findall(r'<p class="finding" aria-hidden="true">([^<]*)</p>', html)  # above it, where it must be scrolled
    assert len(said) == 1
    assert pictures[0][1].startswith(said[0])


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_is_read_back_as_it_was_given(rows: list[list[str]]) -> None:
    header = ("First", "a | b", "<c>")
    found = from_markdown("Caption", table(header, [tuple(row) for row in rows], (1,)))
    assert found is not None
    assert found.header == header
    assert found.numeric == (1,)
    assert found.rows == tuple(tuple(plain(cell) for cell in row) for row in rows)


def test_a_long_name_breaks_after_its_points_and_strokes() -> None:
    assert breaking("Fee (costs.implementation.fee_of_it)") == ["Fee (costs.", "implementation.", "fee_", "of_", "it)"]
    assert breaking("EUR/hour 0.5") == ["EUR/hour 0.5"]
    assert breaking("\0a") == ["a"]


def test_no_table_stays_none() -> None:
    assert from_markdown("Caption", None) is None


def value(lower: float | None = None, upper: float | None = None) -> Value:
    return Value("assumptions.a", Fixed(0.0), "", lower=lower, upper=upper)


def slot(distribution: object) -> Slot:
    return Slot("assumptions.a", np.zeros((1, 1)), distribution)  # type: ignore[arg-type]


def test_a_reach_goes_from_p1_to_p99_in_round_steps() -> None:
    """Uniform on 0..1: P1 is 0.01 and P99 0.99; a span of 0.98 in 200 steps at most is 0.005."""
    assert reach_of(slot(Uniform(0.0, 1.0)), value()) == Reach(0.01, 0.99, 0.005)


def test_a_reach_stays_inside_what_the_value_may_be() -> None:
    found = reach_of(slot(Normal(0.0, 1.0)), value(lower=-0.5, upper=1.003))
    assert found is not None
    assert -0.5 <= found.low < -0.48
    assert 0.98 < found.high <= 1.003


@pytest.mark.parametrize("distribution", [Pert(0.3, 0.8, 1.4), Triangular(-1.0, 0.0, 7.0), Uniform(1e5, 3e6)])
def test_a_reach_holds_p10_and_p90(distribution: Pert | Triangular | Uniform) -> None:
    found = reach_of(slot(distribution), value())
    assert found is not None
    low, high = (float(end) for end in distribution.ppf([0.1, 0.9]))
    assert distribution.support[0] <= found.low <= low < high <= found.high <= distribution.support[1]
    assert 40 <= round((found.high - found.low) / found.step) <= 202


def test_what_does_not_move_has_no_reach() -> None:
    assert reach_of(slot(None), value()) is None
    assert reach_of(slot(Uniform(2.0, 5.0)), value(lower=2.0, upper=2.0)) is None


@given(st.floats(1e-9, 1e12))
def test_round_steps(least: float) -> None:
    step = round_step(least)
    assert least * (1 - 1e-8) <= step <= 2.5 * least * (1 + 1e-8)
    assert f"{step:e}"[0] in "125"


def test_only_what_a_file_can_state_is_a_slider() -> None:
    scenario = result_of(PATH).scenario
    assert stated_keys(scenario, "rollout.adoption") == ("rollout", "adoption")
    assert stated_keys(scenario, "risks.data_migration_slips") == ()
    assert stated_keys(scenario, "customers.model.orders.1") == ()
    small = result_of(SCENARIOS / "small_business.yaml").scenario
    own = stated_keys(small, "benefits.time_saved.time_saved")
    assert own == ("benefits", "time_saved", "inputs", "time_saved")
    assert stated_keys(small, "costs.setting_up.table.initial") == ("costs", "setting_up", "table", "initial")


def test_sliders_are_the_strongest_swings_that_are_no_events() -> None:
    result = result_of(PATH)
    expected = [swing.path for swing in result.swings if not swing.event][:10]
    assert [slider.path for slider in sliders_of(PATH)] == expected
    model = build_model(result.scenario)
    assert all(model.slots[slider.path].base[0, 0] == slider.base for slider in sliders_of(PATH))


def renamed(result: Result, name: str) -> Result:
    return replace(result, scenario=replace(result.scenario, name=name))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "a\u202eb", "\u200f\u2066x", '"><svg onload=x>', "{{ 7*7 }}"]
)
def test_a_name_is_text(name: str) -> None:
    html = page_html(renamed(result_of(PATH), name))
    outline = Outline(html)
    assert outline.faults == []
    assert plain(name) in outline.text
    assert "alert(1)</script>" not in html
    assert not re.search("[\u200f\u202e\u2066]", html)


def test_package_holds_its_own_files() -> None:
    folder = Path(roi_engine.__file__).parent / "reporting" / "page"
    there = {path.name for path in folder.iterdir() if path.suffix in (".js", ".css", ".j2")}
    assert there == {
        "functions.js", "figures.js", "words.js", "chart.js", "copy.js", "page.js", "page.css", "page.html.j2",
        "rollup.html.j2", "tables.html.j2",
    }  # fmt: skip
