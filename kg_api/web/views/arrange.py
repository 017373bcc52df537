"""What a controller says, arranged as a reader looks for it: by the articles on the notice, like facts together.

An entry is one thing that is said: a predicate and a value, with all facts that say so, and below it what is said of
that value (the interest of a legal basis, the country of a transfer, the condition of a right).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg_api.questions.one_word import summarise
from kg_api.questions.sayings import Fact, facts_by_id

Entry = dict[str, Any]
_DEPTH: Final = 3
_PROCESSING: Final = "pkg:ProcessingTopic"
_TRANSFER: Final = "pkg:TransferTopic"
_PLACE: Final = "pkg:Place"
_PURPOSE: Final = "dpv:hasPurpose"


@dataclass(frozen=True)
class Section:
    """A part of a notice: its name (a key of the words) and the topics it gathers, in their order."""

    name: str
    topics: tuple[str, ...]


# GDPR Art. 13 and 14, in the order in which one asks.
SECTIONS: Final = (
    Section("who", ("pkg:Identity", "pkg:Officer", "pkg:Place", "pkg:LawTopic", "pkg:Version")),
    Section("why", ("pkg:PurposeTopic", "pkg:BasisTopic", _PROCESSING)),
    Section("data", ("pkg:DataTopic", "pkg:SubjectTopic", "pkg:NecessityTopic")),
    Section("origin", ("pkg:SourceTopic",)),
    Section("recipients", ("pkg:RecipientTopic",)),
    Section("where", (_TRANSFER,)),
    Section("retention", ("pkg:RetentionTopic",)),
    Section("rights", ("pkg:RightTopic", "pkg:AuthorityTopic")),
    Section("automation", ("pkg:DecisionTopic",)),
    Section("security", ("pkg:MeasureTopic",)),
    Section("cookies", ("pkg:CookieTopic",)),
    Section("oddities", ("pkg:OddityTopic",)),
)
_OTHER: Final = "other"


class Arranged:
    """The facts of a reading (:func:`~kg_api.questions.sayings.sayings`), ready to be shown."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.facts = facts_by_id(dict(found))
        self._topics = {fact["id"]: topic["topic"] for topic in found["topics"] for fact in topic["facts"]}
        self._labels = {topic["topic"]: topic["label"] for topic in found["topics"]}
        self._processes: dict[str, dict[str, Any]] = {one["iri"]: one for one in found["processes"]}
        self._of: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            self._of[fact["subject"]["iri"]].append(fact)
        self._main = self._main_predicates()
        self._transfers = {
            fact["subject"]["iri"]
            for fact in self.facts.values()
            if self._topics[fact["id"]] == _TRANSFER and fact["subject"]["iri"] not in self._processes
        }

    def sections(self) -> list[dict[str, Any]]:
        """Every section with its groups of entries by topic; one of which nothing is said has none."""
        placed: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self._roots():
            placed[self._place(fact)].append(fact)
        known = {topic for section in SECTIONS for topic in section.topics}
        rest = tuple(sorted({topic for name, topic in placed if name == _OTHER and topic not in known}))
        return [
            {
                "name": section.name,
                "groups": [
                    {
                        "topic": topic,
                        "label": self._labels.get(topic, topic),
                        "entries": self.entries(placed[section.name, topic]),
                    }
                    for topic in self._order(section, placed)
                ],
            }
            for section in (*SECTIONS, *((Section(_OTHER, rest),) if rest else ()))
        ]

    def processes(self) -> list[dict[str, Any]]:
        """Each process of the notice with its own facts as rows by predicate, in the order of the text."""
        return [
            {
                **process,
                "whole": self._name(process["part_of"]),
                "rows": self._rows(self._of[iri]),
                "hint": self._purposes(iri),
            }
            for iri, process in self._processes.items()
        ]

    def _purposes(self, iri: str) -> list[str]:
        """What a process is for, by which one tells it from the others: each purpose that is not denied, once."""
        said = (
            fact for fact in self._of[iri] if fact["predicate"] == _PURPOSE and fact["stance"] != "denied"
        )
        return list(dict.fromkeys(fact["value"]["label"] for fact in said))

    def entries(self, facts: Iterable[Fact], depth: int = 0) -> list[Entry]:
        """The facts as entries, those that say the same thing as one, in the order of the text."""
        alike: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
        for fact in facts:
            # Two transfers called alike have each its own country and ground: nothing joins what the text keeps apart.
            own = fact["value"]["iri"] if self._of.get(fact["value"]["iri"]) else ""
            alike[fact["predicate"], fact["value"]["label"], f"{fact['period']}{fact['oddity']}", own].append(
                fact
            )
        return [self._entry(group, depth) for same in alike.values() for group in self._apart(same)]

    def _apart(self, facts: list[Fact]) -> list[list[Fact]]:
        """Assertions and denials of one thing: apart, unless they clash.

        They do where they are about one process, or where the denial is about all processing (docs/model.md).
        """
        denied = [fact for fact in facts if fact["stance"] == "denied"]
        asserted = [fact for fact in facts if fact["stance"] != "denied"]
        about = {fact["subject"]["iri"] for fact in asserted}
        for fact in denied:
            subject = fact["subject"]["iri"]
            if subject in about or self._processes.get(subject, {}).get("umbrella"):
                return [facts]
        return [group for group in (asserted, denied) if group]

    def _entry(self, group: list[Fact], depth: int) -> Entry:
        first = group[0]
        nodes = dict.fromkeys(fact["value"]["iri"] for fact in group if fact["value"]["iri"])
        below = [fact for iri in nodes for fact in self._of.get(iri, ())] if depth < _DEPTH else []
        subjects = {fact["subject"]["iri"]: fact["subject"]["label"] for fact in group}
        return {
            "predicate": first["predicate"],
            "predicate_label": first["predicate_label"],
            "main": first["predicate"] in self._main,
            "label": first["value"]["label"],
            "id": first["value"]["id"],
            "period": first["period"],
            "oddity": first["oddity"],
            "stance": summarise({fact["stance"] for fact in group}),
            "hedged": all(fact["hedged"] for fact in group),
            "processes": [label for iri, label in subjects.items() if iri in self._processes],
            "of": [label for iri, label in subjects.items() if iri not in self._processes],
            "facts": [fact["id"] for fact in group],
            "evidence": [piece for fact in group for piece in fact["evidence"]],
            "under": self.entries(below, depth + 1),
        }

    def _main_predicates(self) -> set[str]:
        """The predicate that each topic goes without saying: its most frequent one of DPV.

        Any other is named, since it says something else: a basis that the controller may rely on is not one it uses.
        """
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for id, fact in self.facts.items():
            if not fact["predicate"].startswith("pkg:"):
                counts[self._topics[id]][fact["predicate"]] += 1
        return {count.most_common(1)[0][0] for count in counts.values()}

    def _roots(self) -> list[Fact]:
        """The facts that do not stand below the value of another; each fact is below some root, or is one."""
        values = {fact["value"]["iri"] for fact in self.facts.values()} - {None}
        roots = [
            fact
            for fact in self.facts.values()
            if fact["subject"]["iri"] not in values or fact["subject"]["iri"] in self._processes
        ]
        reached = {id for root in roots for id in self._reach(root, 0)}
        return [*roots, *(fact for id, fact in self.facts.items() if id not in reached)]

    def _reach(self, fact: Fact, depth: int) -> Iterable[str]:
        yield fact["id"]
        if depth < _DEPTH:
            for below in self._of.get(fact["value"]["iri"] or "", ()):
                yield from self._reach(below, depth + 1)

    def _place(self, fact: Fact) -> tuple[str, str]:
        """The section and topic under which a fact is shown."""
        topic = self._topics[fact["id"]]
        if fact["value"]["iri"] in self._transfers:
            return "where", _TRANSFER
        if fact["automated"]:
            return "automation", topic
        if topic == _PLACE and fact["subject"]["iri"] in self._processes:
            return "where", topic
        for section in SECTIONS:
            if topic in section.topics:
                return section.name, topic
        return _OTHER, topic

    def _order(self, section: Section, placed: Mapping[tuple[str, str], list[Fact]]) -> list[str]:
        others = sorted(
            topic for name, topic in placed if name == section.name and topic not in section.topics
        )
        return [topic for topic in (*section.topics, *others) if (section.name, topic) in placed]

    def _rows(self, facts: Iterable[Fact]) -> list[dict[str, Any]]:
        rows: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            rows[fact["predicate"]].append(fact)
        return [
            {
                "predicate": predicate,
                "label": self._labels[self._topics[rows[predicate][0]["id"]]],
                "predicate_label": rows[predicate][0]["predicate_label"],
                "main": predicate in self._main,
                "entries": self.entries(rows[predicate]),
            }
            for predicate in sorted(rows, key=lambda name: self._rank(rows[name][0]))
        ]

    def _rank(self, fact: Fact) -> int:
        topics = [topic for section in SECTIONS for topic in section.topics]
        topic = self._topics[fact["id"]]
        return topics.index(topic) if topic in topics else len(topics)

    def _name(self, id: str | None) -> str | None:
        return (
            next((one["label"] for one in self._processes.values() if one["id"] == id), None) if id else None
        )
