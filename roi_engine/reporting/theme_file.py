"""A theme that the user wrote: `theme.yaml` with colours, font, logo and style sheet; every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from roi_engine.errors import Problem, ProblemsError, did_you_mean
from roi_engine.reporting.theme import NEUTRAL, ROLES, SHIPPED, Theme, contrast
from roi_engine.reporting.words import plain
from roi_engine.scenario.tree import MAX_BYTES, Node, TreeError, read_tree

KEYS = ("name", "based_on", "colours", "font", "logo", "style")
LEAST_CONTRAST = 4.5  # of text on white (WCAG 2.2, success criterion 1.4.3)
READ_AS_TEXT = ("operational", "net", "muted")
LOGO_BYTES = 5_000_000
LONGEST = 60  # characters of a name
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})\Z")
_SIGNATURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


class ThemeError(ProblemsError):
    """A theme file is wrong; `problems` lists everything that is."""


def read_theme(path: Path) -> Theme:
    """The theme of a file; what it does not say is as in the theme that it is `based_on`, or in the neutral one."""
    reading = _Reading(path)
    theme = reading.theme()
    if reading.problems:
        raise ThemeError(reading.problems)
    return theme


class _Reading:
    """One reading of one file, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def theme(self) -> Theme:
        top = self._tree()
        if top is None:
            return NEUTRAL
        for key, node in top.entries.items():
            if key not in KEYS:
                self._wrong("unknown-key", f"unknown key '{key}'", node, key, _one_of(KEYS), did_you_mean(key, KEYS))
        readers: dict[str, Callable[[Node], dict[str, Any]]] = {
            "name": lambda node: {"name": self._text(node, "name")},
            "colours": self._colours,
            "font": lambda node: {"font": self._text(node, "font")},
            "logo": lambda node: {"logo": self._logo(node)},
            "style": lambda node: {"style": self._style(node)},
        }
        base = self._base(top.child("based_on"))
        found: dict[str, Any] = {"name": plain(self.path.stem)[:LONGEST]}
        for key, read in readers.items():
            said = top.child(key)
            if said is not None and not said.is_null:
                found |= read(said)
        return base if self.problems else replace(base, **found)

    def _tree(self) -> Node | None:
        try:
            with self.path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            top = read_tree(content, str(self.path), wants_mapping=False)
        except OSError as error:
            said = f"cannot read the theme: {error.strerror or error}"
            hint = did_you_mean(str(self.path), SHIPPED)
            accepted = f"accepted: {', '.join(SHIPPED)}, or the path of a theme.yaml"
            self.problems.append(Problem("theme", said, "", str(self.path), accepted=accepted, hint=hint))
            return None
        except TreeError as error:
            self.problems.extend(error.problems)
            return None
        if top.kind != "mapping":
            self._wrong("theme", f"a theme is a mapping of keys, not a {top.kind}", top, "", _one_of(KEYS))
            return None
        return top

    def _base(self, node: Node | None) -> Theme:
        if node is None or node.is_null:
            return NEUTRAL
        if node.text not in SHIPPED:
            said = f"no theme '{plain(node.text)}' is shipped"
            self._wrong("choice", said, node, "based_on", _one_of(SHIPPED), did_you_mean(node.text, SHIPPED))
        return SHIPPED.get(node.text, NEUTRAL)

    def _colours(self, node: Node) -> dict[str, Any]:
        if node.kind != "mapping":
            self._wrong(
                "colours", f"colours are a mapping of roles, not a {node.kind}", node, "colours", _one_of(ROLES)
            )
            return {}
        found = {}
        for role, entry in node.entries.items():
            place = f"colours.{role}"
            if role not in ROLES:
                hint = did_you_mean(role, ROLES)
                self._wrong("unknown-key", f"unknown role '{role}'", entry, place, _one_of(ROLES), hint)
            elif not (match := _HEX.match(entry.text)):
                hint = "put it in quotes: # starts a comment" if entry.is_null else ""
                said = f"'{plain(entry.text)}' is not a colour" if entry.text else "no colour"
                self._wrong("colour", said, entry, place, 'accepted: "#RRGGBB", six hexadecimal digits', hint)
            else:
                found[role] = f"#{match[1].upper()}"
                self._legible(role, found[role], entry)
        return found

    def _legible(self, role: str, colour: str, node: Node) -> None:
        if role in READ_AS_TEXT and contrast(colour) < LEAST_CONTRAST:
            said = f"{colour} is too light to be read on white: its contrast is {contrast(colour):.1f}"
            self._wrong("contrast", said, node, f"colours.{role}", f"accepted: a contrast of at least {LEAST_CONTRAST}")

    def _text(self, node: Node, key: str) -> str:
        said = plain(node.text)
        if node.kind != "text" or not said or len(said) > LONGEST:
            self._wrong("text", f"'{key}' is one line of text, {LONGEST} characters at most", node, key)
        return said

    def _logo(self, node: Node) -> Path | None:
        path = self._file(node, "logo", tuple(_SIGNATURES))
        if path is None:
            return None
        with path.open("rb") as file:
            content = file.read(LOGO_BYTES + 1)
        if len(content) > LOGO_BYTES:
            self._wrong("logo", f"the picture has more than {LOGO_BYTES:,} bytes", node, "logo")
        if not content.startswith(_SIGNATURES[path.suffix.lower()]):
            self._wrong("logo", f"{path.name} is no {path.suffix[1:].upper()} picture", node, "logo")
        return path

    def _style(self, node: Node) -> Path | None:
        path = self._file(node, "style", (".mplstyle",))
        if path is not None:
            from roi_engine.reporting.charts.style import style_faults  # matplotlib: only where a style is named

            for line, said, hint in style_faults(path):
                self.problems.append(Problem("style", said, "", str(path), line, hint=hint))
        return path

    def _file(self, node: Node, key: str, endings: tuple[str, ...]) -> Path | None:
        """A file beside the theme (or anywhere, by its whole path) that is there; else None, and a problem."""
        if node.kind != "text" or Path(node.text).suffix.lower() not in endings:
            said = f"'{key}' names a file, not '{plain(node.text)}'" if node.text else f"'{key}' names a file"
            self._wrong("file", said, node, key, f"accepted: a file that ends in {', '.join(endings)}")
            return None
        path = self.path.parent / node.text
        if not path.is_file():
            self._wrong("file", f"no file {path}", node, key, hint="paths count from the folder of the theme")
            return None
        return path

    def _wrong(self, code: str, message: str, node: Node, path: str, accepted: str = "", hint: str = "") -> None:
        place = node.place
        self.problems.append(Problem(code, message, path, place.file, place.line, place.column, accepted, hint))


def _one_of(names: Any) -> str:
    return f"accepted: {', '.join(names)}"
