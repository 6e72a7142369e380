from __future__ import annotations

from typing import Any

from nervure.layers import BatchNormalization, Conv2D, Dense, LeakyReLU
from nervure.testing.rules.rebuilding import config, parameter_names, weights
from tests.testing.planted_faults import ForgetsAnArgument, KeepsWhatItComputedFromWeights, TwoOfOneName
from tests.testing.sound_layers import Affine, Halves, Noise, Product
from tests.testing.specimens import examined, holds


def test_sound_layers_come_back() -> None:
    for layer, shape in (
        (Affine(2, scale=0.5, name="mine", trainable=False), (3,)),
        (Noise(), (3,)),
        (Product(), [(3,), (3,)]),
        (Halves(), (4,)),
        (Dense(3, activation=LeakyReLU(0.1), kernel_regularizer="l2"), (4,)),
        (Conv2D(3, 3, kernel_initializer="he_normal"), (5, 5, 2)),
        (BatchNormalization(momentum=0.9), (4,)),
    ):
        for rule in (config, weights, parameter_names):
            assert holds(rule, layer, shape), f"{rule.__name__} {layer.where}"


def test_an_argument_that_changes_on_the_way_is_named() -> None:
    class Grows(Affine):
        def get_config(self) -> dict[str, Any]:
            return {"units": self.units, "scale": self.scale + 1}

    (finding,) = examined(config, Grows())
    assert finding.sentence == "The argument 'scale' is 2.5, but 3.5 in the layer created from the configuration."


def test_other_parameters_are_shown_beside_those_that_should_be() -> None:
    (finding,) = examined(config, ForgetsAnArgument())
    assert "[('kernel', (3, 3), True), ('bias', (3,), True)] instead of [('kernel', (3, 4)" in finding.sentence


def test_a_stale_copy_of_weights_is_measured() -> None:
    (finding,) = examined(weights, KeepsWhatItComputedFromWeights())
    assert finding.measured is not None
    assert finding.measured > 0.1


def test_set_weights_of_ones_own_must_set_them() -> None:
    class Deaf(Affine):
        def set_weights(self, weights: list[Any]) -> None:
            pass

    assert not holds(weights, Deaf())


def test_names_that_stand_twice_are_counted_once_each() -> None:
    (finding,) = examined(parameter_names, TwoOfOneName())
    assert (finding.measured, finding.sentence) == (1, "Two parameters are called 'bias'.")
