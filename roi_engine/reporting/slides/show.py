"""From a deck to a presentation: every part in its box, nothing beyond the edge of a slide."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from roi_engine.reporting import measure
from roi_engine.reporting.slides import stage
from roi_engine.reporting.slides.grid import draw_table, pages
from roi_engine.reporting.slides.native import draw_chart
from roi_engine.reporting.slides.package import steady
from roi_engine.reporting.slides.parts import Cards, Chart, Deck, Part, Slide, Text
from roi_engine.reporting.slides.xml import DARK, made, rgb
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.theme import Theme, drawn_under

GUTTER = 24.0  # points between two parts
TITLE_SIZES = (stage.TITLE_SIZE, 21.0, 18.0)
SUBTITLE_SIZES = (13.0, 12.0, 11.0)
LARGEST, SMALLEST = 17.0, 11.0  # letters of a text
SHADE = "#F2F2F2"


def show_bytes(deck: Deck, theme: Theme) -> bytes:
    """The presentation as a file; the same bytes for the same deck and theme."""
    with drawn_under(theme):
        show = stage.empty(deck, theme)
        _open(show, deck, theme)
        for slide in deck.slides:
            for page, whole in _pages(slide, deck.continued):
                _add(show, page, whole, theme)
        for slide in show.slides:
            _tag(slide, deck.tag)
        out = io.BytesIO()
        show.save(out)
    return steady(out.getvalue())


def _open(show: Any, deck: Deck, theme: Theme) -> None:
    slide = show.slides.add_slide(stage.layout_of(show, opening=True))
    slide.shapes.title.text_frame.text = measure.fitted(deck.name, stage.INNER - 20, stage.OPENING_SIZE, 2, "bold")
    frame = slide.placeholders[1].text_frame
    kept = [measure.fitted(line, stage.INNER - 20, 18.0, 2) for line in deck.under]
    frame.text = "\n".join(kept)
    _rule(slide, (stage.EDGE, 278.0, 120.0, 4.0), theme)
    if theme.logo is not None:
        _logo(slide, theme)
    slide.notes_slide.notes_text_frame.text = "\n".join(deck.opening_notes)


def _logo(slide: Any, theme: Theme) -> None:
    """The logo at the top right, at most 180 x 70 points."""
    picture = slide.shapes.add_picture(str(theme.logo), Pt(0), Pt(0))
    scale = min(Pt(180) / picture.width, Pt(70) / picture.height)
    picture.width, picture.height = Emu(round(picture.width * scale)), Emu(round(picture.height * scale))
    picture.left, picture.top = Emu(Pt(stage.WIDTH - stage.EDGE) - picture.width), Pt(36)
    picture._element.nvPicPr.cNvPr.set("descr", theme.name)


def _pages(slide: Slide, continued: str) -> Iterator[tuple[Slide, Slide]]:
    """The slide, or one for each page of a table that is too long for it; each beside the whole slide."""
    table = next((part for part in slide.parts if isinstance(part, TextTable)), None)
    if table is None:
        yield slide, slide
        return
    boxes = _boxes(slide)
    width = boxes[slide.parts.index(table)][2]
    found = list(pages(table, width, stage.BODY[3]))
    for number, page in enumerate(found, 1):
        parts = tuple(page if part is table else part for part in slide.parts)
        title = slide.title
        if len(found) > 1:
            title = continued.format(title=slide.title, part=number, parts=len(found))
        yield replace(slide, title=title, parts=parts), slide


def _add(show: Any, page: Slide, whole: Slide, theme: Theme) -> None:
    slide = show.slides.add_slide(stage.layout_of(show, opening=False))
    _title(slide, page.title)
    if page.subtitle:
        size = _largest(page.subtitle, stage.INNER, SUBTITLE_SIZES, 1)
        frame = _box(slide, stage.SUBTITLE)
        _write(frame.paragraphs[0], measure.fitted(page.subtitle, stage.INNER, size, 1), size, theme.muted)
    for part, full, box in zip(page.parts, whole.parts, _boxes(page), strict=True):
        _draw(part, full, slide, box, theme)
    if page.source:
        source = measure.fitted(page.source, stage.FOOT[2], 9.0, 1)
        stage.add_placeholder(slide, PP_PLACEHOLDER.FOOTER, source)
    stage.add_placeholder(slide, PP_PLACEHOLDER.SLIDE_NUMBER, str(len(show.slides)))
    slide.notes_slide.notes_text_frame.text = "\n".join(page.notes)


def _title(slide: Any, text: str) -> None:
    """The title in two lines: in the master's letters, or smaller ones where it is long."""
    frame = slide.shapes.title.text_frame
    size = _largest(text, stage.INNER, TITLE_SIZES, 2, "bold")
    frame.text = measure.fitted(text, stage.INNER, size, 2, "bold")
    if size < stage.TITLE_SIZE:
        frame.paragraphs[0].runs[0].font.size = Pt(size)


