from __future__ import annotations

import pytest

from kg_api.engine.tokens import Token, is_doubtful, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"{ not a brace"', [("string", '"{ not a brace"')]),
        ("'''it's {'''", [("string", "'''it's {'''")]),
        ('"""a "quoted" brace {"""', [("string", '"""a "quoted" brace {"""')]),
        (r'"a \" {"', [("string", r'"a \" {"')]),
        ("# a comment {\n?x", [("variable", "?x")]),
        ("# a comment {\r?x", [("variable", "?x")]),
        ("<e/#{>", [("operator", "<"), ("word", "e"), ("operator", "/")]),
        ("<http://e/#a>", [("iri", "<http://e/#a>")]),
        ("dpv:Marketing", [("name", "dpv:Marketing")]),
        (r"ex:it\'s", [("name", r"ex:it\'s")]),
        ("ex:.A", [("name", "ex:"), ("separator", "."), ("word", "A")]),
        ("3SERVICE", [("number", "3"), ("word", "SERVICE")]),
        ("true.SERVICE", [("word", "true"), ("separator", "."), ("word", "SERVICE")]),
        ('"a"@en-GB', [("string", '"a"@en-GB'[:3]), ("language", "@en-GB")]),
        ("?a<?b", [("variable", "?a"), ("operator", "<"), ("variable", "?b")]),
        ("?a<<http://e/>", [("variable", "?a"), ("operator", "<"), ("iri", "<http://e/>")]),
        ("<< ?s ?p ?o >>", [("open", "<<"), *[("variable", v) for v in ("?s", "?p", "?o")], ("close", ">>")]),
        ("_:b.SERVICE", [("blank", "_:b.SERVICE")]),
    ],
)
def test_strings_iris_comments_and_names_are_single_tokens(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert kinds(text) == expected


def test_every_character_outside_space_belongs_to_a_token() -> None:
    text = "\\ ` é ¬ \x00 \" ' < > {|"
    assert "".join(token.text for token in tokens(text)) == text.replace(" ", "")


def test_offsets_count_code_points() -> None:
    assert [token.start for token in tokens("𝒳 ?x")] == [0, 2]


def test_an_iri_with_a_scheme_and_slashes_is_never_doubtful() -> None:
    before = Token("variable", "?x", 0)
    assert not is_doubtful(Token("iri", "<http://e/#a>", 3), before, declared=False)


@pytest.mark.parametrize("iri", ["<1#>", "<'>", "<STR(1)>", "<urn:x#y>"])
def test_what_may_be_less_than_after_an_operand_is_doubtful(iri: str) -> None:
    assert is_doubtful(Token("iri", iri, 3), Token("variable", "?x", 0), declared=False)
    assert not is_doubtful(Token("iri", iri, 3), Token("word", "BASE", 0), declared=False)
    assert not is_doubtful(Token("iri", iri, 3), Token("name", ":", 0), declared=True)


def test_a_long_text_gives_other_threads_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []
    monkeypatch.setattr("kg_api.engine.tokens.time.sleep", turns.append)
    list(tokens("?s ?p ?o . " * 30))
    assert turns == []
    list(tokens("{ " * 5000))
    assert len(turns) > 50
    assert set(turns) == {0}
