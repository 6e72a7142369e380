"""Penalties on what layers give, beside Keras: losses, and the weights after thirty steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, regularizers

keras = pytest.importorskip("keras")

# How Keras makes NumPy arrays of its variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SHAPE = (6, 5)

NETWORKS: dict[str, Callable[[Any, Any], list[Any]]] = {
    "dense": lambda module, penalty: [module.Dense(4, "tanh", activity_regularizer=penalty), module.Flatten()],
    "convolution": lambda module, penalty: [
        module.Conv1D(4, 3, activation="relu", activity_regularizer=penalty),
        module.GlobalAveragePooling1D(activity_regularizer=penalty),
    ],
    "sequence": lambda module, penalty: [module.LSTM(3, return_sequences=True, activity_regularizer=penalty),
                                         module.GRU(2, activity_regularizer=penalty)],
    # Not SimpleRNN: that of Keras 3.15 takes the argument and forgets it.
    "both directions": lambda module, penalty: [module.Bidirectional(module.GRU(3, activity_regularizer=penalty))],
    "a layer of its own": lambda module, penalty: [module.SimpleRNN(3), module.ActivityRegularization(0.01, 0.02)],
}  # fmt: skip


def fitted(module: Any, model_class: Any, penalty: Any, name: str, weights: Any, scale: float | None) -> Any:
    model = model_class([module.Input(SHAPE), *NETWORKS[name](module, penalty), module.Dense(1)])
    model.compile(optimizer=optimizer_of(module, scale), loss="mse")
    if weights is not None:
        model.set_weights(weights)
    x = np.sin(np.arange(24 * 30, dtype="float32")).reshape(24, *SHAPE)
    y = x.sum((1, 2))[:, None]
    first = model.get_weights()
    history = model.fit(x, y, batch_size=8, epochs=10, shuffle=False, verbose=0).history["loss"]
    return first, history, model.evaluate(x, y, verbose=0), model.get_weights()


def optimizer_of(module: Any, scale: float | None) -> Any:
    from nervure import optimizers

    source = optimizers if module is layers else keras.optimizers
    return source.SGD(0.01, momentum=0.9, loss_scale_factor=scale)


@pytest.mark.parametrize("scale", [None, 128.0])
@pytest.mark.parametrize("name", NETWORKS)
def test_thirty_steps_end_with_the_losses_and_weights_of_keras(name: str, scale: float | None) -> None:
    mine = fitted(layers, models.Sequential, regularizers.L1L2(0.02, 0.03), name, None, scale)
    theirs = fitted(keras.layers, keras.Sequential, keras.regularizers.L1L2(0.02, 0.03), name, mine[0], scale)
    np.testing.assert_allclose(mine[1], theirs[1], rtol=1e-4)
    assert mine[2] == pytest.approx(theirs[2], rel=1e-4)
    for one, other in zip(mine[3], theirs[3], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("options", [{}, {"use_gate": True, "value_dim": 2}, {"attention_axes": 2}])
def test_projections_of_heads_are_penalized_as_in_keras(options: dict[str, Any]) -> None:
    x = np.sin(np.arange(8 * 24, dtype="float32")).reshape(8, *((2, 3, 4) if "attention_axes" in options else (6, 4)))

    def after(module: Any, model_class: Any, penalty: Any, weights: Any) -> Any:
        inputs = module.Input(x.shape[1:])
        heads = module.MultiHeadAttention(2, 3, activity_regularizer=penalty, **options)
        made = model_class(inputs, module.Dense(1)(module.Flatten()(heads(inputs, inputs))))
        made.compile(optimizer=optimizer_of(module, None), loss="mse")
        if weights is not None:
            made.set_weights(weights)
        first = made.get_weights()
        y = x.reshape(8, -1).sum(1, keepdims=True)
        history = made.fit(x, y, batch_size=4, epochs=5, shuffle=False, verbose=0).history["loss"]
        return first, history, made.evaluate(x, y, verbose=0), made.get_weights()

    mine = after(layers, models.Model, regularizers.L1L2(0.02, 0.03), None)
    theirs = after(keras.layers, keras.Model, keras.regularizers.L1L2(0.02, 0.03), mine[0])
    np.testing.assert_allclose(mine[1], theirs[1], rtol=1e-4)
    assert mine[2] == pytest.approx(theirs[2], rel=1e-4)
    for one, other in zip(mine[3], theirs[3], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
