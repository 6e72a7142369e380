from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import GroupNormalization, Input, LayerNormalization, RMSNormalization, UnitNormalization
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of

KINDS = (LayerNormalization, GroupNormalization, RMSNormalization, UnitNormalization)


@pytest.mark.parametrize(
    ("make", "shape", "num_parameters"),
    [
        (LayerNormalization, (4,), 8),
        (lambda: LayerNormalization([1, -1], epsilon=1e-5, gamma_initializer="random_normal"), (3, 5, 2), 12),
        (lambda: LayerNormalization(-2, center=False, gamma_regularizer="l2"), (3, 4), 3),
        (lambda: LayerNormalization(scale=False, center=False), (3, 4), 0),
        (lambda: GroupNormalization(2), (5, 5, 6), 12),
        (lambda: GroupNormalization(-1, axis=1, scale=False, beta_initializer="ones"), (4, 3), 4),
        (lambda: GroupNormalization(1, epsilon=0.1, center=False), (6,), 6),
        (RMSNormalization, (3, 4), 4),
        (lambda: RMSNormalization([1, 2], epsilon=0.1), (3, 4), 12),
        (UnitNormalization, (3, 4), 0),
        (lambda: UnitNormalization([1, 2]), (3, 4), 0),
    ],
)
def test_normalizations_of_a_sample_keep_the_rules_of_layers(
    make: object, shape: tuple[int, ...], num_parameters: int
) -> None:
    check_layer_rules(make, shape, num_parameters=num_parameters)


def test_the_weights_stand_in_the_order_of_keras() -> None:
    for layer in (LayerNormalization(), GroupNormalization(2)):
        layer(Input((4,)))
        assert [parameter.name for parameter in layer.parameters] == ["gamma", "beta"]
        assert [weight.tolist() for weight in layer.get_weights()] == [[1] * 4, [0] * 4]
    layer = RMSNormalization()
    layer(Input((4,)))
    assert [parameter.name for parameter in layer.parameters] == ["scale"]


def test_each_sample_is_normalized_by_itself() -> None:
    x = 5 + 3 * numbers(0, 6, 7, 8)
    y = LayerNormalization(epsilon=1e-6)(x)
    assert np.allclose(y.mean(-1), 0, atol=1e-5)
    assert np.allclose(y.var(-1), 1, atol=1e-3)
    groups = GroupNormalization(2, epsilon=1e-6)(x).reshape(6, 7, 2, 4)
    assert np.allclose(groups.mean((1, 3)), 0, atol=1e-5)
    assert np.allclose((RMSNormalization()(x) ** 2).mean(-1), 1, atol=1e-3)
    assert np.allclose(np.linalg.norm(UnitNormalization()(x), axis=-1), 1, atol=1e-5)
    assert np.array_equal(LayerNormalization()(x, training=True), LayerNormalization()(x))


def test_the_order_of_axes_does_not_matter() -> None:
    layer = LayerNormalization([3, 1])
    layer(Input((3, 5, 2)))
    assert layer.parameters[0].shape == (3, 2)
    assert steps_of(layer)[0].options["axis"] == (1, 3)


def test_a_configuration_of_keras_is_taken() -> None:
    assert LayerNormalization(rms_scaling=False).get_config() == LayerNormalization().get_config()
    assert_says(ArgumentError, lambda: LayerNormalization(rms_scaling=True), "rms_scaling=True")


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_that_cannot_be_meant_are_refused_at_once(kind: type) -> None:
    assert_says(ArgumentError, lambda: kind(axis=0), kind.__name__, "axis 0 counts the samples")
    assert_says(ArgumentError, lambda: kind(axis="last"), "axis must be a whole number")
    if kind is not GroupNormalization:
        assert_says(ArgumentError, lambda: kind(axis=[]), "axis=[]")
    if kind is not UnitNormalization:
        assert_says(ArgumentError, lambda: kind(epsilon=-1), "epsilon")


def test_groups_that_cannot_be_meant_are_refused() -> None:
    assert_says(ArgumentError, lambda: GroupNormalization(0), "groups=0")
    assert_says(ArgumentError, lambda: GroupNormalization(2.5), "groups")
    assert_says(ShapeError, lambda: GroupNormalization(name="g")(Input((8, 8, 48))), "'g'", "channels: 48", "groups=16")


@pytest.mark.parametrize("make", [LayerNormalization, lambda: GroupNormalization(2), RMSNormalization])
def test_inputs_that_do_not_fit_are_refused(make: object) -> None:
    layer = make()
    layer(Input((4,)))
    assert_says(ShapeError, lambda: layer(Input((6,))), "4 along axis -1", "(N, 6)")
    assert_says(ShapeError, lambda: make()(Input((None,))), "size of axis -1")
    assert_says(ShapeError, lambda: LayerNormalization(3)(Input((4,))), "no axis 3")
    assert_says(ShapeError, lambda: UnitNormalization(-2)(Input((4,))), "counts the samples")
