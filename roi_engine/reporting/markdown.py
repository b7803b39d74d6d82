"""Markdown in which text is text: whatever is not marked as ours is escaped."""

from __future__ import annotations

import re
from typing import Any

from roi_engine.reporting.words import plain

_PUNCTUATION = re.compile(r"([\\`*_\[\]~$!|])")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|[-+=>](?=\s|$|[-+=])|\d{1,9}(?=[.)](?:\s|$)))")
_INSIDE_WORD = re.compile(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])")


class Markdown(str):
    """Text that is markup on purpose; only the templates and this module make it."""

    __slots__ = ()


def escaped(value: object) -> str:
    """`value` as Markdown that shows it as it is: one line, no markup, no HTML, no table bars, no headings.

    An underscore inside a word is no markup in CommonMark and stays, so that paths remain readable.
    """
    if isinstance(value, Markdown):
        return value
    text = plain(str(value))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _INSIDE_WORD.sub("\0", text)
    text = _PUNCTUATION.sub(r"\\\1", text).replace("\0", "_")
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def table(header: tuple[Any, ...], rows: list[tuple[Any, ...]], numeric: tuple[int, ...] = ()) -> Markdown:
    """A table; columns listed in `numeric` are aligned to the right; cells are escaped."""
    marks = ["---:" if i in numeric else "---" for i in range(len(header))]
    lines = [_row(header), f"| {' | '.join(marks)} |", *map(_row, rows)]
    return Markdown("\n".join(lines))


def _row(cells: tuple[Any, ...]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
