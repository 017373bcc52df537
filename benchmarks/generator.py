"""Invented policies, shaped like the real ones, for benchmarks and tests.

    python benchmarks/generator.py --count 100 --out DIR [--first N]

Writes ``DIR/<controller>/<version>/{source,policy,evidence}.ttl`` and prints each version with the shape of
``shapes/model`` that refuses it, or ``-``. The kinds of node, how often each concept occurs, hedges, inferences and
passages a fact are measured in ``data/`` at run time. A concept that no real policy uses has the chance of Good and
Turing (the share of concepts seen once), spread over the ontology by the law of Zipf and Mandelbrot. The text is
of invented words.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, Quad

from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import FILES, PolicyVersion, read_corpus
from kg_api.passages import fingerprint, fold
from kg_api.reasoning.closure import closure
from kg_api.resources import default_resources
from kg_api.vocabulary import DATA, PREFIXES
from kg_api.vocabulary import curie as _uncached_curie

# The shapes of shapes/model that a generated defect offends, each in turn.
DEFECTS = (
    "fact-evidence",
    "fact-known-term",
    "process-purpose",
    "stance-reasoning",
    "passage-inside",
    "duration-agrees",
    "transfer-country",
    "process-notice",
)
_DEFECT_EVERY = 20
_FACTS = (200, 490)
# Mandelbrot's constant: without it the likeliest unused concept would outdo the commonest used one.
_FLATTENED = 20
_SEVERAL_VERSIONS = (0.75, 0.20, 0.05)
_EDITS = (3, 9)
_MARK = (
    "Generated for tests and benchmarks by benchmarks/generator.py: no real notice of any real controller."
)

_ENTITY = ("dpv:LegalEntity", ("dpv:Authority", "dpv:HumanSubject"))
_BASIS = ("dpv:LegalBasis", ("dpv:DataTransferLegalBasis",))
_GROUND = "ground of a transfer"
# What a predicate takes: concepts below the first, and not below any of the others.
_ROOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dpv:hasPurpose": ("dpv:Purpose", ()),
    "dpv:hasPersonalData": ("dpv:PersonalData", ()),
    "pkg:comprises": ("dpv:PersonalData", ()),
    "dpv:hasDataSubject": ("dpv:HumanSubject", ()),
    "dpv:hasProcessing": ("dpv:Processing", ("dpv:CrossBorderTransfer",)),
    "dpv:hasLegalBasis": _BASIS,
    "pkg:mayRelyOn": _BASIS,
    _GROUND: ("dpv:DataTransferLegalBasis", ()),
    "dpv:hasRecipient": _ENTITY,
    "dpv:hasRecipientThirdParty": _ENTITY,
    "dpv:hasDataProcessor": _ENTITY,
    "dpv:hasDataImporter": _ENTITY,
    "dpv:hasDataSource": ("dpv:DataSource", ()),
    "dpv:hasTechnicalOrganisationalMeasure": ("dpv:TechnicalOrganisationalMeasure", ()),
    "dpv:isImplementedUsingTechnology": ("dpv:Technology", ()),
    "dpv:hasRight": ("dpv:DataSubjectRight", ()),
    "dpv:hasLocation": ("dpv:Country", ("dpv:Region",)),
    "dpv:hasThirdCountry": ("dpv:Country", ("dpv:Region",)),
}
# Predicates of concepts for which the ontology offers nothing that a policy might use as well.
_CLOSED = (
    *("dpv:hasNecessity", "dpv:hasConsequence", "dpv:hasContext", "dpv:hasEntityInvolvement", "dpv:hasFee"),
    *("dpv:hasJustification", "dpv:hasJointDataControllers", "dpv:isSubsidiaryOf", "pkg:complaintTo"),
    *("dpv:hasDataProtectionOfficer", "pkg:readerRestriction", "pkg:oddityKind", "pkg:noFactReason"),
    *("pkg:trigger", "pkg:criterion"),
)
_WORDED = frozenset(
    ("pkg:condition", "pkg:identityCheck", "pkg:recipientConstraint", "pkg:changeNotification")
)
_AT_CONTACT = frozenset(("dpv:isExercisedAt", "pkg:safeguardCopyAt"))
_HOME = ("dpv:hasJurisdiction", "dpv:hasApplicableLaw", "dpv:hasAuthority")
# As docs/encoding-guide.md counts them: fewest and most days.
_PERIODS = (
    *(("P1M", 28, 31), ("P2M", 59, 62), ("P6M", 181, 184), ("P1Y", 365, 366), ("P2Y", 730, 731)),
    *(("P5Y", 1825, 1827), ("P7Y", 2555, 2557), ("P10Y", 3651, 3653), ("P28D", 28, 28), ("P1D", 1, 1)),
)

Nodes = dict[str, dict[str, list[str]]]
curie = cache(_uncached_curie)


# ── What the real policies are like ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Pool:
    """The concepts that one predicate takes: those of real policies as often as there, now and then another."""

    common: list[str]
    common_weights: list[int]
    rare: list[str]
    rare_weights: list[float]
    rare_share: float

    def draw(self, chance: Random) -> str | None:
        """A concept as a CURIE, or None where there is none."""
        if self.rare and (not self.common or chance.random() < self.rare_share):
            return chance.choices(self.rare, cum_weights=self.rare_weights)[0]
        return chance.choices(self.common, cum_weights=self.common_weights)[0] if self.common else None


@dataclass(frozen=True)
class Template:
    """A node of a real policy, without its values: its types, and how many facts it has by predicate."""

    types: tuple[str, ...]
    facts: tuple[tuple[str, int], ...]
    is_part: bool = False


@dataclass(frozen=True)
class Style:
    """One real policy: the nodes that it is made of, and the habits of its text."""

    home: dict[str, list[str]]
    controller: Template
    contact: Template
    umbrella: Template
    processes: list[Template]
    rights: list[Template]
    oddities: int
    denials: int
    no_facts: int
    row_share: float
    new_passage: float
    implied: float
    hedged: float


@dataclass(frozen=True)
class Model:
    """What is measured of all real policies together.

    ``values`` has for each use of a predicate the node of the policy's own that is its value, or None for a
    concept; ``reuse`` how likely such a node has been used before in its policy.
    """

    styles: list[Style]
    pools: dict[str, Pool]
    values: dict[str, list[Template | None]]
    reuse: dict[str, float]
    denials: list[tuple[str, str]]
    twins: dict[str, str]


@cache
def _model() -> Model:
    resources = default_resources()
    ontology = read_ontology(resources.ontology)
    corpus = read_corpus(resources.data)
    structural = {curie(iri) for iri in ontology.structural}
    read = [(version, _nodes(version, quads)) for version, quads in sorted(corpus.policies.items())]
    pools = _pools([nodes for _, nodes in read], ontology.quads)
    return Model(
        [_style(nodes, structural) for _, nodes in read],
        pools,
        *_values([nodes for _, nodes in read], structural),
        [pair for _, nodes in read for pair in _denied(nodes) if pair[0] in pools],
        {
            curie(_iri(quad.object)): curie(_iri(quad.subject))
            for quad in ontology.quads
            if curie(_iri(quad.predicate)) == "skos:closeMatch"
            and curie(_iri(quad.subject)).startswith("term:UK-")
        },
    )


def _iri(term: object) -> str:
    return str(getattr(term, "value", ""))


def _nodes(version: PolicyVersion, quads: Iterable[Quad]) -> Nodes:
    """The triples of policy and evidence by subject and predicate, in CURIEs; own nodes stay IRIs."""
    nodes: Nodes = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.graph_name != NamedNode(version.graph("source")):
            nodes[_iri(quad.subject)][curie(_iri(quad.predicate))].append(curie(_iri(quad.object)))
    return nodes


def _of_type(nodes: Nodes, kind: str) -> list[str]:
    return sorted(name for name, values in nodes.items() if kind in values.get("rdf:type", ()))


def _template(values: dict[str, list[str]], structural: set[str]) -> Template:
    facts = tuple((p, len(objects)) for p, objects in sorted(values.items()) if p not in structural)
    return Template(tuple(sorted(values.get("rdf:type", ()))), facts, "pkg:partOfProcess" in values)


def _style(nodes: Nodes, structural: set[str]) -> Style:
    def templates(kind: str) -> list[Template]:
        return [_template(nodes[name], structural) for name in _of_type(nodes, kind)]

    notice = nodes[_of_type(nodes, "dpv:PrivacyNotice")[0]]
    processes = templates("dpv:Process")
    stances = Counter(stance for values in nodes.values() for stance in values.get("pkg:stance", ()))
    statements = stances.total()
    rows, no_facts = len(_of_type(nodes, "pkg:Row")), len(_of_type(nodes, "pkg:NoFact"))
    return Style(
        {p: sorted(o for o in notice.get(p, ()) if o not in nodes) for p in _HOME},
        templates("dpv:DataController")[0],
        templates("pkg:ContactPoint")[0],
        next(one for one in processes if "pkg:UmbrellaProcess" in one.types),
        [one for one in processes if "pkg:UmbrellaProcess" not in one.types],
        templates("dpv:DataSubjectRight"),
        len(_of_type(nodes, "pkg:TextOddity")),
        len(_denied(nodes)),
        no_facts,
        rows / len(processes),
        (len(_of_type(nodes, "oa:SpecificResource")) - rows - no_facts) / statements,
        stances["pkg:Implied"] / statements,
        sum(1 for values in nodes.values() if "pkg:hedged" in values) / statements,
    )


def _denied(nodes: Nodes) -> list[tuple[str, str]]:
    return [
        (nodes[name]["owl:assertionProperty"][0], nodes[name]["owl:targetIndividual"][0])
        for name in _of_type(nodes, "owl:NegativePropertyAssertion")
        if nodes[name]["owl:targetIndividual"][0] not in nodes
    ]


def _values(
    policies: list[Nodes], structural: set[str]
) -> tuple[dict[str, list[Template | None]], dict[str, float]]:
    values: dict[str, list[Template | None]] = defaultdict(list)
    own: dict[str, list[str]] = defaultdict(list)
    for nodes in policies:
        for subject in sorted(nodes):
            for predicate, objects in sorted(nodes[subject].items()):
                for found in objects:
                    is_own = found in nodes
                    values[predicate].append(_template(nodes[found], structural) if is_own else None)
                    own[predicate].extend([found] if is_own else [])
    return values, {p: 1 - len(set(found)) / len(found) for p, found in own.items() if found}


def _pools(policies: list[Nodes], ontology: list[Quad]) -> dict[str, Pool]:
    below: dict[str, set[str]] = defaultdict(set)
    for quad in closure(ontology):
        below[curie(_iri(quad.object))].add(curie(_iri(quad.subject)))
    types: dict[str, set[str]] = defaultdict(set)
    for quad in ontology:
        if curie(_iri(quad.predicate)) == "rdf:type":
            types[curie(_iri(quad.object))].add(curie(_iri(quad.subject)))
    seen = _frequencies(policies)
    pools = {}
    for predicate in (*_ROOTS, *_CLOSED):
        tail: set[str] = set()
        if predicate in _ROOTS:
            root, others = _ROOTS[predicate]
            tail = below[root] & set().union(*types.values())
            tail = tail.difference(*(below[other] | types[other] for other in others))
        pools[predicate] = _pool(predicate, seen[predicate], tail)
    return pools


def _frequencies(policies: list[Nodes]) -> dict[str, Counter[str]]:
    """How often each concept is the value of a predicate, or stands above an own node that is."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for nodes in policies:
        for values in nodes.values():
            on_transfer = "dpv:hasThirdCountry" in values
            for predicate, objects in values.items():
                is_ground = on_transfer and predicate in ("dpv:hasLegalBasis", "pkg:mayRelyOn")
                for found in objects:
                    concepts = nodes[found].get("skos:broader", []) if found in nodes else [found]
                    key = _GROUND if is_ground else predicate
                    seen[key].update(one for one in concepts if one != "dpv:CrossBorderTransfer")
    return seen


