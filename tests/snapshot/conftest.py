"""Small projects to build: a tiny ontology, the real shapes, policies copied from data/ or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg_api.resources import Resources
from kg_api.snapshot.store import Manifest

TERMS = """\
@prefix dpv: <https://w3id.org/dpv#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/dpv> owl:versionInfo "9.9" .
dpv:Marketing a skos:Concept ; skos:broader dpv:Purpose .
"""
Copy = Callable[[Path, str], Path]


@pytest.fixture
def tiny(tmp_path: Path, resources: Resources) -> Resources:
    """A project of one small ontology file and no policies, with the real shapes."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology" / "terms.ttl").write_text(TERMS, encoding="utf-8")
    return Resources(tmp_path / "ontology", tmp_path / "data", resources.shapes, resources.queries)


@pytest.fixture(scope="session")
def copy_policy(resources: Resources) -> Copy:
    """Copies one policy of the project to ``data`` as another controller's or another version."""
    original = resources.data / "kruix" / "2020-11-16"

    def copy(data: Path, name: str) -> Path:
        slug, version = name.split("/")
        folder = data / slug / version
        folder.mkdir(parents=True)
        for path in original.glob("*.ttl"):
            text = path.read_text(encoding="utf-8").replace("data/kruix/", f"data/{slug}/")
            text = text.replace('"kruix"', f'"{slug}"').replace("2020-11-16", version)
            (folder / path.name).write_text(text, encoding="utf-8")
        return folder

    return copy


@pytest.fixture
def manifest() -> Manifest:
    return Manifest("0123456789abcdef", "2026-01-02T03:04:05+00:00", "9.9", 2, ["kruix/2020-11-16"], [])
