"""DepthwiseConv1D and DepthwiseConv2D: each channel has its own filters."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import (  # noqa: F401 - those in 1D, 2D and 3D take the place of ND
    Count,
    DataFormat1D,
    DataFormat2D,
    DataFormatND,
    Flag,
    Sizes1D,
    Sizes2D,
    SizesND,
    WindowPadding,
)
from nervure.arguments.describing import described_by
from nervure.layers.activation import ActivationLike
from nervure.layers.convolution import Conv1D, Conv2D
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.layers.sliding_kernel import SlidingKernel
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.symbolic import Shape


class DepthwiseConvolution(SlidingKernel):
    """Shared by the two classes, which add only the number of axes and Keras' defaults."""

    dilates_with_strides = True

    def __init__(
        self,
        kernel_size: SizesND,
        strides: SizesND = 1,
        padding: WindowPadding = "valid",
        depth_multiplier: Count = 1,
        data_format: DataFormatND | None = None,
        dilation_rate: SizesND = 1,
        activation: ActivationLike = None,
        use_bias: Flag = True,
        depthwise_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        depthwise_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        depthwise_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        **kwargs: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self._take_window(kernel_size, strides, padding, dilation_rate)
        self._take_depthwise(depth_multiplier, depthwise_initializer, depthwise_regularizer, depthwise_constraint)
        self._take_bias(use_bias, bias_initializer, bias_regularizer, bias_constraint)
        self._take_activation(activation)

    def _take_depthwise(self, depth_multiplier: int, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = initializer
        self.depthwise_regularizer = regularizer
        self.depthwise_constraint = constraint

    def _check_sizes(self, input_shape: Shape) -> None:
        self._check_window(input_shape)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (*kernel_size, channels, depth_multiplier) and bias (channels * depth_multiplier,)."""
        channels, n = int(input_shape[-1] or 0), self.num_axes
        self.kernel = self.add_weight(
            "kernel", (*self.kernel_size, channels, self.depth_multiplier), self.depthwise_initializer,
            regularizer=self.depthwise_regularizer, constraint=self.depthwise_constraint,
            # Channels first: the layout torch reads without copying.
            memory_order=(n, n + 1, *range(n)),
        )  # fmt: skip
        self._add_bias(channels * self.depth_multiplier)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, channels) -> (N, H', W', channels * depth_multiplier)."""
        channels = input_shape[-1]
        num_maps = None if channels is None else channels * self.depth_multiplier
        return (input_shape[0], *self._window_shape(input_shape), num_maps)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The depthwise convolution with bias, then the activation."""
        return self._activated(
            DEPTHWISE_CONVOLUTION, inputs, self.parameters, lowering,
            strides=self.strides, padding=self.padding, dilation_rate=self.dilation_rate,
        )  # fmt: skip


@described_by(Conv1D, SlidingKernel)
class DepthwiseConv1D(DepthwiseConvolution):
    r"""Depthwise one-dimensional convolution: each channel of a sequence is filtered separately.

    Use it to save weights when there are many channels. It does not mix the channels: leave that to a Dense layer or a
    convolution of size 1 after it. ``SeparableConv1D`` combines both.

    .. math:: y_{n,t,\; c M + m} = g\Bigl(b_{c M + m} + \sum_i x_{n,\; t s + i d - p,\; c}\; W_{i,c,m}\Bigr)

    with strides s, dilation d, p zeros before the sequence, M = depth_multiplier and the activation g.

    Args:
        padding: ``"valid"``: no padding; ``"same"``: zeros on both sides, so that with strides of 1 the output is as
            long as the input.
        depth_multiplier: the number of filters per channel.
        dilation_rate: the spacing between the steps a filter sees.

    Input shape:
        ``(N, T, channels)``

    Output shape:
        ``(N, T', channels * depth_multiplier)``, sizes as in ``Conv1D``.

    Parameters:
        kernel: ``(kernel_size, channels, depth_multiplier)``; bias: ``(channels * depth_multiplier,)``.

    Backward:
        that of a convolution with one group per channel.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, its number of channels changed, or it is shorter than the
            filters.

    Source:
        Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications" (2017),
        https://arxiv.org/abs/1704.04861

    Examples:
        >>> import numpy as np
        >>> DepthwiseConv1D(3, padding="same", depth_multiplier=2)(np.ones((2, 100, 4), "float32")).shape
        (2, 100, 8)
    """

    num_axes = 1


@described_by(Conv2D, SlidingKernel)
class DepthwiseConv2D(DepthwiseConvolution):
    r"""Depthwise two-dimensional convolution: each channel of an image is filtered separately.

    Use it to save weights when there are many channels. It does not mix the channels: leave that to a Dense layer or a
    convolution of size 1 after it. ``SeparableConv2D`` combines both.

    .. math::
        y_{n,h,w,\; c M + m} =
        g\Bigl(b_{c M + m} + \sum_{i,j} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; W_{i,j,c,m}\Bigr)

    with strides s, dilation d, p zeros before the image, M = depth_multiplier and the activation g.

    Args:
        depth_multiplier: the number of filters per channel.
        dilation_rate: the spacing between the cells a filter sees.

    Input shape:
        ``(N, H, W, channels)``

    Output shape:
        ``(N, H', W', channels * depth_multiplier)``, sizes as in ``Conv2D``.

    Parameters:
        kernel: ``(height, width, channels, depth_multiplier)``; bias: ``(channels * depth_multiplier,)``.

    Backward:
        that of a convolution with one group per channel.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, its number of channels changed, or it is smaller than the
            filters.

    Source:
        Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications" (2017),
        https://arxiv.org/abs/1704.04861

    Examples:
        >>> import numpy as np
        >>> DepthwiseConv2D(3, padding="same", depth_multiplier=2)(np.ones((2, 28, 28, 4), "float32")).shape
        (2, 28, 28, 8)
    """

    num_axes = 2