def _pool(name: str, seen: Counter[str], tail: set[str]) -> Pool:
    common = sorted(seen)
    rare = sorted(tail - set(common))
    Random(name).shuffle(rare)
    once = sum(1 for concept in common if seen[concept] == 1)
    return Pool(
        common,
        list(accumulate(seen[concept] for concept in common)),
        rare,
        list(accumulate(1 / (_FLATTENED + rank) for rank in range(1, len(rare) + 1))),
        once / max(1, seen.total()),
    )


# ── A policy on the drawing board ─────────────────────────────────────────────────────────────────────────


@dataclass
class Passage:
    """A sentence of the invented text; ``no_fact`` is the reason why nothing rests on it."""

    name: str
    words: str
    no_fact: str = ""


@dataclass
class Fact:
    """A triple and its evidence; without ``passages`` it has none."""

    subject: str
    predicate: str
    object: str
    passages: list[Passage]
    hedged: bool = False
    reasoning: str = ""
    is_implied: bool = False


@dataclass
class Node:
    """A node of policy.ttl: ``given`` are its structural triples, as Turtle."""

    name: str
    types: tuple[str, ...]
    given: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Block:
    """A heading, what stands under it, and what it says. A row ties its passages together."""

    heading: str
    is_row: bool = False
    passages: list[Passage] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


