"""What is installed: every file of the package that is not Python, and only libraries that are used."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from pathlib import Path

import pytest

import roi_engine

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "roi_engine"
NAMES = {
    "PyYAML": "yaml",
    "ibis-framework": "ibis",
    "python-pptx": "pptx",
}  # distributions whose import has another name
BROUGHT_ALONG = {"pydantic_core", "typing_extensions", "markupsafe"}  # parts of pydantic and jinja2 in all but name


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_every_data_file_is_installed() -> None:
    patterns = [pattern.strip() for pattern in setup()["options.package_data"]["roi_engine"].split(",")]
    installed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    there = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert there - installed == set()


def test_every_room_is_a_package() -> None:
    rooms = {path.parent for path in PACKAGE.rglob("*.py")}
    assert {str(room) for room in rooms if not (room / "__init__.py").exists()} == set()


def test_every_library_that_is_imported_is_asked_for() -> None:
    extras = setup()["options.extras_require"]
    lines = "\n".join([setup()["options"]["install_requires"], extras["slides"], extras["pdf"]]).split("\n")
    names = [re.split(r"[<>=]", line)[0].strip() for line in lines if line.strip() and not line.startswith("#")]
    asked = {NAMES.get(name, name).lower() for name in names}
    used = {name for path in PACKAGE.rglob("*.py") for name in imports(path)}
    assert used - asked - sys.stdlib_module_names - BROUGHT_ALONG - {"roi_engine"} == set()


def test_every_public_name_is_found_where_it_is_said_to_be() -> None:
    for name in roi_engine.__all__:
        assert getattr(roi_engine, name) is not None
        assert name in dir(roi_engine)


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        roi_engine.nothing  # noqa: B018
