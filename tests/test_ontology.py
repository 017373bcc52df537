"""The ontology: nothing used that is not declared, nothing declared without a name, everything used has Dutch."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_api.corpus.ontology import Ontology, read_ontology
from kg_api.corpus.policies import read_corpus
from kg_api.corpus.turtle import read_turtle
from kg_api.questions.words import say
from kg_api.resources import Resources
from kg_api.vocabulary import BASE, DATA, PKG, PREFIXES, RDF, RDFS, SKOS, TERM

OURS = ("https://w3id.org/dpv", BASE)


@pytest.fixture(scope="module")
def ontology(resources: Resources) -> Ontology:
    return read_ontology(resources.ontology)


@pytest.fixture(scope="module")
def declared(ontology: Ontology) -> set[str]:
    return {quad.subject.value for quad in ontology.quads if isinstance(quad.subject, NamedNode)}


@pytest.fixture(scope="module")
def data(resources: Resources) -> list[Quad]:
    return [quad for quads in read_corpus(resources.data).policies.values() for quad in quads]


def _iris(quads: list[Quad]) -> set[str]:
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
    return {term.value for term in terms if isinstance(term, NamedNode)}


def _ours(iris: set[str]) -> set[str]:
    elsewhere = (DATA, BASE + "graphs/", BASE + "shapes/")
    return {iri for iri in iris if iri.startswith(OURS) and not iri.startswith(elsewhere)}


def test_every_iri_in_data_is_declared(data: list[Quad], declared: set[str]) -> None:
    used = _ours(_iris(data))
    assert len(used) > 100
    assert used - declared == set()


def test_every_iri_in_shapes_is_declared(resources: Resources, declared: set[str]) -> None:
    files = sorted(resources.shapes.rglob("*.ttl"))
    quads = [quad for path in files for quad in read_turtle(path, BASE + "graphs/shapes")]
    used = _ours(_iris(quads))
    texts = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    used |= _ours({iri for text in texts for iri in _prefixed(text)})
    assert len(files) >= 6
    assert used - declared - _described(resources) == set()


def test_every_iri_in_queries_is_declared(resources: Resources, declared: set[str]) -> None:
    files = sorted(resources.queries.rglob("*.rq"))
    used = {iri for path in files for iri in _prefixed(path.read_text(encoding="utf-8"))}
    assert len(files) >= 7
    assert _ours(used) - declared - _described(resources) == set()


def _described(resources: Resources) -> set[str]:
    """What the shapes describe: themselves, duties, kinds of finding."""
    paths = sorted(resources.shapes.rglob("*.ttl"))
    quads = [quad for path in paths for quad in read_turtle(path, BASE + "graphs/shapes")]
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


def _prefixed(text: str) -> set[str]:
    """The IRIs of prefixed names in a SPARQL text, strings and full IRIs left out."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>\s]*>', " ", text)
    names = re.findall(r"(?<![\w:/#.-])([a-z][\w-]*):([A-Za-z][\w-]*)", bare)
    return {PREFIXES[prefix] + local for prefix, local in names if prefix in PREFIXES and prefix != "data"}


def test_each_term_of_ours_has_a_label_in_both_languages_and_a_comment(ontology: Ontology) -> None:
    labels, comments, kinds = defaultdict(set), set(), defaultdict(set)
    for quad in ontology.quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value in PKG:
            if quad.predicate == RDFS["label"] and isinstance(quad.object, Literal):
                labels[quad.subject.value].add(quad.object.language)
            elif quad.predicate == RDFS["comment"]:
                comments.add(quad.subject.value)
            elif quad.predicate == RDF["type"]:
                kinds[quad.subject.value].add(quad.object)
    assert len(kinds) > 60
    assert {iri for iri in kinds if labels[iri] != {"en", "nl"}} == set()
    assert kinds.keys() - comments == set()


def test_each_predicate_of_ours_is_structural_or_has_a_topic(ontology: Ontology) -> None:
    properties = {
        quad.subject.value
        for quad in ontology.quads
        if quad.predicate == RDF["type"]
        and quad.object == RDF["Property"]
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value in PKG
    }
    assert len(properties) > 30
    assert properties - ontology.structural - ontology.topics.keys() == set()
    assert ontology.structural & ontology.topics.keys() == set()


