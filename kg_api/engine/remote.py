"""Any SPARQL 1.1 endpoint behind the seam, over HTTP: for graphs that one machine does not hold.

Used only where the operator configures its address; no query can name one. Requests follow SPARQL 1.1
Protocol, section 2.1.2 (POST with URL-encoded parameters); redirects and proxies are not followed.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Final

from kg_api.engine import RESULTS_JSON, Description, Form, Request, Result
from kg_api.engine.admission import admit
from kg_api.engine.outline import Outline
from kg_api.errors import EngineError, EngineUnavailable, QueryRejected, QueryTimeout, QueryTooLarge
from kg_api.settings import Settings
from kg_api.vocabulary import PREFIXES

_COUNT: Final = "SELECT (COUNT(*) AS ?quads) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_CHUNK: Final = 1 << 16
_BY_STATUS: Final[dict[int, type[EngineError]]] = {
    400: QueryRejected,
    408: QueryTimeout,
    413: QueryTooLarge,
    429: EngineUnavailable,
    502: EngineUnavailable,
    503: EngineUnavailable,
    504: QueryTimeout,
}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the error that it is here."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


class RemoteEngine:
    """Answers queries by asking ``endpoint``. Every method may be called from any thread."""

    def __init__(self, endpoint: str, settings: Settings, snapshot: str = "") -> None:
        """``snapshot`` names what the endpoint holds; leave it empty where that may change, so nobody
        caches.
        """
        if urllib.parse.urlsplit(endpoint).scheme not in {"http", "https"}:
            raise EngineUnavailable(f"“{endpoint}” is no http or https address of a SPARQL endpoint.")
        self._endpoint, self._settings, self._snapshot = endpoint, settings, snapshot
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
        self._quads: int | None = None
        self._closed = False

    def query(self, request: Request) -> Result:
        """The endpoint's result; the same errors as the embedded engine, whatever the endpoint's own are."""
        found = admit(request.text, self._settings)
        form: Form = found.form or "bindings"
        media_type = request.accept.get(form, "text/turtle" if form == "graph" else RESULTS_JSON)
        fields = [
            ("query", _with_prefixes(request.text, found)),
            *(("default-graph-uri", iri) for iri in request.default_graphs),
            *(("named-graph-uri", iri) for iri in request.named_graphs),
        ]
        got, body = self._post(urllib.parse.urlencode(fields).encode("ascii"), media_type)
        if got != media_type:
            raise EngineError(f"The endpoint answered with “{got}” where “{media_type}” was asked for.")
        return Result(form, media_type, body)

    def describe(self) -> Description:
        """What it holds; the quads are counted by one query, the first time that they can be."""
        if self._quads is None:
            body = json.loads(self.query(Request(_COUNT)).body)
            self._quads = int(body["results"]["bindings"][0]["quads"]["value"])
        return Description(self._snapshot, self._quads, {"admission": True, "deadline": True})

    def close(self) -> None:
        """Asks the endpoint nothing more."""
        self._closed = True

    def _post(self, data: bytes, media_type: str) -> tuple[str, bytes]:
        """The media type and body of the answer."""
        if self._closed:
            raise EngineUnavailable("The query engine is closed.")
        seconds = self._settings.query_seconds
        headers = {"Accept": media_type, "Content-Type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self._endpoint, data, headers)
        try:
            with self._opener.open(request, timeout=seconds) as response:
                return response.headers.get_content_type(), self._read(response, time.monotonic() + seconds)
        except urllib.error.HTTPError as fault:
            with fault:
                raise self._refused(fault) from fault
        except TimeoutError as fault:
            raise QueryTimeout(f"The endpoint gave no answer within {seconds:g} s.") from fault
        except (OSError, http.client.HTTPException) as fault:
            if isinstance(getattr(fault, "reason", None), TimeoutError):
                raise QueryTimeout(f"The endpoint gave no answer within {seconds:g} s.") from fault
            raise EngineUnavailable("The SPARQL endpoint behind this service cannot be reached.") from fault

    def _read(self, response: Any, deadline: float) -> bytes:
        """The body, within the limit and before ``deadline`` (a value of :func:`time.monotonic`)."""
        body = bytearray()
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > self._settings.result_bytes:
                raise QueryTooLarge(
                    f"The result has more than {self._settings.result_bytes:,} bytes, the most allowed."
                )
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(body)

    def _refused(self, fault: urllib.error.HTTPError) -> EngineError:
        kind = _BY_STATUS.get(fault.code, EngineError)
        text = fault.read(400).decode("utf-8", "replace").strip() if kind is QueryRejected else ""
        return kind(f"The SPARQL endpoint answered {fault.code}. {text}".strip())


def _with_prefixes(text: str, found: Outline) -> str:
    """The query with the well-known prefixes that it uses undeclared, on its first line."""
    missing = sorted((found.used - found.declared) & PREFIXES.keys())
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text