@cache
def _words() -> tuple[list[str], list[float]]:
    chance = Random("words")
    syllables = [a + b + c for a in "bdfgklmnprstvz" for b in "aeiouëéö" for c in ("", "n", "r", "st")]
    words = ["".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3)))) for _ in range(2000)]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


class Draft:
    """Policy ``n`` of one date, of about so many ``facts``, drawn from a chance of its own."""

    def __init__(self, n: int, version: str, facts: int | None = None) -> None:
        self.slug, self.version = slug(n), version
        self.model = _model()
        self.chance = Random(f"policy {n}")
        self.style = self.chance.choice(self.model.styles)
        self.in_uk = "loc:GB" in self.style.home["dpv:hasJurisdiction"]
        self.blocks: list[Block] = []
        self.processes: list[Node] = []
        self.unhung: set[str] = set()
        self.text_shortened = False
        self._eu = {uk: eu for eu, uk in self.model.twins.items()}
        self._number = 0
        self._own: dict[str, list[str]] = defaultdict(list)
        drawn = self.chance.randint(*_FACTS)
        self._fill(drawn if facts is None else facts)

    def facts(self) -> Iterator[Fact]:
        """All facts and denials, in the order of the file."""
        return (fact for block in self.blocks for node in block.nodes for fact in node.facts)

    def _fill(self, wanted: int) -> None:
        self._identity()
        self._process(self.style.umbrella, "all-processing")
        count = sum(1 for _ in self.facts())
        rights, oddities, denials = (
            self._about(number)
            for number in (len(self.style.rights), self.style.oddities, self.style.denials)
        )
        wanted -= rights * 3 + oddities + denials
        while count < wanted:
            count += self._process(self.chance.choice(self._processes()))
        for number, add in ((rights, self._right), (denials, self._denial), (oddities, self._oddity)):
            self._block()
            for _ in range(number):
                add()
        for _ in range(self.style.no_facts):
            reason = self.model.pools["pkg:noFactReason"].draw(self.chance) or "pkg:OutsideModel"
            self.chance.choice(self.blocks).passages.append(self._sentence(reason))

    def _about(self, number: int) -> int:
        return max(1, round(number * self.chance.uniform(0.6, 1.4)))

    def _processes(self) -> list[Template]:
        """Mostly of the policy's own style, so that cookies come in tables and not one by one."""
        style = self.style if self.chance.random() < 0.7 else self.chance.choice(self.model.styles)
        return style.processes

    # The pieces that a policy is made of

    def _block(self, is_row: bool = False) -> Block:
        words = " ".join(self._some_words(self.chance.randint(1, 5))).capitalize()
        self.blocks.append(Block(f"{len(self.blocks) + 1}. {words}", is_row))
        return self.blocks[-1]

    def _some_words(self, number: int) -> list[str]:
        words, weights = _words()
        return self.chance.choices(words, cum_weights=weights, k=number)

    def _sentence(self, no_fact: str = "") -> Passage:
        words = " ".join(self._some_words(self.chance.randint(5, 30))).capitalize() + "."
        return Passage(self._name("p"), words, no_fact)

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._number}"

    def _node(self, name: str, types: tuple[str, ...], label: str = "") -> Node:
        node = Node(name, types, [f'skos:prefLabel "{label}"@en'] if label else [])
        self.blocks[-1].nodes.append(node)
        return node

    def state(self, node: Node, predicate: str, value: str, *, plain: bool = False) -> Fact:
        """Adds a fact that rests on the block's latest passage, or on a new one."""
        block, chance = self.blocks[-1], self.chance
        if not block.passages or chance.random() < self.style.new_passage:
            block.passages.append(self._sentence())
        passages = [block.passages[-1]]
        if len(block.passages) > 1 and chance.random() < 0.15:
            passages.append(chance.choice(block.passages[:-1]))
        fact = Fact(f"<#{node.name}>", predicate, value, passages)
        if not plain:
            fact.hedged = chance.random() < self.style.hedged
            fact.is_implied = chance.random() < self.style.implied
            fact.reasoning = "Invented: the passage beside it leaves no other reading." * fact.is_implied
        node.facts.append(fact)
        return fact

    def _describe(self, node: Node, template: Template) -> None:
        for predicate, number in template.facts:
            said: set[str] = set()
            for _ in range(number):
                value = self._value(predicate, "dpv:hasThirdCountry" in dict(template.facts))
                if value is not None and value not in said:
                    said.add(value)
                    self.state(node, predicate, value)

    def _identity(self) -> None:
        self._block()
        self.notice = notice = self._node("notice", ("dpv:PrivacyNotice",))
        notice.given = [
            f'dct:title "Generated sample: privacy notice of {self.slug}"@en',
            f'rdfs:comment "{_MARK}"@en',
            'dct:language "nl"',
        ]
        if self.version != "undated":
            kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(self.version)]
            notice.given.append(f'pkg:sortDate "{(self.version + "-01-01")[:10]}"^^xsd:date')
            self.state(notice, "dct:modified", f'"{self.version}"^^xsd:{kind}', plain=True)
        self.state(notice, "dpv:hasDataController", "<#controller>", plain=True)
        for predicate, values in self.style.home.items():
            for value in values:
                self.state(notice, predicate, _term(value))
        self.state(notice, "pkg:changeNotification", self._gloss())
        controller = self._node("controller", ("dpv:DataController",), f"Generated controller {self.slug}")
        self.state(controller, "dpv:hasName", f'"{self.slug}"', plain=True)
        self._describe(controller, _without(self.style.controller, "dpv:hasName"))
        self._describe(self._node("contact", ("pkg:ContactPoint",)), self.style.contact)

    def _process(self, template: Template, name: str = "") -> int:
        """Adds a process; returns how many facts came with it."""
        if not template.is_part or not self.processes:
            self._block(is_row=self.chance.random() < self.style.row_share)
        block = self.blocks[-1]
        before = sum(len(node.facts) for node in block.nodes)
        node = self._node(name or self._name("process"), template.types)
        node.given.append(f'skos:prefLabel "invented {node.name}"@en')
        if template.is_part and len(block.nodes) > 1:
            head = next((one.name for one in block.nodes if "dpv:Process" in one.types), node.name)
            node.given.extend([f"pkg:partOfProcess <#{head}>"] * (head != node.name))
        self._describe(node, template)
        if not node.facts:
            self.state(node, "dpv:hasProcessing", "dpv:Collect")
        self.processes.append(node)
        return sum(len(node.facts) for node in block.nodes) - before

    def _right(self) -> None:
        concept = self._concept("dpv:hasRight")
        node = self._node(self._name("right"), ("dpv:DataSubjectRight",))
        node.given.append(f"skos:broader {concept}")
        self.state(self.notice, "dpv:hasRight", f"<#{node.name}>")
        self._describe(node, self.chance.choice(self.style.rights))
        if not any(fact.object == "<#contact>" for fact in self.facts()):
            self.state(node, "dpv:isExercisedAt", "<#contact>")

    def _oddity(self) -> None:
        node = self._node(self._name("oddity"), ("pkg:TextOddity",))
        node.given.append(f"pkg:oddityKind {self._concept('pkg:oddityKind')}")
        if self.chance.random() < 0.5:
            node.given.append(f'pkg:oddityValue "{" ".join(self._some_words(2))}"')
        self.state(self.notice, "pkg:hasTextOddity", f"<#{node.name}>")

    def _denial(self) -> None:
        predicate, target = self.chance.choice(self.model.denials)
        if self.chance.random() < 0.3:
            target = self.model.pools[predicate].draw(self.chance) or target
        target = _term(self._at_home(target))
        source = self.processes[0] if self.chance.random() < 0.5 else self.chance.choice(self.processes)
        if any((fact.predicate, fact.object) == (predicate, target) for fact in source.facts):
            return
        node = self._node(self._name("denial"), ("owl:NegativePropertyAssertion",))
        node.given = [
            f"owl:sourceIndividual <#{source.name}>",
            f"owl:assertionProperty {predicate}",
            f"owl:targetIndividual {target}",
        ]
        self.state(node, "", "")

    # Values

    def _value(self, predicate: str, on_transfer: bool) -> str | None:
        if predicate == "dpv:hasStorageCondition":
            return self._retention()
        if predicate in _AT_CONTACT:
            return "<#contact>"
        if predicate in self.model.pools:
            return self._concept_or_own(predicate, on_transfer)
        return self._literal(predicate)

    def _concept(self, predicate: str) -> str | None:
        concept = self.model.pools[predicate].draw(self.chance)
        return None if concept is None else _term(self._at_home(concept))

    def _at_home(self, concept: str) -> str:
        """The concept of the law that holds for this controller, where European and British law have twins."""
        return (self.model.twins if self.in_uk else self._eu).get(concept, concept)

    def _concept_or_own(self, predicate: str, on_transfer: bool) -> str | None:
        key = _GROUND if on_transfer and predicate in ("dpv:hasLegalBasis", "pkg:mayRelyOn") else predicate
        template = self.chance.choice(self.model.values[predicate])
        if template is None or key == _GROUND:
            return self._concept(key)
        if self._own[predicate] and self.chance.random() < self.model.reuse[predicate]:
            return self.chance.choice(self._own[predicate])
        return self._own_node(predicate, template)

    def _own_node(self, predicate: str, template: Template) -> str:
        node = self._node(self._name("own"), template.types, "invented value")
        if "dpv:hasThirdCountry" in dict(template.facts):
            node.given.extend(
                ["skos:broader dpv:CrossBorderTransfer", "dpv:hasDataExporter <#controller>"],
            )
        elif concept := self._concept(predicate):
            node.given.append(f"skos:broader {concept}")
        self._describe(node, template)
        self._own[predicate].append(f"<#{node.name}>")
        return f"<#{node.name}>"

    def _retention(self) -> str:
        reuse = self.model.reuse.get("dpv:hasStorageCondition", 0.5)
        if self._own["dpv:hasStorageCondition"] and self.chance.random() < reuse:
            return self.chance.choice(self._own["dpv:hasStorageCondition"])
        templates = [one for one in self.model.values["dpv:hasDuration"] if one is not None]
        kind = self.chance.choice(templates).types[0]
        given = []
        if kind == "dpv:TemporalDuration" or (
            kind == "dpv:UntilEventDuration" and self.chance.random() < 0.5
        ):
            given.append(_period(self.chance.choice(_PERIODS)))
            given.extend(["pkg:bound pkg:AtMost"] * (self.chance.random() < 0.2))
        if kind == "dpv:UntilEventDuration":
            given.append(f"pkg:trigger {self._concept('pkg:trigger')}")
        if kind == "dpv:IndeterminateDuration":
            given.append(f"pkg:criterion {self._concept('pkg:criterion')}")
        return self.retain(kind, given)

    def retain(self, kind: str, given: list[str]) -> str:
        """Adds the two nodes of a retention."""
        kept = self._node(self._name("kept"), ("dpv:StorageDuration",))
        kept.given.append(f"dpv:hasDuration <#{kept.name}-for>")
        self._node(f"{kept.name}-for", (kind,)).given.extend(given)
        self._own["dpv:hasStorageCondition"].append(f"<#{kept.name}>")
        return f"<#{kept.name}>"

    def _literal(self, predicate: str) -> str | None:
        number = self.chance.randint(1, 999)
        if predicate in _WORDED:
            return self._gloss()
        if predicate == "pkg:responseTime":
            return '"P1M"^^xsd:duration'
        return {
            "dpv:hasName": f'"Invented Party {number}"',
            "pkg:tradingName": f'"Invented Trade {number}"',
            "dpv:hasContact": f'"desk-{number}@{self.slug}.invalid"',
            "dpv:hasAddress": f'"Nergensstraat {number}, 0000 Nergenshuizen"',
            "dpv:hasIdentifier": f'"NONE{number:08}"',
            "pkg:versionLabel": f'"invented {number}"',
        }.get(predicate)

    def _gloss(self) -> str:
        return f'"invented: {" ".join(self._some_words(self.chance.randint(3, 9)))}"@en'

    # A later version, and a defect

    def edit(self, chance: Random) -> None:
        """Changes a few facts as a later version of the same policy would."""
        denied = {tuple(node.given) for block in self.blocks for node in block.nodes}
        for _ in range(chance.randint(*_EDITS)):
            node = chance.choice(self.processes)
            fact = chance.choice(node.facts)
            pool = self.model.pools.get(fact.predicate)
            if pool is None or fact.object.startswith("<#"):
                continue
            value = _term(self._at_home(pool.draw(chance) or ""))
            said = {(one.predicate, one.object) for one in node.facts}
            denial = (
                f"owl:sourceIndividual <#{node.name}>",
                f"owl:assertionProperty {fact.predicate}",
                f"owl:targetIndividual {value}",
            )
            what = chance.choice(("drop", "replace", "replace", "add"))
            if what == "drop" and len(node.facts) > 1:
                node.facts.remove(fact)
            elif (fact.predicate, value) in said or denial in denied:
                continue
            elif what == "add":
                node.facts.append(Fact(fact.subject, fact.predicate, value, fact.passages[:1]))
            else:
                fact.object = value
                fact.passages[0].words += " " + chance.choice(_words()[0]).capitalize() + "."

    def spoil(self, defect: str) -> None:
        """Adds a process that the shape named ``defect`` refuses."""
        self._block()
        node = self._node(self._name("process"), ("dpv:Process",))
        self.processes.append(node)
        fact = self.state(node, "dpv:hasPurpose", "dpv:Marketing", plain=True)
        if defect == "fact-evidence":
            self.state(node, "dpv:hasPersonalData", "pd:Name").passages = []
        elif defect == "fact-known-term":
            fact.object = "term:NoSuchPurpose"
        elif defect == "process-purpose":
            fact.object = "pd:EmailAddress"
        elif defect == "stance-reasoning":
            fact.is_implied = True
        elif defect == "passage-inside":
            self.text_shortened = True
        elif defect == "duration-agrees":
            kept = self.retain("dpv:TemporalDuration", [_period(("P7Y", 2555, 3653))])
            self.state(node, "dpv:hasStorageCondition", kept)
        elif defect == "transfer-country":
            self.state(node, "dpv:hasProcessing", "dpv:CrossBorderTransfer")
        elif defect == "process-notice":
            self.unhung.add(node.name)
        else:
            raise ValueError(f"no such defect: {defect}")


