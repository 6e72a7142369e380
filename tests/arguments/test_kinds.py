from __future__ import annotations

import pathlib

import numpy as np
import pytest
import torch

from nervure.arguments.kinds import (
    ANY,
    AT_LEAST_ZERO,
    DROPPED,
    FRACTION,
    DType,
    Function,
    Level,
    ListOf,
    Mapped,
    Number,
    OneOf,
    Path,
    Text,
    WholeNumber,
    WordOr,
    YesNo,
)
from nervure.errors import ArgumentError
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize("value", [0, -1, 1.5, "3", None, True, [3], float("inf"), float("nan")])
def test_what_is_no_positive_whole_number_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: WholeNumber(1).take(value, "units", "Dense"), "units", repr(value))


@pytest.mark.parametrize("value", [1.5, "3", None, True, 2**70])
def test_what_is_not_a_whole_number_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: WholeNumber().take(value, "seed", "Dropout"), "seed")


def test_the_largest_whole_number_is_told() -> None:
    assert_says(ArgumentError, lambda: WholeNumber(1, 100).take(101, "num_thresholds", "AUC"), "1, 2, 3, ..., 100")
    assert WholeNumber(1, 100).take(100, "num_thresholds", "AUC") == 100


def test_the_part_that_is_dropped_is_below_one() -> None:
    assert Number(DROPPED).take(0, "rate", "Dropout") == 0.0
    for value in (1, -0.1, 40, "0.5", None, float("nan"), True):
        assert_says(ArgumentError, lambda given=value: Number(DROPPED).take(given, "rate", "Dropout"), "rate=0.4")


def test_infinite_numbers_are_taken_where_they_mean_without_limit() -> None:
    assert Number(AT_LEAST_ZERO).take(np.inf, "max_value", "ReLU") == np.inf
    assert_says(ArgumentError, lambda: Number(FRACTION).take(np.inf, "alpha", "Dice"), "alpha")
    assert_says(ArgumentError, lambda: Number(AT_LEAST_ZERO).take(np.nan, "max_value", "ReLU"), "max_value")
    assert np.isnan(Number(ANY).take(np.nan, "mask_value", "Masking"))


@pytest.mark.parametrize("value", [True, 1, 1.0, np.bool_(True), np.array(True), torch.tensor(True), np.int64(1)])
def test_yes_is_written_in_many_ways(value: object) -> None:
    assert YesNo().take(value, "use_bias", "Dense") is True


@pytest.mark.parametrize("value", [None, 0, 0.0, [], {}, np.array(False), torch.tensor(0)])
def test_nothing_is_no(value: object) -> None:
    assert YesNo().take(value, "use_bias", "Dense") is False


@pytest.mark.parametrize("value", [2, -1, 0.5, [3], np.array([True]), object(), float("nan")])
def test_what_python_takes_for_true_is_yes_as_in_keras(value: object) -> None:
    assert YesNo().take(value, "use_bias", "Dense") is True


@pytest.mark.parametrize("value", ["False", "", np.str_("True"), b"False", np.array([True, False]), torch.ones(2)])
def test_what_is_neither_yes_nor_no_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: YesNo().take(value, "use_bias", "Dense"), "use_bias=True or use_bias=False")


def test_words_paths_and_functions_are_what_they_are() -> None:
    assert Text().take(np.str_("a"), "name", "Dense") == "a"
    assert Path().take(pathlib.Path("a"), "filepath", "ModelCheckpoint") == pathlib.Path("a")
    assert Function().take(len, "schedule", "LearningRateScheduler") is len
    assert Mapped().take({"a": 1}, "arguments", "Lambda") == {"a": 1}
    for kind in (Text(), Path(), Function(), Mapped()):
        assert_says(ArgumentError, lambda given=kind: given.take(3, "argument", "Class"), "argument=3")


@pytest.mark.parametrize("value", ["float32", "torch.float32", np.float32, np.dtype("float32"), torch.float32])
def test_a_type_of_number_goes_by_its_name(value: object) -> None:
    assert DType().take(value, "dtype", "Dense") == "float32"


@pytest.mark.parametrize("value", [3, None, [], np.array([1.0]), object(), b"x"])
def test_what_is_not_a_type_of_number_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: DType().take(value, "dtype", "Dense"), "dtype='float32'")


def test_several_may_be_given_where_one_may() -> None:
    assert ListOf(WholeNumber()).take(np.array([1, 2]), "axis", "LayerNormalization") == [1, 2]
    assert ListOf(WholeNumber()).take(-1, "axis", "LayerNormalization") == -1
    assert_says(ArgumentError, lambda: ListOf(WholeNumber()).take([], "axis", "LayerNormalization"), "axis=[]")
    assert_says(ArgumentError, lambda: ListOf(WholeNumber(), alone=False).take(1, "values", "Schedule"), "values=1")
    assert_says(ArgumentError, lambda: ListOf(WholeNumber()).take([1, "2"], "axis", "LayerNormalization"), "axis='2'")


def test_words_may_be_written_in_capitals() -> None:
    padding = OneOf(("valid", "same"), "argument.padding")
    assert padding.take("SAME", "padding", "Conv2D") == "same"
    for value in ("full", "causal", None, 1, [1, 1], np.array(["same"])):
        assert_says(ArgumentError, lambda given=value: padding.take(given, "padding", "Conv2D"), "'valid' or 'same'")
    of_sequences = OneOf(("valid", "same", "causal"), "argument.padding_of_sequences")
    assert of_sequences.take("Causal", "padding", "Conv1D") == "causal"
    assert_says(ArgumentError, lambda: of_sequences.take("full", "padding", "Conv1D"), "'valid', 'same' or 'causal'")


def test_a_word_or_a_number_is_taken_where_both_mean_something() -> None:
    often = WordOr(("epoch",), WholeNumber(1), "callbacks.save_freq")
    assert often.take("epoch", "save_freq", "ModelCheckpoint") == "epoch"
    assert often.take(np.int64(5), "save_freq", "ModelCheckpoint") == 5
    for value in ("batch", 0, None, [1]):
        assert_says(
            ArgumentError, lambda given=value: often.take(given, "save_freq", "ModelCheckpoint"), "every 100 batches"
        )


def test_how_much_is_said_may_be_yes_or_a_number() -> None:
    assert Level().take(True, "verbose", "EarlyStopping") == 1
    assert Level().take(np.int64(2), "verbose", "EarlyStopping") == 2
    assert_says(ArgumentError, lambda: Level().take("1", "verbose", "EarlyStopping"), "at least 0")
