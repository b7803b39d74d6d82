"""Where customers went between two dates: from a segment (or score) before to one after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roi_engine.reporting.customers_words import sentence
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words, plain


@dataclass(frozen=True, slots=True)
class MigrationTable:
    """`counts[i][j]`: customers that were in `before[i]` and are in `after[j]`, best first on both sides."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    before_label: str
    after_label: str
    caption: Caption
    header: tuple[str, ...] = ("before", "after", "customers", "share_of_before")

    @property
    def rows(self) -> Rows:
        """One row a pair of before and after."""
        return tuple(
            (name, to, self.counts[i][j], self.shares[i][j])
            for i, name in enumerate(self.before)
            for j, to in enumerate(self.after)
        )


def migration_table(
    before: Sequence[str],
    after: Sequence[str],
    counts: Sequence[Sequence[float]],
    ends: tuple[str, str],
    source: str,
    words: Words,
) -> MigrationTable | None:
    """The transitions that hold anyone; None where nobody is there at both dates. `ends` names the two dates."""
    kept_rows = [i for i, row in enumerate(counts) if sum(row) > 0]
    kept_columns = [j for j in range(len(after)) if sum(row[j] for row in counts) > 0]
    if not kept_rows or not kept_columns:
        return None
    found = tuple(tuple(float(counts[i][j]) for j in kept_columns) for i in kept_rows)
    shares = tuple(tuple(n / sum(row) for n in row) for row in found)
    rows, columns = [plain(before[i]) for i in kept_rows], [plain(after[j]) for j in kept_columns]
    total = sum(map(sum, found))
    stayed = sum(
        n for name, row in zip(rows, found, strict=True) for to, n in zip(columns, row, strict=True) if name == to
    )
    title = sentence(
        N_("{stayed} of {n} customers are where they were on {before}"),
        words,
        stayed=words.chance(stayed / total),
        n=words.count(round(total)),
        before=ends[0],
    )
    return MigrationTable(
        before=tuple(rows),
        after=tuple(columns),
        counts=found,
        shares=shares,
        labels=tuple(
            tuple(_label(n, s, words) for n, s in zip(r, t, strict=True)) for r, t in zip(found, shares, strict=True)
        ),
        before_label=words.text(N_("On {date}"), date=ends[0]),
        after_label=words.text(N_("On {date}"), date=ends[1]),
        caption=Caption(title, words.text(N_("Customers, and share of those who were there before")), source),
    )


def _label(n: float, share: float, words: Words) -> str:
    if not n:
        return ""
    shown = words.share(share) if share >= 0.01 else words.text(N_("<{share}"), share=words.share(0.01))
    return f"{shown}\n{words.count(round(n))}"
