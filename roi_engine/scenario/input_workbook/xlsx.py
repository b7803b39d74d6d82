"""The cells of an xlsx file: exactly what the input workbook needs, and nothing that a hostile file could use.

An xlsx file is a zip of XML (ISO/IEC 29500-1, parts 12 and 18). Sizes are capped before anything is unpacked, a
document type (the door of entity tricks) is refused, and no formula is calculated: its stored result is taken.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from roi_engine.scenario.input_workbook.cells import Content

MAX_FILE, MAX_UNPACKED, MAX_PARTS, MAX_CELLS = 20_000_000, 60_000_000, 500, 500_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

_UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    OSError, struct.error, UnicodeError,
)  # fmt: skip


class XlsxError(ValueError):
    """The file is no workbook that can be read; `hint` says how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, and its address (`B7`); `fault` is an error value such as `#REF!`."""

    address: str
    content: Content
    fault: str = ""


Grid = Mapping[tuple[int, int], Cell]  # by row and column, from 1


def read_xlsx(content: bytes) -> Mapping[str, Grid]:
    """The cells of every sheet by its name, in the order of the workbook; empty cells are left out.

    Raises XlsxError where the file is damaged, too large, encrypted, or no xlsx file.
    """
    if len(content) > MAX_FILE:
        raise XlsxError(f"the file has {len(content):,} bytes; an input workbook has at most {MAX_FILE:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _sheets(_Archive(archive))
    except _UNREADABLE as error:
        hint = "save it as Excel workbook (.xlsx), without a password"
        raise XlsxError("this is not an xlsx file that can be read", hint) from error


class _Archive:
    """The parts of the zip, read within limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        self._names = {entry.filename.lstrip("/"): entry for entry in entries}
        self._left = MAX_UNPACKED
        if len(entries) > MAX_PARTS:
            raise XlsxError(f"the file has {len(entries):,} parts; an input workbook has at most {MAX_PARTS}")

    def xml(self, name: str, optional: bool = False) -> ElementTree.Element:
        """The root of a part; an empty one where an optional part is missing."""
        if name not in self._names:
            if optional:
                return ElementTree.Element("none")
            raise XlsxError("this is not an xlsx file: a part is missing", "save it as Excel workbook (.xlsx)")
        with self._archive.open(self._names[name]) as part:  # what the zip says of sizes is not believed
            found = part.read(self._left + 1)
        self._left -= len(found)
        if self._left < 0:
            raise XlsxError("the file unpacks to more than an input workbook can hold")
        try:
            _refuse_document_type(found)
            return ElementTree.fromstring(found)
        except (ElementTree.ParseError, expat.ExpatError, ValueError, LookupError) as error:
            if isinstance(error, XlsxError):
                raise
            raise XlsxError(f"the part {name} of the file is damaged") from error


def _refuse_document_type(content: bytes) -> None:
    """XlsxError where the XML declares a document type: entities are declared there, and no spreadsheet writes one."""

    def refuse(*_: object) -> None:
        raise XlsxError("the file declares XML entities, which no spreadsheet does")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _sheets(archive: _Archive) -> Mapping[str, Grid]:
    book = archive.xml("xl/workbook.xml")
    relations = archive.xml("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    strings = tuple(_text(one) for one in _all(archive.xml("xl/sharedStrings.xml", optional=True), "si"))
    found: dict[str, Grid] = {}
    budget = MAX_CELLS
    for sheet in book.iter():
        if _local(sheet) != "sheet":
            continue
        relation = next((said for key, said in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(relation, "")
        if "worksheet" not in target:  # a chart sheet has no cells
            continue
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        grid: dict[tuple[int, int], Cell] = {}
        for place, cell in _cells(archive.xml(name), strings):
            grid[place] = cell
            budget -= 1
            if budget < 0:
                raise XlsxError(f"the file has more than {MAX_CELLS:,} filled cells")
        found[sheet.get("name", "")] = grid
    return found


def _cells(sheet: ElementTree.Element, strings: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The filled cells of a sheet; rows and cells without an address follow the one before them."""
    row = 0
    for line in _all(sheet, "row"):
        stated = line.get("r", "")
        row = int(stated) if stated.isdecimal() and len(stated) < 8 else row + 1
        column = 0
        for one in _all(line, "c"):
            address = _ADDRESS.fullmatch(one.get("r") or "")
            column = _column_number(address[1]) if address else column + 1
            cell = _cell(one, f"{_column_name(column)}{row}", strings)
            if cell.fault or cell.content not in (None, ""):
                yield (row, column), cell


def _cell(one: ElementTree.Element, address: str, strings: tuple[str, ...]) -> Cell:
    kind = one.get("t", "n")
    parts = {_local(part): part for part in one}
    said = (parts["v"].text or "") if "v" in parts else ""
    if kind == "inlineStr":
        return Cell(address, _text(parts["is"]) if "is" in parts else None)
    if "f" in parts and "v" not in parts:
        return Cell(address, None, "a formula that was never calculated")
    if not said:
        return Cell(address, None)
    try:
        if kind == "s":
            return Cell(address, strings[int(said)])
        if kind in ("str", "d"):
            return Cell(address, _unescaped(said))
        if kind == "b":
            return Cell(address, said.strip() == "1")
        if kind == "e":
            return Cell(address, None, said)
        return Cell(address, float(said))
    except (ValueError, IndexError):
        raise XlsxError(f"the cell {address} is damaged") from None


def _text(holder: ElementTree.Element) -> str:
    """The text of a string, its runs joined; readings of it (phonetic runs) are left out."""
    parts: list[str] = []
    for one in holder:
        if _local(one) == "t":
            parts.append(one.text or "")
        elif _local(one) == "r":
            parts += [inner.text or "" for inner in one if _local(inner) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """`_x000D_` as the character it stands for (22.9.2.19); halves of a character stay as they are."""
    return _ESCAPE.sub(lambda found: found[0] if found[1][0] in "dD" and found[1][1] > "7" else _letter(found[1]), text)


def _letter(code: str) -> str:
    return chr(int(code, 16))


def _all(holder: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements of that name at any depth, in the main namespace, plain or strict."""
    return (one for one in holder.iter() if one.tag in (_MAIN + name, _STRICT + name))


def _local(one: ElementTree.Element) -> str:
    return one.tag.rpartition("}")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _column_name(number: int) -> str:
    """`A`, `B`, ..., `AA`."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
