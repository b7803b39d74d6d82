"""The tables that exports become and what each of their columns holds, read from `tables.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

SQL_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": "VARCHAR", "key": "VARCHAR", "time": "TIMESTAMP", "money": "BIGINT", "count": "BIGINT",
        "number": "DOUBLE", "span": "BIGINT", "flag": "BOOLEAN", "choice": "VARCHAR",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column (role): `kind` as in `tables.yaml`, `choices` the values that a choice may take.

    Where the columns `open_without` are there and blank, a word that is not known stands for `open`.
    """

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    open_without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A kind of table: `columns` it always has, `aids` that help to read them and are no part of it.

    `one_row` names the column that has one row a value, '' where none has; `no_repeats` the columns that, all mapped,
    make an identical row a repetition; `in_order` pairs of moments of which the second cannot come first.
    """

    name: str
    title: Mapping[str, str]
    required: tuple[str, ...]
    columns: Mapping[str, ExportColumn]
    aids: Mapping[str, ExportColumn]
    one_row: str
    no_repeats: tuple[str, ...]
    in_order: tuple[tuple[str, str], ...]

    def column(self, role: str) -> ExportColumn | None:
        """The column or aid of a name, None where there is none."""
        return self.columns.get(role) or self.aids.get(role)


@cache
def export_tables() -> Mapping[str, ExportTable]:
    """All kinds of table by their name, in the order of the file."""
    text = files("roi_engine.crm_data.exports").joinpath("tables.yaml").read_text(encoding="utf-8")
    stated: Mapping[str, Any] = yaml.safe_load(text)
    return MappingProxyType({name: _table(name, given) for name, given in stated.items()})


def _table(name: str, given: Mapping[str, Any]) -> ExportTable:
    return ExportTable(
        name,
        MappingProxyType(given["title"]),
        tuple(given["required"]),
        _columns(given["columns"]),
        _columns(given.get("aids", {})),
        given.get("one_row", ""),
        tuple(given.get("no_repeats", ())),
        tuple((first, second) for first, second in given.get("in_order", ())),
    )


def _columns(given: Mapping[str, Any]) -> Mapping[str, ExportColumn]:
    columns = {
        role: ExportColumn(role, said)
        if isinstance(said, str)
        else ExportColumn(role, said["kind"], tuple(said["choices"]), tuple(said.get("open_without", ())))
        for role, said in given.items()
    }
    return MappingProxyType(columns)
