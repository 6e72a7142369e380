from __future__ import annotations

import pytest

from nervure import layers, models
from nervure.explain.derivations import LOSS
from nervure.records.place import Place
from tests.explain.networks import classifier, explained


@pytest.mark.parametrize(
    ("place", "origin"),
    [
        (Place("value", "hidden/z", (0, 0)), "step"),
        (Place("value", "input", (0, 0)), "given"),
        (Place("value", "output/target", (0, 0)), "given"),
        (Place("value", "hidden/kernel", (0, 0)), "stored"),
        (Place("value", LOSS), "loss"),
        (Place("value", "output/loss", (0,)), "loss"),
        (Place("gradient", "hidden/z", (0, 0)), "step"),
        (Place("gradient", "output/loss", (0,)), "loss"),
        (Place("updated", "hidden/kernel", (0, 0)), "update"),
    ],
)
def test_every_number_knows_where_it_came_from(place: Place, origin: str) -> None:
    derivation = explained().derivations.derivation(place)
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
    share = derivations.derivation(Place("gradient", "output/loss", (1,)))
    assert share.expression.value == share.value == pytest.approx(1 / 3)


def test_shapes_tell_what_there_is() -> None:
    network, x, y = classifier()
    derivations = network.explain(x, y).derivations
    assert derivations.shape(Place("value", "hidden/z")) == (3, 5)
    assert derivations.shape(Place("gradient", "output/output")) is None
    assert derivations.shape(Place("value", LOSS)) == ()
    assert derivations.shape(Place("gradient", LOSS)) is None
