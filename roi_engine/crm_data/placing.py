"""Where in a file the values stand that it is refused for."""

from __future__ import annotations

from collections.abc import Callable

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.exports.words import is_personal
from roi_engine.crm_data.source import SHOWN, Source
from roi_engine.errors import Problem


def placed(
    database: Database,
    source: Source,
    place: tuple[str, str],
    is_wanted: Callable[[str], bool],
    code: str,
    accepted: str,
    limit: int = SHOWN,
) -> list[Problem]:
    """A problem for each of the first cells of a column whose trimmed text is wanted; `place` is (header, role).

    What names or reaches a person is not repeated, wherever it stands.
    """
    header, role = place
    cells = source.cells(database, header, is_wanted, limit)
    return [
        Problem(code, _told(cell.value, header), f"{header} ({role})", source.file, cell.line, cell.column, accepted)
        for cell in cells
    ] or [Problem(code, "values do not fit", header, source.file, accepted=accepted)]


def _told(value: str, header: str) -> str:
    is_hidden = is_personal(header) or "@" in value
    return "a value that is not shown, as it may name a person" if is_hidden else f"'{value[:60]}'"
