"""A grid of coloured cells with text in them: what heat maps and transition matrices are drawn with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

COLOURS = "Blues"  # one hue from light to dark: the order survives in grey
DARK = 0.78  # share of the scale from which text is white


def coloured_grid(
    shade: Sequence[Sequence[float]], labels: Sequence[Sequence[str]], axes: Axes, size: float = 9.0
) -> None:
    """Cells of `shade` (0 to 1, rows from the top) with `labels` in them, text white on dark cells."""
    values = np.array(shade, dtype=float)
    axes.pcolormesh(values, cmap=COLOURS, vmin=0.0, vmax=1.25, edgecolors="white", linewidth=1.5)
    axes.invert_yaxis()
    for i, row in enumerate(labels):
        for j, text in enumerate(row):
            if text:
                colour = "white" if values[i, j] > DARK else "#262626"
                axes.text(j + 0.5, i + 0.5, text, ha="center", va="center", color=colour, fontsize=size)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
