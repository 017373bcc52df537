"""What the real policies are like, measured in ``data/``: what they are made of, and which concepts they use.

A concept that no real policy uses has the chance of Good and Turing (the share of concepts seen once), spread over the
ontology by the law of Zipf and Mandelbrot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from pyoxigraph import NamedNode, Quad

from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.reasoning.closure import closure
from kg_api.resources import default_resources
from kg_api.vocabulary import curie as _uncached_curie

# Mandelbrot's constant: without it the likeliest unused concept would outdo the commonest used one.
_FLATTENED = 20

_ENTITY = ("dpv:LegalEntity", ("dpv:Authority", "dpv:HumanSubject"))
_BASIS = ("dpv:LegalBasis", ("dpv:DataTransferLegalBasis",))
GROUND = "ground of a transfer"
# What a predicate takes: concepts below the first, and not below any of the others.
_ROOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dpv:hasPurpose": ("dpv:Purpose", ()),
    "dpv:hasPersonalData": ("dpv:PersonalData", ()),
    "pkg:comprises": ("dpv:PersonalData", ()),
    "dpv:hasDataSubject": ("dpv:HumanSubject", ()),
    "dpv:hasProcessing": ("dpv:Processing", ("dpv:CrossBorderTransfer",)),
    "dpv:hasLegalBasis": _BASIS,
    "pkg:mayRelyOn": _BASIS,
    GROUND: ("dpv:DataTransferLegalBasis", ()),
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
HOME = ("dpv:hasJurisdiction", "dpv:hasApplicableLaw", "dpv:hasAuthority")

Nodes = dict[str, dict[str, list[str]]]
curie = cache(_uncached_curie)


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
def model() -> Model:
    """What ``data/`` and ``ontology/`` hold now."""
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
        {p: sorted(o for o in notice.get(p, ()) if o not in nodes) for p in HOME},
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
                    key = GROUND if is_ground else predicate
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
