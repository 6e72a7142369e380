"""A network as boxes and arrows: which layer calls read which."""

from __future__ import annotations

from dataclasses import dataclass

BoxShape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class NetworkBox:
    """One call of one layer.

    Args:
        name: the layer's name, with the names of the enclosing models before it and the number of a repeated call:
            ``encoder/dense:2``.
        kind: its class name, ``Conv2D``.
        inputs: the positions of the boxes it reads, in order.
        input_shapes: the shapes of its inputs, batch axis first.
        output_shapes: the shapes of its outputs.
        activation: the name of its activation function, or None.
        trainable: whether the optimizer moves its weights; None if it has none.
    """

    name: str
    kind: str
    inputs: tuple[int, ...]
    input_shapes: tuple[BoxShape, ...]
    output_shapes: tuple[BoxShape, ...]
    activation: str | None = None
    trainable: bool | None = None


@dataclass(frozen=True, slots=True)
class NetworkDiagram:
    """The boxes of a network, each after those it reads.

    Args:
        name: the model's name.
        boxes: the calls.

    Examples:
        >>> first = NetworkBox("x", "InputLayer", (), (), ((None, 4),))
        >>> NetworkDiagram("tiny", (first, NetworkBox("dense", "Dense", (0,), ((None, 4),), ((None, 2),)))).edges
        ((0, 1),)
    """

    name: str
    boxes: tuple[NetworkBox, ...]

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """The pairs of connected boxes, each once."""
        pairs = ((source, place) for place, box in enumerate(self.boxes) for source in box.inputs)
        return tuple(dict.fromkeys(pairs))
