"""Which values a reader of the page may move, how far, and in which steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.engine.model import Model
from roi_engine.engine.result import Result, Swing
from roi_engine.engine.value_trees import Slot
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.sentences import span, swing_ends
from roi_engine.reporting.words import N_, Words, is_share, plain
from roi_engine.scenario.layers import SET
from roi_engine.scenario.overlay import LINE_TEXTS, is_value
from roi_engine.scenario.records import Scenario, Value

MOST = 10
_STEPS = 200  # at most, from end to end
_ENDS = (0.01, 0.99)  # P10 to P90 and the tails beyond them, but for the last draw in a hundred


@dataclass(frozen=True, slots=True)
class Reach:
    """From where to where a value may be moved, and in which steps."""

    low: float
    high: float
    step: float

    def share(self, number: float) -> float:
        """Where a number lies between the ends [per cent], one decimal."""
        return round(100.0 * min(max((number - self.low) / (self.high - self.low), 0.0), 1.0), 1)


@dataclass(frozen=True, slots=True)
class Slider:
    """One value to move: `place` among the inputs of the account, `keys` where a scenario states it.

    Numbers are in `unit`, per cent where `as_share`; `break_even` is nan where there is none, or it was not looked for.
    `note` says the range, the base and the break-even in words.
    """

    place: int
    path: str
    keys: tuple[str, ...]
    title: str
    unit: str
    as_share: bool
    base: float
    reach: Reach
    break_even: float
    base_text: str
    note: str

    @property
    def stated_unit(self) -> str:
        """The unit in which a scenario states the value: a year of a table is an amount, not an amount per year."""
        return self.unit.removesuffix("/year") if ".table.by_year." in self.path else self.unit

    @property
    def base_at(self) -> float:
        """Where the base lies between the ends [per cent]."""
        return self.reach.share(self.base)

    @property
    def break_even_at(self) -> float | None:
        """Where the case breaks even between the ends [per cent]; None where that is not between them."""
        inside = self.reach.low <= self.break_even <= self.reach.high
        return self.reach.share(self.break_even) if inside else None


def sliders(
    result: Result, model: Model, places: Mapping[str, int], findings: Findings, words: Words
) -> tuple[Slider, ...]:
    """The strongest values that a scenario states as a number of their own; risks do not happen in the base case."""
    known = {driver.path: driver.break_even for driver in findings.sensitivity.drivers} if findings.sensitivity else {}
    found: list[Slider] = []
    for swing in sorted((s for s in result.swings if span(s) > 0), key=span, reverse=True):
        slot, keys = model.slots.get(swing.path), stated_keys(result.scenario, swing.path)
        reach = reach_of(slot, result.scenario.values[swing.path]) if slot and keys and not swing.event else None
        if slot is None or reach is None:
            continue
        base, turn = float(slot.base[0, 0]), known.get(swing.path, math.nan)
        found.append(
            Slider(
                place=places[swing.path],
                path=swing.path,
                keys=keys,
                title=plain(swing.title),
                unit=swing.unit,
                as_share=is_share(swing.unit, swing.low, swing.high),
                base=base,
                reach=reach,
                break_even=turn,
                base_text=_text(base, swing, words),
                note=" ".join(_note(swing, base, turn, words)),
            )
        )
    return tuple(found[:MOST])


def stated_keys(scenario: Scenario, path: str) -> tuple[str, ...]:
    """The keys under which a scenario file states the value at `path`; none where no file can state it."""
    whole = scenario.values.get(path.partition(".by_year.")[0])
    if ".by_year." in path and whole is not None and whole.provenance and whole.provenance.place.file == SET:
        return ()  # stated as a whole on the command line: one year of it cannot be stated beside it
    keys = tuple(path.split("."))
    if keys[0] in ("benefits", "costs") and len(keys) > 2:
        line = next((line for line in scenario.lines if line.id == ".".join(keys[:2])), None)
        own = line is not None and not line.use  # the inputs of an own line stand one key deeper
        if own and keys[2] not in (*LINE_TEXTS, "risk_adjustment"):
            keys = (*keys[:2], "inputs", *keys[2:])
    return keys if is_value(keys) else ()


def reach_of(slot: Slot, value: Value) -> Reach | None:
    """P1 to P99, in round steps inside what the value may be; None where there is nothing to move over."""
    if slot.distribution is None:
        return None
    first, last = (float(end) for end in slot.distribution.ppf(_ENDS))
    lowest, highest = slot.distribution.support
    lowest = lowest if value.lower is None else max(lowest, value.lower)
    highest = highest if value.upper is None else min(highest, value.upper)
    first, last = max(first, lowest), min(last, highest)
    if not (math.isfinite(first) and math.isfinite(last) and first < last):
        return None
    atoms = slot.distribution.atoms()[0]
    whole = atoms.size > 0 and all(float(atom).is_integer() for atom in atoms)
    step = 1.0 if whole else round_step((last - first) / _STEPS)
    # outwards to a multiple of the step, inwards where the support ends before it; 1e-9 forgives the last bit
    low, high = math.floor(first / step + 1e-9), math.ceil(last / step - 1e-9)
    low += low * step < lowest - 1e-9 * step
    high -= high * step > highest + 1e-9 * step
    digits = max(0, -math.floor(math.log10(step)))
    return Reach(round(low * step, digits), round(high * step, digits), step) if low < high else None


def round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is at least `least`.

    >>> round_step(0.0031), round_step(0.2), round_step(1300.0)
    (0.005, 0.2, 2000.0)
    """
    exponent = math.floor(math.log10(least))
    for factor in (1, 2, 5):
        step = float(f"{factor}e{exponent}")
        if step >= least * (1 - 1e-9):
            return step
    return float(f"1e{exponent + 1}")


def _note(swing: Swing, base: float, turn: float, words: Words) -> tuple[str, ...]:
    """P10 and P90, the base, and where the base case breaks even."""
    low, high = swing_ends(swing, words)
    template = N_("Base {base}; P10 {low}, P90 {high}.")
    said = words.text(template, base=_text(base, swing, words), low=low, high=high)
    if not math.isfinite(turn):
        return (said,)
    return said, words.text(N_("All else at base, it breaks even at {value}."), value=_text(turn, swing, words))


def _text(number: float, swing: Swing, words: Words) -> str:
    return words.quantity(number, swing.unit, is_share(swing.unit, swing.low, swing.high))
