"""Attention over chosen axes: merges them into one axis of time steps and the other axes into the batch, and back."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError
from nervure.layers.lowering import LayerLowering
from nervure.ops.op import Op
from nervure.ops.rearranging import PERMUTE, REPEAT_VECTOR
from nervure.ops.reshape import RESHAPE
from nervure.ops.time_axis import FOLD_TIME, UNFOLD_TIME
from nervure.symbolic import Shape


class _Move(NamedTuple):
    """One step of a view: its name, its op, its further inputs, its constants."""

    part: str
    op: Op
    options: dict[str, Any]
    beside: tuple[int, ...] = ()


class AttendedAxes:
    """The axes of one input that are attended over; the others are treated like the batch axis.

    Args:
        axes: the axes attended over, in order.
        shape: of the input, (N, ..., D).

    Examples:
        >>> picture = AttendedAxes((2,), (None, 4, 6, 3))
        >>> picture.others, picture.num_steps
        ((1,), 6)
    """

    def __init__(self, axes: tuple[int, ...], shape: Shape) -> None:
        self.axes, self.rank = axes, len(shape)
        self.others = tuple(axis for axis in range(1, self.rank - 1) if axis not in axes)
        self.sizes = tuple(shape[axis] or 0 for axis in axes)
        self.other_sizes = tuple(shape[axis] or 0 for axis in self.others)
        self.num_steps = math.prod(self.sizes)

    @property
    def is_sequence(self) -> bool:
        """Whether the input already is a sequence."""
        return self.rank == 3

    def steps(self, slot: int, part: str, lowering: LayerLowering, features: tuple[int, ...] = ()) -> tuple[int, int]:
        """(N, ..., *features) to (N, O, T, *features), then to (N O, T, *features); a mask has no features.

        Args:
            slot: of the input or of its mask.
            part: the name of the steps.
            lowering: receives the steps.
            features: the sizes after those axes.

        Returns:
            The slots of both; the same slot twice if all axes are attended over.
        """
        if self.is_sequence:
            return slot, slot
        behind = tuple(range(self.rank - 1, self.rank - 1 + len(features)))
        order, apart = (*self.others, *self.axes, *behind), (*self.other_sizes, *self.sizes, *features)
        together = (*self._together(self.other_sizes), self.num_steps, *features)
        view = _moved(slot, part, lowering, [*_permuted(order), *_reshaped(apart, together)])
        return view, self._folded(view, part, lowering)

    def restored(self, slot: int, view: int, part: str, lowering: LayerLowering, outputs: tuple[int, ...]) -> int:
        """(N O, T, *outputs) as (N, ..., *outputs).

        Args:
            slot: of the attention output.
            view: of the input as (N, O, T, D).
            part: the name of the last step.
            lowering: receives the steps.
            outputs: the sizes after the time axis.
        """
        behind = tuple(range(self.rank - 1, self.rank - 1 + len(outputs)))
        order = (*self.others, *self.axes, *behind)
        back = tuple(order.index(axis) + 1 for axis in range(1, len(order) + 1))
        together = (*self._together(self.other_sizes), self.num_steps, *outputs)
        apart = (*self.other_sizes, *self.sizes, *outputs)
        moves = [*self._unfolded(view), *_reshaped(together, apart), *_permuted(back)]
        return _moved(slot, part, lowering, moves, ends_there=True)

    def samples(self, slot: int, view: int, part: str, lowering: LayerLowering) -> int:
        """(N O, ...) as (N, O, ...)."""
        return _moved(slot, part, lowering, self._unfolded(view))

    def scores(self, slot: int, view: int, values: AttendedAxes, num_heads: int, lowering: LayerLowering) -> int:
        """The weights (N O, heads, T, S) with all axes restored: (N, others, heads, queries, values)."""
        together = (*self._together(self.other_sizes), num_heads, self.num_steps, values.num_steps)
        apart = (*self.other_sizes, num_heads, *self.sizes, *values.sizes)
        return _moved(
            slot, "weights_output", lowering, [*self._unfolded(view), *_reshaped(together, apart)], ends_there=True
        )

    def masks(self, values: AttendedAxes, num_heads: int) -> tuple[tuple[int, ...], ...]:
        """The shapes that a mask of queries and values may have, without the batch axis, from fewest axes to most."""
        ends = (*self.sizes, *values.sizes)
        return ends, (*self.other_sizes, *ends), (*self.other_sizes, num_heads, *ends)

    def pairs(self, slot: int, shape: Shape, values: AttendedAxes, lowering: LayerLowering) -> int:
        """A mask of queries and values, one of :meth:`masks`, as (N O, T, S) or (N O, heads, T, S)."""
        pair, part = (self.num_steps, values.num_steps), "pairs"
        inner = tuple(size or 0 for size in shape[1 : len(shape) - len(self.sizes) - len(values.sizes)])
        heads, others = inner[len(self.other_sizes) :], self._together(self.other_sizes)
        if others and not inner:
            moves = [
                _Move("row", RESHAPE, {"target_shape": (math.prod(pair),)}),
                _Move("repeated", REPEAT_VECTOR, {"n": others[0]}),
                _Move("steps", RESHAPE, {"target_shape": (*others, *pair)}),
            ]
        else:
            moves = [_Move("steps", RESHAPE, {"target_shape": (*others, *heads, *pair)})]
        return self._folded(_moved(slot, part, lowering, moves), part, lowering)

    def _together(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        return (math.prod(sizes),) if sizes else ()

    def _folded(self, view: int, part: str, lowering: LayerLowering) -> int:
        return lowering.step(f"{part}_samples", FOLD_TIME, (view,))[0] if self.others else view

    def _unfolded(self, view: int) -> list[_Move]:
        return [_Move("samples", UNFOLD_TIME, {}, (view,))] if self.others else []


def attended_axes(axes: Any, where: str) -> tuple[int, ...] | None:
    """The argument ``attention_axes`` as a tuple; None for all axes.

    Raises:
        ArgumentError: an axis is not between the batch axis and the features, or is repeated.
    """
    if axes is None:
        return None
    found = tuple(axes) if isinstance(axes, (list, tuple)) else (axes,)
    if not found or 0 in found or -1 in found or len(set(found)) < len(found):
        raise ArgumentError.of("attention.axes", where=where, got=as_written(axes))
    return found


def axes_of(axes: tuple[int, ...] | None, rank: int, where: str) -> tuple[int, ...]:
    """The axes attended over in an input with ``rank`` axes, as non-negative numbers.

    Raises:
        ArgumentError: an axis is not between the batch axis and the features, or is repeated.
    """
    if axes is None:
        return tuple(range(1, rank - 1))
    found = tuple(axis if axis >= 0 else rank + axis for axis in axes)
    if len(set(found)) < len(found) or not all(1 <= axis < rank - 1 for axis in found):
        raise ArgumentError.of("attention.axes", where=where, got=as_written(axes))
    return found


def _permuted(order: tuple[int, ...]) -> list[_Move]:
    return [] if list(order) == sorted(order) else [_Move("order", PERMUTE, {"dims": order})]


def _reshaped(before: tuple[int, ...], after: tuple[int, ...]) -> list[_Move]:
    return [] if before == after else [_Move("steps", RESHAPE, {"target_shape": after})]


def _moved(slot: int, part: str, lowering: LayerLowering, moves: list[_Move], *, ends_there: bool = False) -> int:
    """The value after all moves; the last move takes the name of the part if the part ends there."""
    for number, move in enumerate(moves):
        name = part if ends_there and number == len(moves) - 1 else f"{part}_{move.part}"
        (slot,) = lowering.step(name, move.op, (slot, *move.beside), **move.options)
    return slot
