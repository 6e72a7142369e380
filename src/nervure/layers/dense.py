"""Dense: every input is connected to every unit."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import Count, Flag, checked
from nervure.layers.activation import ActivationLike, activation_step
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_features
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.ops.dense import DENSE
from nervure.symbolic import Shape


class Dense(Layer):
    """Fully connected layer: each unit computes a weighted sum of all inputs, a bias and an activation.

    Use it on vectors: at the end of a classifier, or for data without spatial structure. If the input has more than two
    axes, the layer acts on the last one.

    .. math:: y = f(x W + b)

    Args:
        units: the number of units, i.e. the size of the output's last axis.
        activation: a name ("relu", "softmax", ...), a layer such as ``LeakyReLU(0.1)``, or None for no activation.
        use_bias: whether to add the bias b.
        kernel_initializer: initializes W.
        bias_initializer: initializes b.
        kernel_regularizer: a penalty on W that is added to the loss.
        bias_regularizer: a penalty on b.
        activity_regularizer: a penalty on the outputs.
        kernel_constraint: a map applied to W after each update.
        bias_constraint: a map applied to b after each update.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., inputs)``

    Output shape:
        ``(N, ..., units)``

    Parameters:
        kernel: ``(inputs, units)``; bias: ``(units,)``.

    Backward:
        ``dW = x^T dz``, ``db = sum dz``, ``dx = dz W^T``, with ``dz = dy * f'(z)``.

    Raises:
        ArgumentError: ``units`` is not a positive whole number.
        ShapeError: the input has no feature axis, or the size of that axis is unknown or differs from the one the layer
            was built for.

    Source:
        Rosenblatt, "The perceptron" (1958), https://doi.org/10.1037/h0042519

    Examples:
        >>> import numpy as np
        >>> Dense(3)(np.ones((2, 4), "float32")).shape
        (2, 3)
    """

    @checked
    def __init__(
        self,
        units: Count,
        activation: ActivationLike = None,
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        **kwargs: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = units
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint

    def check_input(self, input_shape: Shape) -> None:
        """The last axis must have a known size, the one the layer was built for."""
        check_features(input_shape, self.built_shape, self.where)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (inputs, units) and bias (units,)."""
        self.kernel = self.add_weight(
            "kernel", (int(input_shape[-1] or 0), self.units), self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", (self.units,), self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, ..., inputs) -> (N, ..., units)."""
        return (*input_shape[:-1], self.units)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """A matrix product with bias, then the activation."""
        if self.activation is None:
            return lowering.step("output", DENSE, inputs, self.parameters)
        z = lowering.step("z", DENSE, inputs, self.parameters)
        return activation_step(self.activation, z, lowering)
