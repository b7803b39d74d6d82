"""`deck.pptx`: the case as slides with native charts and tables that stay editable, sources in the speaker notes."""

from __future__ import annotations

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.theme import NEUTRAL, Theme

__all__ = ["slides_bytes"]


def slides_bytes(result: Result, findings: Findings = NOTHING_ASKED, theme: Theme = NEUTRAL) -> bytes:
    """The deck of one run, 16:9; the same bytes for the same result.

    OutputError where python-pptx is not installed.
    """
    try:
        import pptx  # noqa: F401  (an extra: asked for by name before anything is made)
    except ImportError as error:
        from roi_engine.reporting.bundle import OutputError

        raise OutputError("slides need python-pptx: pip install 'roi-engine[slides]'") from error
    from roi_engine.reporting.slides.deck import deck
    from roi_engine.reporting.slides.show import show_bytes

    return show_bytes(deck(result, findings), theme)
