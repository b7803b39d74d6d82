"""Faults the engine can name: one record for a fault, one exception for each door it can come through."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input, with its place and the way to mend it.

    `path` is the dotted place inside the scenario (`benefits.handle_time.hourly_cost`);
    `line` and `column` count from 1, and are 0 where the fault has no place in a file.
    """

    code: str
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    accepted: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """`file:line:column: path: what is wrong; what is accepted; did you mean ...?`"""
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        place = f"{place}: " if self.file else ""
        subject = f"{self.path}: " if self.path else ""
        said = "; ".join(part for part in (self.message, self.accepted, self.hint) if part)
        return f"{place}{subject}{said}"


def N_(template: str) -> str:  # noqa: N802  (gettext's own name, which the extraction looks for)
    """Mark a template for extraction; it is translated where it is filled in."""
    return template


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: the result stands, but the reader should know this. `code` is stable, `message` is prose.

    `message` is `template` filled with `values`; a report in another language fills its own template.
    """

    code: str
    path: str
    message: str
    template: str = ""
    values: tuple[tuple[str, str], ...] = ()


def notice(code: str, path: str, template: str, /, **values: str) -> Notice:
    """A notice from a template and what fills it."""
    message = template.format(**values) if values else template
    return Notice(code, path, message, template, tuple(values.items()))


class RoiEngineError(Exception):
    """Root of every error that the engine raises on purpose."""


class ProblemsError(RoiEngineError, ValueError):
    """An input was refused; `problems` lists every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class ScenarioError(ProblemsError):
    """A scenario file, or what was asked of it, is wrong."""


class DataError(ProblemsError):
    """A data file is wrong."""


class ModelError(ProblemsError):
    """A checked scenario gave numbers that cannot be used (division by zero, overflow) in some draw."""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """The closing question of a message, or nothing where no choice is near.

    >>> did_you_mean("contatcs", ["contacts", "customers"])
    "did you mean 'contacts'?"
    >>> did_you_mean("zzz", ["contacts"])
    ''
    """
    choices = list(choices)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if not near:
        folded = {choice.casefold(): choice for choice in choices}
        near = [folded[key] for key in difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)]
    return f"did you mean '{near[0]}'?" if near else ""
