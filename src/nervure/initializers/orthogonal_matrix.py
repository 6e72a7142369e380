"""The initializer with orthogonal columns."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from nervure.arguments import Whole, checked
from nervure.errors import ShapeError
from nervure.initializers.fixed_values import Value
from nervure.initializers.random_draws import RandomInitializer
from nervure.randomness import normal


class Orthogonal(RandomInitializer):
    r"""A random matrix with orthogonal columns (or rows, if it is wider than tall), times a gain.

    Multiplying by it preserves norms, so a signal passes through many layers or time steps without growing or
    vanishing. A weight with more than two axes is drawn as a matrix with the last axis as columns.

    .. math:: Q^T Q = gain^2 \cdot I

    Args:
        gain: the length of each column.
        seed: see :class:`RandomInitializer`.

    Raises:
        ShapeError: the weight has fewer than two axes.

    Source:
        Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
        networks" (2014), https://arxiv.org/abs/1312.6120

    Examples:
        >>> q = Orthogonal(seed=1)((4, 2))
        >>> abs(q.T @ q).round(4).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """

    @checked
    def __init__(self, gain: Value = 1.0, seed: Whole | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The orthogonal factor of a matrix of normal values."""
        if len(shape) < 2:
            raise ShapeError.of("initializer.too_few_axes", where="Orthogonal", got=tuple(shape))
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = torch.linalg.qr(normal(key, (max(rows, columns), min(rows, columns))))
        # Without the signs of r, q would depend on the factorization algorithm and not be uniformly distributed.
        q = q * torch.sign(torch.diagonal(r))
        matrix: Tensor = q if rows >= columns else q.T
        return self.gain * matrix.contiguous().view(shape)
