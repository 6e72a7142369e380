"""UpSampling1D, UpSampling2D and UpSampling3D: repeat or interpolate every step, cell or voxel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Unpack

from nervure.arguments import DataFormat2D, DataFormat3D, Sizes1D, Sizes2D, Sizes3D, checked
from nervure.arguments.kinds import OneOf
from nervure.layers.along_axes import AlongAxes
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_UPSAMPLING
from nervure.layers.options import PenalizedOptions
from nervure.ops.upsampling import INTERPOLATIONS, UPSAMPLING
from nervure.symbolic import Shape

Sizes = int | Sequence[int]


Interpolation = Annotated[str, OneOf(("nearest", *INTERPOLATIONS), "upsampling.interpolation")]


class UpSampling(AlongAxes):
    """Shared by the three classes, which add only the number of axes and Keras' defaults."""

    not_called = OF_UPSAMPLING

    size: Any
    interpolation: str = "nearest"

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, H s, W s, C)."""
        axes = zip(input_shape[1:-1], self.size, strict=True)
        sizes = [None if size is None else size * factor for size, factor in axes]
        return (input_shape[0], *sizes, input_shape[-1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", UPSAMPLING, inputs, size=self.size, interpolation=self.interpolation)


class UpSampling1D(UpSampling):
    r"""Repeats every step of a sequence.

    .. math:: y_{n,t,c} = x_{n,\; \lfloor t / s \rfloor,\; c}

    Args:
        size: s, the number of repetitions.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, T size, C)``

    Backward:
        each step gets the sum of dy over its copies.

    Raises:
        ArgumentError: ``size`` is not a positive whole number.
        ShapeError: the input is not a batch of sequences.

    Examples:
        >>> import numpy as np
        >>> UpSampling1D(2)(np.array([[[1.0], [2.0]]])).flatten().tolist()
        [1.0, 1.0, 2.0, 2.0]
    """

    num_axes = 1

    @checked
    def __init__(self, size: Sizes1D = 2, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.size = size


class UpSampling2D(UpSampling):
    r"""Enlarges an image by repeating cells or interpolating between them.

    Use it in decoders, before a convolution: it has no weights and avoids the checkerboard artifacts of transposed
    convolutions.

    .. math::
        \text{nearest: } y_{n,h,w,c} = x_{n, \lfloor h / s \rfloor, \lfloor w / s \rfloor, c} \qquad
        \text{else, along each axis: } y_h = \frac{\sum_i k(|i - g|)\, x_i}{\sum_i k(|i - g|)}, \quad
        g = \frac{h + 1/2}{s} - \frac{1}{2}

    with the kernel k of the interpolation. Keras' backends disagree on the cubic; ours is TensorFlow's (and Pillow's).

    Args:
        size: s, for rows and columns; one number for both.
        data_format: None or ``"channels_last"``.
        interpolation: ``"nearest"``, ``"bilinear"``, ``"bicubic"``, ``"lanczos3"`` or ``"lanczos5"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, H size, W size, C)``

    Backward:
        each cell gets its share of every dy it contributed to.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of images.

    Source:
        Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016),
        https://doi.org/10.23915/distill.00003; cubic: Keys, "Cubic convolution interpolation for digital image
        processing" (1981), https://doi.org/10.1109/TASSP.1981.1163711

    Examples:
        >>> import numpy as np
        >>> UpSampling2D()(np.ones((2, 14, 14, 3), "float32")).shape
        (2, 28, 28, 3)
    """

    num_axes = 2

    @checked
    def __init__(
        self,
        size: Sizes2D = (2, 2),
        data_format: DataFormat2D | None = None,
        interpolation: Interpolation = "nearest",
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.size, self.interpolation = size, interpolation


class UpSampling3D(UpSampling):
    r"""Repeats every cell of a volume along each axis.

    .. math:: y_{n,d,h,w,c} = x_{n, \lfloor d / s \rfloor, \lfloor h / s \rfloor, \lfloor w / s \rfloor, c}

    Args:
        size: s, for depth, height and width; one number for all.
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, D size, H size, W size, C)``

    Backward:
        each cell gets the sum of dy over its copies.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of volumes.

    Examples:
        >>> import numpy as np
        >>> UpSampling3D(2)(np.ones((2, 3, 4, 4, 1), "float32")).shape
        (2, 6, 8, 8, 1)
    """

    num_axes = 3

    @checked
    def __init__(
        self, size: Sizes3D = (2, 2, 2), data_format: DataFormat3D | None = None, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        self.size = size
