"""What a result says."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.validation import Shapes, validate
from kg_api.vocabulary import DCT, DPV, XSD
from tests.validation.small import BASE, NOTICE, POLICY, Lay, load, named, people


def test_a_result_says_where_which_value_which_rule_and_how_to_mend_it(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    wrong = Quad(NamedNode(f"{BASE}policy#orders"), DPV["hasPurpose"], DPV["Customer"], POLICY)
    with lay(base | {wrong}) as store:
        report = validate(store, shapes)
    assert named(report) == ["fact-evidence", "process-purpose"]
    result = report.results[1]
    assert result.focus_node == wrong.subject
    assert (result.path, result.path_text, result.value) == (
        DPV["hasPurpose"],
        "dpv:hasPurpose",
        DPV["Customer"],
    )
    assert result.severity.endswith("#Violation")
    assert result.component.endswith("#SPARQLConstraintComponent")
    assert result.file == "model/process.ttl"
    assert result.messages["en"].startswith("A purpose is a concept under dpv:Purpose")
    assert result.messages["nl"].startswith("Een doel is een begrip onder dpv:Purpose")


def test_a_message_that_names_a_node_keeps_its_language(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    fact = Quad(NamedNode(f"{BASE}policy#orders"), DPV["hasDataSubject"], DPV["Customer"], POLICY)
    with lay(base | {fact}) as store:
        (result,) = validate(store, shapes).results
    assert result.messages == {
        "en": f"This fact of {BASE}policy#orders has no evidence: add an rdf:Statement to evidence.ttl that says "
        "where the text has it.",
        "nl": f"Dit feit van {BASE}policy#orders heeft geen bewijs: voeg aan evidence.ttl een rdf:Statement toe "
        "die zegt waar de tekst het heeft.",
    }
    assert result.focus_node == NOTICE
    assert result.value == DPV["Customer"]


def test_a_path_of_several_properties_is_told_in_words_and_kept_as_triples(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    date = Quad(NOTICE, DCT["modified"], Literal("2026", datatype=XSD["gMonth"]), POLICY)
    with lay(base | {date}) as store:
        report = validate(store, shapes)
    result = next(result for result in report.results if result.shape.endswith("#notice-date"))
    assert result.path_text == "dct:issued|dct:modified"
    assert result.path in {triple.subject for triple in report.path_triples}


def test_a_result_of_a_nameless_shape_is_told_as_that_of_the_shape_it_is_part_of(tmp_path: Path) -> None:
    shapes = load(
        tmp_path,
        "ex:person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:name ; sh:minCount 1 ; "
        'sh:message "Give a name."@en ] .',
    )
    (result,) = validate(people(), shapes).results
    assert (result.shape, result.file) == ("https://example.org/person", f"{tmp_path.name}/file1.ttl")
    assert result.message("nl") == "Give a name."


def test_shapes_without_a_message_get_that_of_the_validator(tmp_path: Path) -> None:
    shapes = load(
        tmp_path, "ex:n a sh:PropertyShape ; sh:targetClass ex:Person ; sh:path ex:name ; sh:minCount 1 ."
    )
    (result,) = validate(people(), shapes).results
    assert "ex:name" in result.message() or "example.org/name" in result.message()
