"""The shape of one sample, declared in advance for the first layer of a model."""

from __future__ import annotations

from typing import Annotated, Any

from nervure.arguments.sizes import ShapeKind
from nervure.arguments.values import whole
from nervure.errors import ArgumentError
from nervure.symbolic import Shape


class DeclaredShapeKind:
    """The shape of one sample; a bare number is rejected with an error that shows the right form."""

    def take(self, value: Any, argument: str, where: str) -> Shape:
        """``value`` as a tuple of sizes."""
        if whole(value) is not None:
            raise ArgumentError.of("layer.input_shape_number", where=where, got=value)
        return ShapeKind().take(value, argument, where)


DeclaredShape = Annotated[Shape, DeclaredShapeKind()]


def declared_shape(input_shape: Shape | None, input_dim: int | None, batch_input_shape: Shape | None) -> Shape | None:
    """The declared input shape with the batch axis first, or None if none was declared.

    Args:
        input_shape: the shape of one sample.
        input_dim: shorthand for ``input_shape=(input_dim,)``.
        batch_input_shape: ``input_shape`` preceded by the batch axis.

    Examples:
        >>> declared_shape(None, 4, None)
        (None, 4)
    """
    if batch_input_shape is not None:
        return batch_input_shape
    if input_dim is not None:
        return (None, input_dim)
    return None if input_shape is None else (None, *input_shape)
