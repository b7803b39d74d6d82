"""The files a scenario may name, and the fence they must lie in."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from roi_engine.errors import did_you_mean
from roi_engine.scenario.tree import MAX_BYTES


class FileError(ValueError):
    """A file cannot be used; `hint` says how to mend it, `code` which fault it is."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code, self.hint = code, hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Fence:
    """The folder tree that a scenario's files must lie in.

    The rule: the folder that holds the scenario file named by the user, the folder above it, and all below. So
    `extends: ../base.yaml` works inside one collection of scenarios, and no scenario reads what lies elsewhere;
    absolute paths and symbolic links that lead out are refused.
    """

    root: Path
    home: Path
    folders: dict[str, Path] = field(default_factory=dict)  # of each file read so far, by the name it is shown under
    digests: dict[str, str] = field(default_factory=dict)  # of each data file read, by the name it was asked for

    @classmethod
    def around(cls, scenario: Path, outer: Fence | None = None) -> Fence:
        """The fence of the scenario file that the user named, or that a portfolio with the fence `outer` names."""
        home = scenario.resolve().parent
        inside = outer is None or home.parent.is_relative_to(outer.root)
        return cls(home.parent if inside or outer is None else outer.root, home)

    def find(self, folder: Path, name: str) -> Path:
        """The file that `name` means, seen from `folder`; FileError where it is missing or outside the fence."""
        if not name.strip() or "\0" in name or len(name) > 500:
            raise FileError("file", "a file name is wanted here")
        if Path(name).is_absolute() or PureWindowsPath(name).drive or name.startswith(("\\", "~")):
            raise FileError("outside", f"'{name}' is an absolute path", "write it relative to this file")
        try:
            path = (folder / name).resolve()
            inside, there, plain = path.is_relative_to(self.root), path.exists(), path.is_file()
        except (OSError, RuntimeError) as error:
            raise FileError("file", f"'{name}' cannot be read: {error.__class__.__name__}") from error
        if not inside:
            raise FileError("outside", f"'{name}' lies outside the scenario's folder tree", "copy the file beside it")
        if not there:
            raise FileError("missing-file", f"'{name}' was not found", _neighbour(path))
        if not plain:
            raise FileError("file", f"'{name}' is not a file", "a folder, pipe or device cannot be read here")
        return path


def _neighbour(path: Path) -> str:
    """A file of nearly that name in the same folder."""
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent.name}'"
    names = sorted(entry.name for entry in path.parent.iterdir() if entry.suffix == path.suffix)[:1000]
    return did_you_mean(path.name, names)


def content_of(path: Path) -> bytes:
    """The bytes of a file; FileError where it cannot be read or is larger than a scenario's files may be.

    A pipe could wait for ever and a device never end, so only regular files are opened; and as a regular file may grow,
    or give no size (as some of the system's own do), no more than the limit and one byte is read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError("file", "this is a folder, not a scenario file")
        if not stat.S_ISREG(mode):
            raise FileError("file", "this is a pipe or a device, not a file", "save its text in a file first")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise FileError("too-large", f"the file has more than {MAX_BYTES:,} bytes", "aggregate the data first")
        return content
    except FileError:
        raise
    except FileNotFoundError:
        raise FileError("missing-file", "the file was not found", _neighbour(path)) from None
    except (OSError, ValueError) as error:
        raise FileError("file", f"the file cannot be read: {error.__class__.__name__}") from error
