"""Keys that stand for many customers: mailboxes, stand-in numbers, switchboards."""

from __future__ import annotations

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.identity.recording import PROFILES
from roi_engine.crm_data.identity.records import IdentityRules

MET = "identity_met"  # (kind, key, meets, kept_out): keys that come with more than is usual
_HELD, _TELLING = "identity_held", "identity_telling"


def list_shared(database: Database, rules: IdentityRules) -> None:
    """Make the table MET of shared mailboxes and stand-in numbers; phones are judged later, by what they would join."""
    database.run(f"CREATE OR REPLACE TEMP TABLE {MET} (kind VARCHAR, key BIGINT, meets BIGINT, kept_out BOOLEAN)")
    _list_mailboxes(database, rules)
    _list_stand_ins(database, rules)
    database.drop(_HELD, _TELLING)


def _list_mailboxes(database: Database, rules: IdentityRules) -> None:
    """Addresses with more numbers and phones than a person has, unless all come with the same one or two phones."""
    _hold(database, "email", "customer")
    database.run(
        f"""
        INSERT INTO {MET}
        WITH counted AS (
            SELECT holder, count(*) AS keys, count(*) FILTER (WHERE (key >> 61) = 2) AS phones
            FROM {_HELD} GROUP BY holder
        ), usual AS (SELECT quantile_disc(keys, 0.9) AS usual FROM counted)
        SELECT 'email', holder, keys, phones NOT BETWEEN 1 AND 2 FROM counted, usual
        WHERE keys > greatest($keys, 3 * usual)
        """,
        {"keys": rules.most_keys},
    )


def _list_stand_ins(database: Database, rules: IdentityRules) -> None:
    """Numbers with more addresses and phones than a person has, whose holders have numbers of their own.

    A phone or address of many numbers tells nothing of its holder's own number: it is no evidence.
    """
    _hold(database, "customer", "email")
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_TELLING} AS SELECT holder, key FROM {_HELD}"
        " QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND $most",
        {"most": rules.most_customers},
    )
    database.run(
        f"""
        INSERT INTO {MET}
        WITH counted AS (SELECT holder, count(*) AS keys FROM {_HELD} GROUP BY holder
        ), usual AS (SELECT quantile_disc(keys, 0.9) AS usual FROM counted
        ), many AS (SELECT holder, keys, usual FROM counted, usual WHERE keys > greatest($keys, 3 * usual)
        ), met AS (
            SELECT h.holder, count(DISTINCT o.holder) AS others
            FROM {_TELLING} h JOIN {_TELLING} o ON o.key = h.key AND o.holder <> h.holder
            WHERE h.holder IN (SELECT holder FROM many) GROUP BY h.holder
        )
        SELECT 'customer', holder, keys, coalesce(others >= 2 AND 10 * others >= keys, FALSE)
               OR keys > greatest($certain, 30 * usual)
        FROM many LEFT JOIN met USING (holder)
        """,
        {"keys": rules.most_keys, "certain": rules.certain_keys},
    )


def _hold(database: Database, holder: str, other: str) -> None:
    """Make the table of keys (holder, key): what each number, or address, comes with; shared mailboxes left out."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_HELD} AS SELECT DISTINCT holder, key FROM ("
        f" SELECT {holder} AS holder, {other} AS key FROM {PROFILES} UNION ALL SELECT {holder}, phone FROM {PROFILES})"
        f" WHERE holder IS NOT NULL AND key IS NOT NULL AND key NOT IN (SELECT key FROM {MET} WHERE kept_out)"
    )


def drop_shared(database: Database) -> None:
    """Take the keys that are kept out away from the profiles; combinations that become equal are one."""
    kept = [
        f"CASE WHEN {key} NOT IN (SELECT key FROM {MET} WHERE kept_out) THEN {key} END AS {key}"
        for key in ("customer", "email")
    ]
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {PROFILES} AS SELECT {', '.join(kept)}, phone, sum(records)::BIGINT AS records"
        f" FROM {PROFILES} GROUP BY ALL"
    )
