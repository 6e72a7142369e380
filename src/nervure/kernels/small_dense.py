"""Small networks of dense layers, alone or after recurrent ones: many training steps in one native call.

A step of a network with a few thousand weights takes a microsecond or two of arithmetic, and a hundred times that in
library calls. Here one call runs as many steps as fit into a few hundredths of a second: it gathers batches in the
order of the epoch, walks the layers forward and back, updates the weights, and sums loss and metrics. Parameters and
slots are the flat buffers of the network and its optimizer; after the call they hold the result of the steps.

LSTM and GRU layers may come first: their sequences go through the kernels of :mod:`nervure.kernels.recurrent`, and the
dense layers read the last state.

There is no torch body here: the ordinary walk of the plan serves as one. Both compute the same formulas in the same
precision; sums are taken in a different order, so numbers differ by rounding. One thread and several give the same
bits.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.kernels.native import compiled
from nervure.kernels.writes import note_write

# In the order of the enums in cpp/small_dense.h and cpp/recurrent.h.
ACTIVATIONS = ("linear", "relu", "leaky_relu", "elu", "selu", "tanh", "sigmoid", "softmax")
LOSSES = ("squared", "absolute", "binary_from_logits", "one_hot_from_logits", "class_from_logits")
CELLS = ("lstm", "gru")
METRICS = ("binary_accuracy", "largest_is_target", "absolute_error", "squared_error")
RULES = ("sgd", "adam", "rmsprop")

MOST_METRICS = 8
# Sample dtypes that the kernel reads without conversion.
SAMPLE_TYPES = (torch.float32, torch.float64, torch.uint8, torch.int32, torch.int64)

_BODIES = {torch.float32: "SmallDenseFloat32", torch.float64: "SmallDenseFloat64"}
_VARIABLE = "NERVURE_SMALL_NETWORKS"
_CHOICES = ("auto", "always", "never")
# Measured (make bench WORK='dense-*'): up to this many weights in a layer, the kernel's products are faster than the
# library's.
_MOST_WEIGHTS_OF_A_LAYER = 1_000_000


class DenseLayer(NamedTuple):
    """A dense layer with its activation.

    Attributes:
        inputs: the number of inputs.
        units: the number of outputs.
        activation: one of :data:`ACTIVATIONS`.
        constant: the slope of leaky_relu or the alpha of elu; otherwise 0.
        kernel: the offset of its kernel (inputs, units) in the flat buffers.
        bias: the offset of its bias (units,); None for no bias.
    """

    inputs: int
    units: int
    activation: str
    constant: float
    kernel: int
    bias: int | None


class RecurrentLayer(NamedTuple):
    """A recurrent layer of :mod:`nervure.kernels.recurrent`, whose states start at 0.

    Attributes:
        cell: one of :data:`CELLS`.
        features: the number of inputs per step.
        units: the number of outputs.
        kernel: the offset of its kernel (features, gates units) in the flat buffers.
        recurrent_kernel: the offset of its recurrent kernel (units, gates units).
        bias: the offset of its bias; None for no bias.
    """

    cell: str
    features: int
    units: int
    kernel: int
    recurrent_kernel: int
    bias: int | None


class DenseHead(NamedTuple):
    """The loss, and the metrics measured with it.

    Attributes:
        loss: one of :data:`LOSSES`; those from logits contain the last activation.
        value_factor: the factor of the sum over the outputs: 1 / units for a mean.
        gradient_factor: the same for the gradient: 2 / units for a mean of squares.
        label_smoothing: the fraction of each target that is spread evenly over the classes.
        is_mean: whether the loss of a batch is the mean over its samples; otherwise the sum.
        metrics: one of :data:`METRICS` each, with the threshold of those that have one.
    """

    loss: str
    value_factor: float
    gradient_factor: float
    label_smoothing: float = 0.0
    is_mean: bool = True
    metrics: tuple[tuple[str, float], ...] = ()


class UpdateRule(NamedTuple):
    """The rule that updates the weights.

    Attributes:
        name: one of :data:`RULES`.
        first: the momentum of sgd and rmsprop, the beta_1 of adam.
        second: the beta_2 of adam, the rho of rmsprop.
        epsilon: added outside (adam) or inside (rmsprop) the square root.
        nesterov: whether sgd uses Nesterov momentum.
    """

    name: str
    first: float = 0.0
    second: float = 0.0
    epsilon: float = 0.0
    nesterov: bool = False


def pays(layers: Sequence[DenseLayer], dtype: torch.dtype) -> bool:
    """Whether a network of these layers trains faster here than by the ordinary walk.

    Recurrent layers before them do not count: the walk calls the same kernels for them.

    The environment variable ``NERVURE_SMALL_NETWORKS`` overrides this: ``always``, regardless of the size, or
    ``never``.

    Raises:
        ArgumentError: the variable has another value.

    Examples:
        >>> layer = DenseLayer(2, 16, "tanh", 0.0, kernel=0, bias=32)
        >>> pays([layer], torch.float16)
        False
    """
    choice = os.environ.get(_VARIABLE, "") or "auto"
    if choice not in _CHOICES:
        raise ArgumentError.of("kernels.small_networks", where=_VARIABLE, choices=", ".join(_CHOICES), got=choice)
    # Built with compilers other than GCC and Clang, the module has no such body.
    if choice == "never" or not hasattr(compiled(), _BODIES.get(dtype, "-")):
        return False
    return choice == "always" or max(layer.inputs * layer.units for layer in layers) <= _MOST_WEIGHTS_OF_A_LAYER


class SmallDense:
    """Trains a network of dense layers, an epoch at a time, in calls of bounded length.

    In order: :meth:`bind` the buffers, :meth:`read` the samples, :meth:`begin` an epoch, :meth:`run` until
    :attr:`steps` reaches its end. Nothing is copied: the buffers must stay in place.

    Args:
        layers: the layers from the inputs to the outputs.
        head: the loss and the metrics.
        dtype: float32 or float64.
        batch_size: samples per step.
        recurrent: the layers before these: the first reads the samples, each of the others all states of the previous
            one.
        num_steps: the number of steps of the sequences that they read.

    Attributes:
        num_outputs: the number of outputs of the network.

    Examples:
        >>> layer, head = DenseLayer(1, 1, "linear", 0.0, kernel=0, bias=None), DenseHead("squared", 1.0, 2.0)
        >>> weight, x = torch.zeros(1), torch.ones(4, 1)
        >>> if compiled() is not None:
        ...     trainer = SmallDense([layer], head, torch.float32, batch_size=4)
        ...     trainer.bind(weight, torch.zeros(1), [])
        ...     trainer.read(x, 3 * x)
        ...     trainer.begin(None)
        ...     trainer.run(UpdateRule("sgd"), [0.25], iterations=0)
        ...     print(weight.item(), trainer.steps, trainer.sums)
        1.5 1 [36.0]
    """

    def __init__(
        self,
        layers: Sequence[DenseLayer],
        head: DenseHead,
        dtype: torch.dtype,
        batch_size: int,
        recurrent: Sequence[RecurrentLayer] = (),
        num_steps: int = 0,
    ) -> None:
        places = [
            (each.inputs, each.units, ACTIVATIONS.index(each.activation), each.constant, each.kernel, _place(each.bias))
            for each in layers
        ]
        in_front = [(CELLS.index(each.cell), *each[1:-1], _place(each.bias)) for each in recurrent]
        classes = 2 if head.loss == "binary_from_logits" else layers[-1].units
        kept, spread = 1.0 - head.label_smoothing, head.label_smoothing / classes
        described = (LOSSES.index(head.loss), head.value_factor, head.gradient_factor, kept, spread, head.is_mean)
        self.num_outputs = layers[-1].units
        metrics = [(METRICS.index(name), threshold) for name, threshold in head.metrics]
        make = getattr(compiled(), _BODIES[dtype])
        self._native: Any = make(in_front, num_steps, places, described, metrics, batch_size)

    def bind(self, values: Tensor, gradients: Tensor, slots: Sequence[Tensor]) -> None:
        """Takes the flat buffers, all with the same layout; after a call, the gradients are those of the last step.

        Args:
            values: the parameters.
            gradients: their gradients.
            slots: the slots of the optimizer, in the order of its ``slot_names``.
        """
        self._native.bind(values, gradients, list(slots))
        self._values = values

    def read(self, x: Tensor, y: Tensor, scale: float = 1.0, offset: float = 0.0) -> None:
        """Takes the samples.

        Args:
            x: (N, inputs), with a dtype in :data:`SAMPLE_TYPES` and any strides; sequences with their steps in one row,
                (N, steps features).
            y: (N, units) in the dtype of the network, or class numbers (N,), int64.
            scale: the network reads ``scale x + offset``.
            offset: see ``scale``.

        Raises:
            ValueError: shapes do not fit, or a label is not a class.
        """
        y = y.contiguous()
        targets, labels = (None, y) if y.ndim == 1 else (y, None)
        self._native.read(x, targets, labels, scale, offset)

    def begin(self, order: Tensor | None) -> None:
        """Starts an epoch.

        Args:
            order: (N,), int64, the samples in the order of the epoch; None for their stored order.

        Raises:
            ValueError: it contains a sample that does not exist.
        """
        self._native.begin(order)

    def run(
        self,
        rule: UpdateRule,
        rates: Sequence[float],
        iterations: int,
        num_steps: int = 2**40,
        seconds: float = math.inf,
        alarm: float = math.inf,
    ) -> None:
        """Continues the epoch: at least one step, if one is left and its loss is finite.

        A step whose loss is NaN or infinite is not applied and ends the call: the weights remain those before it.

        Args:
            rule: the update rule of the weights.
            rates: the learning rate of each step; the last one applies to all later steps.
            iterations: how many updates the optimizer has made.
            num_steps: the maximum number of steps.
            seconds: the time limit; a step in progress is completed.
            alarm: a step with a loss above this value is the last.
        """
        described = (RULES.index(rule.name), *rule[1:])
        threads = torch.get_num_threads()
        self._native.run(described, list(rates), iterations, num_steps, seconds, alarm, threads)
        note_write(self._values)

    def resume(self, steps: int, sums: Sequence[float]) -> None:
        """Continues after steps that were taken elsewhere.

        Args:
            steps: how many steps of the epoch are done.
            sums: the value that :attr:`sums` would have then.
        """
        self._native.resume(steps, sums)

    @property
    def losses(self) -> list[float]:
        """The loss of each step of the latest call."""
        return list(self._native.losses)

    @property
    def steps(self) -> int:
        """How many steps of the epoch are done."""
        return int(self._native.steps)

    @property
    def sums(self) -> list[float]:
        """The sum of the losses of all samples of the epoch so far, and the same for the metrics."""
        return list(self._native.sums)


def _place(bias: int | None) -> int:
    return -1 if bias is None else bias
