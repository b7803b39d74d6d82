"""The sheet every chart is drawn on: theme, margins, caption, text that fits, and reproducible bytes.

The colours `OPERATIONAL`, `ANALYTICAL`, `LOSS`, `NET`, `RISK` and `MUTED` are those of the active theme, looked up each
time they are read: a chart must not keep them beyond one drawing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from roi_engine.reporting.charts.packing import packed
from roi_engine.reporting.charts.style import settings
from roi_engine.reporting.letters import POINTS, font_file
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.theme import ROLES, active

if TYPE_CHECKING:
    OPERATIONAL: str
    ANALYTICAL: str
    LOSS: str
    NET: str
    RISK: str
    MUTED: str
else:

    def __getattr__(name: str) -> str:
        """The colour of a role in the active theme, under its name in capitals."""
        if name.isupper() and name.lower() in ROLES:
            return active().colour(name.lower())
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


WIDTH, HEIGHT = 9.6, 5.4  # inches
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE, SOURCE_SIZE = 13.0, 9.5, 9.5, 7.5
LOSS_HATCH, RISK_HATCH = "////", ".."  # an SVG spells out each dot: as few as can be seen
BLOCK = "\ufffd"


@dataclass(frozen=True, slots=True)
class Margins:
    """White space around the axes [points]."""

    left: float
    right: float
    top: float
    bottom: float


@contextmanager
def theme() -> Iterator[None]:
    """The active theme (`roi_engine.reporting.theme`), whatever the user's own matplotlib settings are."""
    with mpl.rc_context(settings(active())):
        yield


def tints() -> list[str]:
    """Colours for parts that have no role of their own (segments), in order: the colour cycle of the style sheet."""
    return [str(each["color"]) for each in settings(active())["axes.prop_cycle"]]


def framed_axes(margins: Margins, height: float = HEIGHT) -> Axes:
    """Axes on a figure of their own, inside `margins`."""
    figure = Figure(figsize=(WIDTH, height))
    wide, high = WIDTH * POINTS, height * POINTS
    box = (
        margins.left / wide,
        margins.bottom / high,
        1.0 - (margins.left + margins.right) / wide,
        1.0 - (margins.top + margins.bottom) / high,
    )
    return figure.add_axes(box)


def caption(axes: Axes, words: Caption, margins: Margins | None) -> None:
    """Write title, subtitle and source line around the axes; `margins` is None on axes that someone else placed."""
    left = margins.left - 14 if margins else 0.0
    top = margins.top if margins else top_margin(words)
    foot = margins.bottom - 10 if margins else 52.0
    muted = active().muted
    width = (WIDTH if margins else _figure(axes).get_figwidth()) * POINTS - 28
    title = balanced(words.title, width, TITLE_SIZE)
    n_lines = title.count("\n") + 1
    where: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "ha": "left",
        "annotation_clip": False,
    }
    axes.annotate(title, (0, 1), (-left, top - 12), fontsize=TITLE_SIZE, weight="bold", va="top", **where)
    below = top - 12 - n_lines * TITLE_SIZE * 1.25 - 5
    subtitle = wrapped(words.subtitle, width, SUBTITLE_SIZE, lines=1)
    axes.annotate(subtitle, (0, 1), (-left, below), fontsize=SUBTITLE_SIZE, color=muted, va="top", **where)
    source = wrapped(words.source, width, SOURCE_SIZE, lines=1)
    axes.annotate(source, (0, 0), (-left, -foot), fontsize=SOURCE_SIZE, color=muted, va="bottom", **where)


def top_margin(words: Caption, key: bool = False) -> float:
    """Space that title, subtitle and, where there is one, the colour key need above the axes [points]."""
    lines = wrapped(words.title, WIDTH * POINTS - 28, TITLE_SIZE, weight="bold").count("\n") + 1
    return 12 + lines * TITLE_SIZE * 1.25 + 5 + SUBTITLE_SIZE + (32 if key else 16)


