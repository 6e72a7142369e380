from __future__ import annotations

from collections.abc import Mapping

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.layout import Block, block
from nervure.explain.reading.reader import Reader, Subject
from nervure.explain.reading.way import Row, Share, WayReader, rows_of, share_of, subject_of
from nervure.language import in_language, text
from nervure.records.place import Index, Kind

FACTORS = """\
The chain of factors:
  dE/dw[0] = dE/dy[0] × dy[0]/dz[0] × dz[0]/dw[0]
           = 2 × (-0.5) × 3
           = -3
  where w is a/kernel, z is a/z, y is a/output, E is loss"""
WAY = """\
  dE/d a/output[0] = 2
  dE/d a/z[0]      = -1
  dE/d a/kernel[0] = -3"""
DERIVATIONS = {
    "a/output": "dE/d a/output[0] = 2\n  dE/dy[0] = 2 × y[0]\n           = 2 × 1\n           = 2\n"
    "  where y is a/output",
    "a/z": "dE/d a/z[0] = -1\n  dE/dz[0] = dE/dy[0]·s\n           = 2 × (-0.5)\n           = -1\n"
    "  where z is a/z, y is a/output",
    "a/kernel": "dE/d a/kernel[0] = -3\n  dE/dw[0] = dE/dz[0]·x[0]\n           = (-1) × 3\n           = -3\n"
    "  where w is a/kernel, z is a/z, x is in",
    "b/kernel": "dE/d b/kernel[0] = -3.5\n  dE/dw[0] = dE/dz[0]·x[0] - 4 + dE/dy[0]·x[0] / 12 + … (2 more)\n"
    "           = (-1) × 3 - 4 + 2 × 3 / 12 + … (2 more: 3)\n           = -3.5\n"
    "  where w is b/kernel, z is a/z, x is in, y is a/output",
}
ASKED = Subject("gradient", "a/kernel", (0,))


class Numbers:
    """Three gradients, and what they are made of."""

    numbers: Mapping[tuple[Kind, str, Index], float] = {
        ("gradient", "a/output", (0,)): 2.0, ("gradient", "a/z", (0,)): -1.0, ("gradient", "a/kernel", (0,)): -3.0,
        ("gradient", "b/kernel", (0,)): -3.5, ("value", "a/output", (0,)): 1.0, ("value", "in", (0,)): 3.0,
    }  # fmt: skip
    names = ("a/output", "a/z", "a/kernel", "b/kernel", "in", "loss")

    def value(self, kind: Kind, name: str, index: Index) -> float | None:
        """The number there."""
        return self.numbers.get((kind, name, index))

    def is_weight(self, name: str) -> bool:
        return name.endswith(("kernel", "bias", "w"))

    def is_share(self, name: str) -> bool:
        """None is."""
        return False


def ways(asked: Subject = ASKED) -> WayReader:
    def printed(subject: Subject) -> tuple[Block, Mapping[str, float]]:
        return block(DERIVATIONS[subject.name].splitlines()), {"s": -0.5}

    return WayReader(Reader(Numbers(), "float64"), printed, asked)


def stations() -> list[Subject]:
    return ways().rows(rows_of(WAY.splitlines()))


def test_a_way_and_its_factors_are_read() -> None:
    assert [station.name for station in stations()] == ["a/output", "a/z", "a/kernel"]
    assert ways().factors(block(FACTORS.splitlines()), stations()) == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("= 2", "= 3"), ("= -1", "= 1"), ("a/z[0]  ", "a/z[1]  "), ("  dE/d a/z[0]      = -1\n", ""),
        ("\n  dE/d a/kernel[0] = -3", ""), ("= -3", "= -3  largest of 1: -3"), ("  dE/d a/output[0] = 2\n", ""),
        ("dE/d a/z", "a/z"), ("a/z", "a/y"),
    ],
)  # fmt: skip
def test_a_way_that_is_not_so_is_found(before: str, after: str) -> None:
    assert before in WAY
    with pytest.raises(ExplanationError):
        ways().rows(rows_of(WAY.replace(before, after, 1).splitlines()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dE/dw[0] =", "dE/dz[0] ="), ("dy[0]/dz[0]", "dz[0]/dy[0]"), ("dy[0]/dz[0] × ", ""), ("2 ×", "3 ×"),
        ("(-0.5)", "0.5"), ("× 3", "× 3.00001"), ("= -3", "= 3"), ("z is a/z", "z is a/kernel"), (" × 3", ""),
        ("dz[0]/dw[0]", "dz[0]/dw[1]"), ("dE/dy[0] ×", "dy/dE[0] ×"), ("-0.5) × 3", "3) × (-0.5)"),
    ],
)  # fmt: skip
def test_a_factor_that_is_not_so_is_found(before: str, after: str) -> None:
    assert before in FACTORS
    with pytest.raises(ExplanationError):
        ways().factors(block(FACTORS.replace(before, after, 1).splitlines()), stations())


RIGHT = "-3, one of 5; the penalty's own term is larger: -4"


def _to_b(share: str) -> list[Subject]:
    rows = rows_of(WAY.splitlines())[:2]
    return ways(Subject("gradient", "b/kernel", (0,))).rows([*rows, Row("dE/d b/kernel[0]", "-3.5", share)])


def test_terms_are_counted_and_the_penalty_is_named() -> None:
    assert _to_b(RIGHT)[-1].name == "b/kernel"


@pytest.mark.parametrize(
    "share", ["", "largest of 5: -3", "-3, one of 4; the penalty's own term is larger: -4", RIGHT.replace("-4", "-5"),
              RIGHT.replace("-3,", "3,"), RIGHT.replace("-3,", "0.5,"), "something else"],
)  # fmt: skip
def test_a_share_that_is_not_so_is_found(share: str) -> None:
    with pytest.raises(ExplanationError):
        _to_b(share)


def test_a_way_along_a_smaller_term_is_found() -> None:
    rows = [*rows_of(WAY.splitlines())[:1], Row("dE/d b/kernel[0]", "-3.5", RIGHT.replace("-3,", "0.5,"))]
    with pytest.raises(ExplanationError):
        ways(Subject("gradient", "b/kernel", (0,))).rows(rows)


def test_a_number_stands_alone_only_where_its_gradient_begins() -> None:
    assert len(ways(Subject("gradient", "a/output", (0,))).alone()) == 1
    with pytest.raises(ExplanationError):
        ways().alone()


def test_headings_say_what_they_are_about_though_names_have_spaces() -> None:
    assert subject_of("dE/d d/z (input)[3,0]", ["d/z (input)"]) == Subject("gradient", "d/z (input)", (3, 0))
    assert subject_of("new w", ["w"]) == Subject("updated", "w", ())
    assert subject_of("odd[3]", ["odd[3]", "odd"]) == Subject("value", "odd[3]", ())
    assert subject_of("nothing[0]", ["w"]) is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_shares_are_read_in_both_languages(language: str) -> None:
    with in_language(language):
        assert share_of(text("explain.hop", share="-1e-5", ways="1,200")) == Share(1200, "-1e-5")
        said = text("explain.hop_beside_penalty", share="0.5", ways="3", larger="7")
        assert share_of(said) == Share(3, "0.5", "7")
        assert share_of("0.5") is None
