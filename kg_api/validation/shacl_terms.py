"""The SHACL terms that a shapes file may use.

SHACL Core and SHACL-SPARQL (W3C Recommendation of 20 July 2017), without what pySHACL would pass over in
silence: ``sh:deactivated``, ``sh:entailment``, ``sh:shapesGraph``, and the terms of reports. SHACL-AF (rules,
functions, expression constraints, SPARQL targets) and SHACL-JS are not in it: this project never runs them.
"""

from __future__ import annotations

from typing import Final

SHACL: Final = "http://www.w3.org/ns/shacl#"

LIST_PARAMETERS: Final = frozenset(
    {"in", "languageIn", "ignoredProperties", "and", "or", "xone", "alternativePath"}
)

TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")

_CLASSES: Final = """
    Shape NodeShape PropertyShape PropertyGroup NodeKind BlankNode IRI Literal BlankNodeOrIRI
    BlankNodeOrLiteral IRIOrLiteral Severity Info Warning Violation PrefixDeclaration Parameterizable
    Parameter ConstraintComponent Validator SPARQLExecutable SPARQLAskExecutable SPARQLSelectExecutable
    SPARQLAskValidator SPARQLSelectValidator SPARQLConstraint
"""

_PROPERTIES: Final = """
    targetClass targetNode targetSubjectsOf targetObjectsOf property node path severity message
    name description order group defaultValue
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone qualifiedValueShape qualifiedValueShapesDisjoint qualifiedMinCount qualifiedMaxCount
    closed ignoredProperties hasValue in
    inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    sparql select ask prefixes declare prefix namespace
    parameter optional labelTemplate validator nodeValidator propertyValidator
"""

KNOWN: Final = frozenset((_CLASSES + _PROPERTIES).split())
