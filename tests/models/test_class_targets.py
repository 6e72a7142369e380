from __future__ import annotations

import numpy as np
import pytest

import nervure as nv
from nervure.models.class_targets import class_target, num_classes


def network(outputs: int, activation: str, loss: object) -> nv.Sequential:
    model = nv.Sequential([nv.Input((4,)), nv.layers.Dense(outputs, activation)])
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize(
    ("outputs", "activation", "loss", "count", "target"),
    [
        (3, "softmax", "sparse_categorical_crossentropy", 3, [1, 1]),
        (3, "softmax", "categorical_crossentropy", 3, [[0, 1, 0], [0, 1, 0]]),
        (1, "sigmoid", "binary_crossentropy", 2, [[1], [1]]),
    ],
)
def test_a_class_is_a_target_as_the_loss_reads_it(
    outputs: int, activation: str, loss: str, count: int, target: list[int]
) -> None:
    model = network(outputs, activation, loss)
    assert num_classes(model) == count
    np.testing.assert_array_equal(class_target(model, 1, 2), target)
    assert model.explain(np.ones((2, 4)), class_target(model, 1, 2)).value > 0


@pytest.mark.parametrize(("outputs", "loss"), [(3, "mse"), (3, "binary_crossentropy"), (1, "mae")])
def test_a_network_that_tells_no_classes_apart_has_none(outputs: int, loss: str) -> None:
    assert num_classes(network(outputs, "sigmoid", loss)) == 0
    assert num_classes(nv.Sequential([nv.Input((4,)), nv.layers.Dense(outputs)])) == 0
