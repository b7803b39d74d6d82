"""The door for portfolios: a file that names scenarios in, all of them checked together out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from roi_engine.errors import Problem, ScenarioError, did_you_mean
from roi_engine.scenario.convert import simulation_of
from roi_engine.scenario.door import Door
from roi_engine.scenario.faults import checked_document
from roi_engine.scenario.files import Fence, FileError, content_of
from roi_engine.scenario.kinds import PORTFOLIO, SCENARIO_COMMAND, kind_of
from roi_engine.scenario.layers import Layers, override_tree, read_layers
from roi_engine.scenario.loading import NO_OVERRIDES, scenario_in
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.overlay import without_nulls
from roi_engine.scenario.portfolio_schema import MemberForm, PortfolioDocument
from roi_engine.scenario.records import Member, Portfolio, Simulation
from roi_engine.scenario.rolled_up import capital_limit, check_alike, check_shared
from roi_engine.scenario.tree import Node, Path, TreeError, read_tree, written
from roi_engine.scenario.typed import Override


def load_portfolio(path: str | FilePath, overrides: Mapping[str, Override] = NO_OVERRIDES) -> Portfolio:
    """The checked portfolio of a file, with the checked scenario of every member.

    Parameters
    ----------
    path : the portfolio file. Its members lie in the folder tree around it (see `Fence`).
    overrides : dotted path -> value as YAML flow text, over the keys of the portfolio; below `members.NAME.set.` the
        rest is a path of that member's scenario.

    Raises
    ------
    ScenarioError
        With every problem of the portfolio and of all its members, each with its own file.
    """
    problems, portfolio = check_portfolio(path, overrides)
    if portfolio is None:
        raise ScenarioError(problems)
    return portfolio


def check_portfolio(
    path: str | FilePath, overrides: Mapping[str, Override] = NO_OVERRIDES
) -> tuple[list[Problem], Portfolio | None]:
    """All problems of a portfolio and its members, and the portfolio where there is none."""
    named, problems = str(path), list[Problem]()
    try:
        fence = Fence.around(FilePath(path))
        root = read_tree(content_of(FilePath(path)), named, soft=problems)
    except TreeError as error:
        return [*problems, *error.problems], None
    except FileError as error:
        return [Problem(error.code, str(error), "", named[:200], hint=error.hint)], None
    except (OSError, RuntimeError, ValueError):
        return [Problem("file", "the file cannot be read", "", named[:200])], None
    if (kind := root.entries.get("kind")) is None or kind.text == "scenario":
        place, hint = (kind or root).place, f"`{SCENARIO_COMMAND}` takes it; a portfolio states kind: portfolio"
        said = "this is one scenario, not a portfolio"
        return [*problems, Problem("kind", said, "kind", named, place.line, place.column, hint=hint)], None
    root, refused = _overridden(_plain_members(root), overrides)
    problems += refused
    reading = _Reading(Door(root, root), fence, named)
    portfolio = _portfolio(reading)
    problems += reading.door.problems
    problems.sort(key=lambda one: (one.file != named, one.line, one.column))
    problems += reading.of_members
    return problems, None if problems else portfolio


def _plain_members(root: Node) -> Node:
    """The tree with every member as a mapping, and without what is null; below `set` a null deletes, and stays."""
    entries = {key: below if key == "members" else without_nulls(below) for key, below in root.entries.items()}
    members = entries.get("members")
    if members is not None and members.kind == "mapping":
        each = {name: _plain_member(member) for name, member in members.entries.items()}
        entries["members"] = replace(members, entries=each)
    return replace(root, entries={key: below for key, below in entries.items() if not below.is_null})


def _plain_member(member: Node) -> Node:
    if member.kind == "text":
        return replace(member, kind="mapping", text="", entries={"file": member})
    kept = {key: below for key, below in member.entries.items() if not below.is_null}
    return replace(member, entries=kept)


def _overridden(root: Node, overrides: Mapping[str, Override]) -> tuple[Node, list[Problem]]:
    """The tree with what `--set path=value` says put in its place, whole."""
    problems: list[Problem] = []
    for dotted, text in overrides.items():
        try:
            value = override_tree(text, dotted)
        except TreeError as error:
            problems.extend(error.problems)
            continue
        keys = tuple(dotted.strip().split("."))
        path = (*keys[:3], ".".join(keys[3:])) if keys[0] == "members" and keys[2:3] == ("set",) and keys[3:] else keys
        members = root.entries.get("members")
        names = members.entries if members else {}
        if not all(path) or path == ("kind",):
            said = "a path is keys with points between them" if not all(path) else "'kind' belongs in a file"
            problems.append(Problem("unknown-key", said, dotted, value.place.file))
        elif path[0] == "members" and len(path) > 2 and path[1] not in names:
            hint = did_you_mean(path[1], names) or f"known: {', '.join(names) or 'none'}"
            problems.append(
                Problem("unknown-name", f"there is no member '{path[1]}'", dotted, value.place.file, hint=hint)
            )
        else:
            root = _put(root, path, value)
    return _plain_members(root), problems


def _put(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return value
    below = node.entries.get(path[0]) or Node("mapping", value.place, value.key_place)
    return replace(node, kind="mapping", text="", entries={**node.entries, path[0]: _put(below, path[1:], value)})


@dataclass(slots=True)
class _Reading:
    """The portfolio's own door, the fence around its members, and the problems found in their files."""

    door: Door
    fence: Fence
    named: str
    of_members: list[Problem] = field(default_factory=list)

    def member(self, name: str, stated: MemberForm) -> Member | None:
        """The member of that name; None where it, or its scenario, was refused."""
        path = ("members", name)
        if not check_name(self.door, path, name, in_formulas=False):
            return None
        try:
            file = self.fence.find(self.fence.home, stated.file)
        except FileError as error:
            self.door.refuse(error.code, (*path, "file"), str(error), hint=error.hint)
            return None
        if kind_of(file) == PORTFOLIO:
            said = f"'{stated.file}' is itself a portfolio"
            self.door.refuse("kind", (*path, "file"), said, "accepted: scenario files")
            return None
        layers, problems = read_layers(FilePath(self.named).parent / stated.file, self.fence)
        scenario = None
        if layers is not None and self._has_variant(layers, stated, path):
            node = self.door.root.find((*path, "set"))
            own = dict(node.entries) if node is not None else {}
            overrides: dict[str, Override | Node] = {**self._language(layers), **own}
            found, scenario = scenario_in(layers, stated.variant, overrides, broken_layers=bool(problems))
            problems += found
        self._note(problems)
        title = stated.title or name.replace("_", " ").capitalize()
        return Member(name, title, scenario) if scenario and not problems else None

    def _language(self, layers: Layers) -> dict[str, str]:
        """The portfolio's language where the member has another: names from the catalogue are in the reader's."""
        stated = self.door.root.entries.get("language"), layers.tree.entries.get("language")
        wanted, own = (node.text if node is not None else "en" for node in stated)
        return {} if wanted == own or self.door.is_broken(("language",)) else {"language": wanted}

    def _has_variant(self, layers: Layers, stated: MemberForm, path: Path) -> bool:
        """Whether the member's file has the variant that is asked for; a problem where it has not."""
        if stated.variant is None or stated.variant in layers.variants:
            return True
        known, hint = ", ".join(layers.variants) or "none", did_you_mean(stated.variant, layers.variants)
        said = f"there is no variant '{stated.variant}' in {stated.file}"
        self.door.refuse("variant", (*path, "variant"), said, f"known: {known}", hint)
        return False

    def _note(self, problems: list[Problem]) -> None:
        ordered = sorted(problems, key=lambda one: (one.file, one.line, one.column))
        self.of_members += [one for one in ordered if one not in self.of_members]


