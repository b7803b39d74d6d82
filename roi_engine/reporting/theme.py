"""How reports look: a style sheet, six colours, a font and a logo; the one that charts are drawn under at a moment.

A theme is a shipped name or a `theme.yaml` of the user. Colours are roles, so that a loss is a loss in every theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "themes"
FONT = "DejaVu Sans"  # comes with matplotlib, so that charts and PDF look alike on every machine
ROLES = ("operational", "analytical", "loss", "net", "risk", "muted")


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#RRGGBB`; `style` is a matplotlib style sheet laid over the neutral one.

    `net` is dark enough to carry white text, `operational`, `net` and `muted` to be text on white.
    """

    name: str
    style: Path
    operational: str = "#0072B2"
    analytical: str = "#56B4E9"
    loss: str = "#D55E00"
    net: str = "#404040"
    risk: str = "#E69F00"
    muted: str = "#6B6B6B"
    font: str = FONT
    logo: Path | None = None

    def colour(self, role: str) -> str:
        """The colour of a role (`ROLES`)."""
        if role not in ROLES:
            raise ValueError(f"roles of a colour are {', '.join(ROLES)}; got {role!r}")
        found: str = getattr(self, role)
        return found


NEUTRAL = Theme("neutral", FOLDER / "neutral.mplstyle")  # Okabe-Ito: told apart by the colour-blind
PRINT_GREY = Theme(
    "print-grey",
    FOLDER / "print_grey.mplstyle",
    operational="#4D4D4D",
    analytical="#ABABAB",
    loss="#737373",  # its hatch tells it from the others
    net="#1A1A1A",
    risk="#C8C8C8",
    muted="#5C5C5C",
)
SHIPPED = {theme.name: theme for theme in (NEUTRAL, PRINT_GREY)}

_active: ContextVar[Theme] = ContextVar("roi_engine_theme", default=NEUTRAL)


def active() -> Theme:
    """The theme that charts are drawn under; the neutral one unless `drawn_under` says otherwise."""
    return _active.get()


@contextmanager
def drawn_under(theme: Theme) -> Iterator[None]:
    """Draw every chart of this block, in this thread, under `theme`."""
    token = _active.set(theme)
    try:
        yield
    finally:
        _active.reset(token)


def theme_of(name_or_path: str | Path) -> Theme:
    """A shipped theme by name (`print-grey`, or `print_grey`), or the one that a `theme.yaml` describes.

    Every problem of the file is listed in the ThemeError that is raised for it.
    """
    if isinstance(name_or_path, str) and (name := name_or_path.replace("_", "-")) in SHIPPED:
        return SHIPPED[name]
    from roi_engine.reporting.theme_file import read_theme  # reads YAML: only where a file is named

    return read_theme(Path(name_or_path))


def contrast(first: str, second: str = "#FFFFFF") -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definitions of contrast ratio and relative luminance).

    >>> contrast("#000000")
    21.0
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
