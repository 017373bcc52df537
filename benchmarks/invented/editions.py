"""A later version of a policy on the drawing board, and a policy with a defect."""

from __future__ import annotations

from random import Random

from benchmarks.invented.draft import Draft, period
from benchmarks.invented.pieces import Fact, term, vocabulary

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
_EDITS = (3, 9)


def edit(draft: Draft, chance: Random) -> None:
    """Changes a few facts as a later version of the same policy would."""
    denied = {tuple(node.given) for block in draft.blocks for node in block.nodes}
    for _ in range(chance.randint(*_EDITS)):
        node = chance.choice(draft.processes)
        fact = chance.choice(node.facts)
        pool = draft.model.pools.get(fact.predicate)
        if pool is None or fact.object.startswith("<#"):
            continue
        value = term(draft.at_home(pool.draw(chance) or ""))
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
            fact.passages[0].words += " " + chance.choice(vocabulary()[0]).capitalize() + "."


def spoil(draft: Draft, defect: str) -> None:
    """Adds a process that the shape named ``defect`` refuses."""
    draft.open_block()
    node = draft.add_node(draft.new_name("process"), ("dpv:Process",))
    draft.processes.append(node)
    fact = draft.state(node, "dpv:hasPurpose", "dpv:Marketing", plain=True)
    if defect == "fact-evidence":
        draft.state(node, "dpv:hasPersonalData", "pd:Name").passages = []
    elif defect == "fact-known-term":
        fact.object = "term:NoSuchPurpose"
    elif defect == "process-purpose":
        fact.object = "pd:EmailAddress"
    elif defect == "stance-reasoning":
        fact.is_implied = True
    elif defect == "passage-inside":
        draft.text_shortened = True
    elif defect == "duration-agrees":
        kept = draft.retain("dpv:TemporalDuration", [period(("P7Y", 2555, 3653))])
        draft.state(node, "dpv:hasStorageCondition", kept)
    elif defect == "transfer-country":
        draft.state(node, "dpv:hasProcessing", "dpv:CrossBorderTransfer")
    elif defect == "process-notice":
        draft.unhung.add(node.name)
    else:
        raise ValueError(f"no such defect: {defect}")
