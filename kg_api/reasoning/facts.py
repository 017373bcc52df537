"""What is added to each statement at build: whose it is, its topic, and the stance of the fact it speaks of.

A fact may rest on several statements. The first (by IRI) stands for it: it carries ``pkg:factStance``,
``pkg:factHedged`` and the passages and rows of them all (``pkg:factPassage``, ``pkg:factRow``); each statement, the
first too, points to it by ``pkg:ofFact``. A fact is stated if any statement is, and hedged if all the statements
that give it its stance are (a hedged statement beside an unhedged inference makes a hedged statement). So a
query finds each fact once, by one statement, its evidence one hop away, and two facts of one passage in one join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.vocabulary import BASE, DATA, DPV, OA, OWL, PKG, PROV, RDF, SKOS, XSD

DERIVED_GRAPH = NamedNode(BASE + "graphs/derived")
STATED_GRAPH = NamedNode(BASE + "graphs/stated")
IMPLIED_GRAPH = NamedNode(BASE + "graphs/implied")

Values = dict[str, list[NamedNode | Literal]]
Key = tuple[str, ...]


@dataclass
class Description:
    """The triples of one policy version by subject and predicate."""

    slug: str
    source: NamedNode
    nodes: dict[str, Values] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def one(self, subject: str, predicate: NamedNode) -> NamedNode | Literal | None:
        """The first value of a property, or None."""
        found = self.nodes[subject][predicate.value] if subject in self.nodes else []
        return found[0] if found else None

    def all(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        """The values of a property."""
        return self.nodes[subject][predicate.value] if subject in self.nodes else []

    def of_type(self, kind: NamedNode) -> list[str]:
        """The subjects of a type, sorted."""
        return sorted(s for s, values in self.nodes.items() if kind in values.get(RDF["type"].value, ()))


def describe(slug: str, source: str, quads: Iterable[Quad]) -> Description:
    """Gathers the quads of one policy version."""
    found = Description(slug, NamedNode(source))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found.nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def derive(policy: Description, topics: dict[str, NamedNode], current: bool = True) -> list[Quad]:
    """The derived quads of one policy version; ``topics`` maps predicates to topics.

    Only the ``current`` version of a controller's policy gets the stance of its facts and names the controller,
    so that questions see no older one.
    """
    notices = policy.of_type(DPV["PrivacyNotice"])
    if not notices:
        return []
    controller = NamedNode(DATA + policy.slug)
    triples = [*_identity(policy, notices[0], controller)]
    triples.extend(_names(policy, notices[0], controller) if current else ())
    for group in _by_fact(policy).values() if current else ():
        triples.extend(_fact(policy, group, topics))
    statements = [
        s for kind in ("Statement", "DenialStatement", "NoFact") for s in policy.of_type(_kind(kind))
    ]
    for statement in statements:
        triples.append((NamedNode(statement), PKG["controller"], controller))
        triples.append((NamedNode(statement), PKG["notice"], NamedNode(notices[0])))
    return [Quad(subject, predicate, value, DERIVED_GRAPH) for subject, predicate, value in triples]


def stated(policy: Description, quads: Iterable[Quad], structural: frozenset[str]) -> Iterator[Quad]:
    """The triples of the policy that are stated without a hedge, and what is structural, in a graph of their own."""
    groups = _by_fact(policy)
    plain = {key for key, group in groups.items() if _is_plain(policy, group)}
    # The triples of a denial are structural, yet it is a fact, and as open as its evidence.
    doubtful = {key[0] for key in groups if len(key) == 1 and key not in plain}
    for quad in quads:
        key = (str(quad.subject), str(quad.predicate), str(quad.object))
        structural_here = quad.predicate.value in structural and key[0] not in doubtful
        if structural_here or key in plain:
            yield Quad(quad.subject, quad.predicate, quad.object, STATED_GRAPH)


def implied(policy: Description, quads: Iterable[Quad]) -> Iterator[Quad]:
    """The triples of the policy that rest on inference alone: no statement says that the text says so."""
    groups = _by_fact(policy)
    inferred = {key for key, group in groups.items() if _stance(policy, group) == PKG["Implied"]}
    for quad in quads:
        if (str(quad.subject), str(quad.predicate), str(quad.object)) in inferred:
            yield Quad(quad.subject, quad.predicate, quad.object, IMPLIED_GRAPH)


def _is_plain(policy: Description, group: list[str]) -> bool:
    """Whether the text says so itself, and without a hedge."""
    said = {PKG["Stated"], PKG["Denied"]} & {policy.one(statement, PKG["stance"]) for statement in group}
    return bool(said) and not _hedged(policy, group)


def _kind(name: str) -> NamedNode:
    return RDF[name] if name == "Statement" else PKG[name]


def _identity(
    policy: Description, notice: str, controller: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    own = policy.one(notice, DPV["hasDataController"])
    if isinstance(own, NamedNode):
        yield own, PROV["specializationOf"], controller
    yield NamedNode(notice), PKG["controller"], controller
    yield NamedNode(notice), PROV["wasDerivedFrom"], policy.source


def _names(
    policy: Description, notice: str, controller: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    own = policy.one(notice, DPV["hasDataController"])
    name = None
    if isinstance(own, NamedNode):
        name = policy.one(own.value, SKOS["prefLabel"]) or policy.one(own.value, DPV["hasName"])
    yield controller, RDF["type"], DPV["DataController"]
    yield controller, PKG["controllerSlug"], Literal(policy.slug)
    yield controller, SKOS["prefLabel"], Literal(name.value if name else policy.slug)


def _by_fact(policy: Description) -> dict[Key, list[str]]:
    groups: dict[Key, list[str]] = defaultdict(list)
    for statement in policy.of_type(RDF["Statement"]):
        parts = (policy.one(statement, RDF[name]) for name in ("subject", "predicate", "object"))
        groups[tuple(str(part) for part in parts)].append(statement)
    for statement in policy.of_type(PKG["DenialStatement"]):
        groups[(str(policy.one(statement, PKG["about"])),)].append(statement)
    return groups


def _fact(
    policy: Description, group: list[str], topics: dict[str, NamedNode]
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    lead = NamedNode(group[0])
    yield lead, PKG["factStance"], _stance(policy, group)
    yield (
        lead,
        PKG["factHedged"],
        Literal("true" if _hedged(policy, group) else "false", datatype=XSD["boolean"]),
    )
    topic = topics.get(_predicate(policy, group[0]))
    for statement in group:
        if topic is not None:
            yield NamedNode(statement), PKG["topic"], topic
        yield NamedNode(statement), PKG["ofFact"], lead
        for target in policy.all(statement, OA["hasTarget"]):
            yield lead, PKG["factPassage"], target
            for row in policy.all(target.value, PKG["row"]):
                yield lead, PKG["factRow"], row


def _predicate(policy: Description, statement: str) -> str:
    about = policy.one(statement, PKG["about"])
    found = (
        policy.one(about.value, OWL["assertionProperty"])
        if isinstance(about, NamedNode)
        else policy.one(statement, RDF["predicate"])
    )
    return found.value if found else ""


def _stance(policy: Description, group: list[str]) -> NamedNode:
    """Denied for a denial, however it was found; else stated where any statement is."""
    stances = {policy.one(statement, PKG["stance"]) for statement in group}
    if policy.one(group[0], PKG["about"]) is not None:
        return PKG["Denied"]
    return PKG["Stated"] if PKG["Stated"] in stances else PKG["Implied"]


def _hedged(policy: Description, group: list[str]) -> bool:
    stance = _stance(policy, group)
    deciding = [s for s in group if stance == PKG["Denied"] or policy.one(s, PKG["stance"]) == stance]
    return all(getattr(policy.one(s, PKG["hedged"]), "value", "false") == "true" for s in deciding)
