"""`report.pdf`: the executive's report on two to four pages, tagged for screen readers, set without a network."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.theme import NEUTRAL, Theme

__all__ = ["pdf_bytes"]

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
    try:
        import typst  # noqa: F401  (an extra: asked for by name before anything is made)
    except ImportError as error:
        from roi_engine.reporting.bundle import OutputError

        raise OutputError("a PDF needs typst: pip install 'roi-engine[pdf]'") from error
    from roi_engine.reporting.pdf.document import MOST, contents, pictures
    from roi_engine.reporting.pdf.press import pages_of, printed
    from roi_engine.reporting.theme import drawn_under

    with drawn_under(theme):
        drawn = pictures(result, findings, charts)
        for rows in MOST:
            pdf = printed(contents(result, findings, drawn, rows), theme)
            if pages_of(pdf) <= MOST_PAGES:
                break
        return pdf
