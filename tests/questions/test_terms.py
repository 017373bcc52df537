from __future__ import annotations

import pytest

from kg_api.engine import Engine
from kg_api.engine.fake import FakeEngine, rows
from kg_api.questions.beside import labels_beside
from kg_api.questions.terms import Terms, read_terms
from kg_api.vocabulary import DATA, PREFIXES


@pytest.fixture(scope="module")
def terms(engine: Engine) -> Terms:
    return read_terms(engine)


def ids(terms: Terms, text: str, limit: int = 20) -> list[str]:
    return [term.id for term in terms.search(text, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dpv:Mark", "dpv:Marketing"),
        ("dpv:mark", "dpv:Marketing"),
        ("dp", "dpv:"),
        ("dpv:haspurp", "dpv:hasPurpose"),
        ("legitimate interest", "dpv:LegitimateInterest"),
        ("gerechtvaardigd belang", "dpv:LegitimateInterest"),
        ("factStance", "pkg:factStance"),
        ("rdf:obj", "rdf:object"),
        ("loc:BE", "loc:BE"),
    ],
)
def test_the_nearest_comes_first(terms: Terms, typed: str, first: str) -> None:
    assert ids(terms, typed)[0] == first


def test_no_more_than_the_limit_and_nothing_for_nothing(terms: Terms) -> None:
    assert len(ids(terms, "a", 7)) == 7
    assert ids(terms, "") == []
    assert ids(terms, "there is nothing called so") == []
    assert all(id.startswith("dpv:") for id in ids(terms, "dpv:"))
    assert ids(terms, "nosuch:") == []


def test_a_term_is_told_by_kind_label_gloss_and_what_it_lies_under(terms: Terms) -> None:
    (stance,) = terms.search("pkg:factStance", 1)
    assert (stance.kind, stance.label("nl")) == ("property", "houding van het feit")
    assert stance.gloss("en")
    (marketing,) = terms.search("dpv:DirectMarketing", 1)
    assert (marketing.kind, marketing.gloss("en")) == ("concept", ""), "DPV's definitions are not kept"
    assert terms.above(marketing, "en") == "Marketing"


def test_every_prefix_is_a_term_and_no_node_of_a_policy_is(terms: Terms) -> None:
    for prefix in PREFIXES:
        assert f"{prefix}:" in ids(terms, prefix)
    assert not any(term.iri.startswith(DATA) and term.kind != "prefix" for term in terms.search("kruix", 20))


def test_data_without_an_ontology_give_what_names_they_have() -> None:
    terms = read_terms(FakeEngine(lambda _: rows((), ())))
    assert len(terms) == len(PREFIXES)


def test_labels_are_found_for_terms_nodes_and_facts(terms: Terms, engine: Engine) -> None:
    kruix = f"{DATA}kruix"
    wanted = ["https://w3id.org/dpv#Marketing", kruix, "http://e/unknown", "not an iri"]
    found = labels_beside(engine, terms, wanted, "en")
    assert found == {"https://w3id.org/dpv#Marketing": "Marketing", kruix: "Kruix"}


def test_labels_are_asked_for_in_queries_that_are_admitted(terms: Terms) -> None:
    asked = FakeEngine(lambda _: rows((), ()))
    labels_beside(asked, terms, [f"http://e/{n}/{'x' * 300}" for n in range(2000)], "en")
    assert 1 < len(asked.asked) <= 20
    assert all(len(request.text) < 16 * 1024 for request in asked.asked)
