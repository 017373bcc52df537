"""What a validation found."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Result:
    """One thing that is wrong.

    ``focus_node`` is where; ``path`` (as ``path_text`` for a person) and ``value`` say which value, if any;
    ``shape`` is the IRI of the rule, in ``file``; ``messages`` say by language how to mend it; ``severity``
    and ``component`` are IRIs of SHACL.
    """

    focus_node: Term
    path: NamedNode | BlankNode | None
    path_text: str | None
    value: Term | None
    severity: str
    component: str
    shape: str
    file: str
    messages: dict[str, str]

    def message(self, language: str = "en") -> str:
        """The message in ``language``, else in English, else in any."""
        return (
            self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()), "")
        )


@dataclass(frozen=True)
class Report:
    """The results in a stable order, and the number of focus nodes of each shape by its IRI.

    ``path_triples`` describe the paths of results that are more than one property.
    """

    results: tuple[Result, ...]
    focus_nodes: dict[str, int]
    path_triples: tuple[Triple, ...] = field(default=())

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all, of whatever severity (SHACL, section 3.4).

        True of no data too, so look at :attr:`focus_nodes`.
        """
        return not self.results
