"""What does not exist is said with its place: the line, the draw, and the values that led there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from roi_engine.engine.account import Account
from roi_engine.errors import ModelError, Problem
from roi_engine.formula.tree import names
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

_SHOWN = 6


def check_finite(
    scenario: Scenario, account: Account, pv_lines: Sequence[Array], drawn: Mapping[str, Array], first: int | None
) -> None:
    """Raise ModelError where a line's present value is not a finite number in some draw.

    `drawn` holds the block's values by path, (n_draws, 1) each; the block's first draw is number `first` + 1, or is the
    base case where `first` is None.
    """
    problems = []
    for place, pv in enumerate(pv_lines):
        bad = np.flatnonzero(~np.isfinite(pv))
        if bad.size:
            problems.append(_problem(scenario, account, place, drawn, int(bad[0]), first))
    if problems:
        raise ModelError(problems)


def _problem(
    scenario: Scenario, account: Account, place: int, drawn: Mapping[str, Array], row: int, first: int | None
) -> Problem:
    line, tree = scenario.lines[place], account.model.lines[place]
    used = dict.fromkeys(name for node in (tree.flow, tree.initial) if node is not None for name in names(node))
    seen = {name: _value(account, drawn, name, row) for name in used}
    shown = [f"{name} = {number:.6g}" for name, number in seen.items() if number is not None]
    # what is zero, negative or huge is the likelier culprit, so it is named first
    shown.sort(key=lambda text: 0 < abs(float(text.rsplit("= ", 1)[1])) < 1e12)
    where = line.provenance.place if line.provenance else None
    said = "division by zero, overflow or a value that does not exist"
    return Problem(
        "not_finite",
        f"{said} in {'the base case' if first is None else f'draw {first + row + 1}'}: {', '.join(shown[:_SHOWN])}",
        line.id,
        where.file if where else scenario.file,
        where.line if where else 0,
        where.column if where else 0,
        hint="guard the formula (where, max, clip) or narrow the value's range with lower/upper",
    )


def _value(account: Account, drawn: Mapping[str, Array], name: str, row: int) -> float | None:
    if name in drawn:
        return float(drawn[name][row, 0])
    slot = account.model.slots.get(name)
    return float(slot.base[0, 0]) if slot is not None and not name.startswith("@") else None
