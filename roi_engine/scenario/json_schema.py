"""The JSON Schema of the scenario language (draft-07), for editors that complete and check while typing."""

from __future__ import annotations

from typing import Any

from roi_engine.scenario.portfolio_schema import PortfolioDocument
from roi_engine.scenario.schema import Document

FILE = "scenario.schema.json"
_NULL = {"type": "null"}
_REFERENCE = "#/definitions/"


def json_schema() -> dict[str, Any]:
    """The schema, generated from the models that check a scenario, as plain dicts.

    A file that extends another, and a variant, state parts only and may delete entries with `null`: for them a second
    set of definitions (`...Part`) asks for no key and accepts `null`. `extends` and `variants` are handled before the
    models see a scenario, and are added here. A file that says `kind: portfolio` has a definition of its own.
    """
    whole = Document.model_json_schema(ref_template=_REFERENCE + "{model}")
    definitions = {name: _plain(one) for name, one in whole.pop("$defs").items()}
    whole = _plain(whole)
    stresses = whole["properties"]["stress"]
    stresses["additionalProperties"] = _or_null(stresses["additionalProperties"])  # null drops a shipped one
    part = _part(whole)
    layers = {
        "extends": {
            "description": "files that this one is laid over, first to last",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
        "variants": {
            "description": "named overrides: `run FILE --variant NAME`",
            "type": "object",
            "additionalProperties": {"anyOf": [{"$ref": _REFERENCE + "VariantPart"}, _NULL]},
        },
    }
    definitions |= {f"{name}Part": _part(one) for name, one in definitions.items()}
    definitions |= _portfolio()
    definitions["VariantPart"] = part
    definitions["Scenario"] = {**whole, "properties": {**whole["properties"], **layers}}
    definitions["ExtendingScenario"] = {**part, "properties": {**part["properties"], **layers}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "CRM business case",
        "description": whole["description"],
        "type": "object",
        "if": {"required": ["kind"], "properties": {"kind": {"const": "portfolio"}}},
        "then": {"$ref": _REFERENCE + "Portfolio"},
        "else": {
            "if": {"required": ["extends"]},
            "then": {"$ref": _REFERENCE + "ExtendingScenario"},
            "else": {"$ref": _REFERENCE + "Scenario"},
        },
        "definitions": definitions,
    }


def _portfolio() -> dict[str, Any]:
    """The definitions that a portfolio file needs; a member may also be its file name alone."""
    whole = PortfolioDocument.model_json_schema(ref_template=_REFERENCE + "{model}")
    definitions = {name: _plain(one) for name, one in whole.pop("$defs").items()}
    whole = _plain(whole)
    whole["properties"]["members"]["additionalProperties"] = {
        "anyOf": [{"type": "string"}, {"$ref": _REFERENCE + "MemberForm"}]
    }
    return {**definitions, "Portfolio": whole}


def _plain(part: Any) -> Any:
    """Without pydantic's titles and the defaults that editors would insert."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: below for key, below in part.items() if key != "default" and not _is_title(key, below)}
    named = {
        key: {name: _plain(one) for name, one in below.items()} for key, below in kept.items() if key == "properties"
    }
    return {key: _plain(below) for key, below in kept.items() if key != "properties"} | named


def _is_title(key: str, below: Any) -> bool:
    return key == "title" and isinstance(below, str)


def _part(whole: Any) -> Any:
    """The same, where no key is required and every entry may be null."""
    if isinstance(whole, list):
        return [_part(item) for item in whole]
    if not isinstance(whole, dict):
        return whole
    part: dict[str, Any] = {}
    for key, below in whole.items():
        if key == "$ref":
            part[key] = f"{below}Part"
        elif key == "properties":
            part[key] = {name: _or_null(_part(one)) for name, one in below.items()}
        elif key == "additionalProperties" and isinstance(below, dict):
            part[key] = _or_null(_part(below))
        elif key not in ("required", "discriminator"):
            part["anyOf" if key == "oneOf" else key] = _part(below)
    return part


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    return part if _NULL in part.get("anyOf", ()) else {"anyOf": [part, _NULL]}
