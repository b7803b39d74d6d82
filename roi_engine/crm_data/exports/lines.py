"""Which line of a file a numbered row stands on."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from roi_engine.crm_data.source import Source


def lines_of(source: Source, rows: Iterable[int]) -> list[int]:
    """Lines of the rows with some numbers, which count the rows with as many cells as the header, from 1.

    A slow, plain second reading, made only where something is wrong. Rows of a Parquet file are told from 2 on, as if
    a header stood above them.
    """
    wanted = set(rows)
    if source.dialect is None:
        return sorted(row + 1 for row in wanted)
    found: list[int] = []
    with source.path.open(encoding="utf-8", newline="") as stream:
        for _ in range(source.dialect.skip):
            stream.readline()
        reader = csv.reader(stream, delimiter=source.dialect.delimiter)
        number, before = 0, 0
        for cells in reader:
            line, before = source.dialect.skip + before + 1, reader.line_num
            number += len(cells) == len(source.header)
            if number in wanted and len(cells) == len(source.header):
                found.append(line)
                if len(found) == len(wanted):
                    break
    return found
