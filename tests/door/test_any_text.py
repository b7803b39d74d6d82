"""Whatever the bytes: a scenario or a ScenarioError, never anything else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roi_engine.catalogue import templates
from roi_engine.errors import ScenarioError
from roi_engine.scenario import load_scenario
from roi_engine.scenario.records import Scenario
from tests.case_text import HEAD, LINE

CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TOKENS = [
    "{", "}", "[", "]", ":", ": ", ",", "\n", "  ", "- ", "$x", "$", "%", "null", "~", "&a", "*a", "<<", "!!int",
    "|", ">", "'", '"', "#", "---", "\t", "1", "-1", "1e999", "use", "formula", "table", "low", "p10", "by_year",
    "value", "growth", "unit", "EUR", "month", "/", "extends", "variants", "\u2028", "\x85", "é", "0", "()",
    "mixture", "inputs", "<plain>", "**", "kind", "portfolio", "stress", "effects", "on", "at", "P90", "costs", "gate",
    "observe", "measurements", "of", "members", "set", "*", ".",
]  # fmt: skip
KEYS = [
    "stress",
    "sceptic",
    "effects",
    "gate",
    "after",
    "measurements",
    "assumptions",
    "x",
    "costs",
    "tool",
    "table",
    "by_year",
    "1",
    "",
    "value",
    "growth",
    "0",
]


def _loads_or_refuses(folder: Path, content: bytes, overrides: dict[str, str] | None = None) -> None:
    path = folder / "case.yaml"
    path.write_bytes(content)
    try:
        scenario, problems = load_scenario(path, None, overrides or {}), ()
    except ScenarioError as error:
        scenario, problems = None, error.problems
    assert isinstance(scenario, Scenario) or problems
    assert all(problem.code and problem.message for problem in problems)


@CALM
@given(st.binary(max_size=200))
def test_random_bytes(tmp_path, content):
    _loads_or_refuses(tmp_path, content)


@CALM
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
@example("extends: case.yaml")
@example("assumptions: {<plain>: 1}")
def test_random_words_of_the_language(tmp_path, text):
    _loads_or_refuses(tmp_path, (HEAD + text).encode())


@CALM
@given(st.data())
def test_a_damaged_template(tmp_path, data):
    text = data.draw(st.sampled_from(sorted(templates().values())))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 30))
    fresh = data.draw(st.lists(st.sampled_from(TOKENS), max_size=4).map("".join))
    _loads_or_refuses(tmp_path, (text[:at] + fresh + text[at + cut :]).encode())


ASKED = """\
assumptions: {a: {min: 1, max: 2}, b: 3 EUR}
risks: {r: {probability: 3 %, effects: [{on: costs.tool, multiply: 2}]}}
measurements: {pilot: {title: Pilot, of: [assumptions.a, risks.r], cost: 15000 EUR}}
gate: {after: 6 month, observe: assumptions.a, threshold: 1.5, stop_when: above, stop_cost: 3 EUR, title: Gate}
stress: {mine: {effects: [{on: costs, multiply: 2}, {on: assumptions.*, at: P90}], only: cashable, risks: all}}
"""


@CALM
@given(st.data())
def test_damaged_questions(tmp_path, data):
    at = data.draw(st.integers(0, len(ASKED)))
    cut = data.draw(st.integers(0, 20))
    fresh = data.draw(st.lists(st.sampled_from(TOKENS), max_size=3).map("".join))
    _loads_or_refuses(tmp_path, (HEAD + LINE + ASKED[:at] + fresh + ASKED[at + cut :]).encode())


@CALM
@given(st.lists(st.sampled_from(KEYS), max_size=5), st.lists(st.sampled_from(TOKENS), max_size=6).map("".join))
def test_any_override(tmp_path, keys, text):
    _loads_or_refuses(tmp_path, (HEAD + "assumptions: {x: 3 EUR}\n" + LINE).encode(), {".".join(keys): text})


@CALM
@given(st.text(max_size=60))
def test_any_text_as_a_value_and_as_a_formula(tmp_path, text):
    quoted = "'" + text.replace("'", "''") + "'"
    body = f"assumptions:\n  x: {quoted}\n  y: {{formula: {quoted}}}\n  z: {{low: {quoted}, mode: 1, high: 2}}\n"
    _loads_or_refuses(tmp_path, (HEAD + body + LINE).encode("utf-8", "surrogatepass"))
