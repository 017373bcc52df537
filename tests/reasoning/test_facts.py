"""What is added to statements: whose they are, and the stance of the fact that they speak of together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_api.reasoning.facts import DERIVED_GRAPH, STATED_GRAPH, Description, derive, describe, stated
from kg_api.vocabulary import DATA, DPV, OWL, PKG, RDF, SKOS

Read = Callable[[str], list[Quad]]
POLICY = f"{DATA}cafe/2024-05/policy"
SOURCE = f"{DATA}cafe/2024-05/source"
TOPICS = {DPV["hasPurpose"].value: PKG["PurposeTopic"], DPV["hasProcessing"].value: PKG["ProcessingTopic"]}
STRUCTURAL = frozenset(
    {RDF["type"].value, DPV["hasProcess"].value}
    | {OWL[name].value for name in ("sourceIndividual", "assertionProperty", "targetIndividual")}
)
NOTICE = """
<#notice> a dpv:PrivacyNotice ; dpv:hasDataController <#cafe> ; dpv:hasProcess <#letter> .
<#cafe> a dpv:DataController ; skos:prefLabel "Café De Hoek"@nl ; dpv:hasName "De Hoek B.V." .
<#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter .
"""
DENIAL = """
<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#letter> ;
    owl:assertionProperty dpv:hasProcessing ; owl:targetIndividual dpv:Sell .
