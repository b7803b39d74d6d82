"""The break-even map as a small table: for some values of the first, what the second must be."""

from __future__ import annotations

from roi_engine.analysis.crossings import BreakEvenMap
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, is_share, plain

SHOWN = 7


def map_table(surface: BreakEvenMap, words: Words) -> TextTable:
    """A few rows across the range of the first value; where no value of the second gives zero, what NPV does."""
    needed = dict(surface.line)
    step = max(1, (len(surface.first_values) - 1) // (SHOWN - 1))
    share_first = is_share(surface.first_unit, *surface.first_values[[0, -1]].tolist())
    share_second = is_share(surface.second_unit, *surface.second_values[[0, -1]].tolist())
    rows = []
    for place in range(0, len(surface.first_values), step):
        first = float(surface.first_values[place])
        if first in needed:
            said = words.quantity(needed[first], surface.second_unit, share_second)
        elif (surface.npv[place] > 0).all():
            said = words.text(N_("a gain for any value"))
        elif (surface.npv[place] < 0).all():
            said = words.text(N_("a loss for any value"))
        else:
            said = words.missing
        rows.append((words.quantity(first, surface.first_unit, share_first), said))
    title = words.text(
        N_("Where both together break even, base case: {first} and {second}"),
        first=plain(surface.first_title),
        second=plain(surface.second_title),
    )
    header = (plain(surface.first_title), words.text(N_("{second} for NPV 0"), second=plain(surface.second_title)))
    return TextTable(title, header, tuple(rows), (0, 1))
