"""The questions as they stand in ``queries/``: grlc's ``#+`` headers in YAML, and the query below.

A parameter ``country`` is the variable ``?_country_iri`` in the query, a day ``since`` is ``?_since_xsd_date`` (grlc's
convention: the ending says what the value becomes). The columns that end a row are facts: ``?fact`` and, for a pair,
``?fact2``. A question about the corpus speaks of no controller, so its rows have neither stance nor facts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import yaml

from kg_api.errors import FileError, UnknownName

Kind = Literal["concept", "country", "controller", "date", "duration", "number", "text"]
View = Literal["table", "matrix", "bar", "timeline", "map"]
CellType = Literal["node", "text", "number", "boolean", "date"]
About = Literal["controllers", "corpus"]
Asks = Literal["claim", "topic", "finding", "denial", "gap"]
# What a parameter's variable ends in. A duration is bound in days, since xsd:duration has no order.
ENDINGS: Final[dict[Kind, str]] = {
    "concept": "_iri",
    "country": "_iri",
    "controller": "_iri",
    "date": "_xsd_date",
    "duration": "_days_integer",
    "number": "_integer",
    "text": "",
}
VIEWS: Final = get_args(View)
CELL_TYPES: Final = get_args(CellType)
LANGUAGES = ("en", "nl")
ASSERTED = ("stated", "implied")
Texts = dict[str, str]


@dataclass(frozen=True)
class Parameter:
    """A typed parameter: ``kind`` says what a value is, ``scheme`` the concept that values lie under.

    ``minimum`` and ``maximum`` bound a number.
    """

    name: str
    kind: Kind
    label: Texts
    example: str
    scheme: str | None = None
    required: bool = True
    default: str | None = None
    minimum: int | None = None
    maximum: int | None = None

    @property
    def variable(self) -> str:
        """The variable that stands for it in the query, without the question mark."""
        return f"_{self.name.replace('-', '_')}{ENDINGS[self.kind]}"


@dataclass(frozen=True)
class Column:
    """A column of the rows: its heading, what a cell is, and where it is a list, what its items are joined by.

    ``language`` is that of texts of ours, which come in no other.
    """

    label: Texts
    type: CellType
    separator: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Question:
    """A question: what it asks, with what parameters, in which SPARQL.

    ``stances`` are those of the rows that it is after: what is asserted, or, for one that asks what is missing,
    what is silent. ``asks`` is what the stance of a controller is to: a claim that its notice makes or not, a topic
    that it speaks of, a finding of ours in it, a denial, a gap. ``so`` and ``not_so`` say in words what is claimed and
    what is denied; a question after denials has them. ``topic`` is the folder it stands in.
    """

    id: str
    title: Texts
    description: Texts
    parameters: tuple[Parameter, ...]
    columns: dict[str, Column]
    tags: tuple[str, ...]
    keywords: tuple[str, ...]
    view: View
    about: About
    stances: tuple[str, ...]
    sparql: str
    path: str
    asks: Asks = "topic"
    so: Texts | None = None
    not_so: Texts | None = None

    @property
    def topic(self) -> str:
        """The folder that the question stands in."""
        return Path(self.path).parent.name

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; :class:`UnknownName` with the nearest where there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        names = [parameter.name for parameter in self.parameters]
        raise UnknownName(f"parameter of {self.id}", name, names, status=422)


class Catalogue:
    """All questions by id, sorted."""

    def __init__(self, questions: list[Question]) -> None:
        self._questions = {question.id: question for question in sorted(questions, key=lambda q: q.id)}
        # The hash of all that the questions say and ask: what an answer comes of beside the data.
        self.digest = hashlib.sha256(repr(list(self._questions.values())).encode()).hexdigest()

    def __iter__(self) -> Any:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def __getitem__(self, id: str) -> Question:
        """The question of that id; :class:`UnknownName` with the nearest where there is none."""
        if id not in self._questions:
            raise UnknownName("question", id, self._questions)
        return self._questions[id]


def language_of(name: str) -> str:
    """The language of labels and advice of that name; UnknownName where it is none of :data:`LANGUAGES`."""
    if name not in LANGUAGES:
        raise UnknownName("language", name, LANGUAGES, status=422)
    return name


def read_catalogue(folder: Path) -> Catalogue:
    """Reads every ``.rq`` below ``folder``; :class:`FileError` names a file with a faulty header."""
    questions = [_read(path) for path in sorted(folder.rglob("*.rq"))]
    ids = [question.id for question in questions]
    for question in questions:
        if ids.count(question.id) > 1:
            raise FileError(f"the id “{question.id}” is given to two questions", question.path)
    return Catalogue(questions)


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    sparql = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        data = yaml.safe_load(header) or {}
        return _question(path, data, sparql)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as fault:
        raise FileError(f"has a faulty #+ header: {fault}", str(path)) from fault


def _question(path: Path, data: dict[str, Any], sparql: str) -> Question:
    stances = tuple(data.get("stances", ASSERTED))
    asks = _asks(data, stances)
    return Question(
        id=path.stem,
        title=_texts(data["title"]),
        description=_texts(data["description"]),
        parameters=tuple(_parameter(name, value) for name, value in (data.get("parameters") or {}).items()),
        columns={
            name: Column(
                _texts(value),
                _one_of(value["type"], CELL_TYPES, f"the type of column “{name}”"),
                value.get("separator"),
                value.get("language"),
            )
            for name, value in data["columns"].items()
        },
        tags=tuple(data["tags"]),
        keywords=tuple(data["keywords"]),
        view=_one_of(data["view"], VIEWS, "view"),
        about=_one_of(data.get("about", "controllers"), get_args(About), "about"),
        stances=stances,
        sparql=sparql,
        path=str(path),
        asks=asks,
        so=_texts(data["so"]) if asks == "denial" else None,
        not_so=_texts(data["not_so"]) if asks == "denial" else None,
    )


def _asks(data: dict[str, Any], stances: tuple[str, ...]) -> Asks:
    """What a question is after: by its stances a denial or a gap, else what its header says, else a topic."""
    if set(stances) == {"denied"}:
        return "denial"
    if "silent" in stances and not set(stances) & set(ASSERTED):
        return "gap"
    found: Asks = _one_of(data.get("asks", "topic"), ("claim", "topic", "finding"), "asks")
    return found


def _parameter(name: str, data: dict[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        kind=_one_of(data["type"], tuple(ENDINGS), f"the type of parameter “{name}”"),
        label=_texts(data["label"]),
        example=str(data["example"]),
        scheme=data.get("scheme"),
        required=bool(data.get("required", "default" not in data)),
        default=None if data.get("default") is None else str(data["default"]),
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
    )


def _one_of(value: Any, known: tuple[Any, ...], what: str) -> Any:
    if value not in known:
        raise ValueError(f"{what} is “{value}”, none of {', '.join(known)}")
    return value


def _texts(value: dict[str, str]) -> Texts:
    """A text in each language we speak; a missing one is a fault."""
    return {language: str(value[language]) for language in LANGUAGES}
