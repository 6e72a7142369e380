"""A network as boxes and arrows: which call of which layer reads which."""

from __future__ import annotations

from dataclasses import dataclass

BoxShape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class NetworkBox:
    """One call of one layer.

    Args:
        name: the layer's name, with the names of the models around it and the number of a further call before and
            behind it: ``encoder/dense:2``.
        kind: the name of its class, ``Conv2D``.
        inputs: the places of the boxes it reads, in order.
        input_shapes: what arrives, batch axis first.
        output_shapes: what it gives.
        activation: the name of its activation function, None for none.
        trainable: whether the optimizer moves its weights; None where it has none.
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
    """The boxes of a network, each behind those it reads.

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
        """From which box to which, each once."""
        pairs = ((source, place) for place, box in enumerate(self.boxes) for source in box.inputs)
        return tuple(dict.fromkeys(pairs))
