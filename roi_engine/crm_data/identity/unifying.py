"""Records of several channels that are one customer's get one number."""

from __future__ import annotations

from roi_engine.crm_data.identity.counting import account
from roi_engine.crm_data.identity.joining import CLUSTERS, PEOPLE, PHONES, join_keys
from roi_engine.crm_data.identity.numberings import part_numberings
from roi_engine.crm_data.identity.recording import PROFILES, RECORDS, profile_keys, record_keys
from roi_engine.crm_data.identity.records import PERSONS, Identity, IdentityRules, KeyedTables
from roi_engine.crm_data.identity.sharing import MET, drop_shared, list_shared

DEFAULT_RULES = IdentityRules()


def unified(exports: KeyedTables, rules: IdentityRules = DEFAULT_RULES) -> Identity:
    """Give every record of the exports a person, in the table `persons` (kind, row, person) of their database.

    Parameters
    ----------
    exports : tables with the columns `customer`, `email` and `phone`, which hold one text for each normal form of a key
        (its keyed hash), NULL where there is none.
    rules : when two records are one customer's, in words: see IdentityRules.

    Returns
    -------
    The account of what was joined and what was left apart. `row` is the rowid of the kind's table. The number of a
    person is made from the least of its keys: the same records give the same number in any order and on any day, and
    further records leave it as it is unless they bring the person a lesser key. Raises DataError where the rules name
    an export that was not read.
    """
    database = exports.database
    database.run(f"CREATE OR REPLACE TABLE {PERSONS} (kind VARCHAR, row BIGINT, person BIGINT)")
    kinds = record_keys(exports)
    try:
        numberings = part_numberings(database, rules)
        profile_keys(database)
        list_shared(database, rules)
        drop_shared(database)
        join_keys(database, rules)
        database.run(
            f"INSERT INTO {PERSONS} SELECT kind, row, coalesce(c.person, e.person, p.person, own) FROM {RECORDS} r"
            f" LEFT JOIN {PEOPLE} c ON c.key = r.customer LEFT JOIN {PEOPLE} e ON e.key = r.email"
            f" LEFT JOIN {PEOPLE} p ON p.key = r.phone"
        )
        return account(exports, kinds, rules, numberings)
    finally:
        database.drop(RECORDS, PROFILES, MET, CLUSTERS, PHONES, PEOPLE)
