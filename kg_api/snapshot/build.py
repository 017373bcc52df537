"""From files to a snapshot: read, close, derive, validate, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from kg_api.corpus.ontology import Ontology, read_ontology
from kg_api.corpus.policies import Corpus, PolicyVersion, find_policies, read_corpus
from kg_api.errors import FileError, UnknownName
from kg_api.reasoning.closure import closure
from kg_api.reasoning.facts import Description, derive, describe, implied, stated
from kg_api.resources import Resources
from kg_api.snapshot import void
from kg_api.snapshot.across import Across, across
from kg_api.snapshot.commit import commit_of
from kg_api.snapshot.history import contents_of
from kg_api.snapshot.statistics import Row, holdings
from kg_api.snapshot.store import Manifest, Snapshot, ground_hash, input_hash, publish
from kg_api.snapshot.units import Ground, Unit, report, split_pairs, work
from kg_api.validation.assess import Law, definitions, load_law
from kg_api.validation.report import Report
from kg_api.validation.shapes import Shapes, load_shapes
from kg_api.vocabulary import PKG

Progress = Callable[[str], None]
_ATTEMPTS = 3


@dataclass(frozen=True)
class Options:
    """How to build.

    ``as_of`` is a day to judge at beside each policy's own, ``kept`` a folder for what was worked out for each policy,
    ``processes`` how many work side by side; from ``disk_quads`` quads on there is a database (None: never).
    """

    as_of: date | None = None
    kept: Path | None = None
    processes: int = 1
    disk_quads: int | None = None


PLAIN: Final = Options()


@dataclass(frozen=True)
class Built:
    """A snapshot, and what the model shapes found on the way to it."""

    snapshot: Snapshot
    report: Report | None


def build(
    resources: Resources,
    out: Path,
    now: datetime,
    progress: Progress = lambda _: None,
    options: Options = PLAIN,
) -> Built:
    """Builds a snapshot of ``resources`` in the folder ``out``, replacing what is there when it is complete.

    A policy version with a fault in a file, or one that the model shapes refuse, is left out and listed in
    the manifest; the others are built. ``progress`` is told each step. Raises
    :class:`~kg_api.errors.FileError` where the ontology or the shapes themselves are at fault, or files
    keep changing while they are read.
    """
    progress("reading")
    name, ontology, corpus, shapes, law = _read(resources, options.as_of)
    progress("reasoning")
    pairs = _closure(ontology, corpus.policies)
    progress("validating")
    units = _units(name, resources, ontology, corpus, pairs, shapes, law, options, progress)
    policies, faults = _accepted(corpus.policies, units)
    progress("deriving")
    if faults:
        pairs = _closure(ontology, policies)
    assessed = {version: units[version].assessment for version in policies}
    quads = _graph(ontology, policies, pairs, assessed, list(definitions(law)))
    progress("writing")
    manifest = Manifest(
        snapshot=name,
        built=now.isoformat(timespec="seconds"),
        dpv=ontology.dpv_version,
        quads=len(quads),
        policies=[version.name for version in policies],
        refused=[str(fault) for fault in (*corpus.faults, *faults)],
        as_of=options.as_of.isoformat() if options.as_of else None,
        commit=commit_of(resources.data.parent),
        contents=contents_of(resources, [version.name for version in policies]),
    )
    on_disk = options.disk_quads is not None and len(quads) >= options.disk_quads
    return Built(publish(quads, manifest, out, on_disk), report(units.values()) if units else None)


def _read(resources: Resources, as_of: date | None) -> tuple[str, Ontology, Corpus, Shapes, Law]:
    """The inputs and their hash; read again where a file changes meanwhile, or the name would be another's."""
    for _ in range(_ATTEMPTS):
        name = input_hash(resources, as_of)
        ontology, corpus = read_ontology(resources.ontology), read_corpus(resources.data)
        shapes, law = load_shapes(resources.shapes / "model"), load_law(ontology.quads, resources.shapes)
        if input_hash(resources, as_of) == name:
            return name, ontology, corpus, shapes, law
    raise FileError("files change while they are read; build when they are still", str(resources.data))


