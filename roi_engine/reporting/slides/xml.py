"""Small doors to the office library, which has no types of its own."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn

DARK, WHITE = "#262626", "#FFFFFF"


def rgb(colour: str) -> Any:
    """A colour `#RRGGBB` as the office library takes it."""
    return RGBColor.from_string(colour[1:])  # type: ignore[no-untyped-call]


def made(beside: Any, name: str, **attributes: str) -> Any:
    """A new element `name` (`c:marker`) of the document that `beside` is of, not yet in a place."""
    return beside.makeelement(qn(name), attributes)


def added(parent: Any, name: str, **attributes: str) -> Any:
    """A new last child of `parent`."""
    element = made(parent, name, **attributes)
    parent.append(element)
    return element
