"""Passages of a source text: where they are, and a fingerprint that survives a page saved again.

Offsets are in Unicode code points of the text as it stands, nothing stripped (Web Annotation Data Model,
section 4.2.4, TextPositionSelector). The fingerprint is the SHA-256 of the passage in NFC with each run of
white space folded to one space and none at the ends; its length is that of the folded passage.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kg_api.errors import FileError


@dataclass(frozen=True)
class Source:
    """A source text: ``text`` as it stands (a byte order mark is part of it), and its SHA-256 as bytes."""

    path: str
    text: str
    sha256: str


def read_source(path: Path) -> Source:
    """Reads a text in UTF-8; :class:`FileError` where it is missing or in another encoding."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise FileError(f"cannot be read: {fault.strerror}", str(path)) from fault
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise FileError(
            f"is not UTF-8 at byte {fault.start}; save it as UTF-8 and try again", str(path), line
        ) from fault
    return Source(str(path), text, hashlib.sha256(raw).hexdigest())


def fold(passage: str) -> str:
    """The passage in NFC, white space folded.

    >>> fold("  een  \\n passage ")
    'een passage'
    """
    return " ".join(unicodedata.normalize("NFC", passage).split())


def fingerprint(passage: str) -> str:
    """SHA-256, in hexadecimal, of the folded passage in UTF-8."""
    return hashlib.sha256(fold(passage).encode("utf-8")).hexdigest()
