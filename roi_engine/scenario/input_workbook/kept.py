"""The text of the scenario file as the hidden sheet of the workbook keeps it: readable, whole, and proven whole.

Each cell holds one line (or a part of a long one) as a JSON text, so that spaces at the ends, line ends of any kind
and characters that a spreadsheet would change survive; a digest of the bytes shows whether they did.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

MARK, VERSION = "roi_engine input workbook", "1"
PIECE = 5_000  # characters of the text in a cell; escaped they take at most six times as many
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


class KeptError(ValueError):
    """The kept text is not the one that was written."""


def digest(content: bytes) -> str:
    """The SHA-256 of the file's bytes."""
    return hashlib.sha256(content).hexdigest()


def kept_lines(content: bytes) -> list[str]:
    r"""The cells that keep a UTF-8 text.

    >>> kept_lines(b"a: 1\r\nb:")
    ['"a: 1\\r\\n"', '"b:"']
    """
    lines = content.decode("utf-8").splitlines(keepends=True)
    pieces = (line[start : start + PIECE] for line in lines for start in range(0, len(line), PIECE))
    return [_escaped(piece) for piece in pieces]


def kept_content(cells: Iterable[str], expected: str) -> bytes:
    """The bytes that the cells keep; KeptError where they are not those with the digest expected."""
    try:
        content = "".join(json.loads(cell) for cell in cells).encode("utf-8")
    except (ValueError, TypeError, RecursionError):
        raise KeptError("the kept text is damaged") from None
    if digest(content) != expected:
        raise KeptError("the kept text was changed")
    return content


def _escaped(piece: str) -> str:
    """JSON without what spreadsheets escape in their own way (`_x0041_`) or leave out."""
    said = json.dumps(piece, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", said).replace("_x", "_\\u0078")
