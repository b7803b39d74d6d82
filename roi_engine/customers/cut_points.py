"""Cut points of scores as a record, and as the plain mapping that a file saves for the next scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from roi_engine.errors import DataError, Problem, did_you_mean

Kind = Literal["independent", "nested", "fixed"]

CLASSES = 5
_FEWEST, _MOST = 2, 10
_FIELDS = ("kind", "classes", "scoring_date", "recency_days", "frequency_orders", "monetary_amount")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class CutPoints:
    """Bounds of the classes of each score; k classes have k-1 bounds, ascending, each inside the class it closes.

    `recency` [days since the last order at the scoring date]: up to the first bound scores k, beyond the last 1.
    `frequency` [order days] and `monetary` [cents]: up to the first bound scores 1, above the last k. They hold one
    row for all customers; `nested` ones hold k rows (frequency, one a class of recency, 1 first) and k x k rows
    (monetary, at place (r-1) k + f-1). `monetary` is empty where no amounts were known.
    """

    kind: Kind
    classes: int
    scoring_date: date
    recency: tuple[int, ...]
    frequency: tuple[tuple[int, ...], ...]
    monetary: tuple[tuple[int, ...], ...] = ()

    def last_day_cuts(self, at: date | None = None) -> tuple[int, ...]:
        """Cut points of the day number of the last order at a date, for `score_of`: ascending, shape (k-1,)."""
        today = day_number(at or self.scoring_date)
        return tuple(today - days - 1 for days in reversed(self.recency))


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 31))
    30
    """
    return (day - _EPOCH).days


def as_mapping(cuts: CutPoints) -> dict[str, Any]:
    """Cut points as plain values for a YAML or JSON file, amounts in currency; `cut_points_of` reads them back."""
    stated: dict[str, Any] = {
        "kind": cuts.kind,
        "classes": cuts.classes,
        "scoring_date": cuts.scoring_date.isoformat(),
        "recency_days": list(cuts.recency),
        "frequency_orders": _plain(cuts.frequency, 1),
    }
    if cuts.monetary:
        stated["monetary_amount"] = _plain(cuts.monetary, 100)
    return stated


def cut_points_of(mapping: Mapping[str, Any], *, scoring_date: date | None = None, file: str = "") -> CutPoints:
    """Cut points from a file's mapping. DataError lists every problem, each with what is accepted.

    `recency_days` and `frequency_orders` are whole numbers, `monetary_amount` (may be left out) is money with up to
    two decimals; a list each, for nested cut points a list of lists as `as_mapping` writes them. `classes` follows from
    the bounds where it is not stated, `scoring_date` is the one given here where the file has none.
    """
    reading = _Reading(file)
    for name in mapping:
        if name not in _FIELDS:
            reading.fault("unknown-field", str(name), "is not known", hint=did_you_mean(str(name), _FIELDS))
    kind = mapping.get("kind", "fixed")
    if kind not in get_args(Kind):
        reading.fault("bad-kind", "kind", f"{kind!r} is not a kind of cut points", "independent, nested or fixed")
        kind = "fixed"
    stated = mapping.get("recency_days")
    recency = reading.row("recency_days", stated, scale=1, lowest=-1)
    n_bounds = len(stated) if isinstance(stated, list | tuple) and stated else CLASSES - 1
    classes = reading.classes(mapping.get("classes", n_bounds + 1))
    if recency and len(recency) != classes - 1:
        reading.fault("wrong-count", "recency_days", f"{len(recency)} bounds", f"{classes - 1} for {classes} classes")
    n_rows = classes if kind == "nested" else 1
    frequency = reading.rows("frequency_orders", mapping.get("frequency_orders"), (n_rows, classes), scale=1)
    monetary: tuple[tuple[int, ...], ...] = ()
    if mapping.get("monetary_amount") is not None:
        monetary = reading.rows("monetary_amount", mapping["monetary_amount"], (n_rows**2, classes), scale=100)
    day = reading.day(mapping.get("scoring_date", scoring_date))
    if reading.problems:
        raise DataError(reading.problems)
    return CutPoints(kind, classes, day, recency, frequency, monetary)


class _Reading:
    """Takes what is well stated and keeps every fault of the rest, so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, code: str, path: str, message: str, accepted: str = "", hint: str = "") -> None:
        self.problems.append(Problem(code, message, path=path, file=self.file, accepted=accepted, hint=hint))

    def classes(self, stated: Any) -> int:
        if _is_whole(stated) and _FEWEST <= stated <= _MOST:
            return int(stated)
        self.fault("bad-classes", "classes", f"{stated!r} classes", f"a whole number from {_FEWEST} to {_MOST}")
        return CLASSES

    def day(self, stated: Any) -> date:
        if isinstance(stated, datetime):
            return stated.date()
        if isinstance(stated, date):
            return stated
        try:
            return date.fromisoformat(str(stated))
        except ValueError:
            said = "is missing" if stated is None else f"{stated!r} is not a date"
            self.fault("bad-date", "scoring_date", said, "a date such as 2025-12-31")
            return _EPOCH

    def rows(self, path: str, stated: Any, shape: tuple[int, int], *, scale: int) -> tuple[tuple[int, ...], ...]:
        n_rows, classes = shape
        given = stated if n_rows > 1 and isinstance(stated, list | tuple) else [stated]
        if len(given) != n_rows:
            self.fault("wrong-count", path, f"{len(given)} rows", f"{n_rows} rows for {classes} nested classes")
        places = [f"{path}[{place}]" for place in range(len(given))] if n_rows > 1 else [path]
        read = tuple(self.row(place, row, scale=scale, lowest=None) for place, row in zip(places, given, strict=True))
        for place, row in zip(places, read, strict=True):
            if row and len(row) != classes - 1:
                self.fault("wrong-count", place, f"{len(row)} bounds", f"{classes - 1} for {classes} classes")
        return read

    def row(self, path: str, stated: Any, *, scale: int, lowest: int | None) -> tuple[int, ...]:
        what = "whole numbers" if scale == 1 else "amounts with up to two decimals"
        accepted = f"a list of {what}, each at least as high as the one before"
        if not isinstance(stated, list | tuple) or not stated:
            self.fault("bad-bounds", path, "is missing" if stated is None else f"{stated!r} is no list", accepted)
            return ()
        read = [_in_units(each, scale) for each in stated]
        for place, (value, given) in enumerate(zip(read, stated, strict=True)):
            if value is None or (lowest is not None and value < lowest):
                self.fault("bad-bound", f"{path}[{place}]", f"{given!r} is no bound", accepted)
        known = [value for value in read if value is not None]
        if known != sorted(known):
            self.fault("not-ascending", path, f"{list(stated)} does not rise", accepted)
        # a row with a fault is not counted on top of it
        return tuple(known) if len(known) == len(stated) else ()


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _in_units(value: Any, scale: int) -> int | None:
    """A number as a whole count of its smallest unit, or None where it is no number or finer than that unit."""
    if isinstance(value, bool):
        return None
    try:
        units = Decimal(str(value)) * scale
        return int(units) if units == units.to_integral_value() else None
    except (ArithmeticError, ValueError):
        return None


def _plain(rows: tuple[tuple[int, ...], ...], scale: int) -> list[Any]:
    stated = [[value if scale == 1 else value / scale for value in row] for row in rows]
    return stated[0] if len(stated) == 1 else list(stated)
