from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import ArrayDataset, GeneratorDataset, missing_classes, validation_split
from nervure.errors import DataError


@settings(max_examples=60)
@given(st.integers(2, 300), st.floats(0.01, 0.99))
def test_the_last_samples_are_set_aside_as_keras_does(count: int, fraction: float) -> None:
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    try:
        (expected_train,), (expected_validation,) = train_validation_split((np.arange(count),), fraction)
    except ValueError:
        with pytest.raises(DataError, match="too few samples"):
            validation_split(ArrayDataset(np.arange(count)), fraction)
        return
    train, validation = validation_split(ArrayDataset(np.arange(count)), fraction)
    assert train.x[0].tolist() == np.asarray(expected_train).tolist()
    assert validation.x[0].tolist() == np.asarray(expected_validation).tolist()


def test_both_parts_are_views_and_only_training_is_shuffled(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    train, validation = validation_split(ArrayDataset(x, y, np.ones(100), batch_size=16), 0.25)
    assert np.shares_memory(train.x[0].numpy(), x)
    assert np.shares_memory(validation.x[0].numpy(), x)
    assert (train.shuffle, validation.shuffle) == (True, False)
    assert (train.batch_size, validation.batch_size) == (16, 16)
    assert validation.sample_weight[0].shape == (25,)


def test_stratified_parts_have_every_class_of_sorted_labels(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = ArrayDataset(*few_digits)
    train, validation = validation_split(dataset, 0.2)
    assert missing_classes(train.y[0], validation.y[0]).in_validation
    train, validation = validation_split(dataset, 0.2, stratify=True, seed=3)
    assert missing_classes(train.y[0], validation.y[0]) == ((), ())
    assert (train.num_samples, validation.num_samples) == (80, 20)
    assert sorted([*train.y[0].tolist(), *validation.y[0].tolist()]) == few_digits[1].tolist()


def test_only_arrays_with_one_target_of_classes_can_be_split(few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: validation_split(GeneratorDataset(iter([few_digits])), 0.2))
    assert "validation_data" in english.fix
    assert "validation_data" in korean.fix
    assert english.got == "GeneratorDataset"
    x, y = few_digits
    english, _ = messages(lambda: validation_split(ArrayDataset(x, [y, y]), 0.2, stratify=True))
    assert english.got == "2 y"
    english, _ = messages(lambda: validation_split(ArrayDataset(x, y), 1.5))
    assert english.where == "validation_split"
