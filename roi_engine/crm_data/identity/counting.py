"""The account of a unification: what became what, through which keys, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roi_engine.crm_data.database import Database, named
from roi_engine.crm_data.identity.joining import CLUSTERS, PEOPLE, PHONES
from roi_engine.crm_data.identity.recording import PROFILES, RECORDS
from roi_engine.crm_data.identity.records import (
    KEYS,
    PERSONS,
    Identity,
    IdentityRules,
    KeyCheck,
    KeyedTables,
    KindCount,
    LargestPerson,
    NumberingPair,
    PersonSize,
    SharedKey,
)
from roi_engine.crm_data.identity.sharing import MET
from roi_engine.errors import N_, Notice, notice

_LISTED = 20
_SIZES = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 100), (101, None))


def account(
    exports: KeyedTables, kinds: tuple[str, ...], rules: IdentityRules, numberings: tuple[NumberingPair, ...]
) -> Identity:
    """Count persons, joins and shared keys, while the tables of the unification are still there."""
    database = exports.database
    ((records, identified, persons, keyless),) = database.run(
        f"SELECT count(*), count(person), count(DISTINCT person), (SELECT count(*) FROM {RECORDS}"
        f" WHERE coalesce(customer, email, phone, own) IS NULL) FROM {PERSONS}"
    )
    joined, alone = _joined(database, int(identified), int(persons))
    kept_out = dict.fromkeys(KEYS, 0)
    kept_out |= {
        str(key): int(n) for key, n in database.run(f"SELECT kind, count(*) FROM {MET} WHERE kept_out GROUP BY kind")
    }
    most = {"most": rules.most_customers}
    ((switchboards, contradictions),) = database.run(
        "SELECT count(*) FILTER (WHERE meets > $most), count(*) FILTER (WHERE meets <= $most)"
        f" FROM {PHONES} WHERE kept_out",
        most,
    )
    kept_out["phone"] = int(switchboards)
    return Identity(
        table=PERSONS,
        records=int(records),
        identified=int(identified),
        persons=int(persons),
        without_key=int(keyless),
        unclear=int(records) - int(identified) - int(keyless),
        alone=alone,
        kinds=_kinds(database, kinds),
        joined=joined,
        shared=tuple(_shared(exports)),
        kept_out=tuple(kept_out.items()),
        contradictions=int(contradictions),
        checks=tuple(_checks(database)),
        sizes=_sizes(database),
        largest=_largest(database),
        numberings=numberings,
        notices=tuple(_notices(kept_out, numberings)),
    )


def _joined(database: Database, identified: int, persons: int) -> tuple[tuple[tuple[str, int], ...], int]:
    """How many persons fewer each kind of key makes, in turn; and the records that are persons by themselves."""
    ((by_key, numbers, unnumbered, unclustered),) = database.run(
        f"SELECT coalesce(sum(records), 0), count(DISTINCT customer),"
        " coalesce(sum(records) FILTER (WHERE customer IS NULL), 0),"
        " coalesce(sum(records) FILTER (WHERE cluster IS NULL), 0)"
        f" FROM {PROFILES} LEFT JOIN {PHONES} USING (phone) WHERE cluster IS NOT NULL OR NOT kept_out"
    )
    ((clusters,),) = database.run(f"SELECT count(*) FROM {CLUSTERS}")
    ((known,),) = database.run(f"SELECT count(DISTINCT person) FROM {PEOPLE}")
    after_number, after_address = int(numbers + unnumbered), int(clusters + unclustered)
    alone = identified - int(by_key)
    joined = (
        ("customer", int(by_key) - after_number),
        ("email", after_number - after_address),
        ("phone", after_address - int(known)),
        ("record", alone - (persons - int(known))),
    )
    return joined, alone


def _checks(database: Database) -> Iterator[KeyCheck]:
    """Keys that can be checked by another: a phone by what number and address say, these two by one another."""
    agree = {
        "customer": ("email", "min(email) = max(email)"),
        "email": ("customer", "min(customer) = max(customer)"),
        "phone": ("cluster", "NOT any_value(kept_out)"),
    }
    for key, (witness, agreeing) in agree.items():
        ((checked, agreed),) = database.run(
            f"SELECT count(*), count(*) FILTER (WHERE agreeing) FROM (SELECT {agreeing} AS agreeing FROM {PROFILES}"
            f" LEFT JOIN {PHONES} USING (phone) WHERE {key} IS NOT NULL AND {witness} IS NOT NULL"
            f" GROUP BY {key} HAVING sum(records) > 1)"
        )
        yield KeyCheck(key, int(checked), int(agreed))


def _kinds(database: Database, kinds: tuple[str, ...]) -> tuple[KindCount, ...]:
    rows = database.run(f"SELECT kind, count(*), count(person), count(DISTINCT person) FROM {PERSONS} GROUP BY kind")
    found = {str(kind): KindCount(str(kind), int(n), int(known), int(persons)) for kind, n, known, persons in rows}
    return tuple(found.get(kind, KindCount(kind, 0, 0, 0)) for kind in kinds)


def _sizes(database: Database) -> tuple[PersonSize, ...]:
    of_persons = f"(SELECT count(*) AS n FROM {PERSONS} WHERE person IS NOT NULL GROUP BY person)"
    rows = database.run(f"SELECT n, count(*), sum(n) FROM {of_persons} GROUP BY n")
    found = []
    for least, most in _SIZES:
        within = [(count, total) for n, count, total in rows if least <= n and (most is None or n <= most)]
        found.append(PersonSize(least, most, sum(int(c) for c, _ in within), sum(int(t) for _, t in within)))
    return tuple(found)


def _largest(database: Database) -> LargestPerson | None:
    rows = database.run(
        f"SELECT person, count(*) FROM {PERSONS} WHERE person IS NOT NULL GROUP BY person ORDER BY 2 DESC, 1 LIMIT 1"
    )
    if not rows:
        return None
    person, records = (int(value) for value in rows[0])
    ((numbers, addresses, phones),) = database.run(
        f"SELECT count(*) FILTER (WHERE (key >> 61) = 0), count(*) FILTER (WHERE (key >> 61) = 1),"
        f" count(*) FILTER (WHERE (key >> 61) = 2) FROM {PEOPLE} WHERE person = $person",
        {"person": person},
    )
    return LargestPerson(person, records, int(numbers), int(addresses), int(phones))


def _shared(exports: KeyedTables) -> Iterator[SharedKey]:
    """The keys that meet most customers, those that are kept out first."""
    rows = exports.database.run(
        f"SELECT kind, key, meets, kept_out FROM {MET} ORDER BY kept_out DESC, meets DESC, key LIMIT {_LISTED}"
    )
    for kind, key, meets, kept_out in rows:
        ((records, place),) = exports.database.run(
            f"SELECT count(*), min((kind, row)) FROM {RECORDS} WHERE {named(kind)} = $key", {"key": key}
        )
        yield SharedKey(str(kind), _clear(exports, str(kind), place), int(records), int(meets), bool(kept_out))


def _clear(exports: KeyedTables, key: str, place: tuple[str, int]) -> str:
    """The key (a keyed hash) as its table holds it."""
    kind, row = place
    ((value,),) = exports.database.run(
        f"SELECT {named(key)} FROM {named(exports.tables[kind])} WHERE rowid = $row", {"row": row}
    )
    return str(value)


def _notices(kept_out: Mapping[str, int], numberings: tuple[NumberingPair, ...]) -> Iterator[Notice]:
    """What the reader should know of the join."""
    if any(kept_out.values()):
        template = N_(
            "keys that stand for many customers join nobody: {numbers} customer numbers, {addresses} e-mail addresses,"
            " {phones} phones"
        )
        said = {
            "numbers": str(kept_out["customer"]),
            "addresses": str(kept_out["email"]),
            "phones": str(kept_out["phone"]),
        }
        yield notice("keys_shared", "identity", template, **said)
    for pair in numberings:
        template = N_(
            "{first} and {second} call different customers by the same number ({agreeing} of {comparable} agree in"
            " e-mail address or phone): the numbers of each are kept apart"
        )
        said = {
            "first": pair.first,
            "second": pair.second,
            "agreeing": str(pair.agreeing),
            "comparable": str(pair.comparable),
        }
        yield notice("numberings_differ", "identity", template, **said)