def _largest(text: str, width: float, sizes: Sequence[float], lines: int, weight: str = "normal") -> float:
    """The first of some sizes, largest first, in which a text takes no more than `lines` lines; else the last."""
    return next((size for size in sizes if measure.n_lines(text, width, size, weight) <= lines), sizes[-1])


def _boxes(slide: Slide) -> list[stage.Box]:
    """Where the parts stand: the whole body, or its left and right."""
    left, top, width, height = stage.BODY
    if len(slide.parts) == 1:
        return [stage.BODY]
    first = (width - GUTTER) * slide.left
    return [(left, top, first, height), (left + first + GUTTER, top, width - GUTTER - first, height)]


def _draw(part: Part, whole: Part, slide: Any, box: stage.Box, theme: Theme) -> None:
    if isinstance(part, Chart):
        draw_chart(part, slide, stage.emu(box), theme)
    elif isinstance(part, TextTable):
        assert isinstance(whole, TextTable), "pages of a table are tables"
        draw_table(part, slide, stage.emu(box), theme, whole)
    elif isinstance(part, Cards):
        _draw_cards(part, slide, box, theme)
    else:
        _draw_text(part, slide, box)


def _draw_text(part: Text, slide: Any, box: stage.Box) -> None:
    """Sentences in the largest letters that let all of them fit."""
    width, height = box[2] - 16.0, box[3]
    size = LARGEST
    while size > SMALLEST and measure.height(part.sentences, width, size, 0.5 * size) > height:
        size -= 0.5
    lines = max(2, int(height / (size * measure.LINE) / max(len(part.sentences), 1)))
    frame = _box(slide, box)
    for number, said in enumerate(part.sentences):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        fits = measure.height(part.sentences, width, size, 0.5 * size) <= height
        _write(paragraph, said if fits else measure.fitted(said, width, size, lines), size, DARK)
        paragraph.space_after = Pt(0.5 * size)
        _bullet(paragraph)


def _bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "177800")
    properties.set("indent", "-177800")
    properties.append(made(properties, "a:buChar", char="•"))


def _draw_cards(part: Cards, slide: Any, box: stage.Box, theme: Theme) -> None:
    left, top, width, height = box
    gap = 10.0
    each = (height - gap * (len(part.cards) - 1)) / len(part.cards)
    for number, card in enumerate(part.cards):
        place = (left, top + number * (each + gap), width, each)
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Emu, stage.emu(place)))
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(SHADE)
        shape.line.fill.background()
        _plain(shape)
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = Pt(14)
        frame.margin_top = frame.margin_bottom = Pt(4)
        muted = theme.muted
        rows = ((card.title, 12.0, muted, False), (card.figure, 22.0, DARK, True), (card.beside, 11.0, muted, False))
        for line, (text, size, colour, bold) in enumerate(row for row in rows if row[0]):
            paragraph = frame.paragraphs[0] if line == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            kept = measure.fitted(text, width - 30, size, 1 if bold else 2, "bold" if bold else "normal")
            _write(paragraph, kept, size, colour, bold)


def _rule(slide: Any, box: stage.Box, theme: Theme) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Emu, stage.emu(box)))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(theme.operational)
    shape.line.fill.background()
    _plain(shape)


def _plain(shape: Any) -> None:
    """Without the shadow and the letters that the template's style gives to shapes."""
    shape._element.remove(shape._element.find(qn("p:style")))


def _box(slide: Any, box: stage.Box) -> Any:
    frame = slide.shapes.add_textbox(*map(Emu, stage.emu(box))).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
    return frame


def _write(paragraph: Any, text: str, size: float, colour: str, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)


def _tag(slide: Any, tag: str) -> None:
    """The language of every run, of the notes and charts as well: a reader's voice and spelling follow it."""
    trees = [slide._element, slide.notes_slide._element]
    trees += [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
    for tree in trees:
        for run in (*tree.iter(qn("a:r")), *tree.iter(qn("a:fld"))):
            run.get_or_add_rPr().set("lang", tag) if hasattr(run, "get_or_add_rPr") else _field(run, tag)
        for name in ("a:endParaRPr", "a:defRPr"):
            for properties in tree.iter(qn(name)):
                properties.set("lang", tag)


def _field(field: Any, tag: str) -> None:
    for properties in field.findall(qn("a:rPr")):
        properties.set("lang", tag)
