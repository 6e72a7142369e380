"""Which cells of its input a step reads for each cell of its output: the arithmetic of receptive fields.

A reach is a matrix along one axis: ``reach[i, o]`` is True if the output cell o reads the input cell i. Its first and
last row and column are not cells: they represent what lies before and after the axis, and show later which units extend
past the border.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.axis_activations import GLU, LOG_SOFTMAX, SPARSEMAX
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.cropping import CROPPING
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.elementwise_merge import AVERAGE, MAXIMUM, MINIMUM, MULTIPLY, SUBTRACT
from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from nervure.ops.merge import ADD, CONCATENATE
from nervure.ops.noise import ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.prelu import PRELU
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.ops.sample_normalization import LAYER_NORMALIZATION, RMS_NORMALIZATION, UNIT_NORMALIZATION
from nervure.ops.softmax import SOFTMAX
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.ops.upsampling import INTERPOLATIONS, UPSAMPLING
from nervure.ops.zero_padding import ZERO_PADDING
from nervure.shapes import transposed_margins, window_margins

Reach = NDArray[np.bool_]
Shape = tuple[int, ...]

_ALONG_AN_AXIS = (
    SOFTMAX, LOG_SOFTMAX, SPARSEMAX, GLU, LAYER_NORMALIZATION, RMS_NORMALIZATION, UNIT_NORMALIZATION, CONCATENATE,
)  # fmt: skip
_CELL_BY_CELL = (
    *(op for op in ACTIVATIONS.values() if op not in _ALONG_AN_AXIS),
    BATCH_NORMALIZATION, DENSE, DROPOUT, ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE, RESCALING, PRELU,
    MAXOUT_PRODUCT, MAXOUT_WINNER, ADD, SUBTRACT, AVERAGE, MULTIPLY, MAXIMUM, MINIMUM,
)  # fmt: skip


def reaches(step: Step, read: Shape, written: Shape) -> tuple[Reach, Reach] | None:
    """The reach of a step along rows and along columns.

    Args:
        step: an operation.
        read: the shape of the input in question, without the batch axis.
        written: the shape of its output.

    Returns:
        None if the step does not keep positions apart, as ``Flatten`` does not, or is unknown: every cell of its output
        may then depend on every cell of its input.
    """
    if len(read) == len(written) == 3 and step.op in _WINDOWS:
        along = _WINDOWS[step.op]
        return along(step, 0, read[0], written[0]), along(step, 1, read[1], written[1])
    if not _is_cell_by_cell(step, read, written):
        return None
    cells = _cells(read)
    if any(size not in (1, result) for size, result in zip(cells, written, strict=False)):
        return None
    return same_places(cells[0], written[0]), same_places(cells[1], written[1])


def _is_cell_by_cell(step: Step, read: Shape, written: Shape) -> bool:
    if step.op is RESHAPE:
        return len(read) in (2, 3) and len(written) in (2, 3) and read[:2] == written[:2]
    if step.op in _ALONG_AN_AXIS:
        axes = step.options.get("axis", -1)
        axes = axes if isinstance(axes, tuple) else (axes,)
        return len(written) == 3 and all(axis % 4 == 3 for axis in axes)
    return step.op in _CELL_BY_CELL and len(written) == 3


def _cells(shape: Shape) -> tuple[int, int]:
    """Rows and columns; one of each for an input without them, which is broadcast over the others."""
    return (shape[0], shape[1]) if len(shape) > 1 else (1, 1)


def same_places(size: int, written: int) -> Reach:
    """Each cell reads the one at its position or, if there is only one, that one.

    Examples:
        >>> same_places(1, 2).astype(int).tolist()
        [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]
    """
    places = np.zeros(written, int) if size == 1 else np.arange(written)
    return reach_of(size, places[:, None])


def reach_of(size: int, cells: NDArray[np.int64]) -> Reach:
    """The matrix for what each output cell reads.

    Args:
        size: of the input along the axis.
        cells: (outputs, cells read), positions that may lie outside.

    Examples:
        >>> reach_of(2, np.array([[-1, 0], [0, 1]])).astype(int).tolist()
        [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    """
    reach = no_reach(size, len(cells))
    reach[np.clip(cells, -1, size) + 1, np.arange(1, len(cells) + 1)[:, None]] = True
    return reach


def no_reach(size: int, written: int) -> Reach:
    """The matrix of a step that does not read any cell."""
    reach = np.zeros((size + 2, written + 2), bool)
    # What lies outside the output reads what lies outside the input.
    reach[0, 0] = reach[-1, -1] = True
    return reach


def _convolution(step: Step, axis: int, size: int, written: int) -> Reach:
    kernel = step.parameters[0].shape[axis]
    return _windows(step.options, (kernel, step.options.get("dilation_rate", (1, 1))[axis]), axis, size, written)


def _pooling(step: Step, axis: int, size: int, written: int) -> Reach:
    return _windows(step.options, (step.options["pool_size"][axis], 1), axis, size, written)


def _windows(options: Mapping[str, Any], window: tuple[int, int], axis: int, size: int, written: int) -> Reach:
    """Windows that move by the strides; ``window`` is the number of cells and their distance."""
    (kernel, dilation), stride = window, options.get("strides", (1, 1))[axis]
    before, _ = window_margins(size, kernel, stride, options.get("padding", "valid"), dilation)
    starts = np.arange(written) * stride - before
    return reach_of(size, starts[:, None] + dilation * np.arange(kernel))


def _transposed(step: Step, axis: int, size: int, written: int) -> Reach:
    options, kernel = step.options, step.parameters[0].shape[axis]
    stride, dilation = options["strides"][axis], options.get("dilation_rate", (1, 1))[axis]
    output_padding = options.get("output_padding")
    before, _ = transposed_margins(
        size, kernel, stride, options.get("padding", "valid"), dilation,
        None if output_padding is None else output_padding[axis],
    )  # fmt: skip
    reach = no_reach(size, written)
    # Cells outside the image, too: a unit that one of them reaches extends past the border.
    for cell in range(-kernel * dilation, size + kernel * dilation):
        targets = cell * stride + dilation * np.arange(kernel) - before
        inside = targets[(targets >= 0) & (targets < written)]
        reach[min(max(cell, -1), size) + 1, inside + 1] = True
    return reach


def _upsampling(step: Step, axis: int, size: int, written: int) -> Reach:
    factor, interpolation = step.options["size"][axis], step.options.get("interpolation", "nearest")
    if interpolation == "nearest" or factor == 1:
        return reach_of(size, (np.arange(written) // factor)[:, None])
    radius = INTERPOLATIONS[interpolation][0]
    # Twice the factor times each position, so that all are whole numbers.
    places = 2 * np.arange(written) + 1 - factor
    cells = places[:, None] // (2 * factor) + np.arange(-radius, radius + 2)
    distance = np.abs(2 * factor * cells - places[:, None])
    # The kernels are 0 at every integer distance except 0.
    counts = (distance < 2 * factor * radius) & ((distance % (2 * factor) != 0) | (distance == 0))
    nearest = np.take_along_axis(cells, distance.argmin(1)[:, None], 1)
    return reach_of(size, np.where(counts, cells, nearest))


def _cropping(step: Step, axis: int, size: int, written: int) -> Reach:
    return reach_of(size, (np.arange(written) + step.options["cropping"][axis][0])[:, None])


def _zero_padding(step: Step, axis: int, size: int, written: int) -> Reach:
    return reach_of(size, (np.arange(written) - step.options["padding"][axis][0])[:, None])


_WINDOWS: dict[Op, Callable[[Step, int, int, int], Reach]] = {
    CONVOLUTION: _convolution,
    DEPTHWISE_CONVOLUTION: _convolution,
    MAX_POOLING: _pooling,
    AVERAGE_POOLING: _pooling,
    TRANSPOSED_CONVOLUTION: _transposed,
    UPSAMPLING: _upsampling,
    CROPPING: _cropping,
    ZERO_PADDING: _zero_padding,
}
