from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure.data import ArrayDataset, digits
from nervure.language import set_language
from nervure.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    Input,
    Layer,
    Maxout,
    MaxPooling2D,
    Permute,
    Rescaling,
    Reshape,
)
from nervure.models import Model, Sequential
from nervure.ops.op import Context
from nervure.preflight.inputs import Extent, advise_on_inputs, extent, extents
from tests.layers.layer_rules import HANGUL

PICTURES = digits()[0][:300]


class Own(Layer):
    """A layer of one's own that rescales."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return x / 255, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy / 255, {}


def input_advice(x: Any, layers: Sequence[Layer], caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    model = Sequential([Input(x.shape[1:]), *layers])
    advise_on_inputs(ArrayDataset(x), model.network().plan, model.input_names)
    return [record.message for record in caplog.records]


UNSCALED: list[tuple[Any, list[Layer]]] = [
    (PICTURES, [Flatten(), Dense(3)]),
    (PICTURES[..., None], [Conv2D(2, 3), Flatten(), Dense(3)]),
    (PICTURES[..., None].astype("float32"), [MaxPooling2D(), Conv2D(2, 3, activation="relu")]),
    (PICTURES.astype("int64"), [Reshape((28, 28, 1)), Dropout(0.1), Conv2D(2, 3)]),
    (PICTURES, [Flatten(), Maxout(3, 2)]),
    (PICTURES[..., None], [Conv2D(2, 3), Rescaling(1 / 255)]),
]


@pytest.mark.parametrize(("x", "layers"), UNSCALED)
def test_pictures_that_nobody_rescales_are_said_in_both_languages(
    x: Any, layers: list[Layer], caplog: pytest.LogCaptureFixture
) -> None:
    (english,) = input_advice(x, layers, caplog)
    assert "Rescaling(1/255)" in english
    set_language("ko")
    (korean,) = input_advice(x, layers, caplog)
    assert HANGUL.search(korean)


@pytest.mark.parametrize(
    ("x", "layers"),
    [
        (PICTURES[..., None], [Rescaling(1 / 255), Conv2D(2, 3)]),
        (PICTURES, [Reshape((28, 28, 1)), Rescaling(1 / 255), Conv2D(2, 3)]),
        (PICTURES[..., None], [BatchNormalization(), Conv2D(2, 3)]),
        (PICTURES[..., None], [Conv2D(2, 3), BatchNormalization()]),
        (PICTURES[..., None], [Conv2D(2, 3, activation="relu"), MaxPooling2D(), BatchNormalization()]),
        (PICTURES, [Own(), Flatten(), Dense(3)]),
        (PICTURES[..., None] / 255.0, [Conv2D(2, 3)]),
        (PICTURES[..., None] > 100, [Conv2D(2, 3)]),
        (PICTURES[..., None].astype("float32") - 128, [Conv2D(2, 3)]),
        (PICTURES[..., None].astype("float32") * 1.001, [Conv2D(2, 3)]),
        (PICTURES[..., None] // 16, [Conv2D(2, 3)]),
        (PICTURES.reshape(300, -1), [Dense(3)]),
        (np.random.default_rng(0).integers(60, 180, (50, 24, 2)), [Flatten(), Dense(1)]),
    ],
)  # fmt: skip
def test_other_numbers_and_pictures_that_are_rescaled_are_left_in_peace(
    x: Any, layers: list[Layer], caplog: pytest.LogCaptureFixture
) -> None:
    assert input_advice(x, layers, caplog) == []


def test_inputs_that_come_by_name_are_looked_at_where_they_go(caplog: pytest.LogCaptureFixture) -> None:
    small, large = Input((28, 28), name="small"), Input((28, 28), name="large")
    scaled = Flatten()(Rescaling(1 / 255)(large))
    model = Model([small, large], [Dense(1)(Flatten()(small)), Dense(1)(scaled)])
    plan = model.network().plan
    advise_on_inputs(ArrayDataset({"large": PICTURES, "small": PICTURES / 255}), plan, model.input_names)
    assert not caplog.records
    advise_on_inputs(ArrayDataset({"large": PICTURES / 255, "small": PICTURES}), plan, model.input_names)
    # Each is right about the input it reads: the large one was divided already, the small one never is.
    assert sorted(record.message.split()[0] for record in caplog.records) == ["The", "x"]


ROWS = np.random.default_rng(0).standard_normal((50, 4)).astype("float32")


def test_the_column_with_the_largest_numbers_is_named(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = input_advice(ROWS * np.float32([1, 1, 1e5, 1]), [Dense(3)], caplog)
    assert "Column 2 of x reaches" in line
    assert "x.std(0)" in line
    (line,) = input_advice(np.arange(200).reshape(50, 4) * 1000, [Dense(3)], caplog)
    assert "Column 3 of x holds whole numbers up to" in line
    assert "Embedding" in line


@pytest.mark.parametrize(
    ("x", "layers"),
    [
        (ROWS * 100, [Dense(3)]),
        (ROWS * np.float32([1, 1, 1e5, 1]), [BatchNormalization(), Dense(3)]),
        (ROWS * np.float32([1, 1, 1e5, 1]), [Rescaling(1e-5), Dense(3)]),
        (np.arange(200).reshape(50, 4), [Embedding(200, 4), GlobalAveragePooling1D()]),
        (np.zeros((50, 4), dtype=bool) | (ROWS > 0), [Dense(3)]),
    ],
)
def test_numbers_of_usual_size_are_left_in_peace(x: Any, layers: list[Layer], caplog: pytest.LogCaptureFixture) -> None:
    assert input_advice(x, layers, caplog) == []


def test_pictures_that_are_rescaled_twice_are_said(caplog: pytest.LogCaptureFixture) -> None:
    scaled = PICTURES[..., None] / 255
    for first in ([Rescaling(1 / 255, name="r")], [Flatten(), Rescaling([1 / 127.5], -1, name="r")]):
        (line,) = input_advice(scaled, [*first, Flatten(), Dense(3)], caplog)
        assert "x is at most 1 already, and 'r' scales it down again" in line
    assert input_advice(scaled, [Rescaling(2.0, -1.0), Flatten(), Dense(3)], caplog) == []
    assert input_advice(PICTURES[..., None], [Rescaling(1 / 255), Flatten(), Dense(3)], caplog) == []


def test_channels_in_front_are_said_where_a_convolution_reads_them(caplog: pytest.LogCaptureFixture) -> None:
    turned = PICTURES[:, None] / 255
    (line,) = input_advice(turned, [Conv2D(2, 1)], caplog)
    assert "(1, 28, 28), which looks like (channels, height, width); layers expect (28, 28, 1)" in line
    assert input_advice(turned, [Permute((2, 3, 1)), Conv2D(2, 3)], caplog) == []
    assert input_advice(turned, [Flatten(), Dense(3)], caplog) == []
    assert input_advice(turned[..., :14], [Conv2D(2, 1)], caplog) == []


def test_samples_that_are_all_the_same_are_said(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = input_advice(np.repeat(ROWS[:1], 300, 0), [Dense(3)], caplog)
    assert "All 300 samples of x are the same" in line
    late = np.repeat(ROWS[:1], 300, 0)
    late[299] += 1
    assert input_advice(late, [Dense(3)], caplog) == []
    assert input_advice(ROWS[:1], [Dense(3)], caplog) == []


def test_extents_tell_how_large_the_first_samples_are() -> None:
    x = torch.tensor([[1.0, -3.0], [2.0, 0.5]])
    assert extent(x) == Extent(-3.0, 2.0, 2)
    late = torch.arange(1000.0)[:, None]
    assert extent(late) == Extent(0.0, 999.0, 334)
    assert extent(x > 0) is None
    assert [each and each.size for each in extents(ArrayDataset([x, x > 0]))] == [3.0, None]
