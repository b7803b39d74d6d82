"""From one option's NPV to another's, line by line: the steps of a waterfall, which sum to the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from roi_engine.analysis.outcomes import OutcomesError

Side = Literal["benefit", "cost"]
SIDES: tuple[Side, ...] = ("benefit", "cost")
SMALL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """Present value of one line of an option [currency], as in the account: positive for benefits and for costs."""

    id: str
    side: Side
    pv: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a to b: `change` [currency] is positive where it raises NPV (more benefit, less cost).

    `lines` holds the id of the line, or of all that were gathered into this step, largest first.
    """

    side: Side
    lines: tuple[str, ...]
    change: float

    @property
    def gathered(self) -> bool:
        """Whether the step stands for several small lines."""
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True)
class Bridge:
    """`start` (NPV of a) plus all steps is `end` (NPV of b) [currency].

    Benefits first, then costs, the largest change first, what was gathered last. `unchanged` lists the lines that are
    worth the same in both.
    """

    start: float
    end: float
    steps: tuple[Step, ...]
    unchanged: tuple[str, ...]


def bridge(a: Sequence[BridgeLine], b: Sequence[BridgeLine], small_share: float = SMALL_SHARE) -> Bridge:
    """Bridge from option a to option b.

    Parameters
    ----------
    a, b
        Lines of each option; a line that one of them lacks is worth nothing there. A line that is a benefit in one and
        a cost in the other makes two steps.
    small_share
        Changes below this share of the sum of all changes, signs apart, are gathered, benefits and costs each into one
        step; a single small change keeps its own. 0 gathers nothing.

    Raises
    ------
    OutcomesError
        A line stands twice in one option, its value is not finite, or `small_share` lies outside 0..1.
    """
    if not 0 <= small_share <= 1:
        raise OutcomesError(f"small_share is {small_share:g}; accepted: 0 to 1")
    before, after = _signed(a), _signed(b)
    changes = {key: after.get(key, 0.0) - before.get(key, 0.0) for key in {**before, **after}}
    small = small_share * math.fsum(map(abs, changes.values()))
    moved = {line for (_, line), change in changes.items() if change}
    return Bridge(
        start=math.fsum(before.values()),
        end=math.fsum(after.values()),
        steps=tuple(step for side in SIDES for step in _steps(side, changes, small)),
        unchanged=tuple(dict.fromkeys(line for _, line in changes if line not in moved)),
    )


def _signed(lines: Sequence[BridgeLine]) -> dict[tuple[Side, str], float]:
    """Contribution of each line to NPV [currency]: a cost is negative."""
    signed: dict[tuple[Side, str], float] = {}
    for line in lines:
        if (line.side, line.id) in signed:
            raise OutcomesError(f"line {line.id!r} stands twice in one option")
        if not math.isfinite(line.pv):
            raise OutcomesError(f"the present value of line {line.id!r} is not a finite number")
        signed[line.side, line.id] = line.pv if line.side == "benefit" else -line.pv
    return signed


def _steps(side: Side, changes: dict[tuple[Side, str], float], small: float) -> tuple[Step, ...]:
    """Steps of one side, largest first, the small ones gathered at its end."""
    own = [(line, change) for (where, line), change in changes.items() if where == side and change]
    own.sort(key=lambda each: -abs(each[1]))
    minor = [each for each in own if abs(each[1]) < small]
    if len(minor) < 2:
        return tuple(Step(side, (line,), change) for line, change in own)
    major = tuple(Step(side, (line,), change) for line, change in own[: -len(minor)])
    return (*major, Step(side, tuple(line for line, _ in minor), math.fsum(change for _, change in minor)))
