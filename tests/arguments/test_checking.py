from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np
import pytest

from nervure.arguments import Axes, Count, Flag, Fraction, Real, Sizes2D, Whole, checked, take_fields, taken
from nervure.arguments.checking import checks_of, continues, declared
from nervure.arguments.kinds import WholeNumber
from nervure.errors import ArgumentError
from tests.layers.layer_rules import assert_says


@checked
def repeated(
    word: str, times: Count = 2, share: Fraction | None = None, *, backwards: Flag = False
) -> tuple[object, ...]:
    """Says a word."""
    return word, times, share, backwards


class Speaker:
    @checked
    def __init__(self, times: Count = 2, **options: object) -> None:
        self.times, self.options = times, options


def test_arguments_come_in_their_one_form() -> None:
    assert repeated("a", np.int64(3), np.float32(0.5), backwards=1) == ("a", 3, 0.5, True)
    times = repeated("a", np.array(3.0))[1]
    assert type(times) is int
    assert repeated("a") == ("a", 2, None, False)


def test_none_is_taken_where_the_annotation_says_so() -> None:
    assert repeated("a", share=None)[2] is None
    assert_says(ArgumentError, lambda: repeated("a", None), "repeated", "times=None")


def test_an_error_names_the_class_that_is_made() -> None:
    class Loud(Speaker):
        pass

    assert_says(ArgumentError, lambda: Loud("3"), "Loud: times must be a positive whole number", "times='3'")


def test_all_else_is_passed_on() -> None:
    made = Speaker(3, language="en")
    assert (made.times, made.options) == (3, {"language": "en"})


@checked
def sized(size: Sizes2D = 1, axes: Axes = (1,), *, most: Real = 3) -> tuple[object, ...]:
    return size, axes, most


def test_defaults_come_in_their_one_form_and_lists_are_not_shared() -> None:
    assert sized() == ((1, 1), [1], 3.0)
    assert sized()[1] is not sized()[1]
    assert sized(2, most=1) == ((2, 2), [1], 1.0)
    assert type(sized(most=1)[2]) is float


def test_a_call_that_does_not_fit_is_refused_as_python_does() -> None:
    for call in (repeated, lambda: repeated("a", 2, times=2), lambda: repeated("a", loud=True)):
        with pytest.raises(TypeError, match=r"repeated\(\) (missing|got)"):
            call()


def test_what_is_checked_is_found_out_once() -> None:
    assert checks_of(inspect.unwrap(repeated)) is checks_of(inspect.unwrap(repeated))
    assert checks_of(inspect.unwrap(repeated)).places == ((1, "times"), (2, "share"))
    assert [name for _, name, _ in checks_of(inspect.unwrap(sized)).changed] == ["size", "axes", "most"]


def test_signature_and_documentation_stay() -> None:
    assert list(inspect.signature(repeated).parameters) == ["word", "times", "share", "backwards"]
    assert inspect.getdoc(repeated) == "Says a word."
    assert inspect.signature(Speaker.__init__).parameters["times"].default == 2


def test_annotations_name_the_kinds() -> None:
    found = declared(inspect.unwrap(repeated))
    assert found.kinds["times"] == WholeNumber(1)
    assert set(found.kinds) == {"times", "share", "backwards"}
    assert found.optional == {"share"}


class Orator(Speaker):
    @continues(Speaker)
    def __init__(self, language: str = "en", **options: object) -> None:
        super().__init__(**options)
        self.language = language


def test_a_constructor_that_continues_another_takes_its_arguments_by_place() -> None:
    assert list(inspect.signature(Orator.__init__).parameters) == ["self", "language", "times", "options"]
    assert Orator("ko", 3).times == 3
    made = Orator(times=4, loud=True)
    assert (made.language, made.times, made.options) == ("en", 4, {"loud": True})
    assert_says(ArgumentError, lambda: Orator("ko", "3"), "Orator: times")


def test_a_value_without_a_signature_is_taken_as_its_annotation_says() -> None:
    assert taken(np.int64(3), Count, "batch_size", "ArrayDataset") == 3
    assert taken("3", int, "batch_size", "ArrayDataset") == "3"
    assert_says(ArgumentError, lambda: taken("3", Count, "batch_size", "ArrayDataset"), "ArrayDataset: batch_size")


@dataclass(frozen=True)
class Ordered:
    batch_size: Count = 32
    seed: Whole | None = None
    shuffle: Flag = True
    path: str = ""

    def __post_init__(self) -> None:
        take_fields(self)


def test_the_fields_of_a_frozen_dataclass_come_in_their_one_form() -> None:
    assert Ordered(batch_size=np.int64(7), seed=np.array(-3), shuffle=1) == Ordered(7, -3, True)  # type: ignore[arg-type]
    assert type(Ordered(batch_size=2.0).batch_size) is int  # type: ignore[arg-type]
    assert Ordered(seed=None).seed is None
    assert_says(ArgumentError, lambda: Ordered(batch_size=None), "batch_size: ", "batch_size=None")  # type: ignore[arg-type]