def _portfolio(reading: _Reading) -> Portfolio | None:
    """The record; None where the portfolio or a member was refused."""
    door = reading.door
    document = checked_document(door, PortfolioDocument)
    if document is None:
        return None
    if not document.members and not door.is_broken(("members",)) and not door.problems:
        door.refuse("missing", ("members",), "a portfolio needs at least one member", hint="members: {north: a.yaml}")
    read = [reading.member(name, stated) for name, stated in document.members.items()]
    members = tuple(member for member in read if member)
    if not members or len(members) < len(read):
        return None
    check_alike(door, members)
    shared = check_shared(door, document.shared, members)
    limit = capital_limit(door, document.capital_limit, members[0].scenario)
    if door.problems:
        return None
    simulation = simulation_of(document.simulation)
    return Portfolio(
        name=document.name,
        file=reading.named,
        description=document.description or "",
        language=document.language,
        currency=members[0].scenario.currency,
        members=tuple(_ruled(member, simulation) for member in members),
        shared=shared,
        capital_limit=limit,
        simulation=simulation,
        sha256=_digest(door.root, members),
        notices=tuple(door.notices),
    )


def _ruled(member: Member, simulation: Simulation) -> Member:
    return replace(member, scenario=replace(member.scenario, simulation=simulation))


def _digest(root: Node, members: tuple[Member, ...]) -> str:
    parts = [written(root, 0), *(f"{member.id} {member.scenario.sha256}" for member in members)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
