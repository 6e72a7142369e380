"""The same data in another shape."""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import ArgumentError, ShapeError, advise
from nervure.language import text
from nervure.tensors.arrays import as_tensor

_MOST_PAIRS = 6
_MOST_TRIED = 1_000_000  # divisors: enough for a million times a million elements, in well under a second
Shape = tuple[int, ...]


def reshape(array: Any, shape: int | Sequence[int]) -> NDArray[Any] | Tensor:
    """The elements of ``array``, in order, in another shape.

    The elements keep their row-by-row order; only the row ends change. Swapping axes is a different operation: use
    ``np.transpose`` or ``np.moveaxis``.

    Args:
        array: an array, a tensor, or lists.
        shape: the sizes of the axes. One of them may be -1, which is inferred.

    Raises:
        ArgumentError: the shape is not a list of whole numbers, or has several -1.
        ShapeError: the shape has a different number of elements.

    Examples:
        >>> reshape([1, 2, 3, 4, 5, 6], (2, 3)).tolist(), reshape([[1, 2], [3, 4]], -1).tolist()
        ([[1, 2, 3], [4, 5, 6]], [1, 2, 3, 4])
        >>> import nervure
        >>> nervure.set_language("en")
        >>> reshape(range(12), (5, 2))
        Traceback (most recent call last):
            ...
        nervure.errors.error.ShapeError: reshape: the shape (5, 2) has room for 10 numbers, but there are 12.
          expected: sizes whose product is 12: 12 = 1 × 12 = 2 × 6 = 3 × 4
          got:      (5, 2), whose product is 10
          fix:      Write (-1, 2): -1 is inferred from the other sizes, which gives (6, 2).
    """
    values = as_tensor(array, "reshape")
    sizes = _sizes(shape)
    before = tuple(values.shape)
    count = math.prod(before)
    if not _holds(sizes, count):
        raise ShapeError.of(
            "tensors.reshape_left_over" if -1 in sizes else "tensors.reshape_size",
            where="reshape",
            count=count,
            shape=sizes,
            room=math.prod(size for size in sizes if size != -1),
            products=_products(count, sizes),
            fix=_fix(sizes, count),
        )
    after = values.reshape(sizes)
    if _looks_like_a_swap(before, tuple(after.shape)):
        advise("tensors.reshape_swaps_nothing", before=before, after=tuple(after.shape))
    return after


def _sizes(shape: int | Sequence[int]) -> Shape:
    try:
        sizes = tuple(map(operator.index, shape if isinstance(shape, Iterable) else [shape]))
    except TypeError:
        raise ArgumentError.of("tensors.reshape_argument", where="reshape", got=repr(shape)) from None
    if min(sizes, default=0) < -1 or sizes.count(-1) > 1:
        raise ArgumentError.of("tensors.reshape_argument", where="reshape", got=repr(shape))
    return sizes


def _holds(sizes: Shape, count: int) -> bool:
    """Whether ``count`` elements fill a shape of these sizes."""
    room = math.prod(size for size in sizes if size != -1)
    if -1 not in sizes:
        return room == count
    return room > 0 and count % room == 0


def _products(count: int, sizes: Shape) -> str:
    """``12 = 1 × 12 = 2 × 6 = 3 × 4``; if there are many pairs, those closest to the sizes."""
    pairs = [(divisor, count // divisor) for divisor in _divisors_to_the_root(count)]
    wanted = [size for size in sizes if size > 0]

    def distance(pair: tuple[int, int]) -> float:
        return min((abs(math.log(factor / size)) for factor in pair for size in wanted), default=0.0)

    near = sorted(sorted(pairs, key=distance)[:_MOST_PAIRS])
    written = [f"{first} × {second}" for first, second in near]
    return " = ".join([str(count), *written, *(["…"] if len(pairs) > _MOST_PAIRS else [])])


def _divisors_to_the_root(count: int) -> list[int]:
    return [divisor for divisor in range(1, min(math.isqrt(count), _MOST_TRIED) + 1) if count % divisor == 0]


def _fix(sizes: Shape, count: int) -> str:
    for tried in _with_another_size(sizes, count) if -1 in sizes else _with_a_free_size(sizes):
        if _holds(tried, count):
            left_over = count // math.prod(size for size in tried if size != -1)
            return text("tensors.fix_free_size", tried=tried, after=_replaced(tried, tried.index(-1), left_over))
    return text("tensors.fix_flat", count=count)


def _with_a_free_size(sizes: Shape) -> Iterator[Shape]:
    """The shape with -1 at each axis in turn, the batch axis first."""
    return (_replaced(sizes, place, -1) for place in range(len(sizes)))


def _with_another_size(sizes: Shape, count: int) -> Iterator[Shape]:
    """The shape, which has a -1, with the nearest divisor in place of each other size in turn."""
    lower = _divisors_to_the_root(count)
    divisors = {*lower, *(count // divisor for divisor in lower)}
    for place, size in enumerate(sizes):
        if size != -1 and divisors:
            yield _replaced(sizes, place, _nearest(size, divisors))


def _nearest(size: int, divisors: Collection[int]) -> int:
    return min(sorted(divisors), key=lambda divisor: abs(divisor - size))


def _replaced(sizes: Shape, place: int, size: int) -> Shape:
    return (*sizes[:place], size, *sizes[place + 1 :])


def _looks_like_a_swap(before: Shape, after: Shape) -> bool:
    """Whether the same sizes occur in another order, ignoring sizes of 1."""
    sides = [[size for size in shape if size != 1] for shape in (before, after)]
    return sides[0] != sides[1] and sorted(sides[0]) == sorted(sides[1])
