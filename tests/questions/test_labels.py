"""Names: of concepts read once, of policies' own nodes as they come up; neither grows with the corpus at the start."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.engine import Row, select
from kg_api.errors import AmbiguousName, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.labels import ANY_CONCEPT, Names
from kg_api.vocabulary import DATA, SPARQL_PREFIXES

VELUX = f"{DATA}velux-belgium/2021-05/policy#"


@pytest.fixture
def asked(questions: Questions) -> tuple[Names, list[str]]:
    """Names as they are after the start, and a record of what they ask from then on."""
    texts: list[str] = []

    def read(text: str) -> list[Row]:
        texts.append(text)
        return select(questions.engine, text)

    known = questions.names
    names = Names(read, known.labels, known.by_label, known.spelling, known.countries, known.controllers)
    names.slugs, names.below = known.slugs, known.below
    return names, texts


def test_what_concepts_lie_below_a_scheme_is_what_the_closure_says(questions: Questions) -> None:
    for scheme, found in questions.names.below.items():
        if scheme == ANY_CONCEPT:
            continue
        query = f"SELECT ?node {{ ?node skos:broaderTransitive <{scheme}> }}"
        rows = select(questions.engine, SPARQL_PREFIXES + query)
        closed = {row["node"].value for row in rows if not row["node"].value.startswith(DATA)}
        assert found - closed == set() or found - closed == {scheme}, scheme
        assert closed <= found, scheme


def test_a_policy_s_own_node_is_called_as_the_policy_names_it(asked: tuple[Names, list[str]]) -> None:
    names, _ = asked
    assert names.label(f"{VELUX}velux-as") == "VELUX A/S"
    assert names.label(f"{DATA}kruix") == "Kruix"
    assert names.label(f"{VELUX}nothing-of-that-name").startswith("https://")
    assert names.above("https://w3id.org/dpv#Marketing") == []


def test_of_every_label_one_knows_the_language(asked: tuple[Names, list[str]]) -> None:
    names, _ = asked
    marketing = "https://w3id.org/dpv#Marketing"
    assert (names.tongue(marketing, "en"), names.tongue(f"{DATA}kruix", "nl")) == ("en", "")
    untranslated = next(iri for iri, labels in names.labels.items() if set(labels) == {"en"})
    assert names.tongue(untranslated, "nl") == "en"
    assert names.tongue(f"{DATA}kruix/2020-11-16/policy#authorised-staff", "nl") == "en"
    assert names.tongue(f"{VELUX}velux-as", "nl") in ("", "en")
    assert names.tongue(f"{VELUX}nothing-of-that-name", "nl") == ""


def test_many_nodes_are_read_at_once_and_once(asked: tuple[Names, list[str]]) -> None:
    names, texts = asked
    nodes = [f"{VELUX}velux-as", f"{VELUX}controller", "https://w3id.org/dpv#Marketing"]
    names.learn(nodes)
    names.learn(nodes)
    assert len(texts) == 1
    assert [names.label(node) for node in nodes] == ["VELUX A/S", "VELUX Belgium", "Marketing"]
    assert len(texts) == 1


def test_a_controller_goes_by_slug_name_or_iri_and_a_slug_comes_first(asked: tuple[Names, list[str]]) -> None:
    names, _ = asked
    for text in ("kruix", " KRUIX ", f"{DATA}kruix", "Kruix"):
        assert names.controller(text) == f"{DATA}kruix"
    names.controllers = {**names.controllers, f"{DATA}unexus": "kruix"}
    names._called = {}
    assert names.controller("kruix") == f"{DATA}kruix"
    with pytest.raises(UnknownName, match="kruix"):
        names.controller("krui")


def test_a_policy_s_own_node_is_a_value_where_it_lies_below_the_scheme(
    asked: tuple[Names, list[str]],
) -> None:
    names, _ = asked
    surveys = f"{VELUX}sample-surveys"
    purpose, right = "https://w3id.org/dpv#Purpose", "https://w3id.org/dpv#Recipient"
    names.below = {purpose: frozenset(), right: frozenset()}
    assert names.concept(surveys, purpose, "purpose") == surveys
    with pytest.raises(UnknownName):
        names.concept(surveys, right, "recipient")


def test_a_name_of_two_controllers_is_not_taken_for_one_of_them() -> None:
    names = Names(lambda _: [], controllers={DATA + "a": "Acme", DATA + "b": "ACME", DATA + "c": "a"})
    names.slugs = {DATA + slug: slug for slug in "abc"}
    with pytest.raises(
        AmbiguousName, match="The controller “Acme” means more than one: choose a or b"
    ) as caught:
        names.controller("Acme")
    assert caught.value.choices == ["a", "b"]
    assert [names.controller(slug) for slug in "abc"] == list(names.slugs)


def test_names_are_whole_for_every_thread_from_the_first_on() -> None:
    """One thread reads the names while another is at them: it waits for nothing, and finds every controller."""
    names = Names(lambda _: [])
    names.slugs = {DATA + slug: slug for slug in ("a", "b")}
    names.controllers = _Slow(names, {DATA + "a": "Acme", DATA + "b": "Bolt"})
    assert names.controller("a") == DATA + "a"
    assert names.controllers.met == [DATA + "b"]


class _Slow(dict[str, str]):
    """Names that another thread asks for while they are read: after the first of them, and in its place."""

    def __init__(self, names: Names, known: dict[str, str]) -> None:
        super().__init__(known)
        self._names, self.met = names, list[str]()

    def items(self) -> Any:
        for place, item in enumerate(super().items()):
            yield item
            if place == 0 and not self.met:
                self.met.append("")
                self.met[:] = [self._names.controller("b")]
