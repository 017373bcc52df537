"""A policy version at a time: validated, derived, assessed; in several processes, and only where something changed.

Versions do not depend on one another, so each is worked on over the ontology alone. What was worked out for a version
is kept by the hash of its files and of all else that goes into it, and taken from there the next time.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg_api.corpus.ontology import Ontology
from kg_api.corpus.policies import PolicyVersion
from kg_api.reasoning.facts import Description, derive, describe
from kg_api.validation.assess import Case, Law, assess, look, quads
from kg_api.validation.report import Report, Result
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import DATA, DPV, PKG, SH

Policies = dict[PolicyVersion, list[Quad]]
# Few at a time, so that the work spreads evenly over processes.
_CHUNK: Final = 1


@dataclass(frozen=True)
class Ground:
    """What every version is held against: ontology, closure pairs by the version whose nodes they are of, shapes, law.

    ``own_pairs`` are those of the ontology's nodes under the empty key; ``as_of`` is a day to judge at beside the own.
    """

    ontology: Ontology
    pairs: dict[str, list[Quad]]
    shapes: Shapes
    law: Law
    as_of: date | None = None


@dataclass
class Unit:
    """What was worked out for a version: what the model shapes found, the nodes they looked at, the assessments."""

    results: tuple[Result, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    assessment: list[Quad] = field(default_factory=list)

    @property
    def violations(self) -> list[Result]:
        """The results by which the version is refused."""
        return [result for result in self.results if result.severity == SH["Violation"].value]


def split_pairs(pairs: Iterable[Quad], policies: Iterable[PolicyVersion]) -> dict[str, list[Quad]]:
    """The closure's pairs by the IRI of the version that their subject belongs to; "" for the ontology's."""
    known = {version.iri for version in policies}
    found: dict[str, list[Quad]] = {"": []}
    for quad in pairs:
        subject = getattr(quad.subject, "value", "")
        owner = "/".join(subject.split("/")[:-1]) if subject.startswith(DATA) else ""
        found.setdefault(owner if owner in known else "", []).append(quad)
    return found


def work(
    ground: Ground,
    policies: Policies,
    kept: Path | None,
    name: str,
    processes: int,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[PolicyVersion, Unit]:
    """The unit of each version. ``kept`` is the folder of units worked out before, ``name`` the hash of the ground.

    ``told`` is told how many of how many are done.
    """
    keys = {version: _key(version, quads, name) for version, quads in policies.items()} if kept else {}
    units = {
        version: unit for version, key in keys.items() if kept and (unit := _read(kept / key)) is not None
    }
    todo = [version for version in policies if version not in units]
    # The largest first, so that no process ends long after the others.
    todo.sort(key=lambda version: (-len(policies[version]), version))
    chunks = [todo[start : start + _CHUNK] for start in range(0, len(todo), _CHUNK)]
    told(len(units), len(policies))
    for chunk, done in _run(ground, policies, chunks, processes):
        for version, unit in zip(chunk, done, strict=True):
            units[version] = unit
            if kept and not unit.results:
                _write(kept / keys[version], unit)
        told(len(units), len(policies))
    return {version: units[version] for version in policies}


def report(units: Iterable[Unit]) -> Report:
    """One report of all units; the nodes looked at are counted a version."""
    counts: dict[str, int] = {}
    results: list[Result] = []
    for unit in units:
        results.extend(unit.results)
        for shape, number in unit.counts.items():
            counts[shape] = counts.get(shape, 0) + number
    return Report(tuple(results), counts)


def over_versions(ground: Ground, policies: Policies) -> Iterator[tuple[PolicyVersion, Case, Store]]:
    """Each version with its first day, and a store that holds it, the ontology, the closure and what is derived.

    The store holds the version until the next one is asked for.
    """
    base = _Base(ground)
    for version, quads_of in policies.items():
        store = base.store()
        policy = describe(version.controller, version.graph("source"), quads_of)
        added = [*quads_of, *ground.pairs.get(version.iri, ()), *derive(policy, ground.ontology.topics)]
        with _added(store, added):
            for case in cases_of(version, policy, ground)[:1]:
                yield version, case, store


# ── One chunk, in one process ─────────────────────────────────────────────────────────────────────────────

_GROUND: Ground | None = None
_POLICIES: Policies = {}
_BASE: list[_Base] = []
# After so many versions the base is made anew, in 0.15 s.
_FRESH: Final = 16


class _Base:
    """A store with the ontology and its closure, to which a version is added and from which it is taken again.

    A store in memory keeps what is taken out of it among what it looks through: the rules took six times as long
    after 400 versions. So it is a fresh one from time to time.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground, self._left, self._store = ground, 0, Store()

    def store(self) -> Store:
        """The store for the next version."""
        if not self._left:
            self._left, self._store = _FRESH, Store()
            self._store.bulk_extend(self._ground.ontology.quads)
            self._store.bulk_extend(self._ground.pairs[""])
        self._left -= 1
        return self._store


