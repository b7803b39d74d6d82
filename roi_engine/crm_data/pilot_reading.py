"""Columns of a pilot's file: arms and segments as text, outcomes and covariates as numbers, or refused by row."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.database import Database, open_database
from roi_engine.crm_data.numbers import BLANK, SPACES, Shape, number_finding
from roi_engine.crm_data.piloting import PilotColumns, PilotQuestion
from roi_engine.crm_data.source import SHOWN, Source, opened, ragged_rows
from roi_engine.errors import DataError, Problem, did_you_mean

Texts = NDArray[np.object_]
Array = NDArray[np.float64]
_NINES = str.maketrans("12345678", "99999999")
_TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}


def read_pilot(path: Path, question: PilotQuestion, decimal: str = "") -> PilotColumns:
    """The columns that a question names, one row a customer; DataError lists every problem with its row."""
    with tempfile.TemporaryDirectory(prefix="roi_engine_") as folder:
        database = open_database()
        source = opened(database, path, Path(folder))
        wanted = [question.treatment, question.outcome, *question.covariates]
        wanted += [question.segment] if question.segment is not None else []
        _check_headers(source, wanted)
        texts = dict(zip(wanted, _columns(database, source, wanted), strict=True))
        return _understood(database, source, texts, question, decimal)


def read_numbers(path: Path, headers: tuple[str, ...], decimal: str = "") -> dict[str, Array]:
    """Some columns of a file as numbers, shape (n,) each; DataError lists every problem with its row."""
    with tempfile.TemporaryDirectory(prefix="roi_engine_") as folder:
        database = open_database()
        source = opened(database, path, Path(folder))
        _check_headers(source, list(headers))
        problems: list[Problem] = []
        columns = dict(zip(headers, _columns(database, source, list(headers)), strict=True))
        found = {name: _numbers(database, source, name, texts, decimal, problems) for name, texts in columns.items()}
        if problems:
            raise DataError(problems)
        return found


def _understood(
    database: Database, source: Source, texts: dict[str, Texts], question: PilotQuestion, decimal: str
) -> PilotColumns:
    problems: list[Problem] = []
    for header in (question.treatment, *([question.segment] if question.segment is not None else [])):
        if (texts[header] == "").any():
            accepted = "a value in every row: leave out who took no part"
            problems += _placed(database, source, header, {""}, "blank-cell", accepted)
    numbers = [
        _numbers(database, source, header, texts[header], decimal, problems)
        for header in (question.outcome, *question.covariates)
    ]
    if problems:
        raise DataError(problems)
    known = np.column_stack(numbers[1:]) if len(numbers) > 1 else np.empty((numbers[0].size, 0))
    return PilotColumns(
        file=Path(source.file).name,
        sha256=source.sha256,
        arm=texts[question.treatment],
        outcome=numbers[0],
        covariates=known,
        segment=texts[question.segment] if question.segment is not None else None,
    )


def _check_headers(source: Source, wanted: list[str]) -> None:
    listed = ", ".join(f"'{name[:40]}'" for name in source.header[:20])
    problems = [
        Problem(
            "missing-column",
            f"there is no column '{name[:60]}'",
            file=source.file,
            line=1,
            accepted=f"columns of the file: {listed}",
            hint=did_you_mean(name, source.header),
        )
        for name in dict.fromkeys(wanted)
        if name not in source.header
    ]
    if problems:
        raise DataError(problems)


def _columns(database: Database, source: Source, wanted: list[str]) -> list[Texts]:
    """The columns as trimmed text, shape (n,) each; DataError where rows cannot be cut into cells."""
    listed = ", ".join(f"{source.trimmed(header)} AS v{place}" for place, header in enumerate(wanted))
    rejects = ", store_rejects = true)" if source.dialect is not None else ")"
    relation = source.relation.removesuffix(")") + rejects
    found = database.connection.execute(f"SELECT {listed} FROM {relation}", source.parameters).fetchnumpy()
    problems = ragged_rows(database, source) if source.dialect is not None else []
    if problems:
        raise DataError(problems)
    columns = [np.asarray(found[f"v{place}"], object) for place in range(len(wanted))]
    if not columns[0].size:
        raise DataError([Problem("no-rows", "the file has a header and no rows", file=source.file)])
    return columns


def _numbers(
    database: Database, source: Source, header: str, texts: Texts, decimal: str, problems: list[Problem]
) -> Array:
    """A column as numbers; every value that is none is added to the problems."""
    values, place = np.unique(texts.astype(str), return_inverse=True)
    blank = {value for value in values.tolist() if value.strip(SPACES).lower() in BLANK}
    if blank:
        accepted = "a number in every row: 0 for a customer who did nothing"
        problems += _placed(database, source, header, blank, "blank-cell", accepted)
    read = _plain(values, blank)
    if read is None:
        read = _shaped(database, source, header, (values, blank, decimal), problems)
    return np.asarray(read[place], np.float64)


def _plain(values: NDArray[np.str_], blank: set[str]) -> Array | None:
    """Truth values, or numbers in scientific notation as a program writes them; None where the column is neither."""
    words = {value: _TRUTH[value.lower()] for value in values.tolist() if value.lower() in _TRUTH}
    others = [value for value in values.tolist() if value not in blank and value not in words]
    if words and not others:
        return np.array([words.get(value, np.nan) for value in values.tolist()])
    if not any("e" in value.lower() for value in others):
        return None
    try:
        return np.array([np.nan if value in blank else float(value) for value in values.tolist()])
    except ValueError:
        return None


def _shaped(
    database: Database,
    source: Source,
    header: str,
    given: tuple[NDArray[np.str_], set[str], str],
    problems: list[Problem],
) -> Array:
    """Numbers in the one shape that fits all values of a column; nan where none does."""
    values, blank, decimal = given
    shapes = {value: value.translate(_NINES) for value in values.tolist() if value not in blank}
    finding = number_finding(shapes.values(), decimal)
    if finding.shape is not None:
        return np.array([_number(value, finding.shape) if value in shapes else np.nan for value in values.tolist()])
    if finding.ambiguous:
        odd = {next(value for value, shape in shapes.items() if shape == finding.ambiguous)}
        accepted = "the point or the comma may be the decimal sign: --decimal says which"
        problems += _placed(database, source, header, odd, "ambiguous-number", accepted, 1)
    else:
        odd = {value for value, shape in shapes.items() if shape in finding.unfit}
        problems += _placed(database, source, header, odd, "bad-number", f"expected {finding.expected or 'a number'}")
    return np.full(values.size, np.nan)


def _number(value: str, shape: Shape) -> float:
    negative = shape.negative and any(sign in value for sign in "-−(")
    kept = "".join("." if c == shape.decimal else c for c in value if c.isdigit() or c == shape.decimal)
    return -float(kept) if negative else float(kept)


def _placed(
    database: Database,
    source: Source,
    header: str,
    values: set[str],
    code: str,
    accepted: str,
    limit: int = SHOWN,
) -> list[Problem]:
    """A problem for each cell that holds one of some values, with its line and column."""
    cells = source.cells(database, header, values.__contains__, limit)
    return [
        Problem(code, f"'{cell.value[:60]}'" if cell.value else "the cell is empty", header, source.file, cell.line,
                cell.column, accepted)
        for cell in cells
    ]  # fmt: skip
