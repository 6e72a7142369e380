"""Shared by all layers whose kernels slide over sequences, images or volumes."""

from __future__ import annotations

from typing import Any, ClassVar

from nervure.errors import ArgumentError
from nervure.layers.activation import activation_step
from nervure.layers.along_axes import AlongAxes
from nervure.layers.input_checks import check_channels, check_window
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_CONVOLUTION
from nervure.ops.op import Op
from nervure.parameter import Parameter
from nervure.shapes import window_extent, window_shape
from nervure.symbolic import Shape


class SlidingKernel(AlongAxes):
    """A layer with sliding kernels, a bias and an activation.

    Subclasses define ``build``, ``compute_output_shape`` and ``lower``.

    Args:
        filters: the number of output channels.
        data_format: None or ``"channels_last"``.
        activation: a name ("relu", ...), a layer such as ``LeakyReLU(0.1)``, or None for no activation.
        use_bias: whether to add the bias b.
        kernel_initializer: initializes W.
        depthwise_initializer: initializes W.
        bias_initializer: initializes b.
        kernel_regularizer: a penalty on W that is added to the loss.
        depthwise_regularizer: a penalty on W that is added to the loss.
        bias_regularizer: a penalty on b.
        activity_regularizer: a penalty on the outputs.
        kernel_constraint: a map applied to W after each update.
        depthwise_constraint: a map applied to W after each update.
        bias_constraint: a map applied to b after each update.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Attributes:
        dilates_with_strides: whether ``strides`` and ``dilation_rate`` may both be larger than 1.
    """

    not_called = OF_CONVOLUTION

    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    dilation_rate: tuple[int, ...]
    dilates_with_strides: ClassVar[bool] = False

    def _take_window(self, kernel_size: Any, strides: Any, padding: str, dilation_rate: Any) -> None:
        self.kernel_size, self.strides, self.dilation_rate, self.padding = kernel_size, strides, dilation_rate, padding
        if not self.dilates_with_strides and max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError.of(
                "convolution.strides_and_dilation", where=type(self).__name__,
                strides=self.strides, dilation_rate=self.dilation_rate,
            )  # fmt: skip

    def _take_kernel(self, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.kernel_initializer = initializer
        self.kernel_regularizer, self.kernel_constraint = regularizer, constraint

    def _take_bias(self, use_bias: bool, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.use_bias, self.bias_initializer = use_bias, initializer
        self.bias_regularizer, self.bias_constraint = regularizer, constraint

    def _take_activation(self, activation: Any) -> None:
        self.activation = activation

    def check_input(self, input_shape: Shape) -> None:
        """Sequences, images or volumes that are large enough, with the channels the layer was built for."""
        super().check_input(input_shape)
        check_channels(input_shape, self.built_shape if self.built else None, self.num_axes, self.where)
        self._check_sizes(input_shape)

    def _check_sizes(self, input_shape: Shape) -> None:
        """Further requirements of a subclass for an input with the right axes."""
        raise NotImplementedError(f"{type(self).__name__}._check_sizes")

    def _check_window(self, input_shape: Shape) -> None:
        extents = tuple(map(window_extent, self.kernel_size, self.dilation_rate))
        check_window(input_shape, extents, self.padding, self.where)

    def _window_shape(self, input_shape: Shape) -> Shape:
        return window_shape(input_shape[1:-1], self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def _add_bias(self, size: int) -> None:
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", (size,), self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def _activated(
        self,
        op: Op,
        inputs: tuple[int, ...],
        parameters: tuple[Parameter, ...],
        lowering: LayerLowering,
        **options: Any,
    ) -> tuple[int, ...]:
        """A step for ``op``, then one for the activation if there is one."""
        part = "output" if self.activation is None else "z"
        z = lowering.step(part, op, inputs, parameters, **options)
        return z if self.activation is None else activation_step(self.activation, z, lowering)
