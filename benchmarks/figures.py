"""The figures of the data: facts, statements, triples, stances, oddities, passages, for each policy.

python benchmarks/figures.py
"""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, Quad
from rich.console import Console
from rich.table import Table

from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.reasoning.facts import describe
from kg_api.resources import default_resources
from kg_api.vocabulary import DPV, PKG, RDF


def figures(version: PolicyVersion, quads: list[Quad], structural: frozenset[str]) -> Counter[str]:
    """The counts of one policy version."""
    policy = describe(version.controller, version.graph("source"), quads)
    found: Counter[str] = Counter()
    graph = version.graph("policy")
    inside = [quad for quad in quads if getattr(quad.graph_name, "value", "") == graph]
    facts = {
        str(q.subject) + str(q.predicate) + str(q.object)
        for q in inside
        if q.predicate.value not in structural
    }
    found["triples"] = len(quads)
    found["facts"] = len(facts)
    found["statements"] = len(policy.of_type(RDF["Statement"])) + len(policy.of_type(PKG["DenialStatement"]))
    evidenced = {
        "".join(str(policy.one(s, RDF[name])) for name in ("subject", "predicate", "object"))
        for s in policy.of_type(RDF["Statement"])
    }
    found["with evidence"] = len(facts & evidenced)
    found["processes"] = len(policy.of_type(DPV["Process"]))
    found["denials"] = len(policy.of_type(PKG["DenialStatement"]))
    found["oddities"] = len(policy.of_type(PKG["TextOddity"]))
    found["no fact"] = len(policy.of_type(PKG["NoFact"]))
    found["implied"] = sum(
        1 for quad in quads if quad.predicate == PKG["stance"] and quad.object == PKG["Implied"]
    )
    found["hedged"] = sum(
        1
        for q in quads
        if q.predicate == PKG["hedged"] and isinstance(q.object, Literal) and q.object.value == "true"
    )
    return found


def main() -> None:
    """Prints the table."""
    resources = default_resources()
    structural = read_ontology(resources.ontology).structural
    rows = {
        version.name: figures(version, quads, structural)
        for version, quads in read_corpus(resources.data).policies.items()
    }
    names = list(next(iter(rows.values())))
    table = Table("policy", *names)
    for name, counts in rows.items():
        table.add_row(name, *(str(counts[key]) for key in names))
    Console(width=180).print(table)


if __name__ == "__main__":
    main()
