"""Conv1D, Conv2D and Conv3D: the same small filters applied at every position of a sequence, an image or a volume."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import (  # noqa: F401 - those in 1D, 2D and 3D take the place of ND
    Count,
    DataFormat1D,
    DataFormat2D,
    DataFormat3D,
    DataFormatND,
    Flag,
    Padding1D,
    Padding2D,
    Padding3D,
    PaddingND,
    Sizes1D,
    Sizes2D,
    Sizes3D,
    SizesND,
)
from nervure.arguments.describing import described_by
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.activation import ActivationLike
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.layers.sliding_kernel import SlidingKernel
from nervure.ops.convolution import CONVOLUTION
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Convolution(SlidingKernel):
    """Shared by the three classes, which add only the number of axes and Keras' defaults."""

    def __init__(
        self,
        filters: Count,
        kernel_size: SizesND,
        strides: SizesND = 1,
        padding: PaddingND = "valid",
        data_format: DataFormatND | None = None,
        dilation_rate: SizesND = 1,
        groups: Count = 1,
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
        self._take_window(kernel_size, strides, padding, dilation_rate)
        self._take_filters(filters, groups)
        self._take_kernel(kernel_initializer, kernel_regularizer, kernel_constraint)
        self._take_bias(use_bias, bias_initializer, bias_regularizer, bias_constraint)
        self._take_activation(activation)

    def _take_filters(self, filters: int, groups: int) -> None:
        self.filters, self.groups = filters, groups
        if self.filters % self.groups:
            next_multiple = -(-self.filters // self.groups) * self.groups
            raise ArgumentError.of(
                "convolution.filters_groups", where=type(self).__name__,
                filters=self.filters, groups=self.groups, suggestion=next_multiple,
            )  # fmt: skip

    def _check_sizes(self, input_shape: Shape) -> None:
        channels = int(input_shape[-1] or 0)
        if channels % self.groups:
            raise ShapeError.of(
                "convolution.channels_groups", where=self.where,
                channels=channels, groups=self.groups, got=shape_text(input_shape),
            )  # fmt: skip
        self._check_window(input_shape)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (*kernel_size, channels / groups, filters) and bias (filters,)."""
        channels = int(input_shape[-1] or 0)
        self.kernel = self.add_weight(
            "kernel", (*self.kernel_size, channels // self.groups, self.filters), self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
            # Filters first: the layout torch reads without copying.
            memory_order=(self.num_axes + 1, *range(self.num_axes + 1)),
        )  # fmt: skip
        self._add_bias(self.filters)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, channels) -> (N, H', W', filters)."""
        return (input_shape[0], *self._window_shape(input_shape), self.filters)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The convolution with bias, then the activation."""
        return self._activated(
            CONVOLUTION, inputs, self.parameters, lowering,
            strides=self.strides, padding=self.padding, dilation_rate=self.dilation_rate, groups=self.groups,
        )  # fmt: skip


@described_by(SlidingKernel)
class Conv1D(Convolution):
    r"""One-dimensional convolution: each filter detects one pattern, anywhere in the sequence.

    Use it for signals, texts and other series: it sees a few neighboring steps at a time and treats all positions
        alike.

    .. math:: y_{n,t,f} = g\Bigl(b_f + \sum_{i,c} x_{n,\; t s + i d - p,\; c}\; W_{i,c,f}\Bigr)

    with strides s, dilation d, p zeros before the sequence and the activation g.

    Args:
        filters: the number of filters, i.e. of output channels.
        kernel_size: the length of the filters, in time steps.
        strides: the step size of the filters.
        padding: ``"valid"``: no padding; ``"same"``: zeros on both sides, so that with strides of 1 the output is as
            long as the input; ``"causal"``: all zeros come before the sequence, so that no output sees a later input.
        dilation_rate: the spacing between the steps a filter sees; a value above 1 requires strides of 1.
        groups: the number of groups the channels are split into; each group has its own filters.

    Input shape:
        ``(N, T, channels)``

    Output shape:
        ``(N, T', filters)``, with ``T' = ceil(T / strides)`` for "same" and "causal" and
        ``floor((T - dilation (kernel_size - 1) - 1) / strides) + 1`` for "valid".

    Parameters:
        kernel: ``(kernel_size, channels / groups, filters)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dW`` correlates x with dz, ``db = sum dz``, ``dx`` convolves dz with the flipped W.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, its number of channels changed, or it is shorter than the
            filters.

    Source:
        Waibel, Hanazawa, Hinton, Shikano and Lang, "Phoneme recognition using time-delay neural networks" (1989),
        https://doi.org/10.1109/29.21701; causal and dilated: van den Oord et al., "WaveNet: a generative model for
        raw audio" (2016), https://arxiv.org/abs/1609.03499

    Examples:
        >>> import numpy as np
        >>> Conv1D(8, 3, padding="causal")(np.ones((2, 100, 4), "float32")).shape
        (2, 100, 8)
    """

    num_axes = 1


@described_by(Conv1D)
class Conv2D(Convolution):
    r"""Two-dimensional convolution: each filter detects one pattern, anywhere in the image.

    Use it for images: it needs far fewer weights than Dense, and what it learns at one position applies at all of them.

    .. math:: y_{n,h,w,f} = g\Bigl(b_f + \sum_{i,j,c} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; W_{i,j,c,f}\Bigr)

    with strides s, dilation d, p zeros before the image and the activation g.

    Args:
        kernel_size: height and width of the filters; one number for both.
        strides: the step size of the filters, vertical and horizontal.
        padding: ``"valid"``: no padding; ``"same"``: zeros on all sides, so that with strides of 1 the output is as
            large as the input.
        dilation_rate: the spacing between the cells a filter sees; a value above 1 requires strides of 1.

    Input shape:
        ``(N, H, W, channels)``

    Output shape:
        ``(N, H', W', filters)``, with ``H' = ceil(H / strides)`` for "same" and
        ``floor((H - dilation (height - 1) - 1) / strides) + 1`` for "valid".

    Parameters:
        kernel: ``(height, width, channels / groups, filters)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dW`` correlates x with dz, ``db = sum dz``, ``dx`` convolves dz with the flipped W.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, its number of channels changed, or it is smaller than the
            filters.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> Conv2D(8, 3, padding="same")(np.ones((2, 28, 28, 1), "float32")).shape
        (2, 28, 28, 8)
    """

    num_axes = 2


@described_by(Conv2D)
class Conv3D(Convolution):
    r"""Three-dimensional convolution: each filter detects one pattern, anywhere in the volume.

    Use it for scans and for videos, whose frames are the first axis: a filter then sees motion.

    .. math::
        y_{n,d,h,w,f} = g\Bigl(b_f + \sum_{i,j,k,c}
        x_{n,\; d s + i r - p,\; h s + j r - p,\; w s + k r - p,\; c}\; W_{i,j,k,c,f}\Bigr)

    with strides s, dilation r, p zeros before each axis and the activation g.

    Args:
        kernel_size: depth, height and width of the filters; one number for all.
        strides: the step size of the filters along each axis.

    Input shape:
        ``(N, D, H, W, channels)``

    Output shape:
        ``(N, D', H', W', filters)``, with ``D' = ceil(D / strides)`` for "same" and
        ``floor((D - dilation (depth - 1) - 1) / strides) + 1`` for "valid".

    Parameters:
        kernel: ``(depth, height, width, channels / groups, filters)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dW`` correlates x with dz, ``db = sum dz``, ``dx`` convolves dz with the flipped W.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes, its number of channels changed, or it is smaller than the
            filters.

    Source:
        Tran, Bourdev, Fergus, Torresani and Paluri, "Learning spatiotemporal features with 3D convolutional networks"
        (2015), https://arxiv.org/abs/1412.0767

    Examples:
        >>> import numpy as np
        >>> Conv3D(8, 3, padding="same")(np.ones((2, 5, 16, 16, 1), "float32")).shape
        (2, 5, 16, 16, 8)
    """

    num_axes = 3
