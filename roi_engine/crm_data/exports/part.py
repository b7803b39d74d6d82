"""What is known of some columns once they are understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roi_engine.errors import Notice, Problem


@dataclass(frozen=True, slots=True)
class Part:
    """SQL of the value of each role over the lines of the file and the `joins` with its lookups; or the problems."""

    values: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
