"""A file as a relation of the database: columns with their types, and where in the file a value stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from roi_engine.crm_data.database import Database, named, text
from roi_engine.crm_data.dialect import BLANKS, Cell, Dialect, cells_of, dialect_of
from roi_engine.crm_data.encoding import checked_file, is_parquet, plain_text
from roi_engine.errors import DataError, Problem

SHOWN = 20  # problems of one kind that are listed
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


@dataclass(frozen=True, slots=True)
class Source:
    """A file: `relation` reads it when its `parameters` are bound, `types` are those of the columns of `header`.

    `blanks` are the signs that may surround a text of the file and mean nothing.
    """

    file: str
    path: Path
    sha256: str
    encoding: str
    relation: str
    header: tuple[str, ...]
    types: Mapping[str, str]
    dialect: Dialect | None
    blanks: str = " "

    @property
    def parameters(self) -> dict[str, str]:
        """What is bound wherever `relation` stands."""
        return {"path": str(self.path)}

    @property
    def rows(self) -> str:
        """SQL of the file's rows: texts without blanks around them, '' where they are null, other types as they are."""
        return self._rows("")

    @property
    def rows_with_rejects(self) -> str:
        """The same, with rows that cannot be cut into cells written to the table `reject_errors`."""
        return self._rows(", store_rejects = true" if self.dialect else "")

    def _rows(self, option: str) -> str:
        columns = [self.column(header) for header in self.header]
        parts = [
            f"{self._settled(header)} AS {column}" if self.is_text(header) else column
            for header, column in zip(self.header, columns, strict=True)
        ]
        return f"(SELECT {', '.join(parts)} FROM {self.relation.removesuffix(')')}{option}))"

    def column(self, header: str) -> str:
        """SQL name of a column."""
        return named(header) if self.dialect is None else f"c{self.header.index(header)}"

    def trimmed(self, header: str) -> str:
        """SQL of a column of `relation` as text without blanks around it, '' where it is null."""
        signs = "" if self.blanks == " " else f", {text(self.blanks)}"
        return f"trim(coalesce({self.column(header)}, ''){signs})" if self.is_text(header) else self.cell(header)

    def _settled(self, header: str) -> str:
        """The same as `trimmed`, at a third of the price where most values are plain ASCII without blanks around it."""
        column = self.column(header)
        ends = "".join(f" AND NOT ends_with({column}, {text(sign)})" for sign in self.blanks if sign.isascii())
        plain = f"{column} >= '!' AND strlen({column}) = length({column}){ends}"
        return f"CASE WHEN {plain} THEN {column} ELSE {self.trimmed(header)} END"

    def cell(self, header: str) -> str:
        """SQL of a column of `rows` as text, '' where it is null."""
        kind = self.types[header]
        column = self.column(header)
        if kind == "VARCHAR":
            return column
        if kind in ("FLOAT", "DOUBLE"):  # whole numbers that were once a column with gaps
            whole = f"{column} = trunc({column}) THEN CAST(CAST({column} AS BIGINT) AS VARCHAR)"
            return f"coalesce(CASE WHEN isnan({column}) THEN '' WHEN {whole} ELSE CAST({column} AS VARCHAR) END, '')"
        return f"coalesce(CAST({column} AS VARCHAR), '')"

    def is_text(self, header: str) -> bool:
        """Whether the column has to be understood before it can be used: text, or dates as whole numbers."""
        return self.types[header] == "VARCHAR"

    def is_whole(self, header: str) -> bool:
        """Whether the column is typed as whole numbers."""
        return self.types[header] in _WHOLE

    def cells(
        self, database: Database, header: str, is_wanted: Callable[[str], bool], limit: int = SHOWN
    ) -> list[Cell]:
        """Where the values of a column that are wanted stand: the first ones, in the order of the file."""
        place = self.header.index(header)
        if self.dialect is not None:
            return list(cells_of(self.path, self.dialect, place, is_wanted, limit))
        relation = self.relation.removesuffix(")") + ", file_row_number = true)"
        sql = f"SELECT file_row_number + 1, {self.trimmed(header)} FROM {relation} ORDER BY 1"
        rows = database.run(sql, self.parameters)
        return [
            Cell(int(row), place + 1, str(value).strip(BLANKS))
            for row, value in rows
            if is_wanted(str(value or "").strip(BLANKS))
        ][:limit]


def opened(database: Database, path: Path, folder: Path, *, may_repeat: bool = False) -> Source:
    """The relation of a CSV or Parquet file; a copy in UTF-8, where one is needed, is made in `folder`.

    `may_repeat`: names of the header that are repeated are told apart by the number of their column.
    """
    sha256 = checked_file(path)
    if is_parquet(path):
        return _parquet(database, path, sha256, folder)
    plain = plain_text(path, sha256, folder)
    dialect = dialect_of(plain, str(path), may_repeat=may_repeat)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(dialect.header)))
    relation = (
        f"read_csv($path, auto_detect = false, header = false, skip = {dialect.records}, "
        f"delim = {text(dialect.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"null_padding = false, columns = {{{columns}}})"
    )
    types = dict.fromkeys(dialect.header, "VARCHAR")
    blanks = plain.blanks.replace(dialect.delimiter, "")
    encoding = plain.encoding.replace("-sig", " with byte order mark")
    return Source(str(path), plain.path, sha256, encoding, relation, dialect.header, types, dialect, blanks)


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """What the database finds wrong while it reads the file is a fault of the file."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError([Problem("unreadable-file", f"the file cannot be read: {said}", file=source.file)]) from None


def ragged_rows(database: Database, source: Source) -> list[Problem]:
    """Rows of a CSV file that cannot be cut into as many cells as the header, after a reading with `store_rejects`."""
    found = database.run("SELECT line, error_type, error_message FROM reject_errors ORDER BY line LIMIT 20")
    wide = len(source.header)
    words = {
        "MISSING COLUMNS": f"the row has fewer than {wide} cells",
        "TOO MANY COLUMNS": f"the row has more than {wide} cells",
        "UNQUOTED VALUE": "a quotation mark is not closed, or stands inside a value",
    }
    return [
        Problem("ragged-row", words.get(kind, str(said).split("\n")[0]), file=source.file, line=int(line),
                accepted=f"{wide} cells, as in the header")
        for line, kind, said in found
    ]  # fmt: skip


def _parquet(database: Database, path: Path, sha256: str, folder: Path) -> Source:
    plain = path
    if any(sign in str(path) for sign in "*?["):  # signs that the database would take for a pattern
        plain = folder / "table.parquet"
        plain.write_bytes(path.read_bytes())
    try:
        described = database.run("DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(plain)})
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError([Problem("bad-parquet", f"the Parquet file cannot be read: {said}", file=str(path))]) from None
    types = {str(row[0]): str(row[1]) for row in described}
    return Source(
        str(path), plain, sha256, "", "read_parquet($path, hive_partitioning = false)", tuple(types), types, None
    )
