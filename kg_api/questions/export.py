"""The catalogue as ``sh:SPARQLExecutable`` (SHACL-AF, section 5): one graph, or a file a question.

The files are laid out as SIB's sparql-examples has them, so that its tools read the folder: a file a question, and one
that declares the prefixes. A parameter has its example's value, so that every query runs as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg_api.errors import FileError
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Question, Texts
from kg_api.vocabulary import DCT, OWL, PREFIXES, RDF, RDFS, SH, XSD, Namespace

USED: Final = ("dct", "rdf", "rdfs", "schema", "sh")
_SCHEMA: Final = Namespace(PREFIXES["schema"])
_PREFIXES_NODE: Final = BlankNode("sparql_examples_prefixes")


def executable(
    node: NamedNode, question: Question, sparql: str, prefixes: NamedNode | BlankNode, endpoint: str
) -> Iterator[Triple]:
    """A question as an executable at ``node``: what it asks, its query, where it is to be sent."""
    yield Triple(node, RDF["type"], SH["SPARQLExecutable"])
    yield Triple(node, RDF["type"], SH["SPARQLSelectExecutable"])
    yield Triple(node, DCT["identifier"], Literal(question.id))
    yield from _texts(node, RDFS["label"], question.title)
    yield from _texts(node, RDFS["comment"], question.description)
    yield Triple(node, SH["select"], Literal(sparql))
    yield Triple(node, SH["prefixes"], prefixes)
    yield Triple(node, _SCHEMA["target"], NamedNode(endpoint))
    for keyword in question.keywords:
        yield Triple(node, _SCHEMA["keywords"], Literal(keyword))


def runnable(questions: Questions, question: Question) -> str:
    """The query of a question with the example of each parameter in its place."""
    return questions.sparql(question.id, {one.name: one.example for one in question.parameters})


def export(questions: Questions, address: str, out: Path) -> int:
    """Writes a Turtle file for each question of the service at ``address``, and the prefixes; returns how many.

    Raises FileError where ``out`` holds files already or cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise FileError("is not empty; name another folder", str(out))
        _write(out / "prefixes.ttl", _declarations(), ("owl", "rdf", "sh", "xsd"))
        for question in questions.catalogue:
            node = NamedNode(f"{address}/.well-known/sparql-examples/{question.id}")
            query = runnable(questions, question)
            triples = executable(node, question, query, _PREFIXES_NODE, f"{address}/sparql")
            _write(out / f"{question.id}.ttl", triples, USED)
    except OSError as fault:
        raise FileError(f"cannot be written: {fault.strerror}", str(out)) from fault
    return len(questions.catalogue)


def _declarations() -> Iterator[Triple]:
    yield Triple(_PREFIXES_NODE, RDF["type"], OWL["Ontology"])
    for prefix, namespace in PREFIXES.items():
        node = BlankNode(f"prefix_{prefix.replace('-', '_')}")
        yield Triple(_PREFIXES_NODE, SH["declare"], node)
        yield Triple(node, SH["prefix"], Literal(prefix))
        yield Triple(node, SH["namespace"], Literal(namespace, datatype=XSD["anyURI"]))


def _write(path: Path, triples: Iterator[Triple], used: tuple[str, ...]) -> None:
    prefixes = {name: PREFIXES[name] for name in used}
    path.write_bytes(serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"")


def _texts(node: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    for language, text in texts.items():
        yield Triple(node, predicate, Literal(text, language=language))
