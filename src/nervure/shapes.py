"""Arithmetic on shapes: windows, merges, reshapes. Pure functions of numbers; ``None`` is an unknown size.

If there is no result, a function returns None (a shape) or 0 (a number of windows); the caller knows the layer and
raises the error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

Shape = tuple[int | None, ...]


def shape_text(shape: Any) -> str:
    """A shape as printed in errors: N is the batch axis, ? any other unknown size.

    Several shapes (of a layer with several inputs) are in square brackets.

    Examples:
        >>> shape_text((None, 28, 28, 1)), shape_text((None, None, 3)), shape_text([(None, 2), (None, 3)])
        ('(N, 28, 28, 1)', '(N, ?, 3)', '[(N, 2), (N, 3)]')
    """
    if shape is None:
        return "?"
    if any(isinstance(size, (tuple, list)) for size in shape):
        return "[" + ", ".join(shape_text(inner) for inner in shape) + "]"
    sizes = ["?" if size is None else str(size) for size in shape]
    if sizes and shape[0] is None:
        sizes[0] = "N"
    return "(" + ", ".join(sizes) + ("," if len(sizes) == 1 else "") + ")"


def map_text(num_axes: int, channels: Any = "C") -> str:
    """The axes of sequences, images or volumes as printed in errors.

    Examples:
        >>> map_text(1), map_text(2), map_text(3, channels=4)
        ('(N, T, C)', '(N, H, W, C)', '(N, D, H, W, 4)')
    """
    letters = {1: "T", 2: "H, W", 3: "D, H, W"}[num_axes]
    return f"(N, {letters}, {channels})"


def size_of(shape: Shape) -> int | None:
    """The number of elements in an array of ``shape``; None if a size is unknown.

    Examples:
        >>> size_of((3, 4)), size_of(()), size_of((None, 4))
        (12, 1, None)
    """
    known = [size for size in shape if size is not None]
    return math.prod(known) if len(known) == len(shape) else None


def axis_index(axis: int, rank: int) -> int | None:
    """``axis`` as a non-negative index; None if an array of ``rank`` axes has no such axis.

    Examples:
        >>> axis_index(-1, 4), axis_index(2, 4), axis_index(4, 4)
        (3, 2, None)
    """
    return axis % rank if -rank <= axis < rank else None


def window_extent(kernel: int, dilation: int = 1) -> int:
    """The extent of a window of ``kernel`` cells with ``dilation - 1`` cells between neighbors.

    .. math:: d (k - 1) + 1
    """
    return dilation * (kernel - 1) + 1


def num_windows(size: int | None, kernel: int, stride: int, padding: str, dilation: int = 1) -> int | None:
    r"""The number of windows along one axis: the output size of a convolution or pooling.

    .. math::
        \text{valid: } \lfloor (n - d (k - 1) - 1) / s \rfloor + 1 \qquad \text{same: } \lceil n / s \rceil

    Args:
        size: n, the size of the axis; None if unknown.
        kernel: k, the size of a window.
        stride: s, the distance between consecutive windows.
        padding: ``"valid"`` (windows stay inside), ``"same"`` (zeros around, so that stride 1 keeps the size) or
            ``"causal"`` (as many zeros, all at the start).
        dilation: d, the distance between neighboring cells of a window.

    Returns:
        The number; 0 if no window fits; None for an unknown size.

    Examples:
        >>> num_windows(28, 3, 1, "valid"), num_windows(28, 3, 2, "same"), num_windows(2, 3, 1, "valid")
        (26, 14, 0)
    """
    if size is None:
        return None
    if padding != "valid":
        return -(-size // stride)
    return max((size - window_extent(kernel, dilation)) // stride + 1, 0)


def window_shape(
    sizes: Shape,
    kernel: Sequence[int],
    strides: Sequence[int],
    padding: str,
    dilation: Sequence[int] | None = None,
) -> Shape:
    """:func:`num_windows` along each of several axes.

    Examples:
        >>> window_shape((28, None), (3, 3), (2, 2), "same")
        (14, None)
    """
    dilation = dilation if dilation is not None else (1,) * len(sizes)
    return tuple(
        num_windows(size, k, stride, padding, d)
        for size, k, stride, d in zip(sizes, kernel, strides, dilation, strict=True)
    )


def same_padding(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """How many zeros ``padding="same"`` adds before and after one axis; an odd one goes after, as in TensorFlow.

    Examples:
        >>> same_padding(28, 3, 1), same_padding(28, 3, 2), same_padding(28, 1, 2)
        ((1, 1), (0, 1), (0, 0))
    """
    windows = -(-size // stride)
    total = max((windows - 1) * stride + window_extent(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


def window_margins(size: int, kernel: int, stride: int, padding: str, dilation: int = 1) -> tuple[int, int]:
    """How many zeros a padding adds before and after one axis; arguments as in :func:`num_windows`.

    Examples:
        >>> [window_margins(28, 3, 1, padding) for padding in ("valid", "same", "causal")]
        [(0, 0), (1, 1), (2, 0)]
    """
    if padding == "causal":
        return window_extent(kernel, dilation) - 1, 0
    return same_padding(size, kernel, stride, dilation) if padding == "same" else (0, 0)


def transposed_size(
    size: int | None, kernel: int, stride: int, padding: str, dilation: int = 1, output_padding: int | None = None
) -> int | None:
    r"""The size of one axis after a transposed convolution, by TensorFlow's rule.

    With the extent e of the kernel, stride s, and output padding o if given:

    .. math::
        \text{valid: } (n - 1) s + \max(e, s) \text{ or } (n - 1) s + e + o \qquad
        \text{same: } n s \text{ or } (n - 1) s + (e \bmod 2) + o

    Examples:
        >>> transposed_size(7, 3, 2, "valid"), transposed_size(7, 3, 2, "same"), transposed_size(7, 3, 2, "same", 1, 0)
        (15, 14, 13)
    """
    if size is None:
        return None
    extent = window_extent(kernel, dilation)
    if padding == "valid":
        return (size - 1) * stride + (max(extent, stride) if output_padding is None else extent + output_padding)
    return size * stride if output_padding is None else (size - 1) * stride + extent % 2 + output_padding


def transposed_margins(
    size: int, kernel: int, stride: int, padding: str, dilation: int = 1, output_padding: int | None = None
) -> tuple[int, int]:
    """How many of the cells that its kernels reach a transposed convolution crops before and after.

    They are the padding zeros of the corresponding convolution. A negative number means added zeros.

    Examples:
        >>> [transposed_margins(7, kernel, 2, "same") for kernel in (3, 4, 1)]
        [(0, 1), (1, 1), (0, -1)]
    """
    reached = (size - 1) * stride + window_extent(kernel, dilation)
    surplus = reached - (transposed_size(size, kernel, stride, padding, dilation, output_padding) or 0)
    before = max(surplus, 0) // 2 if padding == "same" else 0
    return before, surplus - before


def merged(shapes: Sequence[Shape]) -> Shape | None:
    """The shape of the sum of arrays of ``shapes``, batch axis first, by Keras' rule.

    The axes after the batch axis are aligned from the last one; a size of 1 fits every size.

    Returns:
        The shape; None if two sizes differ.

    Examples:
        >>> merged([(None, 8, 8, 3), (None, 1, 1, 3)]), merged([(None, 4, 5), (None, 5)])
        ((None, 8, 8, 3), (None, 4, 5))
        >>> merged([(None, 2), (None, 3)]) is None
        True
    """
    batches = {shape[0] for shape in shapes} - {None}
    sample: Shape | None = shapes[0][1:]
    for shape in shapes[1:]:
        sample = broadcast(sample, shape[1:]) if sample is not None else None
    if sample is None or len(batches) > 1:
        return None
    return (*(batches or {None}), *sample)


def broadcast(first: Shape, second: Shape) -> Shape | None:
    """The shape of the sum of two arrays, axes aligned from the last one; None if two sizes differ.

    If one of two sizes is unknown, the result is unknown, as in Keras.

    Examples:
        >>> broadcast((4, 1), (3,)), broadcast((None,), (3,)), broadcast((2,), (3,))
        ((4, 3), (None,), None)
    """
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    front = len(longer) - len(shorter)
    sizes = list(longer[:front])
    for a, b in zip(longer[front:], shorter, strict=True):
        if a is None or b is None:
            sizes.append(None)
        elif a == b or b == 1:
            sizes.append(a)
        elif a == 1:
            sizes.append(b)
        else:
            return None
    return tuple(sizes)


def concatenated(shapes: Sequence[Shape], axis: int) -> Shape | None:
    """The shape of the concatenation of arrays of ``shapes`` along ``axis``.

    Returns:
        The shape, with the sizes of the first array on the other axes; None if there is no such axis or if two sizes on
        another axis differ.

    Examples:
        >>> concatenated([(None, 8, 3), (None, 8, 5)], -1), concatenated([(None, 8, 3), (None, 7, 5)], -1)
        ((None, 8, 8), None)
    """
    place = axis_index(axis, len(shapes[0]))
    if place is None or any(len(shape) != len(shapes[0]) for shape in shapes):
        return None
    for index in range(len(shapes[0])):
        if index != place and len({shape[index] for shape in shapes} - {None}) > 1:
            return None
    lengths = [shape[place] for shape in shapes]
    total = None if None in lengths else sum(length for length in lengths if length is not None)
    return (*shapes[0][:place], total, *shapes[0][place + 1 :])


def reshaped(sample: Shape, target: Sequence[int]) -> Shape | None:
    """``target`` with its -1 computed from the sizes of ``sample``; both without the batch axis.

    Returns:
        The shape, with None for -1 if a size of ``sample`` is unknown; None if the sizes do not fit, or ``target`` has
        two -1 or a smaller number.

    Examples:
        >>> reshaped((4, 6), (-1, 8)), reshaped((4, 6), (5, 5)), reshaped((None, 6), (-1, 3))
        ((3, 8), None, (None, 3))
    """
    if min(target, default=0) < -1 or list(target).count(-1) > 1:
        return None
    numbers, known = size_of(sample), math.prod(size for size in target if size != -1)
    if numbers is None:
        return tuple(size if size != -1 else None for size in target)
    if -1 not in target:
        return tuple(target) if known == numbers else None
    if known == 0 or numbers % known:
        return None
    return tuple(size if size != -1 else numbers // known for size in target)
