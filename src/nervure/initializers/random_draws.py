"""Initializers that draw every value from a single distribution, whatever the shape."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from nervure.arguments import Whole, checked
from nervure.initializers.fixed_values import Value
from nervure.initializers.initializer import Initializer
from nervure.randomness import fold, normal, stream_id, uniform

_OWN_SEED = stream_id("initializer with its own seed")
_TRUNCATION = 2.0  # standard deviations


class RandomInitializer(Initializer):
    """A random initializer: its values depend on the key, or on its own seed if set.

    Args:
        seed: an integer; the values are then the same in every network and at every position.

    Raises:
        ArgumentError: ``seed`` is not an integer.
    """

    @checked
    def __init__(self, seed: Whole | None = None) -> None:
        self.seed = seed

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The values for ``key``, or for the initializer's own seed."""
        return self.sample(tuple(shape), key if self.seed is None else fold(self.seed, _OWN_SEED))

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The values for ``key``, defined by a subclass."""
        raise NotImplementedError(f"{type(self).__name__}.sample")


class RandomNormal(RandomInitializer):
    r"""Values from a normal distribution.

    .. math:: w \sim N(mean, stddev^2)

    Args:
        mean: the mean.
        stddev: the standard deviation.
        seed: see :class:`RandomInitializer`.

    Examples:
        >>> RandomNormal(stddev=0.01, seed=1)((3, 3)).shape
        (3, 3)
    """

    @checked
    def __init__(self, mean: Value = 0.0, stddev: Value = 0.05, seed: Whole | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """One normal draw a value."""
        return normal(key, shape).mul_(self.stddev).add_(self.mean)


class TruncatedNormal(RandomInitializer):
    r"""Values from a normal distribution truncated at two standard deviations from the mean.

    As in Keras, ``stddev`` is the standard deviation before truncation; 0.8796 of it remains.

    .. math:: w = mean + stddev \cdot \Phi^{-1}(\Phi(-2) + u (\Phi(2) - \Phi(-2))), \quad u \sim U(0, 1)

    Args:
        mean: the mean.
        stddev: the standard deviation before truncation.
        seed: see :class:`RandomInitializer`.

    Examples:
        >>> bool(abs(TruncatedNormal(stddev=1.0, seed=1)((100,))).max() <= 2)
        True
    """

    @checked
    def __init__(self, mean: Value = 0.0, stddev: Value = 0.05, seed: Whole | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """One truncated draw per value."""
        return truncated_normal(key, shape).mul_(self.stddev).add_(self.mean)


class RandomUniform(RandomInitializer):
    r"""Values uniformly distributed between two limits.

    .. math:: w \sim U(minval, maxval)

    Args:
        minval: the lower limit.
        maxval: the upper limit.
        seed: see :class:`RandomInitializer`.

    Examples:
        >>> values = RandomUniform(-0.1, 0.1, seed=1)((100,))
        >>> bool(values.min() >= -0.1 and values.max() <= 0.1)
        True
    """

    @checked
    def __init__(self, minval: Value = -0.05, maxval: Value = 0.05, seed: Whole | None = None) -> None:
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """One uniform draw per value."""
        return uniform(key, shape).mul_(self.maxval - self.minval).add_(self.minval)


def truncated_normal(key: int, shape: tuple[int, ...]) -> Tensor:
    """Standard normal values between -2 and 2, float64.

    Keras redraws values outside. The inverse of the distribution function gives the same distribution from exactly one
    uniform number per value, so value i depends only on key and i.
    """
    tail = 0.5 * math.erfc(_TRUNCATION / math.sqrt(2))
    quantiles: Tensor = torch.special.ndtri(uniform(key, shape).mul_(1 - 2 * tail).add_(tail))
    return quantiles