def _without(template: Template, predicate: str) -> Template:
    return Template(template.types, tuple(pair for pair in template.facts if pair[0] != predicate))


def _period(period: tuple[str, int, int]) -> str:
    value, fewest, most = period
    return f'rdf:value "{value}"^^xsd:duration ; pkg:minDays {fewest} ; pkg:maxDays {most}'


def _term(name: str) -> str:
    return f"<{name}>" if "//" in name else name


# ── From a draft to three files ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Version:
    """One version: the three files as Turtle, and the invented text that the passages are of."""

    name: str
    source: str
    policy: str
    evidence: str
    text: str


def _render(draft: Draft) -> Version:
    text, places = _lay_out(draft)
    length = len(text) - 2 if draft.text_shortened else len(text)
    policy = "\n".join(_policy_node(draft, node) for block in draft.blocks for node in block.nodes)
    evidence = "\n".join([*_statements(draft), *_targets(draft, text, places)])
    prefixes = {one for one in PREFIXES if f" {one}:" in policy or f"^{one}:" in policy}
    return Version(
        draft.version,
        _file(draft, "source", _source(draft, text, length), {"dct", "foaf", "pkg", "prov", "rdfs", "xsd"}),
        _file(draft, "policy", policy, prefixes),
        _file(draft, "evidence", evidence, prefixes | {"oa", "pkg", "rdf", "rdfs"}),
        text,
    )


