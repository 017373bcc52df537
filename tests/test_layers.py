"""The direction of imports: a module imports only from layers left of its own, or from its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kg_api"
GROUND = "ground"
LAYERS = (
    GROUND,
    "encoding",
    "corpus",
    "reasoning",
    "validation",
    "snapshot",
    "engine",
    "questions",
    "curation",
    "web",
    "cli_session",
    "cli_compare",
    "cli_law",
    "cli_questions",
    "cli",
)
ON_THE_GROUND = {"errors", "vocabulary", "settings", "resources", "passages"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _layer(module: str) -> str | None:
    """The layer of a dotted name, None for what is not of the package or is the package itself."""
    package, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    if package != PACKAGE.name or not name:
        return None
    return GROUND if name in ON_THE_GROUND else name


def _dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.AST, module: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Every name imported anywhere in a module, in functions and under conditions too, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            kept = len(parts) - node.level + is_package
            base = ".".join([*parts[:kept], *([node.module] if node.module else [])])
            origin = base if node.level else node.module or ""
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def _wrong(tree: ast.AST, module: str, is_package: bool = False) -> list[str]:
    own = _layer(module)
    found = []
    for line, name in _imports(tree, module, is_package):
        layer = _layer(name)
        if layer is not None and own is not None and LAYERS.index(layer) > LAYERS.index(own):
            found.append(f"{module}:{line} imports {name}")
    return found


def test_all_modules_are_looked_at_and_each_has_a_layer() -> None:
    assert len(MODULES) > 40
    layers = {_layer(_dotted(path)) for path in MODULES} - {None}
    assert layers <= set(LAYERS)
    assert {"encoding", "corpus", "reasoning", "validation", "snapshot", "engine", "web", "cli"} <= layers


def test_no_module_imports_from_a_layer_right_of_its_own() -> None:
    looked_at, wrong = 0, []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        looked_at += sum(_layer(name) is not None for _, name in _imports(tree, _dotted(path)))
        wrong += _wrong(tree, _dotted(path), path.name == "__init__.py")
    assert wrong == []
    assert looked_at > 100


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("kg_api.encoding.writer", "from kg_api.corpus.turtle import read_turtle"),
        ("kg_api.encoding.writer", "import kg_api.corpus.turtle as t"),
        ("kg_api.encoding.writer", "from kg_api import corpus"),
        ("kg_api.encoding.writer", "from ..corpus import turtle"),
        ("kg_api.encoding.writer", "def f():\n    from kg_api.web.app import create_app"),
        ("kg_api.errors", "from kg_api.encoding import x"),
        ("kg_api.engine", "from kg_api.questions.answer import Questions"),
    ],
)
def test_the_walk_finds_an_import_that_goes_the_wrong_way(module: str, text: str) -> None:
    assert len(_wrong(ast.parse(text), module)) == 1


@pytest.mark.parametrize(
    "text",
    ["from kg_api.errors import FileError", "from .turtle import x", "import kg_api", "import json, os.path"],
)
def test_the_walk_lets_pass_what_goes_the_right_way(text: str) -> None:
    assert _wrong(ast.parse(text), "kg_api.corpus.policies") == []
