"""The two kinds of file that the language knows, and which command takes which."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from roi_engine.scenario.files import FileError, content_of
from roi_engine.scenario.tree import TreeError, read_tree

PORTFOLIO: Literal["portfolio"] = "portfolio"
PORTFOLIO_COMMAND = "roi-engine run FILE"
SCENARIO_COMMAND = "roi-engine run FILE"


def kind_of(path: str | Path) -> Literal["scenario", "portfolio"]:
    """Whether a file says `kind: portfolio`; every other file, and one that cannot be read, counts as a scenario.

    Nothing is checked: who loads the file then says all that is wrong with it.
    """
    try:
        content = content_of(Path(path))
        if PORTFOLIO.encode() not in content:  # most files: no need to read them twice
            return "scenario"
        kind = read_tree(content, str(path), soft=[]).entries.get("kind")
    except (FileError, TreeError):
        return "scenario"
    return PORTFOLIO if kind is not None and kind.text == PORTFOLIO else "scenario"
