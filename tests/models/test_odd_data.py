"""Data that cannot be meant, in every way a model is given it: four lines, and nothing of the model changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from nervure.errors import DataError
from nervure.layers import Dense, Input
from nervure.models import Sequential
from tests.models.networks import assert_explained

X = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")


def network(units: int = 2, activation: str = "softmax", loss: str = "sparse_categorical_crossentropy") -> Sequential:
    model = Sequential([Input((4,)), Dense(6, activation="relu"), Dense(units, activation=activation)])
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def labels(wrong: Any, dtype: str = "float64") -> Any:
    y = np.arange(40).astype(dtype) % 2
    y[33] = wrong
    return y


WAYS: dict[str, Callable[[Sequential, Any], Any]] = {
    "fit": lambda m, y: m.fit(X, y, verbose=0),
    "fit without preflight": lambda m, y: m.fit(X, y, verbose=0, preflight=False),
    "validation": lambda m, y: m.fit(X, labels(0), validation_data=(X, y), verbose=0, preflight=False),
    "evaluate": lambda m, y: m.evaluate(X, y, verbose=0),
    "train_on_batch": lambda m, y: m.train_on_batch(X, y),
    "test_on_batch": lambda m, y: m.test_on_batch(X, y),
    "a generator": lambda m, y: m.fit(((X[n : n + 8], y[n : n + 8]) for n in range(0, 40, 8)), verbose=0),
    "a loader": lambda m, y: m.fit(DataLoader(list(zip(X, torch.as_tensor(y), strict=True)), 8), verbose=0),
    "gradients": lambda m, y: m.gradients(X, y),
}
WRONG = [2, -1, 2**40, np.nan, 0.5, 1e9]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_label_that_is_no_class_is_named_in_every_way_to_give_it(way: str, wrong: float) -> None:
    model = network()
    before = [weight.copy() for weight in model.get_weights()]
    named = "y[33]" if way == "fit" and np.isnan(wrong) else "sparse_categorical_crossentropy"
    assert_explained(DataError, lambda: WAYS[way](model, labels(wrong)), named)
    if way not in ("a generator", "a loader", "validation"):
        assert all(map(np.array_equal, before, model.get_weights()))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", [7, -3])
def test_a_binary_target_is_0_or_1_or_between(way: str, wrong: float) -> None:
    model = network(1, "sigmoid", "binary_crossentropy")
    assert_explained(DataError, lambda: WAYS[way](model, labels(wrong)), "binary_crossentropy")


@pytest.mark.parametrize("way", WAYS)
def test_sound_labels_are_taken_in_every_way(way: str) -> None:
    assert WAYS[way](network(), labels(1)) is not None


class Raises:
    """Looks like an array and cannot become one."""

    shape = (3, 4)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("no memory on the device")


TENSORS: dict[str, Callable[[], Any]] = {
    "sparse": lambda: torch.eye(4).to_sparse(),
    "compressed": lambda: torch.eye(4).to_sparse_csr(),
    "meta": lambda: torch.ones(3, 4, device="meta"),
    "nested": lambda: torch.nested.nested_tensor([torch.ones(4), torch.ones(3)]),
    "quantized": lambda: torch.quantize_per_tensor(torch.ones(3, 4), 0.1, 0, torch.qint8),
    "an array that raises": Raises,
}


@pytest.mark.filterwarnings("ignore")  # torch says of each of these kinds that it may change
@pytest.mark.parametrize("kind", TENSORS)
def test_tensors_without_numbers_side_by_side_are_refused(kind: str) -> None:
    model = network()
    assert_explained(DataError, lambda: model.predict(TENSORS[kind](), verbose=0))
    assert_explained(DataError, lambda: model.fit(TENSORS[kind](), np.zeros(3), verbose=0))


def test_a_memoryview_is_an_array() -> None:
    model = network()
    np.testing.assert_array_equal(model.predict(memoryview(X), verbose=0), model.predict(X, verbose=0))


class Short(Dataset[Any]):
    """Says that it has more samples than it has."""

    def __len__(self) -> int:
        return 60

    def __getitem__(self, number: int) -> Any:
        return X[number], number % 2


@pytest.mark.parametrize("made", [Short, lambda: DataLoader(Short(), 8), lambda: DataLoader(Short(), 8, shuffle=True)])
def test_a_dataset_that_ends_before_its_length_is_named(made: Callable[[], Any]) -> None:
    assert_explained(DataError, lambda: network().fit(made(), verbose=0), "__len__")


def test_a_number_that_float32_cannot_hold_is_named_and_float64_takes_it() -> None:
    x = X.astype("float64")
    x[3, 1] = 1e300
    model = network()
    assert_explained(DataError, lambda: model.predict(x, verbose=0), "1e+300")
    assert_explained(DataError, lambda: model.fit(x, labels(1), verbose=0), "1e+300")
    model.compile("adam", "sparse_categorical_crossentropy", precision="float64")
    assert np.isfinite(model.predict(x, verbose=0)).all()
