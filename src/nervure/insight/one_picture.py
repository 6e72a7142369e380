"""The single image in question, in the form that the network reads."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.data.column import column
from nervure.errors import DataError
from nervure.insight.layer_maps import input_shape, picture_shape
from nervure.models.feeding import one_batch
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import feed_of


def one_picture(model: GraphModel, picture: Any, where: str) -> Tensor:
    """``picture`` as a batch of one, with its own dtype.

    Args:
        model: the model that reads it.
        picture: ``(H, W, C)``, ``(H, W)`` for one channel, or a batch of one such image.
        where: the name of the call in errors.

    Raises:
        DataError: there are several images, or it does not consist of numbers.
        ShapeError: it does not fit the model.
        ArgumentError: the model has several inputs.
    """
    x = column(picture, where=where).tensor
    expected = input_shape(model, where)
    is_batch = x.ndim > len(expected) or _fits(tuple(x.shape[1:]), expected)
    batch = feed_of(model, one_batch(x if is_batch else x[None]), where, with_targets=False).first_batch()
    assert batch is not None
    picture_shape(model, where, tuple(batch.x[0].shape[1:]))
    if batch.size != 1:
        raise DataError.of("insight.one_picture", where=where, got=tuple(x.shape))
    return batch.x[0]


def _fits(shape: tuple[int, ...], expected: tuple[int | None, ...]) -> bool:
    """Whether that is the shape of one image."""
    if len(shape) == len(expected) - 1 and expected[-1] == 1:
        expected = expected[:-1]
    return len(shape) == len(expected) and all(
        size is None or size == got for size, got in zip(expected, shape, strict=True)
    )
