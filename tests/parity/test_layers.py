"""Every layer beside Keras' own: same weights in, same outputs, gradients and moving statistics out."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers
from tests.layers.layer_rules import walk
from tests.parity.convolution_rows import ROWS as CONVOLUTION_ROWS
from tests.parity.single_sample_rows import ROWS as SINGLE_SAMPLE_ROWS

keras = pytest.importorskip("keras")

OUTPUTS, GRADIENTS = 1e-5, 1e-4
PICTURES = ((9, 8, 4),)
Row = tuple[str, dict[str, Any], tuple[tuple[int, ...], ...]]
# Compared in a file or a test of their own: random ones, and those of several inputs or of sequences.
ELSEWHERE = (
    "ActivityRegularization", "AdditiveAttention", "AlphaDropout", "AttachMask", "Attention", "Bidirectional",
    "Dropout", "Embedding", "GRU",
    "GRUCell", "GaussianDropout", "GaussianNoise", "InputLayer", "Lambda", "LSTM", "LSTMCell", "Masking", "Maxout",
    "MultiHeadAttention", "RNN", "SimpleRNN", "SimpleRNNCell", "StackedRNNCells", "TimeDistributed", "TorchModule",
    "TorchProgram",
)  # fmt: skip
_OURS_ALONE = ("AttachMask", "Maxout", "TorchModule", "TorchProgram")

ROWS: list[Row] = [
    ("Dense", {"units": 3}, ((4,),)),
    ("Dense", {"units": 3, "activation": "softmax"}, ((4,),)),
    ("Dense", {"units": 3, "activation": "relu", "use_bias": False}, ((4,),)),
    ("Dense", {"units": 5, "activation": "gelu"}, ((3, 4),)),
    ("Dense", {"units": 1, "activation": "sigmoid", "bias_initializer": "ones"}, ((2, 3, 4),)),
    *[
        ("Activation", {"activation": name}, ((5, 4),))
        for name in (
            "linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softmax", "softplus", "gelu", "silu",
            "swish", "celu", "exponential", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
            "log_sigmoid", "log_softmax", "mish", "relu6", "soft_shrink", "softsign", "sparse_plus", "sparse_sigmoid",
            "squareplus", "tanh_shrink",
        )
    ],
    ("ReLU", {}, ((5, 4),)),
    ("ReLU", {"max_value": 0.8}, ((20,),)),
    ("ReLU", {"negative_slope": 0.2}, ((5, 4),)),
    ("ReLU", {"threshold": 0.3}, ((5, 4),)),
    ("ReLU", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}, ((5, 4, 2),)),
    ("LeakyReLU", {}, ((5,),)),
    ("LeakyReLU", {"negative_slope": 0.1}, ((5, 4),)),
    ("LeakyReLU", {"negative_slope": 0.0}, ((5, 4),)),
    ("LeakyReLU", {"negative_slope": 1.0}, ((5, 4),)),
    ("LeakyReLU", {"negative_slope": 2.0}, ((4, 4, 2),)),
    ("ELU", {}, ((5,),)),
    ("ELU", {"alpha": 0.5}, ((5, 4),)),
    ("ELU", {"alpha": 2.0}, ((5, 4),)),
    ("ELU", {"alpha": 0.0}, ((5, 4),)),
    ("ELU", {"alpha": 1}, ((4, 4, 2),)),
    ("Softmax", {}, ((5,),)),
    ("Softmax", {}, ((3, 5),)),
    ("Softmax", {"axis": 1}, ((3, 5),)),
    ("Softmax", {"axis": -2}, ((3, 5, 2),)),
    ("Softmax", {"axis": [2]}, ((3, 5, 2),)),
    *CONVOLUTION_ROWS,
    *SINGLE_SAMPLE_ROWS,
    ("Dropout", {"rate": 0.0}, ((5,),)),
    ("Dropout", {"rate": 0.0, "seed": 1}, ((5, 4),)),
    ("BatchNormalization", {}, ((6,),)),
    ("BatchNormalization", {"momentum": 0.9, "epsilon": 1e-5}, PICTURES),
    ("BatchNormalization", {"center": False}, ((5, 6),)),
    ("BatchNormalization", {"scale": False}, PICTURES),
    ("BatchNormalization", {"scale": False, "center": False}, ((6,),)),
    ("BatchNormalization", {"axis": 1}, PICTURES),
    ("BatchNormalization", {"axis": -2, "momentum": 0.5}, ((5, 6),)),
    ("BatchNormalization", {"trainable": False}, PICTURES),
    ("Flatten", {}, PICTURES),
    ("Flatten", {}, ((5,),)),
    ("Flatten", {}, ((),)),
    ("Flatten", {}, ((3, 4),)),
    ("Flatten", {"data_format": "channels_last"}, ((2, 3, 4, 5),)),
    ("Reshape", {"target_shape": (3, 4)}, ((12,),)),
    ("Reshape", {"target_shape": (-1, 2, 2)}, ((12,),)),
    ("Reshape", {"target_shape": (12,)}, ((3, 4),)),
    ("Reshape", {"target_shape": [4, -1]}, ((2, 2, 3),)),
    ("Reshape", {"target_shape": (-1,)}, ((2, 2, 3),)),
    ("Rescaling", {"scale": 1 / 255}, PICTURES),
    ("Rescaling", {"scale": 1 / 127.5, "offset": -1}, PICTURES),
    ("Rescaling", {"scale": 2.0, "offset": 0.5}, ((5,),)),
    ("Rescaling", {"scale": [1.0, 2.0, 3.0, 4.0], "offset": [0.1, 0.2, 0.3, 0.4]}, PICTURES),
    ("Rescaling", {"scale": [0.5], "offset": 1.0}, ((3, 4),)),
    ("Add", {}, ((4,), (4,))),
    ("Add", {}, ((3, 4), (3, 4), (3, 4))),
    ("Add", {}, ((5, 5, 3), (1, 1, 3))),
    ("Add", {}, ((5, 5, 3), (3,))),
    ("Add", {}, ((3, 1), (1, 4))),
    ("Concatenate", {}, ((4,), (3,))),
    ("Concatenate", {"axis": 1}, ((4,), (3,), (2,))),
    ("Concatenate", {"axis": 1}, ((2, 4), (3, 4))),
    ("Concatenate", {"axis": -2}, ((2, 4), (3, 4))),
    ("Concatenate", {"axis": 3}, ((5, 5, 1), (5, 5, 2))),
]  # fmt: skip


class Reference:
    """Keras' layer with random weights, walked forward and back by torch.

    Args:
        name: the class.
        options: its arguments.
        inputs: what it is fed.
    """

    def __init__(self, name: str, options: dict[str, Any], inputs: list[np.ndarray]) -> None:
        self.layer = getattr(keras.layers, name)(**options)
        self.leaves = [torch.from_numpy(x).requires_grad_() for x in inputs]
        shapes = [x.shape for x in inputs]
        self.layer.build(shapes[0] if len(shapes) == 1 else shapes)
        generator = np.random.default_rng(7)
        drawn = [generator.uniform(0.5, 1.5, weight.shape).astype("float32") for weight in self.layer.weights]
        if name == "Dense" or "Conv" in name:
            drawn = [weight - 1 for weight in drawn]
        self.layer.set_weights(drawn)
        self.weights = drawn

    def walk(self, dy: np.ndarray | None, training: bool) -> torch.Tensor:
        inputs = self.leaves[0] if len(self.leaves) == 1 else self.leaves
        y = self.layer(inputs, training=training) if _takes_training(self.layer) else self.layer(inputs)
        if dy is not None:
            (y * torch.from_numpy(dy)).sum().backward()
        return y.detach()

    def gradients(self) -> dict[str, torch.Tensor]:
        return {variable.name: variable.value.grad for variable in self.layer.trainable_variables}


def _takes_training(layer: Any) -> bool:
    return "training" in inspect.signature(layer.call).parameters


def _inputs(shapes: tuple[tuple[int, ...], ...]) -> list[np.ndarray]:
    generator = np.random.default_rng(3)
    return [generator.standard_normal((6, *shape)).astype("float32") for shape in shapes]


def assert_close(ours: torch.Tensor, theirs: torch.Tensor, tolerance: float) -> None:
    """Equal within ``tolerance`` of the largest number, but no less than of 1."""
    assert ours.shape == theirs.shape
    largest = max(1.0, theirs.abs().max().item()) if theirs.numel() else 1.0
    assert (ours - theirs).abs().max().item() <= tolerance * largest


@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_outputs_and_gradients_are_those_of_keras(row: Row, training: bool) -> None:
    name, options, shapes = row
    inputs = _inputs(shapes)
    reference = Reference(name, options, inputs)
    expected = reference.walk(None, training)
    dy = np.random.default_rng(5).standard_normal(expected.shape).astype("float32")
    reference = Reference(name, options, inputs)
    expected = reference.walk(dy, training)

    layer = getattr(layers, name)(**options)
    layer(inputs[0] if len(inputs) == 1 else inputs)
    assert [weight.shape for weight in layer.get_weights()] == [weight.shape for weight in reference.weights]
    layer.set_weights(reference.weights)
    walked = walk(layer, inputs, dy, training=training, commit=True)

    assert_close(walked.y, expected, OUTPUTS)
    for ours, leaf in zip(walked.dinputs, reference.leaves, strict=True):
        assert ours is not None
        assert_close(ours, leaf.grad, GRADIENTS)
    for parameter, gradient in reference.gradients().items():
        assert_close(walked.dparameters[parameter], gradient, GRADIENTS)
    for ours_after, theirs_after in zip(layer.get_weights(), reference.layer.weights, strict=True):
        assert_close(torch.from_numpy(ours_after), theirs_after.value.detach(), OUTPUTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_promised_shapes_are_those_of_keras(row: Row) -> None:
    name, options, shapes = row
    inputs = [(None, *shape) for shape in shapes]
    fed = inputs[0] if len(inputs) == 1 else inputs
    ours, theirs = getattr(layers, name)(**options), getattr(keras.layers, name)(**options)
    assert ours.compute_output_shape(fed) == tuple(theirs.compute_output_shape(fed))


def test_every_layer_is_compared_in_at_least_five_ways() -> None:
    counts = {name: sum(row[0] == name for row in ROWS) for name in layers.TABLE}
    for name, layer in layers.TABLE.items():
        if layer.__name__ == name and name not in ELSEWHERE:
            assert counts[name] >= 5, name


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.4, 0.5, 0.9])
def test_dropout_keeps_as_much_as_keras_and_scales_it_alike(rate: float) -> None:
    x = np.ones((50, 400), "float32")
    ours = np.asarray(layers.Dropout(rate)(x, training=True))
    theirs = keras.layers.Dropout(rate, seed=1)(torch.from_numpy(x), training=True).numpy()
    assert np.allclose(np.unique(ours), np.unique(theirs), rtol=1e-4)
    assert abs((ours == 0).mean() - (theirs == 0).mean()) < 0.02


@pytest.mark.parametrize("noise_shape", [(None, 1, 4), (None, 3, 1), (6, 1, 1), (1, 3, 4), (None, None, 1)])
def test_dropout_shares_its_mask_along_the_axes_of_keras(noise_shape: tuple[int | None, ...]) -> None:
    x = np.ones((6, 3, 4), "float32")
    ours = np.asarray(layers.Dropout(0.5, noise_shape, seed=2)(x, training=True))
    sizes = tuple(given or size for given, size in zip(noise_shape, x.shape, strict=True))
    shared = tuple(axis for axis, size in enumerate(sizes) if size == 1)
    assert np.array_equal(ours, np.broadcast_to(ours.max(shared, keepdims=True), x.shape))
    assert np.array_equal(layers.Dropout(0.5, noise_shape)(x), keras.layers.Dropout(0.5, noise_shape)(x).numpy())


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("use_bias", [True, False])
def test_maxout_is_the_largest_of_several_dense_layers_of_keras(pieces: int, use_bias: bool) -> None:
    x, dy = np.random.default_rng(0).standard_normal((2, 6, 4)).astype("float32")
    dense = [keras.layers.Dense(4, use_bias=use_bias, bias_initializer="random_normal") for _ in range(pieces)]
    leaf = torch.from_numpy(x).requires_grad_()
    expected = torch.stack([layer(leaf) for layer in dense]).amax(0)
    (expected * torch.from_numpy(dy)).sum().backward()

    maxout = layers.Maxout(4, pieces, use_bias)
    maxout(x)
    values = [[variable.value.detach().numpy() for variable in layer.weights] for layer in dense]
    weights = [np.stack(arrays) for arrays in zip(*values, strict=True)]
    maxout.set_weights(weights)
    walked = walk(maxout, [x], dy)
    assert_close(walked.y, expected.detach(), OUTPUTS)
    assert walked.dinputs[0] is not None
    assert_close(walked.dinputs[0], leaf.grad, GRADIENTS)
    for index, name in enumerate(("kernel", "bias")[: 1 + use_bias]):
        gradients = torch.stack([layer.trainable_variables[index].value.grad for layer in dense])
        assert_close(walked.dparameters[name], gradients, GRADIENTS)


@pytest.mark.parametrize(
    ("size", "pool_size", "strides"),
    [
        ((9,), 3, 2), ((4,), 4, 1), ((4, 4), 3, 1), ((5, 7), 2, 2), ((9, 8), (3, 2), (2, 3)), ((3, 3), 5, 1),
        ((7, 4), (2, 4), 3), ((5, 4, 6), 3, 2), ((3, 4, 5), (2, 1, 4), 1),
    ],
)  # fmt: skip
def test_mean_pooling_with_padding_follows_tensorflow(size: tuple[int, ...], pool_size: Any, strides: Any) -> None:
    """Keras' backends disagree; TensorFlow divides the sum of each window by the number of cells inside the picture."""
    x = np.random.default_rng(0).standard_normal((2, *size, 1)).astype("float32")
    kernel = torch.ones(*((pool_size,) * len(size) if isinstance(pool_size, int) else pool_size), 1, 1)

    def sums(array: np.ndarray) -> np.ndarray:
        return keras.ops.conv(torch.from_numpy(array), kernel, strides, "same").numpy()

    ours = getattr(layers, f"AveragePooling{len(size)}D")(pool_size, strides, "same")(x)
    assert np.allclose(ours, sums(x) / sums(np.ones_like(x)), atol=1e-5)


