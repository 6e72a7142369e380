from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from nervure.models.unchanged import unchanged
from tests.models.networks import dense_network, numbers


def drawn() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), float(torch.rand(()))


def fill_and_fail(gradients: torch.Tensor) -> None:
    gradients.fill_(7.0)
    raise ZeroDivisionError


def test_the_random_numbers_of_the_process_go_on_as_if_nothing_had_been_drawn() -> None:
    model = dense_network()
    random.seed(3), np.random.seed(3), torch.manual_seed(3)
    expected = drawn()
    random.seed(3), np.random.seed(3), torch.manual_seed(3)
    with unchanged(model):
        assert drawn() == expected
        drawn()
    assert drawn() == expected


def test_gradients_are_what_they_were_where_something_fails_too() -> None:
    model = dense_network()
    model.train_on_batch(numbers(4, 196), np.zeros(4, int))
    gradients = model.network().store.trainable.gradients
    assert gradients is not None
    before = gradients.clone()
    assert before.any()
    with pytest.raises(ZeroDivisionError), unchanged(model):
        fill_and_fail(gradients)
    assert torch.equal(gradients, before)
