"""Cropping1D, Cropping2D and Cropping3D: crop the borders of a sequence, an image or a volume."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import DataFormat2D, DataFormat3D, Margins1D, Margins2D, Margins3D, checked
from nervure.errors import ShapeError
from nervure.layers.along_axes import AlongAxes
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.cropping import CROPPING
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Cropping(AlongAxes):
    """Shared by the three classes, which add only the number of axes and Keras' defaults."""

    cropping: Any

    def check_input(self, input_shape: Shape) -> None:
        """At least one cell must remain along each axis."""
        super().check_input(input_shape)
        cells = tuple(map(sum, self.cropping))
        if any(size is not None and size <= cut for size, cut in zip(input_shape[1:-1], cells, strict=True)):
            told = " x ".join(map(str, cells))
            got = shape_text(input_shape)
            raise ShapeError.of("cropping.larger", where=self.where, cells=told, cropping=self.cropping, got=got)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, H', W', C)."""
        axes = zip(input_shape[1:-1], self.cropping, strict=True)
        sizes = [None if size is None else size - sum(cut) for size, cut in axes]
        return (input_shape[0], *sizes, input_shape[-1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", CROPPING, inputs, cropping=self.cropping)


class Cropping1D(Cropping):
    r"""Crops time steps at the ends of a sequence.

    Use it when the borders carry no information, or to give two branches the same size before merging them.

    .. math:: y_{n,t,c} = x_{n,\; t + b,\; c}, \quad b \text{ steps left out at the beginning}

    Args:
        cropping: the number of steps at the beginning and at the end; one number for both.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, T', C)``, with ``T' = T - before - after``.

    Backward:
        dy inside, zeros at the borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences, or nothing would remain of it.

    Examples:
        >>> import numpy as np
        >>> Cropping1D(1)(np.ones((2, 10, 4), "float32")).shape
        (2, 8, 4)
    """

    num_axes = 1

    @checked
    def __init__(self, cropping: Margins1D = (1, 1), **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.cropping = cropping


class Cropping2D(Cropping):
    r"""Crops rows and columns at the borders of an image.

    Use it when the borders carry no information, or to give two branches the same size before merging them.

    .. math:: y_{n,h,w,c} = x_{n,\; h + t,\; w + l,\; c}, \quad t, l \text{ left out at the top and the left}

    Args:
        cropping: one number for all sides, (height, width) for two sides each, or ((top, bottom), (left, right)).
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H', W', C)``, with ``H' = H - before - after``.

    Backward:
        dy inside, zeros at the borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images, or nothing would remain of it.

    Examples:
        >>> import numpy as np
        >>> Cropping2D(((2, 2), (4, 4)))(np.ones((2, 28, 28, 3), "float32")).shape
        (2, 24, 20, 3)
    """

    num_axes = 2

    @checked
    def __init__(
        self,
        cropping: Margins2D = ((0, 0), (0, 0)),
        data_format: DataFormat2D | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.cropping = cropping


class Cropping3D(Cropping):
    r"""Crops cells at the borders of a volume.

    Use it when the borders carry no information, or to give two branches the same size before merging them.

    .. math:: y_{n,d,h,w,c} = x_{n,\; d + f,\; h + t,\; w + l,\; c}, \quad f, t, l \text{ left out before each axis}

    Args:
        cropping: one number for all sides, three for two sides each, or three pairs (before, after).
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, D', H', W', C)``, with ``D' = D - before - after``.

    Backward:
        dy inside, zeros at the borders.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes, or nothing would remain of it.

    Examples:
        >>> import numpy as np
        >>> Cropping3D((2, 4, 2))(np.ones((2, 28, 28, 10, 3), "float32")).shape
        (2, 24, 20, 6, 3)
    """

    num_axes = 3

    @checked
    def __init__(
        self,
        cropping: Margins3D = ((1, 1), (1, 1), (1, 1)),
        data_format: DataFormat3D | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.cropping = cropping
