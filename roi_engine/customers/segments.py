"""Named segments of customers: ranges of the recency score and of the mean of the frequency and amount scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem, did_you_mean

LANGUAGES = ("en", "it", "es")
MOST_SEGMENTS = 8
_TABLE_FIELDS = ("classes", "segments")
_FIELDS = ("recency", "worth", "title", "description")
Cells = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Segment:
    """One named segment; ranges include both ends, on the table's scale of scores.

    `recency` is the range of R, `worth` that of the mean of F and M, halves rounded up (of F alone without amounts).
    `title` and `description` are by language (en, it, es).
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    recency: tuple[int, int]
    worth: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """Segments that hold every pair of scores exactly once, stated for `classes` classes."""

    classes: int
    segments: tuple[Segment, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the table: best first in the shipped one."""
        return tuple(segment.name for segment in self.segments)


@lru_cache(maxsize=1)
def shipped_segments() -> SegmentTable:
    """The table that ships with the engine, read once a process."""
    text = files("roi_engine.customers").joinpath("segments.yaml").read_text(encoding="utf-8")
    return segment_table(yaml.safe_load(text), file="segments.yaml")


def segment_table(mapping: Mapping[str, Any] | None = None, *, file: str = "") -> SegmentTable:
    """The shipped table, or one's own from a file's mapping. DataError lists every problem.

    `classes` (default 5) is the scale of the ranges. `segments` maps each name to `recency: [from, to]`,
    `worth: [from, to]` and, if wanted, `title` and `description` (a text, or texts by language).
    """
    if mapping is None:
        return shipped_segments()
    problems = [
        _problem(
            file, "unknown-field", str(name), "is not known", hint=did_you_mean(str(name), ("classes", "segments"))
        )
        for name in mapping
        if name not in ("classes", "segments")
    ]
    classes, stated = mapping.get("classes", 5), mapping.get("segments")
    if isinstance(classes, bool) or not isinstance(classes, int) or not 2 <= classes <= 10:
        problems.append(_problem(file, "bad-classes", "classes", f"{classes!r} classes", "a whole number from 2 to 10"))
        classes = 5
    if not isinstance(stated, Mapping) or not 1 <= len(stated) <= MOST_SEGMENTS:
        accepted = f"1 to {MOST_SEGMENTS} names, each with recency: [from, to] and worth: [from, to]"
        raise DataError([*problems, _problem(file, "bad-segments", "segments", "is no table of segments", accepted)])
    segments = []
    for name, entry in stated.items():
        faults = _faults(str(name), entry, classes, file)
        problems += faults
        segments += [] if faults else [_segment(str(name), entry)]
    table = SegmentTable(classes, tuple(segments))
    if not problems:
        problems = _uncovered(table, file)
    if problems:
        raise DataError(problems)
    return table


def segment_of(
    r: ArrayLike, f: ArrayLike, m: ArrayLike | None = None, *, classes: int = 5, table: SegmentTable | None = None
) -> Cells:
    """Place in `table.segments` of each customer, shape (n,), from scores 1..`classes`.

    Scores of another number of classes are put on the table's scale with both ends kept, so that 1 stays the worst and
    k the best. Without amounts `worth` is F alone.

    >>> shipped_segments().names[int(segment_of([5], [5], [4])[0])]
    'champions'
    """
    table = table or shipped_segments()
    scale = _on_scale(classes, table.classes)
    recency, orders = np.asarray(r, np.int64), np.asarray(f, np.int64)
    amounts = orders if m is None else np.asarray(m, np.int64)
    for scores in (recency, orders, amounts):
        if np.any((scores < 1) | (scores > classes)):
            raise DataError([Problem("bad-scores", f"scores beyond 1 to {classes}", path="scores")])
    worth = (orders + amounts + 1) // 2  # halves rounded up
    return np.asarray(_grid(table)[scale[recency], scale[worth]], np.intp)


def segment_by_cell(
    classes: int = 5, *, amounts: bool = True, table: SegmentTable | None = None
) -> dict[tuple[int, ...], str]:
    """Name of the segment of every cell (r, f, m), or (r, f) without amounts; scores 1..`classes`."""
    table = table or shipped_segments()
    cells = np.indices((classes,) * (3 if amounts else 2)).reshape(3 if amounts else 2, -1) + 1
    places = segment_of(*cells, classes=classes, table=table)
    return {tuple(map(int, cell)): table.names[place] for cell, place in zip(cells.T, places, strict=True)}


def _on_scale(classes: int, wanted: int) -> NDArray[np.int64]:
    """Score 1..wanted of each score 1..classes, ends kept, halves up; place 0 is not a score."""
    if not 2 <= classes <= 10:
        problem = Problem("bad-classes", f"{classes} classes", path="classes", accepted="2 to 10")
        raise DataError([problem])
    steps = np.maximum(np.arange(classes + 1) - 1, 0)
    # in whole numbers: floor(steps (wanted-1) / (classes-1) + 1/2)
    return 1 + (2 * steps * (wanted - 1) + classes - 1) // (2 * (classes - 1))


def _grid(table: SegmentTable) -> Cells:
    """Place of the segment of each (recency, worth) pair, shape (classes + 1, classes + 1); -1 where there is none."""
    grid = np.full((table.classes + 1,) * 2, -1, np.intp)
    for place, segment in enumerate(table.segments):
        grid[_span(segment.recency), _span(segment.worth)] = place
    return grid


def _span(ends: tuple[int, int]) -> slice:
    return slice(ends[0], ends[1] + 1)


def _segment(name: str, entry: Mapping[str, Any]) -> Segment:
    first, last = entry["recency"]
    low, high = entry["worth"]
    title = entry.get("title", name.replace("_", " "))
    return Segment(name, _by_language(title), _by_language(entry.get("description", "")), (first, last), (low, high))


def _by_language(stated: Any) -> Mapping[str, str]:
    if isinstance(stated, Mapping):
        first = str(next(iter(stated.values()), ""))
        return MappingProxyType({each: str(stated.get(each, stated.get("en", first))) for each in LANGUAGES})
    return MappingProxyType(dict.fromkeys(LANGUAGES, str(stated)))


def _faults(name: str, entry: Any, classes: int, file: str) -> list[Problem]:
    path = f"segments.{name}"
    if not isinstance(entry, Mapping):
        return [_problem(file, "bad-segment", path, "is no segment", "recency: [from, to] and worth: [from, to]")]
    found = [
        _problem(file, "unknown-field", f"{path}.{field}", "is not known", hint=did_you_mean(str(field), _FIELDS))
        for field in entry
        if field not in _FIELDS
    ]
    accepted = f"[from, to] with 1 <= from <= to <= {classes}"
    for field in ("recency", "worth"):
        ends = entry.get(field)
        pair = isinstance(ends, list | tuple) and len(ends) == 2 and all(type(end) is int for end in ends)
        if not pair or not 1 <= ends[0] <= ends[1] <= classes:  # type: ignore[index]
            said = "is missing" if ends is None else f"{ends!r} is no range"
            found.append(_problem(file, "bad-range", f"{path}.{field}", said, accepted))
    return found


def _uncovered(table: SegmentTable, file: str) -> list[Problem]:
    """Pairs of scores in no segment, or in more than one."""
    held = np.zeros((table.classes + 1,) * 2, np.int64)
    for segment in table.segments:
        held[_span(segment.recency), _span(segment.worth)] += 1
    accepted = "every pair of recency and worth in exactly one segment"
    return [
        _problem(
            file,
            "bad-cover",
            "segments",
            f"recency {r} with worth {w} is in {'no segment' if held[r, w] == 0 else _holders(table, r, w)}",
            accepted,
        )
        for r in range(1, table.classes + 1)
        for w in range(1, table.classes + 1)
        if held[r, w] != 1
    ]


def _holders(table: SegmentTable, r: int, w: int) -> str:
    return " and ".join(
        segment.name
        for segment in table.segments
        if segment.recency[0] <= r <= segment.recency[1] and segment.worth[0] <= w <= segment.worth[1]
    )


def _problem(file: str, code: str, path: str, message: str, accepted: str = "", hint: str = "") -> Problem:
    return Problem(code, message, path=path, file=file, accepted=accepted, hint=hint)
