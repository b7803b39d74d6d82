"""Which export a file is: the profile that knows its headers best, or a refusal that says what was nearest."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from roi_engine.crm_data.database import open_database
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.profiles import GENERIC, ExportProfile, export_profiles
from roi_engine.crm_data.exports.stated_columns import checked_roles
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.exports.words import bare, core, folded, is_personal
from roi_engine.crm_data.source import opened
from roi_engine.errors import DataError, Problem, did_you_mean

_LEAST, _MARGIN = 0.4, 0.1  # share of headers that must be known; lead over the next kind
_DATED = frozenset(
    "date data fecha day giorno dia month mese mes when time ora hora at on il el created opened closed start".split()
)
_LIST = (
    "a list without dates (of accounts, products, teams) tells no KPI: files of deals, orders or tickets do "
    "(a list of customers: 'rfm score --list'); if one of its columns is a date: --kind and --columns"
)
_TOLD_APART = re.compile(r" ?\(column \d+\)$")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file recognised: `mapping` role -> header, `score` the share of its headers that the profile knows.

    `unmapped` headers are not read, `personal` are those among them that name or reach a person, `repeated` those that
    the profile would have mapped, had they not stood in the header twice. `runner_up` is the next profile of another
    kind with its score.
    """

    kind: str
    profile: str
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    personal: tuple[str, ...]
    repeated: tuple[str, ...]
    score: float
    runner_up: tuple[str, float] | None


def recognise(path: Path, stated: ExportFile | None = None) -> Recognised:
    """Recognise a file by its header; DataError where that is a guess."""
    with tempfile.TemporaryDirectory(prefix="roi_engine_") as folder:
        source = opened(open_database(), path, Path(folder), may_repeat=True)
        return recognised(source.header, stated or ExportFile(path.name, str(path)), source.file)


def recognised(header: Sequence[str], stated: ExportFile, file: str) -> Recognised:
    """The same from the names of a header. What is stated is kept; the profile fills in the rest."""
    candidates = [_matched(profile, header, stated) for profile in _asked(stated, file)]
    roles = {
        role for each in candidates for role in (*export_tables()[each.kind].columns, *export_tables()[each.kind].aids)
    }
    own = checked_roles(header, stated, roles, file)
    candidates = [_with_own(each, own, header) for each in candidates if _has_roles(each.kind, own)]
    fitting = sorted(
        (each for each in candidates if {*export_tables()[each.kind].required} <= {*each.mapping}),
        key=_rank,
        reverse=True,
    )
    if not fitting:
        raise DataError([_unrecognised(candidates, header, stated, file)])
    best = fitting[0]
    others = [each for each in fitting if each.kind != best.kind]
    best = replace(best, runner_up=(others[0].profile, others[0].score) if others else None)
    if stated.kind or stated.profile:
        return best
    if best.score < _LEAST and not own:
        raise DataError([_unrecognised(candidates, header, stated, file)])
    if others and others[0].score > best.score - _MARGIN:
        raise DataError([_tie(best, others[0], file)])
    return best


def _asked(stated: ExportFile, file: str) -> list[ExportProfile]:
    """The profiles that what is stated leaves open."""
    profiles, tables = export_profiles(), export_tables()
    problems = []
    if stated.profile and stated.profile not in profiles:
        message, hint = f"there is no profile '{stated.profile[:40]}'", did_you_mean(stated.profile, profiles)
        problems.append(Problem("unknown-profile", message, "profile", file, accepted=", ".join(profiles), hint=hint))
    if stated.kind and stated.kind not in tables:
        message, hint = f"there is no kind of table '{stated.kind[:40]}'", did_you_mean(stated.kind, tables)
        problems.append(Problem("unknown-kind", message, "kind", file, accepted=", ".join(tables), hint=hint))
    if not problems and stated.profile and stated.kind and profiles[stated.profile].kind != stated.kind:
        message = f"profile '{stated.profile}' is one of {profiles[stated.profile].kind}, not of {stated.kind}"
        problems.append(Problem("unknown-profile", message, "profile", file))
    if problems:
        raise DataError(problems)
    if stated.profile:
        return [profiles[stated.profile]]
    return [profile for profile in profiles.values() if stated.kind in ("", profile.kind)]


def _matched(profile: ExportProfile, header: Sequence[str], stated: ExportFile) -> Recognised:
    """The roles that a profile finds in a header, and the share of the header that it knows."""
    plain = [name for name in header if not _TOLD_APART.search(name)]
    found: dict[str, str] = {}
    ways = ((profile.columns, folded), (profile.columns, bare), (profile.cores, lambda name: core(bare(name))))
    for columns, spelling in ways:
        spelt: dict[str, list[str]] = defaultdict(list)
        for name in plain:
            if "%" not in name:  # a share is none of the counts, amounts and moments that are read
                spelt[spelling(name)].append(name)
        for role, listed in columns.items():
            if role not in found and role not in stated.columns:
                name = _called(listed, spelt, {*found.values()})
                if name and not _is_unwanted(profile.kind, role, name):
                    found[role] = name
    bases = (_TOLD_APART.sub("", name) for name in header if _TOLD_APART.search(name))
    repeated = tuple(dict.fromkeys(base for base in bases if base and profile.knows(base)))
    known = sum(profile.knows(name) or name in found.values() for name in plain)
    score = (known + len(repeated)) / max(len([name for name in header if _TOLD_APART.sub("", name)]), 1)
    return Recognised(profile.kind, profile.name, found, (), (), repeated, score, None)


