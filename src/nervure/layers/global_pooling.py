"""GlobalAveragePooling2D and GlobalMaxPooling2D: a whole map becomes one number a channel."""

from __future__ import annotations

from typing import Any

from nervure.layers.arguments import channels_last_only
from nervure.layers.input_checks import check_pictures
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING
from nervure.ops.op import Op
from nervure.symbolic import Shape


class _GlobalPooling(Layer):
    """What the two have in common."""

    op: Op

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        channels_last_only(data_format, type(self).__name__)
        self.keepdims = bool(keepdims)

    def check_input(self, input_shape: Shape) -> None:
        """Pictures."""
        check_pictures(input_shape, self.where)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(N, H, W, C) -> (N, C), or (N, 1, 1, C) with ``keepdims``."""
        return (input_shape[0], *((1, 1) if self.keepdims else ()), input_shape[3])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", self.op, inputs, keepdims=self.keepdims)


class GlobalAveragePooling2D(_GlobalPooling):
    r"""The mean of each channel over the whole picture: a head with no weights, for pictures of any size.

    .. math:: y_{n,c} = \frac{1}{H W} \sum_{h,w} x_{n,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether height and width stay, as 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, C)`` with ``keepdims``.

    Backward:
        each place gets ``dy / (H W)``.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is no pictures.

    Source:
        Lin, Chen and Yan, "Network in network" (2014), https://arxiv.org/abs/1312.4400

    Examples:
        >>> import numpy as np
        >>> GlobalAveragePooling2D()(np.ones((2, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    op = GLOBAL_AVERAGE_POOLING


class GlobalMaxPooling2D(_GlobalPooling):
    r"""The largest number of each channel over the whole picture: whether a pattern is anywhere in it.

    .. math:: y_{n,c} = \max_{h,w} x_{n,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        keepdims: whether height and width stay, as 1.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, H, W, C)``

    Output shape:
        ``(N, C)``, or ``(N, 1, 1, C)`` with ``keepdims``.

    Backward:
        dy goes to the place of the maximum.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.
        ShapeError: the input is no pictures.

    Source:
        Oquab et al., "Is object localization for free?" (2015), https://doi.org/10.1109/CVPR.2015.7298668

    Examples:
        >>> import numpy as np
        >>> GlobalMaxPooling2D()(np.ones((2, 7, 7, 64), "float32")).shape
        (2, 64)
    """

    op = GLOBAL_MAX_POOLING
