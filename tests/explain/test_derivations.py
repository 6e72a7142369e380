from __future__ import annotations

import pytest

from nervure import layers, models
from nervure.records.place import Index, Kind
from tests.explain.networks import classifier, explained


@pytest.mark.parametrize(
    ("kind", "name", "index", "origin"),
    [
        ("value", "hidden/z", (0, 0), "step"),
        ("value", "input", (0, 0), "given"),
        ("value", "output/target", (0, 0), "given"),
        ("value", "hidden/kernel", (0, 0), "stored"),
        ("value", "loss", (), "loss"),
        ("value", "output/loss", (0,), "loss"),
        ("gradient", "hidden/z", (0, 0), "step"),
        ("gradient", "output/loss", (0,), "loss"),
        ("updated", "hidden/kernel", (0, 0), "update"),
    ],
)
def test_every_number_knows_where_it_came_from(kind: Kind, name: str, index: Index, origin: str) -> None:
    derivations = explained().derivations
    place = derivations.place(kind, name, index)
    derivation = derivations.derivation(place)
    assert derivation.origin == origin
    assert derivation.place == place


def test_a_value_that_several_steps_read_gathers_what_they_hand_back() -> None:
    x = layers.Input((2,), name="input")
    hidden = layers.Dense(2, name="hidden")(x)
    merged = layers.Add(name="sum")([layers.Dense(2, name="branch")(hidden), hidden])
    network = models.Model(x, merged)
    network.compile("sgd", "mse")
    explanation = network.explain([[1.0, 2.0]], [[0.0, 1.0]])
    derivation = explanation.gradient_of("hidden/output", (0, 0)).derivation
    assert "dense (branch)" in derivation.maker
    assert "add (sum)" in derivation.maker
    explanation.verify(everything=True)


def test_a_shared_weight_gathers_over_its_uses() -> None:
    x = layers.Input((3,), name="input")
    shared = layers.Dense(3, name="shared")
    network = models.Model(x, shared(shared(x)))
    network.compile("sgd", "mse")
    explanation = network.explain([[1.0, 2.0, 3.0]], [[0.0, 1.0, 0.0]])
    assert len(explanation.gradient_of("shared/kernel", (0, 1)).contributions) == 2
    explanation.verify(everything=True)


def test_each_sample_counts_its_share() -> None:
    network, x, y = classifier()
    derivations = network.explain(x, y).derivations
    share = derivations.derivation(derivations.place("gradient", "output/loss", (1,)))
    assert share.expression.value == share.value == pytest.approx(1 / 3)


def test_shapes_tell_what_there_is() -> None:
    network, x, y = classifier()
    derivations = network.explain(x, y).derivations
    assert derivations.shape(derivations.place("value", "hidden/z")) == (3, 5)
    assert derivations.shape(derivations.place("gradient", "output/output")) is None
    assert derivations.shape(derivations.place("value", "loss")) == ()
    assert derivations.shape(derivations.place("gradient", "loss")) is None
