"""`report.pdf`: the executive's report on two to four pages, tagged for screen readers, set without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.theme import NEUTRAL, Theme
from roi_engine.reporting.words import Words

if TYPE_CHECKING:
    from roi_engine.analysis.rollup import Rollup
    from roi_engine.reporting.pdf.document import Rows

__all__ = ["pdf_bytes", "rollup_pdf_bytes"]

MOST_PAGES = 4
NO_CHARTS: Mapping[str, bytes] = MappingProxyType({})


def pdf_bytes(
    result: Result,
    findings: Findings = NOTHING_ASKED,
    theme: Theme = NEUTRAL,
    charts: Mapping[str, bytes] = NO_CHARTS,
) -> bytes:
    """The report of one run, PDF/UA-1; the same bytes for the same result.

    `charts` holds the SVG of charts (`waterfall`, ...) that are drawn already, under the same theme; others are drawn.
    OutputError where typst is not installed.
    """
    _ask_for_the_extra()
    from roi_engine.reporting.pdf.document import contents, pictures
    from roi_engine.reporting.theme import drawn_under

    with drawn_under(theme):
        drawn = pictures(result, findings, charts)
        return _within_pages(lambda rows: contents(result, findings, drawn, rows), theme)


def rollup_pdf_bytes(rollup: Rollup, charts: Mapping[str, bytes], words: Words, theme: Theme = NEUTRAL) -> bytes:
    """The report of a portfolio, PDF/UA-1; the same bytes for the same portfolio.

    `charts` holds the SVG of `members` and, where anything varies, of `distribution`, drawn under the same theme.
    OutputError where typst is not installed.
    """
    _ask_for_the_extra()
    from roi_engine.reporting.pdf.rolled import rollup_contents
    from roi_engine.reporting.theme import drawn_under

    with drawn_under(theme):
        return _within_pages(lambda rows: rollup_contents(rollup, charts, words, rows), theme)


def _within_pages(contents: Callable[[Rows], Mapping[str, Any]], theme: Theme) -> bytes:
    """The report with as much of its tables as four pages hold."""
    from roi_engine.reporting.pdf.document import MOST
    from roi_engine.reporting.pdf.press import pages_of, printed

    for rows in MOST:
        pdf = printed(contents(rows), theme)
        if pages_of(pdf) <= MOST_PAGES:
            break
    return pdf


def _ask_for_the_extra() -> None:
    """OutputError, by the name of the extra, before anything is made."""
    try:
        import typst  # noqa: F401  (an extra: asked for by name before anything is made)
    except ImportError as error:
        from roi_engine.reporting.bundle import OutputError

        raise OutputError("a PDF needs typst: pip install 'roi-engine[pdf]'") from error
