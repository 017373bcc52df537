"""RDF files as one dataset: what is in which graph, what stays apart, and where a fault is."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from kg_api.errors import FileError, SyntaxFault
from kg_api.snapshot.dataset import FORMATS, merged

TRIPLE = "<http://example.org/s> <http://example.org/p> <http://example.org/o>"
XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
<rdf:Description rdf:about="http://example.org/s"><e:p rdf:resource="http://example.org/o"/></rdf:Description>
</rdf:RDF>
"""
JSON = '{"@id": "http://example.org/s", "http://example.org/p": {"@id": "http://example.org/o"}}'
TRIPLES = {
    ".ttl": f"{TRIPLE} .",
    ".nt": f"{TRIPLE} .\n",
    ".rdf": XML,
    ".owl": XML,
    ".xml": XML,
    ".jsonld": JSON,
    ".json": JSON,
    ".trig": f"{TRIPLE} .",
    ".nq": f"{TRIPLE} .\n",
}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def stored(*paths: Path) -> Store:
    store = Store()
    with merged(paths) as dataset:
        store.extend(parse(path=dataset.graph, format=RdfFormat.N_QUADS))
    return store


@pytest.mark.parametrize("ending", FORMATS)
def test_the_default_graph_of_every_format_stays_the_default_graph(ending: str, tmp_path: Path) -> None:
    (quad,) = stored(written(tmp_path, f"data{ending}", TRIPLES[ending]))
    assert f"{quad.subject} {quad.predicate} {quad.object}" == TRIPLE
    assert quad.graph_name == DefaultGraph()


def test_the_ending_counts_in_capitals_too(tmp_path: Path) -> None:
    assert len(stored(written(tmp_path, "DATA.TTL", TRIPLES[".ttl"]))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.trig", f"<http://example.org/g> {{ {TRIPLE} }}"),
        ("g.nq", f"{TRIPLE} <http://example.org/g> .\n"),
        ("g.jsonld", f'{{"@id": "http://example.org/g", "@graph": [{JSON}]}}'),
    ],
)
def test_named_graphs_keep_their_names(name: str, text: str, tmp_path: Path) -> None:
    (quad,) = stored(written(tmp_path, name, text))
    assert quad.graph_name == NamedNode("http://example.org/g")


def test_several_files_merge_and_their_blank_nodes_stay_apart(tmp_path: Path) -> None:
    text = "_:x <http://example.org/p> _:x, [] . _:f2b0 <http://example.org/p> <<( _:x <a:p> 1 )>> ."
    one, other = written(tmp_path, "one.ttl", text), written(tmp_path, "other.ttl", text)
    assert len(stored(one)) == 3
    both = stored(one, other)
    assert len(both) == 6
    assert len({str(quad.subject) for quad in both}) == 4
    same = [quad for quad in both if quad.subject == quad.object]
    assert len(same) == 2


def test_the_same_files_give_the_same_name_and_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, "a.ttl", "[] <http://example.org/p> [], [] .")
    with merged([path]) as dataset:
        first = dataset.name, dataset.graph.read_bytes()
    with merged([path]) as dataset:
        assert (dataset.name, dataset.graph.read_bytes()) == first
    other = written(tmp_path, "b.ttl", "[] <http://example.org/p> [], [] .")
    with merged([path, other]) as dataset:
        assert dataset.name != first[0]


def test_a_relative_iri_shows_no_folder_of_the_machine(tmp_path: Path) -> None:
    (quad,) = stored(written(tmp_path, "my data.ttl", "<> <#p> <other> ."))
    assert str(quad.subject) == "<file:///my%20data.ttl>"
    assert str(quad.object) == "<file:///other>"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert len(stored(written(tmp_path, "a.ttl", "\ufeff" + TRIPLES[".ttl"]))) == 1


def test_the_temporary_folder_is_gone_afterwards(tmp_path: Path) -> None:
    with merged([written(tmp_path, "a.ttl", TRIPLES[".ttl"])]) as dataset:
        assert dataset.graph.is_file()
    assert not dataset.graph.parent.exists()


REMOTE = '{\n  "@context": "http://127.0.0.1:9/context",\n  "@id": "http://example.org/s"\n}'


@pytest.mark.parametrize(
    ("name", "text", "place", "said"),
    [
        ("a.ttl", f"{TRIPLE} .\n\n x", (3, 2), "x is not a valid subject"),
        ("a.nq", f"{TRIPLE} .\n<s> .\n", (2, 1), ""),
        ("a.jsonld", '{"@id": "http://example.org/s"\n,"http://example.org/p": 1', (2, 27), "comma"),
        ("a.jsonld", REMOTE, (2, 15), "nothing is fetched"),
        ("a.rdf", XML.replace("</rdf:Description>", "<"), (2, 94), ""),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(
    name: str, text: str, place: tuple[int, int], said: str, tmp_path: Path
) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(SyntaxFault) as raised, merged([path]):
        pass
    assert (raised.value.line, raised.value.column) == place
    assert str(raised.value).startswith(f"{path}:{place[0]}:{place[1]}: ")
    assert said in raised.value.reason
    assert "LoadDocumentCallback" not in raised.value.reason


def test_what_is_no_rdf_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none of the endings.*\.ttl"), merged([tmp_path / "a.csv"]):
        pass
    with pytest.raises(FileError, match="cannot be read"), merged([tmp_path / "none.ttl"]):
        pass
