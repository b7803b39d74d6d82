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
    """Reads as editors do (YAML 1.2): `on`, `yes` and `no` are text."""


Editor.yaml_implicit_resolvers = {
    sign: [rule for rule in rules if not (rule[0].endswith(":bool") and sign in "oOyYnN")]
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
