from __future__ import annotations

import pytest

from nervure.explain.reading.meeting_sentence import Cells, Meeting, law, sentences
from nervure.language import in_language
from nervure.records.meeting import Cells as Written
from nervure.records.meeting import Meeting as Record
from nervure.records.reference import Reference
from nervure.render.legend import meeting_line

Z, X, W = (Reference("output", number, name=name) for number, name in enumerate(("conv/z", "in", "kernel")))
SHAPES = {"z": (2, 2, 4), "x": (2, 5, 4), "w": (3, 2, 4)}
RECORD = Record(
    "sum",
    Written("z", Z, ("n", "i", "u")),
    (Written("x", X, ("n", "2·i+a-1", "c+2·⌊u/2⌋")), Written("w", W, ("a", "c", "u"))),
    (("a", 3), ("c", 2)),
    ("n", "i", "u", "a", "c"),
)


def said() -> Meeting:
    """What the line of the record says."""
    (sentence,) = sentences([meeting_line(RECORD)])
    return Meeting(sentence, SHAPES.get)


@pytest.mark.parametrize(
    ("entry", "places", "expected"),
    [
        ("n", {"n": 3}, 3),
        ("2·i+a-1", {"i": 2, "a": 1}, 4),
        ("i+2·a", {"i": 2, "a": 1}, 4),
        ("c+3·⌊u/2⌋", {"c": 1, "u": 5}, 7),
        ("0", {}, 0),
    ],
)
def test_an_entry_of_an_index_is_computed(entry: str, places: dict[str, int], expected: int) -> None:
    found = law(entry)
    assert found is not None
    assert found.at(places) == expected


@pytest.mark.parametrize("entry", ["", "i a", "i*2", "2i", "i+", "(i)"])
def test_what_is_no_entry_is_none(entry: str) -> None:
    assert law(entry) is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_sentences_are_read_in_both_languages_one_behind_the_other(language: str) -> None:
    with in_language(language):
        pooled = Record("largest", RECORD.written, RECORD.read[:1], (("a", 3),), ())
        mean = Record("mean", RECORD.written, RECORD.read[:1], (("a", 2),), ())
        line = " ".join(map(meeting_line, (RECORD, pooled, mean)))
        found = [*sentences([line, "something else"])]
    assert [one.how for one in found] == ["sum", "largest", "mean"]
    assert [dict(one.ranges) for one in found] == [{"a": 3, "c": 2}, {"a": 3}, {"a": 2}]
    assert [cells.letter for cells in found[0].read] == ["x", "w"]


def test_places_meet_as_the_letters_count() -> None:
    meeting = said()
    z, (x, w) = meeting.sentence.written, meeting.sentence.read
    assert meeting.is_possible
    assert meeting.has([(z, (1, 1, 3)), (x, (1, 3, 2)), (w, (2, 0, 3))])
    assert not meeting.has([(z, (1, 1, 3)), (x, (1, 3, 2)), (w, (1, 0, 3))])
    assert not meeting.has([(z, (1, 1, 3)), (x, (1, 3, 0)), (w, (2, 0, 3))])
    assert not meeting.has([(z, (1, 0, 3)), (x, (1, -1, 2)), (w, (0, 0, 3))])


def test_everything_that_meets_a_place_is_found_and_nothing_outside() -> None:
    meeting = said()
    z, (x, w) = meeting.sentence.written, meeting.sentence.read
    expected = {
        ((0, 2 * 0 + a - 1, c), (a, c, 1)) for a in range(3) for c in range(2) if 0 <= 2 * 0 + a - 1 < 5
    }  # fmt: skip
    assert meeting.partners((z, (0, 0, 1)), (x, w)) == expected
    windows = {((n, i, 1), (n, 2 * i + 1, 0)) for n in range(2) for i in range(2)}
    assert meeting.partners((w, (2, 0, 1)), (z, x)) == windows


@pytest.mark.parametrize(
    "change",
    [
        {"ranges": {"a": 4, "c": 2}},
        {"ranges": {"a": 3}},
        {"ranges": {"a": 3, "c": 2, "d": 2}},
        {"written": Cells("z", said().sentence.written.laws[:2])},
        {"written": Cells("q", said().sentence.written.laws)},
    ],
)
def test_what_cannot_be_is_known(change: dict[str, object]) -> None:
    assert not Meeting(said().sentence._replace(**change), SHAPES.get).is_possible
