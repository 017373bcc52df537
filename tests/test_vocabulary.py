"""CURIEs and IRIs, there and back, and what names nothing."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from kg_api.vocabulary import BASE, DPV, PKG, PREFIXES, SPARQL_PREFIXES, curie, expand

LOCALS = ["Marketing", "A6-1-f", "iso_alpha2", "2023", "law-GDPR", "a.b", "x", "_x"]


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
@pytest.mark.parametrize("local", LOCALS)
def test_a_curie_expands_to_the_iri_that_it_was_made_of(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert curie(iri) == f"{prefix}:{local}"
    assert expand(curie(iri)) == iri


@pytest.mark.parametrize(
    "iri",
    [
        BASE + "data/kruix/2020-11-16/policy#notice",  # a slash is no part of a plain local name
        PREFIXES["dpv"],
        PREFIXES["dpv"] + "ends-in.",
        PREFIXES["dpv"] + "-begins",
        PREFIXES["dpv"] + "Café",
        PREFIXES["dpv"] + "a b",
        "https://example.org/dpv#Marketing",
        "https://w3id.org/dpv",
    ],
)
def test_an_iri_that_no_curie_can_carry_stays_whole(iri: str) -> None:
    assert curie(iri) == iri


def test_the_longest_prefix_that_fits_is_taken() -> None:
    assert curie(PREFIXES["legal-eu"] + "law-GDPR") == "legal-eu:law-GDPR"
    assert curie(PREFIXES["eu-gdpr"] + "A15") == "eu-gdpr:A15"
    assert curie(PREFIXES["data"] + "kruix") == "data:kruix"


@pytest.mark.parametrize(
    "iri", ["https://example.org/a#b", "HTTP://example.org", "https://é.nl/x", "urn://x"]
)
def test_an_absolute_iri_expands_to_itself(iri: str) -> None:
    assert expand(iri) == iri


@pytest.mark.parametrize(
    "text",
    [
        "",
        "marketing",
        "Marketing",
        ":Marketing",
        "dpv:",
        "dpv:a/b",
        "dpv:a b",
        "dpv:Marketing\n",
        "dpv:Marketing.",
        "dpv:é",
        "nothing:Marketing",
        "mailto:someone@example.org",
        "javascript:alert(1)",
        "urn:x",
        "data://example.org/x",
        "https://example.org/a b",
        "https://example.org/<b>",
        'https://example.org/"b"',
        "https://example.org/{b}",
        "https://example.org/\\b",
        "https://example.org/a\n",
        "//example.org/a",
        " dpv:Marketing",
    ],
)
def test_what_is_neither_curie_nor_absolute_iri_names_nothing(text: str) -> None:
    assert expand(text) is None


def test_a_namespace_gives_terms_and_knows_its_own() -> None:
    assert DPV["hasPurpose"] == NamedNode("https://w3id.org/dpv#hasPurpose")
    assert DPV["hasPurpose"].value in DPV
    assert DPV["hasPurpose"].value not in PKG


def test_no_two_prefixes_share_a_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES) > 30


def test_the_prefixes_are_those_of_sparql_and_of_turtle() -> None:
    assert Store().query(SPARQL_PREFIXES + "ASK {}")
    turtle = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    triples = turtle + "".join(f'<urn:x> {name}:p "{name}" .\n' for name in PREFIXES)
    found = {
        quad.object.value: quad.predicate.value
        for quad in parse(triples, format=RdfFormat.TURTLE)
        if isinstance(quad.object, Literal)
    }
    assert found == {name: iri + "p" for name, iri in PREFIXES.items()}
