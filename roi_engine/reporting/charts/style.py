"""Style sheets of matplotlib: the neutral one, that of the theme over it, and what no theme may change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from roi_engine.errors import did_you_mean
from roi_engine.reporting.theme import FONT, NEUTRAL, Theme

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

# names of a scenario are text and never formulas; the same chart gives the same bytes
FIXED: dict[Any, Any] = {
    "text.usetex": False,
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "roi_engine",
    "axes.formatter.use_locale": False,
}
_REFUSED = ("backend", "interactive", "toolbar", "datapath", "savefig.directory", "webagg", "tk.", "keymap")


@lru_cache(maxsize=16)
def settings(theme: Theme) -> dict[RcKeyType, Any]:
    """What matplotlib is set to while a chart is drawn under `theme`, whatever the user's own settings are."""
    found = dict(mpl.rc_params_from_file(str(NEUTRAL.style), use_default_template=True))
    if theme.style != NEUTRAL.style:
        found |= dict(mpl.rc_params_from_file(str(theme.style), use_default_template=False))
    if theme.font != FONT:
        found["font.family"] = ["sans-serif"]
        found["font.sans-serif"] = [theme.font, *(name for name in found["font.sans-serif"] if name != theme.font)]
    found |= FIXED
    return {key: value for key, value in found.items() if not key.startswith(_REFUSED)}


def style_faults(path: Path) -> list[tuple[int, str, str]]:
    """What is wrong with a style sheet: line, message and hint of each fault; empty where nothing is."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return [(0, f"the style sheet cannot be read: {error}", "save the file as UTF-8")]
    found = []
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0] if not line.partition(":")[2].strip().startswith(('"', "'")) else line
        if not text.strip():
            continue
        key, colon, value = text.partition(":")
        if said := _fault(key.strip(), colon, value.strip().strip("'\"")):
            found.append((number, *said))
    return found


def _fault(key: str, colon: str, value: str) -> tuple[str, str] | None:
    """Message and hint for one setting; None where matplotlib takes it."""
    if not colon:
        return f"'{key}' is no setting", "a setting is written `key: value`"
    if key not in mpl.rcParams:
        return f"unknown setting '{key}'", did_you_mean(key, mpl.rcParams)
    try:
        mpl.RcParams({key: value})
    except (ValueError, TypeError) as error:
        return f"'{key}' cannot be '{value}': {str(error).splitlines()[0]}", ""
    return None
