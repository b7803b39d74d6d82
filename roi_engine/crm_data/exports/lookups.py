"""Small tables that turn the texts of a column into what they mean, one row for each distinct text."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.database import Database, text
from roi_engine.crm_data.exports.profiling import COUNTED
from roi_engine.crm_data.identity.normal import normalised_email, normalised_number, normalised_phone

_CHUNK = 100_000
_HASH_BYTES = 16


def put_lookup(database: Database, table: str, kind: str, pairs: Iterable[tuple[str, object]]) -> None:
    """Make a table (given, meant): a text and what it means, None where it means nothing; `kind` an SQL type."""
    waiting = iter(pairs)
    chunk = list(islice(waiting, _CHUNK))
    database.put(table, _columns(chunk, kind))
    while chunk := list(islice(waiting, _CHUNK)):
        database.put("export_chunk", _columns(chunk, kind))
        database.run(f"INSERT INTO {table} SELECT given, meant FROM export_chunk")


def _columns(pairs: list[tuple[str, object]], kind: str) -> dict[str, tuple[str, NDArray[np.object_]]]:
    given = np.array([text for text, _ in pairs], object)
    meant = np.array([None if meaning is None else str(meaning) for _, meaning in pairs], object)
    return {"given": ("VARCHAR", given), "meant": (kind, meant)}


def key_pairs(database: Database, cell: str, normal: Callable[[str], str], key: bytes) -> Iterator[tuple[str, str]]:
    """Each text of a counted column that is a key, with the keyed hash of its normal form."""
    cursor = database.connection.cursor()
    cursor.execute(f"SELECT word_{cell} FROM {COUNTED} WHERE word_{cell} IS NOT NULL AND word_{cell} <> {text('')}")
    while rows := cursor.fetchmany(_CHUNK):
        for (given,) in rows:
            plain = normal(given)
            if plain:
                yield given, keyed_hash(plain, key)


def normal_form(role: str, region: str) -> Callable[[str], str]:
    """How the texts of a key are made alike: as addresses, phone numbers, or numbers of customers."""
    if role == "email":
        return normalised_email
    if role == "phone":
        return lambda given: normalised_phone(given, region)
    return _one_number


def _one_number(given: str) -> str:
    """The number of one customer; a cell with several numbers is no key."""
    return "" if any(sign in given for sign in ";,|") else normalised_number(given)


def keyed_hash(plain: str, key: bytes) -> str:
    """BLAKE2b of a text under a key, in hexadecimal: without the key nobody can try texts out."""
    return hashlib.blake2b(plain.encode(), key=key, digest_size=_HASH_BYTES).hexdigest()


@cache
def process_key() -> bytes:
    """A key drawn once a process, where none is given: hashes cannot be compared with those of another run."""
    return secrets.token_bytes(32)
