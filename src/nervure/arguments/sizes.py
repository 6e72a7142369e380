"""Arguments about axes: sizes, margins, shapes, and the only supported layout."""

from __future__ import annotations

from typing import Any, NamedTuple

from nervure.arguments.kinds import MOST
from nervure.arguments.values import as_written, listed, whole
from nervure.errors import ArgumentError
from nervure.shapes import Shape, map_text


class SizesAlong(NamedTuple):
    """One int per axis; a single number applies to all axes, as in Keras.

    Attributes:
        num_axes: how many axes there are.
        least: the minimum size.

    Examples:
        >>> SizesAlong(2).take(3, "kernel_size", "Conv2D"), SizesAlong(2).take([3, 5], "kernel_size", "Conv2D")
        ((3, 3), (3, 5))
    """

    num_axes: int
    least: int = 1

    def take(self, value: Any, argument: str, where: str) -> tuple[int, ...]:
        """``value`` as one int per axis."""
        items = listed(value)
        items = [value] * self.num_axes if items is None else items
        sizes = tuple(size for size in map(whole, items) if size is not None and self.least <= size <= MOST)
        if len(items) != self.num_axes or len(sizes) != self.num_axes:
            raise ArgumentError.of(
                "argument.sizes", where=where, argument=argument,
                got=as_written(value), least=self.least, example=(3,) * self.num_axes,
            )  # fmt: skip
        return sizes


class MarginsAlong(NamedTuple):
    """The numbers of cells (before, after) each axis, in every notation of Keras.

    One number applies to both sides of every axis, one number per axis to both sides of that axis. For a single axis,
    two numbers are its two sides.

    Examples:
        >>> [MarginsAlong(2).take(value, "padding", "ZeroPadding2D") for value in (1, (1, 2), ((1, 2), (0, 3)))]
        [((1, 1), (1, 1)), ((1, 1), (2, 2)), ((1, 2), (0, 3))]
        >>> MarginsAlong(1).take((1, 2), "padding", "ZeroPadding1D")
        ((1, 2),)
    """

    num_axes: int

    def take(self, value: Any, argument: str, where: str) -> tuple[tuple[int, int], ...]:
        """``value`` as one pair per axis."""
        items = listed(value.tolist() if getattr(value, "ndim", None) == 2 else value)  # an array of pairs
        axes = [value] if self.num_axes == 1 else [value] * self.num_axes if items is None else items
        sides = [_two_sides(axis) for axis in axes]
        margins = tuple(pair for pair in sides if pair is not None)
        if len(axes) != self.num_axes or len(margins) != self.num_axes:
            example = (1, 2) if self.num_axes == 1 else ((1, 2),) * self.num_axes
            got = as_written(value)
            raise ArgumentError.of("argument.margins", where=where, argument=argument, got=got, example=example)
        return margins


def _two_sides(value: Any) -> tuple[int, int] | None:
    items = listed(value)
    items = [value, value] if items is None else items
    cells = [size for size in map(whole, items) if size is not None and 0 <= size <= MOST]
    return (cells[0], cells[1]) if len(items) == len(cells) == 2 else None


class ShapeKind(NamedTuple):
    """A shape: sizes as ints, and None for any size.

    Attributes:
        least: the minimum size.

    Examples:
        >>> import numpy as np
        >>> ShapeKind().take((np.prod((28, 28)), None), "shape", "Input")
        (784, None)
    """

    least: int = 1

    def take(self, value: Any, argument: str, where: str) -> Shape:
        """``value`` as a tuple of sizes."""
        items = listed(value)
        sizes = [None if item is None else whole(item) for item in items or ()]
        pairs = zip(items or (), sizes, strict=True)
        if items is None or not all(
            given is None or (size is not None and self.least <= size <= MOST) for given, size in pairs
        ):
            raise ArgumentError.of("input.sizes", where=where, argument=argument, got=as_written(value))
        return tuple(sizes)


class Layout(NamedTuple):
    """``"channels_last"`` or None: the only supported layout.

    Attributes:
        num_axes: the number of axes between the batch axis and the channel axis.
    """

    num_axes: int = 2

    def take(self, value: Any, argument: str, where: str) -> str | None:
        """``value``, if it names the supported layout."""
        if value is None or (isinstance(value, str) and value == "channels_last"):
            return value
        if not isinstance(value, str) or value != "channels_first":
            raise ArgumentError.of("argument.data_format", where=where, got=as_written(value))
        last, order = map_text(self.num_axes), ", ".join(map(str, (0, *range(2, self.num_axes + 2), 1)))
        first = last.replace("(N, ", "(N, C, ").replace(", C)", ")")
        raise ArgumentError.of(
            "argument.channels_first", where=where, got=as_written(value), last=last, first=first, order=order
        )
