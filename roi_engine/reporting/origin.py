"""Where the figures of a customer base or a measured KPI come from: the sources that the program states itself."""

from __future__ import annotations

import re
from datetime import date

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.reporting.customers_words import day
from roi_engine.reporting.words import N_, Words

_DAY = r"(?P<until>\d{4}-\d\d-\d\d)\Z"
_FITTED = re.compile(rf"(?P<file>.+): (?P<model>\S+) fitted to (?P<n>[\d,]+) customers up to {_DAY}")
_LISTED = re.compile(rf"(?P<file>.+): (?P<n>[\d,]+) customers as of {_DAY}")
_MEASURED = re.compile(
    r"(?P<kpi>[a-z]+\.[a-z_]+) in (?P<file>.+),"
    r" (?P<first>\d{4}-\d\d-\d\d) to (?P<last>\d{4}-\d\d-\d\d), n = (?P<n>\d+)\Z"
)


def source_said(source: str, words: Words) -> str:
    """A source in the reader's language where the program has written it; the user's own stays as it is."""
    if found := _FITTED.match(source):
        told = {"file": found["file"], "model": found["model"], **_counted(found, words)}
        return words.text(N_("{file}: {model} fitted to {n} customers up to {until}"), **told)
    if found := _LISTED.match(source):
        return words.text(N_("{file}: {n} customers as of {until}"), file=found["file"], **_counted(found, words))
    if (found := _MEASURED.match(source)) and (kpi := kpi_catalogue().get(found["kpi"])):
        return words.text(
            N_("{kpi}: measured in {file}, {first} to {last}, n = {n}"),
            kpi=kpi.title[words.language],
            file=found["file"],
            first=day(date.fromisoformat(found["first"]), words),
            last=day(date.fromisoformat(found["last"]), words),
            n=words.count(int(found["n"])),
        )
    return source


def _counted(found: re.Match[str], words: Words) -> dict[str, str]:
    until = date.fromisoformat(found["until"])
    return {"n": words.count(int(found["n"].replace(",", ""))), "until": day(until, words)}
