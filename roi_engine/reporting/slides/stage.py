"""The empty presentation: 16:9, two layouts, the theme's font and colours where a consultant would look for them."""

from __future__ import annotations

import copy
import datetime
import re
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from roi_engine.reporting.slides.parts import Deck
from roi_engine.reporting.slides.xml import added, made
from roi_engine.reporting.theme import FONT, ROLES, Theme

WIDTH, HEIGHT = 960.0, 540.0  # points
EDGE = 44.0
INNER = WIDTH - 2 * EDGE
TITLE = (EDGE, 24.0, INNER, 66.0)
SUBTITLE = (EDGE, 92.0, INNER, 22.0)
BODY = (EDGE, 120.0, INNER, 376.0)
FOOT = (EDGE, 508.0, INNER - 60.0, 20.0)
NUMBER = (WIDTH - EDGE - 50.0, 508.0, 50.0, 20.0)
TITLE_SIZE, OPENING_SIZE = 24.0, 36.0
Box = tuple[float, float, float, float]
_OPENING, _PLAIN = "Title Slide", "Title Only"
_THEN = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)


def empty(deck: Deck, theme: Theme) -> Any:
    """A presentation without slides."""
    show: Any = Presentation()
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(show.slide_layouts):
        if layout.name not in (_OPENING, _PLAIN):
            show.slide_layouts.remove(layout)
    _style(show.slide_master)
    for sheet in (show.slide_master, *show.slide_layouts):
        _place(sheet)
    _dress(show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME), theme)
    _describe(show, deck)
    return show


def emu(box: Box) -> tuple[int, int, int, int]:
    """A box in points as one in EMU."""
    left, top, width, height = (round(each * Pt(1)) for each in box)
    return left, top, width, height


def layout_of(show: Any, opening: bool) -> Any:
    """The layout of the opening slide, or that of all others."""
    return show.slide_layouts.get_by_name(_OPENING if opening else _PLAIN)


def office_font(theme: Theme) -> str:
    """The font of the slides: one that every office program has, in place of the one that only charts bring along."""
    return "Arial" if theme.font == FONT else theme.font


def add_placeholder(slide: Any, kind: Any, text: str) -> None:
    """Give a slide the footer or the slide number of its layout, as an office program does."""
    source = next(each for each in slide.slide_layout.placeholders if each.placeholder_format.type == kind)
    element = copy.deepcopy(source._element)
    element.nvSpPr.cNvPr.set("id", str(max((shape.shape_id for shape in slide.shapes), default=1) + 1))
    slide.shapes._spTree.append(element)
    if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
        for field in element.iter(qn("a:fld")):
            field.find(qn("a:t")).text = text
    else:
        slide.shapes[-1].text_frame.text = text


def _place(sheet: Any) -> None:
    """Move the placeholders of a master or layout to where this deck has them."""
    opening = sheet.name == _OPENING
    boxes: dict[Any, Box] = {
        PP_PLACEHOLDER.TITLE: TITLE,
        PP_PLACEHOLDER.CENTER_TITLE: (EDGE, 150.0, INNER, 120.0),
        PP_PLACEHOLDER.SUBTITLE: (EDGE, 290.0, INNER, 150.0),
        PP_PLACEHOLDER.BODY: BODY,
        PP_PLACEHOLDER.FOOTER: FOOT,
        PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER,
    }
    for shape in list(sheet.placeholders):
        kind = shape.placeholder_format.type
        if kind in boxes:
            shape.left, shape.top, shape.width, shape.height = emu(boxes[kind])
        else:
            shape._element.getparent().remove(shape._element)
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            _small(shape, "l" if kind == PP_PLACEHOLDER.FOOTER else "r")
        if opening and kind in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE):
            shape._element.txBody.bodyPr.set("lIns", "0")
            _letters(shape, OPENING_SIZE if kind == PP_PLACEHOLDER.CENTER_TITLE else 18.0)


def _small(shape: Any, side: str) -> None:
    _letters(shape, 9.0, side)
    properties = shape._element.txBody.bodyPr
    for edge in ("lIns", "rIns", "tIns", "bIns"):
        properties.set(edge, "0")


def _letters(shape: Any, size: float, side: str = "l") -> None:
    """Size and side of the first level of a placeholder."""
    styles = shape._element.txBody.find(qn("a:lstStyle"))
    for level in styles.findall(qn("a:lvl1pPr")):
        styles.remove(level)
    level = made(styles, "a:lvl1pPr", algn=side, marL="0", indent="0")
    added(level, "a:buNone")
    letters = added(level, "a:defRPr", sz=str(round(size * 100)))
    added(added(letters, "a:solidFill"), "a:schemeClr", val="tx1" if size > 20 else "tx2")
    styles.insert(0, level)


def _style(master: Any) -> None:
    """Titles of the master: to the left, bold, at the bottom of their box."""
    first = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    first.set("algn", "l")
    letters = first.find(qn("a:defRPr"))
    letters.set("sz", str(round(TITLE_SIZE * 100)))
    letters.set("b", "1")
    for shape in master.placeholders:
        if shape.placeholder_format.type == PP_PLACEHOLDER.TITLE:
            properties = shape._element.txBody.bodyPr
            properties.set("anchor", "ctr")
            for edge in ("lIns", "rIns"):
                properties.set(edge, "0")


def _dress(part: Any, theme: Theme) -> None:
    """Fonts and colours of the theme in the theme part, where charts that are added later find them."""
    text = part.blob.decode("utf-8")
    font = escape(office_font(theme), {'"': "&quot;"})
    text = re.sub(r'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*', lambda found: found[1] + font, text)
    for number, role in enumerate(ROLES, 1):
        text = _coloured(text, f"accent{number}", theme.colour(role))
    part._blob = _coloured(text, "dk2", theme.muted).encode("utf-8")


def _coloured(text: str, name: str, colour: str) -> str:
    return re.sub(rf'(<a:{name}><a:srgbClr val=")[0-9A-F]+', lambda found: found[1] + colour[1:], text)


def _describe(show: Any, deck: Deck) -> None:
    """Title and language for whoever searches or listens, and no trace of the template's author or clock."""
    core = show.core_properties
    core.title, core.language = deck.name[:255], deck.tag
    core.author = core.last_modified_by = "roi_engine"
    core.subject = core.keywords = core.comments = ""
    core.revision, core.created, core.modified = 1, _THEN, _THEN
    package = show.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)
