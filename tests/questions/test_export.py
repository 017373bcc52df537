"""The catalogue for other tools: a file a question, which parse, and whose queries run as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from kg_api.engine import select
from kg_api.errors import FileError
from kg_api.questions.answer import Questions
from kg_api.questions.export import export

# How SIB's tools find the examples of a folder and their prefixes.
_EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?query ?comment WHERE {
  ?it a sh:SPARQLExecutable ; sh:select ?query ; rdfs:comment ?comment ; schema:target ?endpoint ; sh:prefixes ?any .
  FILTER(LANG(?comment) = "en" && STR(?endpoint) = "https://kg.example/sparql")
}
"""


def test_every_question_is_a_file_with_a_query_that_runs(questions: Questions, tmp_path: Path) -> None:
    out = tmp_path / "examples"
    assert export(questions, "https://kg.example", out) == len(questions.catalogue)
    assert {path.stem for path in out.glob("*.ttl")} == {"prefixes"} | {one.id for one in questions.catalogue}
    store = Store()
    for path in out.glob("*.ttl"):
        store.load(path=str(path), format=RdfFormat.TURTLE)
    rows = store.query(_EXAMPLES)
    assert isinstance(rows, QuerySolutions)
    queries = [row["query"].value for row in rows]
    assert len(queries) == len(questions.catalogue)
    for query in queries:
        select(questions.engine, query)


def test_a_folder_with_files_is_left_alone(questions: Questions, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="not empty"):
        export(questions, "https://kg.example", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
