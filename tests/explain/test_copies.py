from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.explain.copies import copied_plan, lent
from tests.explain.networks import X, Y, classifier, two_two_two


def test_a_copied_plan_computes_the_same_on_parameters_of_its_own() -> None:
    network = two_two_two("float32").network()
    copied = copied_plan(network.plan, network.store, torch.float64)
    assert copied.plan.dtype == torch.float64
    originals = set(map(id, network.plan.parameters))
    assert all(id(parameter) not in originals for parameter in copied.plan.parameters)
    assert all(copy.array.dtype == torch.float64 for copy in copied.copies.values())
    for original, copy in copied.copies.items():
        assert torch.equal(original.array.double(), copy.array)
        assert copy.memory_order == original.memory_order


def test_explaining_changes_nothing_about_the_model() -> None:
    network, x, y = classifier()
    network.fit(x, y, verbose=0, seed=1, preflight=False)
    before, calls = network.get_weights(), network.optimizer.calls
    slots = {name: slot.clone() for name, slot in network.optimizer.slots.items()}
    segment = network.network().store.trainable
    network.explain(x, y).verify()
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))
    assert network.optimizer.calls == calls
    assert all(torch.equal(slot, network.optimizer.slots[name]) for name, slot in slots.items())
    assert network.network().store.trainable is segment


def test_training_goes_on_with_the_same_bits_after_an_explanation() -> None:
    trained = []
    for explains in (False, True):
        network = two_two_two("float32")
        network.train_on_batch(X, Y)
        if explains:
            network.explain(X, Y)
            network.explain(X)
        network.train_on_batch(X, Y)
        trained.append(network.get_weights())
    assert all(np.array_equal(a, b) for a, b in zip(*trained, strict=True))


def test_whoever_has_a_parameter_finds_the_copy_while_it_is_lent() -> None:
    network = two_two_two("float32").network()
    copied = copied_plan(network.plan, network.store, torch.float64)
    original = network.plan.parameters[0]
    before = original.value
    with lent(copied):
        assert original.value is copied.copies[original].value
    assert original.value is before
    with pytest.raises(KeyError), lent(copied):
        raise KeyError
    assert original.value is before
