"""The repository speaks of the product alone: no path of the machine that a file was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("work", "tmp", "home", "root", "Users", "mnt")
MACHINE_PATH = re.compile(rf"(?<![\w.:/*~-])/(?:{'|'.join(FOLDERS)})/\w|\b[A-Z]:\\{2}?Users\b")


def files() -> list[Path]:
    """What is tracked, or would be: everything that .gitignore does not name."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_path_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if MACHINE_PATH.search(line)
        ]
    assert found == []


def test_a_machine_path_is_seen() -> None:
    assert MACHINE_PATH.search("open('/" + "work/main/x')")
    assert MACHINE_PATH.search("/" + "tmp/out")


def test_an_address_is_left_alone() -> None:
    assert not MACHINE_PATH.search("https://example.org/" + "home/page")
    assert not MACHINE_PATH.search("minutes/" + "work/day")
