"""One row for each operation, layer, loss, metric and optimizer: what the contracts run on.

Whoever adds one adds a row here; ``test_cases.py`` fails until it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from nervure import layers, losses, metrics, optimizers
from nervure.errors import ArgumentError, DataError, NervureError, ShapeError, UnknownNameError
from nervure.kernels.dropout import dropout_apply
from nervure.layers import Layer
from nervure.layers.torch_module import TORCH_MODULE, Inside
from nervure.losses.loss import Loss
from nervure.losses.torch_function import TORCH_FUNCTION
from nervure.metrics.metric import Metric
from nervure.ops import (
    absolute_error,
    activation,
    batch_normalization,
    convolution,
    cross_entropy,
    dense,
    dropout,
    fused,
    global_pooling,
    maxout,
    merge,
    pooling,
    rectifiers,
    rescaling,
    reshape,
    smooth_activations,
    softmax,
    squared_error,
)
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Context, Op
from nervure.optimizers import Optimizer
from tests.contracts.attention_rows import ATTENTION_LAYERS, ATTENTION_OPS
from tests.contracts.loss_rows import LOSS_OP_ROWS, LOSS_ROWS
from tests.contracts.metric_rows import METRIC_ROWS
from tests.contracts.normalized_rows import NORMALIZED_OPS
from tests.contracts.optimizer_rows import OPTIMIZER_ROWS
from tests.contracts.pointwise_rows import POINTWISE_LAYERS, POINTWISE_OPS
from tests.contracts.recurrent_rows import RECURRENT_LAYERS, RECURRENT_OPS
from tests.contracts.sliding_rows import SLIDING_LAYERS, SLIDING_OPS
from tests.gradient_check import apart, normal

TRAINING, INFERENCE = Context(training=True, seed=3, step=5), Context(seed=3, step=5)
Wrong = tuple[type[NervureError], Callable[[], object]]


class OpCase(NamedTuple):
    """An operation with what it is called with.

    Attributes:
        op: the operation.
        inputs: float64, the batch axis first.
        parameters: float64.
        options: its constants.
        context: for an op that needs one.
        reference: the same function in parts that torch differentiates, where its own are not.
        keeps_batch: whether every sample is computed by itself.
        num_cast: how many parameters a step casts to the type of the inputs; None: all or none, as the op says.
    """

    op: Op
    inputs: tuple[Tensor, ...]
    parameters: tuple[Tensor, ...] = ()
    options: Mapping[str, Any] = {}
    context: Context | None = None
    reference: Callable[..., Any] | None = None
    keeps_batch: bool = True
    num_cast: int | None = None


def _normalized(x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return gamma * (x - x.mean(0)) / (x.var(0, correction=0) + 1e-3).sqrt() + beta


def _normalized_by_state(x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return gamma * (x - mean) / (variance + 1e-3).sqrt() + beta


def _dropped(x: Tensor) -> Tensor:
    return x * dropout_apply(torch.ones_like(x).detach(), 0.4, TRAINING.key(2))


_MODULE = nn.Linear(4, 3).double()
_INSIDE = {"inside": Inside(_MODULE, ("weight", "bias"), (), (True, True), True), "stream": 0, "frozen": False}
_STATISTICS = (normal(1, 4), normal(2, 4), normal(3, 4), normal(4, 4).exp())
_TANH: dict[str, Any] = {"activation": "tanh", "activation_options": {}}

OPS: tuple[OpCase, ...] = (
    OpCase(activation.LINEAR, (apart(0, 3, 4),)),
    OpCase(smooth_activations.SIGMOID, (normal(0, 3, 4),)),
    OpCase(smooth_activations.TANH, (normal(0, 3, 4),)),
    OpCase(smooth_activations.SOFTPLUS, (normal(0, 3, 4),)),
    OpCase(smooth_activations.SILU, (normal(0, 3, 4),)),
    OpCase(smooth_activations.GELU, (normal(0, 3, 4),)),
    OpCase(smooth_activations.GELU, (normal(0, 3, 4),), options={"approximate": True}),
    OpCase(rectifiers.RELU, (apart(0, 3, 4),)),
    OpCase(rectifiers.RELU, (apart(0, 3, 4, gap=0.3),),
           options={"max_value": 0.7, "negative_slope": 0.1, "threshold": 0.2}),
    OpCase(rectifiers.LEAKY_RELU, (apart(0, 3, 4),), options={"negative_slope": 0.1}),
    OpCase(rectifiers.ELU, (apart(0, 3, 4),), options={"alpha": 0.5}),
    OpCase(rectifiers.SELU, (apart(0, 3, 4),)),
    OpCase(softmax.SOFTMAX, (normal(0, 3, 4),)),
    OpCase(softmax.SOFTMAX, (normal(0, 3, 4, 2),), options={"axis": 1}),
    OpCase(dense.DENSE, (normal(0, 3, 4),), (normal(1, 4, 5), normal(2, 5))),
    OpCase(dense.DENSE, (normal(0, 3, 2, 4),), (normal(1, 4, 5),)),
    OpCase(maxout.MAXOUT_PRODUCT, (normal(0, 3, 4),), (normal(1, 2, 4, 5), normal(2, 2, 5))),
    OpCase(maxout.MAXOUT_WINNER, (apart(0, 3, 2, 4),)),
    OpCase(convolution.CONVOLUTION, (normal(0, 2, 6, 5, 4),), (normal(1, 3, 2, 2, 6) / 6, normal(2, 6)),
           {"strides": (2, 1), "padding": "same", "groups": 2}),
    OpCase(convolution.CONVOLUTION, (normal(0, 2, 6, 5, 2),), (normal(1, 2, 2, 2, 3),), {"dilation_rate": (2, 1)}),
    OpCase(pooling.MAX_POOLING, (apart(0, 2, 5, 5, 2),), options={"pool_size": (2, 2), "strides": (2, 2)}),
    OpCase(pooling.MAX_POOLING, (apart(0, 2, 5, 5, 2),),
           options={"pool_size": (3, 2), "strides": (1, 2), "padding": "same"}),
    OpCase(pooling.AVERAGE_POOLING, (normal(0, 2, 5, 5, 2),),
           options={"pool_size": (2, 2), "strides": (2, 2), "padding": "same"}),
    OpCase(global_pooling.GLOBAL_AVERAGE_POOLING, (normal(0, 3, 4, 2, 3),)),
    OpCase(global_pooling.GLOBAL_MAX_POOLING, (apart(0, 3, 4, 2, 3),), options={"keepdims": True}),
    OpCase(batch_normalization.BATCH_NORMALIZATION, (normal(0, 6, 4),), _STATISTICS, context=TRAINING,
           reference=_normalized, keeps_batch=False),
    OpCase(batch_normalization.BATCH_NORMALIZATION, (normal(0, 6, 4),), _STATISTICS, context=INFERENCE,
           reference=_normalized_by_state),
    OpCase(dropout.DROPOUT, (normal(0, 3, 5),), options={"rate": 0.4, "stream": 2}, context=TRAINING,
           reference=_dropped),
    OpCase(dropout.DROPOUT, (normal(0, 3, 5),), options={"rate": 0.4, "stream": 2}, context=INFERENCE),
    OpCase(reshape.RESHAPE, (normal(0, 3, 2, 6),), options={"target_shape": (4, -1)}),
    OpCase(rescaling.RESCALING, (normal(0, 3, 4),), options={"scale": 0.5, "offset": -1.0}),
    OpCase(merge.ADD, (normal(0, 3, 4, 2), normal(1, 3, 1, 2), normal(2, 3, 2))),
    OpCase(merge.CONCATENATE, (normal(0, 3, 4), normal(1, 3, 2)), options={"axis": -1}),
    OpCase(fused.DENSE_ACTIVATED, (normal(0, 3, 4),), (normal(1, 4, 5), normal(2, 5)), _TANH),
    OpCase(fused.CONVOLUTION_ACTIVATED, (normal(0, 2, 5, 5, 2),), (normal(1, 3, 3, 2, 4) / 4, normal(2, 4)),
           {"activation": "elu", "activation_options": {"alpha": 1.0}, "padding": "same"}),
    *(OpCase(*row) for row in (*SLIDING_OPS, *POINTWISE_OPS, *RECURRENT_OPS, *ATTENTION_OPS, *NORMALIZED_OPS)),
    OpCase(TORCH_MODULE, (normal(0, 3, 4),), (normal(1, 3, 4), normal(2, 3)), _INSIDE, TRAINING,
           lambda x, weight, bias: x @ weight.T + bias),
)  # fmt: skip


class LossOpCase(NamedTuple):
    """The pair of a loss with what it is called with, as for operations."""

    op: LossOp
    y_pred: Tensor
    y_true: Tensor
    options: Mapping[str, Any] = {}
    keeps_samples: bool = True


def _probabilities(*shape: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(0).uniform(0.1, 0.9, shape))


def _quartic(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return ((y_true - y_pred) ** 4).mean(-1)


_NUMBERS = torch.tensor([2, 0, 1, 1, 2])
_ROWS = torch.eye(3, dtype=torch.float64)[_NUMBERS]
_YES_OR_NO = torch.tensor([[1.0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 1]], dtype=torch.float64)
_AIMS = normal(9, 5, 3)

LOSS_OPS: tuple[LossOpCase, ...] = (
    LossOpCase(squared_error.MEAN_SQUARED_ERROR, normal(0, 5, 3), _AIMS),
    LossOpCase(squared_error.HALF_SQUARED_ERROR, normal(0, 5, 3), _AIMS),
    LossOpCase(absolute_error.MEAN_ABSOLUTE_ERROR, normal(0, 5, 3), _AIMS),
    LossOpCase(cross_entropy.CATEGORICAL_CROSSENTROPY, _probabilities(5, 3), _ROWS),
    LossOpCase(cross_entropy.CATEGORICAL_CROSSENTROPY, _probabilities(5, 3), _ROWS, {"label_smoothing": 0.1}),
    LossOpCase(cross_entropy.SPARSE_CATEGORICAL_CROSSENTROPY, _probabilities(5, 3), _NUMBERS),
    LossOpCase(cross_entropy.SPARSE_CATEGORICAL_CROSSENTROPY, _probabilities(5, 3), _NUMBERS, {"ignore_class": 1}),
    LossOpCase(cross_entropy.BINARY_CROSSENTROPY, _probabilities(5, 3), _YES_OR_NO),
    LossOpCase(cross_entropy.SOFTMAX_CATEGORICAL_CROSSENTROPY, normal(0, 5, 3), _ROWS, {"label_smoothing": 0.1}),
    LossOpCase(cross_entropy.SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY, normal(0, 5, 3), _NUMBERS),
    LossOpCase(cross_entropy.SIGMOID_BINARY_CROSSENTROPY, normal(0, 5, 3), _YES_OR_NO, {"label_smoothing": 0.2}),
    *(LossOpCase(*row) for row in LOSS_OP_ROWS),
    LossOpCase(TORCH_FUNCTION, normal(0, 5, 3), _AIMS, {"function": _quartic, "where": "loss 'quartic'"}),
)


class LayerCase(NamedTuple):
    """A layer.

    Attributes:
        make: makes it, with fresh weights.
        shape: of one sample, or a list of them for several inputs.
        wrong: what must end in an error of four lines.
        reference: ``(layer, inputs, training) -> y`` in parts that torch differentiates, where the layer's are not.
        is_random: whether training and inference differ.
        skip: rules of ``check_layer`` that it breaks on purpose.
    """

    make: Callable[[], Layer]
    shape: Any
    wrong: tuple[Wrong, ...]
    reference: Callable[[Layer, tuple[Tensor, ...], bool], Tensor] | None = None
    differs_in_training: bool = False
    skip: tuple[str, ...] = ()


def _batch_norm(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    gamma, beta, mean, variance = (parameter.array for parameter in layer.parameters)
    x = inputs[0]
    if training:
        rows = x.flatten(0, -2)
        mean, variance = rows.mean(0), rows.var(0, correction=0)
    return gamma * (x - mean) / (variance + 1e-3).sqrt() + beta


def _dropout(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    # The check walks with seed 0 and step 3; the stream is the position, 0.
    key = Context(training=True, seed=0, step=3).key(0)
    mask = dropout_apply(torch.ones_like(inputs[0]).detach(), 0.4, key)
    return inputs[0] * mask if training else inputs[0]


def _module(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    assert isinstance(layer, layers.TorchModule)
    y: Tensor = functional_call(layer.module, {p.name: p.array for p in layer.parameters}, inputs)
    return y


_PROGRAM = {
    "input": "x", "output": "y", "batch_size": None, "tensors": {"part.weight": {
        "name": "w", "shape": [3, 4], "dtype": "float32", "is_weight": True}},
    "steps": [
        {"operation": "linear.default", "arguments": {"input": {"value": "x"}, "weight": {"value": "w"}},
         "results": ["z"]},
        {"operation": "tanh.default", "arguments": {"self": {"value": "z"}}, "results": ["y"]},
    ],
}  # fmt: skip


def _feed(layer: Layer, *shapes: tuple[int | None, ...]) -> Callable[[], object]:
    """Draws ``layer`` behind inputs of these shapes, which it must refuse."""
    return lambda: layer([layers.Input(shape) for shape in shapes] if len(shapes) > 1 else layers.Input(shapes[0]))


_PICTURES = (6, 5, 2)
LAYERS: tuple[LayerCase, ...] = (
    LayerCase(lambda: layers.InputLayer((4,)), (4,), ((ArgumentError, lambda: layers.InputLayer(784)),
              (ArgumentError, layers.InputLayer))),
    LayerCase(lambda: layers.Dense(3, activation="tanh"), (4,), (
        (ArgumentError, lambda: layers.Dense(0)), (ShapeError, _feed(layers.Dense(3), (None,))),
        (UnknownNameError, lambda: layers.Dense(3, activation="rellu")),
        (ArgumentError, lambda: layers.Dense(3, unit=3)))),
    LayerCase(lambda: layers.Dense(2, use_bias=False, kernel_regularizer="l2", kernel_constraint="non_neg"), (3, 4), (
        (UnknownNameError, lambda: layers.Dense(3, kernel_initializer="glorot")(layers.Input((4,)))),)),
    LayerCase(lambda: layers.Maxout(3, pieces=3), (4,), (
        (ArgumentError, lambda: layers.Maxout(3, pieces=0)), (ShapeError, _feed(layers.Maxout(3), (2, None))))),
    LayerCase(lambda: layers.Conv2D(4, 3, padding="same", activation="softplus"), _PICTURES, (
        (ArgumentError, lambda: layers.Conv2D(4, 3, padding="samee")),
        (ShapeError, _feed(layers.Conv2D(4, 3), (28, 28))), (ShapeError, _feed(layers.Conv2D(4, 9), _PICTURES)))),
    LayerCase(lambda: layers.Conv2D(4, (2, 3), strides=(2, 1), groups=2), _PICTURES, (
        (ArgumentError, lambda: layers.Conv2D(4, 3, groups=3)),
        (ArgumentError, lambda: layers.Conv2D(4, 3, data_format="channels_first")))),
    LayerCase(lambda: layers.MaxPooling2D(2), _PICTURES, (
        (ArgumentError, lambda: layers.MaxPooling2D(0)), (ShapeError, _feed(layers.MaxPooling2D(), (4,))))),
    LayerCase(lambda: layers.AveragePooling2D((3, 2), strides=1, padding="same"), _PICTURES, (
        (ArgumentError, lambda: layers.AveragePooling2D(2, padding=1)),
        (ShapeError, _feed(layers.AveragePooling2D(), (4, 4))))),
    LayerCase(layers.GlobalAveragePooling2D, _PICTURES, (
        (ShapeError, _feed(layers.GlobalAveragePooling2D(), (4,))),)),
    LayerCase(lambda: layers.GlobalMaxPooling2D(keepdims=True), _PICTURES, (
        (ShapeError, _feed(layers.GlobalMaxPooling2D(), (4,))),)),
    LayerCase(layers.BatchNormalization, (3, 4), (
        (ArgumentError, lambda: layers.BatchNormalization(momentum=2)),
        (ShapeError, _feed(layers.BatchNormalization(), (None,)))), _batch_norm, True),
    LayerCase(lambda: layers.Dropout(0.4), (5,), (
        (ArgumentError, lambda: layers.Dropout(40)),
        (ShapeError, _feed(layers.Dropout(0.4, noise_shape=(None, 3)), (5,)))), _dropout, True),
    LayerCase(layers.Flatten, (2, 3), ((ArgumentError, lambda: layers.Flatten("channels_first")),)),
    LayerCase(lambda: layers.Reshape((3, -1)), (2, 6), (
        (ArgumentError, lambda: layers.Reshape((-1, -1))), (ShapeError, _feed(layers.Reshape((5, 3)), (2, 6))))),
    LayerCase(lambda: layers.Rescaling(0.5, -1.0), (4,), ((ArgumentError, lambda: layers.Rescaling("1/255")),)),
    LayerCase(lambda: layers.Activation("gelu"), (4,), ((UnknownNameError, lambda: layers.Activation("geluu")),)),
    LayerCase(lambda: layers.ReLU(max_value=0.7, negative_slope=0.1), (4,), (
        (ArgumentError, lambda: layers.ReLU(max_value=-1)),)),
    LayerCase(lambda: layers.LeakyReLU(0.1), (4,), ((ArgumentError, lambda: layers.LeakyReLU(negative_slope=-1)),)),
    LayerCase(lambda: layers.ELU(0.5), (4,), ((ArgumentError, lambda: layers.ELU(alpha="one")),)),
    LayerCase(layers.Softmax, (4,), ((ShapeError, _feed(layers.Softmax(axis=3), (4,))),)),
    LayerCase(layers.Add, [(3, 4), (1, 4)], (
        (ShapeError, _feed(layers.Add(), (3,))), (ShapeError, _feed(layers.Add(), (3,), (4,))))),
    LayerCase(lambda: layers.Concatenate(axis=1), [(2, 4), (3, 4)], (
        (ArgumentError, lambda: layers.Concatenate(axis="last")),
        (ShapeError, _feed(layers.Concatenate(), (3, 1), (4, 1))))),
    *(LayerCase(*row) for row in (*SLIDING_LAYERS, *POINTWISE_LAYERS, *RECURRENT_LAYERS, *ATTENTION_LAYERS)),
    LayerCase(lambda: layers.TorchModule(nn.Sequential(nn.Linear(4, 3), nn.Tanh())), (4,), (
        (ArgumentError, lambda: layers.TorchModule("Linear")), (ArgumentError, lambda: layers.TorchModule(nn.Linear)),
        (ShapeError, _feed(layers.TorchModule(nn.Linear(4, 3)), (5,)))), _module, skip=("config",)),
    LayerCase(lambda: layers.TorchProgram(_PROGRAM), (4,), (
        (ArgumentError, lambda: layers.TorchProgram({})), (ShapeError, _feed(layers.TorchProgram(_PROGRAM), (5,)))),
        _module),
)  # fmt: skip


class LossCase(NamedTuple):
    """A loss.

    Attributes:
        make: makes it; takes ``reduction``.
        y_true: (N, ...).
        y_pred: (N, ...), float64.
        wrong: what must end in an error of four lines.
        keeps_samples: whether the value of a sample depends on that sample alone.
    """

    make: Callable[..., Loss]
    y_true: Tensor
    y_pred: Tensor
    wrong: tuple[Wrong, ...]
    keeps_samples: bool = True


def _judge(kind: type[Loss], y_true: Any, y_pred: Any) -> Wrong:
    return ShapeError, lambda: kind()(y_true, y_pred)


_SMOOTHED: dict[str, Any] = {"from_logits": True, "label_smoothing": 0.1}
LOSSES: tuple[LossCase, ...] = (
    LossCase(losses.MeanSquaredError, _AIMS, normal(0, 5, 3), (
        _judge(losses.MeanSquaredError, np.zeros((5, 1)), np.zeros((5, 3))),
        (UnknownNameError, lambda: losses.MeanSquaredError(reduction="summ")))),
    LossCase(losses.HalfSquaredError, _AIMS, normal(0, 5, 3), (
        _judge(losses.HalfSquaredError, np.zeros(4), np.zeros((5, 1))),)),
    LossCase(losses.MeanAbsoluteError, _AIMS, normal(0, 5, 3), (
        _judge(losses.MeanAbsoluteError, np.zeros((5, 2)), np.zeros((5, 3))),)),
    LossCase(losses.BinaryCrossentropy, _YES_OR_NO, _probabilities(5, 3), (
        _judge(losses.BinaryCrossentropy, np.zeros(5), np.zeros((5, 3))),
        (ArgumentError, lambda: losses.BinaryCrossentropy(label_smoothing=2)))),
    LossCase(lambda **given: losses.BinaryCrossentropy(**_SMOOTHED, **given), _YES_OR_NO, normal(0, 5, 3), ()),
    LossCase(losses.CategoricalCrossentropy, _ROWS, _probabilities(5, 3), (
        _judge(losses.CategoricalCrossentropy, np.zeros(5), np.zeros((5, 3))),)),
    LossCase(lambda **given: losses.CategoricalCrossentropy(**_SMOOTHED, **given), _ROWS, normal(0, 5, 3), ()),
    LossCase(losses.SparseCategoricalCrossentropy, _NUMBERS, _probabilities(5, 3), (
        _judge(losses.SparseCategoricalCrossentropy, np.zeros((5, 3)), np.zeros((5, 3))),
        (DataError, lambda: losses.SparseCategoricalCrossentropy()([3], np.full((1, 3), 1 / 3))))),
    LossCase(lambda **given: losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=1, **given),
             _NUMBERS, normal(0, 5, 3), ()),
    *(LossCase(*row) for row in LOSS_ROWS),
)  # fmt: skip


class MetricCase(NamedTuple):
    """A metric.

    Attributes:
        make: makes it.
        y_true: (N, ...).
        y_pred: (N, ...), float64.
        wrong: what must end in an error of four lines.
    """

    make: Callable[[], Metric]
    y_true: Tensor
    y_pred: Tensor
    wrong: tuple[Wrong, ...]


def _measure(kind: Callable[[], Metric], y_true: Any, y_pred: Any, error: type[NervureError] = ShapeError) -> Wrong:
    return error, lambda: kind()(y_true, y_pred)


METRICS: tuple[MetricCase, ...] = (
    MetricCase(metrics.Accuracy, torch.tensor([[1.0], [2.0], [0.0], [1.0], [1.0]]),
               torch.tensor([[1.0], [1.0], [0.0], [1.0], [2.0]], dtype=torch.float64), (
        _measure(metrics.Accuracy, np.zeros((5, 2)), np.zeros((5, 3))),)),
    MetricCase(lambda: metrics.BinaryAccuracy(threshold=0.4), _YES_OR_NO, _probabilities(5, 3), (
        _measure(metrics.BinaryAccuracy, np.zeros(4), np.zeros((5, 1))),)),
    MetricCase(metrics.CategoricalAccuracy, _ROWS, _probabilities(5, 3), (
        _measure(metrics.CategoricalAccuracy, np.zeros(5), np.zeros((5, 3))),)),
    MetricCase(metrics.SparseCategoricalAccuracy, _NUMBERS, _probabilities(5, 3), (
        _measure(metrics.SparseCategoricalAccuracy, np.zeros((5, 2)), np.zeros((5, 3))),)),
    MetricCase(metrics.MeanSquaredError, _AIMS, normal(0, 5, 3), (
        _measure(metrics.MeanSquaredError, np.zeros((5, 1)), np.zeros((5, 3))),)),
    MetricCase(metrics.MeanAbsoluteError, _AIMS, normal(0, 5, 3), (
        _measure(metrics.MeanAbsoluteError, np.zeros((4, 3)), np.zeros((5, 3))),)),
    MetricCase(lambda: metrics.BinaryCrossentropy(label_smoothing=0.1), _YES_OR_NO, _probabilities(5, 3), (
        _measure(metrics.BinaryCrossentropy, np.zeros(5), np.zeros((5, 3))),)),
    MetricCase(lambda: metrics.CategoricalCrossentropy(from_logits=True), _ROWS, normal(0, 5, 3), (
        _measure(metrics.CategoricalCrossentropy, np.zeros(5), np.zeros((5, 3))),)),
    MetricCase(metrics.SparseCategoricalCrossentropy, _NUMBERS, _probabilities(5, 3), (
        _measure(metrics.SparseCategoricalCrossentropy, np.zeros((5, 3)), np.zeros((5, 3))),)),
    MetricCase(lambda: metrics.ConfusionMatrix(num_classes=3), _NUMBERS, _probabilities(5, 3), (
        _measure(metrics.ConfusionMatrix, [3], np.full((1, 3), 1 / 3), DataError),
        _measure(metrics.ConfusionMatrix, np.zeros((5, 2)), np.zeros((4, 2))))),
    *(MetricCase(*row) for row in METRIC_ROWS),
)  # fmt: skip


class OptimizerCase(NamedTuple):
    """An optimizer: its class, a set of arguments, and what must end in an error of four lines."""

    kind: type[Optimizer]
    arguments: Mapping[str, Any]
    wrong: tuple[Wrong, ...]


OPTIMIZERS: tuple[OptimizerCase, ...] = (
    OptimizerCase(optimizers.SGD, {}, (
        (ArgumentError, lambda: optimizers.SGD(learning_rate=-1)), (ArgumentError, lambda: optimizers.SGD(lr=0.1)))),
    OptimizerCase(optimizers.SGD, {"momentum": 0.9, "nesterov": True, "clipnorm": 0.5}, (
        (ArgumentError, lambda: optimizers.SGD(momentum=2)),
        (ArgumentError, lambda: optimizers.SGD(clipnorm=1, clipvalue=1)))),
    OptimizerCase(optimizers.RMSprop, {}, ((ArgumentError, lambda: optimizers.RMSprop(rho="much")),)),
    OptimizerCase(optimizers.RMSprop, {"momentum": 0.5, "centered": True, "weight_decay": 0.01}, (
        (ArgumentError, lambda: optimizers.RMSprop(epsilon=-1)),)),
    OptimizerCase(optimizers.Adam, {}, ((ArgumentError, lambda: optimizers.Adam(beta_1=1.5)),)),
    OptimizerCase(optimizers.Adam, {"learning_rate": 0.01, "amsgrad": True, "global_clipnorm": 1.0}, (
        (ArgumentError, lambda: optimizers.Adam(learning_rate="fast")),)),
    OptimizerCase(optimizers.AdamW, {}, ((ArgumentError, lambda: optimizers.AdamW(weight_decay=-1)),)),
    *(OptimizerCase(*row) for row in OPTIMIZER_ROWS),
)  # fmt: skip


def name_of(case: Any) -> str:
    """What a test of a row is called."""
    if isinstance(case, (OpCase, LossOpCase)):
        options = {name: value for name, value in case.options.items() if type(value) in (int, float, str, tuple)}
        context = getattr(case, "context", None)
        mode = "" if context is None else " training" if context.training else " inference"
        return f"{case.op.name}{mode} {options or ''}".strip()
    if isinstance(case, OptimizerCase):
        return f"{case.kind.__name__} {dict(case.arguments) or ''}".strip()
    made = case.make()
    told = {name: value for name, value in made.get_config().items() if isinstance(value, (int, float, str, list))}
    return f"{type(made).__name__} {', '.join(f'{name}={value}' for name, value in list(told.items())[:3])}".strip()
