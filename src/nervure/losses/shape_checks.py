"""Checks the shapes of targets and outputs before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.errors import ShapeError
from nervure.language import text
from nervure.ops.targets import aligns, fits, label_shape
from nervure.shapes import shape_text
from nervure.symbolic import Shape

_PICTURE_RANK = 4
Sizes = Sequence[int | None]


def check_same_shape(y_true_shape: Sizes, y_pred_shape: Sizes, *, where: str) -> None:
    """Targets must have the shape of the outputs, except for a last axis of 1.

    Raises:
        ShapeError: Flatten is missing, or the shapes differ otherwise.
    """
    if aligns(y_true_shape, y_pred_shape):
        return
    wanted = (y_true_shape[0], 1) if len(y_true_shape) == 1 else tuple(y_true_shape)
    _refuse_pictures(y_true_shape, y_pred_shape, wanted, where)
    raise _different(y_true_shape, y_pred_shape, tuple(y_pred_shape), where)


def check_one_hot(y_true_shape: Sizes, y_pred_shape: Sizes, *, axis: int, where: str) -> None:
    """Targets must be one-hot rows shaped like the outputs.

    Raises:
        ShapeError: they are class labels, there is a single output, Flatten is missing, or the shapes differ otherwise.
    """
    _refuse_one_output(y_pred_shape, axis, where)
    if fits(y_true_shape, y_pred_shape):
        return
    if _are_class_numbers(y_true_shape, y_pred_shape, axis):
        raise ShapeError.of(
            "losses.class_numbers", where=where, expected=shape_text(y_pred_shape), targets=shape_text(y_true_shape)
        )
    numbers = _without_one(y_true_shape)
    wanted = (*numbers, y_pred_shape[axis]) if len(numbers) == 1 else numbers
    _refuse_pictures(y_true_shape, y_pred_shape, wanted, where)
    raise _different(y_true_shape, y_pred_shape, tuple(y_pred_shape), where)


def check_class_numbers(y_true_shape: Sizes, y_pred_shape: Sizes, *, axis: int, where: str) -> None:
    """Targets must be class labels: the outputs' shape without the class axis, or with 1 in its place.

    Raises:
        ShapeError: they are one-hot rows, there is a single output, Flatten is missing, or the shapes differ otherwise.
    """
    _refuse_one_output(y_pred_shape, axis, where)
    if _are_class_numbers(y_true_shape, y_pred_shape, axis):
        return
    labels = label_shape(y_pred_shape, axis)
    if fits(y_true_shape, y_pred_shape):
        raise ShapeError.of(
            "losses.one_hot", where=where, expected=shape_text(labels), targets=shape_text(y_true_shape)
        )
    numbers, classes = _without_one(y_true_shape), y_pred_shape[axis]
    are_rows = len(numbers) > 1 and numbers[-1] == classes
    _refuse_pictures(y_true_shape, y_pred_shape, numbers if are_rows else (*numbers, classes), where)
    raise _different(y_true_shape, y_pred_shape, labels, where)


def check_labels_of_rows(y_true_shape: Sizes, y_pred_shape: Sizes, *, where: str) -> None:
    """Outputs must be one row per sample, and targets one label per row.

    Raises:
        ShapeError: outputs have other axes, or the labels do not match.
    """
    if len(y_pred_shape) != 2:
        raise ShapeError.of("losses.rows_of_outputs", where=where, output=shape_text(y_pred_shape))
    if not fits(_without_one(y_true_shape), y_pred_shape[:1]):
        raise _different(y_true_shape, y_pred_shape, tuple(y_pred_shape[:1]), where)


def _are_class_numbers(y_true_shape: Sizes, y_pred_shape: Sizes, axis: int) -> bool:
    class_axis = axis % len(y_pred_shape)
    with_one = tuple(1 if position == class_axis else size for position, size in enumerate(y_pred_shape))
    return fits(y_true_shape, label_shape(y_pred_shape, axis)) or fits(y_true_shape, with_one)


def _without_one(shape: Sizes) -> Shape:
    return tuple(shape[:-1]) if len(shape) > 1 and shape[-1] == 1 else tuple(shape)


def _refuse_one_output(y_pred_shape: Sizes, axis: int, where: str) -> None:
    # A single class always has probability 1: the loss would be 0 whatever the network outputs.
    if y_pred_shape[axis] == 1:
        raise ShapeError.of("losses.one_output", where=where, output=shape_text(y_pred_shape))


def _refuse_pictures(y_true_shape: Sizes, y_pred_shape: Sizes, wanted: Shape, where: str) -> None:
    """Rejects an output with more axes than ``wanted``: the axes of an image or a sequence have not been removed."""
    rank = len(y_pred_shape)
    same_start = len(y_true_shape) > 1 and fits(y_true_shape, y_pred_shape[: len(y_true_shape)])
    if rank <= len(wanted) or same_start or not fits(y_true_shape[:1], y_pred_shape[:1]):
        return
    pools = rank == _PICTURE_RANK and len(wanted) == 2
    raise ShapeError.of(
        "losses.flatten",
        where=where,
        expected=shape_text((None, *wanted[1:])),
        output=shape_text(y_pred_shape),
        targets=shape_text(y_true_shape),
        layers=text("losses.flatten_or_pool") if pools else "Flatten()",
    )


def _different(y_true_shape: Sizes, y_pred_shape: Sizes, expected: Shape, where: str) -> ShapeError:
    return ShapeError.of(
        "losses.shapes",
        where=where,
        expected=shape_text(expected),
        targets=shape_text(y_true_shape),
        output=shape_text(y_pred_shape),
    )
