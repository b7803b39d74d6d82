"""The flags, choices and keys of an export: each distinct text is looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.crm_data.exports.columns import Mapped, Opened
from roi_engine.crm_data.exports.lookups import key_pairs, normal_form, put_lookup
from roi_engine.crm_data.exports.meanings import MOST_WORDS, Meaning, choice_meaning, flag_meaning
from roi_engine.crm_data.exports.part import Part
from roi_engine.crm_data.exports.profiling import COUNTED, Counted, missing_sql
from roi_engine.crm_data.exports.words import choice_words, flag_words, is_personal
from roi_engine.crm_data.placing import placed
from roi_engine.errors import N_, Notice, Problem, notice


@dataclass(frozen=True, slots=True)
class Worded:
    """`unknown`: role of a choice -> the words of it that are not known; whether they matter, the rows decide."""

    part: Part
    unknown: Mapping[str, tuple[str, ...]]


def words(opened: Opened, counted: Counted, key: bytes) -> Worded:
    """Understand flags and choices, hash the keys, and take texts as they stand."""
    values = {column.role: _plain(column) for column in opened.of_kind("text") if not column.is_hashed}
    values |= {f"dimension {column.role}": _plain(column) for column in opened.of_kind("dimension")}
    joins: list[str] = []
    problems: list[Problem] = []
    unknown: dict[str, tuple[str, ...]] = {}
    for column in opened.of_kind("flag"):
        known = {**flag_words(), **choice_words(opened.table.name, column.role)}
        meaning = flag_meaning(counted.words[column.cell], known, opened.stated.words.get(column.role, {}))
        problems += _flag_problems(opened, column, meaning)
        values[column.role] = _joined(opened, column.role, column.cell, "BOOLEAN", meaning, joins)
        if meaning.blank_is_false:
            values[column.role] = f"coalesce({values[column.role]}, FALSE)"
    for role, cell, listed in _choices(opened):
        meaning = choice_meaning(counted.words[cell], choice_words(*listed), opened.stated.words.get(listed[1], {}))
        if len(meaning.unknown) > MOST_WORDS:
            problems.append(_no_choice(opened, role, cell, len(meaning.unknown)))
        unknown[role] = meaning.unknown
        values[role] = _joined(opened, role, cell, "VARCHAR", meaning, joins)
    for column in (each for each in opened.columns if each.kind == "key" or each.is_hashed):
        normal = normal_form(_key_role(column), opened.stated.region)
        table = f"export_key_{column.role}"
        put_lookup(opened.database, table, "VARCHAR", key_pairs(opened.database, column.cell, normal, key))
        joins.append(f"LEFT JOIN {table} ON {table}.given = {column.cell}")
        values[column.role] = f"{table}.meant"
    notices = _phone_notices(opened)
    return Worded(Part(values, tuple(joins), tuple(problems), notices), unknown)


def _phone_notices(opened: Opened) -> tuple[Notice, ...]:
    """Phone numbers that are no key because the country they belong to is not stated."""
    phone = opened.role("phone")
    if phone is None or opened.stated.region:
        return ()
    word = f"word_{phone.cell}"
    told = f"SELECT count(*) FROM {COUNTED} WHERE {word} IS NOT NULL AND NOT {missing_sql(word)}"
    ((unread,),) = opened.database.run(f"{told} AND {word} NOT IN (SELECT given FROM export_key_phone)")
    template = N_("phone numbers not used, as only those with a country prefix are read without region: {n}")
    return (notice("phones-unread", "region", template, n=str(unread)),) if unread else ()


def _choices(opened: Opened) -> list[tuple[str, str, tuple[str, str]]]:
    """(role, cell, the words' column) of every choice; the stage of a deal gives `stage_outcome`."""
    kind = opened.table.name
    found = [(column.role, column.cell, (kind, column.role)) for column in opened.of_kind("choice")]
    stage = opened.role("stage") if kind == "deals" else None
    return [*found, ("stage_outcome", stage.cell, (kind, "outcome"))] if stage is not None else found


def _plain(column: Mapped) -> str:
    """SQL of a text, null where it is a sign for a missing one."""
    return f"CASE WHEN {missing_sql(column.cell)} THEN NULL ELSE {column.cell} END"


def _joined(opened: Opened, role: str, cell: str, kind: str, meaning: Meaning, joins: list[str]) -> str:
    table = f"export_word_{role}"
    put_lookup(opened.database, table, kind, meaning.meant.items())
    joins.append(f"LEFT JOIN {table} ON {table}.given = {cell}")
    return f"{table}.meant"


def _key_role(column: Mapped) -> str:
    """How the values of a key look: a customer's number may be an address, as a contact's may."""
    if column.role in ("email", "phone"):
        return column.role
    return "email" if is_personal(column.header) and "mail" in column.header.lower() else "customer"


def _flag_problems(opened: Opened, column: Mapped, meaning: Meaning) -> list[Problem]:
    if not meaning.unknown:
        return []
    unknown = frozenset(meaning.unknown)
    accepted = f"expected yes or no, true or false, 1 or 0; state it: words: {{{column.role}: {{true: [WORD]}}}}"
    place = (column.header, column.role)
    return placed(opened.database, opened.source, place, unknown.__contains__, "unknown-word", accepted)


def _no_choice(opened: Opened, role: str, cell: str, n: int) -> Problem:
    header = next(column.header for column in opened.columns if column.cell == cell)
    place = opened.source.header.index(header) + 1
    message = f"column '{header}' holds {n} words that are not known: it seems to be no column of choices"
    return Problem("no-choice", message, f"{header} ({role})", opened.source.file, 1, place)
