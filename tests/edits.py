"""Policies copied and edited: a fact and its statement together, so that the model shapes still let them pass."""

from __future__ import annotations

from pathlib import Path

FILES = ("policy.ttl", "evidence.ttl", "source.ttl")


def copied(original: Path, data: Path, slug: str, version: str) -> Path:
    """A policy version as the version of another controller, dated by its name; returns its folder."""
    folder = data / slug / version
    folder.mkdir(parents=True)
    for name in FILES:
        text = (original / name).read_text(encoding="utf-8")
        text = text.replace(f"{original.parent.name}/{original.name}/", f"{slug}/{version}/")
        text = text.replace(f'"{original.name}"', f'"{version}"')
        text = text.replace(f'"{original.parent.name}"', f'"{slug}"')
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def swapped(folder: Path, file: str, old: str, new: str) -> None:
    """One place of a file, put otherwise."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def other_value(folder: Path, predicate: str, old: str, new: str) -> None:
    """Another value of one fact, in the policy and in its statement."""
    swapped(folder, "policy.ttl", f"{predicate} {old} ", f"{predicate} {new} ")
    statement = f"rdf:predicate {predicate} ; rdf:object"
    swapped(folder, "evidence.ttl", f"{statement} {_outside(old)} ", f"{statement} {_outside(new)} ")


def dropped(folder: Path, line: str, *statements: str) -> None:
    """A line of the policy, and the statements that have these words."""
    swapped(folder, "policy.ttl", line, "")
    drop_statements(folder, *statements)


def drop_statements(folder: Path, *words: str) -> None:
    """The statements that have these words, taken out of the evidence."""
    path = folder / "evidence.ttl"
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    kept = [block for block in blocks if not any(word in block for word in words)]
    assert len(kept) < len(blocks)
    path.write_text("\n\n".join(kept), encoding="utf-8")


def restated(folder: Path, words: str, old: str, new: str) -> None:
    """Something of the one statement that has these words, put otherwise."""
    path = folder / "evidence.ttl"
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    found = [number for number, block in enumerate(blocks) if words in block]
    assert len(found) == 1, words
    assert old in blocks[found[0]]
    blocks[found[0]] = blocks[found[0]].replace(old, new)
    path.write_text("\n\n".join(blocks), encoding="utf-8")


def _outside(term: str) -> str:
    return term.replace("<#", "<policy#")
