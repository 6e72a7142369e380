"""Nadam: Adam that looks ahead."""

from __future__ import annotations

import math
from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import BelowOne, Divisor
from nervure.arguments.checking import continues
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Nadam(Optimizer):
    r"""Adam with Nesterov's momentum: the step uses the momentum that the next step would use.

    The momentum has its own schedule, growing from half of :math:`\beta_1` (t counts from 1).

    .. math::
        \mu_t &= \beta_1 (1 - 0.5 \cdot 0.96^t), \qquad P_t = \mu_1 \mu_2 \cdots \mu_t \\
        m &\leftarrow m + (1 - \beta_1)(g - m), \qquad v \leftarrow v + (1 - \beta_2)(g^2 - v) \\
        \hat m &= \frac{\mu_{t+1} m}{1 - P_{t+1}} + \frac{(1 - \mu_t) g}{1 - P_t}, \qquad
            \hat v = \frac{v}{1 - \beta_2^t} \\
        w &\leftarrow w - \eta \hat m / (\sqrt{\hat v} + \epsilon)

    The slots are ``momentum`` (m) and ``velocity`` (v). Keras stores :math:`P_t` as a variable; here it is computed
    from the step number. Powers are in double precision, in Keras in that of the weights.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: the decay rate of m.
        beta_2: the decay rate of v.
        epsilon: keeps the divisor above 0.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Dozat, "Incorporating Nesterov Momentum into Adam" (2016), https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Nadam(0.001).update(segment)
        >>> [round(value, 6) for value in weights.array.tolist()]
        [-0.001063, 0.001063]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: BelowOne = 0.9,
        beta_2: BelowOne = 0.999,
        epsilon: Divisor = 1e-7,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self._product = (0, 1.0)  # t and the product of the first t momenta

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum`` and ``velocity``."""
        return ("momentum", "velocity")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        t = self.iterations + 1
        product, now, ahead = self._product_of(t), self._momentum_at(t), self._momentum_at(t + 1)
        momentum, velocity = self.slots["momentum"], self.slots["velocity"]
        momentum.lerp_(gradients, 1 - self.beta_1)
        velocity.mul_(self.beta_2).addcmul_(gradients, gradients, value=1 - self.beta_2)
        # Both terms share one divisor, sqrt(v) / sqrt(1 - beta_2^t) + epsilon: no buffer is needed for their sum.
        divisor = torch.sqrt(velocity, out=self.scratch(values)).mul_(1 / math.sqrt(1 - self.beta_2**t))
        divisor.add_(self.epsilon)
        values.addcdiv_(momentum, divisor, value=-learning_rate * ahead / (1 - product * ahead))
        values.addcdiv_(gradients, divisor, value=-learning_rate * (1 - now) / (1 - product))

    def _momentum_at(self, t: int) -> float:
        return float(self.beta_1 * (1 - 0.5 * 0.96**t))

    def _product_of(self, t: int) -> float:
        """P_t: one more factor than at the last step, or all recomputed after a jump (a loaded state)."""
        done, product = self._product if self._product[0] < t else (0, 1.0)
        while done < t and product:  # after a few thousand factors it underflows to 0
            done += 1
            product *= self._momentum_at(done)
        self._product = (t, product)
        return product
