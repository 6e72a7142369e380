"""MaxPooling2D and AveragePooling2D: each window of a picture becomes one number a channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure.layers.arguments import channels_last_only, padding_of, pair
from nervure.layers.input_checks import check_pictures, check_window
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.shapes import window_shape
from nervure.symbolic import Shape


class _Pooling(Layer):
    """What the two have in common: windows, and the rule of their shapes."""

    op: Op

    def __init__(
        self,
        pool_size: int | Sequence[int] = (2, 2),
        strides: int | Sequence[int] | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        where = type(self).__name__
        self.pool_size = pair(pool_size, "pool_size", where)
        self.strides = self.pool_size if strides is None else pair(strides, "strides", where)
        self.padding = padding_of(padding, where)
        channels_last_only(data_format, where)

    def check_input(self, input_shape: Shape) -> None:
        """Pictures, not smaller than the window."""
        check_pictures(input_shape, self.where)
        check_window(input_shape, self.pool_size, self.padding, self.where)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, H', W', C)."""
        sizes = window_shape(input_shape[1:3], self.pool_size, self.strides, self.padding)
        return (input_shape[0], *sizes, input_shape[3])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step(
            "output", self.op, inputs, pool_size=self.pool_size, strides=self.strides, padding=self.padding
        )


class MaxPooling2D(_Pooling):
    r"""Keeps the largest number of each window: whether a pattern was there, not exactly where.

    .. math:: y_{n,h,w,c} = \max_{i,j} x_{n,\; h s + i,\; w s + j,\; c}

    Args:
        pool_size: height and width of the window; one number for both.
        strides: the distance of the windows; by default they touch.
        padding: ``"valid"``: windows inside the picture; ``"same"``: enough windows to cover it all.
        data_format: None or ``"channels_last"``.
        name: the name of the layer.
        kwargs: ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = floor((H - height) / strides) + 1`` for "valid" and ``ceil(H / strides)`` for
        "same".

    Backward:
        dy goes to the place of the maximum; of equal ones to the first.

    Raises:
        ArgumentError: an argument that cannot be meant.
        ShapeError: the input is no pictures, or smaller than the window.

    Source:
        Ranzato et al., "Unsupervised learning of invariant feature hierarchies" (2007),
        https://doi.org/10.1109/CVPR.2007.383157

    Examples:
        >>> import numpy as np
        >>> MaxPooling2D()(np.ones((2, 28, 28, 8), "float32")).shape
        (2, 14, 14, 8)
    """

    op = MAX_POOLING


class AveragePooling2D(_Pooling):
    r"""Takes the mean of each window: a smaller picture of what is there.

    With ``padding="same"`` only the cells inside the picture count, which is TensorFlow's rule.

    .. math:: y_{n,h,w,c} = \frac{1}{k} \sum_{i,j} x_{n,\; h s + i,\; w s + j,\; c}

    with k the number of cells of the window that lie inside the picture.

    Args:
        pool_size: height and width of the window; one number for both.
        strides: the distance of the windows; by default they touch.
        padding: ``"valid"``: windows inside the picture; ``"same"``: enough windows to cover it all.
        data_format: None or ``"channels_last"``.
        name: the name of the layer.
        kwargs: ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = floor((H - height) / strides) + 1`` for "valid" and ``ceil(H / strides)`` for
        "same".

    Backward:
        each cell of a window gets ``dy / k``.

    Raises:
        ArgumentError: an argument that cannot be meant.
        ShapeError: the input is no pictures, or smaller than the window.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> AveragePooling2D()(np.ones((2, 28, 28, 8), "float32")).shape
        (2, 14, 14, 8)
    """

    op = AVERAGE_POOLING
