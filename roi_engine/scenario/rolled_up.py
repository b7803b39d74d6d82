"""What the members of a portfolio must have in common, and what they may share."""

from __future__ import annotations

from collections.abc import Sequence

from roi_engine.errors import N_, did_you_mean
from roi_engine.scenario.door import Door
from roi_engine.scenario.quantities import Quantity, counted
from roi_engine.scenario.records import Form, Member, Scenario, Uncertain, Value


def check_alike(door: Door, members: Sequence[Member]) -> None:
    """Refuse members in another currency or with another timeline than the first; note another way of discounting."""
    first = members[0]
    one = first.scenario
    for member in members[1:]:
        path, other = ("members", member.id), member.scenario
        if other.currency != one.currency:
            said = f"'{member.id}' is in {other.currency}, '{first.id}' in {one.currency}"
            door.refuse("currency", path, said, "accepted: one currency a portfolio", at=door.key_place(path))
        if other.timeline != one.timeline:
            said = f"'{member.id}' runs {_span(other)}, '{first.id}' {_span(one)}"
            accepted = "accepted: one start, number of years and step a portfolio"
            door.refuse("timeline", path, said, accepted, f"set: {{timeline: ...}} of {member.id} states another one",
                        at=door.key_place(path))  # fmt: skip
        if _judged(other) != _judged(one):
            said = N_("its discount rate or discounting is not that of '{first}'; each member is judged by its own")
            door.notice("rates_differ", f"members.{member.id}", said, first=first.id)


def _span(scenario: Scenario) -> str:
    timeline = scenario.timeline
    start = f"{timeline.start_year}-{timeline.start_month:02d}"
    return f"{counted(timeline.years, 'year')} from {start} by {timeline.step}"


def _judged(scenario: Scenario) -> tuple[object, ...]:
    finance = scenario.finance
    return _statement(finance.discount_rate), finance.discounting


def _statement(value: Value | None) -> tuple[Form, str, object] | None:
    """What a value states, whoever vouches for it and wherever it stands."""
    return (value.form, value.unit, _statement(value.growth)) if value is not None else None


def check_shared(door: Door, names: Sequence[str], members: Sequence[Member]) -> tuple[str, ...]:
    """The shared names, once each; refused where fewer than two members have such an assumption.

    Noted where the members state it differently, and where sharing it changes nothing.
    """
    known = [name for member in members for name in member.scenario.assumptions]
    for k, name in enumerate(names, 1):
        path = ("shared", str(k))
        stated = [one for member in members if (one := member.scenario.assumptions.get(name)) is not None]
        if len(stated) < 2:
            said = f"'{name[:60]}' is an assumption of " + ("one member only" if stated else "no member")
            hint = "" if stated else did_you_mean(name, known)
            door.refuse("unknown-name", path, said, "accepted: assumptions of at least two members", hint)
            continue
        if sum(isinstance(one.form, Uncertain) for one in stated) < 2:
            said = N_("{name} is not a single uncertain value in two members or more, so sharing it changes nothing")
            door.notice("shared_idle", "shared", said, name=name)
        elif any(_statement(one) != _statement(stated[0]) for one in stated[1:]):
            said = N_("the members state {name} differently; each keeps its own distribution, and they move together")
            door.notice("shared_differs", "shared", said, name=name)
    return tuple(dict.fromkeys(names))


def capital_limit(door: Door, stated: Quantity | None, scenario: Scenario) -> float | None:
    """What may be spent at most [currency]; a bare number is in the portfolio's currency."""
    if stated is None:
        return None
    if stated.percent or stated.unit not in (None, scenario.currency):
        said = f"'{stated.text}' is not an amount of {scenario.currency}"
        door.refuse("unit", ("capital_limit",), said, f"such as 500000 {scenario.currency}")
    elif stated.number <= 0:
        door.refuse("range", ("capital_limit",), f"a limit of {stated.text} leaves nothing to choose from",
                    "accepted: above zero")  # fmt: skip
    return stated.number
