"""The words that stand in a report past the catalogues: the user's own, those of the catalogue of lines, notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from roi_engine.catalogue import catalogue_lines, labels, reference_classes, stresses
from roi_engine.customers.segments import shipped_segments


def known_words(path: Path) -> set[str]:
    """Lower-case words of the scenario at `path`, of the catalogue in all languages, and of notation."""
    user = f"{path.read_text(encoding='utf-8')} {' '.join(shipped_texts())} {path} PERT beta calculation"
    known = set(re.findall(r"[a-zà-ÿ]{3,}", user.replace("_", " ").lower()))
    return known | set(re.findall(r"[a-zà-ÿ]{3,}", " ".join(known)))


def shipped_texts() -> Iterator[str]:
    """Texts of the catalogue of lines, in the reader's language by themselves."""
    for line in catalogue_lines().values():
        yield from (*line.title.values(), *line.counterfactual.values())
        yield from line.inputs  # their names stand in paths
        yield from (text for wanted in line.inputs.values() for text in wanted.title.values())
        yield from (text for wanted in line.inputs.values() for text in wanted.default_source.values())
    for entry in labels().values():
        yield from entry.values()
    for stress in stresses().values():
        yield from (*stress.title.values(), *stress.description.values())
    for segment in shipped_segments().segments:
        yield from segment.title.values()
    for known in reference_classes().values():  # evidence is quoted in the language of its source
        yield from (known.note, known.source, str(known.value))
