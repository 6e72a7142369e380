"""The base of every initializer: a pure function of a shape and a key."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.randomness import fold, starting_seed, stream_id
from nervure.registry import Configurable

_CALLED_BY_HAND = stream_id("initializer called by hand")


class Initializer(Configurable):
    """Draws the initial values of a weight. Subclass it to write your own.

    An initializer has no state: ``draw`` returns the same values for the same shape and key, on every machine. The key
    depends on the run's seed and the weight's position in the network.

    Examples:
        >>> import torch
        >>> class Halves(Initializer):
        ...     def draw(self, shape, key):
        ...         return torch.full(shape, 0.5, dtype=torch.float64)
        >>> Halves()((2, 2)).tolist()
        [[0.5, 0.5], [0.5, 0.5]]
    """

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The initial values.

        Args:
            shape: the weight's shape, in Keras' layout.
            key: the stream of random numbers to draw from.

        Returns:
            A float64 tensor of ``shape``.
        """
        raise NotImplementedError(f"{type(self).__name__}.draw")

    def __call__(self, shape: tuple[int, ...], dtype: str | None = None) -> np.ndarray[Any, Any]:
        """The values as an array, for inspection: the same at every call of one object, as in Keras.

        Args:
            shape: the requested shape.
            dtype: the requested type, float32 by default.
        """
        seed = self.__dict__.setdefault("_seed_by_hand", starting_seed(self, "draw"))
        values = self.draw(tuple(shape), fold(seed, _CALLED_BY_HAND))
        return values.numpy().astype(dtype or "float32")


def constant(value: float, shape: tuple[int, ...]) -> Tensor:
    """A float64 tensor of ``shape``, ``value`` everywhere."""
    return torch.full(shape, float(value), dtype=torch.float64)
