"""The only writer: one folder a run, whole or not at all.

Everything is written aside, beside its final place, and renamed into it; whatever interrupts the writing, the final
place holds either all of the new run or what was there before.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from roi_engine.engine.result import Result
from roi_engine.errors import RoiEngineError
from roi_engine.reporting.results_json import json_text, to_json
from roi_engine.reporting.words import words_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = ("md", "charts", "none")
MARKER = "results.json"
CHART_NAMES = ("waterfall", "cumulative", "distribution", "tornado", "benefit_stack")
_OURS = re.compile(r"(results\.json|summary\.md|charts(/[a-z_]+\.(svg|png|csv))?)\Z")


class OutputError(RoiEngineError, OSError):
    """A report cannot be written where it was asked for; nothing was changed there."""


def run_folder_name(result: Result) -> str:
    """`<scenario>-<variant>-<hash8>`: lower-case letters, digits and hyphens only, whatever the names hold."""
    scenario = result.scenario
    parts = (_slug(Path(scenario.file).stem) or _slug(scenario.name) or "scenario", _slug(scenario.variant or ""))
    return "-".join(part for part in (*parts, scenario.sha256[:8]) if part)


def write_run(result: Result, out: Path, kinds: Collection[str]) -> tuple[Path, ...]:
    """Write the folder `out` of one run and return its files, `results.json` first.

    `kinds` is any of `md` and `charts`; with none of them, or with `none` alone, nothing is written. An existing folder
    is replaced only where it is empty or holds an earlier run and nothing else; OutputError otherwise, and where the
    place cannot be written to. ValueError for an unknown kind.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown or ("none" in kinds and len(set(kinds)) > 1):
        raise ValueError(f"kinds of report are {', '.join(KINDS)}, none alone; got {', '.join(sorted(kinds))}")
    if not set(kinds) - {"none"}:
        return ()
    out = out.resolve()
    _refuse_foreign(out)
    aside = out.parent / f".{out.name}.{secrets.token_hex(4)}.partial"
    try:
        names = [_write(aside / name, content) for name, content in _files(result, kinds)]
        _swap(aside, out)
    except OSError as error:
        raise _output_error(out, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(out / path.relative_to(aside) for path in names)


def write_file(path: Path, text: str) -> None:
    """Write one text file (UTF-8, line feeds), whole or not at all; an existing file is replaced.

    OutputError where the place cannot be written to.
    """
    path = path.resolve()
    aside = path.parent / f".{path.name}.{secrets.token_hex(4)}.partial"
    try:
        _write(aside, text.encode())
        os.replace(aside, path)
    except OSError as error:
        raise _output_error(path, error) from error
    finally:
        if aside.exists():  # asked first: below a file that is no folder, even `missing_ok` raises
            aside.unlink()


def _files(result: Result, kinds: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of a run, the marker first."""
    yield MARKER, json_text(to_json(result)).encode()
    drawn: list[str] = []
    if "charts" in kinds:
        for name, content in _charts(result):
            drawn.append(Path(name).stem)
            yield name, content
    if "md" in kinds:
        from roi_engine.reporting.summary import summary_markdown

        yield "summary.md", summary_markdown(result, tuple(dict.fromkeys(drawn))).encode()


def _charts(result: Result) -> Iterator[tuple[str, bytes]]:
    """SVG, PNG and CSV of every chart that there is something to draw for."""
    from roi_engine.reporting import charts, tables  # matplotlib takes half a second: only where charts are asked for

    words = words_for(result.scenario.language, result.scenario.currency)
    for name in CHART_NAMES:
        table = getattr(tables, f"{name}_table")(result, words)
        if table is None:
            continue
        plot: Callable[..., Axes] = getattr(charts, f"plot_{name}")
        axes = plot(table, words)
        yield f"charts/{name}.svg", charts.svg(axes)
        yield f"charts/{name}.png", charts.png(axes)
        yield f"charts/{name}.csv", tables.csv_text(table.header, table.rows).encode()


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def _swap(aside: Path, out: Path) -> None:
    """Put `aside` in the place of `out`; an earlier run steps aside first and comes back if the renaming fails."""
    if not out.exists():
        aside.rename(out)
        return
    earlier = out.parent / f".{out.name}.{secrets.token_hex(4)}.earlier"
    out.rename(earlier)
    try:
        aside.rename(out)
    except BaseException:
        earlier.rename(out)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    """OutputError where something stands at `out` that is not an earlier run of this engine, alone."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"{out} is a file; name a folder for the reports")
    foreign = sorted(str(p.relative_to(out)) for p in out.rglob("*") if not _OURS.match(p.relative_to(out).as_posix()))
    if foreign:
        shown = ", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else "")
        raise OutputError(f"{out} holds what no run has written ({shown}); name another folder, or empty this one")
    if any(out.iterdir()) and not _is_run(out / MARKER):
        raise OutputError(f"{out} holds no {MARKER} of an earlier run; name another folder, or empty this one")


def _is_run(marker: Path) -> bool:
    """Whether `marker` is the results.json of an earlier run."""
    try:
        content = json.loads(marker.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and {"schema", "engine", "scenario"} <= content.keys()


def _output_error(place: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {place}: {error.strerror or error}")


def _slug(text: str) -> str:
    """Letters a-z, digits and single hyphens; at most 60 characters."""
    simple = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", simple).strip("-")[:60].strip("-")
