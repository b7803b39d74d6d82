"""`deck.pptx`: the case as slides with native charts and tables that stay editable, sources in the speaker notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.theme import NEUTRAL, Theme
from roi_engine.reporting.words import Words

if TYPE_CHECKING:
    from roi_engine.analysis.options import Options
    from roi_engine.analysis.rollup import Rollup
    from roi_engine.reporting.slides.parts import Deck

__all__ = ["comparison_slides_bytes", "rollup_slides_bytes", "slides_bytes", "slides_job"]


def slides_bytes(result: Result, findings: Findings = NOTHING_ASKED, theme: Theme = NEUTRAL) -> bytes:
    """The deck of one run, 16:9; the same bytes for the same result.

    OutputError where python-pptx is not installed.
    """
    return slides_job(result, findings, theme)()


def slides_job(result: Result, findings: Findings = NOTHING_ASKED, theme: Theme = NEUTRAL) -> Callable[[], bytes]:
    """What is left of `slides_bytes` to do once all is said: it takes words and figures alone to another process."""
    _ask_for_the_extra()
    from roi_engine.reporting.slides.deck import deck

    return partial(_shown, deck(result, findings), theme)


def _shown(deck: Deck, theme: Theme) -> bytes:
    from roi_engine.reporting.slides.show import show_bytes  # python-pptx takes a moment: only where slides are made

    return show_bytes(deck, theme)


def comparison_slides_bytes(options: Options, words: Words, theme: Theme = NEUTRAL) -> bytes:
    """The deck of a comparison, 16:9; the same bytes for the same comparison.

    OutputError where python-pptx is not installed.
    """
    _ask_for_the_extra()
    from roi_engine.reporting.slides.compared import comparison_deck
    from roi_engine.reporting.slides.show import show_bytes

    return show_bytes(comparison_deck(options, words), theme)


def rollup_slides_bytes(rollup: Rollup, words: Words, theme: Theme = NEUTRAL) -> bytes:
    """The deck of a portfolio, 16:9; the same bytes for the same portfolio.

    OutputError where python-pptx is not installed.
    """
    _ask_for_the_extra()
    from roi_engine.reporting.slides.rolled import rollup_deck

    return _shown(rollup_deck(rollup, words), theme)


def _ask_for_the_extra() -> None:
    """OutputError, by the name of the extra, before anything is made."""
    if find_spec("pptx") is None:
        from roi_engine.reporting.bundle import OutputError

        raise OutputError("slides need python-pptx: pip install 'roi-engine[slides]'")
