"""Adamax: Adam with the largest recent gradient instead of the mean square."""

from __future__ import annotations

from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import BelowOne, Divisor, Fraction
from nervure.arguments.checking import continues
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Adamax(Optimizer):
    r"""Divides the momentum by the largest recent gradient of each weight (the infinity norm of Adam's family).

    More stable than Adam for weights with sparse gradients, such as embeddings.

    .. math::
        m &\leftarrow m + (1 - \beta_1)(g - m), \qquad u \leftarrow \max(\beta_2 u, |g|) \\
        w &\leftarrow w - \frac{\eta}{1 - \beta_1^t} \cdot \frac{m}{u + \epsilon}

    The slots are ``momentum`` (m) and ``norm`` (u); t counts from 1.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: the decay rate of m.
        beta_2: the decay rate of u.
        epsilon: keeps the divisor above 0.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Kingma, Ba, "Adam: A Method for Stochastic Optimization" (2014), section 7, https://arxiv.org/abs/1412.6980

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Adamax(0.001).update(segment)
        >>> [round(value, 6) for value in weights.array.tolist()]  # the first step is the learning rate
        [-0.001, 0.001]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: BelowOne = 0.9,
        beta_2: Fraction = 0.999,
        epsilon: Divisor = 1e-7,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum`` and ``norm``."""
        return ("momentum", "norm")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        momentum, norm, scratch = self.slots["momentum"], self.slots["norm"], self.scratch(values)
        momentum.lerp_(gradients, 1 - self.beta_1)
        torch.maximum(norm.mul_(self.beta_2), torch.abs(gradients, out=scratch), out=norm)
        divisor = torch.add(norm, self.epsilon, out=scratch)
        values.addcdiv_(momentum, divisor, value=-learning_rate / (1 - self.beta_1 ** (self.iterations + 1)))