def wrapped(text: str, width: float, size: float, lines: int = 2, weight: str = "normal") -> str:
    """`text` in at most `lines` lines of `width` points, measured; what does not fit ends in an ellipsis."""
    left = legible(text).split(" ")
    done: list[str] = []
    while left and len(done) < lines:
        n_words = _n_words(left, width, size, weight)
        line, left = " ".join(left[:n_words]), left[n_words:]
        last = len(done) == lines - 1
        if text_width(line, size, weight) > width and not last:
            head = _fitting(line, width, size, weight)
            left.insert(0, line[len(head) :])
            line = head
        elif (last and left) or text_width(line, size, weight) > width:
            head = _fitting(f"{line} {' '.join(left)}", width - text_width("…", size, weight), size, weight)
            words = head.rpartition(" ")[0]
            line = (words if len(words) > len(head) // 2 else head).rstrip(" ,;:(") + "…"
            left = []
        done.append(line)
    return "\n".join(done)


def _n_words(words: Sequence[str], width: float, size: float, weight: str) -> int:
    """How many of the first words a line of `width` points takes, one at least; measuring is slow, so halved."""
    low, high = 0, len(words)
    tried = high  # all of them first: most texts fit
    while low < high:
        low, high = (tried, high) if text_width(" ".join(words[:tried]), size, weight) <= width else (low, tried - 1)
        tried = (low + high + 1) // 2
    return max(low, 1)


def balanced(text: str, width: float, size: float) -> str:
    """A bold title in lines of like length, so that no single word is left over; as many lines as `wrapped` needs."""
    best = wrapped(text, width, size, weight="bold")
    if "\n" not in best or best.endswith("…"):
        return best
    for narrower in range(5, 50, 5):
        tried = wrapped(text, width * (1 - narrower / 100), size, weight="bold")
        if tried.endswith("…"):
            break
        best = tried
    return best


def row_labels(texts: Sequence[str], width: float, size: float = LABEL_SIZE) -> list[str]:
    """Labels of at most two lines; where shortening makes two of them equal, their middle is left out instead."""
    labels = [wrapped(text, width, size) for text in texts]
    return [
        _without_middle(text, width, size) if labels.count(label) > 1 and label.endswith("…") else label
        for text, label in zip(texts, labels, strict=True)
    ]


def _without_middle(text: str, width: float, size: float) -> str:
    """Two lines that keep the last word or two of `text`, where names in a series differ."""
    tail = legible(text)[-12:].split(" ", 1)[-1]
    low, high = 1, len(text) - len(tail)
    while low < high:
        middle = (low + high + 1) // 2
        fits = not wrapped(f"{text[:middle].rstrip()}… {tail}", width, size).endswith("…")
        low, high = (middle, high) if fits else (low, middle - 1)
    return wrapped(f"{text[:low].rstrip()}… {tail}", width, size)


def _fitting(text: str, width: float, size: float, weight: str) -> str:
    """The longest beginning of `text` that is at most `width` points wide, one character at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle], size, weight) <= width else (low, middle - 1)
    return text[:low]


def legible(text: str) -> str:
    """`text` with the replacement sign for characters that the font has no shape for."""
    font = get_font(font_file(active().font))
    return "".join(c if c == " " or font.get_char_index(ord(c)) else BLOCK for c in text)


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in the font of the active theme [points]."""
    return _measured(text, size, font_file(active().font, weight))


@lru_cache(maxsize=4096)
def _measured(text: str, size: float, file: str) -> float:
    font = get_font(file)
    font.set_size(size, POINTS)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64.0


def widest(texts: Sequence[str], size: float = LABEL_SIZE, weight: str = "normal") -> float:
    """Width of the widest line of all texts [points]."""
    return max((text_width(line, size, weight) for text in texts for line in text.split("\n")), default=0.0)


def extent(axes: Axes) -> tuple[float, float]:
    """Width and height of the axes [points]."""
    figure, box = _figure(axes), axes.get_position()
    return box.width * figure.get_figwidth() * POINTS, box.height * figure.get_figheight() * POINTS


def spread_apart(positions: Sequence[float], gap: float) -> list[float]:
    """Positions moved as little as needed to be `gap` apart, order kept (labels that would overlap)."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    groups: list[list[int]] = []
    centres: list[float] = []
    for i in order:
        groups.append([i])
        centres.append(positions[i])
        while len(groups) > 1 and centres[-1] - centres[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            merged = groups[-2] + groups.pop()
            groups[-1] = merged
            centres.pop()
            centres[-1] = sum(positions[j] for j in merged) / len(merged)
    placed = [0.0] * len(positions)
    for group, centre in zip(groups, centres, strict=True):
        for rank, i in enumerate(group):
            placed[i] = centre + gap * (rank - (len(group) - 1) / 2)
    return placed


def png(axes: Axes) -> bytes:
    """The chart as PNG; the same bytes for the same chart."""
    figure = _figure(axes)
    with theme():
        dpi = figure.dpi if mpl.rcParams["savefig.dpi"] == "figure" else mpl.rcParams["savefig.dpi"]
        pixels = _bytes(figure, "rgba", dpi=dpi)
    return packed(pixels, int(figure.get_figwidth() * dpi), dpi)


def svg(axes: Axes) -> bytes:
    """The chart as SVG with its text as text; the same bytes for the same chart."""
    with theme():
        return _bytes(_figure(axes), "svg", metadata={"Date": None, "Creator": None})


def _bytes(figure: Figure, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format=kind, **options)
    return out.getvalue()


def _figure(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure")
    return figure
