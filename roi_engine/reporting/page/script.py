"""The one script of the page: what it computes with, what it computes, and what it says."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.page.live import LiveModel
from roi_engine.reporting.page.patterns import number_patterns, value_pattern
from roi_engine.reporting.page.sliders import Slider, stated_keys
from roi_engine.reporting.words import N_, Words, plain
from roi_engine.scenario.layers import SET, override_tree
from roi_engine.scenario.tree import written

_FOLDER = Path(__file__).parent
Keys = tuple[str, ...]
_LIBRARIES = ("functions.js", "figures.js", "words.js", "chart.js", "copy.js", "page.js")


def script(model: LiveModel, result: Result, findings: Findings, words: Words) -> str:
    """The script as it stands between its tags; user text is in it as JSON alone, without any `<`."""
    libraries = [(_FOLDER / name).read_text(encoding="utf-8") for name in _LIBRARIES[:-1]]
    record = {
        **model.record,
        "sliders": [_slider(slider, words) for slider in model.sliders],
        "patterns": number_patterns(words),
        "texts": _texts(result, words),
        "copy": _copy(result, findings, words, [slider.keys for slider in model.sliders]),
    }
    parts = (
        '"use strict";',
        *libraries,
        f"const account = {model.source};",
        f"const model = {json_literal(record)};",
        (_FOLDER / _LIBRARIES[-1]).read_text(encoding="utf-8"),
    )
    return "\n" + "\n".join(part.strip("\n") for part in parts) + "\n"


def json_literal(record: Any) -> str:
    """JSON that is JavaScript and can stand in a script element: no `<`, no line separator; infinities are numbers."""
    text = json.dumps(record, ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c")


def _slider(slider: Slider, words: Words) -> dict[str, Any]:
    return {
        "place": slider.place,
        "path": slider.path,
        "keys": slider.keys,
        "unit": slider.stated_unit,
        "base": slider.base,
        "low": slider.reach.low,
        "high": slider.reach.high,
        "breakEven": slider.break_even if math.isfinite(slider.break_even) else None,
        "pattern": value_pattern(slider, words),
    }


def _texts(result: Result, words: Words) -> dict[str, str]:
    """What the script says, with the names of its figures where they go."""
    names = {name: f"{{{name}}}" for name in ("npv", "base", "roi", "payback", "value", "share")}
    said = {
        "said": N_("Net present value {npv} (base case {base}), return on investment {roi}, payback {payback}."),
        "unmoved": N_("All values at base: net present value {npv}."),
        "not_reached": N_("not reached"),
        "no_investment": N_("no outlay to pay back"),
        "copied": N_("Copied. Save it beside the scenario that it extends."),
        "uncopied": N_("Copy the text below and save it beside the scenario that it extends."),
        "unchanged": N_("Nothing has been moved, so there is nothing to state."),
        "chart": N_("Cumulative net flow over {value}: from {base} at the start to {npv} at the end."),
        "now": N_("Now"),
        "base": N_("Base case"),
        "start": N_("Start"),
        "year": N_("Year {value}"),
        "note": N_("moved on the report page"),
        "haircut": N_("all benefits lowered by {share} on the report page"),
    }
    return {key: words.text(template, **names) for key, template in said.items()}


def _copy(result: Result, findings: Findings, words: Words, movable: Sequence[Keys]) -> dict[str, Any]:
    """What a scenario with the moved values must say beside them, so that it is the same case otherwise."""
    scenario = result.scenario
    file = Path(scenario.file).name
    head = [words.text(N_("Save this beside {file}."), file=plain(file))]
    if scenario.variant:
        head.append(words.text(N_("Run it with --variant {name}."), name=plain(scenario.variant)))
    if findings.stress is not None:
        head.append(words.text(N_("Run it with --stress {name}."), name=findings.stress.id))
    typed = _typed(result)
    cut = [keys for keys, text in typed if text.endswith("...")]  # the record keeps so many characters and no more
    head += [words.text(N_("State {path} again as it was on the command line."), path=".".join(keys)) for keys in cut]
    stated = [each for keys, text in typed if keys not in cut for each in _taken_apart(keys, text, movable)]
    return {"extends": file, "variant": scenario.variant, "head": head, "typed": stated}


def _taken_apart(keys: Keys, text: str, movable: Sequence[Keys]) -> list[tuple[Keys, str]]:
    """What was typed for a value, key by key where something below it can be moved beside it, such as its growth."""
    if not any(len(below) > len(keys) and below[: len(keys)] == keys for below in movable):
        return [(keys, text)]
    tree = override_tree(text, ".".join(keys))
    if tree.kind != "mapping":
        return [((*keys, "value"), text)]
    return [((*keys, key), written(below, 0)) for key, below in tree.entries.items()]


def _typed(result: Result) -> list[tuple[Keys, str]]:
    """What was stated on the command line: keys and YAML flow text, those within another one left out."""
    scenario, found = result.scenario, dict[Keys, str]()
    for path, value in scenario.values.items():
        place, keys = value.provenance, stated_keys(scenario, path)
        if place is not None and place.place.file == SET and keys:
            found[keys] = place.text
    within = {keys for keys in found for other in found if keys != other and keys[: len(other)] == other}
    return [(keys, text) for keys, text in found.items() if keys not in within]
