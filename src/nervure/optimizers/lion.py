"""Lion: steps of equal size, in the direction of the sign."""

from __future__ import annotations

from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import Fraction, FractionAboveZero
from nervure.arguments.checking import continues
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Lion(Optimizer):
    r"""Moves every weight up or down by the learning rate, according to the sign of a momentum.

    Keeps one slot instead of Adam's two. As all steps are equally large, use a learning rate three to ten times smaller
    than Adam's, and a weight decay larger by the same factor; it works best with large batches.

    .. math::
        w &\leftarrow w - \eta \, \mathrm{sign}(\beta_1 m + (1 - \beta_1) g) \\
        m &\leftarrow \beta_2 m + (1 - \beta_2) g

    The slot is ``momentum`` (m).

    Args:
        learning_rate: :math:`\eta`.
        beta_1: the weight of m relative to the gradient in the step, above 0: at 0 only the gradient's sign would
            count.
        beta_2: the decay rate of m.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), https://arxiv.org/abs/2302.06675

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Lion(0.01).update(segment)
        >>> weights.array.tolist()  # the same distance for both
        [-0.01, 0.01]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: FractionAboveZero = 0.9,
        beta_2: Fraction = 0.99,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``."""
        return ("momentum",)

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        momentum = self.slots["momentum"]
        direction = torch.mul(momentum, self.beta_1, out=self.scratch(values)).add_(gradients, alpha=1 - self.beta_1)
        values.add_(direction.sign_(), alpha=-learning_rate)
        momentum.mul_(self.beta_2).add_(gradients, alpha=1 - self.beta_2)
