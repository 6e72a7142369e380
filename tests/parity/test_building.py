"""Layers built by hand, beside Keras: the same weights, once, and None where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nervure.keras as ours

keras = pytest.importorskip("keras")

# Name, arguments, shapes of the inputs; those of several inputs as Keras' ``build`` takes them.
ROWS: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    *[("Dense", {"units": 3, "use_bias": use_bias}, ((2, 4),)) for use_bias in (True, False)],
    *[
        (f"{kind}{axes}D{transposed}", {"filters": 3, "kernel_size": 2, "use_bias": use_bias}, ((2, *(5,) * axes, 4),))
        for kind, transposed in (("Conv", ""), ("Conv", "Transpose"), ("SeparableConv", ""))
        for axes in (1, 2, 3)
        for use_bias in (True, False)
        if not (kind == "SeparableConv" and axes == 3)
    ],
    *[
        (f"DepthwiseConv{axes}D", {"kernel_size": 2, "use_bias": use_bias}, ((2, *(5,) * axes, 4),))
        for axes in (1, 2)
        for use_bias in (True, False)
    ],
    *[
        (name, {**options, "scale": scale, "center": center}, ((2, 5, 4),))
        for name, options in (
            ("BatchNormalization", {}), ("LayerNormalization", {}), ("GroupNormalization", {"groups": 2}),
        )
        for scale in (True, False)
        for center in (True, False)
    ],
    ("RMSNormalization", {}, ((2, 4),)),
    ("UnitNormalization", {}, ((2, 4),)),
    ("PReLU", {}, ((2, 5, 4),)),
    ("Embedding", {"input_dim": 7, "output_dim": 3}, ((2, 5),)),
    *[
        (f"{kind}Cell", {"units": 3, "use_bias": use_bias}, ((2, 4),))
        for kind in ("LSTM", "GRU", "SimpleRNN")
        for use_bias in (True, False)
    ],
    *[(kind, {"units": 3}, ((2, 5, 4),)) for kind in ("LSTM", "GRU", "SimpleRNN")],
    *[
        (name, {"use_scale": use_scale}, ([(2, 5, 4), (2, 6, 4)],))
        for name in ("Attention", "AdditiveAttention")
        for use_scale in (True, False)
    ],
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, ((2, 5, 4), (2, 6, 4))),
    *[(name, {}, ([(2, 4), (2, 4)],)) for name in ("Add", "Average", "Concatenate", "Maximum", "Multiply", "Subtract")],
    ("Dropout", {"rate": 0.5}, ((2, 4),)),
    ("Softmax", {}, ((2, 4),)),
    ("MaxPooling2D", {}, ((2, 4, 4, 1),)),
    ("Flatten", {}, ((2, 4, 4),)),
]  # fmt: skip


def wrapped(library: Any) -> list[tuple[Any, tuple[int, ...]]]:
    layers = library.layers
    return [
        (layers.TimeDistributed(layers.Dense(3)), (2, 5, 4)),
        (layers.TimeDistributed(layers.Conv2D(3, 2)), (2, 5, 4, 4, 1)),
        (layers.Bidirectional(layers.LSTM(3)), (2, 5, 4)),
        (layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]), (2, 5, 4)),
        (layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(2)]), (2, 4)),
        (library.Sequential([layers.Dense(3), layers.Dense(2)]), (2, 4)),
        (library.Sequential([layers.Dense(3), library.Sequential([layers.Dense(2)])]), (2, 4)),
    ]


def sizes(layer: Any) -> list[tuple[int, ...]]:
    return [tuple(weight.shape) for weight in layer.weights]


@pytest.mark.parametrize(("name", "options", "shapes"), ROWS)
def test_a_layer_built_by_hand_has_the_weights_of_keras(
    name: str, options: dict[str, Any], shapes: tuple[Any, ...]
) -> None:
    mine, theirs = (getattr(library.layers, name)(**options) for library in (ours, keras))
    for layer in (mine, theirs):
        layer.build(*shapes)
    assert sizes(mine) == sizes(theirs)
    assert mine.count_params() == theirs.count_params()
    several = isinstance(shapes[0], list)
    inputs = [np.ones(shape, "float32") for shape in (shapes[0] if several else shapes)]
    mine(*(inputs if not several else [inputs]))
    assert mine.count_params() == theirs.count_params()


@pytest.mark.parametrize(("name", "options", "shapes"), ROWS)
def test_attributes_of_weights_are_none_where_keras_has_none(
    name: str, options: dict[str, Any], shapes: tuple[Any, ...]
) -> None:
    mine, theirs = (getattr(library.layers, name)(**options) for library in (ours, keras))
    for layer in (mine, theirs):
        layer.build(*shapes)
    known = (
        "kernel bias recurrent_kernel depthwise_kernel pointwise_kernel gamma beta moving_mean moving_variance scale "
        "alpha embeddings concat_score_weight"
    )
    for attribute in known.split():
        if name == "Attention" and attribute == "concat_score_weight":
            continue  # Keras has it only with score_mode="concat"
        if (expected := getattr(theirs, attribute, "missing")) is None:
            assert getattr(mine, attribute) is None, attribute
        elif hasattr(expected, "shape"):
            assert tuple(getattr(mine, attribute).shape) == tuple(expected.shape), attribute


@pytest.mark.parametrize("number", range(7))
def test_layers_around_layers_built_by_hand_have_the_weights_of_keras(number: int) -> None:
    (mine, shape), (theirs, _) = wrapped(ours)[number], wrapped(keras)[number]
    for layer in (mine, theirs):
        layer.build(shape)
    before = mine.count_params()
    if "Stacked" not in type(mine).__name__:
        mine(np.ones(shape, "float32"))
    assert before == mine.count_params() == theirs.count_params()
    assert sizes(mine) == sizes(theirs)
