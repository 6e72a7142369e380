from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch
from keras.src.utils import dataset_utils
from torch.utils.data import Dataset, TensorDataset

from nervure.data import ArrayDataset, image_folder, save_img, split_dataset
from nervure.files import make_folder
from nervure.keras import layers, models
from nervure.randomness import set_seed


class Samples(Dataset[Any]):
    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> int:
        return index


@pytest.mark.parametrize(
    ("left", "right"),
    [(0.8, None), (None, 0.25), (30, None), (None, 30), (0.5, 0.2), (10, 0.31), (0.333, 20), (0.015, None)],
)
def test_the_parts_have_the_sizes_that_keras_gives_them(few_digits: Any, left: Any, right: Any) -> None:
    # The function that all its backends count with: torch itself refuses parts that are less than the whole.
    theirs = dataset_utils._rescale_dataset_split_sizes(left, right, 100)
    assert tuple(len(part) for part in split_dataset(few_digits, left, right)) == theirs


def test_without_shuffling_the_left_part_is_the_beginning_and_the_right_part_the_end(few_digits: Any) -> None:
    left, right = split_dataset(few_digits, 0.5, 0.2)
    np.testing.assert_array_equal(left.tensors[1], few_digits[1][:50])
    np.testing.assert_array_equal(right.tensors[0], few_digits[0][80:])


def test_the_seed_decides_which_samples_are_drawn(few_digits: Any) -> None:
    numbers = np.arange(100)
    left, right = split_dataset(numbers, 70, shuffle=True, seed=3)
    assert sorted(torch.cat([left.tensors[0], right.tensors[0]]).tolist()) == list(range(100))
    assert left.tensors[0].tolist() != list(range(70))
    again, _ = split_dataset(numbers, 70, shuffle=True, seed=3)
    other, _ = split_dataset(numbers, 70, shuffle=True, seed=4)
    assert torch.equal(left.tensors[0], again.tensors[0])
    assert not torch.equal(left.tensors[0], other.tensors[0])
    fresh, _ = split_dataset(few_digits, 70, shuffle=True)
    assert len(fresh) == 70


def test_every_kind_of_data_gives_its_kind_back(few_digits: Any, tmp_path: Path) -> None:
    x, y = few_digits
    left, right = split_dataset(ArrayDataset(x, y, batch_size=10), 0.7)
    assert (left.num_samples, right.num_samples, left.batch_size) == (70, 30, 10)
    left, right = split_dataset(TensorDataset(torch.arange(10)), 0.7, shuffle=True, seed=1)
    assert isinstance(left, TensorDataset)
    left, right = split_dataset(Samples(), 0.7)
    assert ([left[0], len(left)], list(right)) == ([0, 7], [7, 8, 9])
    for number in range(10):
        save_img(make_folder(tmp_path / str(number % 2)) / f"{number}.png", x[number][..., None], scale=False)
    left, right = split_dataset(image_folder(tmp_path, 28, "grayscale", shuffle=False), 0.7)
    assert (left.num_samples, [Path(path).name for path in right.file_paths]) == (7, ["5.png", "7.png", "9.png"])


def test_fit_takes_the_parts_as_they_are(few_digits: Any) -> None:
    x, y = few_digits
    left, right = split_dataset((x, y), 0.8, shuffle=True, seed=1)
    set_seed(1)
    model = models.Sequential([layers.Rescaling(1 / 255, input_shape=(28, 28)), layers.Flatten(), layers.Dense(10)])
    loss = "sparse_categorical_crossentropy"
    model.add(layers.Softmax())
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    history = model.fit(left, validation_data=right, batch_size=16, epochs=20, verbose=0, seed=1)
    assert history.history["loss"][-1] < history.history["loss"][0] / 2
    assert len(model.predict(right, verbose=0)) == 20


@pytest.mark.parametrize(
    ("left", "right"), [(None, None), (0, None), (100, None), (1.0, None), ("half", None), (0.8, 0.3), (0.001, None)]
)
def test_sizes_that_leave_a_part_empty_or_ask_for_too_much_are_refused(
    messages: Any, few_digits: Any, left: Any, right: Any
) -> None:
    with pytest.raises((ValueError, TypeError)):
        keras.utils.split_dataset(few_digits, left, right)
    english, _ = messages(lambda: split_dataset(few_digits, left, right))
    assert "0." in english.fix


def test_what_cannot_be_cut_is_refused(messages: Any, few_digits: Any) -> None:
    x, y = few_digits
    assert messages(lambda: split_dataset((x, y[:50]), 0.5))[0].got == "100, 50"
    messages(lambda: split_dataset({"x": x}, 0.5))
    messages(lambda: split_dataset([], 0.5))
    messages(lambda: split_dataset(iter([1]), 0.5))
    messages(lambda: split_dataset(x, 0.5, shuffle=True, seed="a"))
    messages(lambda: split_dataset(x, 0.5, preferred_backend="torsh"))
