"""The patterns of the rules: that each names what there is, and matches what it should and no more."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode

from kg_api.corpus.policies import read_corpus
from kg_api.reasoning.facts import describe
from kg_api.reasoning.rules import Inferences, Rulebook, infer
from kg_api.resources import Resources
from kg_api.validation.run import validate
from kg_api.validation.shapes import load_shapes
from kg_api.vocabulary import DPV, PREFIXES, RDF, SKOS, XSD
from tests.reasoning.ground import DAY, Ground, local_name
from tests.reasoning.rule_examples import EXAMPLES

MODEL = "https://w3id.org/privacy-kg/shapes/model#"
_CURIE = re.compile(r"(?<![\w?<-])([a-z][\w-]*):([A-Za-z0-9][\w-]*)")
_TEXT = re.compile(r'"[^"]*"')
# Words of RDF and SKOS themselves, and what the closure adds: no file of the ontology describes them.
FOREIGN = {
    *(RDF[name].value for name in ("subject", "predicate", "object")),
    SKOS["broaderTransitive"].value,
    XSD["duration"].value,
}
# The shapes of shapes/model that say which concepts a property takes, and on which nodes a fact may be.
KINDS = {
    "fact-on-process",
    "basis-on-process-or-transfer",
    "transfer-ground-on-process",
    "process-purpose",
    "process-personal-data",
    "process-data-subject",
    "legal-basis",
    "justification",
    "recipient",
    "process-data-source",
    "process-processing",
    "measure",
    "necessity",
    "context",
    "consequence",
    "technology",
    "denial-target-kind",
}


# ── What they name ────────────────────────────────────────────────────────────────────────────────────────


def _patterns(rules: Rulebook) -> dict[str, str]:
    """Every pattern by the local name of its rule and what it is for."""
    found: dict[str, str] = {}
    for iri, condition in rules.conditions.items():
        for state, pattern in (("holds", condition.holds), ("excluded", condition.excluded)):
            if pattern is not None:
                found[f"{iri.rpartition('#')[2]} {state}"] = pattern
    found |= {f"{iri.rpartition('#')[2]} shown": pattern for iri, pattern in rules.aspects.items()}
    return found | {f"{iri.rpartition('#')[2]} applies": scope.where for iri, scope in rules.scopes.items()}


def test_every_name_in_a_pattern_is_one_of_the_ontology(ground: Ground) -> None:
    known = {quad.subject.value for quad in ground.quads if isinstance(quad.subject, NamedNode)}
    unknown = set()
    for rule, pattern in _patterns(ground.rules).items():
        named = _CURIE.findall(_TEXT.sub("", pattern))
        assert named, rule
        for prefix, local in named:
            if PREFIXES[prefix] + local not in known | FOREIGN:
                unknown.add(f"{rule}: {prefix}:{local}")
    assert sorted(unknown) == []


def test_names_that_no_file_describes_are_used(ground: Ground) -> None:
    known = {quad.subject.value for quad in ground.quads if isinstance(quad.subject, NamedNode)}
    text = " ".join(_patterns(ground.rules).values())
    used = {PREFIXES[prefix] + local for prefix, local in _CURIE.findall(_TEXT.sub("", text))}
    assert used >= FOREIGN
    assert known & FOREIGN == set()


def test_every_concept_that_a_pattern_goes_up_to_has_something_at_or_below_it(ground: Ground) -> None:
    reached = {quad.object.value for quad in ground.pairs if isinstance(quad.object, NamedNode)}
    barren = [
        f"{rule}: {prefix}:{local}"
        for rule, pattern in _patterns(ground.rules).items()
        for prefix, local in re.findall(r"skos:broaderTransitive\s+([a-z][\w-]*):([\w-]+)", pattern)
        if PREFIXES[prefix] + local not in reached
    ]
    assert barren == []


# ── What they match ───────────────────────────────────────────────────────────────────────────────────────


def _matched(found: Inferences) -> set[str]:
    """The names of the patterns that match."""
    return {
        *(f"{iri.rpartition('#')[2]} {state}" for iri, (state, _) in found.states.items()),
        *(f"{iri.rpartition('#')[2]} shown" for iri in found.aspects),
        *(f"{iri.rpartition('#')[2]} applies" for iri in found.scopes),
    }


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_matches_its_example_and_not_what_comes_near(rule: str, ground: Ground) -> None:
    example, near = EXAMPLES[rule]
    assert rule in _matched(ground.infer(example))
    assert rule not in _matched(ground.infer(near))


@pytest.fixture(scope="module")
def matched(resources: Resources, ground: Ground) -> list[set[str]]:
    """What matches each policy of data/, each example, and each of a few controllers."""
    found = []
    for version, quads in read_corpus(resources.data).policies.items():
        description = describe(version.controller, version.graph("source"), quads)
        notice = NamedNode(description.of_type(DPV["PrivacyNotice"])[0])
        with ground.under(quads, version.controller, version.graph("source")) as store:
            found.append(_matched(infer(store, notice, DAY, ground.rules)))
    assert len(found) == 5
    found += [_matched(ground.infer(example)) for example, _ in EXAMPLES.values()]
    for seat in ("loc:NL", "loc:GB"):
        found.append(
            _matched(ground.infer(f'<#cafe> dpv:hasLocation {seat} . <#notice> dct:language "nl" .'))
        )
    return found


def test_every_pattern_matches_some_policy(ground: Ground, matched: list[set[str]]) -> None:
    assert sorted(set(_patterns(ground.rules)) - set().union(*matched)) == []


def test_every_pattern_fails_to_match_some_policy(ground: Ground, matched: list[set[str]]) -> None:
    assert sorted(set(_patterns(ground.rules)).intersection(*matched)) == ["AnyNotice holds"]


def test_no_example_is_of_a_rule_that_is_gone(ground: Ground) -> None:
    assert set(EXAMPLES) - set(_patterns(ground.rules)) == set()


def test_examples_are_such_as_the_model_takes(resources: Resources, ground: Ground) -> None:
    shapes = load_shapes(resources.shapes / "model")
    assert {f"{MODEL}{kind}" for kind in KINDS} <= set(shapes.named)
    # All at once; only the denials would get in each other's way.
    texts = [example.replace("<#no>", f"<#no{n}>") for n, (example, _) in enumerate(EXAMPLES.values())]
    quads = [quad for text in texts for quad in ground.policy(text)]
    with ground.under(quads) as store:
        results = validate(store, shapes).results
    odd = {
        (one.shape.removeprefix(MODEL), local_name(one.focus_node), local_name(one.value))
        for one in results
        if one.shape.removeprefix(MODEL) in KINDS
    }
    assert odd == set()
