"""What a folder of shapes must not hold: what would make a validator pass in silence, hang or fetch.

Each check yields a :class:`~kg_api.errors.FileError` a fault, with the line where it can be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from kg_api.errors import FileError, did_you_mean, nearest
from kg_api.validation.regular_expression import may_explode
from kg_api.validation.shacl_terms import KNOWN, LIST_PARAMETERS, SHACL, TARGETS
from kg_api.validation.shapes_file import ShapesFile, named
from kg_api.vocabulary import OWL, RDF, SH

_REFERENCES: Final = frozenset(
    SH[local] for local in ("property", "node", "not", "and", "or", "xone", "qualifiedValueShape")
) | {RDF["first"], RDF["rest"]}
_SHAPE_CLASSES: Final = (SH["NodeShape"], SH["PropertyShape"])
_SERVICE: Final = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_NOT_IN_CONSTRAINTS: Final = re.compile(r"(?<![\w:?$-])(VALUES|MINUS)(?=[\s({?$])", re.IGNORECASE)


def faults(files: list[ShapesFile]) -> Iterator[FileError]:
    """Every fault of the files, each on its own and then all together."""
    for file in files:
        yield from unknown_terms(file)
        yield from imports(file)
        yield from broken_lists(file)
        yield from risky_patterns(file)
    yield from broken_queries(files)
    yield from doubled_shapes(files)
    yield from idle_shapes(files)
    yield from circular_shapes(files)


def unknown_terms(file: ShapesFile) -> Iterator[FileError]:
    """Names in the ``sh:`` namespace that SHACL does not have, such as ``sh:mincount``."""
    used = {
        iri for triple in file.triples for term in triple if (iri := named(term)) and iri.startswith(SHACL)
    }
    for iri in sorted(used):
        local = iri[len(SHACL) :]
        if local not in KNOWN:
            hint = did_you_mean([f"sh:{name}" for name in nearest(local, KNOWN)])
            yield file.fault(
                f"sh:{local} is no term of SHACL 1.0 that runs here: it would pass in silence.{hint}",
                *file.spellings(iri),
            )


def imports(file: ShapesFile) -> Iterator[FileError]:
    """``owl:imports``: nothing is fetched to validate with."""
    if any(triple.predicate == OWL["imports"] for triple in file.triples):
        yield file.fault("owl:imports is not followed; put the shapes in this folder", "owl:imports")


def broken_lists(file: ShapesFile) -> Iterator[FileError]:
    """Lists that fork, break off or run in a circle, and list parameters whose value is none."""
    rest: dict[object, list[object]] = {}
    first = Counter(triple.subject for triple in file.triples if triple.predicate == RDF["first"])
    for triple in file.triples:
        if triple.predicate == RDF["rest"]:
            rest.setdefault(triple.subject, []).append(triple.object)
    good = {RDF["nil"]} | {node for node in rest if _ends(node, rest, first)}
    if any(node not in good for node in (*rest, *first)):
        yield file.fault(
            "a list forks, breaks off or runs in a circle; write it in ( … )", "rdf:rest", "rdf:first"
        )
    for triple in file.triples:
        local = triple.predicate.value.removeprefix(SHACL)
        if local in LIST_PARAMETERS and triple.object not in good | set(rest) | set(first):
            yield file.fault(
                f"the value of sh:{local} is no list; write it in ( … )", *file.spellings(SHACL + local)
            )


def _ends(
    node: object, rest: dict[object, list[object]], first: Counter[NamedNode | BlankNode | Triple]
) -> bool:
    seen = set()
    while node != RDF["nil"]:
        if node in seen or len(rest.get(node, ())) != 1 or first[node] != 1:  # type: ignore[index]
            return False
        seen.add(node)
        node = rest[node][0]
    return True


def risky_patterns(file: ShapesFile) -> Iterator[FileError]:
    """``sh:pattern`` values that do not compile or could take for ever on a hostile value."""
    for triple in file.triples:
        if triple.predicate != SH["pattern"] or not isinstance(triple.object, Literal):
            continue
        pattern = triple.object.value
        try:
            re.compile(pattern)
        except re.error as fault:
            yield file.fault(f"the sh:pattern {pattern} is no regular expression: {fault}", "sh:pattern")
            continue
        if may_explode(pattern):
            yield _at_text(
                file,
                f"the sh:pattern {pattern} repeats a group that varies, and could take for ever",
                pattern,
            )


def broken_queries(files: list[ShapesFile]) -> Iterator[FileError]:
    """Queries of constraints that do not parse with the prefixes they declare, or that leave the store."""
    triples = [triple for file in files for triple in file.triples]
    for file in files:
        for triple in file.triples:
            if triple.predicate in (SH["select"], SH["ask"]) and isinstance(triple.object, Literal):
                complaint = _complaint(triple.object.value, _prologue(triple.subject, triples))
                if complaint:
                    yield _at_text(file, complaint, triple.object.value)


def _complaint(query: str, prologue: str) -> str | None:
    """What is wrong with the query of a constraint, if anything."""
    if _SERVICE.search(query):
        return "a constraint asks no other endpoint: take SERVICE out of the query"
    if found_word := _NOT_IN_CONSTRAINTS.search(query):
        return f"a constraint must not contain {found_word[1].upper()} (SHACL, Appendix A); use FILTER"
    try:
        # Evaluation is lazy: over an empty store this parses and plans, and reads nothing.
        found = Store().query(prologue + query.replace("$PATH", "<urn:path>"))
    except SyntaxError as fault:
        return f"the query does not parse (are its sh:prefixes declared?): {fault.msg}"
    if isinstance(found, QuerySolutions) and Variable("this") not in found.variables:
        return "the query does not select $this, the node that it is about (SHACL, section 5.2.1)"
    return None


def _prologue(constraint: object, triples: Iterable[Triple]) -> str:
    """The prefixes that a constraint's ``sh:prefixes`` declare (SHACL, section 5.2.1)."""
    by_subject: dict[object, dict[NamedNode, list[object]]] = {}
    for triple in triples:
        by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    lines = []
    for declarer in by_subject.get(constraint, {}).get(SH["prefixes"], []):
        for declaration in by_subject.get(declarer, {}).get(SH["declare"], []):
            parts = by_subject.get(declaration, {})
            for prefix in parts.get(SH["prefix"], []):
                for base in parts.get(SH["namespace"], []):
                    lines.append(f"PREFIX {getattr(prefix, 'value', '')}: <{getattr(base, 'value', '')}>\n")
    return "".join(lines)


