from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure.data import ArrayDataset, digits, validation_split
from nervure.errors import DataError, NervureError, ShapeError
from nervure.language import set_language
from nervure.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    Layer,
    Maxout,
    MaxPooling2D,
    Rescaling,
    Reshape,
)
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.models import Model, Sequential
from nervure.ops.op import Context
from nervure.preflight import advise_on_range, check_data, check_split
from tests.layers.layer_rules import HANGUL, assert_says

LABELS = np.arange(12) % 3


def vectors(count: int = 12) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, 4)).astype("float32")


def check(x: Any, y: Any, loss: Loss | None, shape: tuple[int | None, ...], weights: Any = None) -> None:
    check_data(ArrayDataset(x, y, weights), [loss], [shape], "fit")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["x", "y", "sample_weight"])
def test_what_is_no_number_is_named_by_sample_and_column(where: str, value: float) -> None:
    x, y, weights = vectors(), vectors(), np.ones(12)
    given = {"x": x, "y": y, "sample_weight": weights}[where]
    place = (7,) if where == "sample_weight" else (7, 2)
    given[place] = value
    inside = ", ".join(map(str, place))
    assert_says(
        DataError, lambda: check(x, y, MeanSquaredError(), (None, 4), weights),
        "fit", f"{where} holds {value} in sample 7", f"{value} at {where}[{inside}]", f"np.nan_to_num({where})",
    )  # fmt: skip


def test_one_of_several_inputs_is_named_by_its_number() -> None:
    x, other = vectors(), vectors()
    other[3, 1] = np.nan
    assert_says(DataError, lambda: check([x, other], LABELS, None, (None, 3)), "x[1]", "nan at x[1][3, 1]")


def test_sound_data_of_every_kind_passes() -> None:
    one_hot = np.eye(3)[LABELS]
    for x, y, loss, units in (
        (vectors(), LABELS, SparseCategoricalCrossentropy(), 3),
        (vectors(), LABELS[:, None].astype("float32"), SparseCategoricalCrossentropy(), 3),
        (vectors(), one_hot, CategoricalCrossentropy(), 3),
        (vectors(), LABELS % 2, BinaryCrossentropy(), 1),
        (vectors(), LABELS % 2 == 0, BinaryCrossentropy(), 1),
        (vectors(), vectors()[:, :1] * 1e30, MeanSquaredError(), 1),
        (vectors() * 1e30, LABELS, None, 3),
    ):
        assert check(x, y, loss, (None, units)) is None


def test_labels_that_no_output_stands_for_are_refused() -> None:
    for loss, y, units, said in (
        (SparseCategoricalCrossentropy(), LABELS + 8, 10, "10"),
        (SparseCategoricalCrossentropy(), LABELS - 1, 10, "-1"),
        (BinaryCrossentropy(), LABELS, 1, "2"),
    ):
        assert_says(DataError, lambda args=(y, loss, (None, units)): check(vectors(), *args), said)


def test_targets_of_the_wrong_shape_are_refused() -> None:
    for loss, y, units in (
        (CategoricalCrossentropy(), LABELS, 3),
        (SparseCategoricalCrossentropy(), np.eye(3)[LABELS], 3),
        (MeanSquaredError(), vectors()[:, :1], 3),
    ):
        assert_says(ShapeError, lambda args=(y, loss, (None, units)): check(vectors(), *args))


