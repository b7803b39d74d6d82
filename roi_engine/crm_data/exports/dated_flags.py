"""Headers such as `Converted` and `Won`, which stand above yes and no in one system and above dates in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.dates import BLANK, FORMATS
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.moments import parts_of
from roi_engine.crm_data.exports.recognising import Recognised
from roi_engine.crm_data.exports.words import bare
from roi_engine.crm_data.source import Source, reading

_MOMENTS: Mapping[str, str] = MappingProxyType({"is_converted": "converted", "is_won": "won_on", "is_closed": "closed"})
_LOST = frozenset("lost persa perso perdida perdido".split())
_LOOKED_AT = 200  # different values of a column


def dates_for_flags(database: Database, source: Source, known: Recognised, file: ExportFile) -> Recognised:
    """The same with the moment in the place of a flag, where the values of its column are dates."""
    mapping = dict(known.mapping)
    for flag, moment in _MOMENTS.items():
        free = flag in mapping and moment not in mapping and not {flag, moment} & {*file.columns}
        if free and source.is_text(mapping[flag]) and _are_dates(database, source, mapping[flag]):
            mapping = {moment if role == flag else role: header for role, header in mapping.items()}
    left = list(known.unmapped)
    for header in known.unmapped if "won_on" in mapping and "lost_on" not in mapping else ():
        if bare(header) in _LOST and _are_dates(database, source, header):
            mapping["lost_on"] = header
            left.remove(header)
            break
    return replace(known, mapping=mapping, unmapped=tuple(left))


def _are_dates(database: Database, source: Source, header: str) -> bool:
    sql = f"SELECT DISTINCT {source.cell(header)} FROM {source.rows} LIMIT {_LOOKED_AT}"
    with reading(source):
        found = [str(value) for (value,) in database.run(sql, source.parameters)]
    told = [parts_of(value)[0] for value in found if value.lower() not in BLANK]
    return bool(told) and all(any(form.day(day) is not None for form in FORMATS.values()) for day in told)