def _run(
    ground: Ground, policies: Policies, chunks: list[list[PolicyVersion]], processes: int
) -> Iterator[tuple[list[PolicyVersion], list[Unit]]]:
    global _GROUND, _POLICIES
    _GROUND, _POLICIES = ground, policies
    _BASE.clear()
    # What is here by now stays, and need not be looked through for cycles again and again, nor copied by a child.
    gc.freeze()
    try:
        if processes < 2 or len(chunks) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            for chunk in chunks:
                yield chunk, _work(chunk)
            return
        # Forked, so that ontology, shapes and policies are there without being sent.
        with multiprocessing.get_context("fork").Pool(min(processes, len(chunks))) as pool:
            yield from zip(chunks, map(_unpacked, pool.imap(_packed, chunks)), strict=True)
    finally:
        gc.unfreeze()
        _GROUND, _POLICIES = None, {}
        _BASE.clear()


def _packed(chunk: list[PolicyVersion]) -> list[tuple[tuple[Result, ...], dict[str, int], bytes]]:
    return [(unit.results, unit.counts, _nquads(unit.assessment)) for unit in _work(chunk)]


def _unpacked(packed: list[tuple[tuple[Result, ...], dict[str, int], bytes]]) -> list[Unit]:
    return [Unit(results, counts, _quads(data)) for results, counts, data in packed]


def _work(chunk: Sequence[PolicyVersion]) -> list[Unit]:
    ground, units, looked = _GROUND, [], []
    assert ground is not None
    if not _BASE:
        _BASE.append(_Base(ground))
    for version in chunk:
        store = _BASE[0].store()
        quads_of = _POLICIES[version]
        with _added(store, [*quads_of, *ground.pairs.get(version.iri, ())]):
            found = validate(store, ground.shapes)
            unit = Unit(found.results, found.focus_nodes)
            units.append(unit)
            policy = describe(version.controller, version.graph("source"), quads_of)
            if not unit.violations and (cases := cases_of(version, policy, ground)):
                with _added(store, derive(policy, ground.ontology.topics)):
                    looked += [(unit, look(store, case, ground.law)) for case in cases]
    for (unit, _), assessed in zip(looked, assess([one for _, one in looked], ground.law), strict=True):
        unit.assessment.extend(quads(assessed, ground.law))
    return units


@contextlib.contextmanager
def _added(store: Store, quads: list[Quad]) -> Iterator[None]:
    """While inside, the store has these quads too; those that it had before stay."""
    new = [quad for quad in dict.fromkeys(quads) if quad not in store]
    store.extend(new)
    try:
        yield
    finally:
        for quad in new:
            store.remove(quad)


def cases_of(version: PolicyVersion, policy: Description, ground: Ground) -> list[Case]:
    """The days to judge a version at: its own, or the day the law was last checked; and the one asked for."""
    notices = policy.of_type(DPV["PrivacyNotice"])
    if not notices:
        return []
    notice, controller = NamedNode(notices[0]), NamedNode(DATA + version.controller)
    given = policy.one(notices[0], PKG["sortDate"])
    own = date.fromisoformat(given.value) if isinstance(given, Literal) else None
    first = own or ground.law.checked
    cases = [Case(notice, controller, version.iri, first, True, own is not None)] if first is not None else []
    if ground.as_of is not None and ground.as_of != first:
        cases.append(Case(notice, controller, version.iri, ground.as_of, False, own is not None))
    return cases


# ── What was worked out before ────────────────────────────────────────────────────────────────────────────


def _key(version: PolicyVersion, quads: list[Quad], name: str) -> str:
    total = hashlib.sha256(f"{name} {version.name}\n".encode())
    total.update(b"".join(sorted(_nquads(quads).splitlines(keepends=True))))
    return total.hexdigest()[:32]


def _read(path: Path) -> Unit | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        return Unit((), {str(key): int(value) for key, value in json.loads(head).items()}, _quads(body))
    except (OSError, ValueError, SyntaxError):
        return None


def _write(path: Path, unit: Unit) -> None:
    """Keeps a unit; one that cannot be kept is worked out again the next time."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".unit-", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(unit.counts).encode("ascii") + b"\n" + _nquads(unit.assessment))
        Path(name).replace(path)


def _nquads(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _quads(data: bytes) -> list[Quad]:
    return list(parse(data, format=RdfFormat.N_QUADS))
