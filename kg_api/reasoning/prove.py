"""HermiT over an N-Triples file, in a process of its own: ``python -m kg_api.reasoning.prove FILE``.

Prints JSON: whether the ontology is consistent, the members of each class named on standard input (a JSON list of
IRIs), the classes that cannot have one, and which of those named are above each other. Only
:mod:`kg_api.reasoning.owl` starts it, on files that it wrote itself: owlready2 runs Python that an ontology names, and
fetches what one imports.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(path: Path, wanted: list[str], memory: int) -> dict[str, Any]:
    """What HermiT says; ``memory`` is the heap of its virtual machine, in MB."""
    import owlready2  # type: ignore[import-untyped]

    owlready2.reasoning.JAVA_MEMORY = memory
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/privacy-kg/owl-view")
    with path.open("rb") as file:
        ontology.load(fileobj=file)
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {"consistent": False, "members": {}, "empty": [], "above": {}}
    classes = {iri: found for iri in wanted if (found := world[iri]) is not None}
    members = {iri: [] for iri in wanted} | {
        iri: sorted(one.iri for one in found.instances()) for iri, found in classes.items()
    }
    above = {
        iri: sorted({one.iri for one in found.ancestors() if hasattr(one, "iri")} & classes.keys() - {iri})
        for iri, found in classes.items()
    }
    empty = sorted(one.iri for one in world.inconsistent_classes() if hasattr(one, "iri"))
    return {
        "consistent": True,
        "members": members,
        "empty": [iri for iri in empty if not iri.endswith("Nothing")],
        "above": above,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), json.load(sys.stdin), int(sys.argv[2]))))
