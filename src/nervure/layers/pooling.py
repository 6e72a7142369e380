"""Max and average pooling of sequences, images and volumes: reduce each window to one number per channel."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import (  # noqa: F401 - those in 1D, 2D and 3D take the place of ND
    DataFormat1D,
    DataFormat2D,
    DataFormat3D,
    DataFormatND,
    Sizes1D,
    Sizes2D,
    Sizes3D,
    SizesND,
    WindowPadding,
    Word,
)
from nervure.arguments.describing import described_by
from nervure.layers.along_axes import AlongAxes
from nervure.layers.input_checks import check_window
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import UnnamedOptions
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.shapes import window_shape
from nervure.symbolic import Shape


class Pooling(AlongAxes):
    """Shared by all of them: windows, and the output shape.

    Args:
        strides: the step size of the window; by default the window size.
        data_format: None or ``"channels_last"``.
        name: the name of the layer.
        kwargs: ``input_shape``: see :class:`Layer`.
    """

    op: Op
    pool_size: tuple[int, ...]
    strides: tuple[int, ...]

    def __init__(
        self,
        pool_size: SizesND = 2,
        strides: SizesND | None = None,
        padding: WindowPadding = "valid",
        data_format: DataFormatND | None = None,
        name: Word | None = None,
        **kwargs: Unpack[UnnamedOptions],
    ) -> None:
        super().__init__(name=name, **kwargs)
        self._take_window(pool_size, strides, padding)

    def _take_window(self, pool_size: Any, strides: Any, padding: str) -> None:
        self.pool_size, self.strides = pool_size, pool_size if strides is None else strides
        self.padding = padding

    def check_input(self, input_shape: Shape) -> None:
        """Sequences, images or volumes at least as large as the window."""
        super().check_input(input_shape)
        check_window(input_shape, self.pool_size, self.padding, self.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, H', W', C)."""
        sizes = window_shape(input_shape[1:-1], self.pool_size, self.strides, self.padding)
        return (input_shape[0], *sizes, input_shape[-1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step(
            "output", self.op, inputs, pool_size=self.pool_size, strides=self.strides, padding=self.padding
        )


@described_by(Pooling)
class MaxPooling1D(Pooling):
    r"""Keeps the maximum of each window: whether a pattern was there, not exactly when.

    .. math:: y_{n,t,c} = \max_i x_{n,\; t s + i,\; c}

    Args:
        pool_size: the length of the window.
        padding: ``"valid"``: only windows inside the sequence; ``"same"``: as many windows as needed to cover it.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, T', C)``, with ``T' = floor((T - pool_size) / strides) + 1`` for "valid" and ``ceil(T / strides)`` for
        "same".

    Backward:
        dy goes to the position of the maximum, the first one in case of ties.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, or smaller than the window.

    Source:
        Ranzato et al., "Unsupervised learning of invariant feature hierarchies" (2007),
        https://doi.org/10.1109/CVPR.2007.383157

    Examples:
        >>> import numpy as np
        >>> MaxPooling1D()(np.ones((2, 100, 8), "float32")).shape
        (2, 50, 8)
    """

    num_axes = 1
    op = MAX_POOLING


@described_by(Pooling)
class MaxPooling2D(Pooling):
    r"""Keeps the maximum of each window: whether a pattern was there, not exactly where.

    .. math:: y_{n,h,w,c} = \max_{i,j} x_{n,\; h s + i,\; w s + j,\; c}

    Args:
        pool_size: height and width of the window; one number for both.
        padding: ``"valid"``: only windows inside the image; ``"same"``: as many windows as needed to cover it.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = floor((H - height) / strides) + 1`` for "valid" and ``ceil(H / strides)`` for
        "same".

    Backward:
        dy goes to the position of the maximum, the first one in case of ties.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, or smaller than the window.

    Source:
        Ranzato et al., "Unsupervised learning of invariant feature hierarchies" (2007),
        https://doi.org/10.1109/CVPR.2007.383157

    Examples:
        >>> import numpy as np
        >>> MaxPooling2D()(np.ones((2, 28, 28, 8), "float32")).shape
        (2, 14, 14, 8)
    """

    num_axes = 2
    op = MAX_POOLING


@described_by(Pooling)
class MaxPooling3D(Pooling):
    r"""Keeps the maximum of each window: whether a pattern was there, not exactly where.

    .. math:: y_{n,d,h,w,c} = \max_{i,j,k} x_{n,\; d s + i,\; h s + j,\; w s + k,\; c}

    Args:
        pool_size: depth, height and width of the window; one number for all.
        padding: ``"valid"``: only windows inside the volume; ``"same"``: as many windows as needed to cover it.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, D', H', W', C)``, with ``D' = floor((D - depth) / strides) + 1`` for "valid" and ``ceil(D / strides)`` for
        "same".

    Backward:
        dy goes to the position of the maximum, the first one in case of ties.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes, or smaller than the window.

    Source:
        Ranzato et al., "Unsupervised learning of invariant feature hierarchies" (2007),
        https://doi.org/10.1109/CVPR.2007.383157

    Examples:
        >>> import numpy as np
        >>> MaxPooling3D()(np.ones((2, 6, 8, 8, 4), "float32")).shape
        (2, 3, 4, 4, 4)
    """

    num_axes = 3
    op = MAX_POOLING


@described_by(MaxPooling1D)
class AveragePooling1D(Pooling):
    r"""Takes the mean of each window: a shorter, averaged sequence.

    With ``padding="same"`` only the cells inside the sequence count, which is TensorFlow's rule.

    .. math:: y_{n,t,c} = \frac{1}{k} \sum_i x_{n,\; t s + i,\; c}

    with k the number of cells of the window that lie inside the sequence.

    Args:
        pool_size: the length of the window.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, T', C)``, with ``T' = floor((T - pool_size) / strides) + 1`` for "valid" and ``ceil(T / strides)`` for
        "same".

    Backward:
        each cell of a window gets ``dy / k``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, or smaller than the window.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> AveragePooling1D()(np.ones((2, 100, 8), "float32")).shape
        (2, 50, 8)
    """

    num_axes = 1
    op = AVERAGE_POOLING


@described_by(MaxPooling2D)
class AveragePooling2D(Pooling):
    r"""Takes the mean of each window: a smaller, averaged image.

    With ``padding="same"`` only the cells inside the image count, which is TensorFlow's rule.

    .. math:: y_{n,h,w,c} = \frac{1}{k} \sum_{i,j} x_{n,\; h s + i,\; w s + j,\; c}

    with k the number of cells of the window that lie inside the image.

    Args:
        pool_size: height and width of the window; one number for both.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = floor((H - height) / strides) + 1`` for "valid" and ``ceil(H / strides)`` for
        "same".

    Backward:
        each cell of a window gets ``dy / k``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, or smaller than the window.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> AveragePooling2D()(np.ones((2, 28, 28, 8), "float32")).shape
        (2, 14, 14, 8)
    """

    num_axes = 2
    op = AVERAGE_POOLING


@described_by(MaxPooling3D)
class AveragePooling3D(Pooling):
    r"""Takes the mean of each window: a smaller, averaged volume.

    With ``padding="same"`` only the cells inside the volume count, which is TensorFlow's rule.

    .. math:: y_{n,d,h,w,c} = \frac{1}{q} \sum_{i,j,k} x_{n,\; d s + i,\; h s + j,\; w s + k,\; c}

    with q the number of cells of the window that lie inside the volume.

    Args:
        pool_size: depth, height and width of the window; one number for all.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, D', H', W', C)``, with ``D' = floor((D - depth) / strides) + 1`` for "valid" and ``ceil(D / strides)`` for
        "same".

    Backward:
        each cell of a window gets ``dy / q``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes, or smaller than the window.

    Source:
        LeCun et al., "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791

    Examples:
        >>> import numpy as np
        >>> AveragePooling3D()(np.ones((2, 6, 8, 8, 4), "float32")).shape
        (2, 3, 4, 4, 4)
    """

    num_axes = 3
    op = AVERAGE_POOLING
