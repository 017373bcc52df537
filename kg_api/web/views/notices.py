"""What a sheet of paper says of a notice: its date, where it is published, and which text its places are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg_api.questions.answer import Questions
from kg_api.questions.controllers import controllers


def current_notices(questions: Questions, wanted: Sequence[str]) -> dict[str, Mapping[str, Any] | None]:
    """The current notice of each of these controllers (IRIs), by slug; None of one that has none.

    A notice has ``date`` (ISO 8601, as precise as it gives it, or None), ``source_url``, ``retrieved``,
    ``text_sha256``.
    """
    return {
        one["controller"]: next((policy for policy in one["policies"] if policy["current"]), None)
        for one in (controllers(questions, wanted) if wanted else [])
    }
