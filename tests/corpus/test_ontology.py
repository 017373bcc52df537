"""The ontology folder: each file a graph, DPV's memberships left out, what is structural and which topic."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg_api.corpus.ontology import GRAPHS, Ontology, read_ontology
from kg_api.errors import SyntaxFault
from kg_api.resources import Resources
from kg_api.vocabulary import DPV, LOC, OWL, PKG, PREFIXES, RDF, SKOS

HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("dpv", "loc", "skos", "pkg", "owl", "xsd")
)
MEMBERSHIPS = """
loc:EU a dpv:SupraNationalUnion ; skos:broader dpv:SupraNationalUnion .
loc:EU27 a dpv:SupraNationalUnion ; skos:broader loc:EU .
loc:NL skos:broader loc:EU, loc:EU27, loc:EU28 .
loc:GB skos:broader loc:EU28 ; skos:prefLabel "United Kingdom" .
"""
VOCABULARY = """
dpv:hasPurpose pkg:topic pkg:PurposeTopic .
dpv:hasName pkg:topic "no topic but a word" .
skos:broader pkg:structural true .
dpv:hasDuration pkg:structural false .
dpv:hasProcess pkg:structural true .
<https://w3id.org/dpv> owl:versionInfo "9.9" .
<https://w3id.org/privacy-kg/ns> owl:versionInfo "0.1" .
"""


def _lay(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Ontology:
    files = {
        "dpv/loc-memberships": MEMBERSHIPS,
        "dpv/loc": "loc:AW skos:broader loc:NL .",
        "ours": VOCABULARY,
    }
    return read_ontology(_lay(tmp_path, **files))


def _graph(name: str) -> NamedNode:
    return NamedNode(f"{GRAPHS}ontology/{name}")


def test_each_file_is_a_graph_named_by_its_path(small: Ontology) -> None:
    graphs = {quad.graph_name for quad in small.quads}
    assert graphs == {_graph("dpv/loc-memberships"), _graph("dpv/loc"), _graph("ours")}


def test_dpvs_list_of_members_is_left_out_and_nothing_else(small: Ontology) -> None:
    broader = {(quad.subject, quad.object) for quad in small.quads if quad.predicate == SKOS["broader"]}
    assert broader == {
        (LOC["EU"], DPV["SupraNationalUnion"]),
        (LOC["EU27"], LOC["EU"]),
        (LOC["AW"], LOC["NL"]),
    }
    assert any(q.subject == LOC["GB"] and q.predicate == SKOS["prefLabel"] for q in small.quads)


def test_what_is_structural_and_which_topic_are_found(small: Ontology) -> None:
    assert small.structural == {SKOS["broader"].value, DPV["hasProcess"].value}
    assert small.topics == {DPV["hasPurpose"].value: PKG["PurposeTopic"]}
    assert small.dpv_version == "9.9"


def test_an_empty_folder_is_an_empty_ontology(tmp_path: Path) -> None:
    assert read_ontology(tmp_path) == Ontology([])


def test_a_file_at_fault_is_named_with_its_place(tmp_path: Path) -> None:
    _lay(tmp_path, good=VOCABULARY, bad="loc:NL a .")
    with pytest.raises(SyntaxFault) as refused:
        read_ontology(tmp_path)
    assert refused.value.path == str(tmp_path / "bad.ttl")
    assert refused.value.line == HEAD.count("\n") + 1


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    quads = read_ontology(_lay(tmp_path, **{"my terms (½)": "loc:NL a dpv:Country ."})).quads
    assert quads == [Quad(LOC["NL"], RDF["type"], DPV["Country"], _graph("my%20terms%20%28%C2%BD%29"))]


def test_in_our_ontology_no_country_is_a_member_by_the_hierarchy(resources: Resources) -> None:
    ontology = read_ontology(resources.ontology)
    types = [(quad.subject, quad.object) for quad in ontology.quads if quad.predicate == RDF["type"]]
    unions = {subject for subject, kind in types if kind == DPV["SupraNationalUnion"]}
    countries = {subject for subject, kind in types if kind in (DPV["Country"], DPV["Region"])}
    assert len(unions) > 5
    assert len(countries) > 4000
    below = {
        quad.subject for quad in ontology.quads if quad.predicate == SKOS["broader"] and quad.object in unions
    }
    assert below
    assert below & countries == set()
    assert ontology.dpv_version == next(
        getattr(quad.object, "value", "") for quad in ontology.quads if quad.predicate == OWL["versionInfo"]
    )
