"""Pairs of records, told by plain Python: who is together, and who could be at best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

from tests.crm_data.identity.population import MADE_UP, Record, keys

Pairs = set[tuple[int, int]]


def together(persons: Iterable[Hashable | None]) -> Pairs:
    """Pairs of places with one person; a record of nobody is with nobody."""
    places = defaultdict(list)
    for place, person in enumerate(persons):
        if person is not None:
            places[person].append(place)
    return {pair for found in places.values() for pair in combinations(found, 2)}


class Sets:
    """Sets that are joined; each is called by one of its members."""

    def __init__(self) -> None:
        self._up: dict[Hashable, Hashable] = {}

    def name(self, member: Hashable) -> Hashable:
        while self._up.setdefault(member, member) != member:
            member = self._up[member]
        return member

    def join(self, one: Hashable, other: Hashable) -> None:
        self._up[self.name(one)] = self.name(other)


def attainable(records: Sequence[Record]) -> list[Hashable]:
    """What one who knew the truth could join by keys alone: records of one person on a chain of right keys."""
    sets = Sets()
    for place, record in enumerate(records):
        for kind, key in enumerate(keys(record)):
            if key and key not in MADE_UP:
                sets.join((record.truth, kind, key), place)
    return [sets.name(place) for place in range(len(records))]


def by_the_rules(profiles: Sequence[tuple[str, str, str]], *, trusting: bool) -> list[Hashable | None]:
    """The rules for number, address and phone as IdentityRules words them, where no key stands for many."""
    sets = Sets()
    for customer, email, _ in profiles:
        if customer and email:
            sets.join(("customer", customer), ("email", email))
    cluster = [sets.name(("customer", c)) if c else sets.name(("email", e)) if e else None for c, e, _ in profiles]
    numbered = {name for name, (c, _, _) in zip(cluster, profiles, strict=True) if c}
    addressed = {name for name, (_, e, _) in zip(cluster, profiles, strict=True) if e}

    def contrary(clusters: set[Hashable]) -> bool:
        both = len(clusters & numbered & addressed) > 1
        return both if trusting else len(clusters & numbered) > 1 or len(clusters & addressed) > 1

    touched: dict[str, set[Hashable]] = defaultdict(set)
    for name, (_, _, phone) in zip(cluster, profiles, strict=True):
        if phone:
            touched[phone] |= {name} - {None}
    kept = {phone for phone, clusters in touched.items() if contrary(clusters) or len(clusters) > 4}
    chains = Sets()
    for phone, clusters in touched.items():
        for name in clusters if phone not in kept else ():
            chains.join(name, ("phone", phone))
    members = defaultdict(set)
    for name in {name for name in cluster if name}:
        members[chains.name(name)].add(name)
    broken = {chain for chain, clusters in members.items() if contrary(clusters)}

    def person(name: Hashable | None, phone: str) -> Hashable | None:
        if name is not None:
            return name if chains.name(name) in broken else chains.name(name)
        chain = chains.name(("phone", phone))
        return None if not phone or phone in kept or chain in broken else chain

    return [person(name, phone) for name, (_, _, phone) in zip(cluster, profiles, strict=True)]
