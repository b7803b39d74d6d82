"""The rows of a log as one SQL text: customer, day and cents of each row, however the file spells them."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.crm_data.numbering import Numbering
from roi_engine.crm_data.understanding import DATES, Asked, Understood


@dataclass(frozen=True, slots=True)
class Scan:
    """A log whose columns are understood and whose customers are numbered: what a reading of its rows needs."""

    asked: Asked
    read: Understood
    numbering: Numbering

    @property
    def has_amounts(self) -> bool:
        """Whether an amount column is known."""
        return "amount" in self.read.values

    @property
    def holds_marks(self) -> bool:
        """Whether a mark of each row is kept: rows of text are costly to read again, and so are rows to take out."""
        return self.asked.source.dialect is not None or any(each.role == "order" for each in self.asked.columns)

    @property
    def mark(self) -> str:
        """SQL of the mark of a row, alike where all the columns of the file are; it needs the `whole` rows."""
        return f"hash({', '.join(f'm{n}' for n in range(len(self.asked.source.header)))})"

    def rows(self, *, whole: bool = False) -> str:
        """SQL of the rows (called, day, day_total, cents); `whole` adds all the columns of the file, m0, m1 and on."""
        read, source = self.read, self.asked.source
        day, total = read.values.get("date", "d.door_day"), "coalesce(d.door_total, FALSE)"
        join = f"LEFT JOIN {DATES} d ON d.door_token = {read.tokens['date']}" if "date" in read.tokens else ""
        columns = [
            f"{self.numbering.called} AS called",
            f"{day} AS day",
            f"{total if join else 'FALSE'} AS day_total",
            f"{read.values.get('amount', '0')} AS cents",
        ]
        columns += [f"{source.column(header)} AS m{n}" for n, header in enumerate(source.header) if whole]
        return f"(SELECT {', '.join(columns)} FROM {source.rows} {join})"
