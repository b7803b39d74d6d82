"""Tables of a scoring, as they are read."""

from __future__ import annotations

import math

from roi_engine.crm_data.scoring import Scoring
from roi_engine.customers.evenness import Evenness
from roi_engine.customers.segments import SegmentTable
from roi_engine.reporting.customers_words import with_unit
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, plain

CELLS_SHOWN = 20  # the largest cells; the rest stand in the files
WIRES_SHOWN = 10
_SCORES = {"recency": N_("Recency"), "frequency": N_("Frequency"), "monetary": N_("Amount")}


def score_tables(scoring: Scoring, words: Words) -> tuple[TextTable, ...]:
    """All tables of a scoring, in the order in which they are read."""
    found = [segment_table(scoring, words), class_table(scoring, words), heat_table(scoring, words)]
    if scoring.break_even is not None:
        found.append(cell_table(scoring, words))
    found.append(hurdle_table(scoring, words))
    if scoring.wires is not None:
        found.append(wire_table(scoring, words))
    return tuple(found)


def segment_titles(table: SegmentTable, words: Words) -> dict[str, str]:
    """Title of each segment in the reader's language."""
    return {each.name: plain(each.title.get(words.language, each.name)) for each in table.segments}


def segment_table(scoring: Scoring, words: Words) -> TextTable:
    """Every segment with its customers, what they spent, and the response at which a contact pays."""
    priced, titles = scoring.has_amounts, segment_titles(scoring.table, words)
    header = [words.text(title) for title in (N_("Segment"), N_("Customers"), N_("Share"), N_("Orders"))]
    header += [words.text(N_("Days since last"))]
    header += [with_unit(words.text(title), words.currency) for title in (N_("Amount"), N_("A customer"))] * priced
    contacts = any(row.break_even is not None for row in scoring.segments)
    header += [words.text(N_("Response that pays"))] * contacts
    rows = []
    for row in scoring.segments:
        cells = [titles[row.name], words.count(row.customers), words.share(row.share), words.count(row.orders)]
        cells.append(words.amount(row.silent_days))
        cells += [words.amount(row.amount), words.amount(row.mean_amount)] * priced
        cells += [response_text(row.break_even, words)] * contacts
        rows.append(tuple(cells))
    return TextTable(words.text(N_("Segments")), tuple(header), tuple(rows), tuple(range(1, len(header))))


def response_text(share: float | None, words: Words) -> str:
    """A response that pays for a contact; above all of them where no response can."""
    if share is None or math.isnan(share):
        return words.missing
    if share > 1.0:
        return words.text(N_("none pays"))
    return words.quantity(share, "", True)


def class_table(scoring: Scoring, words: Words) -> TextTable:
    """Share of the customers in each class, and in words why it is not even."""
    header = (
        words.text(N_("Score")),
        *(str(k) for k in range(1, scoring.cuts.classes + 1)),
        words.text(N_("In words")),
    )
    rows = tuple(
        (words.text(_SCORES[name]), *(words.share(share) for share in found.shares), evenness_said(found, words))
        for name, found in scoring.evenness
    )
    title = words.text(N_("Share of the customers by class ({k} = best)"), k=str(scoring.cuts.classes))
    return TextTable(title, header, rows, tuple(range(1, scoring.cuts.classes + 1)))


def evenness_said(found: Evenness, words: Words) -> str:
    """One sentence on the classes of a score: even, or which is not, and which hold nobody."""
    share = words.share(1 / len(found.shares))
    if found.uneven is None:
        template = N_("The {k} classes are even: each holds close to {share} of the customers.")
        return words.text(template, k=str(len(found.shares)), share=share)
    told = {"place": str(found.uneven), "held": words.share(found.shares[found.uneven - 1]), "share": share}
    template = N_(
        "Class {place} holds {held} of the customers instead of {share}, since equal values get equal scores."
    )
    if len(found.empty) == 1:
        template = N_(
            "Class {place} holds {held} of the customers instead of {share}; class {empty} is empty, since equal values"
            " get equal scores."
        )
    elif found.empty:
        template = N_(
            "Class {place} holds {held} of the customers instead of {share}; classes {empty} are empty, since equal"
            " values get equal scores."
        )
    return words.text(template, **told, **({"empty": words.listed([*map(str, found.empty)])} if found.empty else {}))


