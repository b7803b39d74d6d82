"""Pixels as PNG, read back by another program."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from roi_engine.engine.result import Result
from roi_engine.reporting import charts, tables
from roi_engine.reporting.charts.packing import packed
from roi_engine.reporting.words import Words


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (2, 7), (640, 480)])
def test_every_pixel_comes_back(width: int, height: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
    with Image.open(io.BytesIO(packed(pixels.tobytes(), width, 150.0))) as picture:
        picture.load()  # which checks every chunk's sum
        assert picture.mode == "RGBA"
        assert picture.info["dpi"] == pytest.approx((150.0, 150.0), abs=0.02)
        assert np.array_equal(np.asarray(picture), pixels)


def test_a_chart_is_what_the_library_itself_writes(results: dict[str, Result], words: Words) -> None:
    axes = charts.plot_waterfall(tables.waterfall_table(results["good"], words), words)
    figure, library = axes.get_figure(root=True), io.BytesIO()
    assert figure is not None
    with charts.canvas.theme():
        figure.savefig(library, format="png")
    with Image.open(library) as expected, Image.open(io.BytesIO(charts.png(axes))) as found:
        assert found.size == expected.size
        assert found.info["dpi"] == expected.info["dpi"]
        assert np.array_equal(np.asarray(found), np.asarray(expected))
