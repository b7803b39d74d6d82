"""The message catalogues: every template of the reports in each language, as PO files that translators' tools read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
SOURCE = "en"  # the templates themselves


@dataclass(frozen=True, slots=True)
class Messages:
    """The templates of one language by the English ones; those that are missing stay English."""

    language: str
    templates: dict[str, str]

    def text(self, template: str) -> str:
        """A template in this language."""
        return self.templates.get(template, template)

    def counted(self, one: str, many: str, n: int) -> str:
        """The singular or the plural template; the shipped languages all have one singular, for exactly one."""
        return self.text(one if n == 1 else many)


@lru_cache(maxsize=8)
def messages_in(language: str) -> Messages:
    """The catalogue of a language; empty for English, and where none is shipped."""
    file = FOLDER / f"{language}.po"
    if language == SOURCE or not file.exists():
        return Messages(language, {})
    from babel.messages.pofile import read_po  # only where a report is not in English

    with file.open("rb") as content:
        catalogue = read_po(content, locale=language)
    found = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return Messages(language, found)


def shipped_languages() -> tuple[str, ...]:
    """English, and every language with a catalogue."""
    return (SOURCE, *sorted(file.stem for file in FOLDER.glob("*.po")))
