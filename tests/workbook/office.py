"""A real spreadsheet program: recalculates workbooks, and reads what their cells hold afterwards."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from pathlib import Path

PROGRAM = next((found for found in map(shutil.which, ("soffice", "localc", "libreoffice")) if found), None)
# Without this the program trusts the stored values and computes nothing.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SPACES = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
Cell = float | str
Sheet = Mapping[str, Cell]


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, dict[str, Cell]]]:
    """Every workbook computed afresh: name -> sheet -> address -> value. One call starts the program once."""
    assert PROGRAM is not None
    source, made, profile = folder / "in", folder / "out", folder / "profile"
    source.mkdir()
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    for name, content in books.items():
        (source / f"{name}.xlsx").write_bytes(content)
    command = [PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx",
               "--outdir", str(made), *(str(source / f"{name}.xlsx") for name in books)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: cells((made / f"{name}.xlsx").read_bytes(), folder) for name in books}


def cells(content: bytes, folder: Path) -> dict[str, dict[str, Cell]]:
    """The stored values of a workbook: sheet -> address -> value; an error is its text (`#DIV/0!`)."""
    place = folder / "read.xlsx"
    place.write_bytes(content)
    with zipfile.ZipFile(place) as archive:
        shared = _shared(archive)
        return {name: _sheet(archive, path, shared) for name, path in _sheets(archive)}


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(f"{{{_SPACES['m']}}}t")) for item in root]


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations.iter(_RELATION)}
    book = ET.fromstring(archive.read("xl/workbook.xml"))
    found = []
    for sheet in book.iterfind("m:sheets/m:sheet", _SPACES):
        target = targets[sheet.get(f"{{{_SPACES['r']}}}id")]
        found.append((sheet.get("name", ""), "xl/" + target.removeprefix("/xl/")))
    return found


def _sheet(archive: zipfile.ZipFile, path: str, shared: list[str]) -> dict[str, Cell]:
    root = ET.fromstring(archive.read(path))
    found: dict[str, Cell] = {}
    for cell in root.iterfind(".//m:c", _SPACES):
        kind, stored = cell.get("t", "n"), cell.find("m:v", _SPACES)
        if kind == "inlineStr":
            found[cell.get("r", "")] = "".join(part.text or "" for part in cell.iter(f"{{{_SPACES['m']}}}t"))
        elif stored is not None and stored.text is not None:
            text = stored.text
            found[cell.get("r", "")] = shared[int(text)] if kind == "s" else float(text) if kind in "nb" else text
    return found


def formulas(content: bytes, folder: Path) -> dict[str, dict[str, str]]:
    """The formulas of a workbook: sheet -> address -> formula without its equals sign."""
    place = folder / "read.xlsx"
    place.write_bytes(content)
    with zipfile.ZipFile(place) as archive:
        return {
            name: {
                cell.get("r", ""): found.text or ""
                for cell in ET.fromstring(archive.read(path)).iterfind(".//m:c", _SPACES)
                if (found := cell.find("m:f", _SPACES)) is not None
            }
            for name, path in _sheets(archive)
        }


def found(sheet: Sheet, text: str, right: int = 1) -> Cell:
    """The value so many columns to the right of the first cell in column A that holds a text."""
    for address, value in sheet.items():
        if value == text and re.fullmatch(r"A\d+", address):
            return sheet[f"{chr(ord('A') + right)}{address[1:]}"]
    raise KeyError(text)
