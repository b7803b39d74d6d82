"""Records of all tables under one another, with their keys as numbers."""

from __future__ import annotations

from roi_engine.crm_data.database import Database, named, text
from roi_engine.crm_data.identity.records import KEYS, KeyedTables

RECORDS, PROFILES = "identity_records", "identity_profiles"
_PEOPLE = {"contacts": "contact", "leads": "lead"}  # tables with a row for each person, and the person's number there
_TURN = {"customer": 0, "email": 1, "phone": 2, "own": 3}


def record_keys(exports: KeyedTables) -> tuple[str, ...]:
    """Make the table of records (kind, row, export, customer, email, phone, own); returns the kinds that have keys."""
    database = exports.database
    columns = {kind: _columns(database, table) for kind, table in exports.tables.items()}
    kinds = tuple(kind for kind, found in columns.items() if found & {*KEYS})
    columns_of = "kind VARCHAR, row BIGINT, export VARCHAR, customer BIGINT, email BIGINT, phone BIGINT, own BIGINT"
    database.run(f"CREATE OR REPLACE TEMP TABLE {RECORDS} ({columns_of})")
    for kind in kinds:
        database.run(f"INSERT INTO {RECORDS} {_selected(kind, exports.tables[kind], columns[kind])}")
    return kinds


def profile_keys(database: Database) -> None:
    """Make the table of profiles: the different combinations of keys (customer, email, phone), and their records."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {PROFILES} AS SELECT customer, email, phone, count(*) AS records"
        f" FROM {RECORDS} WHERE coalesce(customer, email, phone) IS NOT NULL GROUP BY ALL"
    )


def key_number(value: str, key: str) -> str:
    """SQL of a key as a whole number: 61 bits of its digest, so that two of ten million coincide in one case in 40,000.

    Numbers of customers lie below those of addresses, these below those of phones: the least key of a person, which is
    the person's number, is a customer number where there is one. It is the same number whatever else is read.
    """
    return f"CAST(md5_number_lower(nullif({value}, '')) >> 3 AS BIGINT) + ({_TURN[key]}::BIGINT << 61)"


def _columns(database: Database, table: str) -> set[str]:
    return {str(row[0]) for row in database.run(f"DESCRIBE {named(table)}")}


def _selected(kind: str, table: str, columns: set[str]) -> str:
    keys = ", ".join(f"{key_number(key, key) if key in columns else 'NULL::BIGINT'} AS {key}" for key in KEYS)
    number = _PEOPLE.get(kind)
    called = f"{text(kind)} || chr(31) || export || chr(31) || coalesce({number}, 'row ' || rowid)"
    own = key_number(called, "own") if number else "NULL::BIGINT"
    return f"SELECT {text(kind)} AS kind, rowid AS row, export, {keys}, {own} AS own FROM {named(table)}"
