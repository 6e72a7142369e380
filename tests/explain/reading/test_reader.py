from __future__ import annotations

from collections.abc import Mapping

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.reader import Reader, Subject
from nervure.records.place import Index, Kind

PRINTED = """\
a/z[0,1] = 0.166667
  z[0,1] = x[0,0]·w[0,1] + x[0,1]·w[1,1]²
         = 0.333333 × 2 + 0.5 × (-1)²
         = 0.166667
  where z is a/z, x is in, w is a/kernel
  (the digits shown give 1.16667: they are rounded, the result is computed from all digits)"""


class Arrays:
    """A few numbers by name."""

    numbers: Mapping[tuple[Kind, str, Index], float] = {
        ("value", "a/z", (0, 1)): 1 / 3 * 2 + 0.5,
        ("value", "a/z", (1, 0)): 1 / 3 * 2 + 0.5,
        ("value", "in", (0, 0)): 1 / 3,
        ("value", "in", (0, 1)): 0.5,
        ("value", "a/kernel", (0, 1)): 2.0,
        ("value", "a/kernel", (1, 1)): -1.0,
        ("value", "a/kernel", (1, 0)): 7.0,
    }
    names = ("a/z", "in", "a/kernel")
    behind = 0.0

    def value(self, kind: Kind, name: str, index: Index) -> float | None:
        """The number there."""
        return self.numbers.get((kind, name, index))

    def shape(self, kind: Kind, name: str) -> Index | None:
        """Nothing meets here."""
        return None

    def canceled(self, kind: Kind, name: str, index: Index) -> float:
        """The absolute terms behind it."""
        return self.behind


RIGHT = PRINTED.replace("0.166667", "1.16667").rsplit("\n", 1)[0]
SUBJECT = Subject("value", "a/z", (0, 1))


def test_a_right_text_is_read() -> None:
    read = Reader(Arrays(), "float64").read(RIGHT, SUBJECT, {})
    assert (read.operands, read.lines) == (4, 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a/z[0,1] = 1.16667", "a/z[0,1] = 1.16668"),
        ("a/z[0,1] =", "a/z[1,0] ="),
        ("  z[0,1]", "  z[1,0]"),
        ("w[0,1]", "w[1,0]"),
        ("x[0,0]", "x[0,1]"),
        ("w[1,1]²", "w[1,1]^3"),
        (" + x[0,1]", " - x[0,1]"),
        ("x[0,0]·w[0,1]", "x[0,0] / w[0,1]"),
        ("x[0,0]·w[0,1] + ", ""),
        ("0.333333 × 2", "0.333333 × 3"),
        ("0.333333", "0.333334"),
        (" × (-1)²", " × (-1)² + 0.5 × (-1)²"),
        ("= 1.16667\n  where", "= 1.16666\n  where"),
        ("x is in", "x is a/kernel"),
        ("x is in, ", ""),
        ("x is in", "x is inn"),
        ("w[1,1]", "w[2,1]"),
        ("w[1,1]", "w[1]"),
        ("x[0,0]·w[0,1]", "dE/dx[0,0]·w[0,1]"),
        ("w[0,1]", "w⁺[0,1]"),
    ],
)
def test_every_altered_text_is_refused(before: str, after: str) -> None:
    assert before in RIGHT
    with pytest.raises(ExplanationError):
        Reader(Arrays(), "float64").read(RIGHT.replace(before, after, 1), SUBJECT, {})


def test_a_note_must_say_what_the_digits_give() -> None:
    engine = Arrays()
    note = "\n  (the digits shown give {}: they are rounded, the result is computed from all digits)"
    Reader(engine, "float64").read(RIGHT, SUBJECT, {})
    with pytest.raises(ExplanationError):
        Reader(engine, "float64").read(RIGHT + note.format("1.16666"), SUBJECT, {})


def test_settings_have_numbers_and_no_place() -> None:
    printed = "a/z[0,1] = 1.16667\n  z[0,1] = η·w[0,1]\n         = 0.583333 × 2\n         = 1.16667\n"
    printed += "  where z is a/z, w is a/kernel, η is the learning rate\n"
    rate = Arrays.numbers["value", "a/z", (0, 1)] / 2
    Reader(Arrays(), "float64").read(printed, SUBJECT, {"η": rate})
    with pytest.raises(ExplanationError):
        Reader(Arrays(), "float64").read(printed, SUBJECT, {"η": 2 * rate})
    with pytest.raises(ExplanationError):
        Reader(Arrays(), "float64").read(printed, SUBJECT, {})


def test_rounding_of_what_canceled_on_the_way_is_granted_and_no_more() -> None:
    engine = Arrays()
    engine.numbers = {**engine.numbers, ("value", "a/z", (0, 1)): 1 / 3 * 2 + 0.5 + 1e-6}
    with pytest.raises(ExplanationError, match="does not say"):
        Reader(engine, "float64").read(RIGHT, SUBJECT, {})
    engine.behind = 1e10  # two numbers of that size are 2^-52 of it apart: 2.2e-6
    Reader(engine, "float64").read(RIGHT, SUBJECT, {})
    engine.behind = 1e9
    with pytest.raises(ExplanationError, match="does not say"):
        Reader(engine, "float64").read(RIGHT, SUBJECT, {})
