"""What a deck is made of, before anything is drawn: slides of text, figures, tables and charts, all finished words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import plain

Role = Literal["operational", "analytical", "loss", "net", "risk", "muted", "none"]
Shape = Literal["bar", "area", "line", "dashed", "marks"]
Kind = Literal["rows", "columns", "swings", "histogram", "courses"]
TAGS = {"en": "en-GB", "it": "it-IT", "es": "es-ES"}  # a language as an office program names it


@dataclass(frozen=True, slots=True)
class Series:
    """One series: `values` as they stand in the chart's own sheet, None for a gap.

    `role` is its colour (`none` is not painted), `labels` are texts at its points; what is not `named` is left out of
    the key.
    """

    name: str
    values: tuple[float | None, ...]
    role: Role
    shape: Shape = "bar"
    labels: tuple[str, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart.

    Of the kinds, `rows` are stacked bars that lie, `columns` stacked bars that stand, `swings` bars from zero to
    either side, `histogram` columns without gaps, `courses` areas and lines over time.

    `low` and `high` bound the axis of amounts, `step` is the distance of its marks; `every` says which of the
    categories are labelled.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    category_axis: str
    number_format: str
    bounds: tuple[float, float, float]
    title: str
    subtitle: str
    every: int = 1

    @property
    def alternative(self) -> str:
        """What the chart shows, for whoever does not see it."""
        return f"{self.title} ({self.subtitle})"

    def named(self) -> tuple[Series, ...]:
        """The series that the key shows."""
        return tuple(series for series in self.series if series.named)


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences, one a bullet."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: what it is, the figure, and its range."""

    title: str
    figure: str
    beside: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Key figures one below the other."""

    cards: tuple[Card, ...]


Part = Text | Cards | TextTable | Chart


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: `title` says what it shows, `parts` are one or two, side by side; `left` is the first one's width.

    A table too long for one slide is continued on others. `notes` are for the speaker.
    """

    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    left: float = 0.58  # share of the width


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides; `name` and `under` stand on the opening one. `tag` is the language as BCP 47 writes it."""

    name: str
    under: tuple[str, ...]
    tag: str
    slides: tuple[Slide, ...]
    opening_notes: tuple[str, ...] = ()
    continued: str = "{title} ({part}/{parts})"


def plain_deck(deck: Deck) -> Deck:
    """The same deck, every text one line without control characters or reversed writing, whoever wrote it."""
    slides = tuple(
        replace(
            slide,
            title=plain(slide.title),
            subtitle=plain(slide.subtitle),
            source=plain(slide.source),
            parts=tuple(map(_plain_part, slide.parts)),
            notes=_plain_all(slide.notes),
        )
        for slide in deck.slides
    )
    opening = _plain_all(deck.opening_notes)
    return replace(deck, name=plain(deck.name), under=_plain_all(deck.under), slides=slides, opening_notes=opening)


def _plain_part(part: Part) -> Part:
    if isinstance(part, Text):
        return Text(_plain_all(part.sentences))
    if isinstance(part, Cards):
        cards = (Card(plain(card.title), plain(card.figure), plain(card.beside)) for card in part.cards)
        return Cards(tuple(cards))
    if isinstance(part, TextTable):
        rows = tuple(map(_plain_all, part.rows))
        return TextTable(plain(part.title), _plain_all(part.header), rows, part.numeric)
    return replace(
        part,
        categories=_plain_all(part.categories),
        series=tuple(replace(s, name=plain(s.name), labels=_plain_all(s.labels)) for s in part.series),
        title=plain(part.title),
        subtitle=plain(part.subtitle),
    )


def _plain_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(plain, texts))
