"""The source texts that a user has at hand, matched by hash, so that passages can be quoted."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kg_api.errors import FileError
from kg_api.passages import Source, read_source


class SourceFolder:
    """The texts (``*.txt``, or as ``pattern`` says) in a folder, by the SHA-256 of their bytes."""

    def __init__(self, folder: Path, pattern: str = "*.txt") -> None:
        """Reads the folder; :class:`FileError` where there is none or it holds no text."""
        if not folder.is_dir():
            raise FileError("is no folder of source texts", str(folder))
        texts = [read_source(path) for path in sorted(folder.glob(pattern))]
        if not texts:
            raise FileError("holds no source text (*.txt)", str(folder))
        self.by_hash: dict[str, Source] = {text.sha256: text for text in texts}

    def quote(self, sha256: str, start: int, end: int) -> str | None:
        """The words from ``start`` to ``end`` of the text with this hash, or None where it is not here."""
        source = self.by_hash.get(sha256)
        return source.text[start:end] if source else None

    def texts(self) -> Collection[str]:
        """The SHA-256 of each text in the folder."""
        return self.by_hash.keys()

    def missing(self, wanted: dict[str, str]) -> list[str]:
        """Of policies by name with their text's hash, those whose text is not in the folder."""
        return sorted(name for name, sha256 in wanted.items() if sha256 not in self.by_hash)