def _file(draft: Draft, name: str, body: str, prefixes: set[str]) -> str:
    head = [f"# {_MARK}", f"@base <{DATA}{draft.slug}/{draft.version}/{name}> ."]
    named = [f"@prefix {one}: <{PREFIXES[one]}> ." for one in PREFIXES if one in prefixes]
    return "\n".join([*head, *named, "", body])


def _lay_out(draft: Draft) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text, and where each passage and row lies in it; a passage that nothing rests on any more is left out."""
    used = {id(passage) for fact in draft.facts() for passage in fact.passages}
    parts: list[str] = []
    places: dict[str, tuple[int, int]] = {}
    at = 0
    for number, block in enumerate(draft.blocks):
        parts.append(block.heading + "\n")
        at += len(parts[-1])
        begin = end = at
        for passage in block.passages:
            if passage.no_fact or id(passage) in used:
                end = at + len(passage.words)
                places[passage.name] = (at, end)
                parts.append(passage.words + "\n")
                at = end + 1
        if block.is_row and end > begin:
            places[f"row-{number}"] = (begin, end)
    return "".join(parts), places


def _policy_node(draft: Draft, node: Node) -> str:
    parts = [f"<#{node.name}> a {', '.join(node.types)}", *node.given]
    parts.extend(f"{fact.predicate} {fact.object}" for fact in node.facts if fact.predicate)
    if node is draft.notice:
        hung = ", ".join(f"<#{one.name}>" for one in draft.processes if one.name not in draft.unhung)
        parts.append(f"dpv:hasProcess {hung}")
    return " ;\n    ".join(parts) + " .\n"


def _statements(draft: Draft) -> Iterator[str]:
    number = 0
    for fact in draft.facts():
        if fact.passages:
            number += 1
            yield _statement(number, fact)


def _statement(number: int, fact: Fact) -> str:
    denial = not fact.predicate
    kind, stance = ("pkg:DenialStatement", "Denied") if denial else ("rdf:Statement", "Stated")
    parts = [
        f"<#s{number}> a {kind}, oa:Annotation ; pkg:stance pkg:{'Implied' if fact.is_implied else stance}"
    ]
    if fact.hedged:
        parts.append("pkg:hedged true")
    parts.append("oa:hasTarget " + ", ".join(f"<#{passage.name}>" for passage in fact.passages))
    if fact.reasoning:
        parts.append(f'pkg:reasoning "{fact.reasoning}"@en')
    about = f"<policy{fact.subject[1:]}"
    value = f"<policy{fact.object[1:]}" if fact.object.startswith("<#") else fact.object
    parts.append(
        f"pkg:about {about}"
        if denial
        else f"rdf:subject {about} ; rdf:predicate {fact.predicate} ; rdf:object {value}"
    )
    return " ;\n    ".join(parts) + " .\n"


def _targets(draft: Draft, text: str, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for number, block in enumerate(draft.blocks):
        row = f"row-{number}"
        if row in places:
            yield _target(row, block, "", "", text, places[row])
        for passage in block.passages:
            if passage.name in places:
                gloss = f"Invented passage {passage.name}."
                yield _target(
                    passage.name, block, row if row in places else "", gloss, text, places[passage.name]
                )
                if passage.no_fact:
                    yield (
                        f"<#no-fact-{passage.name}> a pkg:NoFact ; pkg:noFactReason {passage.no_fact} ; "
                        f"oa:hasTarget <#{passage.name}> .\n"
                    )


def _target(name: str, block: Block, row: str, gloss: str, text: str, place: tuple[int, int]) -> str:
    start, end = place
    words = text[start:end]
    kinds = "oa:SpecificResource" if gloss else "oa:SpecificResource, pkg:Row"
    parts = [f"<#{name}> a {kinds} ; oa:hasSource <source> ; oa:hasSelector <#{name}-position>"]
    parts.append(f'pkg:section "{block.heading}"@nl')
    if row:
        parts.append(f"pkg:row <#{row}>")
    if gloss:
        parts.append(f'rdfs:comment "{gloss}"@en')
    parts.append(f'pkg:passageLength {len(fold(words))} ; pkg:passageSha256 "{fingerprint(words)}"')
    position = f"<#{name}-position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .\n"
    return " ;\n    ".join(parts) + " .\n" + position


def _source(draft: Draft, text: str, length: int) -> str:
    return f"""\
