"""A network of millions of numbers: what is explained is written down, and trees grow where somebody asks."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.explain.explanation import Explanation
from nervure.records.expression import Expression

FEATURES, UNITS, SAMPLES = 784, 1024, 32


@pytest.fixture(scope="module")
def network() -> models.Model:
    made = models.Sequential(
        [
            layers.Input((FEATURES,), name="input"),
            layers.Dense(UNITS, activation="relu", name="hidden"),
            layers.Dense(UNITS, activation="tanh", name="hidden_2"),
            layers.Dense(10, activation="softmax", name="output"),
        ]
    )
    made.compile(optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy")
    return made


def explained(network: models.Model) -> Explanation:
    draw = np.random.default_rng(0)
    return network.explain(draw.normal(size=(SAMPLES, FEATURES)), draw.integers(0, 10, SAMPLES))


def num_expressions() -> int:
    gc.collect()
    return sum(issubclass(type(found), Expression) for found in gc.get_objects())


def test_no_tree_stands_before_somebody_asks(network: models.Model) -> None:
    before = num_expressions()
    explanation = explained(network)
    assert sum(array.size for array in explanation.recording.arrays.values()) > 5_000_000
    assert num_expressions() == before


def test_a_question_grows_the_trees_of_its_own_numbers(network: models.Model) -> None:
    explanation = explained(network)
    before = num_expressions()
    answer = explanation.value_of("hidden/output", (3, 5))
    assert num_expressions() - before < 10
    value = explanation.value_of("hidden/z", (3, 5))
    assert 2 * FEATURES < num_expressions() - before < 4 * FEATURES + 100
    why = explanation.why("hidden/kernel", (7, 5))
    assert str(why)
    assert num_expressions() - before < 20 * UNITS
    del answer, value, why
    assert num_expressions() == before, "nothing of it is kept"


def test_memory_is_that_of_the_numbers(network: models.Model) -> None:
    explained(network)
    gc.collect()
    tracemalloc.start()
    try:
        explanation = explained(network)
        held, peak = tracemalloc.get_traced_memory()
        size = sum(array.nbytes for array in explanation.recording.arrays.values())
        assert size < held < 1.05 * size
        assert peak < 1.6 * size
        explanation.verify(num=50)
        assert tracemalloc.get_traced_memory()[0] < 1.1 * size
    finally:
        tracemalloc.stop()
