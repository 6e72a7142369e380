from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nervure.data import pad_sequences

WORDS = [[3, 1, 4], [1], [5, 9, 2, 6, 5], []]


@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("truncating", ["pre", "post"])
@pytest.mark.parametrize("maxlen", [None, 2, 7])
def test_short_ones_are_filled_and_long_ones_cut_as_in_keras(padding: str, truncating: str, maxlen: int | None) -> None:
    arguments = {"maxlen": maxlen, "padding": padding, "truncating": truncating, "value": -1}
    ours, theirs = pad_sequences(WORDS, **arguments), keras.utils.pad_sequences(WORDS, **arguments)
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


@given(some.lists(some.lists(some.integers(0, 99), max_size=6), min_size=1, max_size=6), some.integers(1, 7))
def test_any_lists_of_numbers_are_padded_as_in_keras(sequences: list[list[int]], maxlen: int) -> None:
    np.testing.assert_array_equal(pad_sequences(sequences, maxlen), keras.utils.pad_sequences(sequences, maxlen))


def test_steps_of_several_numbers_and_words_are_as_in_keras(few_digits: Any) -> None:
    rows = [digit[: 5 + number] for number, digit in enumerate(few_digits[0][:6])]
    np.testing.assert_array_equal(
        pad_sequences(rows, 8, dtype="float32", value=0.5),
        keras.utils.pad_sequences(rows, 8, dtype="float32", value=0.5),
    )
    names = [["a"], ["b", "cde"]]
    np.testing.assert_array_equal(
        pad_sequences(names, dtype=object, value="?"), keras.utils.pad_sequences(names, dtype=object, value="?")
    )


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("int32", True), ("bool", True), ("float32", False), ("complex64", 1j), ("float32", None), ("<U3", False),
        ("datetime64[D]", np.datetime64("2020-01-01")), ("int8", np.array(7)),
    ],
)  # fmt: skip
def test_values_of_every_type_that_keras_fills_with_are_taken(dtype: str, value: Any) -> None:
    rows = [np.zeros(2, dtype), np.zeros(1, dtype)]
    ours, theirs = (pad(rows, dtype=dtype, value=value) for pad in (pad_sequences, keras.utils.pad_sequences))
    assert ours.dtype == theirs.dtype
    if value is not False or dtype != "<U3":  # which Keras writes out as text, and here stands for none
        np.testing.assert_array_equal(ours, theirs)


def test_a_step_of_several_numbers_may_be_filled_with_as_many() -> None:
    rows = [np.zeros((1, 2)), np.zeros((3, 2))]
    arguments: dict[str, Any] = {"dtype": "float32", "value": [0.5, 1.5]}
    np.testing.assert_array_equal(pad_sequences(rows, **arguments), keras.utils.pad_sequences(rows, **arguments))


@pytest.mark.parametrize(("dtype", "value"), [("float32", [1, 2, 3]), ("int8", 300), ("int32", None), ("<U3", 5)])
def test_values_that_do_not_fit_are_refused(messages: Any, dtype: str, value: Any) -> None:
    english, _ = messages(lambda: pad_sequences([[0, 1], [2]], dtype=dtype, value=value))
    assert english.where == "value"


def test_fractions_are_not_cut_in_silence(messages: Any) -> None:
    english, _ = messages(lambda: pad_sequences([[1.0], [0.5, 2.0]]))
    assert english.where == "sequences[1]"
    assert english.fix == "Write dtype='float32'."
    assert pad_sequences([[1.0], [2.0, 3.0]]).tolist() == [[0, 1], [2, 3]]
    messages(lambda: pad_sequences([[1]], value=0.5))
    messages(lambda: pad_sequences([[1]], value=float("nan")))
    messages(lambda: pad_sequences([[1]], value="x"))


@pytest.mark.parametrize(
    "sequences", [[], 3, "abc", [3, [1, 2]], ["abc"], [{1, 2}], [[1, [2, 3]]], [[[1, 2]], [[1, 2, 3]]], [["a"]]]
)
def test_what_is_no_list_of_sequences_is_refused(messages: Any, sequences: Any) -> None:
    english, _ = messages(lambda: pad_sequences(sequences))
    assert english.where.startswith("sequences")


def test_sides_and_lengths_that_are_none_are_refused(messages: Any) -> None:
    assert "'post'" in messages(lambda: pad_sequences(WORDS, padding="pos"))[0].fix
    messages(lambda: pad_sequences(WORDS, truncating="left"))
    messages(lambda: pad_sequences(WORDS, maxlen=0))
