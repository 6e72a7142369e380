"""The shape of one sample that a layer is told beforehand, as the first of a chain."""

from __future__ import annotations

from typing import Annotated, Any

from nervure.arguments.sizes import ShapeKind
from nervure.arguments.values import whole
from nervure.errors import ArgumentError
from nervure.symbolic import Shape


class DeclaredShapeKind:
    """The shape of one sample; a number alone is refused with the way to write it."""

    def take(self, value: Any, argument: str, where: str) -> Shape:
        """``value`` as a tuple of sizes."""
        if whole(value) is not None:
            raise ArgumentError.of("layer.input_shape_number", where=where, got=value)
        return ShapeKind().take(value, argument, where)


DeclaredShape = Annotated[Shape, DeclaredShapeKind()]


def declared_shape(input_shape: Shape | None, input_dim: int | None, batch_input_shape: Shape | None) -> Shape | None:
    """The declared input shape with the batch axis first, or None where nothing was declared.

    Args:
        input_shape: the shape of one sample.
        input_dim: short for ``input_shape=(input_dim,)``.
        batch_input_shape: ``input_shape`` with the batch axis before it.

    Examples:
        >>> declared_shape(None, 4, None)
        (None, 4)
    """
    if batch_input_shape is not None:
        return batch_input_shape
    if input_dim is not None:
        return (None, input_dim)
    return None if input_shape is None else (None, *input_shape)
