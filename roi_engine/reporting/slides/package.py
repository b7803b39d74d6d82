"""A written presentation as reproducible bytes: no clock, no order of its own, no picture of another deck."""

from __future__ import annotations

import io
import re
import zipfile

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_THEN = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


def steady(content: bytes) -> bytes:
    """The same package, its times set to a fixed one, in the packages that it holds as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in given.infolist():
            part = given.read(entry.filename)
            if entry.filename.endswith(".xlsx"):
                part = steady(part)
            elif entry.filename == "docProps/core.xml":
                part = _WHEN.sub(_THEN, part)
            kept.writestr(zipfile.ZipInfo(entry.filename, _LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
