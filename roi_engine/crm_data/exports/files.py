"""An export as a user states it: the file, and what is known about it. Light: scenarios state exports too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An entry of `data:`; everything but the file may be left to the reader, which recognises or refuses.

    `columns` and `dimensions` map roles and names to headers; a role with the header '' is not read. `units` (role ->
    second, minute, hour, day, hh:mm or mm:ss) tells what a length of time is written in; `words` (role -> choice ->
    words) adds words for a choice, those of the choice `none` stand for nothing. `region` (ISO 3166) is the country of
    phone numbers without a prefix. `until` (a date or a moment) is when the export was made. `repeats` says what
    several rows of one deal, ticket, lead or contact are where no column tells which is the latest: `last` (the last
    row of the files counts) or `own` (the numbers of this file are its own, whatever other files hold); '' refuses.
    """

    name: str
    file: str
    profile: str = ""
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    decimal: str = ""
    currency: str = ""
    until: str = ""
    region: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    repeats: str = ""
