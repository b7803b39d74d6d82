"""Net present value of the base case over two values, and the line along which it is zero."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.analysis.crossings import BreakEvenMap
from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, is_share, plain, shortened


@dataclass(frozen=True, slots=True)
class BreakEvenMapTable:
    """NPV [currency] on a grid, `npv[i][j]` at first i and second j; labels carry title and unit."""

    first_label: str
    second_label: str
    first_share: bool
    second_share: bool
    first: tuple[float, ...]
    second: tuple[float, ...]
    npv: tuple[tuple[float, ...], ...]
    line: tuple[tuple[float, float], ...]
    base: tuple[float, float] | None
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("first", "second", "npv")

    @property
    def rows(self) -> Rows:
        """One row a point of the grid."""
        grid = zip(self.first, self.npv, strict=True)
        return tuple((x, y, npv) for x, column in grid for y, npv in zip(self.second, column, strict=True))


def break_even_map_table(result: Result, surface: BreakEvenMap, words: Words) -> BreakEvenMapTable:
    """The grid with its labels; `base` is the point of the base case where the register lists both values."""
    stated = {row.path: row.base for row in result.assumptions}
    known = surface.first in stated and surface.second in stated
    amounts = surface.npv.ravel().tolist()
    scale = words.scale(amounts)
    gain = sum(npv > 0 for npv in amounts) / len(amounts)
    if not surface.line:
        template = N_("“{first}” and “{second}” together turn the base case nowhere in their ranges")
    else:
        template = N_("“{first}” and “{second}” decide together: a gain on {share} of the map")
    title = words.text(
        template,
        first=shortened(plain(surface.first_title), 40),
        second=shortened(plain(surface.second_title), 40),
        share=words.chance(gain),
    )
    subtitle = words.text(N_("Net present value, {unit}, all else at base; thick line: zero"), unit=scale.unit)
    units = [(surface.first_unit, surface.first_values), (surface.second_unit, surface.second_values)]
    shares = [is_share(unit, float(values[0]), float(values[-1])) for unit, values in units]
    return BreakEvenMapTable(
        first_label=_label(surface.first_title, surface.first_unit, shares[0]),
        second_label=_label(surface.second_title, surface.second_unit, shares[1]),
        first_share=shares[0],
        second_share=shares[1],
        first=tuple(surface.first_values.tolist()),
        second=tuple(surface.second_values.tolist()),
        npv=tuple(map(tuple, surface.npv.tolist())),
        line=surface.line,
        base=(stated[surface.first], stated[surface.second]) if known else None,
        scale=scale,
        caption=Caption(title, subtitle, source_line(result, words)),
    )


def _label(title: str, unit: str, share: bool) -> str:
    shown = f"%{unit.removeprefix('1')}" if share else unit
    return f"{shortened(plain(title), 60)}, {shown}" if shown else shortened(plain(title), 60)