def doubled_shapes(files: list[ShapesFile]) -> Iterator[FileError]:
    """A shape that two files describe: nobody could say where to mend it."""
    home: dict[object, ShapesFile] = {}
    for file in files:
        for shape in sorted(shapes_of(file)):
            other = home.setdefault(shape, file)
            if other is not file:
                yield file.fault(f"{other.name} describes this shape too; keep one", *file.spellings(shape))


def idle_shapes(files: list[ShapesFile]) -> Iterator[FileError]:
    """Named shapes without a target that no other shape refers to: they would check nothing."""
    triples = [triple for file in files for triple in file.triples]
    targets = {SHACL + local for local in TARGETS}
    aimed = {triple.subject for triple in triples if triple.predicate.value in targets}
    used = {triple.object for triple in triples if triple.predicate in _REFERENCES}
    for file in files:
        for shape in sorted(shapes_of(file)):
            if NamedNode(shape) not in aimed | used:
                yield file.fault(
                    "this shape has no target and no other shape uses it, so it would check nothing",
                    *file.spellings(shape),
                )


def circular_shapes(files: list[ShapesFile]) -> Iterator[FileError]:
    """Shapes that come back to themselves: SHACL leaves them open (section 3.4.3), and pySHACL lets them pass."""
    uses: dict[object, list[object]] = {}
    for file in files:
        for triple in file.triples:
            if triple.predicate in _REFERENCES:
                uses.setdefault(triple.subject, []).append(triple.object)
    for file in files:
        for shape in sorted(shapes_of(file)):
            if NamedNode(shape) in _reachable(uses.get(NamedNode(shape), []), uses):
                yield file.fault(
                    "this shape comes back to itself, so no result is sure", *file.spellings(shape)
                )


def _reachable(starts: Iterable[object], uses: dict[object, list[object]]) -> set[object]:
    seen: set[object] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(uses.get(node, []))
    return seen


def shapes_of(file: ShapesFile) -> set[str]:
    """The IRIs of the shapes that a file describes."""
    return {
        iri
        for triple in file.triples
        if triple.predicate == RDF["type"]
        and triple.object in _SHAPE_CLASSES
        and (iri := named(triple.subject))
    }


def _at_text(file: ShapesFile, message: str, literal: str) -> FileError:
    """An error at the first line of a literal, where the file writes it with no escapes but backslashes."""
    start = next((line.strip() for line in literal.splitlines() if line.strip()), "")
    places = (file.text.find(spelling) for spelling in (start, start.replace("\\", "\\\\")))
    place = max(places)
    return FileError(message, file.path, file.text.count("\n", 0, place) + 1 if place >= 0 else None)
