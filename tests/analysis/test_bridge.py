"""The bridge between two options: by hand, and whatever the lines, it sums."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.analysis.bridge import BridgeLine, Step, bridge
from roi_engine.analysis.outcomes import OutcomesError

lines = st.dictionaries(
    st.tuples(st.sampled_from(["benefit", "cost"]), st.sampled_from("abcdefgh")), st.floats(-1e9, 1e9), max_size=12
).map(lambda table: [BridgeLine(name, side, pv) for (side, name), pv in table.items()])


def net(option: list[BridgeLine]) -> float:
    return math.fsum(line.pv if line.side == "benefit" else -line.pv for line in option)


def test_worked_by_hand() -> None:
    a = [
        BridgeLine("handle_time", "benefit", 500.0),
        BridgeLine("mailings", "benefit", 100.0),
        BridgeLine("onboarding", "benefit", 20.0),
        BridgeLine("returns", "benefit", 30.0),
        BridgeLine("licences", "cost", 200.0),
        BridgeLine("training", "cost", 40.0),
        BridgeLine("support", "cost", 15.0),
    ]
    b = [
        BridgeLine("licences", "cost", 260.0),
        BridgeLine("training", "cost", 40.0),
        BridgeLine("integration", "cost", 90.0),
        BridgeLine("support", "cost", 14.0),
        BridgeLine("handle_time", "benefit", 450.0),
        BridgeLine("retention", "benefit", 300.0),
        BridgeLine("mailings", "benefit", 100.0),
        BridgeLine("onboarding", "benefit", 23.0),
        BridgeLine("returns", "benefit", 28.0),
    ]
    found = bridge(a, b)
    assert (found.start, found.end) == (395, 497)
    # All changes come to 506, signs apart: below 10.12 is small, and gathered where there are two of them.
    assert found.steps == (
        Step("benefit", ("retention",), 300),
        Step("benefit", ("handle_time",), -50),
        Step("benefit", ("onboarding", "returns"), 1),
        Step("cost", ("integration",), -90),
        Step("cost", ("licences",), -60),
        Step("cost", ("support",), 1),
    )
    assert [step.gathered for step in found.steps] == [False, False, True, False, False, False]
    assert found.unchanged == ("mailings", "training")


def test_a_line_that_changes_sides_makes_two_steps() -> None:
    found = bridge([BridgeLine("stock", "benefit", 10.0)], [BridgeLine("stock", "cost", 4.0)])
    assert found.steps == (Step("benefit", ("stock",), -10), Step("cost", ("stock",), -4))
    assert (found.start, found.end, found.unchanged) == (10, -4, ())


def test_nothing_to_bridge() -> None:
    same = [BridgeLine("stock", "benefit", 10.0), BridgeLine("seats", "cost", 3.0)]
    found = bridge(same, same)
    assert (found.start, found.end, found.steps, found.unchanged) == (7, 7, (), ("stock", "seats"))
    assert bridge([], []).steps == ()


@given(lines, lines, st.floats(0, 0.5))
def test_steps_sum_to_the_difference(a: list[BridgeLine], b: list[BridgeLine], small_share: float) -> None:
    found = bridge(a, b, small_share)
    changes = [step.change for step in found.steps]
    # 1e-9 of the amounts that move, since they may cancel to any smaller difference.
    scale = math.fsum(map(abs, changes)) + abs(found.start)
    assert found.start + math.fsum(changes) == pytest.approx(found.end, abs=1e-9 * scale)
    assert (found.start, found.end) == (pytest.approx(net(a)), pytest.approx(net(b)))
    back = bridge(b, a, small_share)
    assert sorted(step.change for step in back.steps) == pytest.approx(sorted(-change for change in changes))


@given(lines, lines)
def test_benefits_come_first_and_the_largest_leads(a: list[BridgeLine], b: list[BridgeLine]) -> None:
    found = bridge(a, b)
    sides = [step.side for step in found.steps]
    assert sides == sorted(sides)
    for side in ("benefit", "cost"):
        alone = [abs(step.change) for step in found.steps if step.side == side and not step.gathered]
        assert alone == sorted(alone, reverse=True)
        gathered = [step.gathered for step in found.steps if step.side == side]
        assert gathered == sorted(gathered)
        assert sum(gathered) <= 1
    listed = [(step.side, line) for step in found.steps for line in step.lines]
    assert len(listed) == len(set(listed))
    assert {line for _, line in listed} | {*found.unchanged} == {line.id for line in [*a, *b]}


@pytest.mark.parametrize(
    ("lines", "small_share", "said"),
    [
        ([BridgeLine("a", "cost", 1.0), BridgeLine("a", "cost", 2.0)], 0.02, "'a' stands twice"),
        ([BridgeLine("a", "cost", math.nan)], 0.02, "'a' is not a finite number"),
        ([], 1.5, "accepted: 0 to 1"),
    ],
)
def test_what_cannot_be_bridged_is_refused(lines: list[BridgeLine], small_share: float, said: str) -> None:
    with pytest.raises(OutcomesError, match=said):
        bridge([], lines, small_share)