def test_a_fit_looks_before_it_trains_and_can_be_told_not_to() -> None:
    model = Sequential([Dense(1, input_shape=(4,))])
    model.compile("sgd", "mse")
    x = vectors()
    x[5, 0] = np.nan
    before = model.get_weights()
    for data, where in (((x, vectors()[:, :1]), "fit"), ((vectors(), x[:, :1]), "fit")):
        with pytest.raises(DataError, match=where):
            model.fit(*data, verbose=0)
    with pytest.raises(DataError, match="validation_data"):
        model.fit(vectors(), vectors()[:, :1], validation_data=(x, x[:, :1]), verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    model.fit(x, vectors()[:, :1], verbose=0, preflight=False)
    assert np.isnan(model.get_weights()[0]).any()


PICTURES = digits()[0][:300]


class Own(Layer):
    """A layer of one's own that rescales."""

    def output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return x / 255, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy / 255, {}


def range_advice(x: Any, layers: Sequence[Layer], caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    model = Sequential([Input(x.shape[1:]), *layers])
    advise_on_range(ArrayDataset(x), model.network().plan, model.input_names)
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
    (english,) = range_advice(x, layers, caplog)
    assert "Rescaling(1/255)" in english
    set_language("ko")
    (korean,) = range_advice(x, layers, caplog)
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
    assert range_advice(x, layers, caplog) == []


def test_inputs_that_come_by_name_are_looked_at_where_they_go(caplog: pytest.LogCaptureFixture) -> None:
    small, large = Input((28, 28), name="small"), Input((28, 28), name="large")
    scaled = Flatten()(Rescaling(1 / 255)(large))
    model = Model([small, large], [Dense(1)(Flatten()(small)), Dense(1)(scaled)])
    plan = model.network().plan
    advise_on_range(ArrayDataset({"large": PICTURES, "small": PICTURES / 255}), plan, model.input_names)
    assert not caplog.records
    advise_on_range(ArrayDataset({"large": PICTURES / 255, "small": PICTURES}), plan, model.input_names)
    assert len(caplog.records) == 1


def split_advice(y: Any, share: float, loss: Loss | None, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    training, held_out = validation_split(ArrayDataset(np.zeros((len(y), 2)), y), share)
    assert isinstance(training, ArrayDataset)
    assert isinstance(held_out, ArrayDataset)
    check_split(training, held_out, [loss])
    return [record.message for record in caplog.records]


SPARSE = SparseCategoricalCrossentropy()


def test_a_split_of_sorted_labels_is_said_with_the_classes_that_are_missing(caplog: pytest.LogCaptureFixture) -> None:
    for loss, y in (
        (SPARSE, np.sort(np.arange(100) % 10)),
        (CategoricalCrossentropy(from_logits=True), np.eye(10)[np.sort(np.arange(100) % 10)]),
    ):
        (line,) = split_advice(y, 0.2, loss, caplog)
        assert "classes of which there is no training sample (8, 9)" in line
        assert "stratify=True" in line
    set_language("ko")
    assert all(HANGUL.search(line) for line in split_advice(np.sort(np.arange(100) % 10), 0.2, SPARSE, caplog))


def test_a_validation_set_of_one_class_is_said(caplog: pytest.LogCaptureFixture) -> None:
    for y in (np.repeat([0, 1], 50), np.repeat([0.0, 1.0], 50)[:, None]):
        (line,) = split_advice(y, 0.2, BinaryCrossentropy(), caplog)
        assert "no sample of 0, so its accuracy says nothing" in line
    set_language("ko")
    assert all(HANGUL.search(line) for line in split_advice(y, 0.2, BinaryCrossentropy(), caplog))


def test_many_missing_classes_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = split_advice(np.repeat(np.arange(100), 2), 0.5, SPARSE, caplog)
    assert "(50, 51, 52, 53, 54, 55, 56, 57, ... (50))" in line


@pytest.mark.parametrize(
    ("y", "share", "loss"),
    [
        (np.random.default_rng(0).permutation(np.arange(100) % 10), 0.2, SPARSE),
        (np.random.default_rng(0).permutation(100), 0.2, MeanSquaredError()),
        (np.sort(np.arange(100)).astype("float32"), 0.2, MeanSquaredError()),
        (np.arange(100) % 10, 0.01, SPARSE),
        (np.random.default_rng(0).random((100, 4)), 0.2, BinaryCrossentropy()),
        (np.sort(np.arange(100) % 10), 0.2, None),
    ],
)  # fmt: skip
def test_other_splits_are_left_in_peace(
    y: Any, share: float, loss: Loss | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert split_advice(y, share, loss, caplog) == []


def test_a_fit_says_what_its_split_and_its_pictures_lack(caplog: pytest.LogCaptureFixture) -> None:
    x, y = (array[::50] for array in digits())
    mixed = np.random.default_rng(0).permutation(200)
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(10, activation="softmax")])
    model.compile("sgd", SPARSE)
    model.fit(x, y, validation_split=0.2, verbose=0)
    assert [record.message.split("(")[0] for record in caplog.records] == [
        "The pictures hold values up to 255 and nothing rescales them. Put Rescaling",
        "The validation data has classes of which there is no training sample ",
    ]
    caplog.clear()
    model.fit(x[mixed] / 255, y[mixed], validation_split=0.2, verbose=0)
    assert not caplog.records


def test_looking_at_small_data_takes_a_moment() -> None:
    x, y = digits()
    dataset = ArrayDataset(torch.from_numpy(x[:1000]), y[:1000])
    start = time.perf_counter()
    for _ in range(10):
        check_data(dataset, [SPARSE], [(None, 10)], "fit")
    assert time.perf_counter() - start < 0.5


def test_data_with_other_targets_than_outputs_is_left_to_the_fit() -> None:
    assert check_data(ArrayDataset(vectors(), LABELS), [SPARSE, SPARSE], [(None, 3)] * 2, "fit") is None
    model = Model(shared := Input((4,)), [Dense(3)(shared), Dense(3)(shared)])
    model.compile("sgd", "mse")
    with pytest.raises(NervureError):
        model.fit(vectors(), LABELS, verbose=0)
