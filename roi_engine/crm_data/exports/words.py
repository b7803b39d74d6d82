"""The words by which exports tell choices, flags, units, footers and personal columns, read from `words.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from roi_engine.crm_data.headers import plain_header

Words = Mapping[str, str]  # folded word -> what it stands for
_SMALL = frozenset("di de del dei della dell delle dello degli of the il lo la le i el los las l d".split())
_BEHIND = re.compile(r"\s*[\[(][^()\[\]]*[\])]\s*$")


@lru_cache(maxsize=10_000)
def folded(value: str) -> str:
    """A word or header without case, accents and signs; what holds no letter or digit stays as it is.

    >>> folded("Chiusa - Vinta"), folded("Sí"), folded("✓")
    ('chiusa_vinta', 'si', '✓')
    """
    return plain_header(value) or value.strip()


@lru_cache(maxsize=10_000)
def bare(header: str) -> str:
    """A header folded, without what stands in brackets behind it.

    >>> bare("Talk time (minutes)")
    'talk_time'
    """
    return folded(_BEHIND.sub("", header)) if _BEHIND.search(header) else folded(header)


@lru_cache(maxsize=10_000)
def core(name: str) -> str:
    """A folded header without the small words between the others, run together.

    >>> core("numero_de_telefono"), core("data_della_chiusura"), core("de")
    ('numerotelefono', 'datachiusura', 'de')
    """
    return "".join(word for word in name.split("_") if word not in _SMALL) or name


@cache
def _stated() -> Mapping[str, Any]:
    text = files("roi_engine.crm_data.exports").joinpath("words.yaml").read_text(encoding="utf-8")
    stated: Mapping[str, Any] = yaml.safe_load(text)
    return stated


@cache
def choice_words(kind: str, role: str) -> Words:
    """Folded word -> choice, for a column of choices."""
    return _inverted(_stated().get(f"{kind}.{role}", {}))


@cache
def flag_words() -> Words:
    """Folded word -> `true` or `false`."""
    return _inverted(_stated()["flags"])


@cache
def unit_words() -> Words:
    """Folded word of a header -> second, minute, hour or day."""
    return _inverted(_stated()["units"])


@cache
def footer_starts() -> tuple[str, ...]:
    """How lines below a table begin, folded."""
    return tuple(str(_stated()["footers"]).split())


@lru_cache(maxsize=10_000)
def is_personal(header: str) -> bool:
    """Whether a header says that its column names or reaches a person.

    >>> [is_personal(each) for each in ("Requester email", "Cellulare", "Nome", "Nome della campagna", "Contact ID")]
    [True, True, True, False, False]
    """
    name = bare(header)
    if name in _whole():
        return True
    if name.endswith(("_id", "_ids")) or name.startswith(("id_", "number_of_", "numero_", "count_of_")):
        return False
    padded = f"_{name}_"
    return any(f"_{word}_" in padded for word in _personal())


@cache
def _whole() -> frozenset[str]:
    return frozenset(str(_stated()["personal_whole"]).split())


@cache
def _personal() -> tuple[str, ...]:
    return tuple(str(_stated()["personal"]).split())


def _inverted(given: Mapping[str, str]) -> Words:
    return MappingProxyType({word: meant for meant, words in given.items() for word in str(words).split()})
