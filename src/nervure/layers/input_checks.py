"""Checks of input shapes that several layers share."""

from __future__ import annotations

import math
from typing import Any

from nervure.errors import ShapeError
from nervure.shapes import axis_index, map_text, shape_text
from nervure.symbolic import Shape

_USUAL = 784  # numbers of a vector of unknown size, as in the lecture's images


def check_one_input(shape: Any, where: str) -> None:
    """Checks that the layer gets one tensor, not a list.

    Raises:
        ShapeError: it was called with a list.
    """
    if any(isinstance(size, (list, tuple)) for size in shape):
        raise ShapeError.of("layer.one_input", where=where, got=shape_text(shape))


def check_pictures(shape: Shape, where: str) -> None:
    """Checks that the input is a batch of images, ``(N, H, W, C)``.

    Raises:
        ShapeError: it has a different rank, which determines the suggested fix.
    """
    check_one_input(shape, where)
    rank = len(shape)
    if rank == 4:
        return
    if rank == 3:
        raise ShapeError.of(
            "pictures.no_channels", where=where, got=shape_text(shape), suggestion=shape_text((*shape[1:], 1))
        )
    if rank == 5:
        raise ShapeError.of(
            "pictures.batch_inside",
            where=where,
            got=shape_text(shape),
            first=shape[1],
            suggestion=shape_text(shape[2:]),
        )
    if rank < 3:
        raise ShapeError.of("pictures.flat", where=where, got=shape_text(shape), suggestion=_pictures_of(shape[-1]))
    raise ShapeError.of("pictures.rank", where=where, got=shape_text(shape))


def check_maps(shape: Shape, num_axes: int, where: str) -> None:
    """Checks that the input is a batch of sequences ``(N, T, C)``, images or volumes ``(N, D, H, W, C)``.

    Args:
        shape: of the input, batch axis first.
        num_axes: the number of axes required between the first and the last: 1, 2 or 3.
        where: the layer.

    Raises:
        ShapeError: it has a different rank, which determines the suggested fix.
    """
    if num_axes == 2:
        check_pictures(shape, where)
        return
    check_one_input(shape, where)
    rank, needed = len(shape), num_axes + 2
    if rank == needed:
        return
    told: dict[str, Any] = {"where": where, "axes": map_text(num_axes), "got": shape_text(shape)}
    target = "(depth, height, width, channels)" if num_axes == 3 else "(steps, channels)"
    if rank == 4 and num_axes == 1:
        raise ShapeError.of("maps.pictures", rank=needed, target=target, **told)
    if rank == needed - 1:
        raise ShapeError.of("maps.no_channels", suggestion=shape_text((*shape[1:], 1)), **told)
    if rank == needed + 1:
        raise ShapeError.of("maps.too_many_axes", first=shape[1], suggestion=shape_text(shape[2:]), **told)
    raise ShapeError.of("maps.rank", rank=needed, target=target, **told)


def check_channels(shape: Shape, built_shape: Shape | None, num_axes: int, where: str) -> None:
    """Checks that the number of channels is known, and the one the layer was built for.

    Raises:
        ShapeError: it is unknown or different.
    """
    channels, got = shape[-1], shape_text(shape)
    if channels is None:
        raise ShapeError.of("convolution.channels_unknown", where=where, axes=map_text(num_axes), got=got)
    if built_shape is None or channels == built_shape[-1]:
        return
    expected = built_shape[-1]
    if num_axes == 2:
        raise ShapeError.of("convolution.channels", where=where, channels=channels, expected=expected, got=got)
    raise ShapeError.of(
        "convolution.other_channels", where=where,
        channels=channels, expected=expected, axes=map_text(num_axes, expected), got=got,
    )  # fmt: skip


def _pictures_of(size: int | None) -> str:
    """A shape of images that have ``size`` numbers: squares if there are any, else as near to squares as possible.

    Examples:
        >>> _pictures_of(784), _pictures_of(3072), _pictures_of(1000), _pictures_of(None)
        ('(28, 28, 1)', '(32, 32, 3)', '(25, 40, 1)', '(28, 28, 1)')
    """
    size = size or _USUAL
    for channels in (1, 3):
        side = math.isqrt(size // channels)
        if side > 1 and side * side * channels == size:
            return f"({side}, {side}, {channels})"
    height = next(each for each in range(math.isqrt(size), 0, -1) if size % each == 0)
    return f"({height}, {size // height}, 1)"


def check_features(shape: Shape, built_shape: Shape | None, where: str) -> None:
    """Checks that the last axis has a known size, the one the layer was built for.

    Raises:
        ShapeError: there is no such axis, or the number of features differs.
    """
    check_one_input(shape, where)
    if len(shape) < 2 or shape[-1] is None:
        raise ShapeError.of("dense.no_features", where=where, got=shape_text(shape))
    if built_shape is not None and shape[-1] != built_shape[-1]:
        raise ShapeError.of("dense.features", where=where, expected=built_shape[-1], got=shape_text(shape))


def check_axis(axis: int, shape: Shape, where: str) -> None:
    """Checks that the input has the axis ``axis``.

    Raises:
        ShapeError: it has fewer axes.
    """
    rank = len(shape)
    if axis_index(axis, rank) is None:
        raise ShapeError.of("layer.no_axis", where=where, axis=axis, rank=rank, last=rank - 1, got=shape_text(shape))


def check_window(shape: Shape, window: tuple[int, ...], padding: str, where: str) -> None:
    """Checks that at least one window fits into inputs of ``shape``.

    Raises:
        ShapeError: the window is larger than the input and ``padding="valid"``.
    """
    fits = all(size is None or size >= extent for size, extent in zip(shape[1:-1], window, strict=True))
    if padding == "valid" and not fits:
        raise ShapeError.of("window.larger", where=where, size=" x ".join(map(str, window)), got=shape_text(shape))
