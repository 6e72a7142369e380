"""Fitting: validation data, and what weighs samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure import callbacks, set_seed
from nervure.data import ArrayDataset
from nervure.errors import ArgumentError
from tests.models.networks import (
    Batches,
    assert_explained,
    assert_same_weights,
    dense_network,
    two_ended,
    two_ended_data,
    vectors,
)


def validation_forms(x: Any, y: Any) -> dict[str, Any]:
    loader = DataLoader(TensorDataset(torch.from_numpy(x), torch.from_numpy(y.astype("int64"))), batch_size=7)
    return {
        "a tuple": (x, y),
        "a list": [x, y],
        "with weights": (x, y, np.ones(len(x))),
        "tensors": (torch.from_numpy(x), torch.from_numpy(y.astype("int64"))),
        "a dataset": ArrayDataset(x, y),
        "a loader": loader,
        "a generator": ((x[at : at + 5], y[at : at + 5]) for at in range(0, len(x), 5)),
    }


@pytest.mark.parametrize("form", list(validation_forms(*vectors(1))))
def test_validation_data_may_come_in_every_form(form: str) -> None:
    model = dense_network()
    x, y = vectors(20)
    history = model.fit(x, y, validation_data=validation_forms(x, y)[form], verbose=0).history
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    assert history["val_loss"][0] == pytest.approx(expected["loss"], rel=1e-5)
    assert history["val_accuracy"][0] == pytest.approx(expected["accuracy"])


def test_validation_data_of_another_form_is_an_error() -> None:
    x, y = vectors(8)
    for wrong in ((x,), (x, y, y, y)):
        assert_explained(
            ArgumentError, lambda given=wrong: dense_network().fit(x, y, validation_data=given, verbose=0), "validation"
        )


def test_a_share_of_the_arrays_is_held_out_from_their_end() -> None:
    set_seed(3)
    model = dense_network()
    x, y = vectors(50)
    history = model.fit(x, y, validation_split=0.2, verbose=0).history
    expected = model.evaluate(x[40:], y[40:], verbose=0, return_dict=True)
    assert history["val_loss"][0] == pytest.approx(expected["loss"], rel=1e-5)
    assert model.optimizer.iterations == 2


def test_a_stratified_share_has_every_class() -> None:
    x, y = vectors(300)
    order = np.argsort(y, kind="stable")
    seen: list[np.ndarray] = []

    class Looking(callbacks.Callback):
        def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(logs["confusion_matrix"])

    model = dense_network(compiled=False)
    from nervure.metrics import ConfusionMatrix

    model.compile("sgd", "sparse_categorical_crossentropy", metrics=[ConfusionMatrix(num_classes=10)])
    model.fit(
        x[order], y[order], validation_split=0.2, stratify=True, validation_batch_size=300,
        callbacks=[Looking()], verbose=0,
    )  # fmt: skip
    assert (seen[0].sum(axis=1) > 0).all()


def test_validation_has_steps_a_batch_size_and_a_frequency_of_its_own() -> None:
    x, y = vectors(40)

    class Sizes(Batches):
        test_batches = 0

        def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
            self.test_batches += 1

    for arguments, batches, tests in (
        ({"validation_data": (x, y), "validation_batch_size": 10}, 16, 4),
        ({"validation_data": (x, y), "validation_steps": 2}, 8, 4),
        ({"validation_data": (x, y), "validation_freq": 2}, 2 * 5, 2),
        ({"validation_data": (x, y), "validation_freq": [1, 4]}, 2 * 5, 2),
        ({"validation_split": 0.5, "validation_batch_size": 5}, 16, 4),
        ({"validation_split": 0.5, "validation_batch_size": 5, "validation_steps": 1}, 4, 4),
    ):
        counted = Sizes()
        dense_network().fit(x, y, batch_size=8, epochs=4, callbacks=[counted], verbose=0, **arguments)
        assert (counted.test_batches, counted.tests) == (batches, tests)


def test_class_weights_are_weights_of_samples_and_leave_validation_alone() -> None:
    x, y = vectors(40)
    weights = {label: 1.0 + label for label in range(10)}
    models = []
    for arguments in ({"class_weight": weights}, {"sample_weight": 1.0 + y}):
        set_seed(2)
        model = dense_network()
        model.fit(x, y, shuffle=False, verbose=0, validation_data=(x, y), **arguments)
        models.append(model)
    assert_same_weights(*models)
    value = models[0].history.history["val_loss"][0]
    assert value == pytest.approx(models[0].evaluate(x, y, verbose=0)[0], rel=1e-5)


def test_weights_of_several_outputs_come_as_a_list_or_by_name() -> None:
    x, y = two_ended_data()
    weights = [np.linspace(0, 1, 24), np.ones(24)]
    models = []
    for given in (weights, dict(zip(("kind", "size"), weights, strict=True))):
        set_seed(2)
        model = two_ended(compiled=True)
        targets = y if isinstance(given, list) else dict(zip(("kind", "size"), y, strict=True))
        model.fit(x, targets, sample_weight=given, seed=1, verbose=0)
        models.append(model)
    assert_same_weights(*models)
