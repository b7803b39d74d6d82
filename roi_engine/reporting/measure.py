"""Whether words fit where they stand, measured in the font of the active theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from roi_engine.reporting.letters import advance
from roi_engine.reporting.theme import active
from roi_engine.reporting.words import shortened

LINE = 1.22  # height of a line, as a multiple of the size of its letters
PADDING = 14.0  # beside the words of a column, both sides together [points]
WHOLE = 20  # letters of a word that is better not broken; an address may be


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line [points]."""
    return size * _advances(text, active().font, weight)


@lru_cache(maxsize=8192)
def _advances(text: str, family: str, weight: str) -> float:
    """Width of one line as a multiple of its size: words come again and again while a table is fitted."""
    return sum(advance(letter, family, weight) for letter in text)


def n_lines(text: str, width: float, size: float, weight: str = "normal") -> int:
    """Lines that `text` takes in a box `width` points wide; a word wider than the box is broken."""
    lines, used, space = 1, 0.0, text_width(" ", size, weight)
    for word in text.split(" "):
        wide = text_width(word, size, weight)
        if used and used + space + wide > width:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + wide
        if used > width:
            more = int(used / width)
            lines, used = lines + more, used - more * width
    return lines


def fitted(text: str, width: float, size: float, lines: int, weight: str = "normal") -> str:
    """`text`, cut with an ellipsis where it would take more than `lines` lines."""
    low, high = 1, len(text)
    if not text or n_lines(text, width, size, weight) <= lines:
        return text
    while low < high:
        middle = (low + high + 1) // 2
        fits = n_lines(shortened(text, middle), width, size, weight) <= lines
        low, high = (middle, high) if fits else (low, middle - 1)
    return shortened(text, low)


def height(texts: Sequence[str], width: float, size: float, gap: float = 0.0) -> float:
    """Height of paragraphs one below the other, `gap` points after each [points]."""
    return sum(n_lines(text, width, size) * size * LINE + gap for text in texts)


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float) -> list[float]:
    """Widths of a table's columns [points]: as wide as their texts, the widest ones made narrower until all fit."""
    titles = [_longest(name.split(" "), size, "bold") + PADDING for name in header]
    cells = [max((text_width(row[place], size) for row in rows), default=0.0) for place in range(len(header))]
    wanted = [max(title, min(cell, width) + PADDING) for title, cell in zip(titles, cells, strict=True)]
    tried = (least(header, rows, size), titles, [0.0] * len(header))  # a word is broken where there is no other way
    narrowed = _narrowed(wanted, next(each for each in tried if sum(each) <= width), width)
    spare = max(width - sum(narrowed), 0.0)
    return [each + spare * each / sum(narrowed) for each in narrowed]


def least(header: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Widths of a table's columns in which no word of usual length is broken [points]."""
    found = []
    for place, name in enumerate(header):
        words = {word for row in rows for word in row[place].split(" ") if len(word) <= WHOLE}
        found.append(max(_longest(name.split(" "), size, "bold"), _longest(words, size)) + PADDING)
    return found


def _longest(words: Iterable[str], size: float, weight: str = "normal") -> float:
    """Width of the longest of some words [points]."""
    return max((text_width(word, size, weight) for word in words), default=0.0)


def _narrowed(wanted: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """The widths wanted, the widest of them cut to one width, as far as `least` allows, until all of them fit."""
    fixed: set[int] = set()
    while True:
        free = [each for place, each in enumerate(wanted) if place not in fixed]
        most = _ceiling(free, width - sum(least[place] for place in fixed))
        short = {place for place, each in enumerate(least) if place not in fixed and min(wanted[place], most) < each}
        if not short:
            return [least[k] if k in fixed else min(each, most) for k, each in enumerate(wanted)]
        fixed |= short


def _ceiling(wanted: Sequence[float], width: float) -> float:
    """The width above which columns are cut so that all of them together are `width` wide at most."""
    left, ranked = width, sorted(wanted)
    for place, each in enumerate(ranked):
        share = left / (len(ranked) - place)
        if each > share:
            return share
        left -= each
    return ranked[-1] if ranked else width
