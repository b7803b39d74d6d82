"""Every template of the package that a report may fill in, found in its source; `python -m tests.locale.extracted`
brings the catalogues up to date: new templates come in empty, those that are gone leave.
"""

from __future__ import annotations

import sys
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.messages import FOLDER

PACKAGE = Path(__file__).parents[2] / "roi_engine"
LANGUAGES = ("it", "es")


@cache
def templates() -> frozenset[str]:
    """Marked by `N_` in Python, by `_` in page templates, and the definitions of the figures."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        found |= _extracted("python", path, {"N_": None})
    for path in PACKAGE.rglob("*.j2"):
        found |= _extracted("jinja2.ext:babel_extract", path, {"_": None})
    for figure in DEFINITIONS.values():
        found |= {figure.title, figure.sentence, figure.source}
    return frozenset(one for one in found if one)


def _extracted(method: str, path: Path, keywords: dict[str, None]) -> set[str]:
    rows = extract(method, BytesIO(path.read_bytes()), keywords=keywords)
    return {message for _, message, _, _ in rows if isinstance(message, str)}


def catalogue(language: str) -> Catalog:
    """The shipped catalogue of a language."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Bring the files up to date."""
    for language in LANGUAGES:
        file = FOLDER / f"{language}.po"
        before = {str(one.id): str(one.string) for one in catalogue(language) if one.id} if file.exists() else {}
        fresh = Catalog(locale=language, project="roi_engine", fuzzy=False)
        for template in sorted(templates()):
            fresh.add(template, before.get(template, ""), flags=("python-brace-format",) if "{" in template else ())
        content = BytesIO()
        write_po(content, fresh, width=10_000, omit_header=True, sort_output=True)
        file.write_bytes(content.getvalue())
        missing = sum(not one.string for one in fresh if one.id)
        sys.stdout.write(f"{language}: {len(templates())} templates, {missing} without translation\n")


if __name__ == "__main__":
    main()
