from __future__ import annotations

import inspect

import keras
import numpy as np
import pytest
import torch

from nervure import activations

NAMES = [name for name in dir(keras.activations) if name not in ("deserialize", "get", "serialize") and name[0] != "_"]


def test_every_function_of_keras_is_there() -> None:
    assert set(activations.__all__) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_functions_take_what_those_of_keras_take_and_give_their_numbers(name: str) -> None:
    ours, theirs = getattr(activations, name), getattr(keras.activations, name)
    mine, keras_own = (inspect.signature(function).parameters.values() for function in (ours, theirs))
    assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in keras_own]
    x = np.random.default_rng(0).normal(0, 3, (5, 6)).astype("float32")
    constants = (0.3, -1.0) if name == "threshold" else ()
    y = ours(x, *constants)
    assert isinstance(y, np.ndarray)
    if name == "sparsemax":  # that of Keras does not sum to 1
        assert np.allclose(y.sum(-1), 1, atol=1e-5)
    else:
        assert np.allclose(y, theirs(torch.from_numpy(x), *constants), atol=1e-5)
    assert torch.equal(ours(torch.from_numpy(x), *constants), torch.from_numpy(y))


def test_a_number_gives_a_number_and_whole_numbers_are_taken() -> None:
    assert float(activations.relu6(7)) == 6.0
    assert activations.softsign([1, -1]).tolist() == [0.5, -0.5]
