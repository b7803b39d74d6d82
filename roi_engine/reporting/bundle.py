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
from collections.abc import Collection
from pathlib import Path

from roi_engine.engine.result import Result
from roi_engine.errors import RoiEngineError
from roi_engine.reporting.errands import Errands
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.run_files import KINDS, MARKER, Files, run_files
from roi_engine.reporting.theme import NEUTRAL, Theme
from roi_engine.scenario.records import Scenario, Stress

MARKERS = (MARKER, "comparison.json", "sensitivity.json", "report.json", "track.json")
SUBJECTS = ("scenario", "options", "portfolio", "report")  # what a marker of ours is about
_OURS = re.compile(
    r"((results|comparison|sensitivity|report|track)\.json|(summary|calculation|comparison|sensitivity|report|track)\.md"
    r"|report\.(html|pdf)|workbook\.xlsx|deck\.pptx"
    r"|charts(/[a-z0-9_]+\.(svg|png|csv))?|tables(/[a-z0-9_]+\.csv)?)\Z"
)


class OutputError(RoiEngineError, OSError):
    """A report cannot be written where it was asked for; nothing was changed there."""


def run_folder_name(scenario: Scenario, stress: Stress | None = None) -> str:
    """`<scenario>-<variant>-<stress>-<hash8>`: lower-case letters, digits and hyphens only, whatever the names hold."""
    parts = (
        slug(Path(scenario.file).stem) or slug(scenario.name) or "scenario",
        slug(scenario.variant or ""),
        slug(stress.id) if stress else "",
    )
    return "-".join(part for part in (*parts, scenario.sha256[:8]) if part)


def write_run(
    result: Result,
    out: Path,
    kinds: Collection[str],
    findings: Findings = NOTHING_ASKED,
    theme: Theme = NEUTRAL,
    errands: Errands | None = None,
) -> tuple[Path, ...]:
    """Write the folder `out` of one run and return its files, `results.json` first.

    `kinds` is any of `KINDS`; with none of them, or with `none` alone, nothing is written; ValueError for an unknown
    kind. `errands` may hold charts of this run that are under way, for these kinds and under this theme.
    OutputError where an extra that a kind needs is not installed. The rest as for `write_folder`.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown or ("none" in kinds and len(set(kinds)) > 1):
        raise ValueError(f"kinds of report are {', '.join(KINDS)}, none alone; got {', '.join(sorted(kinds))}")
    if not set(kinds) - {"none"}:
        return ()
    return write_folder(out, run_files(result, kinds, findings, theme, errands))


def write_folder(out: Path, files: Files) -> tuple[Path, ...]:
    """Write a folder of files, each a name inside it and its content, and return their paths in that order.

    An existing folder is replaced only where it is empty or holds an earlier run and nothing else; OutputError
    otherwise, and where the place cannot be written to.
    """
    out = out.resolve()
    _refuse_foreign(out)
    aside = out.parent / f".{out.name}.{secrets.token_hex(4)}.partial"
    try:
        names = [_write(aside / name, content) for name, content in files]
        _swap(aside, out)
    except OSError as error:
        raise _output_error(out, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(out / path.relative_to(aside) for path in names)


def write_file(path: Path, content: str | bytes) -> None:
    """Write one file (text as UTF-8, line feeds), whole or not at all; an existing file is replaced.

    OutputError where the place cannot be written to.
    """
    path = path.resolve()
    aside = path.parent / f".{path.name}.{secrets.token_hex(4)}.partial"
    try:
        _write(aside, content.encode() if isinstance(content, str) else content)
        os.replace(aside, path)
    except OSError as error:
        raise _output_error(path, error) from error
    finally:
        if aside.exists():  # asked first: below a file that is no folder, even `missing_ok` raises
            aside.unlink()


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
    if any(out.iterdir()) and not any(_is_run(out / marker) for marker in MARKERS):
        raise OutputError(f"{out} holds no {MARKER} of an earlier run; name another folder, or empty this one")


def _is_run(marker: Path) -> bool:
    """Whether `marker` is what an earlier run, comparison or rolled-up portfolio left."""
    try:
        content = json.loads(marker.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and {"schema", "engine"} <= content.keys() and any(s in content for s in SUBJECTS)


def _output_error(place: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {place}: {error.strerror or error}")


def slug(text: str) -> str:
    """Letters a-z, digits and single hyphens; at most 60 characters."""
    simple = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", simple).strip("-")[:60].strip("-")
