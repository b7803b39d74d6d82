"""Stated numbers in one unit, and inside the bounds of their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from roi_engine.errors import N_
from roi_engine.scenario.door import Door
from roi_engine.scenario.files import Fence, FileError, content_of
from roi_engine.scenario.quantities import Quantity
from roi_engine.scenario.shapes import IN_UNIT, Shape
from roi_engine.scenario.tree import Path
from roi_engine.scenario.wants import Want
from roi_engine.timeline import Timeline
from roi_engine.units import UnitError, Units

if TYPE_CHECKING:
    import pint

    from roi_engine.scenario.exports import Export

LEAST_TAIL = 1e-4
STATED = IN_UNIT - {"sd", "se", "lower", "upper"}


@dataclass(frozen=True, slots=True)
class Context:
    """What every check of one scenario looks at; `timeline` is None where it was refused, `exports` are in `data:`."""

    door: Door
    units: Units
    fence: Fence
    timeline: Timeline | None
    language: str = "en"
    exports: Mapping[str, Export] = field(default_factory=dict)

    def file(self, path: Path, name: str) -> bytes | None:
        """The content of a file named at a path, relative to the scenario file that names it."""
        door = self.door
        named = door.place(path).file
        folder = self.fence.folders.get(named, self.fence.home)
        try:
            content = content_of(self.fence.find(folder, name))
            self.fence.digests[name] = sha256(content).hexdigest()
            return content
        except FileError as error:
            door.refuse(error.code, path, str(error), hint=error.hint)
            return None

    def data_file(self, path: Path, name: str) -> tuple[FilePath, str] | None:
        """The place and SHA-256 of a data file of any size, named at a path as in `file`."""
        folder = self.fence.folders.get(self.door.place(path).file, self.fence.home)
        try:
            found = self.fence.find(folder, name)
            with found.open("rb") as content:
                digest = file_digest(content, "sha256").hexdigest()
        except FileError as error:
            self.door.refuse(error.code, path, str(error), hint=error.hint)
            return None
        except OSError as error:
            self.door.refuse("file", path, f"the file cannot be read: {error.__class__.__name__}")
            return None
        self.fence.digests[name] = digest
        return found, digest


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers by key, all in `unit`; shares and counts among them are pure."""

    unit: pint.Unit
    at: Mapping[str, float]


def amounts_of(
    context: Context,
    stated_unit: str | None,
    numbers: Mapping[str, Quantity],
    path: Path,
    want: Want,
    listed: frozenset[str] = frozenset(),
) -> Amounts | None:
    """The numbers in one unit: the stated one, else the first that a number carries, else the wanted one.

    `listed` are keys of numbers in that unit beyond the named ones. None where something was refused.
    """
    own = {key: one for key, one in numbers.items() if key in IN_UNIT or key in listed}
    key, carried = next(((key, one.unit) for key, one in own.items() if one.unit), ("unit", None))
    text, at = (stated_unit, (*path, "unit")) if stated_unit else (carried or "", (*path, key))
    percent = text.startswith("%")
    text = text.removeprefix("%").strip()
    text = f"1{text}" if text.startswith("/") else text
    shares = [key for key, one in own.items() if one.percent or percent]
    unit = _stated(context, text, at, want) if text or percent else _bare(context, path, want, bool(shares))
    if unit is None or (shares and _is_amount(context, unit, (*path, shares[0]))):
        return None
    scaled = {key: _scaled(context, key, one, unit, 0.01 if percent else 1.0, path) for key, one in own.items()}
    pure = {key: _pure(context, key, one, path) for key, one in numbers.items() if key not in own}
    found = {key: number for key, number in {**scaled, **pure}.items() if number is not None}
    return Amounts(unit, found) if len(found) == len(numbers) else None


def _scaled(context: Context, key: str, one: Quantity, unit: pint.Unit, scale: float, path: Path) -> float | None:
    """A number of the value in its unit."""
    if not one.percent and not _point_is_decimal(context, key, one, unit, path):
        return None
    if one.unit is None:
        return one.number * (1.0 if one.percent else scale)
    try:
        return one.number * context.units.factor(context.units.parse(one.unit), unit)
    except UnitError as error:
        context.door.refuse("unit", (*path, key), str(error), hint=error.hint)
        return None


def _point_is_decimal(context: Context, key: str, one: Quantity, unit: pint.Unit, path: Path) -> bool:
    """Whether a point before three digits is decimal: doubtful anywhere, refused of round money (`20.000 EUR`)."""
    found = re.match(r"[+-]?[1-9]\d{0,2}\.\d{3}(?!\d)", one.text)
    if not found:
        return True
    digits, number, whole = found[0], f"{float(found[0]):g}", found[0].replace(".", "")
    if digits.endswith("00") and "[money]" in unit.dimensionality:
        tail = one.text[found.end() :].rstrip()
        hint = f"no thousands separators: write {whole}{tail}, or {number}{tail} where the point is decimal"
        context.door.refuse("number", (*path, key), f"'{one.text.strip()}' can be read in two ways", hint=hint)
        return False
    said = N_("{digits} was read as {number} (a decimal point), not as {whole}")
    context.door.notice("decimal_point", public(path), said, digits=f"'{digits}'", number=number, whole=whole)
    return True


def _pure(context: Context, key: str, one: Quantity, path: Path) -> float | None:
    """A number beside the value that has no unit: a confidence, a count of trials."""
    if one.unit is None:
        return one.number
    context.door.refuse("unit", (*path, key), f"'{one.text}' has a unit; {key} is a pure number")
    return None


