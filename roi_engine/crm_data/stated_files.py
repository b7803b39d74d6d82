"""Small files that a user states beside the data: saved cut points, one's own table of segments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from roi_engine.customers.cut_points import CutPoints, cut_points_of
from roi_engine.customers.segments import SegmentTable, segment_table
from roi_engine.errors import DataError, Problem


def read_cut_points(path: Path, scoring_date: date | None = None) -> CutPoints:
    """Cut points from a YAML or JSON file as `rfm score --cuts` writes it; DataError lists every problem."""
    return cut_points_of(_mapping(path, "cut points"), scoring_date=scoring_date, file=str(path))


def read_segments(path: Path) -> SegmentTable:
    """A table of segments from a YAML or JSON file; DataError lists every problem."""
    return segment_table(_mapping(path, "a table of segments"), file=str(path))


def _mapping(path: Path, what: str) -> Mapping[str, Any]:
    """The top level of a YAML file; JSON is YAML too."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError([Problem("no-file", f"cannot be read: {error.strerror or error}", file=str(path))]) from error
    except UnicodeDecodeError as error:
        raise DataError([Problem("bad-text", f"holds no {what}: it is not UTF-8 text", file=str(path))]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = f"is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
        raise DataError([Problem("bad-yaml", said, file=str(path), line=line, column=column)]) from error
    if not isinstance(content, Mapping):
        raise DataError([Problem("bad-file", f"holds no {what}", file=str(path), accepted="a mapping of fields")])
    return content
