"""One Turtle file as quads of one graph, or a fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg_api.corpus.turtle import read_turtle
from kg_api.errors import FileError, SyntaxFault

GRAPH = "https://example.org/graph"
BASE = "https://example.org/policy"


def _file(folder: Path, text: str | bytes, name: str = "policy.ttl") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _refused(path: Path, base: str | None = None) -> FileError:
    with pytest.raises(FileError) as refused:
        read_turtle(path, GRAPH, base)
    assert refused.value.path == str(path)
    return refused.value


def test_each_triple_is_a_quad_of_the_graph(tmp_path: Path) -> None:
    path = _file(tmp_path, f'@base <{BASE}> .\n<#a> <#b> <#c>, "é ½ 🙂"@nl .\n')
    assert read_turtle(path, GRAPH, BASE) == [
        Quad(NamedNode(BASE + "#a"), NamedNode(BASE + "#b"), NamedNode(BASE + "#c"), NamedNode(GRAPH)),
        Quad(
            NamedNode(BASE + "#a"),
            NamedNode(BASE + "#b"),
            Literal("é ½ 🙂", language="nl"),
            NamedNode(GRAPH),
        ),
    ]


def test_without_a_base_names_are_local_to_the_graph(tmp_path: Path) -> None:
    (quad,) = read_turtle(_file(tmp_path, "<#a> <#b> <#c> ."), GRAPH)
    assert quad.subject == NamedNode(GRAPH + "#a")


def test_an_empty_file_has_no_quads(tmp_path: Path) -> None:
    assert read_turtle(_file(tmp_path, ""), GRAPH) == []
    assert read_turtle(_file(tmp_path, f"# nothing\n@base <{BASE}> .\n"), GRAPH, BASE) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("<#a> <#b> <#c>", 1, 15, "Unexpected end"),
        ("<#a> <#b> <#c> .\n<#d> <#e> ex:f .", 2, 11, "The prefix ex: has not been declared"),
        ('<#a> <#b> "é ½" .\n\n  <#c> %% .', 3, 8, "'%' is not allowed"),
        ('<#a> <#b> "open\n', 1, 11, "Unexpected end of file"),
        ('<#a> <#b> "\\q" .', 1, 12, "Unexpected escape character"),
        ("<#a> <#b c> <#d> .", 1, 6, "Invalid IRI code point"),
    ],
)
def test_malformed_turtle_is_refused_with_line_and_column(
    text: str, line: int, column: int, reason: str, tmp_path: Path
) -> None:
    fault = _refused(_file(tmp_path, text))
    assert isinstance(fault, SyntaxFault)
    assert (fault.line, fault.column) == (line, column)
    assert fault.reason.startswith(reason)


def test_a_file_of_another_encoding_is_refused_with_line_and_byte(tmp_path: Path) -> None:
    fault = _refused(_file(tmp_path, "# één\n# ".encode() + b"\xbd\n"))
    assert "not UTF-8 at byte 10" in fault.reason
    assert fault.line == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refused(tmp_path / "policy.ttl").reason
    assert "cannot be read" in _refused(tmp_path).reason


@pytest.mark.parametrize(
    "text",
    [
        "<#a> <#b> <#c> .",
        "<https://example.org/a> <https://example.org/b> <https://example.org/c> .",
        f"# @base <{BASE}> .\n<#a> <#b> <#c> .",
        "",
    ],
)
def test_a_file_without_the_base_asked_for_is_told_which(text: str, tmp_path: Path) -> None:
    fault = _refused(_file(tmp_path, text), BASE)
    assert fault.reason == f"has no @base; begin it with @base <{BASE}> ."
    assert fault.line == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# head\n@base <https://example.org/other> .\n<#a> <#b> <#c> .", 2),
        ("# head\n@base <https://example.org/other> .\n", 2),
        (f"@base <{BASE}> .\n<#a> <#b> <#c> . @base <https://example.org/other> .\n<#d> <#e> <#f> .", 2),
        (f"@base <{BASE}> .\n\nBASE <https://example.org/other>\n<#d> <#e> <#f> .", 3),
        (f"@base <https://example.org/other> .\n<#d> <#e> <#f> .\n@base <{BASE}> .", 1),
    ],
)
def test_another_base_anywhere_is_refused_at_its_line(text: str, line: int, tmp_path: Path) -> None:
    fault = _refused(_file(tmp_path, text), BASE)
    assert "has the base <https://example.org/other>, but its folder asks for" in fault.reason
    assert fault.line == line


def test_a_relative_base_is_refused(tmp_path: Path) -> None:
    assert isinstance(_refused(_file(tmp_path, "@base <policy> .\n<#a> <#b> <#c> ."), BASE), SyntaxFault)


@pytest.mark.parametrize(
    "base", [f"  @base  <{BASE}>  .", f"BASE <{BASE}>", f"base <{BASE}>", f"@base<{BASE}>."]
)
def test_a_base_may_be_written_in_any_way_that_turtle_has(base: str, tmp_path: Path) -> None:
    (quad,) = read_turtle(_file(tmp_path, f"{base}\n<#a> <#b> <#c> ."), GRAPH, BASE)
    assert quad.subject == NamedNode(BASE + "#a")


def test_a_string_that_looks_like_a_base_is_a_string(tmp_path: Path) -> None:
    text = f'@base <{BASE}> .\n<#a> <#b> """\n@base <https://example.org/other> .\n""" .'
    (quad,) = read_turtle(_file(tmp_path, text), GRAPH, BASE)
    assert isinstance(quad.object, Literal)


def test_a_byte_order_mark_and_carriage_returns_are_passed_over(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + f'@base <{BASE}> .\r\n<#a> <#b> """x\r\ny""" .\r\n'.encode()
    (quad,) = read_turtle(_file(tmp_path, raw), GRAPH, BASE)
    assert quad.object == Literal("x\ny")


def test_a_blank_node_is_of_its_file_alone(tmp_path: Path) -> None:
    files = [_file(tmp_path, "_:x <#b> _:x .", name) for name in ("a.ttl", "b.ttl")]
    (one,), (other,) = (read_turtle(path, GRAPH) for path in files)
    assert isinstance(one.subject, BlankNode)
    assert one.subject == one.object
    assert one.subject != other.subject
