"""Execute the notebooks: `python notebooks/execute.py` fails where one fails or where a pair has drifted apart.

Each notebook is a light `.py` (percent format) that people edit, and an `.ipynb` with its pictures that people read.
`--write` writes the `.ipynb` again from the `.py`, executed, without what differs from machine to machine.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient

HERE = Path(__file__).parent
KEPT = ("name", "display_name", "language")  # of the kernel
LONGEST = 300  # seconds a cell
KERNEL = ["--log-level=ERROR"]


def notebooks() -> list[Path]:
    """The light sources, in reading order."""
    return sorted(HERE.glob("[0-9]*.py"))


def executed(path: Path) -> Any:
    """The notebook of a light source after a run of all its cells, in the folder of the notebooks."""
    book = jupytext.read(path)
    place = {"metadata": {"path": str(HERE)}}
    NotebookClient(book, timeout=LONGEST, resources=place, extra_arguments=KERNEL).execute()
    return book


def stripped(book: Any) -> Any:
    """The notebook without times, identifiers and versions, so that it changes only where its content does."""
    book.metadata = {"kernelspec": {key: book.metadata.kernelspec[key] for key in KEPT}}
    for place, cell in enumerate(book.cells, 1):
        cell.id = f"cell-{place}"
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                output.pop("execution_count", None)
    return book


def drifted(path: Path) -> bool:
    """Whether the cells of a pair differ."""
    pair = path.with_suffix(".ipynb")
    return not pair.exists() or cells(path) != cells(pair)


def cells(path: Path) -> list[tuple[str, str]]:
    """Kind and source of each cell."""
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def main(write: bool) -> int:
    """Execute all; the number of notebooks that do not go with their pair."""
    faults = 0
    for path in notebooks():
        start = time.perf_counter()
        book = executed(path)
        print(f"{path.name}: {time.perf_counter() - start:.0f} s")
        if write:
            jupytext.write(stripped(book), path.with_suffix(".ipynb"), fmt="ipynb")
        elif drifted(path):
            faults += 1
            print(f"{path.name}: its .ipynb is another notebook; python notebooks/execute.py --write", file=sys.stderr)
    return faults


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
