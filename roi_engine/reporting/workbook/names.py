"""Defined names: one for every input, so that a formula or a macro of the reader's own finds it."""

from __future__ import annotations

import re

LONGEST = 180


class Names:
    """Gives each path a name that a spreadsheet takes, unlike any other and unlike the address of a cell."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, path: str) -> str:
        """The name of a path: `in_rollout_go_live`. A spreadsheet does not tell capital letters from small ones."""
        stem = re.sub(r"[^A-Za-z0-9]+", "_", path).strip("_")[:LONGEST]
        name, count = f"in_{stem}", 1
        while name.lower() in self._taken:
            count += 1
            name = f"in_{stem}_{count}"
        self._taken.add(name.lower())
        return name
