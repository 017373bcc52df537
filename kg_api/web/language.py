"""The language of a page, and its words: one file a language, looked up by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from starlette.requests import Request

from kg_api.questions.catalogue import LANGUAGES, language_of

PARAMETER: Final = "language"
_FOLDER: Final = Path(__file__).resolve().parent / "words"
_MOST: Final = 20
# What a language calls itself.
OWN_NAMES: Final = {"en": "English", "nl": "Nederlands"}


def language_wanted(request: Request) -> str:
    """The language named by ``?language=``, else the best of Accept-Language (RFC 9110, 12.5.4), else English.

    Raises UnknownName for a named language that is none of ours.
    """
    given = request.query_params.get(PARAMETER)
    return language_of(given) if given else _best(request.headers.get("accept-language", ""))


def language_taken(request: Request) -> str:
    """As :func:`language_wanted`, for a page that must come whatever was asked: a name of none is passed over."""
    given = request.query_params.get(PARAMETER)
    return given if given in LANGUAGES else _best(request.headers.get("accept-language", ""))


def _best(header: str) -> str:
    """The language of ours with the highest weight, English where there is none.

    >>> _best("fr, nl-BE;q=0.8, en;q=0.5")
    'nl'
    """
    found = [(quality, name) for name, quality in _ranges(header) if name in LANGUAGES and quality > 0]
    return max(found, key=lambda item: item[0])[1] if found else LANGUAGES[0]


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(",")[:_MOST]:
        name, _, weight = part.strip().lower().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or "1")
        except ValueError:
            continue
        yield name.strip().partition("-")[0], quality


def read_words(language: str) -> dict[str, str]:
    """The words of a language by key: ``home.lead`` is the text ``lead`` in the section ``home``."""
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return dict(_flat(yaml.safe_load(text), ""))


def _flat(section: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in section.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


_WORDS: Final = {language: read_words(language) for language in LANGUAGES}


def has_words(language: str, key: str) -> bool:
    """Whether there is a text of that key."""
    return key in _WORDS[language]


def words(language: str, key: str, **values: object) -> str:
    """The text of a key in a language, with ``values`` for its braces; KeyError for a key that is not there.

    Where ``count`` is given and the key has the forms ``one`` and ``many``, the one that fits it.
    """
    known = _WORDS[language]
    if key not in known:
        key = f"{key}.{'one' if values.get('count') == 1 else 'many'}"
    text = known[key]
    return text.format(**values) if values else text
