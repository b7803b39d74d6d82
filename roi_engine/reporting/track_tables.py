"""The tables of a plan and its actuals."""

from __future__ import annotations

import math

from roi_engine.analysis.track_forecast import Outlook
from roi_engine.analysis.track_records import Tracked, Tracking
from roi_engine.analysis.track_variance import ORDER, Group
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.track_words import STATUS_WORDS, asked_of, thing_title, value_text
from roi_engine.reporting.words import N_, Words, is_share, plain

GROUP_WORDS: dict[Group, str] = {"volume": N_("Volume"), "rate": N_("Rate"), "timing": N_("Timing")}
SHOWN_SHIFTS, LEAST_SHIFT = 10, 0.25  # rows, and sd of the plan


def track_tables(tracking: Tracking, words: Words) -> tuple[TextTable, ...]:
    """All tables that hold anything, those first that are read first."""
    found = (
        things_table(tracking, words),
        outlook_table(tracking, words),
        split_table(tracking, words),
        shift_table(tracking, words),
    )
    return tuple(table for table in found if table is not None)


def things_table(tracking: Tracking, words: Words) -> TextTable:
    """One row a thing: status, actual beside plan, action and owner."""
    header = (
        N_("Followed"), N_("Status"), N_("Actual"), N_("Base case"), "P10", "P90", N_("Actual / base case"),
        N_("Action"), N_("Owner"),
    )  # fmt: skip
    rows = tuple(_thing_row(each, words) for each in tracking.things)
    title = words.text(N_("Actual and plan so far, amounts in {currency}"), currency=words.currency)
    return TextTable(title, tuple(map(words.text, header)), rows, (2, 3, 4, 5, 6))


def _thing_row(each: Tracked, words: Words) -> tuple[str, ...]:
    realised = each.realisation
    numbers = (realised.actual, realised.base, realised.p10, realised.p90)
    return (
        thing_title(each.thing, words),
        words.text(STATUS_WORDS[each.status]),
        *(value_text(number, each, words) for number in numbers),
        words.share(realised.of_base),
        *map(plain, asked_of(each)),
    )


def outlook_table(tracking: Tracking, words: Words) -> TextTable | None:
    """NPV, chance and payback, in the plan and now; None where no re-forecast is given."""
    now, plan = tracking.reforecast.npv, tracking.reforecast.plan
    if now is None:
        return None
    rows = (
        *(
            (
                words.text(N_("Net present value, {point}"), point=point),
                words.amount(value(plan)),
                words.amount(value(now)),
            )
            for point, value in _POINTS.items()
        ),
        (words.text(N_("Net present value, mean")), words.amount(plan.mean), words.amount(now.mean)),
        (words.text(N_("Chance of a positive net present value")), *map(words.chance, (plan.positive, now.positive))),
        (words.text(N_("Payback, half of the draws")), *(words.months(x.payback_months) for x in (plan, now))),
        (words.text(N_("Chance of payback within the horizon")), *map(words.chance, (plan.paid_back, now.paid_back))),
    )
    title = words.text(N_("What the case is worth, amounts in {currency}"), currency=words.currency)
    header = (N_("Figure"), N_("In the plan"), N_("Now"))
    return TextTable(title, tuple(map(words.text, header)), rows, (1, 2))


def _p10(found: Outlook) -> float:
    return found.p10


def _p50(found: Outlook) -> float:
    return found.p50


def _p90(found: Outlook) -> float:
    return found.p90


_POINTS = {"P10": _p10, "P50": _p50, "P90": _p90}


def split_table(tracking: Tracking, words: Words) -> TextTable | None:
    """Where each line's difference comes from; None without lines."""
    lines = [each for each in tracking.things if each.split is not None]
    if not lines:
        return None
    header = (N_("Line"), N_("Difference"), *(GROUP_WORDS[group] for group in ORDER), N_("Unexplained"), N_("Measured"))
    rows = []
    for each in lines:
        assert each.split is not None, "chosen by it"
        split, estimated = each.split, tracking.reforecast.basis != "left"
        measured = [words.text(GROUP_WORDS[piece.group]) for piece in split.pieces if piece.measured]
        pieces = (words.amount(x.amount) if estimated or x.measured else words.missing for x in split.pieces)
        amounts = (words.amount(split.total), *pieces, words.amount(split.unexplained))
        rows.append((thing_title(each.thing, words), *amounts, ", ".join(measured)))
    title = words.text(
        N_("Where the differences from the base case come from, amounts in {currency}"), currency=words.currency
    )
    return TextTable(title, tuple(map(words.text, header)), tuple(rows), (1, 2, 3, 4, 5))


def shift_table(tracking: Tracking, words: Words) -> TextTable | None:
    """The uncertain values as planned and now, the largest shift first; None where none moved."""
    shifts = [each for each in tracking.reforecast.shifts if abs(each.shift) >= LEAST_SHIFT][:SHOWN_SHIFTS]
    if not shifts:
        return None
    header = (
        N_("Assumption"), N_("P10 in the plan"), N_("P50 in the plan"), N_("P90 in the plan"), N_("P10 now"),
        N_("P50 now"), N_("P90 now"), N_("Shift, standard deviations"), N_("Owner"),
    )  # fmt: skip
    rows = []
    for each in shifts:
        share = each.event or is_share(each.unit, *each.plan, *each.now)
        points = (words.quantity(x, each.unit, share) for x in (*each.plan, *each.now))
        rows.append((plain(each.title), *points, _signed(each.shift, words), plain(each.owner)))
    return TextTable(
        words.text(N_("What the actuals say of the assumptions")),
        tuple(map(words.text, header)),
        tuple(rows),
        tuple(range(1, 8)),
    )


def _signed(number: float, words: Words) -> str:
    told = words.ratio(number)
    return f"+{told}" if number > 0 and not math.isclose(number, 0.0, abs_tol=0.005) else told
