"""The shipped JSON Schema is the generated one, and accepts what the engine accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from roi_engine.catalogue import templates
from roi_engine.scenario import json_schema
from roi_engine.scenario.json_schema import FILE

PACKAGE = Path(__file__).parents[2] / "roi_engine" / "scenario"
SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
HEAD = {
    "schema_version": 1, "name": "x", "currency": "EUR", "timeline": {"start": "2027-01", "years": 3},
    "finance": {"discount_rate": "10 %/year"},
}  # fmt: skip


class Editor(yaml.CSafeLoader):
    """Reads as editors do (YAML 1.2): `on`, `yes`, `no` and dates are text."""


Editor.yaml_implicit_resolvers = {
    sign: [
        rule
        for rule in rules
        if not (rule[0].endswith(":bool") and sign in "oOyYnN") and not rule[0].endswith(":timestamp")
    ]
    for sign, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _faults(document):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with the test extra")
    return [str(error.message) for error in jsonschema.Draft7Validator(json_schema()).iter_errors(document)]


def test_the_shipped_schema_is_the_generated_one():
    shipped = json.loads((PACKAGE / FILE).read_text(encoding="utf-8"))
    assert shipped == json_schema()


def test_it_is_draft_07_and_every_reference_resolves():
    schema = json_schema()
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    text = json.dumps(schema)
    assert "$defs" not in text
    for part in text.split('"#/definitions/')[1:]:
        assert part.partition('"')[0] in schema["definitions"]


def test_it_is_itself_valid():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with the test extra")
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_validates(name):
    assert _faults(yaml.load(templates()[name], Loader=Editor)) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_every_shipped_scenario_validates(path):
    assert _faults(yaml.load(path.read_text(encoding="utf-8"), Loader=Editor)) == []


@pytest.mark.parametrize(
    "part",
    [
        {"colour": 1}, {"timeline": {"start": "January", "years": 3}}, {"currency": "EURO"},
        {"assumptions": {"x": {"low": 1, "mod": 2, "high": 3}}}, {"simulation": {"sampler": "sobl"}},
        {"benefits": {"x": {"category": "operational"}}}, {"assumptions": {"x": [1, 2]}},
        {"measurements": {"x": {"cost": "3 EUR"}}}, {"measurements": {"x": {"of": []}}}, {"gate": {"after": "6 month"}},
        {"gate": {"after": "6 month", "observe": "a", "stop_when": "under"}}, {"kind": "case"},
        {"stress": {"x": {"only": "hard"}}}, {"stress": {"x": {"risks": "some"}}}, {"stress": {"x": 3}},
        {"stress": {"x": {"effects": [{"on": "costs", "at": "P100"}]}}},
        {"stress": {"x": {"effects": [{"at": "P10"}]}}},
    ],
)  # fmt: skip
def test_it_refuses_what_the_engine_refuses(part):
    assert _faults({**HEAD, **part})


def test_a_plain_case_and_an_extending_one_pass():
    assert _faults({**HEAD, "costs": {"t": {"table": {"by_year": [1, "2 EUR", {"min": 1, "max": 2}]}}}}) == []
    assert (
        _faults(
            {"extends": "base.yaml", "benefits": {"x": None}, "variants": {"low": {"rollout": {"adoption": "5 %"}}}}
        )
        == []
    )


def test_questions_pass():
    asked = {
        "kind": "scenario",
        "measurements": {"pilot": {"title": "Pilot", "of": ["rollout.adoption", "risks.slip"], "cost": "15000 EUR"}},
        "gate": {"after": "6 month", "observe": "rollout.adoption", "threshold": "50 %",
                 "stop_cost": {"min": 1, "max": 2}},
        "stress": {
            "vendor": None,
            "mine": {"effects": [{"on": "benefits", "multiply": 0.5}, {"on": "costs.*.overrun", "at": "P90"}],
                     "only": "cashable", "risks": "none"},
        },
    }  # fmt: skip
    assert _faults({**HEAD, **asked}) == []
    assert _faults({**HEAD, "variants": {"low": {"gate": None, "stress": {"mine": {"risks": "all"}}}}}) == []


PORTFOLIO = {"kind": "portfolio", "schema_version": 1, "name": "x", "members": {"north": "a.yaml"}}


def test_a_portfolio_passes():
    member = {"file": "b.yaml", "variant": "hard", "set": {"rollout.adoption": "50 %", "benefits.x": None}}
    assert _faults(PORTFOLIO) == []
    more = {"shared": ["wage"], "capital_limit": "500000 EUR", "simulation": {"draws": 1024}, "language": "it"}
    assert _faults({**PORTFOLIO, **more, "members": {"north": "a.yaml", "south": member}}) == []


@pytest.mark.parametrize(
    "part",
    [
        {"members": ["a.yaml"]}, {"members": {"north": {"variant": "hard"}}}, {"members": {"north": {"fle": "a.yaml"}}},
        {"currency": "EUR"}, {"extends": "a.yaml"}, {"shared": "wage"}, {"capital_limit": [1]}, {"schema_version": 2},
    ],
)  # fmt: skip
def test_it_refuses_a_portfolio_that_the_engine_refuses(part):
    assert _faults({**PORTFOLIO, **part})
