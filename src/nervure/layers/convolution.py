"""Conv2D: the same small filters look at every place of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure import constraints, regularizers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.activation import activation_of, activation_step
from nervure.layers.arguments import channels_last_only, left_at_default, padding_of, pair, positive_integer
from nervure.layers.input_checks import check_pictures, check_window
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.ops.convolution import CONVOLUTION
from nervure.shapes import shape_text, window_extent, window_shape
from nervure.symbolic import Shape

_FILTERS_FIRST = (3, 0, 1, 2)  # in memory (filters, height, width, channels / groups): what torch takes without a copy


class Conv2D(Layer):
    r"""Two-dimensional convolution: each filter finds one pattern, wherever in the picture it is.

    Use it on pictures: far fewer weights than Dense, and what was learned at one place holds at all.

    .. math:: y_{n,h,w,f} = g\Bigl(b_f + \sum_{i,j,c} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; W_{i,j,c,f}\Bigr)

    with strides s, dilation d, p zeros before the picture and the activation g.

    Args:
        filters: how many patterns, the number of channels of the output.
        kernel_size: height and width of the filters; one number for both.
        strides: how far a filter moves from one place to the next, down and to the right.
        padding: ``"valid"``: filters stay inside the picture; ``"same"``: zeros around it, so that with strides of 1
            the output is as large as the input.
        data_format: None or ``"channels_last"``.
        dilation_rate: the distance of the cells that a filter looks at; with more than 1 strides must be 1.
        groups: into how many parts the channels are split; each part has its own filters.
        activation: a name ("relu", ...), a layer such as ``LeakyReLU(0.1)``, or None for none.
        use_bias: whether b is added.
        kernel_initializer: draws the first W.
        bias_initializer: draws the first b.
        kernel_regularizer: a penalty on W that is added to the loss.
        bias_regularizer: a penalty on b.
        activity_regularizer: only None.
        kernel_constraint: a map applied to W after each update.
        bias_constraint: a map applied to b after each update.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

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
        ArgumentError: an argument that cannot be meant.
        ShapeError: the input is no pictures, has other channels than before, or is smaller than the filters.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> Conv2D(8, 3, padding="same")(np.ones((2, 28, 28, 1), "float32")).shape
        (2, 28, 28, 8)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int | Sequence[int],
        strides: int | Sequence[int] = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: int | Sequence[int] = (1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.filters = positive_integer(filters, "filters", "Conv2D")
        self.kernel_size = pair(kernel_size, "kernel_size", "Conv2D")
        self.strides, self.dilation_rate = (
            pair(strides, "strides", "Conv2D"),
            pair(dilation_rate, "dilation_rate", "Conv2D"),
        )
        self.padding = padding_of(padding, "Conv2D")
        channels_last_only(data_format, "Conv2D")
        self.groups = positive_integer(groups, "groups", "Conv2D")
        self._check_arguments()
        self.activation = activation_of(activation, "Conv2D")
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        left_at_default(activity_regularizer, None, "activity_regularizer", "Conv2D")
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def _check_arguments(self) -> None:
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError.of(
                "convolution.strides_and_dilation", where="Conv2D",
                strides=self.strides, dilation_rate=self.dilation_rate,
            )  # fmt: skip
        if self.filters % self.groups:
            next_multiple = -(-self.filters // self.groups) * self.groups
            raise ArgumentError.of(
                "convolution.filters_groups", where="Conv2D",
                filters=self.filters, groups=self.groups, suggestion=next_multiple,
            )  # fmt: skip

    def check_input(self, input_shape: Shape) -> None:
        """Pictures, with the channels it was built for, not smaller than the filters."""
        check_pictures(input_shape, self.where)
        channels, got = input_shape[-1], shape_text(input_shape)
        if channels is None:
            raise ShapeError.of("convolution.channels_unknown", where=self.where, got=got)
        if self.built and channels != self.built_shape[-1]:
            expected = self.built_shape[-1]
            raise ShapeError.of("convolution.channels", where=self.where, channels=channels, expected=expected, got=got)
        if channels % self.groups:
            raise ShapeError.of(
                "convolution.channels_groups", where=self.where, channels=channels, groups=self.groups, got=got
            )
        extents = tuple(map(window_extent, self.kernel_size, self.dilation_rate))
        check_window(input_shape, extents, self.padding, self.where)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (height, width, channels / groups, filters) and bias (filters,)."""
        channels = int(input_shape[-1] or 0)
        self.kernel = self.add_weight(
            "kernel", (*self.kernel_size, channels // self.groups, self.filters), self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint, memory_order=_FILTERS_FIRST,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", (self.filters,), self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, channels) -> (N, H', W', filters)."""
        sizes = window_shape(input_shape[1:3], self.kernel_size, self.strides, self.padding, self.dilation_rate)
        return (input_shape[0], *sizes, self.filters)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The convolution with bias, then the activation."""
        part = "output" if self.activation is None else "z"
        z = lowering.step(
            part, CONVOLUTION, inputs, self.parameters,
            strides=self.strides, padding=self.padding, dilation_rate=self.dilation_rate, groups=self.groups,
        )  # fmt: skip
        return z if self.activation is None else activation_step(self.activation, z, lowering)
