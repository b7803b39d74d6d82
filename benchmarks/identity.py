"""Records of three channels unified into customers: time and memory, in one run.

    python -m benchmarks.identity [--records N]

Keys are hashes of 64 digits, as the readers of exports leave them. People have one customer number, one or two
addresses and phones, of which a record bears some; one phone in fifty is a family's. Time is that of the unification
alone, memory that of the whole process, the tables with their hashes included.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.clock import peak_megabytes
from roi_engine.crm_data.database import Database, open_database
from roi_engine.crm_data.identity.unifying import unified

_CHANNELS = {"orders": (0.8, 0.5, 0.4), "tickets": (0.2, 0.9, 0.2), "calls": (0.3, 0.1, 0.9)}


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    database: Database
    tables: MappingProxyType[str, str]


def channels(records: int) -> _Tables:
    """Tables of `records` records in all, of a quarter as many people; the same at every call."""
    database = open_database()
    for turn, (kind, (number, address, phone)) in enumerate(_CHANNELS.items()):
        database.run(
            f"""
            CREATE TABLE {kind} AS
            WITH drawn AS (
                SELECT hash(i, 0) % $people AS person, hash(i, 1) / 2^64 AS a, hash(i, 2) / 2^64 AS b,
                       hash(i, 3) / 2^64 AS c, hash(i, 4) % 5 = 0 AS second
                FROM range($first, $last) r(i)
            )
            SELECT '{kind}' AS export,
                   CASE WHEN a < {number} THEN sha256('number' || person) END AS customer,
                   CASE WHEN b < {address} THEN sha256('address' || person || second) END AS email,
                   CASE WHEN c < {phone} THEN sha256('phone' ||
                        CASE WHEN hash(person) % 50 = 0 THEN -(person // 3) ELSE person END || second) END AS phone
            FROM drawn
            """,
            {"people": records // 4, "first": turn * records // 3, "last": (turn + 1) * records // 3},
        )
    return _Tables(database, MappingProxyType({kind: kind for kind in _CHANNELS}))


def main() -> None:
    """Measure and write the lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    records = parser.parse_args().records
    tables = channels(records)
    started, worked = time.perf_counter(), time.process_time()
    identity = unified(tables)
    spent, processor = time.perf_counter() - started, time.process_time() - worked
    code = f"from benchmarks.identity import *\nunified(channels({records}))"
    before = peak_megabytes(f"from benchmarks.identity import *\nchannels({records})")
    sys.stdout.write(
        f"{records} records, {identity.persons} persons, joined {dict(identity.joined)}\n"
        f"unification {spent:.2f} s ({processor:.2f} s of processor time),"
        f" peak {peak_megabytes(code):.0f} MB, of which the tables {before:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
