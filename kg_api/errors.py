"""Every error this project raises on purpose, as one tree.

Each carries a sentence for a person (what is wrong, where, how to mend it), a stable slug that the web
layer turns into the ``type`` URI of an RFC 9457 problem, and an HTTP status::

    PrivacyKgError
    ├── InputError                     something given to us is wrong (exit code 2)
    │   ├── FileError                  a file: missing, malformed, of the wrong encoding
    │   │   └── SyntaxFault            malformed Turtle, with line and column
    │   ├── CorpusError                one or more files of the corpus were refused
    │   ├── UnknownName                no question, parameter, controller, concept of that name
    │   ├── AmbiguousName              a label that means two concepts, a name that two have
    │   ├── ParameterError             a parameter is missing, doubled or of the wrong type
    │   │   ├── LimitExceeded          more was asked for than one answer gives
    │   │   └── StaleCursor            a cursor of another snapshot
    │   ├── TooLarge                   over a limit; names the limit
    │   ├── NotAcceptable              no media type that the client takes
    │   └── UnsupportedMediaType       a body of a media type that is not taken
    └── EngineError                    the query could not be answered
        ├── QueryRejected              the engine refused the query
        │   └── QuerySyntax            it does not parse, with line and column
        ├── QueryTimeout               the deadline passed
        ├── QueryTooLarge              the query used more memory, or gave more bytes, than allowed
        └── EngineUnavailable          no worker could be had
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

# Of a name that nothing has, in a message.
_SHOWN: Final = 80


class PrivacyKgError(Exception):
    """Something went wrong inside; the message is a sentence that one can show to a person."""

    slug = "internal-error"
    title = "Internal error"
    status = 500


class InputError(PrivacyKgError):
    """Something given to the program is wrong; the message says what and how to mend it."""

    slug = "bad-input"
    title = "Bad input"
    status = 400
    # The parameter of a question or an address that it is about, and what was given for it, where there is one.
    parameter: str | None = None
    value: str | None = None


class FileError(InputError):
    """A file is missing, unreadable, malformed or in the wrong encoding.

    ``path`` is the file, ``line`` and ``column`` are 1-based where known.
    """

    slug = "bad-file"
    title = "Bad file"
    status = 422

    def __init__(self, message: str, path: str, line: int | None = None, column: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}")
        self.reason, self.path, self.line, self.column = message, path, line, column


class SyntaxFault(FileError):
    """Malformed Turtle (or another syntax) in a file."""

    slug = "syntax-error"
    title = "Syntax error"


class CorpusError(InputError):
    """Some files of the corpus were refused; ``faults`` lists each, the others were loaded."""

    slug = "corpus-error"
    title = "Files were refused"
    status = 422

    def __init__(self, faults: list[FileError]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class UnknownName(InputError):
    """Nothing has that name; ``suggestions`` holds the nearest valid names."""

    slug = "unknown-name"
    title = "Unknown name"
    status = 404

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), status: int | None = None) -> None:
        self.kind, self.name = kind, name
        self.suggestions = nearest(name, known)
        if status is not None:
            self.status = status
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        super().__init__(f"There is no {kind} “{shown}”.{did_you_mean(self.suggestions)}")


class AmbiguousName(InputError):
    """A label of several concepts (``choices`` are their CURIEs), or a name of several controllers (their slugs)."""

    slug = "ambiguous-name"
    title = "Ambiguous name"
    status = 422

    def __init__(self, kind: str, name: str, choices: list[str]) -> None:
        self.kind, self.name, self.choices = kind, name, choices
        super().__init__(f"The {kind} “{name}” means more than one: choose {' or '.join(choices)}.")


class ParameterError(InputError):
    """A parameter is missing, given twice, or not of its type."""

    slug = "bad-parameter"
    title = "Bad parameter"
    status = 422

    def __init__(self, message: str, parameter: str | None = None, value: str | None = None) -> None:
        super().__init__(message)
        self.parameter, self.value = parameter, value


class LimitExceeded(ParameterError):
    """More was asked for than one answer gives; the message names the limit."""

    slug = "over-limit"
    title = "Over the limit of an answer"
    status = 400


class StaleCursor(ParameterError):
    """A cursor of another snapshot or question: the rows it counts are no longer these; begin again without it."""

    slug = "stale-cursor"
    title = "Cursor of another snapshot"
    status = 410


class TooLarge(InputError):
    """Over a limit; the message names the limit."""

    slug = "too-large"
    title = "Over a limit"
    status = 413


class NotAcceptable(InputError):
    """None of the media types that the client takes can be made of this result."""

    slug = "not-acceptable"
    title = "Not acceptable"
    status = 406


class UnsupportedMediaType(InputError):
    """The body is of a media type that this operation does not take."""

    slug = "unsupported-media-type"
    title = "Unsupported media type"
    status = 415


class EngineError(PrivacyKgError):
    """The engine could not answer."""

    slug = "engine-error"
    title = "The query engine failed"
    status = 500


class QueryRejected(EngineError):
    """The engine refused the query: it does not parse, or asks for what is not offered."""

    slug = "bad-query"
    title = "The query was refused"
    status = 400


class QuerySyntax(QueryRejected):
    """The query does not parse; ``line`` and ``column`` are 1-based, ``suggestions`` are nearby names."""

    def __init__(self, cause: str, line: int, column: int, suggestions: list[str]) -> None:
        end = "" if cause.endswith(("?", ".")) else "."
        super().__init__(f"Line {line}, column {column}: {cause}{end}")
        self.line, self.column, self.suggestions = line, column, suggestions


class QueryTimeout(EngineError):
    """The deadline passed and the worker was ended."""

    slug = "query-timeout"
    title = "The query took too long"
    status = 504


class QueryTooLarge(EngineError):
    """The query used more memory, or its result more bytes, than allowed; the worker was ended."""

    slug = "query-too-large"
    title = "The query needs too much"
    status = 413


class EngineUnavailable(EngineError):
    """No worker was free in time, or the engine is closed."""

    slug = "engine-unavailable"
    title = "The query engine is busy"
    status = 503


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The names in ``known`` nearest to ``name``: similar spelling first, then those that contain it.

    Of a few names the nearest are given however far they are, of six all; of many only those that are near.
    """
    pool = sorted(set(known))
    most = max(most, len(pool)) if len(pool) <= 6 else most
    lowered = {item.lower(): item for item in reversed(pool)}
    cutoff = 0.0 if len(pool) <= 50 else 0.5
    close = [lowered[key] for key in difflib.get_close_matches(name.lower(), lowered, n=most, cutoff=cutoff)]
    inside = [item for item in pool if name.lower() in item.lower() and item not in close]
    return (close + inside)[:most]


def did_you_mean(suggestions: list[str]) -> str:
    """A clause that offers the suggestions, or nothing where there are none."""
    return f" Did you mean {', '.join(suggestions)}?" if suggestions else ""