def test_each_class_and_property_of_ours_has_its_place_under_a_vocabulary_that_others_know(
    ontology: Ontology,
) -> None:
    above: dict[str, set[str]] = defaultdict(set)
    kinds = {RDF["Property"]: RDFS["subPropertyOf"], RDFS["Class"]: RDFS["subClassOf"]}
    wanted = set()
    for quad in ontology.quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value in PKG:
            if quad.predicate == RDF["type"] and quad.object in kinds:
                wanted.add(quad.subject.value)
            elif quad.predicate in kinds.values() and isinstance(quad.object, NamedNode):
                above[quad.subject.value].add(quad.object.value)
    known = tuple(PREFIXES[name] for name in ("dpv", "prov", "oa", "skos"))
    lost = {
        iri
        for iri in wanted
        if not any(up.startswith(known) or any(b.startswith(known) for b in above[up]) for up in above[iri])
    }
    assert len(wanted) > 60
    assert lost == set()


def test_each_fact_in_data_has_a_topic(ontology: Ontology, data: list[Quad]) -> None:
    predicates = {
        quad.predicate.value
        for quad in data
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.endswith("/policy")
    }
    assert predicates - ontology.structural - ontology.topics.keys() == set()


def test_each_concept_of_ours_has_a_place_and_labels(ontology: Ontology) -> None:
    labels, broader = defaultdict(list), set()
    terms = set()
    for quad in ontology.quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value in TERM:
            terms.add(quad.subject.value)
            if quad.predicate == SKOS["prefLabel"] and isinstance(quad.object, Literal):
                labels[quad.subject.value].append(quad.object.language or "")
            elif quad.predicate == SKOS["broader"]:
                broader.add(quad.subject.value)
    assert len(terms) > 100
    assert {iri for iri in terms if sorted(labels[iri]) != ["en", "nl"]} == set()
    tops = {TERM["RetentionTrigger"].value, TERM["RetentionCriterion"].value}
    assert terms - broader == tops


def test_each_concept_that_data_uses_has_a_dutch_label(ontology: Ontology, data: list[Quad]) -> None:
    dutch = {
        quad.subject.value
        for quad in ontology.quads
        if quad.predicate in (SKOS["prefLabel"], RDFS["label"])
        and isinstance(quad.object, Literal)
        and quad.object.language == "nl"
        and isinstance(quad.subject, NamedNode)
    }
    objects = {
        quad.object.value
        for quad in data
        if isinstance(quad.object, NamedNode) and quad.predicate not in (RDF["predicate"], RDF["object"])
    }
    used = {iri for iri in _ours(objects) if "#" in iri}
    assert len(used) > 100
    assert used - dutch == set()


def test_no_concept_has_two_preferred_labels_in_one_language(ontology: Ontology) -> None:
    seen: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for quad in ontology.quads:
        if (
            quad.predicate == SKOS["prefLabel"]
            and isinstance(quad.object, Literal)
            and isinstance(quad.subject, NamedNode)
        ):
            seen[quad.subject.value, quad.object.language].add(quad.object.value)
    assert {key: labels for key, labels in seen.items() if len(labels) > 1} == {}


@pytest.mark.parametrize("kind", ["Stance", "Outcome", "Link"])
def test_programs_call_things_by_the_label_that_the_graph_has(ontology: Ontology, kind: str) -> None:
    of_kind = {q.subject for q in ontology.quads if q.predicate == RDF["type"] and q.object == PKG[kind]}
    labels: dict[object, dict[str | None, str]] = defaultdict(dict)
    for quad in ontology.quads:
        if quad.subject in of_kind and quad.predicate == RDFS["label"] and isinstance(quad.object, Literal):
            labels[quad.subject][quad.object.language] = quad.object.value
    assert len(labels) >= 3
    assert {one["en"]: say(one["en"], "nl") for one in labels.values()} == {
        one["en"]: one["nl"] for one in labels.values()
    }
