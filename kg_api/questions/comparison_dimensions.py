"""What controllers can be compared by: for each dimension the facts that speak of it, and what its rows are.

A dimension names the predicates of the model and the concept at the root of its hierarchy, as a question of the
catalogue does. Which concepts there are, what lies below what, and which belong to a law, the graph says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import values
from kg_api.vocabulary import DPV, PKG

_NOT_OF_TRANSFER: Final = "FILTER NOT EXISTS { ?subject skos:broaderTransitive dpv:CrossBorderTransfer }"
_ASSERTED: Final = """
  {controllers}
  {predicates}
  ?fact pkg:controller ?controller ; rdf:predicate ?predicate ; rdf:object ?object ; rdf:subject ?subject ;
    pkg:factStance ?stance ; pkg:factHedged ?hedged .
  {narrow}
"""
_DENIED: Final = """
  {controllers}
  ?fact pkg:controller ?controller ; pkg:about ?denial ; pkg:factStance ?stance ; pkg:factHedged ?hedged .
  {predicates}
  ?denial owl:assertionProperty ?predicate ; owl:targetIndividual ?object ; owl:sourceIndividual ?subject .
  {narrow}
"""
# A part of a category that the notice names (“contact data, that is name and address”) is said with the category.
_PARTS: Final = """
  {controllers}
  ?fact pkg:controller ?controller ; rdf:predicate dpv:hasPersonalData ; rdf:object ?category ;
    rdf:subject ?subject ; pkg:factStance ?stance1 ; pkg:factHedged ?hedged1 .
  ?fact2 rdf:subject ?category ; rdf:predicate pkg:comprises ; rdf:object ?object ;
    pkg:factStance ?stance2 ; pkg:factHedged ?hedged2 .
  FILTER NOT EXISTS {{ ?subject dpv:hasPersonalData ?object }}
  BIND(IF(?stance1 = pkg:Implied || ?stance2 = pkg:Implied, pkg:Implied, pkg:Stated) AS ?stance)
  BIND(?hedged1 || ?hedged2 AS ?hedged)
"""
# How long, and by what kind of duration; a length makes of an end by event a period too.
_DURATION: Final = """
  OPTIONAL {
    ?object dpv:hasDuration ?duration .
    ?duration a ?kind . ?kind skos:broader dpv:Duration .
    OPTIONAL { ?duration rdf:value ?length }
    OPTIONAL { ?duration pkg:minDays ?shortest }
    OPTIONAL { ?duration pkg:maxDays ?longest }
  }
"""


@dataclass(frozen=True)
class Dimension:
    """One way to compare.

    ``predicates`` are those that state it, each with the role that its object then has, or None. ``root`` is the
    concept above all rows; a denial of it denies every row. ``neutral`` folds concepts of a law under the neutral one
    above them. ``heads`` adds the concepts right below the root as rows where they join two others. ``offered`` counts
    what a notice says that it may rely on; ``whole`` gives the root a row of its own, whatever is said.
    """

    name: str
    predicates: Sequence[tuple[NamedNode, NamedNode | None]]
    root: NamedNode
    neutral: bool = False
    heads: bool = False
    offered: bool = False
    whole: bool = False
    narrow: str = ""
    parts: bool = False

    def facts(self, controllers: Sequence[str]) -> str:
        """The graph pattern of every fact that speaks of this dimension, for these controllers (IRIs)."""
        who = of(controllers)
        predicates = [predicate for predicate, _ in self.predicates]
        asserted = [*predicates, PKG["mayRelyOn"]] if self.offered else predicates
        branches = [
            _branch(_ASSERTED, who, asserted, self.narrow),
            _branch(_DENIED, who, predicates, self.narrow if self.name == "retention" else ""),
        ]
        if self.parts:
            branches.append(_branch(_PARTS, who, predicates, ""))
        return " UNION ".join(branches)

    @property
    def roles(self) -> dict[str, str]:
        """The role of the object of each predicate that gives one, by IRIs."""
        return {predicate.value: role.value for predicate, role in self.predicates if role is not None}


def of(controllers: Sequence[str]) -> str:
    """The VALUES block of some controllers (IRIs)."""
    return values(["controller"], [[NamedNode(iri)] for iri in controllers])


def _branch(pattern: str, controllers: str, predicates: Sequence[NamedNode], narrow: str) -> str:
    named = values(["predicate"], [[predicate] for predicate in predicates])
    return "{" + pattern.format(controllers=controllers, predicates=named, narrow=narrow) + "}"


DIMENSIONS: Final = {
    one.name: one
    for one in (
        Dimension(
            "basis",
            [(DPV["hasLegalBasis"], None)],
            DPV["LegalBasis"],
            neutral=True,
            heads=True,
            offered=True,
            narrow=_NOT_OF_TRANSFER,
        ),
        Dimension("purpose", [(DPV["hasPurpose"], None)], DPV["Purpose"], heads=True),
        Dimension("data", [(DPV["hasPersonalData"], None)], DPV["PersonalData"], parts=True),
        Dimension(
            "recipient",
            [
                (DPV["hasRecipient"], None),
                (DPV["hasDataProcessor"], DPV["DataProcessor"]),
                (DPV["hasRecipientThirdParty"], DPV["ThirdParty"]),
                (DPV["hasRecipientDataController"], DPV["DataController"]),
                (DPV["hasJointDataControllers"], DPV["JointDataControllers"]),
                (DPV["hasDataImporter"], DPV["DataImporter"]),
            ],
            DPV["Recipient"],
            whole=True,
            # A controller that names itself as a joint controller does not share with itself.
            narrow="FILTER NOT EXISTS { ?object prov:specializationOf ?controller }",
        ),
        Dimension("transfer", [(DPV["hasThirdCountry"], None)], DPV["Location"]),
        Dimension(
            "retention",
            [(DPV["hasStorageCondition"], None)],
            DPV["StorageCondition"],
            whole=True,
            narrow=_DURATION,
        ),
        Dimension(
            "right",
            [(DPV["hasRight"], None)],
            DPV["DataSubjectRight"],
            neutral=True,
            heads=True,
            narrow="?subject a dpv:PrivacyNotice .",
        ),
        Dimension("cookie", [(DPV["isImplementedUsingTechnology"], None)], DPV["Technology"]),
    )
}
