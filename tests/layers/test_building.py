from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.layers import (
    LSTM,
    Add,
    BatchNormalization,
    Bidirectional,
    Dense,
    Embedding,
    Input,
    Layer,
    LSTMCell,
    MultiHeadAttention,
    TimeDistributed,
)
from nervure.models import Model, Sequential


class Scale(Layer):
    """A layer as a user of Keras writes it: it calls the build of its class and says that it is built."""

    def build(self, input_shape: Any) -> None:
        self.factor = self.add_weight("factor", (input_shape[-1],), "ones")
        self.built = True
        super().build(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, Any]:
        return x * self.factor.array, x


class Wider(Scale):
    """A subclass with one weight more."""

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.more = self.add_weight("more", (2,), "ones")


def test_a_layer_that_was_built_by_hand_is_not_built_again() -> None:
    layer = Dense(2, kernel_initializer="ones")
    layer.build((None, 2))
    layer.build((None, 2))
    assert np.asarray(layer(np.array([[1.0, 2.0]], "float32"))).tolist() == [[3.0, 3.0]]
    assert layer.count_params() == 6


def test_its_weights_have_values_at_once() -> None:
    layer = Dense(2)
    layer.build((None, 3))
    before = layer.kernel.numpy()
    model = Sequential([Input((3,)), layer])
    np.testing.assert_array_equal(model.get_weights()[0], before)


def test_layers_of_ones_own_are_built_once_through_all_their_classes() -> None:
    layer = Wider()
    layer.build((None, 3))
    layer(np.ones((2, 3), "float32"))
    assert [weight.name for weight in layer.weights] == ["factor", "more"]
    assert layer.built


def test_a_layer_cannot_be_unbuilt() -> None:
    with pytest.raises(StateError, match="stays built"):
        Scale().built = False


@pytest.mark.parametrize(
    ("layer", "shapes", "expected"),
    [
        (Dense(2), ([4, 3],), (None, 3)),
        (Dense(2), (np.zeros((4, 3)).shape,), (None, 3)),
        (Embedding(5, 2), (), (None, None)),
        (LSTMCell(2), ((4, 3),), (None, 3)),
        (LSTM(2), ((4, 5, 3), [(4, 2), (4, 2)]), ((None, 5, 3), (None, 2), (None, 2))),
        (LSTM(2, stateful=True), ((4, 5, 3),), (4, 5, 3)),
        (Bidirectional(LSTM(2)), ((4, 5, 3), None), (None, 5, 3)),
        (TimeDistributed(Dense(2)), ((4, 5, 3),), (None, 5, 3)),
        (Add(), ([(4, 3), (4, 3)],), ((None, 3), (None, 3))),
        (MultiHeadAttention(2, 3), ((4, 5, 3), (4, 6, 2)), ((None, 5, 3), (None, 6, 2))),
    ],
)
def test_shapes_are_taken_in_the_forms_of_keras(layer: Layer, shapes: Any, expected: Any) -> None:
    layer.build(*shapes)
    assert layer.built_shape == expected
    assert all(weight.value is not None for weight in layer.weights)


def test_a_model_is_built_by_hand_too() -> None:
    chain = Sequential([Dense(2)])
    for _ in range(2):
        chain.build((None, 3))
    entrance = Input((3,))
    graph = Model(entrance, Dense(2)(entrance))
    graph.build((None, 3))
    assert chain.count_params() == graph.count_params() == 8
    with pytest.raises(ShapeError):
        graph.build((None, 4))


def test_another_shape_than_the_one_it_was_built_for_is_refused() -> None:
    layer = Dense(2)
    layer.build((None, 3))
    with pytest.raises(ShapeError):
        layer.build((None, 4))


def test_what_is_no_shape_is_refused() -> None:
    with pytest.raises(ArgumentError, match="build needs the shape"):
        Dense(2).build()  # type: ignore[call-arg]
    for wrong in (4, "ab", (None, 2.5)):
        with pytest.raises(ArgumentError, match="build takes a shape"):
            BatchNormalization().build(wrong)
