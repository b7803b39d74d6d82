"""Columns and dimensions that a user states for an export, held against its header."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.meanings import NONE
from roi_engine.crm_data.exports.spans import CLOCKS, SECONDS
from roi_engine.crm_data.exports.tables import ExportTable
from roi_engine.crm_data.exports.words import is_personal
from roi_engine.crm_data.headers import header_called
from roi_engine.crm_data.source import Source
from roi_engine.errors import DataError, Problem, did_you_mean

_OWN = ("export", "export updated", "export place", "export row")  # columns beside those of the kind
_NESTED = ("STRUCT", "MAP", "BLOB", "UNION", "BIT")
_REPEATS = ("", "last", "own")


def check_stated(files: Sequence[ExportFile]) -> None:
    """DataError where what is stated cannot be meant, whatever the files hold."""
    problems = []
    names = [file.name for file in files]
    for file in files:
        if names.count(file.name) > 1:
            problems.append(Problem("repeated-name", f"two exports are called '{file.name}'", "name", file.file))
        if file.decimal not in ("", ",", "."):
            problems.append(
                Problem("decimal", f"'{file.decimal}' is no decimal sign", "decimal", file.file, accepted="',' or '.'")
            )
        if file.repeats not in _REPEATS:
            accepted = ", ".join(each for each in _REPEATS if each)
            problems.append(Problem("repeats", f"repeats: '{file.repeats}'", "repeats", file.file, accepted=accepted))
        for role, unit in file.units.items():
            if unit not in (*SECONDS, *CLOCKS):
                message, accepted = f"'{unit}' is no unit of time", ", ".join((*SECONDS, *CLOCKS))
                problems.append(Problem("unknown-unit", message, f"units.{role}", file.file, accepted=accepted))
    if problems:
        raise DataError(list(dict.fromkeys(problems)))


def checked_roles(header: Sequence[str], stated: ExportFile, roles: Collection[str], file: str) -> dict[str, str]:
    """Role -> header as stated, roles that are not to be read left out; DataError with every fault."""
    problems = []
    found = {}
    for role, name in stated.columns.items():
        if role not in roles:
            accepted = ", ".join(sorted(roles))
            message = f"there is no column '{role[:40]}' in this kind of table"
            hint = did_you_mean(role, roles)
            problems.append(Problem("unknown-role", message, f"columns.{role}", file, 0, 0, accepted, hint))
        elif name:
            match = header_called(name, header)
            problems += [] if match else [_missing(f"columns.{role}", name, header, file)]
            found[role] = match
    if problems:
        raise DataError(problems)
    return found


def checked_dimensions(header: Sequence[str], stated: ExportFile, roles: Collection[str], file: str) -> dict[str, str]:
    """Dimension -> header; DataError for headers that are not there or name persons, and for names that are taken."""
    problems = []
    found = {}
    taken = {*map(str.casefold, roles), *_OWN}  # the database does not tell capitals apart
    for name, wanted in stated.dimensions.items():
        match = header_called(wanted, header)
        path = f"dimensions.{name}"
        if name.casefold() in taken:
            message = f"'{name}' is a column of the table already"
            problems.append(Problem("taken-name", message, path, file, hint="give the dimension another name"))
        elif not match:
            problems.append(_missing(path, wanted, header, file))
        elif is_personal(match):
            message = f"column '{match[:60]}' names or reaches persons and cannot be a dimension"
            problems.append(Problem("personal-column", message, path, file, accepted="a column that groups the rows"))
        taken.add(name.casefold())
        found[name] = match
    if problems:
        raise DataError(problems)
    return found


def checked_texts(kind_roles: Mapping[str, str], free: Collection[str], own: Mapping[str, str], file: str) -> None:
    """DataError where a text that is kept in clear, or a choice, is stated to be a personal column.

    `kind_roles`: role -> kind.
    """
    problems = [
        Problem(
            "personal-column",
            f"column '{name[:60]}' names or reaches persons and cannot be the {role}",
            f"columns.{role}",
            file,
            accepted="persons are known by the roles customer, email and phone alone, as keyed hashes",
        )
        for role, name in own.items()
        if name and kind_roles.get(role) in ("text", "choice", "flag") and is_personal(name) and role not in free
    ]
    if problems:
        raise DataError(problems)


def check_types(source: Source, mapping: Mapping[str, str]) -> None:
    """DataError where a column of a Parquet file holds lists, records or bytes."""
    problems = [
        Problem("column-type", f"column '{header[:60]}' holds {source.types[header][:40]}", f"columns.{role}",
                source.file, accepted="text, numbers, dates, times or truth values")
        for role, header in mapping.items()
        if source.types[header].endswith("]") or source.types[header].startswith(_NESTED)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)


def check_words(table: ExportTable, stated: ExportFile, file: str) -> None:
    """DataError where words are stated for what is no choice of the table."""
    problems = []
    for role, choices in stated.words.items():
        column = table.column(role)
        known = {"choice": column.choices, "flag": ("true", "false")}.get(column.kind, ()) if column else ()
        for choice in choices:
            if choice not in (*known, NONE):
                message = (
                    f"'{choice}' is no choice of the column '{role}'" if known else f"'{role}' is no column of choices"
                )
                accepted, hint = ", ".join((*known, NONE)), did_you_mean(choice, (*known, NONE))
                problems.append(Problem("unknown-choice", message, f"words.{role}", file, 0, 0, accepted, hint))
    if problems:
        raise DataError(problems)


def _missing(path: str, name: str, header: Sequence[str], file: str) -> Problem:
    listed = ", ".join(f"'{each[:40]}'" for each in header[:20])
    several = [each for each in header if each.startswith(f"{name} (column ")]
    hint = f"several columns are called so: state '{several[0]}'" if several else did_you_mean(name, header)
    code = "repeated-column" if several else "missing-column"
    message = f"column '{name[:60]}' is repeated" if several else f"there is no column '{name[:60]}'"
    return Problem(code, message, path, file, 1, 0, f"columns of the file: {listed}", hint)
