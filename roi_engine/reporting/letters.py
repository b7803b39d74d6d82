"""How wide letters are, in the font of the active theme: text is measured before it is set."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import LoadFlags

from roi_engine.reporting.theme import FONT

POINTS = 72.0
_NOMINAL = 100.0  # points
_WIDE = 1.1


@lru_cache(maxsize=8)
def font_file(family: str, weight: str = "normal") -> str:
    """The file that a font is drawn from; that of the font that is always there where this one is not."""
    known = family if family in fontManager.get_font_names() else FONT
    return findfont(FontProperties(family=[known], weight=weight))


@lru_cache(maxsize=4096)
def advance(letter: str, family: str, weight: str = "normal") -> float:
    """Distance from one letter to the next, as a multiple of their size, without kerning.

    A letter that the font has no shape for counts as a wide one: another font will draw it.
    """
    font = get_font(font_file(family, weight))
    if not font.get_char_index(ord(letter)):
        return _WIDE
    font.set_size(_NOMINAL, POINTS)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536.0 / _NOMINAL
