"""A page saved again: which passages are found where they were, which moved, which changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from kg_api.corpus.recorded import RecordedSource
from kg_api.corpus.verify import Verdict, verify
from kg_api.passages import Source, fold

Saved = Callable[[str], Source]


def _outcomes(verdicts: list[Verdict]) -> dict[str, str]:
    return {verdict.passage.iri: verdict.outcome for verdict in verdicts}


def _check_places(verdicts: list[Verdict], text: str) -> None:
    """Every place given is where the words begin in the text."""
    for verdict in verdicts:
        if verdict.place is not None:
            assert fold(text[verdict.place :]).startswith(_words(verdict))


def _words(verdict: Verdict) -> str:
    return {
        "title": "Privacy bij Café De Hoek 🙂",
        "letter": "We sturen je ½ keer per week een brief.",
        "free": "Dat kost niets.",
        "courier": "Een koerier hoort je adres.",
        "end": "Meer niet",
    }[verdict.passage.iri]


def test_in_the_same_text_every_passage_is_found_where_it_was(
    recorded: RecordedSource, source: Source
) -> None:
    verdicts = verify(recorded, source)
    assert [verdict.passage.iri for verdict in verdicts] == ["title", "letter", "free", "courier", "end"]
    assert {verdict.outcome for verdict in verdicts} == {"found"}
    assert [verdict.place for verdict in verdicts] == [verdict.passage.start for verdict in verdicts]


def test_what_stands_behind_an_added_paragraph_has_moved(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    text = source.text.replace("Dat kost", "Sinds kort:\n\nDat kost")
    verdicts = verify(recorded, saved_again(text))
    assert _outcomes(verdicts) == {
        "title": "found",
        "letter": "found",
        "free": "moved",
        "courier": "moved",
        "end": "moved",
    }
    assert [verdict.place for verdict in verdicts] == [text.index(_words(verdict)) for verdict in verdicts]


def test_passages_in_another_order_have_moved(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    letter, free = "We sturen je ½ keer per week een brief.", "Dat kost niets."
    text = source.text.replace(f"{letter}\n{free}", f"{free}\n{letter}")
    outcomes = _outcomes(verify(recorded, saved_again(text)))
    assert (outcomes["letter"], outcomes["free"], outcomes["courier"]) == ("moved", "moved", "found")


@pytest.mark.parametrize(
    ("old", "new"),
    [("½ keer", "1 keer"), ("brief.", "brief!"), ("We sturen", "Wij sturen"), ("brief", "Brief")],
)
def test_words_that_stand_nowhere_have_changed(
    old: str, new: str, recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    verdicts = verify(recorded, saved_again(source.text.replace(old, new)))
    assert (_outcomes(verdicts)["letter"], verdicts[1].place) == ("changed", None)
    assert _outcomes(verdicts)["title"] == "found"


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\u00a0 \t"),
        lambda text: "\n\n  " + text.replace("\n", "\n   ") + "  \n",
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "(" + text.replace("\n", "\n- ") + ")",
        lambda text: " ".join(text.split()),
    ],
    ids=["line ends", "no-break spaces", "indented", "decomposed", "in brackets and bullets", "one line"],
)
def test_white_space_and_unicode_form_make_no_change(
    saved: Callable[[str], str], recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    text = saved(source.text)
    verdicts = verify(recorded, saved_again(text))
    assert "changed" not in _outcomes(verdicts).values()
    assert "moved" in _outcomes(verdicts).values()
    _check_places(verdicts, text)


def test_white_space_inside_a_passage_leaves_it_where_it_is(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    verdicts = verify(
        recorded, saved_again(source.text.replace("je ½", "je\n½").replace("per week", "per\u00a0week"))
    )
    assert set(_outcomes(verdicts).values()) == {"found"}


def test_a_passage_at_the_very_end_and_at_the_very_start_are_found_elsewhere(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    turned = "Meer niet\n" + source.text.removesuffix("\nMeer niet")
    verdicts = verify(recorded, saved_again(turned))
    assert (_outcomes(verdicts)["end"], verdicts[-1].place) == ("moved", 0)
    text = "x\n" + source.text
    verdicts = verify(recorded, saved_again(text))
    assert (_outcomes(verdicts)["end"], verdicts[-1].place) == ("moved", len(text) - len("Meer niet"))


def test_the_place_in_a_decomposed_text_counts_its_own_code_points(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    text = unicodedata.normalize("NFD", "é(éé(" + source.text.replace("\n", " "))
    verdicts = verify(recorded, saved_again(text))
    assert (verdicts[0].outcome, verdicts[0].place) == ("moved", text.index("Privacy"))
    _check_places(verdicts, text)


def test_words_cut_off_at_the_end_have_changed(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    assert _outcomes(verify(recorded, saved_again(source.text[:-1])))["end"] == "changed"


def test_in_an_empty_text_everything_has_changed(recorded: RecordedSource, saved_again: Saved) -> None:
    assert set(_outcomes(verify(recorded, saved_again(""))).values()) == {"changed"}


def test_the_same_words_twice_are_each_given_a_place(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    twice = RecordedSource(recorded.sha256, recorded.length, (recorded.passages[0], recorded.passages[0]))
    verdicts = verify(twice, saved_again("Vooraf. " + source.text))
    assert [(verdict.outcome, verdict.place) for verdict in verdicts] == [("moved", 8), ("moved", 8)]
