"""The shape of one sample that a layer is told beforehand, as the first of a chain."""

from __future__ import annotations

from typing import Any

from nervure.errors import ArgumentError
from nervure.symbolic import Shape


def declared_shape(kind: str, input_shape: Any, input_dim: int | None, batch_input_shape: Any) -> Shape | None:
    """The declared input shape with the batch axis first, or None where nothing was declared.

    Args:
        kind: the class of the layer.
        input_shape: the shape of one sample.
        input_dim: short for ``input_shape=(input_dim,)``.
        batch_input_shape: ``input_shape`` with the batch axis before it.

    Raises:
        ArgumentError: a shape is a single number.

    Examples:
        >>> declared_shape("Dense", None, 4, None)
        (None, 4)
    """
    if batch_input_shape is not None:
        return tuple(batch_input_shape)
    if input_dim is not None:
        return (None, int(input_dim))
    if input_shape is None:
        return None
    if isinstance(input_shape, int):
        raise ArgumentError.of("layer.input_shape_number", where=kind, got=input_shape)
    return (None, *input_shape)
