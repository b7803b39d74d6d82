"""Tables of the summary as records for HTML: they are written once, as Markdown, and read back here."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from roi_engine.reporting.explain import CalculationTable
from roi_engine.reporting.markdown import Markdown
from roi_engine.reporting.text_table import TextTable

_CELLS = re.compile(r"(?<!\\)((?:\\\\)*)\|")  # a bar that no backslash escapes
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark: a backslash before ASCII punctuation


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """Plain text cells; `numeric` are the columns that hold figures, `inner` the rows that stand behind another."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    inner: tuple[bool, ...] = ()


def from_markdown(caption: str, markdown: Markdown | None) -> HtmlTable | None:
    """A table of `roi_engine.reporting.markdown.table`, its cells as they were given; None for none."""
    if markdown is None:
        return None
    header, marks, *rows = (_cells(line) for line in markdown.split("\n"))
    numeric = tuple(place for place, mark in enumerate(marks) if mark.endswith(":"))
    return HtmlTable(caption, header, tuple(rows), numeric)


def _cells(line: str) -> tuple[str, ...]:
    parts = _CELLS.sub("\\1\0", line).split("\0")[1:-1]
    return tuple(html.unescape(_ESCAPED.sub(r"\1", part.strip())) for part in parts)


def from_text(table: TextTable | None) -> HtmlTable | None:
    """A finished table under its own title; None for none."""
    return None if table is None else HtmlTable(table.title, table.header, table.rows, table.numeric)


def from_calculation(table: CalculationTable) -> HtmlTable:
    """The calculation of a line."""
    return HtmlTable(table.title, table.header, table.rows, table.numeric, table.inner)
