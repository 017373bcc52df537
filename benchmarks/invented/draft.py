"""A policy drawn from chance, in the manner of a real one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from benchmarks.invented.measured import GROUND, Template, model
from benchmarks.invented.pieces import Block, Fact, Node, Passage, term, vocabulary

MARK = "Generated for tests and benchmarks by benchmarks/generator.py: no real notice of any real controller."
_FACTS = (200, 490)
_WORDED = frozenset(
    ("pkg:condition", "pkg:identityCheck", "pkg:recipientConstraint", "pkg:changeNotification")
)
_AT_CONTACT = frozenset(("dpv:isExercisedAt", "pkg:safeguardCopyAt"))
# As docs/encoding-guide.md counts them: fewest and most days.
_PERIODS = (
    *(("P1M", 28, 31), ("P2M", 59, 62), ("P6M", 181, 184), ("P1Y", 365, 366), ("P2Y", 730, 731)),
    *(("P5Y", 1825, 1827), ("P7Y", 2555, 2557), ("P10Y", 3651, 3653), ("P28D", 28, 28), ("P1D", 1, 1)),
)


def slug(n: int) -> str:
    """The name of controller ``n``.

    >>> slug(123)
    'sample-000123'
    """
    return f"sample-{n:06}"


class Draft:
    """Policy ``n`` of one date, of about so many ``facts``, drawn from a chance of its own."""

    def __init__(self, n: int, version: str, facts: int | None = None) -> None:
        self.slug, self.version = slug(n), version
        self.model = model()
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
            self.open_block()
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

    def open_block(self, is_row: bool = False) -> Block:
        words = " ".join(self._some_words(self.chance.randint(1, 5))).capitalize()
        self.blocks.append(Block(f"{len(self.blocks) + 1}. {words}", is_row))
        return self.blocks[-1]

    def _some_words(self, number: int) -> list[str]:
        words, weights = vocabulary()
        return self.chance.choices(words, cum_weights=weights, k=number)

    def _sentence(self, no_fact: str = "") -> Passage:
        words = " ".join(self._some_words(self.chance.randint(5, 30))).capitalize() + "."
        return Passage(self.new_name("p"), words, no_fact)

    def new_name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._number}"

    def add_node(self, name: str, types: tuple[str, ...], label: str = "") -> Node:
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
        self.open_block()
        self.notice = notice = self.add_node("notice", ("dpv:PrivacyNotice",))
        notice.given = [
            f'dct:title "Generated sample: privacy notice of {self.slug}"@en',
            f'rdfs:comment "{MARK}"@en',
            'dct:language "nl"',
        ]
        if self.version != "undated":
            kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(self.version)]
            notice.given.append(f'pkg:sortDate "{(self.version + "-01-01")[:10]}"^^xsd:date')
            self.state(notice, "dct:modified", f'"{self.version}"^^xsd:{kind}', plain=True)
        self.state(notice, "dpv:hasDataController", "<#controller>", plain=True)
        for predicate, values in self.style.home.items():
            for value in values:
                self.state(notice, predicate, term(value))
        self.state(notice, "pkg:changeNotification", self._gloss())
        controller = self.add_node("controller", ("dpv:DataController",), f"Generated controller {self.slug}")
        self.state(controller, "dpv:hasName", f'"{self.slug}"', plain=True)
        self._describe(controller, _without(self.style.controller, "dpv:hasName"))
        self._describe(self.add_node("contact", ("pkg:ContactPoint",)), self.style.contact)

    def _process(self, template: Template, name: str = "") -> int:
        """Adds a process; returns how many facts came with it."""
        if not template.is_part or not self.processes:
            self.open_block(is_row=self.chance.random() < self.style.row_share)
        block = self.blocks[-1]
        before = sum(len(node.facts) for node in block.nodes)
        node = self.add_node(name or self.new_name("process"), template.types)
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
        node = self.add_node(self.new_name("right"), ("dpv:DataSubjectRight",))
        node.given.append(f"skos:broader {concept}")
        self.state(self.notice, "dpv:hasRight", f"<#{node.name}>")
        self._describe(node, self.chance.choice(self.style.rights))
        if not any(fact.object == "<#contact>" for fact in self.facts()):
            self.state(node, "dpv:isExercisedAt", "<#contact>")

    def _oddity(self) -> None:
        node = self.add_node(self.new_name("oddity"), ("pkg:TextOddity",))
        node.given.append(f"pkg:oddityKind {self._concept('pkg:oddityKind')}")
        if self.chance.random() < 0.5:
            node.given.append(f'pkg:oddityValue "{" ".join(self._some_words(2))}"')
        self.state(self.notice, "pkg:hasTextOddity", f"<#{node.name}>")

    def _denial(self) -> None:
        predicate, target = self.chance.choice(self.model.denials)
        if self.chance.random() < 0.3:
            target = self.model.pools[predicate].draw(self.chance) or target
        target = term(self.at_home(target))
        source = self.processes[0] if self.chance.random() < 0.5 else self.chance.choice(self.processes)
        if any((fact.predicate, fact.object) == (predicate, target) for fact in source.facts):
            return
        node = self.add_node(self.new_name("denial"), ("owl:NegativePropertyAssertion",))
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
        return None if concept is None else term(self.at_home(concept))

    def at_home(self, concept: str) -> str:
        """The concept of the law that holds for this controller, where European and British law have twins."""
        return (self.model.twins if self.in_uk else self._eu).get(concept, concept)

    def _concept_or_own(self, predicate: str, on_transfer: bool) -> str | None:
        key = GROUND if on_transfer and predicate in ("dpv:hasLegalBasis", "pkg:mayRelyOn") else predicate
        template = self.chance.choice(self.model.values[predicate])
        if template is None or key == GROUND:
            return self._concept(key)
        if self._own[predicate] and self.chance.random() < self.model.reuse[predicate]:
            return self.chance.choice(self._own[predicate])
        return self._own_node(predicate, template)

    def _own_node(self, predicate: str, template: Template) -> str:
        node = self.add_node(self.new_name("own"), template.types, "invented value")
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
            given.append(period(self.chance.choice(_PERIODS)))
            given.extend(["pkg:bound pkg:AtMost"] * (self.chance.random() < 0.2))
        if kind == "dpv:UntilEventDuration":
            given.append(f"pkg:trigger {self._concept('pkg:trigger')}")
        if kind == "dpv:IndeterminateDuration":
            given.append(f"pkg:criterion {self._concept('pkg:criterion')}")
        return self.retain(kind, given)

    def retain(self, kind: str, given: list[str]) -> str:
        """Adds the two nodes of a retention."""
        kept = self.add_node(self.new_name("kept"), ("dpv:StorageDuration",))
        kept.given.append(f"dpv:hasDuration <#{kept.name}-for>")
        self.add_node(f"{kept.name}-for", (kind,)).given.extend(given)
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


def _without(template: Template, predicate: str) -> Template:
    return Template(template.types, tuple(pair for pair in template.facts if pair[0] != predicate))


def period(length: tuple[str, int, int]) -> str:
    """A duration with its fewest and most days, as Turtle."""
    value, fewest, most = length
    return f'rdf:value "{value}"^^xsd:duration ; pkg:minDays {fewest} ; pkg:maxDays {most}'
