"""The graph of changes: versions that follow one another, oldest first, a node each."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg_api.corpus.policies import read_corpus
from kg_api.reasoning.facts import describe
from kg_api.resources import default_resources
from kg_api.snapshot.change_graph import CHANGES_GRAPH, change_quads
from kg_api.snapshot.changes import by_date
from kg_api.snapshot.version_facts import Key, VersionFacts, version_facts
from kg_api.vocabulary import DPV, PKG, PROV, RDF
from tests.edits import copied, restated, swapped

SHOP = default_resources(samples=True).data / "sample-webshop" / "2023-05-01"
VERSIONS = ("2023-05-01", "2023-06-01", "2023-07-01")


def _facts(data: Path) -> list[VersionFacts]:
    corpus = read_corpus(data)
    assert corpus.faults == []
    found = [
        version_facts(describe(one.controller, one.graph("source"), quads), one.iri, [])
        for one, quads in corpus.policies.items()
    ]
    return [one for one in found if one is not None]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    for version in VERSIONS:
        copied(SHOP, tmp_path, "sample-webshop", version)
    return tmp_path


def _changes(data: Path) -> list[Quad]:
    return list(change_quads(by_date(_facts(data)), lambda wanted: dict.fromkeys(wanted, frozenset())))


def test_each_version_is_compared_with_the_one_before_it_only(three: Path) -> None:
    quads = _changes(three)
    assert {quad.graph_name for quad in quads} == {CHANGES_GRAPH}
    pairs = {
        (str(one.object), str(other.object))
        for one in quads
        for other in quads
        if one.subject == other.subject
        and one.predicate == PKG["fromVersion"]
        and other.predicate == PKG["toVersion"]
    }
    notices = [
        str(NamedNode(f"https://w3id.org/privacy-kg/data/sample-webshop/{version}/policy#notice"))
        for version in VERSIONS
    ]
    assert pairs == {(notices[0], notices[1]), (notices[1], notices[2])}


def test_a_change_names_the_statements_of_both_versions(three: Path) -> None:
    quads = _changes(three)
    nodes = {quad.subject for quad in quads if quad.predicate == RDF["type"]}
    assert len(nodes) == 2  # the dates
    for node in nodes:
        sources = {
            str(q.object) for q in quads if q.subject == node and q.predicate == PROV["wasDerivedFrom"]
        }
        assert len(sources) == 2
        assert all("/evidence#s" in source for source in sources)


def test_a_version_without_a_date_comes_first(three: Path) -> None:
    undated = copied(SHOP, three, "sample-webshop", "undated")
    swapped(undated, "policy.ttl", '    pkg:sortDate "undated"^^xsd:date ;\n', "")
    assert [one.name for one in by_date(_facts(three))] == ["undated", *VERSIONS]


def test_a_fact_is_stated_where_any_statement_is_and_hedged_where_all_of_those_are(three: Path) -> None:
    folder = three / "sample-webshop" / VERSIONS[2]
    restated(
        folder, "rdf:object dpv:Profiling", "pkg:Stated ;", 'pkg:Implied ; pkg:reasoning "It follows."@en ;'
    )
    key = Key("#newsletter", DPV["hasProcessing"].value, DPV["Profiling"].value, False)
    implied = by_date(_facts(three))[-1].facts[key]
    assert (implied.stance, implied.hedged, implied.plain) == ("implied", False, False)
    with (folder / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "<#s0> a rdf:Statement, oa:Annotation ; pkg:stance pkg:Stated ; pkg:hedged true ;\n"
            "    oa:hasTarget <#profile> ; rdf:subject <policy#newsletter> ;\n"
            "    rdf:predicate dpv:hasProcessing ; rdf:object dpv:Profiling .\n"
        )
    stated = by_date(_facts(three))[-1].facts[key]
    assert (stated.stance, stated.hedged, stated.plain) == ("stated", True, False)
    assert stated.statements[0].endswith("#s0")
