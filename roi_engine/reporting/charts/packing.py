"""Pixels as PNG, rows as they are: a chart is flat, and to try five filters on each row takes thrice the time."""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 3  # of zlib: half the time of the usual 6 for a tenth more bytes
_INCH = 0.0254  # metres
_RGBA, _METRE = 6, 1


def packed(pixels: bytes, width: int, dpi: float) -> bytes:
    """The PNG (ISO/IEC 15948) of pixels, four bytes each (red, green, blue, opacity), from the top left row by row."""
    height = len(pixels) // (4 * width)
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each begins with the number of its filter: none
    rows[:, 1:] = np.frombuffer(pixels, np.uint8).reshape(height, -1)
    density = round(dpi / _INCH)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0),
        b"pHYs": struct.pack(">IIB", density, density, _METRE),
        b"IDAT": zlib.compress(rows.data, LEVEL),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks.items())


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
