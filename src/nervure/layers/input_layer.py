"""Input: where data enters a network."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import Count, NumType, SampleShape, Word, checked
from nervure.arguments.sizes import ShapeKind
from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import UntypedOptions
from nervure.symbolic import Node, Shape, SymbolicTensor


class InputLayer(Layer):
    """The layer behind :func:`Input`: it declares a shape and computes nothing.

    Args:
        shape: the shape of one sample; None for axes of any size.
        batch_size: the batch size, if it is fixed.
        dtype: the type of the data; every type is accepted and converted to the model's precision.
        batch_shape: ``shape`` preceded by the batch axis, instead of the other two.
        name: the name of the input.
        kwargs: ``input_shape`` and ``batch_input_shape``, the older names of ``shape`` and ``batch_shape``.

    Output shape:
        ``(N, *shape)``

    Raises:
        ArgumentError: there is no shape, there are two, or one is not a list of sizes.

    Examples:
        >>> InputLayer(shape=(28, 28, 1)).batch_shape
        (None, 28, 28, 1)
    """

    @checked
    def __init__(
        self,
        shape: SampleShape | None = None,
        batch_size: Count | None = None,
        dtype: NumType | None = None,
        batch_shape: SampleShape | None = None,
        name: Word | None = None,
        **kwargs: Unpack[UntypedOptions],
    ) -> None:
        older, older_batch = kwargs.pop("input_shape", shape), kwargs.pop("batch_input_shape", batch_shape)
        shape = None if older is None else ShapeKind().take(older, "input_shape", "Input")
        batch_shape = None if older_batch is None else ShapeKind().take(older_batch, "batch_input_shape", "Input")
        super().__init__(name=name, **kwargs)
        self.batch_shape = _batch_shape(shape, batch_size, batch_shape)
        self.built_shape = self.declared_shape = self.batch_shape
        self._call: Node = Node(self, (), (self.batch_shape,), dtype or "float32")

    @property
    def output(self) -> SymbolicTensor:
        """The symbolic tensor that a network begins with."""
        return self._call.outputs[0]

    @property
    def dtype(self) -> str:
        """The type of the data."""
        return self._call.dtype

    def compute_output_shape(self, input_shape: Any = None) -> Shape:
        """The shape given."""
        return self.batch_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """No step: the input is the output."""
        return inputs


@checked
def Input(  # noqa: N802 - Keras' name
    shape: SampleShape | None = None,
    batch_size: Count | None = None,
    dtype: NumType | None = None,
    batch_shape: SampleShape | None = None,
    name: Word | None = None,
) -> SymbolicTensor:
    """The start of a functional model: a symbolic tensor to call layers on.

    Args:
        shape: the shape of one sample; None for axes of any size.
        batch_size: the batch size, if it is fixed.
        dtype: the type of the data; every type is accepted and converted to the model's precision.
        batch_shape: ``shape`` preceded by the batch axis, instead of the other two.
        name: the name of the input.

    Returns:
        A symbolic tensor of shape ``(N, *shape)``.

    Raises:
        ArgumentError: there is no shape, there are two, or one is not a list of sizes.

    Examples:
        >>> Input(shape=(28, 28, 1)).shape
        (None, 28, 28, 1)
    """
    return InputLayer(shape, batch_size, dtype, batch_shape, name).output


def _batch_shape(shape: Any, batch_size: int | None, batch_shape: Any) -> Shape:
    if shape is None and batch_shape is None:
        raise ArgumentError.of("input.no_shape", where="Input")
    if batch_shape is not None and (shape is not None or batch_size is not None):
        got = f"batch_shape={batch_shape}, shape={shape}, batch_size={batch_size}"
        raise ArgumentError.of("input.two_shapes", where="Input", got=got)
    return (batch_size, *shape) if shape is not None else batch_shape
