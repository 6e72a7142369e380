"""Global pooling of sequences, images and volumes: reduce a whole feature map to one number per channel."""

from __future__ import annotations

from typing import ClassVar, Unpack

from nervure.arguments import Flag, Word, checked
from nervure.arguments.sizes import Layout
from nervure.layers.along_axes import AlongAxes
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING, MASKED_GLOBAL_AVERAGE_POOLING
from nervure.ops.op import Op
from nervure.symbolic import Shape


class GlobalPooling(AlongAxes):
    """Shared by all of them.

    Attributes:
        op: the operation that it computes.
        masked_op: the op for a masked sequence and its mask, if different.
    """

    op: Op
    masked_op: ClassVar[Op | None] = None

    @checked
    def __init__(
        self, data_format: Word | None = None, keepdims: Flag = False, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        Layout(self.num_axes).take(data_format, "data_format", type(self).__name__)
        self.keepdims = keepdims

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, C), or (N, 1, 1, C) with ``keepdims``."""
        return (input_shape[0], *((1,) * self.num_axes if self.keepdims else ()), input_shape[-1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        mask = lowering.mask(inputs[0]) if self.masked_op is not None else None
        if mask is None or self.masked_op is None:
            return lowering.step("output", self.op, inputs, keepdims=self.keepdims)
        return lowering.step("output", self.masked_op, (*inputs, mask), keepdims=self.keepdims)


class GlobalAveragePooling1D(GlobalPooling):
    r"""The mean of each channel over the whole sequence: a head without weights, for sequences of any length.

    In a masked sequence only the real steps count.

    .. math:: y_{n,c} = \frac{1}{T} \sum_t x_{n,t,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep the time axis, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, C)`` with ``keepdims``.

    Backward:
        each position gets ``dy / T``.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of sequences.

    Source:
        Lin, Chen and Yan, "Network in network" (2014), https://arxiv.org/abs/1312.4400

    Examples:
        >>> import numpy as np
        >>> GlobalAveragePooling1D()(np.ones((2, 100, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 1
    op = GLOBAL_AVERAGE_POOLING
    masked_op = MASKED_GLOBAL_AVERAGE_POOLING


class GlobalAveragePooling2D(GlobalPooling):
    r"""The mean of each channel over the whole image: a head without weights, for images of any size.

    .. math:: y_{n,c} = \frac{1}{H W} \sum_{h,w} x_{n,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep height and width, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, C)`` with ``keepdims``.

    Backward:
        each position gets ``dy / (H W)``.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of images.

    Source:
        Lin, Chen and Yan, "Network in network" (2014), https://arxiv.org/abs/1312.4400

    Examples:
        >>> import numpy as np
        >>> GlobalAveragePooling2D()(np.ones((2, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 2
    op = GLOBAL_AVERAGE_POOLING


class GlobalAveragePooling3D(GlobalPooling):
    r"""The mean of each channel over the whole volume: a head without weights, for volumes of any size.

    .. math:: y_{n,c} = \frac{1}{D H W} \sum_{d,h,w} x_{n,d,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep depth, height and width, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, 1, C)`` with ``keepdims``.

    Backward:
        each position gets ``dy / (D H W)``.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of volumes.

    Source:
        Lin, Chen and Yan, "Network in network" (2014), https://arxiv.org/abs/1312.4400

    Examples:
        >>> import numpy as np
        >>> GlobalAveragePooling3D()(np.ones((2, 4, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 3
    op = GLOBAL_AVERAGE_POOLING


class GlobalMaxPooling1D(GlobalPooling):
    r"""The maximum of each channel over the whole sequence: whether a pattern occurs anywhere in it.

    .. math:: y_{n,c} = \max_t x_{n,t,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep the time axis, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, C)`` with ``keepdims``.

    Backward:
        dy goes to the position of the maximum; ties share it.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of sequences.

    Source:
        Collobert et al., "Natural language processing (almost) from scratch" (2011),
        https://jmlr.org/papers/v12/collobert11a.html

    Examples:
        >>> import numpy as np
        >>> GlobalMaxPooling1D()(np.ones((2, 100, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 1
    op = GLOBAL_MAX_POOLING


class GlobalMaxPooling2D(GlobalPooling):
    r"""The maximum of each channel over the whole image: whether a pattern occurs anywhere in it.

    .. math:: y_{n,c} = \max_{h,w} x_{n,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep height and width, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, C)`` with ``keepdims``.

    Backward:
        dy goes to the position of the maximum; ties share it.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of images.

    Source:
        Oquab et al., "Is object localization for free?" (2015), https://doi.org/10.1109/CVPR.2015.7298668

    Examples:
        >>> import numpy as np
        >>> GlobalMaxPooling2D()(np.ones((2, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 2
    op = GLOBAL_MAX_POOLING


class GlobalMaxPooling3D(GlobalPooling):
    r"""The maximum of each channel over the whole volume: whether a pattern occurs anywhere in it.

    .. math:: y_{n,c} = \max_{d,h,w} x_{n,d,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether to keep depth, height and width, with size 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, D, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, 1, C)`` with ``keepdims``.

    Backward:
        dy goes to the position of the maximum; ties share it.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is not a batch of volumes.

    Source:
        Oquab et al., "Is object localization for free?" (2015), https://doi.org/10.1109/CVPR.2015.7298668

    Examples:
        >>> import numpy as np
        >>> GlobalMaxPooling3D()(np.ones((2, 4, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    num_axes = 3
    op = GLOBAL_MAX_POOLING
