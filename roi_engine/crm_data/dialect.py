"""How a CSV file is cut into cells: delimiter, header line, and where in the file a value stands."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from roi_engine.crm_data.encoding import PlainText
from roi_engine.errors import DataError, Problem

BLANKS = " \t\u00a0\u202f"
DELIMITERS = ",;\t|"
_MOST_ABOVE = 10  # lines that may stand above a header


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` between cells, `header` names in order, `skip` lines before the first row of the table.

    `records` counts them as the database does: a header with line breaks in its names is one.
    """

    delimiter: str
    header: tuple[str, ...]
    skip: int
    records: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stands: line of the file (row of a Parquet file) and column, both from 1."""

    line: int
    column: int
    value: str


def dialect_of(plain: PlainText, file: str, *, may_repeat: bool = False) -> Dialect:
    """The delimiter that cuts the first lines into equally many cells, and the header: the first line of the table.

    Titles above it (a name, a date) fill one cell or two of the many that the table has. A stated `sep=` wins.
    DataError where no delimiter fits, or names of the header are repeated; where they may be, those that are repeated
    or missing are told apart by the number of their column.
    """
    body = plain.head
    for _ in range(plain.skip):
        body = body.partition("\n")[2]
    lines = body.splitlines(keepends=True)
    blank = next((n for n, line in enumerate(lines) if line.strip(" \t\r\n;,|\ufeff")), len(lines))
    if blank == len(lines):
        raise DataError([Problem("empty-file", "the file holds no text", file=file, accepted="a header and rows")])
    above, delimiter = _above_header(lines[blank:], plain.delimiter)
    blank += above
    reader = csv.reader(lines[blank:], delimiter=delimiter)
    header = tuple(name.strip().lstrip("\ufeff") for name in next(reader))
    used = reader.line_num
    line = plain.skip + blank + 1
    if may_repeat:
        header = told_apart(header)
    _check_header(header, file, line)
    return Dialect(delimiter, header, plain.skip + blank + used, line)


def told_apart(header: tuple[str, ...]) -> tuple[str, ...]:
    """Names of a header, each one once: all that are repeated, and those that are blank, with their column (from 1).

    >>> told_apart(("id", "note", "", "note"))
    ('id', 'note (column 2)', '(column 3)', 'note (column 4)')
    """
    several = {name for name in header if not name or header.count(name) > 1}
    marked = (f"{name} (column {n})".strip() if name in several else name for n, name in enumerate(header, 1))
    return tuple(marked)


def cells_of(path: Path, dialect: Dialect, place: int, is_wanted: Callable[[str], bool], limit: int) -> Iterator[Cell]:
    """The first cells of a column (from 0) whose trimmed text is wanted, with their lines.

    A slow, plain second reading, made only where something is wrong.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        for _ in range(dialect.skip):
            stream.readline()
        reader = csv.reader(stream, delimiter=dialect.delimiter)
        before = 0
        for row in reader:
            line, before = dialect.skip + before + 1, reader.line_num
            value = row[place].strip(BLANKS) if place < len(row) else ""
            if row and is_wanted(value):
                yield Cell(line, place + 1, value)
                limit -= 1
            if limit <= 0:
                return


def _above_header(lines: list[str], stated: str) -> tuple[int, str]:
    """The number of lines that stand above the header, and the delimiter of the table.

    A first line of one or two cells is a title where a wider table begins below it.
    """
    narrow: tuple[int, str] | None = None
    for above, line in enumerate(lines[:_MOST_ABOVE]):
        signs = [sign for sign in DELIMITERS if sign == (stated or sign)]
        sign = _fitting(lines[above:], signs) if line.strip(" \t\r\n;,|") else ""
        filled = _filled(lines[above : above + _MOST_ABOVE + 2], sign) if sign else [0]
        if sign and not (filled[0] <= 2 < max(filled) and max(filled) > 2 * filled[0]):
            if filled[0] > 2:
                return above, sign
            narrow = narrow or (above, sign)
        if any(_filled([line], each)[0] > 2 for each in DELIMITERS):
            break  # a header, whatever ails the rows
    return narrow or (0, stated or max(DELIMITERS, key=lambda sign: _filled(lines[:1], sign)[0]))


def _filled(lines: Sequence[str], sign: str) -> list[int]:
    """How many cells each row fills."""
    return [sum(bool(cell.strip()) for cell in row) for row in csv.reader(lines, delimiter=sign)] or [0]


def _fitting(lines: list[str], signs: Sequence[str]) -> str:
    """The sign under which most of the first rows have as many cells as the first one, and more than one; else ''."""
    marks = {}
    for sign in signs:
        try:
            sizes = [len(row) for row in csv.reader(lines[:200], delimiter=sign) if row]
        except csv.Error:
            continue
        alike = sum(size == sizes[0] for size in sizes) / len(sizes)
        marks[sign] = (sizes[0] > 1 and alike > 0.5, alike, sizes[0])
    best = max(marks, key=lambda sign: marks[sign], default="")
    return best if best and marks[best][0] else ""


def _check_header(header: tuple[str, ...], file: str, line: int) -> None:
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    problems = [
        Problem("repeated-column", f"two columns are called '{name[:60]}'", path=name[:60], file=file, line=line)
        for name in repeated
    ]
    if problems:
        raise DataError(problems)
