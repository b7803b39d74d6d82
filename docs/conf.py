"""Sphinx configuration. The pages of docs/reference are filled from the package while they are read."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from generated import PAGES
from sphinx.application import Sphinx

from roi_engine import __version__

project = "roi_engine"
author = "The roi_engine authors"
copyright = "2026, The roi_engine authors"
version = release = __version__
language = "en"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"roi_engine {__version__}"
html_copy_source = False
nitpicky = True


def fill(app: Sphinx, page: str, source: list[str]) -> None:
    """Put what the package says about itself where a page of the reference asks for it."""
    if page in PAGES:
        marker = f"<!-- generated: {page} -->"
        if marker not in source[0]:
            raise ValueError(f"docs/{page}.md has no line {marker}")
        source[0] = source[0].replace(marker, PAGES[page]())


def setup(app: Sphinx) -> None:
    app.connect("source-read", fill)
