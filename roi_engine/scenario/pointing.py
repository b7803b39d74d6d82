"""What the paths in a scenario point at: lines, values, uncertain values, risks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from roi_engine.errors import did_you_mean
from roi_engine.scenario.amounts import public
from roi_engine.scenario.door import Door
from roi_engine.scenario.records import Line, Reference, Uncertain, Value
from roi_engine.scenario.tree import Node, Path
from roi_engine.scenario.values import Values

Targets = Mapping[str, Value | Line]
ROLLOUT = ("rollout.go_live", "rollout.adoption", "rollout.ramp.length")
WANTED = "accepted: assumptions.NAME, rollout.go_live, benefits.LINE or benefits.LINE.INPUT"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why an uncertain value is pointed at: code of a refusal, path of a notice, and its sentences on `{path}`."""

    code: str
    owner: str
    taken: str
    certain: str


def targets_of(values: Values, lines: Sequence[Line]) -> Targets:
    """What a risk may act on: assumptions, the rollout, lines and their inputs."""
    found: dict[str, Value | Line] = {f"assumptions.{name}": one for name, one in values.assumptions.items()}
    found |= {path: values.found[path][1] for path in ROLLOUT if path in values.found}
    for line in lines:
        found[line.id] = line
        found |= {value.path: value for value in line.inputs.values()}
    return found


def in_tree(on: str) -> tuple[Path, Path]:
    """The two places of the tree where what a path names may stand: as it is, or below `inputs` of its line."""
    keys = tuple(on.split("."))
    return keys, (*keys[:2], "inputs", *keys[2:])


def taken_out(door: Door, on: str) -> bool:
    """Whether a variant or `--set` deleted the line or value of that path."""
    keys, below = in_tree(on)
    return door.taken_out(keys[:2]) or door.taken_out(below)


def refused_before(door: Door, on: str) -> bool:
    """Whether what the path names was refused, so that it is not refused a second time."""
    return any(door.is_broken(keys) for keys in in_tree(on))


def unknown_target(door: Door, path: Path, text: str, known: Iterable[str]) -> None:
    """Refuse a path that names nothing, unless what it names was refused itself."""
    on = public(tuple(text.split(".")))
    if refused_before(door, on):
        return
    if on in ROLLOUT:
        said = f"'{on}' is not stated, so nothing can be done to it"
        door.refuse("unknown-path", path, said, hint=f"state {on} first")
    else:
        door.refuse("unknown-path", path, f"there is no '{text[:80]}'", hint=did_you_mean(on, known) or WANTED)


def followed(values: Values, value: Value) -> Value | None:
    """The value itself, or the assumption that `$name` leads to; None where that was refused."""
    found: Value | None = value
    while found is not None and isinstance(found.form, Reference):
        found = values.assumptions.get(found.form.name)
    return found


def absent(values: Values, text: str) -> str | None:
    """The path that a text means where what was uncertain there was taken out, or made certain, by what is laid over.

    `$name` is followed to the assumption; None where all is well, or where it never was uncertain.
    """
    door, wanted = values.context.door, public(tuple(text.split(".")))
    if wanted not in values.found:
        return wanted if taken_out(door, wanted) else None
    value = followed(values, values.found[wanted][1])
    if value is None or isinstance(value.form, Uncertain):
        return None
    return value.path if any(door.is_overridden(keys) for keys in in_tree(value.path)) else None


def uncertain_path(values: Values, path: Path, text: str, purpose: Purpose) -> str | None:
    """The path of the uncertain value that a text means, `$name` followed to the assumption.

    None where there is none: with a problem, or with a notice where a variant or `--set` took it out or made it
    certain.
    """
    door = values.context.door
    wanted = public(tuple(text.split(".")))
    if (gone := absent(values, text)) is not None:
        said = purpose.certain if gone in values.found else purpose.taken
        door.notice(f"{purpose.code}_dropped", purpose.owner, said, path=gone)
        return None
    entry = values.found.get(wanted)
    if entry is None:
        if not refused_before(door, wanted):
            known = [one for one, (_, value) in values.found.items() if isinstance(value.form, Uncertain | Reference)]
            hint = did_you_mean(wanted, known) or "accepted: the path of an uncertain value, such as rollout.adoption"
            door.refuse("unknown-path", path, f"there is no value '{text[:80]}'", hint=hint)
        return None
    value = followed(values, entry[1])
    if value is None or isinstance(value.form, Uncertain):
        return value.path if value else None
    said = f"'{value.path}' is not a single uncertain value"
    door.refuse(purpose.code, path, said, "accepted: a value with a distribution")
    return None


def observable_path(values: Values, path: Path, text: str, risks: Collection[str], purpose: Purpose) -> str | None:
    """As `uncertain_path`, and `risks.NAME` for whether that event happens."""
    keys = text.split(".")
    if len(keys) != 2 or keys[0] != "risks":
        return uncertain_path(values, path, text, purpose)
    door = values.context.door
    if keys[1] in risks:
        return text
    if taken_out(door, text):
        door.notice(f"{purpose.code}_dropped", purpose.owner, purpose.taken, path=text)
    elif not refused_before(door, text):
        hint = did_you_mean(keys[1], risks) or "risks: " + (", ".join(risks) or "none")
        door.refuse("unknown-path", path, f"there is no risk '{keys[1][:60]}'", hint=hint)
    return None


def matching(keys: Path, known: Iterable[str]) -> tuple[str, ...]:
    """The paths that a pattern stands for, where `*` is any one part of a path."""

    def fits(path: str) -> bool:
        parts = path.split(".")
        return len(parts) == len(keys) and all(key in ("*", part) for key, part in zip(keys, parts, strict=True))

    return tuple(path for path in known if fits(path))


def stated_in(node: Node | None, keys: Path) -> bool:
    """Whether a tree states anything that a pattern stands for; inputs of an own line are looked for below `inputs`."""
    if node is None or node.is_null:
        return False
    if not keys:
        return True
    if keys[0] == "*":
        return any(stated_in(below, keys[1:]) for below in node.entries.values())
    return any(stated_in(node.find(way), keys[1:]) for way in ((keys[0],), ("inputs", keys[0])))
