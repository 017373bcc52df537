"""Hostile queries: a name, the text, and how each must end (status and problem slug; several where a race decides).

``{listener}`` stands for an address that must never be called.
"""

from __future__ import annotations

from typing import Final, NamedTuple

REFUSED: Final = "400 bad-query"
TOO_LARGE: Final = "413 query-too-large"
TOO_LATE: Final = "504 query-timeout"


class Hostile(NamedTuple):
    """A query and the endings that are right for it."""

    name: str
    text: str
    ends: tuple[str, ...]


def _nested(head: str, opening: str, middle: str, closing: str, depth: int, tail: str = "") -> str:
    return head + opening * depth + middle + closing * depth + tail


_PATTERNS: Final = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(1000))
_CROSS: Final = " ".join(f"?a{i} <http://e/next> ?c{i} ." for i in range(10))
_DOUBLED: Final = "".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1}) " for i in range(60))
_GROWN: Final = _nested("", "REPLACE(", f'"{"a" * 100}"', ', "a", "' + "$0" * 13 + '")', 6)
_NEXT: Final = "<http://e/next>"

DEPTH: Final = (
    Hostile("braces never closed", "SELECT * " + "{" * 2200, (TOO_LARGE,)),
    Hostile("braces in pairs", _nested("SELECT * ", "{", "", "}", 2200), (TOO_LARGE,)),
    Hostile("parentheses", _nested("SELECT * { FILTER", "(", "1", ")", 3000, " }"), (TOO_LARGE,)),
    Hostile("calls of STR", _nested("SELECT * { FILTER(", "STR(", "1", ")", 2000, ") }"), (TOO_LARGE,)),
    Hostile("negations", "SELECT * { FILTER(" + "!" * 8000 + "true) }", (TOO_LARGE,)),
    Hostile("minus signs", "SELECT (" + "- " * 5000 + "1 AS ?x) {}", (TOO_LARGE,)),
    Hostile("a long sum", "SELECT (1" + "+1" * 7000 + " AS ?x) {}", (TOO_LARGE,)),
    Hostile("a long conjunction", "ASK { FILTER(true" + "&&true" * 2500 + ") }", (TOO_LARGE,)),
    Hostile("a long disjunction", "ASK { FILTER(true" + "||true" * 2500 + ") }", (TOO_LARGE,)),
    Hostile("sub-selects", _nested("SELECT * ", "{SELECT * ", "{}", "}", 1000), (TOO_LARGE,)),
    Hostile("EXISTS in EXISTS", _nested("ASK {", "FILTER EXISTS {", "", "}", 900, "}"), (TOO_LARGE,)),
    Hostile("OPTIONAL in OPTIONAL", _nested("ASK {", "OPTIONAL {", "", "}", 900, "}"), (TOO_LARGE,)),
    Hostile("MINUS in MINUS", _nested("ASK {", "MINUS {", "", "}", 1500, "}"), (TOO_LARGE,)),
    Hostile("blank nodes in blank nodes", _nested("ASK {", "[?p ", "1", "]", 3000, "}"), (TOO_LARGE,)),
    Hostile("collections in collections", _nested("ASK { ?s ?p ", "(", "1", ")", 3000, "}"), (TOO_LARGE,)),
    Hostile("triple terms", _nested("ASK { ?s ?p ", "<<( ?a ?b ", "1", ")>>", 900, "}"), (TOO_LARGE,)),
    Hostile("braces behind less-than", "ASK { FILTER(?x<1#>" + "{" * 3000 + "\n2) }", (TOO_LARGE, REFUSED)),
)
WIDTH: Final = (
    Hostile("a thousand patterns", f"SELECT * {{ {_PATTERNS} }}", (TOO_LARGE,)),
    Hostile("four hundred optionals", "SELECT * {" + "OPTIONAL{?s ?p ?o}" * 400 + "}", (TOO_LARGE,)),
    Hostile("a path of a thousand steps", f"ASK {{ ?s {'/'.join([':p'] * 1000)} ?o }}", (TOO_LARGE,)),
    Hostile("alternatives by the thousand", f"ASK {{ ?s {'|'.join(['a'] * 5000)} ?o }}", (TOO_LARGE,)),
    Hostile("a negated set by the thousand", f"ASK {{ ?s !({'|'.join(['a'] * 5000)}) ?o }}", (TOO_LARGE,)),
    Hostile("objects by the thousand", "ASK { ?s ?p " + ",".join(["1"] * 3000) + " }", (TOO_LARGE,)),
    Hostile("a collection of thousands", "ASK { ?s ?p (" + "1 " * 4000 + ") }", (TOO_LARGE,)),
    Hostile("unions by the hundred", "SELECT * {" + "{}UNION" * 1500 + "{} }", (TOO_LARGE,)),
    Hostile("a text over the limit", "SELECT * {} #" + "x" * 17_000, (TOO_LARGE,)),
    Hostile("a text over the limit in few characters", "ASK {} #" + "\U0001f600" * 5000, (TOO_LARGE,)),
    Hostile(
        "a name of one prefix letter too many", "ASK { ?s ?p " + "a." * 7000 + " }", (REFUSED, TOO_LARGE)
    ),
)
WORK: Final = (
    Hostile("stars on stars", f"ASK {{ ?s (((({_NEXT}*)*)*)*)* ?o }}", (TOO_LARGE,)),
    Hostile("stars on stars, three deep", f"ASK {{ ?s ((({_NEXT}+)?)*) ?o }}", (TOO_LARGE,)),
    Hostile("cross product, counted", f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}", (TOO_LATE,)),
    Hostile("cross product, sorted", f"SELECT * {{ {_CROSS} }} ORDER BY ?c9 LIMIT 10", (TOO_LATE, TOO_LARGE)),
    Hostile("cross product, distinct", f"SELECT DISTINCT * {{ {_CROSS} }}", (TOO_LATE, TOO_LARGE)),
    Hostile(
        "cross product, grouped", f"SELECT (GROUP_CONCAT(?c0) AS ?n) {{ {_CROSS} }}", (TOO_LATE, TOO_LARGE)
    ),
    Hostile("cross product, sent", f"SELECT * {{ {_CROSS} }}", (TOO_LARGE, TOO_LATE)),
    Hostile("cross product, built", f"CONSTRUCT {{ ?a0 ?a1 ?c9 }} {{ {_CROSS} }}", (TOO_LARGE, TOO_LATE)),
    Hostile(
        "a text doubled sixty times",
        f'SELECT ?x60 {{ BIND("xxxxxxxx" AS ?x0) {_DOUBLED}}}',
        (TOO_LARGE, TOO_LATE),
    ),
    Hostile("a text grown by REPLACE", f"SELECT ({_GROWN} AS ?x) {{}}", (TOO_LARGE, TOO_LATE)),
    Hostile(
        "a regular expression that backtracks", f'ASK {{ FILTER(REGEX("{"a" * 60}!", "^(a+)+$")) }}', ("200",)
    ),
    Hostile(
        "a swelling expression",
        'ASK { FILTER(REGEX("a", "((((a{1,99}){1,99}){1,99}){1,99})")) }',
        ("200",),
    ),
    Hostile("minus over products", f"ASK {{ {_CROSS} MINUS {{ {_CROSS} }} }}", (TOO_LATE, TOO_LARGE, "200")),
    Hostile(
        "exists over products",
        f"SELECT * {{ {_CROSS} FILTER NOT EXISTS {{ {_CROSS} }} }}",
        (TOO_LATE, TOO_LARGE),
    ),
    Hostile("an offset beyond all", f"SELECT * {{ {_CROSS} }} OFFSET 99999999999", (TOO_LATE,)),
    Hostile("a limit beyond numbers", "SELECT * {} LIMIT 99999999999999999999999", (REFUSED,)),
    Hostile("a number beyond numbers", "SELECT (1e999999 * 9999999999999999999 AS ?x) {}", ("200",)),
    Hostile("the least number negated", "SELECT (ABS(-9223372036854775808) / -1 AS ?x) {}", ("200",)),
    Hostile(
        "a date beyond calendars",
        'SELECT (YEAR("999999999999-01-01T00:00:00"^^xsd:dateTime) AS ?x) {}',
        ("200",),
    ),
)
TEXT: Final = (
    Hostile("nothing", "", (REFUSED,)),
    Hostile("white space", " \t\r\n" * 3000, (REFUSED,)),
    Hostile("a null byte", "ASK { ?s ?p \x00 }", (REFUSED,)),
    Hostile("a byte-order mark", "\ufeffASK {}", (REFUSED,)),
    Hostile("half a surrogate pair, escaped", 'ASK { ?s ?p "\\uD800" }', (REFUSED,)),
    Hostile("an escaped quote", "ASK { ?s ?p \\u0022x\\u0022 }", (REFUSED,)),
    Hostile("a codepoint beyond Unicode", 'ASK { ?s ?p "\\UFFFFFFFF" }', (REFUSED,)),
    Hostile("writing from right to left", "ASK { ?s ?p \u202e}{ }", (REFUSED,)),
    Hostile("a string never closed", 'ASK { ?s ?p "' + "x" * 10_000, (REFUSED,)),
    Hostile("a long string never closed", "ASK { ?s ?p '''" + "'" * 2 + "x''" * 4000, (REFUSED,)),
    Hostile("an address never closed", "ASK { ?s ?p <" + "x" * 10_000, (REFUSED,)),
    Hostile("quotes alone", "'" * 16_000, (REFUSED,)),
    Hostile("hashes alone", "#" * 16_000, (REFUSED,)),
    Hostile("an unknown function", "SELECT (<http://e/system>('id') AS ?x) {}", ("200", REFUSED)),
    Hostile("script in a problem", "SELECT * { <script>alert(1)</script> }", (REFUSED,)),
    Hostile("an update", "DROP ALL", (REFUSED,)),
    Hostile("an update behind a query", "SELECT * {} ; DROP ALL", (REFUSED,)),
    Hostile("an update behind a prologue", "PREFIX x: <http://e/> INSERT DATA { x:a x:b x:c }", (REFUSED,)),
)
EGRESS: Final = (
    Hostile("SERVICE", "SELECT * { SERVICE <{listener}> { ?s ?p ?o } }", (REFUSED,)),
    Hostile("SERVICE in mixed case", "SELECT * { sErViCe <{listener}> { ?s ?p ?o } }", (REFUSED,)),
    Hostile("SERVICE SILENT", "SELECT * { SERVICE SILENT <{listener}> { ?s ?p ?o } }", (REFUSED,)),
    Hostile(
        "SERVICE behind a prefix", "PREFIX l: <{listener}> SELECT * { SERVICE l: { ?s ?p ?o } }", (REFUSED,)
    ),
    Hostile("SERVICE behind a comment", "SELECT * { SERVICE#\n<{listener}>#\n{ ?s ?p ?o } }", (REFUSED,)),
    Hostile("SERVICE glued to a number", "SELECT * { ?s ?p 3SERVICE<{listener}>{ ?s ?p ?o } }", (REFUSED,)),
    Hostile(
        "SERVICE behind less-than", "SELECT * { FILTER(?x<1#>)\n2) SERVICE <{listener}> {} }", (REFUSED,)
    ),
    Hostile(
        "SERVICE with a variable",
        "SELECT * { VALUES ?e { <{listener}> } SERVICE ?e { ?s ?p ?o } }",
        (REFUSED,),
    ),
    Hostile("SERVICE in a sub-select", "ASK { { SELECT * { SERVICE <{listener}> {} } } }", (REFUSED,)),
    Hostile("SERVICE in EXISTS", "ASK { FILTER EXISTS { SERVICE <{listener}> {} } }", (REFUSED,)),
    Hostile(
        "SERVICE spelt by codepoints", "SELECT * { \\u0053ERVICE <{listener}> { ?s ?p ?o } }", (REFUSED,)
    ),
    Hostile("FROM a web address", "SELECT * FROM <{listener}> { ?s ?p ?o }", ("200",)),
    Hostile("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", ("200",)),
    Hostile(
        "FROM NAMED a file", "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }", ("200",)
    ),
    Hostile("GRAPH of a web address", "SELECT * { GRAPH <{listener}> { ?s ?p ?o } }", ("200",)),
    Hostile("DESCRIBE a web address", "DESCRIBE <{listener}>", ("200",)),
    Hostile("LOAD", "LOAD <{listener}>", (REFUSED,)),
    Hostile("LOAD SILENT a file", "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://e/a>", (REFUSED,)),
)
QUERIES: Final = (*DEPTH, *WIDTH, *WORK, *TEXT, *EGRESS)
