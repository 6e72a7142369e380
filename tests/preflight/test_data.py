from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ArrayDataset, digits
from nervure.errors import DataError, NervureError, ShapeError
from nervure.layers import (
    Dense,
    Input,
)
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.models import Model, Sequential
from nervure.preflight import check_data
from tests.layers.layer_rules import assert_says

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


SPARSE = SparseCategoricalCrossentropy()


def test_looking_at_small_data_takes_a_moment() -> None:
    x, y = digits()
    dataset = ArrayDataset(torch.from_numpy(x[:1000]), y[:1000])
    start = time.process_time()
    for _ in range(10):
        check_data(dataset, [SPARSE], [(None, 10)], "fit")
    assert time.process_time() - start < 0.5


def test_data_with_other_targets_than_outputs_is_left_to_the_fit() -> None:
    assert check_data(ArrayDataset(vectors(), LABELS), [SPARSE, SPARSE], [(None, 3)] * 2, "fit") is None
    model = Model(shared := Input((4,)), [Dense(3)(shared), Dense(3)(shared)])
    model.compile("sgd", "mse")
    with pytest.raises(NervureError):
        model.fit(vectors(), LABELS, verbose=0)
