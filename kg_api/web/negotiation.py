"""Which serialisation of a result the client gets: its Accept header (RFC 9110, 12.5.1) or a short name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg_api.engine import RESULTS_JSON, Form
from kg_api.errors import InputError, NotAcceptable, UnknownName

RESULTS_XML: Final = "application/sparql-results+xml"
TURTLE: Final = "text/turtle"

# In order of preference: the first one wins where the client has none.
_ROWS: Final = (
    RESULTS_JSON,
    RESULTS_XML,
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
    "text/xml",
)
# A graph in the syntax of a dataset is its default graph.
_DATASETS: Final = ("application/trig", "application/n-quads")
OFFERS: Final[dict[Form, tuple[str, ...]]] = {
    "bindings": _ROWS,
    "boolean": _ROWS,
    "graph": (TURTLE, "application/n-triples", "application/rdf+xml", "application/ld+json", *_DATASETS),
}
_SHORT_ROWS: Final = {
    "json": RESULTS_JSON,
    "srj": RESULTS_JSON,
    "xml": RESULTS_XML,
    "srx": RESULTS_XML,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_SHORT_GRAPHS: Final = {
    "turtle": TURTLE,
    "ttl": TURTLE,
    "n3": TURTLE,
    "ntriples": "application/n-triples",
    "n-triples": "application/n-triples",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "json-ld": "application/ld+json",
    "json": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "n-quads": "application/n-quads",
    "nq": "application/n-quads",
}
SHORT_NAMES: Final[dict[Form, dict[str, str]]] = {
    "bindings": _SHORT_ROWS,
    "boolean": _SHORT_ROWS,
    "graph": _SHORT_GRAPHS,
}
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_RANGE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)/([!#$%&'*+.^_`|~0-9A-Za-z-]+)")
_MOST_RANGES: Final = 64


@dataclass(frozen=True)
class _Range:
    """A media range: ``type`` and ``subtype`` in lower case, either may be ``*``, and its quality."""

    type: str
    subtype: str
    quality: float

    def fit(self, media_type: str) -> int:
        """How closely it fits: 0 not at all, 1 as ``*/*``, 2 by its type, 3 exactly."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        return (2 if self.subtype == "*" else 3 * (self.subtype == sub)) if self.type == main else 0


def media_type(form: Form, accept: str | None, name: str | None) -> str:
    """The media type for a result of this form.

    ``name`` is a short name (or a media type) that wins over ``accept``, the Accept header. Raises
    :class:`NotAcceptable`, or :class:`UnknownName` (400) for a name that nothing has.
    """
    if name is not None:
        return _by_name(form, name)
    found = choose(accept, OFFERS[form])
    if found is None:
        raise NotAcceptable(
            f"This result comes as {', '.join(OFFERS[form])}; the Accept header takes none of them."
        )
    return found


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the header likes best, the first of equals; None where it takes none.

    >>> choose("text/csv;q=0.5, application/json", ("text/csv", "application/json"))
    'application/json'
    """
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: _quality(offer, ranges))
    return best if _quality(best, ranges) > 0 else None


def _quality(offer: str, ranges: list[_Range]) -> float:
    closest = max(ranges, key=lambda item: item.fit(offer))
    return closest.quality if closest.fit(offer) else 0.0


def _ranges(accept: str | None) -> list[_Range]:
    """The ranges of the header that can be understood; a parameter other than ``q`` narrows nothing here."""
    found = []
    for item in (accept or "").split(",", _MOST_RANGES)[:_MOST_RANGES]:
        media_range, *parameters = (part.strip().lower() for part in item.split(";"))
        match = _RANGE.fullmatch(media_range)
        quality = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
        if match and _QUALITY.fullmatch(quality):
            found.append(_Range(match[1], match[2], float(quality)))
    return found


def _by_name(form: Form, name: str) -> str:
    """The media type of a short name or media type, or of several joined by commas that mean the same one."""
    wanted = [part.strip().lower().replace(" ", "+") for part in name.split(",")]  # a bare + in an address
    found = {_offered(form, part) for part in wanted} - {None}
    if len(found) > 1:
        raise InputError(f"“{name}” asks for more than one format; ask for one.")
    for media_type in found:
        if media_type is not None:
            return media_type
    known = {**_SHORT_ROWS, **_SHORT_GRAPHS}
    if any(part in known or any(part in offers for offers in OFFERS.values()) for part in wanted):
        raise NotAcceptable(f"This result does not come as “{name}”; choose {', '.join(SHORT_NAMES[form])}.")
    raise UnknownName("format", name, known, status=400)


def _offered(form: Form, wanted: str) -> str | None:
    if wanted in SHORT_NAMES[form]:
        return SHORT_NAMES[form][wanted]
    return wanted if wanted in OFFERS[form] else None
