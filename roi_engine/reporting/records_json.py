"""Answers of the analysis as plain JSON: any frozen record, its numbers unrounded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from roi_engine.analysis.drivers import Sensitivity
from roi_engine.analysis.gating import GateResult
from roi_engine.uncertainty.precision import Spread


def plain_record(record: object) -> Any:
    """A record and all that it holds as dicts, lists, texts, numbers and None; what is not a finite number is None."""
    if isinstance(record, Spread):
        return spread_json(record)
    if is_dataclass(record):
        return {field.name: plain_record(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, Mapping):
        return {str(key): plain_record(value) for key, value in record.items()}
    if isinstance(record, np.ndarray):
        return plain_record(record.tolist())
    if isinstance(record, tuple | list):
        return [plain_record(value) for value in record]
    if isinstance(record, float):
        return float(record) if math.isfinite(record) else None
    return record


def spread_json(spread: Spread) -> dict[str, Any]:
    """A spread in the keys of `simulation`: mean, sd, se, p5 to p95 and their errors."""
    found = {"mean": spread.mean, "sd": spread.sd, "se": spread.se}
    found |= {f"p{p}": value for p, value in spread.percentiles.items()}
    errors = {"mean" if p == 0 else f"p{p}": value for p, value in spread.error.items()}
    return {**_numbers(found), "error": _numbers(errors), "undefined": plain_record(spread.undefined)}


def _numbers(found: Mapping[str, float]) -> dict[str, Any]:
    return {key: plain_record(float(value)) for key, value in found.items()}


def sensitivity_json(sensitivity: Sensitivity | None) -> dict[str, Any] | None:
    """The value of `sensitivity` in results.json; None where it was not computed."""
    if sensitivity is None:
        return None
    found: dict[str, Any] = plain_record(sensitivity)
    for told, study in zip(found["measurements"], sensitivity.measurements, strict=True):
        told["net"] = plain_record(float(study.net))
    if sensitivity.gate is not None:
        found["gate"]["best_rule"] = gate_rule(sensitivity.gate)
    return found


def gate_rule(gate: GateResult) -> str:
    """What stands beside the best threshold: `threshold`, or `never` or `always` where it is no number."""
    chosen = gate.best.chosen.threshold
    return "threshold" if math.isfinite(chosen) else "never" if chosen < 0 else "always"
