"""Dropout: sets random elements to zero in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Unpack

from nervure.arguments import Dropped, Whole, checked
from nervure.arguments.values import as_written, listed, whole
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_DROPOUT
from nervure.layers.options import PenalizedOptions
from nervure.ops.dropout import DROPOUT
from nervure.randomness import fold, stream_id
from nervure.shapes import shape_text
from nervure.symbolic import Shape

_OWN_SEED = stream_id("dropout with its own seed")


class NoiseShapeKind:
    """The shape of a mask: sizes, with None for those taken from the input."""

    def take(self, value: Any, argument: str, where: str) -> Shape:
        """``value`` as a tuple."""
        items = listed(value)
        sizes = [None if size is None else whole(size) for size in items or ()]
        pairs = zip(items or (), sizes, strict=True)
        if items is None or not all(given is None or (size is not None and size >= 1) for given, size in pairs):
            raise ArgumentError.of("dropout.noise_shape", where=where, got=as_written(value))
        return tuple(sizes)


NoiseShape = Annotated[Sequence[int | None], NoiseShapeKind()]


class Dropout(Layer):
    r"""Sets random elements to zero in training, so that no unit comes to rely on another.

    The remaining elements are scaled up, so that the expected sum is unchanged and inference needs no factor. At
    inference the layer does nothing.

    .. math:: y = \frac{m \odot x}{1 - \text{rate}}, \quad m \in \{0, 1\},\ P(m = 0) = \text{rate}

    Args:
        rate: the fraction to drop, at least 0 and below 1.
        noise_shape: the shape of the mask including the batch axis, to share it along some axes: 1 along those, None
            (or the size) elsewhere. ``(None, 1, 1, 64)`` drops whole channels.
        seed: an integer that selects the stream of masks; by default the position in the network does. Either way the
            masks depend only on the run's seed and the step number.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = m dy / (1 - rate)``: the mask is redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1), or ``noise_shape`` is not a shape.
        ShapeError: ``noise_shape`` does not fit the input.

    Source:
        Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014),
        https://jmlr.org/papers/v15/srivastava14a.html

    Examples:
        >>> import numpy as np
        >>> Dropout(0.4)(np.ones((2, 2), "float32")).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
        >>> bool((Dropout(0.5)(np.ones((1, 1000), "float32"), training=True) == 0).any())
        True
    """

    not_called = OF_DROPOUT

    @checked
    def __init__(
        self,
        rate: Dropped,
        noise_shape: NoiseShape | None = None,
        seed: Whole | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def check_input(self, input_shape: Shape) -> None:
        """``noise_shape`` must broadcast to the input's shape."""
        check_one_input(input_shape, self.where)
        if self.noise_shape is None:
            return
        fits = len(self.noise_shape) == len(input_shape) and all(
            wanted is None or wanted == 1 or size is None or size == wanted
            for wanted, size in zip(self.noise_shape, input_shape, strict=True)
        )
        if not fits:
            raise ShapeError.of(
                "dropout.noise_rank", where=self.where, noise_shape=self.noise_shape, got=shape_text(input_shape)
            )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which is the identity at inference."""
        stream = mask_stream(self.seed, lowering)
        return lowering.step("output", DROPOUT, inputs, rate=self.rate, stream=stream, noise_shape=self.noise_shape)


def mask_stream(seed: int | None, lowering: LayerLowering) -> int:
    """The random stream of a dropout layer: selected by its seed, or by its position in the network."""
    return lowering.stream if seed is None else fold(_OWN_SEED, seed)
