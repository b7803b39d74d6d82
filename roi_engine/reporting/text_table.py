"""A table of finished text: written once, shown on the terminal and in Markdown alike."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.reporting import markdown


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells as they are read; `numeric` are the columns that hold figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()

    def markdown(self) -> markdown.Markdown:
        """The table alone, without its title; cells are escaped."""
        return markdown.table(self.header, list(self.rows), self.numeric)