"""


def _statement(name: str, stance: str, rest: str = "", value: str = "term:Newsletter") -> str:
    return (
        f"<#{name}> a rdf:Statement ; pkg:stance pkg:{stance} {rest} ; rdf:subject <#letter> ;"
        f" rdf:predicate dpv:hasPurpose ; rdf:object {value} .\n"
    )


def _denial(name: str, stance: str = "Denied", rest: str = "") -> str:
    return f"<#{name}> a pkg:DenialStatement ; pkg:stance pkg:{stance} {rest} ; pkg:about <#no> .\n"


def _described(read: Read, text: str) -> Description:
    return describe("cafe", SOURCE, read(NOTICE + text))


def _derived(read: Read, text: str, current: bool = True) -> dict[tuple[str, str], set[str]]:
    """The derived values by the local names of subject and property."""
    found: dict[tuple[str, str], set[str]] = {}
    for quad in derive(_described(read, text), TOPICS, current):
        assert quad.graph_name == DERIVED_GRAPH
        found.setdefault((_local(quad.subject), _local(quad.predicate)), set()).add(_local(quad.object))
    return found


def _local(term: object) -> str:
    return str(getattr(term, "value", "")).rsplit("#", 1)[-1]


@pytest.mark.parametrize(
    ("statements", "stance", "hedged"),
    [
        ([("Stated", "")], "Stated", "false"),
        ([("Stated", "; pkg:hedged true")], "Stated", "true"),
        ([("Stated", "; pkg:hedged false")], "Stated", "false"),
        ([("Implied", "")], "Implied", "false"),
        ([("Implied", ""), ("Stated", "")], "Stated", "false"),
        ([("Stated", "; pkg:hedged true"), ("Stated", "")], "Stated", "false"),
        ([("Stated", "; pkg:hedged true"), ("Stated", "; pkg:hedged true")], "Stated", "true"),
        ([("Implied", "; pkg:hedged true"), ("Implied", "")], "Implied", "false"),
        ([("Implied", "; pkg:hedged true"), ("Stated", "")], "Stated", "false"),
        ([("Implied", ""), ("Stated", "; pkg:hedged true")], "Stated", "true"),  # no inference lifts a hedge
    ],
)
def test_a_fact_is_stated_if_any_is_and_hedged_if_all_that_give_its_stance_are(
    statements: list[tuple[str, str]], stance: str, hedged: str, read: Read
) -> None:
    text = "".join(_statement(f"s{number}", *one) for number, one in enumerate(statements, 1))
    found = _derived(read, text)
    assert found["s1", "factStance"] == {stance}
    assert found["s1", "factHedged"] == {hedged}
    for number in range(1, len(statements) + 1):
        assert found[f"s{number}", "ofFact"] == {"s1"}
        assert (f"s{number}", "factStance") not in found or number == 1


def test_the_first_statement_by_name_stands_for_the_fact_wherever_it_is_written(read: Read) -> None:
    found = _derived(
        read, _statement("s2", "Stated") + _statement("s10", "Stated") + _statement("s1", "Implied")
    )
    assert {key[0] for key in found if key[1] == "factStance"} == {"s1"}
    assert {key[0]: value for key, value in found.items() if key[1] == "ofFact"} == {
        "s1": {"s1"},
        "s2": {"s1"},
        "s10": {"s1"},
    }


def test_statements_of_two_objects_are_two_facts(read: Read) -> None:
    text = _statement("s1", "Stated") + _statement("s2", "Implied", value="dpv:Marketing")
    found = _derived(read, text)
    assert (found["s1", "factStance"], found["s2", "factStance"]) == ({"Stated"}, {"Implied"})


def test_literals_that_differ_in_language_alone_are_two_facts(read: Read) -> None:
    text = _statement("s1", "Stated", value='"brief"@nl') + _statement("s2", "Stated", value='"brief"@en')
    assert _derived(read, text)["s2", "ofFact"] == {"s2"}


@pytest.mark.parametrize(
    ("statements", "hedged"),
    [
        ([("Denied", "")], "false"),
        ([("Denied", "; pkg:hedged true")], "true"),
        ([("Implied", "")], "false"),
        ([("Implied", ""), ("Denied", "; pkg:hedged true")], "false"),
    ],
)
def test_a_denial_is_denied_however_it_was_found(
    statements: list[tuple[str, str]], hedged: str, read: Read
) -> None:
    text = DENIAL + "".join(_denial(f"d{number}", *one) for number, one in enumerate(statements, 1))
    found = _derived(read, text)
    assert (found["d1", "factStance"], found["d1", "factHedged"]) == ({"Denied"}, {hedged})
    assert found["d1", "topic"] == {"ProcessingTopic"}


def test_the_lead_carries_the_passages_and_rows_of_them_all(read: Read) -> None:
    text = (
        _statement("s1", "Stated", "; oa:hasTarget <#p1>, <#p2>")
        + _statement("s2", "Implied", "; oa:hasTarget <#p2>, <#p3>")
        + "<#p1> pkg:row <#r1> . <#p3> pkg:row <#r1>, <#r2> . <#p9> pkg:row <#r9> .\n"
    )
    found = _derived(read, text)
    assert found["s1", "factPassage"] == {"p1", "p2", "p3"}
    assert found["s1", "factRow"] == {"r1", "r2"}
    assert ("s2", "factPassage") not in found


def test_each_statement_has_its_topic_controller_and_notice(read: Read) -> None:
    text = _statement("s1", "Stated") + DENIAL + _denial("d1") + "<#n1> a pkg:NoFact .\n"
    found = _derived(read, text)
    for name in ("s1", "d1", "n1"):
        assert found[name, "controller"] == {DATA + "cafe"}
        assert found[name, "notice"] == {"notice"}
    assert found["s1", "topic"] == {"PurposeTopic"}
    assert ("n1", "factStance") not in found


def test_a_predicate_without_a_topic_gives_none(read: Read) -> None:
    text = _statement("s1", "Stated").replace("dpv:hasPurpose", "dpv:hasName")
    assert ("s1", "topic") not in _derived(read, text)


def test_the_controller_is_one_resource_with_slug_and_name(read: Read) -> None:
    found = _derived(read, "")
    controller = DATA + "cafe"
    assert found[controller, "controllerSlug"] == {"cafe"}
    assert found[controller, "prefLabel"] == {"Café De Hoek"}
    assert found["cafe", "specializationOf"] == {controller}
    assert found["notice", "controller"] == {controller}
    assert found["notice", "wasDerivedFrom"] == {SOURCE}


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ('dpv:hasDataController <#a> . <#a> dpv:hasName "A B.V." ; skos:prefLabel "A", "AA"', "A"),
        ('dpv:hasDataController <#a> . <#a> dpv:hasName "A B.V."@nl', "A B.V."),
        ("dpv:hasDataController <#a>", "cafe"),
        ('dct:title "Privacy"', "cafe"),
    ],
)
def test_a_controller_without_a_label_goes_by_its_name_else_by_its_slug(
    notice: str, name: str, read: Read
) -> None:
    quads = read(f"<#notice> a dpv:PrivacyNotice ; {notice} .")
    derived = derive(describe("cafe", SOURCE, quads), TOPICS)
    assert [quad.object for quad in derived if quad.predicate == SKOS["prefLabel"]] == [Literal(name)]


def test_an_older_version_says_whose_it_is_but_has_no_facts_and_names_no_one(read: Read) -> None:
    text = _statement("s1", "Stated", "; oa:hasTarget <#p1>") + DENIAL + _denial("d1")
    found = _derived(read, text, current=False)
    assert {key[1] for key in found} == {"specializationOf", "controller", "wasDerivedFrom", "notice"}
    assert found["s1", "controller"] == {DATA + "cafe"}


def test_without_a_notice_nothing_is_derived(read: Read) -> None:
    quads = read(_statement("s1", "Stated"))
    assert derive(describe("cafe", SOURCE, quads), TOPICS) == []


def _stated(read: Read, text: str) -> set[tuple[str, str, str]]:
    quads = read(NOTICE + text)
    found = list(stated(describe("cafe", SOURCE, quads), quads, STRUCTURAL))
    assert {quad.graph_name for quad in found} == {STATED_GRAPH}
    return {(_local(quad.subject), _local(quad.predicate), _local(quad.object)) for quad in found}


FACT = ("letter", "hasPurpose", "Newsletter")


def test_what_is_stated_plainly_and_what_is_structural_is_in_the_stated_graph(read: Read) -> None:
    found = _stated(read, _statement("s1", "Stated"))
    assert FACT in found
    assert ("notice", "hasProcess", "letter") in found
    assert ("letter", "type", "Process") in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        _statement("s1", "Stated", "; pkg:hedged true"),
        _statement("s1", "Implied"),
        _statement("s1", "Implied") + _statement("s2", "Stated", "; pkg:hedged true"),
        _statement("s1", "Stated", value="dpv:Marketing"),
    ],
    ids=["without evidence", "hedged", "implied", "implied and hedged", "of another object"],
)
def test_what_is_not_stated_plainly_is_left_out(text: str, read: Read) -> None:
    assert FACT not in _stated(read, text)


def test_one_plain_statement_is_enough(read: Read) -> None:
    assert FACT in _stated(read, _statement("s1", "Implied") + _statement("s2", "Stated"))
    assert FACT in _stated(read, _statement("s1", "Stated", "; pkg:hedged true") + _statement("s2", "Stated"))


@pytest.mark.parametrize(
    ("statements", "kept"),
    [
        (_denial("d1"), True),
        (_denial("d1", rest="; pkg:hedged true") + _denial("d2"), True),
        (_denial("d1", rest="; pkg:hedged true"), False),
        (_denial("d1", "Implied"), False),
    ],
    ids=["plain", "plain beside hedged", "hedged", "implied"],
)
def test_a_denial_is_in_the_stated_graph_whole_or_not_at_all(statements: str, kept: bool, read: Read) -> None:
    about = {triple for triple in _stated(read, DENIAL + statements) if triple[0] == "no"}
    assert len(about) == (4 if kept else 0)


def test_a_description_gives_values_in_order_and_none_for_what_is_not_there(read: Read) -> None:
    policy = _described(read, '<#letter> dpv:hasName "a", "b" ; dpv:hasContact [] .')
    letter = f"{POLICY}#letter"
    assert policy.all(letter, DPV["hasName"]) == [Literal("a"), Literal("b")]
    assert policy.one(letter, DPV["hasName"]) == Literal("a")
    assert policy.all(letter, DPV["hasContact"]) == []
    assert policy.one("https://example.org/nothing", DPV["hasName"]) is None
    assert policy.all("https://example.org/nothing", DPV["hasName"]) == []
    assert policy.of_type(DPV["Process"]) == [letter]
    assert policy.source == NamedNode(SOURCE)
