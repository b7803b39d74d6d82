"""From bytes to UTF-8: which encoding a text file is in, judged on all of it, and a copy where it is another."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from roi_engine.errors import DataError, Problem

_BLOCK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOREIGN = {
    b"PK\x03\x04": "an Excel or zip file: save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file: save the sheet as CSV",
    b"\x1f\x8b": "compressed with gzip: unpack it first",
}
_HEAD = 1 << 20
_BLANKS = "\t\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text file as UTF-8: `path` is the file itself, or a copy of it; `head` its first million characters.

    `skip` lines at the top are no part of the table (`sep=;`), which may have stated the `delimiter`;
    `blanks` are the signs of the file that may surround a value and mean nothing.
    """

    path: Path
    encoding: str
    sha256: str
    head: str
    skip: int
    delimiter: str
    blanks: str = " "


def checked_file(path: Path) -> str:
    """SHA-256 of a regular, non-empty file that can be read; DataError otherwise."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            is_folder = path.is_dir()
            said = "this is a folder; name the files in it" if is_folder else "this is no regular file"
            raise _refused(path, "not-a-file", said)
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            start = stream.read(4)
            digest.update(start)
            for block in iter(lambda: stream.read(_BLOCK), b""):
                digest.update(block)
    except OSError as error:
        raise _refused(path, "unreadable-file", f"the file cannot be read: {error.strerror}") from None
    if not start:
        raise _refused(path, "empty-file", "the file is empty", "a CSV or Parquet file with a header")
    for mark, words in _FOREIGN.items():
        if start == mark or start[:2] == mark:
            raise _refused(path, "not-text", f"this is {words}", "CSV or Parquet")
    return digest.hexdigest()


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet files do."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def plain_text(path: Path, sha256: str, folder: Path) -> PlainText:
    """The file as UTF-8 with line feeds, copied into `folder` where it is written in another way."""
    encoding, is_mixed, blanks = _encoding(path)
    plain = path
    if encoding != "utf-8" or is_mixed or re.search(r"[*?\[]", str(path)) or path.suffix.lower() != ".csv":
        plain = folder / "table.csv"
        _copy(path, plain, encoding)
    with plain.open(encoding="utf-8", newline="") as stream:
        head = stream.read(_HEAD)
    stated = re.match(r"\ufeff?\s*\"?sep=(.)\"?[ \t;,]*(\r\n|\n)", head, re.IGNORECASE)
    return PlainText(plain, encoding, sha256, head, 1 if stated else 0, stated[1] if stated else "", blanks)


def _encoding(path: Path) -> tuple[str, bool, str]:
    """Encoding that fits every byte, whether lines end in other ways than one common one, and the blanks that occur."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith((codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE)):
        raise _refused(path, "encoding", "the file is in UTF-32", "UTF-8, UTF-16 or Windows-1252")
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _checked(path, name)
    if start.count(0) > len(start) // 4:
        return _checked(path, "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be")
    try:
        return _checked(path, "utf-8")
    except UnicodeDecodeError:
        return _checked(path, "cp1252")


def _checked(path: Path, encoding: str) -> tuple[str, bool, str]:
    line, lone, pairs, last, blanks = 1, False, 0, "", {" "}
    try:
        for part in _decoded(path, encoding):
            if "\0" in part:
                line += part[: part.index("\0")].count("\n")
                raise _refused(path, "nul-byte", "a NUL character stands in the text", "plain text", line)
            joined = last + part
            lone = lone or joined.count("\r") - joined.endswith("\r") > joined.count("\r\n")
            pairs += joined.count("\r\n")
            blanks |= {blank for blank in _BLANKS if blank in part}
            last = "\r" if part.endswith("\r") else ""
            line += part.count("\n")
    except UnicodeDecodeError:
        if encoding == "utf-8":
            raise
        message = "some bytes after this line belong to none of the encodings read"
        raise _refused(path, "encoding", message, "UTF-8, UTF-16 or Windows-1252", line) from None
    # a reader that takes the first line's ending for all stumbles where line feeds and pairs are mixed
    return encoding, lone or last == "\r" or 0 < pairs < line - 1, "".join(sorted(blanks))


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _copy(path: Path, target: Path, encoding: str) -> None:
    held = ""
    with target.open("w", encoding="utf-8", newline="") as out:
        for part in _decoded(path, encoding):
            joined = held + part
            held = "\r" if joined.endswith("\r") else ""
            out.write(joined[: len(joined) - len(held)].replace("\r\n", "\n").replace("\r", "\n"))
        out.write("\n" if held else "")


def _refused(path: Path, code: str, message: str, accepted: str = "", line: int = 0) -> DataError:
    return DataError([Problem(code, message, file=str(path), line=line, accepted=accepted)])
