"""The structure of a network as a table: one row per layer, and the size of the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

RowShape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer in a summary.

    Args:
        name: the layer's name, ``conv2d_1``.
        kind: its class name, ``Conv2D``.
        output_shape: the shape with the batch axis first, ``(None, 26, 26, 32)``; one shape per output if there are
            several; None if the layer is not built.
        num_parameters: the number of parameters, including non-trainable ones; None if the layer is not built.
        connected_to: the names of the layers its inputs come from, in order; empty for inputs, and in a chain.
        trainable: whether the optimizer moves its weights.

    Examples:
        >>> LayerRow("dense", "Dense", (None, 10), 330).output_shapes
        ((None, 10),)
    """

    name: str
    kind: str
    output_shape: RowShape | tuple[RowShape, ...] | None
    num_parameters: int | None
    connected_to: tuple[str, ...] = ()
    trainable: bool = True

    @property
    def output_shapes(self) -> tuple[RowShape, ...] | None:
        """The shapes of all outputs, even if there is only one; None if the layer is not built."""
        if self.output_shape is None:
            return None
        several = tuple(shape for shape in self.output_shape if isinstance(shape, tuple))
        one = tuple(size for size in self.output_shape if not isinstance(size, tuple))
        return several if several else (one,)


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network as shown in a summary: its layers in order, and its parameter counts.

    Args:
        name: the model's name.
        rows: the layers, in execution order.
        trainable: the number of parameters that the optimizer moves.
        non_trainable: the number of those that stay, or move without a gradient (moving means and variances).
        trainable_bytes: the memory of the trainable parameters.
        non_trainable_bytes: the memory of the others.
        optimizer: how many numbers the optimizer stores (moments, counters); 0 before it has any.
        optimizer_bytes: their memory.

    Examples:
        >>> row = LayerRow("dense", "Dense", (None, 10), 330)
        >>> Architecture("digits", (row,), 330, 0, 1320, 0).total
        330
    """

    name: str
    rows: tuple[LayerRow, ...]
    trainable: int
    non_trainable: int
    trainable_bytes: int
    non_trainable_bytes: int
    optimizer: int = 0
    optimizer_bytes: int = 0

    @property
    def total(self) -> int:
        """All numbers, including the optimizer's, as Keras counts them."""
        return self.trainable + self.non_trainable + self.optimizer

    @property
    def total_bytes(self) -> int:
        """The memory of all numbers."""
        return self.trainable_bytes + self.non_trainable_bytes + self.optimizer_bytes

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads only the one above it, so that connections need not be shown."""
        starts_alone = all(row.connected_to == () for row in self.rows[:1])
        return starts_alone and all(
            below.kind != "InputLayer" and below.connected_to in ((), (above.name,))
            for above, below in pairwise(self.rows)
        )