<source> a prov:Entity ;
    dct:title "Generated sample: privacy notice of {draft.slug}"@en ;
    dct:language "nl" ;
    dct:format "text/plain; charset=utf-8" ;
    pkg:controllerSlug "{draft.slug}" ;
    pkg:textSha256 "{hashlib.sha256(text.encode()).hexdigest()}" ;
    pkg:textLength {length} ;
    pkg:sourceUrl "unknown" ;
    pkg:retrieved "unknown" ;
    pkg:reviewStatus pkg:NotLegallyReviewed ;
    rdfs:comment "{_MARK}"@en .

<#encoding> a prov:Activity ;
    rdfs:label "generated, not encoded from any text"@en ;
    prov:used <source> ;
    prov:wasAssociatedWith <#generator> ;
    prov:endedAtTime "2000-01-01T00:00:00Z"^^xsd:dateTime .
<#generator> a prov:Agent, prov:SoftwareAgent ;
    foaf:name "benchmarks/generator.py" .

<policy> a prov:Entity ; prov:wasDerivedFrom <source> ; prov:wasGeneratedBy <#encoding> .
<evidence> a prov:Entity ; prov:wasDerivedFrom <source> ; prov:wasGeneratedBy <#encoding> .
"""


# ── The public face ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Generated:
    """A controller's versions, oldest first; ``defect`` names the shape that refuses the newest, if any does."""

    slug: str
    versions: list[Version]
    defect: str | None


