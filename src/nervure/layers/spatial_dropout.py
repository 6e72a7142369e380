"""SpatialDropout1D, SpatialDropout2D and SpatialDropout3D: set whole channels to zero in training."""

from __future__ import annotations

from typing import ClassVar, Unpack

from nervure.arguments import Dropped, NumType, Whole, Word, checked
from nervure.arguments.sizes import Layout
from nervure.layers.along_axes import AlongAxes
from nervure.layers.dropout import mask_stream
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_DROPOUT
from nervure.layers.options import UntypedOptions
from nervure.ops.dropout import DROPOUT
from nervure.symbolic import Shape


class SpatialDropout(AlongAxes):
    """Shared by the three classes, which add only the number of axes and Keras' arguments."""

    not_called = OF_DROPOUT

    passes_mask: ClassVar[bool] = True

    def _take_rate(self, rate: float, seed: int | None, data_format: str | None = None) -> None:
        self.rate, self.seed = rate, seed
        Layout(self.num_axes).take(data_format, "data_format", type(self).__name__)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which is the identity at inference."""
        shared = (None, *(1,) * self.num_axes, None)
        return lowering.step(
            "output", DROPOUT, inputs, rate=self.rate, stream=mask_stream(self.seed, lowering), noise_shape=shared
        )


class SpatialDropoutOfMaps(SpatialDropout):
    """Spatial dropout with Keras' arguments for images and volumes."""

    @checked
    def __init__(
        self,
        rate: Dropped,
        data_format: Word | None = None,
        seed: Whole | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
        **kwargs: Unpack[UntypedOptions],
    ) -> None:
        super().__init__(name=name, dtype=dtype, **kwargs)
        self._take_rate(rate, seed, data_format)


class SpatialDropout1D(SpatialDropout):
    r"""Sets random channels of a sequence to zero in training.

    Use it instead of ``Dropout`` after convolutions: neighboring steps are similar, so a single dropped step can still
    be inferred from its neighbors.

    .. math:: y_{n,t,c} = \frac{m_{n,c}\, x_{n,t,c}}{1 - r}, \quad m_{n,c} \in \{0, 1\},\ P(m_{n,c} = 0) = r

    Args:
        rate: r, the fraction of the channels to drop, at least 0 and below 1.
        seed: an integer that selects the stream of masks, as in ``Dropout``.
        name: the name of the layer.
        dtype: see :class:`Layer`.
        kwargs: ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        that of the input

    Backward:
        ``dx = m dy / (1 - rate)``: the mask is redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1).
        ShapeError: the input is not a batch of sequences.

    Source:
        Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using convolutional networks" (2015),
        https://arxiv.org/abs/1411.4280

    Examples:
        >>> import numpy as np
        >>> y = SpatialDropout1D(0.5, seed=1)(np.ones((2, 3, 50), "float32"), training=True)
        >>> sorted({float(number) for number in y.flatten()})
        [0.0, 2.0]
    """

    num_axes = 1

    @checked
    def __init__(
        self,
        rate: Dropped,
        seed: Whole | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
        **kwargs: Unpack[UntypedOptions],
    ) -> None:
        super().__init__(name=name, dtype=dtype, **kwargs)
        self._take_rate(rate, seed)


class SpatialDropout2D(SpatialDropoutOfMaps):
    r"""Sets random channels of an image to zero in training.

    Use it instead of ``Dropout`` after convolutions: neighboring cells are similar, so a single dropped cell can still
    be inferred from its neighbors.

    .. math:: y_{n,h,w,c} = \frac{m_{n,c}\, x_{n,h,w,c}}{1 - r}, \quad m_{n,c} \in \{0, 1\},\ P(m_{n,c} = 0) = r

    Args:
        rate: r, the fraction of the channels to drop, at least 0 and below 1.
        data_format: None or ``"channels_last"``.
        seed: an integer that selects the stream of masks, as in ``Dropout``.
        name: the name of the layer.
        dtype: see :class:`Layer`.
        kwargs: ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        that of the input

    Backward:
        ``dx = m dy / (1 - rate)``: the mask is redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1).
        ShapeError: the input is not a batch of images.

    Source:
        Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using convolutional networks" (2015),
        https://arxiv.org/abs/1411.4280

    Examples:
        >>> import numpy as np
        >>> y = SpatialDropout2D(0.5, seed=1)(np.ones((2, 3, 3, 50), "float32"), training=True)
        >>> sorted({float(number) for number in y.flatten()})
        [0.0, 2.0]
    """

    num_axes = 2


class SpatialDropout3D(SpatialDropoutOfMaps):
    r"""Sets random channels of a volume to zero in training.

    Use it instead of ``Dropout`` after convolutions: neighboring cells are similar, so a single dropped cell can still
    be inferred from its neighbors.

    .. math:: y_{n,d,h,w,c} = \frac{m_{n,c}\, x_{n,d,h,w,c}}{1 - r}, \quad m_{n,c} \in \{0, 1\},\ P(m_{n,c} = 0) = r

    Args:
        rate: r, the fraction of the channels to drop, at least 0 and below 1.
        data_format: None or ``"channels_last"``.
        seed: an integer that selects the stream of masks, as in ``Dropout``.
        name: the name of the layer.
        dtype: see :class:`Layer`.
        kwargs: ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        that of the input

    Backward:
        ``dx = m dy / (1 - rate)``: the mask is redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1).
        ShapeError: the input is not a batch of volumes.

    Source:
        Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using convolutional networks" (2015),
        https://arxiv.org/abs/1411.4280

    Examples:
        >>> import numpy as np
        >>> y = SpatialDropout3D(0.5, seed=1)(np.ones((2, 3, 3, 3, 50), "float32"), training=True)
        >>> sorted({float(number) for number in y.flatten()})
        [0.0, 2.0]
    """

    num_axes = 3
