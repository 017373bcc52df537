"""Hostile HTTP: a name, the bytes as they are sent, and how each must end.

``400`` alone is the refusal of the HTTP parser, before the application; ``0`` is a connection ended without a word.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote

BAD: Final = "400 bad-input"
REFUSED: Final = "400 bad-query"
UNREADABLE: Final = "400"
MISSING: Final = "404 not-found"
TOO_LARGE: Final = "413 too-large"
NOT_TAKEN: Final = "406 not-acceptable"
UNSUPPORTED: Final = "415 unsupported-media-type"
ENDED: Final = "0"
_CHUNKS: Final = "Transfer-Encoding: chunked\r\n"
_ASK: Final = "query=ASK%20%7B%7D"
_FORM: Final = "Content-Type: application/x-www-form-urlencoded\r\n"
_DIRECT: Final = "Content-Type: application/sparql-query\r\n"


class Raw(NamedTuple):
    """A request and the endings that are right for it."""

    name: str
    data: bytes
    ends: tuple[str, ...]


def _request(line: str, fields: str = "", body: bytes = b"") -> bytes:
    head = f"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{fields}\r\n"
    return head.encode("latin-1") + body


def _get(target: str, fields: str = "") -> bytes:
    return _request(f"GET {target}", fields)


def _post(fields: str, body: bytes, length: int | None = None) -> bytes:
    announced = len(body) if length is None else length
    return _request("POST /sparql", f"{fields}Content-Length: {announced}\r\n", body)


def _chunked(*chunks: bytes) -> bytes:
    return _request(
        "POST /sparql",
        f"{_DIRECT}{_CHUNKS}",
        b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks),
    )


HEADS: Final = (
    Raw("one huge header", _get(f"/sparql?{_ASK}", f"X-Big: {'x' * 200_000}\r\n"), (UNREADABLE, ENDED)),
    Raw("thousands of headers", _get(f"/sparql?{_ASK}", "A: b\r\n" * 30_000), (UNREADABLE, ENDED)),
    Raw("a huge target", _get("/" + "x" * 300_000), (UNREADABLE, ENDED)),
    Raw(
        "a header of bytes",
        _get(f"/sparql?{_ASK}", "Accept: \xff\xfe\xfd\r\n"),
        ("200", NOT_TAKEN),
    ),
    Raw("a null byte in a header", _get(f"/sparql?{_ASK}", "X: a\x00b\r\n"), (UNREADABLE,)),
    Raw("a header without a name", _get(f"/sparql?{_ASK}", ": x\r\n"), (UNREADABLE,)),
    Raw("a folded header", _get(f"/sparql?{_ASK}", "X: a\r\n b\r\n"), ("200", UNREADABLE)),
    Raw("two hosts", _get(f"/sparql?{_ASK}", "Host: y\r\n"), (UNREADABLE,)),
    Raw("no host", f"GET /sparql?{_ASK} HTTP/1.1\r\n\r\n".encode(), (UNREADABLE,)),
    Raw(
        "a host that is script",
        b"GET /sparql HTTP/1.1\r\nHost: <script>\"'{}\r\nConnection: close\r\n\r\n",
        ("200", BAD),
    ),
    Raw(
        "a host of spaces",
        b"GET /sparql HTTP/1.1\r\nHost: a b [::\r\nConnection: close\r\n\r\n",
        ("200", BAD),
    ),
    Raw(
        "a thousand media ranges",
        _get(f"/sparql?{_ASK}", f"Accept: {'a/b;q=0.1,' * 5000}\r\n"),
        (NOT_TAKEN,),
    ),
    Raw(
        "a thousand parameters of one range",
        _get(f"/sparql?{_ASK}", f"Accept: */*{';a=b' * 9000}\r\n"),
        ("200",),
    ),
    Raw(
        "qualities out of range",
        _get(f"/sparql?{_ASK}", "Accept: */*;q=nan,*/*;q=1e9,*/*;q=-1\r\n"),
        ("200", NOT_TAKEN),
    ),
    Raw("a thousand etags", _get(f"/sparql?{_ASK}", 'If-None-Match: "' + '","' * 15_000 + '"\r\n'), ("200",)),
    Raw(
        "a request number with line ends",
        _get(f"/sparql?{_ASK}", "X-Request-Id: a%0d%0aSet-Cookie: b\r\n"),
        ("200",),
    ),
    Raw(
        "methods upgraded",
        _get(f"/sparql?{_ASK}", "Upgrade: websocket\r\nConnection: upgrade\r\n"),
        ("200", UNREADABLE),
    ),
    Raw(
        "an unknown coding",
        _post(f"{_DIRECT}Content-Encoding: gzip\r\n", b"\x1f\x8b\x08"),
        (BAD, REFUSED, UNSUPPORTED),
    ),
)
LINES: Final = (
    Raw("an unknown method", _request("JUNK /sparql"), ("405 method-not-allowed",)),
    Raw("DELETE", _request("DELETE /sparql"), ("405 method-not-allowed",)),
    Raw("PUT", _request("PUT /sparql", "Content-Length: 1\r\n", b"x"), ("405 method-not-allowed",)),
    Raw("TRACE", _request("TRACE /sparql"), ("405 method-not-allowed",)),
    Raw("CONNECT", _request("CONNECT 127.0.0.1:1"), (MISSING, "405 method-not-allowed", UNREADABLE)),
    Raw("a method of bytes", b"\xff\xfe /sparql HTTP/1.1\r\nHost: x\r\n\r\n", (UNREADABLE,)),
    Raw("a method of a thousand letters", _request("A" * 1000 + " /sparql"), ("405 method-not-allowed",)),
    Raw("no version", b"GET /sparql\r\n\r\n", (UNREADABLE,)),
    Raw("version 9", b"GET /sparql HTTP/9.9\r\nHost: x\r\n\r\n", (UNREADABLE, "200")),
    Raw(
        "HTTP/2 without asking",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        (UNREADABLE, MISSING, "405 method-not-allowed"),
    ),
    Raw("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n", (UNREADABLE,)),
    Raw("line ends alone", b"\r\n" * 50_000, (UNREADABLE, ENDED)),
    Raw("an address of another server", _get("http://127.0.0.1:1/sparql"), (MISSING, "200", UNREADABLE)),
    Raw("a path upwards", _get("/../../../../etc/passwd"), (MISSING,)),
    Raw("a path upwards, encoded", _get("/static-offline-docs/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), (MISSING,)),
    Raw("a path upwards, encoded twice", _get("/static-offline-docs/%252e%252e%252fpasswd"), (MISSING,)),
    Raw("a path upwards in the files", _get("/static-offline-docs/../../../../../../etc/passwd"), (MISSING,)),
    Raw("a path with a null byte", _get("/static-offline-docs/%00"), (MISSING,)),
    Raw("a path of bytes", _get("/%ff%fe%c0%af"), (MISSING,)),
    Raw("a path of a name too long", _get("/static-offline-docs/" + "a" * 5000), (MISSING,)),
    Raw("a path of slashes", _get("/" * 5000), (MISSING,)),
    Raw("a path of backslashes", _get("/static-offline-docs/..%5c..%5cetc%5cpasswd"), (MISSING,)),
    Raw("a path that names a thousand folders", _get("/a" * 5000), (MISSING,)),
)
FIELDS: Final = (
    Raw("two queries", _get(f"/sparql?{_ASK}&{_ASK}"), (BAD,)),
    Raw("a thousand fields", _get("/sparql?" + "a=b&" * 1000 + _ASK), (TOO_LARGE,)),
    Raw("two formats", _get(f"/sparql?{_ASK}&format=json&output=xml"), (BAD,)),
    Raw("a format that is a path", _get(f"/sparql?{_ASK}&format=../../etc/passwd"), ("400 unknown-name",)),
    Raw("a query encoded twice", _get("/sparql?query=ASK%2520%257B%257D"), (REFUSED,)),
    Raw("escapes that are not UTF-8", _get("/sparql?query=ASK%20%7B%7D%20%23%ff%fe"), (BAD,)),
    Raw("escapes cut short", _get("/sparql?query=ASK%20%7B%7D%2"), (REFUSED,)),
    Raw("an overlong encoding", _get("/sparql?query=ASK%20%c0%bb%7D"), (BAD,)),
    Raw("a null byte in the query", _get("/sparql?query=ASK%20%7B%7D%00"), (REFUSED,)),
    Raw("raw bytes in the target", _get(f"/sparql?{_ASK}\xff\xfe"), (UNREADABLE, BAD)),
    Raw("an update in the address", _get("/sparql?update=CLEAR%20ALL"), (REFUSED,)),
    Raw("an update beside a query", _get(f"/sparql?{_ASK}&update=CLEAR%20ALL"), (REFUSED,)),
    Raw(
        "a graph that is no address", _get(f"/sparql?{_ASK}&default-graph-uri=%3E%20%7D%20DROP%20ALL"), (BAD,)
    ),
    Raw(
        "a graph that is a file",
        _get("/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D&default-graph-uri=file:///etc/passwd"),
        ("200",),
    ),
    Raw("a field without a name", _get("/sparql?=ASK"), (BAD,)),
)
BODIES: Final = (
    Raw("a body over the limit", _post(_DIRECT, b"ASK {} #" + b"x" * 300_000), (TOO_LARGE, ENDED)),
    Raw("a body that announces a terabyte", _post(_DIRECT, b"ASK {}", 1 << 40), ("408 request-timeout",)),
    Raw("a body that announces less than nothing", _post(_DIRECT, b"ASK {}", -5), (UNREADABLE,)),
    Raw("a body slow to come", _post(_DIRECT, b"ASK", 6), ("408 request-timeout",)),
    Raw("two lengths", _post(f"{_DIRECT}Content-Length: 3\r\n", b"ASK {}"), (UNREADABLE,)),
    Raw(
        "a length and chunks",
        _post(f"{_DIRECT}{_CHUNKS}", b"0\r\n\r\n"),
        (UNREADABLE, REFUSED),
    ),
    Raw("chunks over the limit", _chunked(*[b"ASK {} #" * 1000] * 40), (TOO_LARGE, ENDED)),
    Raw("chunks never ended", _chunked(b"ASK", b" {", b"}"), ("408 request-timeout",)),
    Raw(
        "a chunk of no number",
        _request("POST /sparql", f"{_DIRECT}{_CHUNKS}", b"zz\r\n\r\n"),
        (UNREADABLE, BAD, REFUSED),
    ),
    Raw(
        "a chunk of a number too large",
        _request("POST /sparql", f"{_DIRECT}{_CHUNKS}", b"f" * 40 + b"\r\n"),
        (UNREADABLE,),
    ),
    Raw("a body that is not UTF-8", _post(_DIRECT, b"ASK { ?s ?p '\xff\xfe' }"), (BAD,)),
    Raw("half a surrogate pair in the body", _post(_DIRECT, b"ASK { ?s ?p '\xed\xa0\x80' }"), (BAD,)),
    Raw("a body in UTF-16", _post(_DIRECT, "ASK {}".encode("utf-16")), (BAD,)),
    Raw(
        "a body that says UTF-16",
        _post("Content-Type: application/sparql-query;charset=utf-16\r\n", b"ASK {}"),
        (UNSUPPORTED,),
    ),
    Raw("no media type", _post("", b"ASK {}"), (UNSUPPORTED,)),
    Raw("a media type of bytes", _post("Content-Type: \xff\xfe;;;==\r\n", b"ASK {}"), (UNSUPPORTED,)),
    Raw(
        "a form of parts",
        _post("Content-Type: multipart/form-data; boundary=x\r\n", b"--x\r\n" * 5000),
        (UNSUPPORTED,),
    ),
    Raw(
        "an update as the body",
        _post("Content-Type: application/sparql-update\r\n", b"CLEAR ALL"),
        (REFUSED,),
    ),
    Raw("a form with two queries", _post(_FORM, f"{_ASK}&{_ASK}".encode()), (BAD,)),
    Raw("a form of a thousand fields", _post(_FORM, b"a=b&" * 1000 + _ASK.encode()), (TOO_LARGE,)),
    Raw(
        "a form and an address with a query",
        _request(f"POST /sparql?{_ASK}", f"{_FORM}Content-Length: {len(_ASK)}\r\n", _ASK.encode()),
        (BAD,),
    ),
    Raw(
        "a form that is nested deep",
        _post(_FORM, f"query={quote('SELECT * ' + '{' * 2200)}".encode()),
        ("413 query-too-large",),
    ),
    Raw(
        "a request within a request",
        _post(_DIRECT, b"ASK {}GET /secret HTTP/1.1\r\nHost: x\r\n\r\n", 6),
        ("200",),
    ),
)
REQUESTS: Final = (*HEADS, *LINES, *FIELDS, *BODIES)
