"""A verdict in sentences: of how many controllers what is said, and the way to lay them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request

from kg_api.questions.catalogue import Question
from kg_api.questions.verdict import Group
from kg_api.web.language import PARAMETER, words
from kg_api.web.views.chosen import JOINED, written

# Below the address of a question: its answer of some controllers, a column each.
BESIDE: Final = "beside"


def told(question: Question, groups: Sequence[Group], language: str) -> list[dict[str, Any]]:
    """The groups of a verdict, each with a sentence on its controllers; the first says of how many.

    Where there is one controller, the sentence speaks of “the controller”.
    """
    total = sum(group.count for group in groups)
    found: list[dict[str, Any]] = []
    for group in groups:
        who = str(group.count) if found else words(language, "verdict.of", count=group.count, total=total)
        who = words(language, "verdict.only") if total == 1 else who
        found.append(
            {
                "said": group.said,
                "stance": group.stance,
                "sentence": sentence(question, group.said, group.count, who, language),
                "count": group.count,
                "controllers": group.controllers,
                "more": group.count - len(group.controllers),
            }
        )
    return found


def sentence(question: Question, said: str, count: int, who: str, language: str) -> str:
    """What is said of ``count`` controllers, called ``who``, without its full stop."""
    claim = {
        name: texts[language] for name, texts in (("so", question.so), ("not_so", question.not_so)) if texts
    }
    text = words(language, f"verdict.{question.asks}.{said}", count=count, who=who, **claim)
    return text[:1].upper() + text[1:]


def beside_path(
    request: Request, question: Question, values: Mapping[str, str], controllers: Sequence[str]
) -> str:
    """The address of these controllers (slugs) side by side in the answer to a question with these parameters."""
    root = request.scope.get("root_path", "")
    kept = request.query_params.get(PARAMETER)
    given = {**values, JOINED: ",".join(controllers), PARAMETER: kept}
    return written(root, f"/questions/{question.id}/{BESIDE}", given)