def _called(listed: Sequence[str], spelt: Mapping[str, Sequence[str]], taken: Collection[str]) -> str:
    """The header that is called by the most preferred of some names; none where two are."""
    for wanted in listed:
        alike = [name for name in spelt.get(wanted, ()) if name not in taken]
        if len(alike) == 1:
            return alike[0]
    return ""


def _is_unwanted(kind: str, role: str, header: str) -> bool:
    """A text that would show a person in clear is not read because a profile happens to know its header."""
    column = export_tables()[kind].column(role)
    is_text = column is not None and column.kind == "text"
    return is_text and is_personal(header) and role not in may_be_personal(kind)


def may_be_personal(kind: str) -> frozenset[str]:
    """Texts that may come from a personal column: what is hashed then, and labels of staff, firms and campaigns."""
    table = export_tables()[kind]
    return frozenset(
        {table.one_row, *table.required, "seller", "agent", "account", "campaign", "group", "deal", "ticket"}
    )


def _has_roles(kind: str, own: Mapping[str, str]) -> bool:
    table = export_tables()[kind]
    return all(table.column(role) is not None for role in own)


def _with_own(found: Recognised, own: Mapping[str, str], header: Sequence[str]) -> Recognised:
    """What was found with the stated columns; a header that is stated leaves the role it was found for."""
    required = export_tables()[found.kind].required  # a number that is stated to be a key is a number all the same
    kept = {role: name for role, name in found.mapping.items() if name not in own.values() or role in required}
    mapping = kept | dict(own)
    left = [name for name in header if name not in mapping.values()]
    personal = tuple(name for name in left if is_personal(_TOLD_APART.sub("", name)))
    extra = len([name for name in own.values() if name not in found.mapping.values()])
    named = max(len([name for name in header if _TOLD_APART.sub("", name)]), 1)
    score = min(found.score + extra / named, 1.0)
    unmapped = tuple(name for name in left if name not in personal)
    chosen = {_TOLD_APART.sub("", name) for name in own.values()}
    repeated = tuple(name for name in found.repeated if name not in chosen)
    return replace(found, mapping=mapping, unmapped=unmapped, personal=personal, repeated=repeated, score=score)


def _rank(found: Recognised) -> tuple[float, int, bool, str]:
    """Known headers first, then roles, then a profile of a system before a generic one."""
    return (round(found.score, 9), len(found.mapping), not found.profile.startswith(GENERIC), found.profile)


def _tie(best: Recognised, other: Recognised, file: str) -> Problem:
    message = (
        f"the headers fit {best.kind} ({best.profile}, {best.score:.0%}) and {other.kind} "
        f"({other.profile}, {other.score:.0%}) alike"
    )
    return Problem(
        "unclear-kind", message, "kind", file, 1, hint=f"state which: kind: {best.kind} or kind: {other.kind} (--kind)"
    )


def _unrecognised(candidates: Sequence[Recognised], header: Sequence[str], stated: ExportFile, file: str) -> Problem:
    """No profile fits: what was nearest, what it lacks, and how to state the rest."""
    nearest = max(candidates, key=_rank, default=None)
    listed = ", ".join(f"'{name[:80]}'" for name in header[:20])
    accepted = f"columns of the file: {listed}"
    if nearest is None or (not nearest.mapping and not stated.kind):
        kinds = ", ".join(export_tables())
        message = "the headers are those of no export that is known"
        return Problem(
            "unknown-export",
            message,
            "kind",
            file,
            1,
            0,
            accepted,
            f"state kind: ({kinds}) and columns: {{role: header}}",
        )
    lacks = [role for role in export_tables()[nearest.kind].required if role not in nearest.mapping]
    known = f"nearest is {nearest.profile} ({nearest.kind}), which knows {nearest.score:.0%} of the headers"
    missing = f" but finds no column for {' and '.join(lacks)}" if lacks else ""
    columns = f"; columns: {{{', '.join(f'{role}: HEADER' for role in lacks)}}}" if lacks else ""
    repeated = f"; '{nearest.repeated[0]}' stands in the header twice" if nearest.repeated and lacks else ""
    own = ", a column that tells one row from another" if export_tables()[nearest.kind].one_row in lacks else ""
    doubt = "if it is such a table, " if nearest.score < _LEAST else ""
    hint = f"{doubt}state kind: {nearest.kind}{columns} ({_typed(nearest)}){own}"
    if nearest.score < _LEAST:
        hint = _LIST if _is_undated(header) else hint + _otherwise(nearest, candidates)
    return Problem("unknown-export", f"{known}{missing}{repeated}", "kind", file, 1, 0, accepted, hint)


def _typed(found: Recognised) -> str:
    """The options that say that a file is of a kind."""
    lacks = [role for role in export_tables()[found.kind].required if role not in found.mapping]
    return f"--kind {found.kind}" + "".join(f" --columns {role}=HEADER" for role in lacks)


def _otherwise(nearest: Recognised, candidates: Sequence[Recognised]) -> str:
    """What else a file of which little is known may be: a table of the next kind."""
    others = [each for each in candidates if each.kind != nearest.kind and each.mapping]
    other = max(others, key=_rank, default=None)
    return "" if other is None else f"; if it is one of {other.kind}: {_typed(other)}"


def _is_undated(header: Sequence[str]) -> bool:
    return not any(_DATED & {*folded(name).split("_")} for name in header)
