"""A notice of a café that does not exist, in our own words, with letters that take several bytes or code units."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_api.passages import Source, read_source

TEXT = """\
Privacy bij Café De Hoek 🙂

1 Nieuwsbrief
We sturen je ½ keer per week een brief. Je krijgt die alleen als je dat wilt.
Daarvoor bewaren we je e-mailadres twee jaar.

2 Hulp van anderen
Een koerier hoort misschien je adres, ook op Curaçao 🙂.
We verkopen niets door.
Een cookie is een klein bestandje.

3 Overzicht
Doel      Gegevens
tellen    bezoeken 🙂🙂

2 Hulp van anderen
Een drukker hoort je naam.
"""


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("text") / "cafe.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read_source(path)


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """An empty folder for a curator's working papers."""
    folder = tmp_path / "draft"
    folder.mkdir()
    return folder
