"""Reading of a scenario file for the plain recomputation: layers, quantities and base values, written from the design.

Everything is plain floats in years of the calendar, hours of work and the scenario's currency; shares are of one.
Nothing of the package is used here.
"""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.measured import with_measured

CATALOGUE = Path(__file__).parents[2] / "roi_engine" / "catalogue"
NUMBER_KEYS = {"value", "low", "mode", "high", "confidence", "shape", "p1", "p5", "p10", "p50", "p90", "p95", "p99",
               "mean", "sd", "se", "n", "min", "max", "successes", "trials", "choices", "weights", "mixture", "samples",
               "column", "reference_class", "by_year", "initial", "series", "lower", "upper"}  # fmt: skip
NAMING_KEYS = NUMBER_KEYS - {"shape", "confidence", "weights", "column", "initial", "lower", "upper", "n", "mean"}
# calendar time in years, work in hours; all other words count themselves
SIZES = {"year": 1.0, "quarter": 1 / 4, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25,
         "hour": 1.0, "minute": 1 / 60, "second": 1 / 3600}  # fmt: skip
QUANTITY = re.compile(r"\s*([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(%?)\s*(\S*)\s*\Z")


def text_of(path: Path) -> Any:
    """A YAML file as plain lists, mappings and scalars."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_scenario(path: Path, variant: str | None = None) -> dict[str, Any]:
    """The merged document: parents first, then the file, then the variant; `folder` is where its files lie."""
    document, variants = _with_parents(path)
    if variant is not None:
        document = merged(document, variants[variant])
    document["folder"] = path.parent
    return with_measured(document, path.parent)


def _with_parents(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document and its variants, which keep their nulls until they are applied."""
    own = text_of(path)
    parents, own_variants = own.pop("extends", []), own.pop("variants", {})
    document: dict[str, Any] = {}
    variants: dict[str, Any] = {}
    for parent in [parents] if isinstance(parents, str) else parents:
        below, below_variants = _with_parents(path.parent / parent)
        document, variants = merged(document, below), variants | below_variants
    return merged(document, own), variants | own_variants


def merged(below: Any, above: Any) -> Any:
    """Mappings merge key by key, null deletes, all else replaces; another form of a value drops the old form's keys."""
    if not isinstance(above, dict):
        return above
    if not isinstance(below, dict):
        scalar = isinstance(below, str | int | float)
        below = {"value": below} if scalar and NAMING_KEYS & set(above) else {}  # the short form of {value: scalar}
    kept = dict(below)
    if NAMING_KEYS & set(above) and not (NUMBER_KEYS & set(above)) <= set(below):
        kept = {key: part for key, part in below.items() if key not in NUMBER_KEYS}
    for key, part in above.items():
        if part is None:
            kept.pop(key, None)
        else:
            kept[key] = merged(kept.get(key), part)
    return kept


def size_of(unit: str) -> float:
    """How many years and hours one of this unit is: `minute/contact` 1/60, `1/month` 12."""
    above, *below = unit.split("/")
    size = SIZES.get(above, 1.0)
    for word in below:
        size /= SIZES.get(word, 1.0)
    return size


def number(text: Any, unit: str = "") -> float:
    """`42000 contact/month`, `12 %`, `3 %/year` or a bare number in `unit`, in years and hours."""
    found = QUANTITY.match(str(text))
    assert found, f"'{text}' is no quantity"
    plain = float(found[1].replace("_", "")) / (100 if found[2] else 1)
    return plain * size_of(found[3] or unit)


def base_number(node: Any, unit: str, folder: Path) -> float:
    """The value in the base case: mode of three points, median of percentiles, mean otherwise, an event at 0."""
    if not isinstance(node, dict):
        return number(node, unit)
    unit = node.get("unit", unit)
    for key in ("value", "mode", "p50"):
        if key in node:
            return number(node[key], unit)
    if "probability" in node:
        return 0.0
    low_high = [key for pair in (("p10", "p90"), ("p5", "p95"), ("p1", "p99")) for key in pair if key in node]
    if low_high:
        low, high = (number(node[key], unit) for key in low_high)
        return math.sqrt(low * high) if node.get("shape") == "lognormal" else (low + high) / 2
    return mean_of(node, unit, folder)


def mean_of(node: Any, unit: str, folder: Path) -> float:
    """The mean of a distribution by its textbook formula."""
    if not isinstance(node, dict) or "value" in node:
        return base_number(node, unit, folder)
    unit = node.get("unit", unit)
    if "mode" in node:
        low, mode, high = (number(node[key], unit) for key in ("low", "mode", "high"))
        return (low + mode + high) / 3 if node.get("shape") == "triangular" else (low + 4 * mode + high) / 6
    if "p50" in node:
        return metalog_mean([number(node[key], unit) for key in ("p10", "p50", "p90", "lower", "upper")])
    if "mean" in node:
        return number(node["mean"], unit)
    if "min" in node:
        return (number(node["min"], unit) + number(node["max"], unit)) / 2
    if "successes" in node:
        return (float(node["successes"]) + 0.5) / (float(node["trials"]) + 1.0)
    return _mean_of_several(node, unit, folder)


def _mean_of_several(node: dict[str, Any], unit: str, folder: Path) -> float:
    if "reference_class" in node:
        classes = text_of(CATALOGUE / "reference_classes.yaml")
        return mean_of(classes[node["reference_class"]]["value"], unit, folder)
    if "samples" in node:
        numbers = [cell * size_of(unit) for cell in column(folder / node["samples"], node["column"])]
        return math.fsum(numbers) / len(numbers)
    parts = node["mixture"] if "mixture" in node else node["choices"]
    weights = [float(weight) for weight in node.get("weights", [1] * len(parts))]
    means = [mean_of(part, unit, folder) for part in parts]
    return sum(weight * mean for weight, mean in zip(weights, means, strict=True)) / sum(weights)


def metalog_mean(five: list[float]) -> float:
    """Mean of a three-term metalog bounded on both sides (Keelin 2016, eq. 14), by the trapezium over the logit."""
    p10, p50, p90, lower, upper = five
    at = [math.log((x - lower) / (upper - x)) for x in (p10, p50, p90)]
    logit = math.log(9.0)
    centre, slope = at[1], (at[2] - at[0]) / (2 * logit)
    skew = (at[2] + at[0] - 2 * at[1]) / (2 * 0.4 * logit)
    step, total = 0.01, 0.0
    for k in range(-4000, 4001):  # logit from -40 to 40: what is left out weighs e^-40
        z = k * step
        p = 1 / (1 + math.exp(-z))
        quantile = centre + slope * z + skew * (p - 0.5) * z
        share = 1 / (1 + math.exp(-quantile)) if quantile > -700 else 0.0
        total += (lower + (upper - lower) * share) * p * (1 - p) * step
    return total


def column(path: Path, name: str) -> list[float]:
    """The numbers of a column of a small CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [number(row[name]) for row in csv.DictReader(file)]
