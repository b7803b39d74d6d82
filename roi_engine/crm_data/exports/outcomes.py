"""What became of each record: outcomes and states from words, flags, stages and dates, or refused by row."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.crm_data.exports.columns import Opened
from roi_engine.crm_data.exports.staging import STAGED, Staged, listed, value_column
from roi_engine.crm_data.exports.tables import ExportColumn
from roi_engine.crm_data.exports.words import folded
from roi_engine.crm_data.placing import placed
from roi_engine.errors import N_, DataError, Notice, Problem, notice

Unknown = Mapping[str, tuple[str, ...]]
STAGE = "stage_outcome"
DERIVED: Mapping[str, Mapping[str, str]] = {  # columns that are filled in here, whether the file has them or not
    "deals": {"outcome": "VARCHAR", "closed": "TIMESTAMP", "expected": "TIMESTAMP", "value": "BIGINT"},
    "leads": {"status": "VARCHAR"},
}
_OVER = tuple(
    """closed done ended finished cancel abandon rejected declined withdrawn disqualified no_decision not_won
    not_interested chius annullat abbandonat rifiutat ritirat non_vint non_interess terminat cerrad cancelad anulad
    abandonad rechazad descartad no_ganad no_interes finaliz retirad""".split()
)
_TELLS_OUTCOME = ("outcome", "stage", "is_closed", "is_won", "won_on", "lost_on")


def settle_choices(opened: Opened, staged: Staged, unknown: Unknown) -> list[Notice]:
    """Settle every choice of the rows that count; DataError with every word that is not known and matters."""
    notices: list[Notice] = []
    problems: list[Problem] = []
    is_deals = opened.table.name == "deals"
    if is_deals:
        notices += _contradictions(staged)
        _store_outcome(staged, unknown)
    for column in opened.table.columns.values():
        if column.kind == "choice":
            notices += _open_ones(staged, column, unknown)
            problems += _unknown_words(opened, staged, column, unknown)
    if problems:
        raise DataError(problems)
    if is_deals:
        notices += _close(staged)
    if staged.has("is_converted"):
        _set(staged, "status", "'converted'", value_column("is_converted"))
    return notices


def derived_roles(table: str, mapped: frozenset[str]) -> frozenset[str]:
    """Roles that a file tells though no header plays them."""
    found = set()
    if table == "deals":
        found |= {"outcome"} if mapped & {*_TELLS_OUTCOME} else set()
        found |= {"closed"} if mapped & {"won_on", "lost_on"} else set()
        found |= {"expected"} if "closed" in mapped else set()
        found |= {"value"} if "estimate" in mapped else set()
    if table == "leads" and "is_converted" in mapped:
        found.add("status")
    return frozenset(found)


def _store_outcome(staged: Staged, unknown: Unknown) -> None:
    """The outcome of each deal: from its status, else from flags, else from its stage, else from the dates it ended."""
    told = [value_column("outcome")]
    if staged.has("is_closed"):
        lost = f"WHEN {value_column('is_closed')} THEN 'lost'" if staged.has("is_won") else ""
        won = f"WHEN {staged.value('is_won', 'BOOLEAN')} THEN 'won'"
        told.append(f"CASE {won} {lost} WHEN NOT {value_column('is_closed')} THEN 'open' END")
    elif staged.has("is_won"):
        told.append(f"CASE WHEN {value_column('is_won')} THEN 'won' END")
    told.append(staged.value(STAGE))
    if not any(staged.has(name) for name in ("is_closed", STAGE)) and "outcome" not in staged.mapped:
        told.append(_dated_outcome(staged))
    unknown_word = _is_unknown(staged, "outcome", unknown)
    _set(staged, "outcome", f"CASE WHEN {unknown_word} THEN NULL ELSE coalesce({', '.join(told)}) END", "TRUE")


def _dated_outcome(staged: Staged) -> str:
    """SQL of the outcome by the dates a deal was won or lost on; one without is open only where both have a column."""
    won, lost = staged.value("won_on", "TIMESTAMP"), staged.value("lost_on", "TIMESTAMP")
    neither = "'open'" if staged.has("won_on") and staged.has("lost_on") else "NULL"
    return (
        f"CASE WHEN {lost} IS NULL AND {won} IS NULL THEN {neither} WHEN {lost} IS NULL OR {won} >= {lost} "
        "THEN 'won' ELSE 'lost' END"
    )


def _contradictions(staged: Staged) -> list[Notice]:
    """Deals whose status says something else than a stage that ends a deal."""
    if not ("outcome" in staged.mapped and staged.has(STAGE)):
        return []
    rows = staged.count(
        f"{value_column(STAGE)} IN ('won', 'lost') AND {value_column('outcome')} <> {value_column(STAGE)}"
    )
    template = N_("deals whose stage says otherwise than their status, which counts: {n}")
    return [notice("contradicting-stages", "stage", template, n=str(rows))] if rows else []


def _is_unknown(staged: Staged, role: str, unknown: Unknown) -> str:
    """SQL of whether the word of a choice is one that is not known."""
    return f"{staged.words[role]} IN {listed(unknown[role])}" if role in staged.words else "FALSE"


def _doubts(staged: Staged, role: str, unknown: Unknown) -> str:
    """SQL of whether a row has no value of a choice because of a word that is not known."""
    stage = f" OR {_is_unknown(staged, STAGE, unknown)}" if role == "outcome" else ""
    return f"{staged.value(role)} IS NULL AND ({_is_unknown(staged, role, unknown)}{stage})"


def _open_ones(staged: Staged, column: ExportColumn, unknown: Unknown) -> list[Notice]:
    """Take rows with unknown words as open where the file dates ends, and dates none of theirs."""
    ends = [role for role in column.open_without if role in staged.mapped]
    doubts = _doubts(staged, column.name, unknown)
    if not ends or not staged.has(column.name) or not staged.count(doubts):
        return []
    is_open = f"{doubts} AND {' AND '.join(f'{value_column(role)} IS NULL' for role in ends)}"
    over = {role: [word for word in unknown[role] if _sounds_over(word)] for role in staged.words}
    is_open += "".join(f" AND {staged.words[role]} NOT IN {listed(told)}" for role, told in over.items() if told)
    words = _words(staged, column.name, unknown, is_open)
    if not words:
        return []
    _set(staged, column.name, "'open'", is_open)
    template = N_("unknown words taken as open, as no row with them has the date of an end: {words}")
    return [notice("taken-as-open", column.name, template, words=", ".join(f"“{word}”" for word in words))]


def _words(staged: Staged, role: str, unknown: Unknown, condition: str) -> list[str]:
    """The words that are not known of the rows that count and meet a condition, in the order of the alphabet."""
    found: set[str] = set()
    for told in (role, STAGE) if role == "outcome" else (role,):
        if told in staged.words:
            sql = f"SELECT DISTINCT {staged.words[told]} FROM {STAGED} WHERE reason = 0 AND ({condition})"
            found |= {str(word) for (word,) in staged.database.run(sql)} & {*unknown[told]}
    return sorted(found)


def _sounds_over(word: str) -> bool:
    """Whether a word that is not known says that something is over: it is then not taken as open.

    >>> _sounds_over("Closed - no decision"), _sounds_over("Disclosed to the board")
    (True, False)
    """
    return folded(word).startswith(_OVER)


def _unknown_words(opened: Opened, staged: Staged, column: ExportColumn, unknown: Unknown) -> list[Problem]:
    """A problem for each word that is not known, where it stands first."""
    if not staged.has(column.name):
        return []
    words = _words(staged, column.name, unknown, _doubts(staged, column.name, unknown))
    problems: list[Problem] = []
    for told in (column.name, STAGE) if column.name == "outcome" else (column.name,):
        mine = {word for word in words if word in unknown.get(told, ())}
        header = opened.role("stage" if told == STAGE else told)
        if not mine or header is None:
            continue

        def is_first(value: str, left: set[str] = mine) -> bool:
            if value not in left:
                return False
            left.remove(value)
            return True

        choices = ", ".join(column.choices)
        accepted = (
            f"a word that stands for {choices}; state it: words: {{{column.name}: {{{column.choices[0]}: [WORD]}}}}"
        )
        place = (header.header, column.name)
        problems += placed(opened.database, opened.source, place, is_first, "unknown-word", accepted, len(mine))
    return problems


def _close(staged: Staged) -> list[Notice]:
    """Dates of the end by outcome: a deal that is open has none, and the date in its place is when it is expected."""
    closed, won, lost = (staged.value(role, "TIMESTAMP") for role in ("closed", "won_on", "lost_on"))
    outcome = value_column("outcome")
    ended = f"CASE {outcome} WHEN 'won' THEN coalesce({won}, {closed}) WHEN 'lost' THEN coalesce({lost}, {closed}) END"
    waiting = staged.count(f"{outcome} = 'open' AND {closed} IS NOT NULL")
    undated = staged.count(f"{outcome} IN ('won', 'lost') AND ({ended}) IS NULL")
    untold = staged.count(f"{outcome} IS NULL")
    _set(staged, "expected", f"coalesce({value_column('expected')}, {closed})", f"{outcome} = 'open'")
    if staged.has("estimate"):
        _set(staged, "value", f"coalesce({value_column('value')}, {value_column('estimate')})", "TRUE")
    _set(staged, "closed", f"CASE WHEN {outcome} IS NULL THEN {closed} ELSE {ended} END", "TRUE")
    told = (
        ("expected-dates", waiting, N_("open deals with a closing date, taken as the date they are expected on: {n}")),
        ("no-closing-date", undated, N_("deals won or lost without a date: {n}")),
        ("no-outcome", untold, N_("deals that do not say whether they are open, won or lost: {n}")),
    )
    dated = bool({"closed", "won_on", "lost_on"} & staged.mapped)
    outcomes = bool({*_TELLS_OUTCOME} & staged.mapped)
    asked = {"expected-dates": True, "no-closing-date": dated, "no-outcome": outcomes}
    return [notice(code, "", template, n=str(rows)) for code, rows, template in told if rows and asked[code]]


def _set(staged: Staged, role: str, value: str, condition: str) -> None:
    staged.database.run(f"UPDATE {STAGED} SET {value_column(role)} = {value} WHERE reason = 0 AND ({condition})")
