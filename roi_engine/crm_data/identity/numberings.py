"""Exports whose customer numbers follow schemes of their own, where 17 here is not 17 there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.identity.recording import RECORDS, key_number
from roi_engine.crm_data.identity.records import IdentityRules, NumberingPair
from roi_engine.errors import DataError, Problem, did_you_mean

_ENOUGH, _AGREEING = 20, 0.1  # two schemes agree by chance in hardly any case, one scheme in most
_MANY = 20  # combinations of keys: a number with more stands for many, and is no evidence


def part_numberings(database: Database, rules: IdentityRules) -> tuple[NumberingPair, ...]:
    """Give customer numbers of different schemes different keys; returns the pairs of exports that say so."""
    exports = sorted(str(row[0]) for row in database.run(f"SELECT DISTINCT export FROM {RECORDS}"))
    if rules.numberings:
        _check(rules.numberings, exports)
        _rename(database, rules.numberings)
        return ()
    pairs = _compared(database) if len(exports) > 1 else ()
    if not any(_differ(pair) for pair in pairs):
        return ()
    scheme = {export: export for export in exports}
    for pair in pairs:
        if pair.comparable >= _ENOUGH and not _differ(pair):
            kept, gone = sorted((scheme[pair.first], scheme[pair.second]))
            scheme = {export: kept if called == gone else called for export, called in scheme.items()}
    _rename(database, scheme)
    return tuple(pair for pair in pairs if _differ(pair))


def _check(numberings: Mapping[str, str], exports: Sequence[str]) -> None:
    """Refuse names of exports that were not read."""
    accepted = f"accepted: {', '.join(exports)}"
    unknown = [export for export in numberings if export not in exports]
    problems = [
        Problem(
            "unknown-export", f"no export {export!r}", "numberings", "", 0, 0, accepted, did_you_mean(export, exports)
        )
        for export in unknown
    ]
    if problems:
        raise DataError(problems)


def _differ(pair: NumberingPair) -> bool:
    return pair.comparable >= _ENOUGH and pair.agreeing < _AGREEING * pair.comparable


def _compared(database: Database) -> tuple[NumberingPair, ...]:
    """Of the customers called the same in two exports: how many have addresses, or phones, in both; how many agree."""
    rows = database.run(
        f"""
        WITH seen AS (
            FROM (SELECT DISTINCT export, customer, email, phone FROM {RECORDS}
                  WHERE customer IS NOT NULL AND coalesce(email, phone) IS NOT NULL)
            QUALIFY count(*) OVER (PARTITION BY customer) <= {_MANY}
        ), met AS (
            SELECT a.export AS first, b.export AS second, a.customer,
                   bool_or(coalesce(a.email = b.email, FALSE) OR coalesce(a.phone = b.phone, FALSE)) AS agree
            FROM seen a JOIN seen b ON a.customer = b.customer AND a.export < b.export
            WHERE (a.email = b.email) IS NOT NULL OR (a.phone = b.phone) IS NOT NULL
            GROUP BY ALL
        )
        SELECT first, second, count(*), count(*) FILTER (WHERE agree) FROM met GROUP BY ALL ORDER BY ALL
        """
    )
    return tuple(NumberingPair(str(first), str(second), int(n), int(agreeing)) for first, second, n, agreeing in rows)


def _rename(database: Database, scheme: Mapping[str, str]) -> None:
    """Mix the name of its scheme into every customer's key; exports that are not named share one scheme."""
    mixed = key_number("$called || chr(31) || customer::VARCHAR", "customer")
    for export, called in scheme.items():
        sql = f"UPDATE {RECORDS} SET customer = {mixed} WHERE export = $export AND customer IS NOT NULL"
        database.run(sql, {"export": export, "called": called})
