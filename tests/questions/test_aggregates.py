"""A value that one row of a group lacks takes nothing from the others: in an aggregate it is an error (SPARQL 11.2)."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kg_api.engine import Row, select
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import read_catalogue
from kg_api.resources import default_resources

_JOINED = re.compile(r"GROUP_CONCAT\((DISTINCT )?((?:STR\()?\?\w+\)?); separator=")


def _ids() -> list[str]:
    catalogue = read_catalogue(default_resources().queries)
    return [one.id for one in catalogue if _JOINED.search(one.sparql)]


def _parts(rows: list[Row], questions: Questions, id: str) -> Counter[tuple[tuple[str, object], ...]]:
    columns = questions.catalogue[id].columns
    lines = []
    for row in rows:
        line: list[tuple[str, object]] = []
        for name, term in row.items():
            separator = columns[name].separator if name in columns else None
            value: object = term.value
            if separator:
                value = frozenset(part for part in term.value.split(separator) if part)
            if value:
                line.append((name, value))
        lines.append(tuple(sorted(line, key=lambda pair: pair[0])))
    return Counter(lines)


@pytest.mark.parametrize("id", _ids())
def test_a_list_has_all_its_values_though_one_is_missing(questions: Questions, id: str) -> None:
    given = {one.name: one.example for one in questions.catalogue[id].parameters if one.required}
    query = questions.sparql(id, given)
    filled = _JOINED.sub(r'GROUP_CONCAT(\1COALESCE(\2, ""); separator=', query)
    assert filled != query
    rows = select(questions.engine, query)
    assert _parts(rows, questions, id) == _parts(select(questions.engine, filled), questions, id)
