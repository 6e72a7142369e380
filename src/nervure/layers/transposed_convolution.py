"""Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: the transpose of a convolution, for upsampling."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import (  # noqa: F401 - those in 1D, 2D and 3D take the place of ND
    Count,
    DataFormat1D,
    DataFormat2D,
    DataFormat3D,
    DataFormatND,
    Flag,
    Offsets1D,
    Offsets2D,
    Offsets3D,
    OffsetsND,
    Sizes1D,
    Sizes2D,
    Sizes3D,
    SizesND,
    WindowPadding,
    checked,
)
from nervure.arguments.describing import described_by
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.activation import ActivationLike
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.layers.sliding_kernel import SlidingKernel
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.shapes import shape_text, transposed_size
from nervure.symbolic import Shape


class TransposedConvolution(SlidingKernel):
    """Shared by the three classes, which add only the number of axes and Keras' defaults."""

    def __init__(
        self,
        filters: Count,
        kernel_size: SizesND,
        strides: SizesND = 1,
        padding: WindowPadding = "valid",
        output_padding: OffsetsND | None = None,
        data_format: DataFormatND | None = None,
        dilation_rate: SizesND = 1,
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
        self._take_filters(filters, output_padding)
        self._take_kernel(kernel_initializer, kernel_regularizer, kernel_constraint)
        self._take_bias(use_bias, bias_initializer, bias_regularizer, bias_constraint)
        self._take_activation(activation)

    def _take_filters(self, filters: int, output_padding: Any) -> None:
        self.filters, self.output_padding = filters, output_padding
        if any(more >= step for more, step in zip(output_padding or (), self.strides, strict=False)):
            raise ArgumentError.of(
                "convolution.output_padding", where=type(self).__name__,
                output_padding=self.output_padding, strides=self.strides,
            )  # fmt: skip

    def _check_sizes(self, input_shape: Shape) -> None:
        if any(size is not None and size < 1 for size in self.compute_output_shape(input_shape)[1:-1]):
            raise ShapeError.of(
                "convolution.nothing_left", where=self.where,
                output_padding=self.output_padding, got=shape_text(input_shape),
            )  # fmt: skip

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (*kernel_size, filters, channels) and bias (filters,)."""
        self.kernel = self.add_weight(
            "kernel", (*self.kernel_size, self.filters, int(input_shape[-1] or 0)), self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
            # Channels first: the layout torch reads without copying.
            memory_order=(self.num_axes + 1, *range(self.num_axes + 1)),
        )  # fmt: skip
        self._add_bias(self.filters)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, channels) -> (N, H', W', filters)."""
        more = self.output_padding or (None,) * self.num_axes
        sizes = tuple(
            transposed_size(size, kernel, stride, self.padding, dilation, extra)
            for size, kernel, stride, dilation, extra in zip(
                input_shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, more, strict=True
            )
        )
        return (input_shape[0], *sizes, self.filters)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The transposed convolution with bias, then the activation."""
        return self._activated(
            TRANSPOSED_CONVOLUTION, inputs, self.parameters, lowering, strides=self.strides, padding=self.padding,
            output_padding=self.output_padding, dilation_rate=self.dilation_rate,
        )  # fmt: skip


@described_by(SlidingKernel)
class Conv1DTranspose(TransposedConvolution):
    r"""Transposed one-dimensional convolution: every step adds a copy of the filters to a longer sequence.

    Use it to lengthen sequences, as in signal decoders. It is the map a convolution uses to propagate gradients back to
    its input, often called a deconvolution.

    .. math:: y_{n,u,f} = g\Bigl(b_f + \sum_{t s + i d - p = u} \sum_c x_{n,t,c}\; W_{i,f,c}\Bigr)

    with strides s, dilation d, p cells cropped at the start of the result and the activation g.

    Args:
        kernel_size: the length of the filters, in time steps.
        strides: the distance between the outputs of neighboring steps.
        padding: ``"valid"``: everything the filters reach is kept; ``"same"``: the output is ``strides`` times as large
            as the input.
        output_padding: changes the output size, see Output shape; must be smaller than strides.
        dilation_rate: the spacing between the cells a filter writes to; a value above 1 requires strides of 1.

    Input shape:
        ``(N, T, channels)``

    Output shape:
        ``(N, T', filters)``. With the extent e = dilation_rate (kernel_size - 1) + 1: for "valid"
        ``(n - 1) strides + max(e, strides)``, for "same" ``n strides``; with output_padding
        ``(n - 1) strides + e + output_padding`` and ``(n - 1) strides + e mod 2 + output_padding``.

    Parameters:
        kernel: ``(kernel_size, filters, channels)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dx`` is the convolution of dz with W, ``dW`` correlates dz with x, ``db = sum dz``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, its number of channels changed, or output_padding leaves no
            output.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks" (2014),
        https://arxiv.org/abs/1311.2901; Dumoulin and Visin, "A guide to convolution arithmetic for deep learning"
        (2016), https://arxiv.org/abs/1603.07285

    Examples:
        >>> import numpy as np
        >>> Conv1DTranspose(8, 3, strides=2, padding="same")(np.ones((2, 50, 4), "float32")).shape
        (2, 100, 8)
    """

    num_axes = 1


@described_by(Conv1DTranspose)
class Conv2DTranspose(TransposedConvolution):
    r"""Transposed two-dimensional convolution: every cell adds a copy of the filters to a larger image.

    Use it to enlarge images, as in decoders and generators. It is the map a convolution uses to propagate gradients
    back to its input, often called a deconvolution.

    .. math::
        y_{n,u,v,f} =
        g\Bigl(b_f + \sum_{h s + i d - p = u} \sum_{w s + j d - p = v} \sum_c x_{n,h,w,c}\; W_{i,j,f,c}\Bigr)

    with strides s, dilation d, p cells cropped at the start of the result and the activation g.

    Args:
        kernel_size: height and width of the filters; one number for both.
        strides: the distance between the outputs of neighboring cells, vertical and horizontal.

    Input shape:
        ``(N, H, W, channels)``

    Output shape:
        ``(N, H', W', filters)``. With the extent e = dilation_rate (kernel_size - 1) + 1: for "valid"
        ``(n - 1) strides + max(e, strides)``, for "same" ``n strides``; with output_padding
        ``(n - 1) strides + e + output_padding`` and ``(n - 1) strides + e mod 2 + output_padding``.

    Parameters:
        kernel: ``(height, width, filters, channels)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dx`` is the convolution of dz with W, ``dW`` correlates dz with x, ``db = sum dz``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, its number of channels changed, or output_padding leaves no
            output.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks" (2014),
        https://arxiv.org/abs/1311.2901; Dumoulin and Visin, "A guide to convolution arithmetic for deep learning"
        (2016), https://arxiv.org/abs/1603.07285

    Examples:
        >>> import numpy as np
        >>> Conv2DTranspose(8, 3, strides=2, padding="same")(np.ones((2, 14, 14, 4), "float32")).shape
        (2, 28, 28, 8)
    """

    num_axes = 2


@described_by(Conv1DTranspose)
class Conv3DTranspose(TransposedConvolution):
    r"""Transposed three-dimensional convolution: every cell adds a copy of the filters to a larger volume.

    Use it to enlarge volumes, as in the decoder of a scan segmentation network. It is the map a convolution uses to
    propagate gradients back to its input, often called a deconvolution.

    .. math::
        y_{n,t,u,v,f} = g\Bigl(b_f + \sum_{d s + i r - p = t} \sum_{h s + j r - p = u} \sum_{w s + k r - p = v}
        \sum_c x_{n,d,h,w,c}\; W_{i,j,k,f,c}\Bigr)

    with strides s, dilation r, p cells cropped at the start of the result and the activation g.

    Args:
        kernel_size: depth, height and width of the filters; one number for all.
        strides: the distance between the outputs of neighboring cells along each axis.

    Input shape:
        ``(N, D, H, W, channels)``

    Output shape:
        ``(N, D', H', W', filters)``. With the extent e = dilation_rate (kernel_size - 1) + 1: for "valid"
        ``(n - 1) strides + max(e, strides)``, for "same" ``n strides``; with output_padding
        ``(n - 1) strides + e + output_padding`` and ``(n - 1) strides + e mod 2 + output_padding``.

    Parameters:
        kernel: ``(depth, height, width, filters, channels)``; bias: ``(filters,)``.

    Backward:
        with ``dz = dy g'(z)``: ``dx`` is the convolution of dz with W, ``dW`` correlates dz with x, ``db = sum dz``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes, its number of channels changed, or output_padding leaves no
            output.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks" (2014),
        https://arxiv.org/abs/1311.2901; Dumoulin and Visin, "A guide to convolution arithmetic for deep learning"
        (2016), https://arxiv.org/abs/1603.07285

    Examples:
        >>> import numpy as np
        >>> Conv3DTranspose(8, 3, strides=2, padding="same")(np.ones((2, 4, 8, 8, 4), "float32")).shape
        (2, 8, 16, 16, 8)
    """

    num_axes = 3

    # In Keras data_format and output_padding change places here.
    @checked
    def __init__(
        self,
        filters: Count,
        kernel_size: Sizes3D,
        strides: Sizes3D = (1, 1, 1),
        padding: WindowPadding = "valid",
        data_format: DataFormat3D | None = None,
        output_padding: Offsets3D | None = None,
        dilation_rate: Sizes3D = (1, 1, 1),
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
        super().__init__(
            filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
            kernel_constraint, bias_constraint, **kwargs,
        )  # fmt: skip