def slug(n: int) -> str:
    """The name of controller ``n``.

    >>> slug(123)
    'sample-000123'
    """
    return f"sample-{n:06}"


def defect_of(n: int) -> str | None:
    """The shape that policy ``n`` offends on purpose: one policy in twenty has a defect, each kind in turn."""
    turn, place = divmod(n, _DEFECT_EVERY)
    return DEFECTS[turn % len(DEFECTS)] if place == _DEFECT_EVERY - 1 else None


def generate(n: int, facts: int | None = None) -> Generated:
    """Policy ``n``, which depends on nothing but the arguments, this program, ``data/`` and ``ontology/``.

    ``facts`` is about how many it has: as many as a real one (200 to 500) where it is None, and never fewer than
    its notice, its rights and the like.
    """
    if n < 0:
        raise ValueError(f"policies are numbered from 0, not {n}")
    defect = defect_of(n)
    names = _version_names(Random(f"versions {n}"))
    versions = []
    for number, name in enumerate(names):
        draft = Draft(n, name, facts)
        for edition in range(number):
            draft.edit(Random(f"policy {n} edition {edition}"))
        if defect and name == names[-1]:
            draft.spoil(defect)
        versions.append(_render(draft))
    return Generated(slug(n), versions, defect)


def _version_names(chance: Random) -> list[str]:
    """Dates, oldest first, each in a year of its own, as precise as a day, a month or a year; or "undated"."""
    number = chance.choices((1, 2, 3), weights=_SEVERAL_VERSIONS)[0]
    if number == 1 and chance.random() < 0.2:
        return ["undated"]
    years = sorted(chance.sample(range(2018, 2026), number))
    days = [f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for year in years]
    return [day[: chance.choice((10, 10, 10, 7, 7, 4))] for day in days]


