"""The documents: what they show runs, and what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg_api.engine import select
from kg_api.engine.embedded import EmbeddedEngine

DOCS = Path(__file__).resolve().parents[1] / "docs"
QUERIES = re.findall(r"```sparql\n(.*?)```", (DOCS / "sparql.md").read_text(encoding="utf-8"), re.DOTALL)
MODEL = re.findall(r"```sparql\n(.*?)```", (DOCS / "model.md").read_text(encoding="utf-8"), re.DOTALL)
DUTIES = re.findall(r"```sparql\n(.*?)```", (DOCS / "duties.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", [*QUERIES, *MODEL, *DUTIES], ids=lambda text: " ".join(text.split())[:50])
def test_each_query_of_the_documents_has_rows(engine: EmbeddedEngine, query: str) -> None:
    assert select(engine, query)


def test_there_are_ten_queries_to_begin_with_at_least() -> None:
    assert len(QUERIES) >= 10


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_each_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