def _units(
    name: str,
    resources: Resources,
    ontology: Ontology,
    corpus: Corpus,
    pairs: list[Quad],
    shapes: Shapes,
    law: Law,
    options: Options,
    progress: Progress,
) -> dict[PolicyVersion, Unit]:
    ground = Ground(ontology, split_pairs(pairs, corpus.policies), shapes, law, options.as_of)

    def told(done: int, all: int) -> None:
        progress(f"validating {done} of {all}")

    ground_name = ground_hash(resources, options.as_of) if options.kept else name
    return work(ground, corpus.policies, options.kept, ground_name, options.processes, told)


@dataclass(frozen=True)
class Assembled:
    """The graph to validate (ontology, closure, policies), the policies in it, and the files refused."""

    store: Store
    policies: dict[PolicyVersion, list[Quad]]
    faults: list[FileError]


def assemble(resources: Resources, wanted: Iterable[str] = ()) -> Assembled:
    """What the model shapes look at, of all policies or of those ``wanted``.

    A policy is wanted by name (``kruix``, ``kruix/2020-11-16``) or by a folder or file;
    :class:`UnknownName` for one that is neither. Only what is wrong with those wanted is a fault.
    """
    ontology = read_ontology(resources.ontology)
    corpus = choose_policies(read_corpus(resources.data), resources.data, list(wanted))
    store = _to_validate(ontology, corpus.policies, _closure(ontology, corpus.policies))
    return Assembled(store, corpus.policies, corpus.faults)


def ground_of(
    resources: Resources, wanted: Iterable[str] = ()
) -> tuple[Ground, dict[PolicyVersion, list[Quad]]]:
    """What policies are held against, and the policies wanted (all where none is named), for a proof.

    Raises as :func:`assemble`.
    """
    ontology = read_ontology(resources.ontology)
    corpus = choose_policies(read_corpus(resources.data), resources.data, list(wanted))
    if corpus.faults:
        raise corpus.faults[0]
    pairs = split_pairs(_closure(ontology, corpus.policies), corpus.policies)
    shapes, law = load_shapes(resources.shapes / "model"), load_law(ontology.quads, resources.shapes)
    return Ground(ontology, pairs, shapes, law), corpus.policies


def choose_policies(corpus: Corpus, data: Path, wanted: list[str]) -> Corpus:
    """The part of a corpus that is wanted by name, folder or file, with its faults; all where none is named."""
    if not wanted:
        return corpus
    chosen = Corpus({}, [])
    for text in wanted:
        # A name is the path from data/; and a path is one only where it is there.
        places = [data / text.strip("/"), *([Path(text)] if Path(text).exists() else [])]
        policies = {
            version: quads
            for version, quads in corpus.policies.items()
            if any(_touch(version.folder, place) for place in places)
        }
        faults = [one for one in corpus.faults if any(_touch(Path(one.path), place) for place in places)]
        if not policies and not faults:
            raise UnknownName("policy", text, [version.name for version in find_policies(data)])
        chosen.policies.update(policies)
        chosen.faults.extend(fault for fault in faults if fault not in chosen.faults)
    return chosen


def _touch(one: Path, other: Path) -> bool:
    """Whether one of two paths is the other, or lies in it."""
    one, other = one.resolve(), other.resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


def _closure(ontology: Ontology, policies: dict[PolicyVersion, list[Quad]]) -> list[Quad]:
    return closure(_facts(ontology, policies))


def _facts(ontology: Ontology, policies: dict[PolicyVersion, list[Quad]]) -> list[Quad]:
    return [*ontology.quads, *(quad for quads in policies.values() for quad in quads)]


def _to_validate(ontology: Ontology, policies: dict[PolicyVersion, list[Quad]], pairs: list[Quad]) -> Store:
    return _store([*_facts(ontology, policies), *pairs])