def write(count: int, out: Path, first: int = 0) -> list[tuple[str, str | None]]:
    """Writes policies ``first`` to ``first + count - 1`` below ``out``, which must not touch ``data/``.

    Returns each version as ``<controller>/<version>`` with the shape that refuses it, or None.
    """
    out, real = out.resolve(), default_resources().data.resolve()
    if out.is_relative_to(real):
        raise ValueError(f"generated policies do not belong in {real}")
    written: list[tuple[str, str | None]] = []
    for n in range(first, first + count):
        generated = generate(n)
        for version in generated.versions:
            folder = out / generated.slug / version.name
            folder.mkdir(parents=True, exist_ok=True)
            for file in FILES:
                (folder / f"{file}.ttl").write_text(getattr(version, file), encoding="utf-8", newline="\n")
            newest = version is generated.versions[-1]
            written.append((f"{generated.slug}/{version.name}", generated.defect if newest else None))
    return written


def main() -> None:
    """Writes policies and prints what is wrong with which."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="how many controllers")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write below, never data/")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (0)")
    given = parser.parse_args()
    try:
        written = write(given.count, given.out, given.first)
    except ValueError as fault:
        sys.exit(str(fault))
    for name, defect in written:
        print(f"{name}\t{defect or '-'}")


if __name__ == "__main__":
    main()
