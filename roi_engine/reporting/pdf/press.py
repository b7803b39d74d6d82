"""Setting the report: what is said goes to the typesetter as JSON, never as source, so that no text is a command."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from roi_engine.reporting.letters import font_file
from roi_engine.reporting.theme import FONT, ROLES, Theme

TEMPLATE = Path(__file__).parent / "report.typ"
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


def printed(contents: Mapping[str, Any], theme: Theme) -> bytes:
    """The PDF of `contents`; the fonts are those that come along, and that of the theme where it is installed."""
    given = {**contents, "theme": _theme(theme)}
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=_fonts(theme),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(given, ensure_ascii=False, allow_nan=False)},
        pdf_standards="ua-1",
    )
    assert isinstance(pdf, bytes), "one document"
    return pdf


def pages_of(pdf: bytes) -> int:
    """Number of pages."""
    return len(_PAGE.findall(pdf))


def _theme(theme: Theme) -> dict[str, Any]:
    logo = theme.logo
    return {
        "colours": {role: theme.colour(role) for role in ROLES},
        "fonts": list(dict.fromkeys((theme.font, FONT))),
        "logo": list(logo.read_bytes()) if logo else None,
        "name": theme.name,
    }


def _fonts(theme: Theme) -> list[Path]:
    """Folders with the fonts of the charts and of the theme."""
    folders = [Path(mpl.get_data_path()) / "fonts" / "ttf"]
    if theme.font != FONT:
        folders.append(Path(font_file(theme.font)).parent)
    return list(dict.fromkeys(folders))
