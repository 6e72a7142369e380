"""SeparableConv1D and SeparableConv2D: a convolution split in two parts, along the axes and across the channels."""

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
from nervure.layers.depthwise_convolution import DepthwiseConv1D, DepthwiseConv2D
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.layers.sliding_kernel import SlidingKernel
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.symbolic import Shape


class SeparableConvolution(SlidingKernel):
    """Shared by the two classes, which add only the number of axes and Keras' defaults."""

    dilates_with_strides = True

    def __init__(
        self,
        filters: Count,
        kernel_size: SizesND,
        strides: SizesND = 1,
        padding: WindowPadding = "valid",
        data_format: DataFormatND | None = None,
        dilation_rate: SizesND = 1,
        depth_multiplier: Count = 1,
        activation: ActivationLike = None,
        use_bias: Flag = True,
        depthwise_initializer: InitializerLike = "glorot_uniform",
        pointwise_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        depthwise_regularizer: RegularizerLike = None,
        pointwise_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        depthwise_constraint: ConstraintLike = None,
        pointwise_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        **kwargs: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self._take_window(kernel_size, strides, padding, dilation_rate)
        self._take_filters(filters, depth_multiplier)
        self._take_depthwise(depthwise_initializer, depthwise_regularizer, depthwise_constraint)
        self._take_pointwise(pointwise_initializer, pointwise_regularizer, pointwise_constraint)
        self._take_bias(use_bias, bias_initializer, bias_regularizer, bias_constraint)
        self._take_activation(activation)

    def _take_filters(self, filters: int, depth_multiplier: int) -> None:
        self.filters = filters
        self.depth_multiplier = depth_multiplier

    def _take_depthwise(self, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.depthwise_initializer = initializer
        self.depthwise_regularizer = regularizer
        self.depthwise_constraint = constraint

    def _take_pointwise(self, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.pointwise_initializer = initializer
        self.pointwise_regularizer = regularizer
        self.pointwise_constraint = constraint

    def _check_sizes(self, input_shape: Shape) -> None:
        self._check_window(input_shape)

    def build(self, input_shape: Shape) -> None:
        """Adds depthwise_kernel, pointwise_kernel and bias."""
        channels, n = int(input_shape[-1] or 0), self.num_axes
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), self.depthwise_initializer,
            regularizer=self.depthwise_regularizer, constraint=self.depthwise_constraint,
            # Both in the layout torch reads without copying: channels first, then filters.
            memory_order=(n, n + 1, *range(n)),
        )  # fmt: skip
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel", (*(1,) * n, channels * self.depth_multiplier, self.filters), self.pointwise_initializer,
            regularizer=self.pointwise_regularizer, constraint=self.pointwise_constraint,
            memory_order=(n + 1, *range(n + 1)),
        )  # fmt: skip
        self._add_bias(self.filters)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, channels) -> (N, H', W', filters)."""
        return (input_shape[0], *self._window_shape(input_shape), self.filters)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The depthwise convolution, the pointwise convolution with bias, then the activation."""
        depthwise_kernel, *others = self.parameters
        maps = lowering.step(
            "depthwise", DEPTHWISE_CONVOLUTION, inputs, (depthwise_kernel,),
            strides=self.strides, padding=self.padding, dilation_rate=self.dilation_rate,
        )  # fmt: skip
        ones = (1,) * self.num_axes
        return self._activated(CONVOLUTION, maps, tuple(others), lowering, strides=ones, dilation_rate=ones)


@described_by(DepthwiseConv1D, SlidingKernel)
class SeparableConv1D(SeparableConvolution):
    r"""Separable one-dimensional convolution: first along each channel separately, then across the channels.

    Use it instead of ``Conv1D`` to save weights and time: ``k C + C F`` weights instead of ``k C F``.

    .. math::
        v_{n,t,\; c M + m} = \sum_i x_{n,\; t s + i d - p,\; c}\; W_{i,c,m}, \qquad
        y_{n,t,f} = g\Bigl(b_f + \sum_m v_{n,t,m}\; P_{m,f}\Bigr)

    with strides s, dilation d, p zeros before the sequence, M = depth_multiplier and the activation g.

    Args:
        depth_multiplier: the number of filters per channel in the depthwise part.
        pointwise_initializer: initializes P.
        pointwise_regularizer: a penalty on P.
        pointwise_constraint: a map applied to P after each update.

    Input shape:
        ``(N, T, channels)``

    Output shape:
        ``(N, T', filters)``, sizes as in ``Conv1D``.

    Parameters:
        depthwise_kernel: ``(kernel_size, channels, depth_multiplier)``; pointwise_kernel:
        ``(1, channels * depth_multiplier, filters)``; bias: ``(filters,)``.

    Backward:
        that of a convolution of one step, then that of a convolution with one group per channel.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, its number of channels changed, or it is shorter than the
            filters.

    Source:
        Chollet, "Xception: deep learning with depthwise separable convolutions" (2017),
        https://arxiv.org/abs/1610.02357

    Examples:
        >>> import numpy as np
        >>> SeparableConv1D(8, 3, padding="same")(np.ones((2, 100, 4), "float32")).shape
        (2, 100, 8)
    """

    num_axes = 1


@described_by(DepthwiseConv2D, SeparableConv1D)
class SeparableConv2D(SeparableConvolution):
    r"""Separable two-dimensional convolution: first within each channel separately, then across the channels.

    Use it instead of ``Conv2D`` to save weights and time: ``k C + C F`` weights instead of ``k C F``.

    .. math::
        v_{n,h,w,\; c M + m} = \sum_{i,j} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; W_{i,j,c,m}, \qquad
        y_{n,h,w,f} = g\Bigl(b_f + \sum_m v_{n,h,w,m}\; P_{m,f}\Bigr)

    with strides s, dilation d, p zeros before the image, M = depth_multiplier and the activation g.

    Args:
        depth_multiplier: the number of filters per channel in the depthwise part.

    Input shape:
        ``(N, H, W, channels)``

    Output shape:
        ``(N, H', W', filters)``, sizes as in ``Conv2D``.

    Parameters:
        depthwise_kernel: ``(height, width, channels, depth_multiplier)``; pointwise_kernel:
        ``(1, 1, channels * depth_multiplier, filters)``; bias: ``(filters,)``.

    Backward:
        that of a convolution of one cell, then that of a convolution with one group per channel.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, its number of channels changed, or it is smaller than the
            filters.

    Source:
        Chollet, "Xception: deep learning with depthwise separable convolutions" (2017),
        https://arxiv.org/abs/1610.02357

    Examples:
        >>> import numpy as np
        >>> SeparableConv2D(8, 3, padding="same")(np.ones((2, 28, 28, 4), "float32")).shape
        (2, 28, 28, 8)
    """

    num_axes = 2
