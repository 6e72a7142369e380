"""ZeroPadding1D, ZeroPadding2D and ZeroPadding3D: pad a sequence, an image or a volume with zeros."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import DataFormat1D, DataFormat2D, DataFormat3D, Margins1D, Margins2D, Margins3D, checked
from nervure.layers.along_axes import AlongAxes
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.zero_padding import ZERO_PADDING
from nervure.symbolic import Shape


class ZeroPadding(AlongAxes):
    """Shared by the three classes, which add only the number of axes and Keras' defaults."""

    padding: Any

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, H', W', C)."""
        axes = zip(input_shape[1:-1], self.padding, strict=True)
        sizes = [None if size is None else size + sum(zeros) for size, zeros in axes]
        return (input_shape[0], *sizes, input_shape[-1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", ZERO_PADDING, inputs, padding=self.padding)


class ZeroPadding1D(ZeroPadding):
    r"""Pads a sequence with zeros.

    Use it when a convolution or a pooling needs padding other than ``padding="same"``.

    .. math:: y_{n,\; t + b,\; c} = x_{n,t,c}, \quad b \text{ zeros at the beginning}

    Args:
        padding: the number of steps at the beginning and at the end; one number for both.
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, T', C)``, with ``T' = T + before + after``.

    Backward:
        dy without its borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences.

    Examples:
        >>> import numpy as np
        >>> ZeroPadding1D((1, 2))(np.ones((2, 10, 4), "float32")).shape
        (2, 13, 4)
    """

    num_axes = 1

    @checked
    def __init__(
        self, padding: Margins1D = 1, data_format: DataFormat1D | None = None, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        self.padding = padding


class ZeroPadding2D(ZeroPadding):
    r"""Pads an image with zeros.

    Use it when a convolution or a pooling needs padding other than ``padding="same"``.

    .. math:: y_{n,\; h + t,\; w + l,\; c} = x_{n,h,w,c}, \quad t, l \text{ zeros at the top and the left}

    Args:
        padding: one number for all sides, (height, width) for two sides each, or ((top, bottom), (left, right)).
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = H + before + after``.

    Backward:
        dy without its borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images.

    Examples:
        >>> import numpy as np
        >>> ZeroPadding2D(1)(np.ones((2, 28, 28, 3), "float32")).shape
        (2, 30, 30, 3)
    """

    num_axes = 2

    @checked
    def __init__(
        self, padding: Margins2D = (1, 1), data_format: DataFormat2D | None = None, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        self.padding = padding


class ZeroPadding3D(ZeroPadding):
    r"""Pads a volume with zeros.

    Use it when a convolution or a pooling needs padding other than ``padding="same"``.

    .. math:: y_{n,\; d + f,\; h + t,\; w + l,\; c} = x_{n,d,h,w,c}, \quad f, t, l \text{ zeros before each axis}

    Args:
        padding: one number for all sides, three for two sides each, or three pairs (before, after).
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, D', H', W', C)``, with ``D' = D + before + after``.

    Backward:
        dy without its borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes.

    Examples:
        >>> import numpy as np
        >>> ZeroPadding3D(2)(np.ones((2, 10, 12, 12, 3), "float32")).shape
        (2, 14, 16, 16, 3)
    """

    num_axes = 3

    @checked
    def __init__(
        self,
        padding: Margins3D = ((1, 1), (1, 1), (1, 1)),
        data_format: DataFormat3D | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.padding = padding
