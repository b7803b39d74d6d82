"""Overrides that were typed as options of their own, or stated in Python as numbers."""

from __future__ import annotations

from numbers import Integral, Real

Override = str | float | bool  # text as YAML has it, or a number or truth that stands for its own text


class Typed(str):
    """The text of an override that came from an option (`--draws 10`), which its problems name instead of `--set`."""

    __slots__ = ("option",)
    option: str

    def __new__(cls, text: str, option: str) -> Typed:
        """The text as typed after `option`."""
        made = super().__new__(cls, text)
        made.option = option
        return made


def override_text(stated: object) -> str | None:
    """The text of an override; None for what is neither text, number nor truth.

    >>> override_text(4096), override_text(0.25), override_text(False)
    ('4096', '0.25', 'false')
    """
    if isinstance(stated, str):
        return stated
    if isinstance(stated, bool):
        return str(stated).lower()
    if isinstance(stated, Integral):
        return str(int(stated))
    if isinstance(stated, Real):
        return repr(float(stated)).removesuffix(".0")
    return None