def _accepted(
    policies: dict[PolicyVersion, list[Quad]], units: dict[PolicyVersion, Unit]
) -> tuple[dict[PolicyVersion, list[Quad]], list[FileError]]:
    """The versions that the model shapes let pass, and why the others are refused."""
    faults = [
        FileError(f"refused by the model shapes: {reasons[0]}" + _more(reasons), str(version.folder))
        for version, unit in units.items()
        if (reasons := _reasons(unit, version))
    ]
    return {
        version: quads for version, quads in policies.items() if not _reasons(units[version], version)
    }, faults


def _reasons(unit: Unit, version: PolicyVersion) -> list[str]:
    """What the shapes hold against a version: a violation on any node below its IRI."""
    return [
        f"{result.focus_node} {result.message('en')}"
        for result in unit.violations
        if getattr(result.focus_node, "value", "").startswith(version.iri + "/")
    ]


def _more(reasons: list[str]) -> str:
    return f" (and {len(reasons) - 1} more; `privacy-kg validate` lists them)" if len(reasons) > 1 else ""


def _graph(
    ontology: Ontology,
    policies: dict[PolicyVersion, list[Quad]],
    pairs: list[Quad],
    assessed: dict[PolicyVersion, list[Quad]],
    law: list[Quad],
) -> list[Quad]:
    """The dataset: every file in a graph of its own, and in the default graph the merge of what is current.

    The merge is written out. Oxigraph can also take the union of all named graphs for the default graph, but
    then counts a triple once for each graph that it is in, and older versions could not be left out.
    """
    described = {version: _describe(version, quads) for version, quads in policies.items()}
    current = _current(described)
    derived = [
        q
        for version, policy in described.items()
        for q in derive(policy, ontology.topics, version in current)
    ]
    trusted = [
        quad for version in current for quad in _by_trust(described[version], version, policies, ontology)
    ]
    older = tuple(version.iri + "/" for version in policies if version not in current)
    beyond = across(Across(described, assessed, current, pairs, ontology.quads))
    judged = [quad for quads in assessed.values() for quad in quads]
    named = [*_facts(ontology, policies), *pairs, *derived, *judged, *law, *beyond]
    merged = [Quad(quad.subject, quad.predicate, quad.object) for quad in named if not _is_of(quad, older)]
    quads = list(dict.fromkeys([*merged, *named, *trusted]))
    return [*quads, *void.own(holdings(partial(_select, _store(quads))))]


def _by_trust(
    policy: Description, version: PolicyVersion, policies: dict[PolicyVersion, list[Quad]], ontology: Ontology
) -> Iterator[Quad]:
    """Graphs for choosing what one trusts: what is stated without a hedge alone, what is inferred alone."""
    quads = list(_policy_quads(version, policies[version]))
    yield from stated(policy, quads, ontology.structural)
    yield from implied(policy, quads)


def _store(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.bulk_extend(quads)
    return store


def _select(store: Store, text: str) -> list[Row]:
    result = store.query(text)
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [
        {
            name: term
            for name, term in zip(names, row, strict=True)
            if isinstance(term, NamedNode | Literal | BlankNode)
        }
        for row in result
    ]


def _is_of(quad: Quad, older: tuple[str, ...]) -> bool:
    """Whether a quad is of an older version: in one of its files, or derived of a node of it."""
    return any(getattr(term, "value", "").startswith(older) for term in (quad.graph_name, quad.subject))


def _describe(version: PolicyVersion, quads: list[Quad]) -> Description:
    return describe(version.controller, version.graph("source"), quads)


def _policy_quads(version: PolicyVersion, quads: list[Quad]) -> Iterable[Quad]:
    graph = version.graph("policy")
    return (quad for quad in quads if getattr(quad.graph_name, "value", "") == graph)


def _current(described: dict[PolicyVersion, Description]) -> set[PolicyVersion]:
    """The newest version of each controller by sort date; one without a date comes before all others."""
    newest: dict[str, tuple[str, PolicyVersion]] = {}
    for version, policy in described.items():
        dates = [v.value for node in policy.nodes.values() for v in node.get(PKG["sortDate"].value, [])]
        candidate = (max(dates, default=""), version)
        newest[version.controller] = max(newest.get(version.controller, candidate), candidate)
    return {version for _, version in newest.values()}