def _is_amount(context: Context, unit: pint.Unit, path: Path) -> bool:
    """Refuse a per cent where it cannot be meant: only a pure number, or one per time, is a share."""
    powers = ((str(name), float(f"{power}")) for name, power in unit.dimensionality.items())
    if all(name == "[calendar]" and power < 0 for name, power in powers):
        return False
    shown = context.units.text(unit)
    context.door.refuse("unit", path, f"a per cent is not {shown}", hint=f"write a number of {shown}")
    return True


def _stated(context: Context, text: str, at: Path, want: Want) -> pint.Unit | None:
    units = context.units
    try:
        unit = units.parse(text)
        if want.unit is not None:
            factor = units.factor(unit, want.unit)
            if want.exact and abs(factor - 1.0) > 1e-12:
                raise UnitError(f"{units.text(unit)} is stated where {units.text(want.unit)} is wanted")
        return unit
    except UnitError as error:
        accepted = f"accepted: a value in {units.text(want.unit) or 'pure numbers'}" if want.unit is not None else ""
        context.door.refuse("unit", at, str(error), accepted, error.hint)
        return None


def _bare(context: Context, path: Path, want: Want, percents: bool) -> pint.Unit | None:
    """The unit that a bare number takes."""
    units, door = context.units, context.door
    if want.unit is None:
        return units.parse("")
    shown = units.text(want.unit)
    if want.bare == "refuse":
        door.refuse(
            "unit", path, f"a unit is missing: this is a span of {shown}s or the like", f"such as {want.example}"
        )
        return None
    if want.bare == "notice" and shown and not percents:
        door.notice("unit_assumed", public(path), N_("a bare number was read as {unit}"), unit=shown)
    return want.unit


def public(path: Path) -> str:
    """The path as a reader names it: the inputs of an own line stand directly under the line."""
    if len(path) > 3 and path[0] in ("benefits", "costs") and path[2] == "inputs":
        path = (*path[:2], *path[3:])
    return ".".join(path)


def bounds_in(context: Context, want: Want, unit: pint.Unit) -> tuple[float | None, float | None]:
    """The bounds of a place in another unit of its kind."""
    if want.unit is None:
        return want.lower, want.upper
    factor = context.units.factor(want.unit, unit)
    scaled = (None if bound is None else bound * factor for bound in (want.lower, want.upper))
    return next(scaled), next(scaled)


def outside(context: Context, number: float, path: Path, want: Want, unit: pint.Unit) -> bool:
    """Refuse a stated number outside the bounds of its place; a rounding error outside counts as inside."""
    lower, upper = bounds_in(context, want, unit)
    slack = 1e-9 * abs(number)
    if (lower is None or number >= lower - slack) and (upper is None or number <= upper + slack):
        return False
    shown, scale = context.units.text(unit), 1.0
    if shown == "1/year" and want.exact:  # a rate is read and written in per cent
        shown, scale = "%/year", 100.0
    said = f"{number * scale:.6g} {shown}".strip()
    ends = (None if bound is None else bound * scale for bound in (lower, upper))
    accepted = f"accepted: {_range(*ends)} {shown}".strip()
    hint = _percent_meant(context, number, path) if upper == 1.0 else ""
    context.door.refuse("range", path, f"{said} lies outside what is possible here", accepted, hint)
    return True


def _percent_meant(context: Context, number: float, path: Path) -> str:
    """The question where a bare 10 stands for a share of at most one."""
    text = context.door.root.nearest(path).text.strip()
    bare = re.fullmatch(r"\d+(\.\d+)?", text) is not None and float(text) == number
    return f"did you mean {text} %?" if bare and 1 < number <= 100 else ""


def _range(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return f"at most {upper:.6g}" if lower is None else f"at least {lower:.6g}"
    return f"{lower:.6g} to {upper:.6g}"


def inside_bounds(context: Context, shape: Shape, amounts: Amounts, path: Path, want: Want) -> Shape | None:
    """The shape inside the bounds of its place: refused where a stated number lies outside, cut where only a tail does.

    A tail that one draw in ten thousand reaches is noted.
    """
    stated = [(key, number) for key, number in amounts.at.items() if key in STATED or key.isdecimal()]
    refused = [outside(context, number, (*path, key), want, amounts.unit) for key, number in stated]
    if any(refused):
        return None
    lower, upper = bounds_in(context, want, amounts.unit)
    (low, high), tail = shape.distribution.support, 0.0
    below = lower is not None and low < lower - 1e-9 * abs(lower)
    above = upper is not None and high > upper + 1e-9 * abs(upper)
    if not below and not above:
        return shape
    if lower is not None and below:
        tail += float(shape.distribution.cdf(lower))
    if upper is not None and above:
        tail += 1.0 - float(shape.distribution.cdf(upper))
    if tail > 0.5:
        outside(context, low if below else high, path, want, amounts.unit)
        return None
    if tail > LEAST_TAIL:
        ends = (
            f"{_range(lower if below else None, upper if above else None)} {context.units.text(amounts.unit)}".strip()
        )
        said = N_("{share} of the fitted distribution lies outside what is possible ({ends}) and is cut off")
        context.door.notice("outside_bounds", public(path), said, share=f"{tail:.2%}", ends=ends)
    return shape.within(lower if below else None, upper if above else None)
