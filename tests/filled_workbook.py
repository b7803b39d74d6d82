"""Filling in an input workbook as a person would: by path and column, on the XML, without the package's reader."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ElementTree.register_namespace("", MAIN)
Content = str | float | int | None


def tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


class Workbook:
    """An xlsx file whose cells can be set; addresses are found by the hidden row of keys and the column of paths."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        shared = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(one.text or "" for one in entry.iter(tag("t"))) for entry in shared]
        names = re.findall(r'<sheet name="([^"]+)"', self.parts["xl/workbook.xml"].decode())
        self.sheets = {
            name: ElementTree.fromstring(self.parts[f"xl/worksheets/sheet{number}.xml"])
            for number, name in enumerate(names, 1)
        }

    def text(self, cell: ElementTree.Element) -> str:
        if cell.get("t") == "s":
            return self.strings[int(cell.findtext(tag("v")) or 0)]
        if cell.get("t") == "inlineStr":
            return "".join(one.text or "" for one in cell.iter(tag("t")))
        return cell.findtext(tag("v")) or ""

    def keys(self, sheet: str) -> tuple[int, dict[str, str]]:
        """Number of the row of keys, and the letters of each key's column."""
        for row in self.sheets[sheet].iter(tag("row")):
            said = {re.sub(r"\d", "", cell.get("r", "")): self.text(cell) for cell in row.iter(tag("c"))}
            if any(one.startswith("roi_engine:") for one in said.values()):
                return int(row.get("r", "0")), {key.rpartition(":")[2]: letters for letters, key in said.items()}
        raise KeyError(sheet)

    def row_of(self, path: str) -> tuple[str, int]:
        """Sheet and number of the row of a path."""
        for name, sheet in self.sheets.items():
            for row in sheet.iter(tag("row")):
                cells = list(row.iter(tag("c")))
                if cells and cells[0].get("r", "").startswith("A") and self.text(cells[0]) == path:
                    return name, int(row.get("r", "0"))
        raise KeyError(path)

    def address(self, path: str, column: str) -> str:
        sheet, number = self.row_of(path)
        return f"{sheet}:{self.keys(sheet)[1][column]}{number}"

    def cell(self, sheet: str, number: int, column: str) -> ElementTree.Element:
        letters = self.keys(sheet)[1][column]
        row = next(one for one in self.sheets[sheet].iter(tag("row")) if one.get("r") == str(number))
        found = next((one for one in row if one.get("r") == f"{letters}{number}"), None)
        if found is None:
            order = [self.index(re.sub(r"\d", "", one.get("r", ""))) for one in row]
            found = ElementTree.Element(tag("c"), {"r": f"{letters}{number}"})
            row.insert(sum(one < self.index(letters) for one in order), found)
        return found

    @staticmethod
    def index(letters: str) -> int:
        return sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))

    def put(self, sheet: str, number: int, column: str, content: Content) -> None:
        self.set_cell(self.cell(sheet, number, column), content)

    @staticmethod
    def set_cell(cell: ElementTree.Element, content: Content) -> None:
        for below in list(cell):
            cell.remove(below)
        cell.attrib.pop("t", None)
        if isinstance(content, str):
            cell.set("t", "inlineStr")
            held = ElementTree.SubElement(ElementTree.SubElement(cell, tag("is")), tag("t"))
            held.text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", content)  # as spreadsheets escape it
            held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif content is not None:
            ElementTree.SubElement(cell, tag("v")).text = repr(content)

    def fill(self, path: str, **columns: Content) -> Workbook:
        """Set cells in the row of a path."""
        sheet, number = self.row_of(path)
        for column, content in columns.items():
            self.put(sheet, number, column, content)
        return self

    def add(self, sheet: str, **columns: Content) -> Workbook:
        """Fill in the first empty row of a sheet."""
        top, _ = self.keys(sheet)
        numbers = [int(row.get("r", "0")) for row in self.sheets[sheet].iter(tag("row"))]
        filled = {
            number for number in numbers for row in self.sheets[sheet].iter(tag("row"))
            if row.get("r") == str(number) and any(self.text(cell) for cell in row.iter(tag("c")))
        }  # fmt: skip
        number = next(one for one in numbers if one > top and one not in filled)
        for column, content in columns.items():
            self.put(sheet, number, column, content)
        return self

    def drop(self, path: str) -> Workbook:
        """Delete the row of a path."""
        sheet, number = self.row_of(path)
        holder = next(self.sheets[sheet].iter(tag("sheetData")))
        holder.remove(next(row for row in holder if row.get("r") == str(number)))
        return self

    def content(self, others: Mapping[str, bytes] | None = None, without: Sequence[str] = ()) -> bytes:
        for number, sheet in enumerate(self.sheets.values(), 1):
            self.parts[f"xl/worksheets/sheet{number}.xml"] = ElementTree.tostring(sheet, encoding="utf-8")
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in {**self.parts, **(others or {})}.items():
                if name not in without:
                    archive.writestr(name, part)
        return held.getvalue()