@pytest.mark.parametrize("num_axes", [1, 2, 3])
@pytest.mark.parametrize("rate", [0.25, 0.5])
def test_spatial_dropout_drops_channels_and_scales_them_as_keras_does(num_axes: int, rate: float) -> None:
    x = np.ones((20, *(2,) * num_axes, 100), "float32")
    ours = np.asarray(getattr(layers, f"SpatialDropout{num_axes}D")(rate)(x, training=True))
    kind = getattr(keras.layers, f"SpatialDropout{num_axes}D")
    theirs = kind(rate, seed=1)(torch.from_numpy(x), training=True).numpy()
    for y in (ours, theirs):
        assert np.array_equal(y, np.broadcast_to(y[:, *(slice(1),) * num_axes], x.shape))
        assert abs((y == 0).mean() - rate) < 0.05
    assert np.allclose(np.unique(ours), np.unique(theirs), rtol=1e-4)


@pytest.mark.parametrize("name", [name for name in layers.TABLE if name not in _OURS_ALONE])
def test_arguments_have_the_names_the_order_and_the_defaults_of_keras(name: str) -> None:
    theirs = _arguments(getattr(keras.layers, name))
    ours = _arguments(getattr(layers, name))
    # Of Keras' own devices and backends, or newer than what they replace here.
    for argument in ("lora_rank", "lora_alpha", "quantization_config", "sparse", "ragged", "input_tensor", "optional"):
        theirs.pop(argument, None)
    if name.startswith(("AveragePooling", "AvgPool")):
        theirs["pool_size"] = {"1": 2, "2": (2, 2), "3": (2, 2, 2)}[name[-2]]  # required in Keras 3, not in Keras 2
    assert list(ours) == list(theirs)
    assert ours == theirs


def _arguments(kind: Any) -> dict[str, Any]:
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    return {p.name: p.default for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD}


def test_configurations_of_keras_make_our_layers() -> None:
    for name, options, _ in ROWS:
        config = getattr(keras.layers, name)(**options).get_config()
        for argument in ("dtype", "quantization_config"):
            config.pop(argument, None)
        made = getattr(layers, name).from_config(_plain(config))
        assert made.get_config().keys() >= {key for key in options if key != "trainable"}


def _plain(value: Any) -> Any:
    """Keras' description of an object without what only Keras reads."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in ("module", "registered_name")}
    return value


def test_names_of_layers_are_those_of_keras() -> None:
    for name, kind in layers.TABLE.items():
        if hasattr(keras.layers, name):
            theirs = getattr(keras.layers, name).__name__
            assert kind.__name__ == theirs
            assert kind.default_name() == keras.src.utils.naming.to_snake_case(theirs)