def heat_table(scoring: Scoring, words: Words) -> TextTable:
    """Customers by recency (rows, best on top) and frequency (columns)."""
    classes = scoring.cuts.classes
    header = (words.text(N_("Recency \\ frequency")), *(str(f) for f in range(1, classes + 1)))
    counts = scoring.heat.customers
    rows = tuple((str(r), *(words.count(int(n)) for n in counts[r - 1])) for r in range(classes, 0, -1))
    title = words.text(N_("Customers by recency and frequency score"))
    return TextTable(title, header, rows, tuple(range(1, classes + 1)))


def cell_table(scoring: Scoring, words: Words) -> TextTable:
    """The largest cells: what they spent, and the response at which contacting them pays."""
    cells, titles = scoring.cells, segment_titles(scoring.table, words)
    assert scoring.break_even is not None
    largest = sorted(range(len(scoring.cell_segments)), key=lambda i: (-int(cells.customers[i]), i))[:CELLS_SHOWN]
    header = [words.text(title) for title in (N_("Cell"), N_("Segment"), N_("Customers"))]
    header += [with_unit(words.text(title), words.currency) for title in (N_("Amount"), N_("An order"))]
    header.append(words.text(N_("Response that pays")))
    rows = tuple(
        (
            cell_name((int(cells.r[i]), int(cells.f[i]), int(cells.m[i])), scoring.cuts.classes),
            titles[scoring.cell_segments[i]],
            words.count(int(cells.customers[i])),
            words.amount(float(cells.amount[i])),
            words.amount(float(cells.mean_order[i])),
            response_text(float(scoring.break_even[i]), words),
        )
        for i in largest
    )
    title = words.text(N_("Largest cells, and the share that must order for a contact to pay"))
    return TextTable(title, tuple(header), rows, (2, 3, 4, 5))


def cell_name(scores: tuple[int, int, int], classes: int) -> str:
    """The code of a cell, `555`, with hyphens where a score may have two digits; without amounts two scores.

    >>> cell_name((5, 4, 3), 5), cell_name((10, 9, 1), 10), cell_name((5, 4, 0), 5)
    ('543', '10-9-1', '54')
    """
    return ("-" if classes > 9 else "").join(str(score) for score in scores if score)


def hurdle_table(scoring: Scoring, words: Words) -> TextTable:
    """Share of the base over each hurdle."""
    rows = [
        (
            words.text(N_("{n} orders or more"), n=words.quantity(h.hurdle, "")),
            words.count(h.customers),
            words.chance(h.share),
        )
        for h in scoring.order_hurdles
    ]
    rows += [
        (
            words.text(N_("ordered in the last {n}"), n=words.quantity(h.hurdle, "day")),
            words.count(h.customers),
            words.chance(h.share),
        )
        for h in scoring.active_hurdles
    ]
    header = tuple(words.text(title) for title in (N_("Hurdle"), N_("Customers"), N_("Share")))
    return TextTable(words.text(N_("Hurdle rates")), header, tuple(rows), (1, 2))


def wire_table(scoring: Scoring, words: Words) -> TextTable:
    """Mean gap after the n-th order, the trip wire, and the customers who are beyond it."""
    wires, late = scoring.wires, scoring.late
    assert wires is not None
    assert late is not None
    header = (
        N_("After order"), N_("Gaps"), N_("Mean gap, days"), N_("Trip wire, days"), N_("Customers there"),
        N_("Overdue"),
    )  # fmt: skip
    rows = tuple(
        (
            str(int(wires.n[i])),
            words.count(int(wires.count[i])),
            words.number(float(wires.mean_gap[i])),
            words.number(float(wires.wire[i])),
            words.count(int(late.customers[i])),
            words.count(int(late.overdue[i])),
        )
        for i in range(min(wires.n.size, WIRES_SHOWN))
    )
    title = words.text(N_("Trip wires: silence beyond what is usual after as many orders"))
    return TextTable(title, tuple(map(words.text, header)), rows, tuple(range(6)))
