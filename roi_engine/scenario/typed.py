"""Overrides that were typed as options of their own."""

from __future__ import annotations


class Typed(str):
    """The text of an override that came from an option (`--draws 10`), which its problems name instead of `--set`."""

    __slots__ = ("option",)
    option: str

    def __new__(cls, text: str, option: str) -> Typed:
        """The text as typed after `option`."""
        made = super().__new__(cls, text)
        made.option = option
        return made
