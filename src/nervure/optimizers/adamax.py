"""Adamax: Adam with the largest recent gradient in place of the mean square."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.optimizers.arguments import EPSILON, FRACTION, FRACTION_BELOW_ONE, number
from nervure.optimizers.optimizer import Optimizer


class Adamax(Optimizer):
    r"""Divides the momentum by the largest recent gradient of each weight (the infinity norm of Adam's family).

    Steadier than Adam where a weight gets a gradient only now and then, as embeddings do.

    .. math::
        m &\leftarrow m + (1 - \beta_1)(g - m), \qquad u \leftarrow \max(\beta_2 u, |g|) \\
        w &\leftarrow w - \frac{\eta}{1 - \beta_1^t} \cdot \frac{m}{u + \epsilon}

    The slots are ``momentum`` (m) and ``norm`` (u); t counts from 1.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: how much of m stays at each step.
        beta_2: how much of u stays at each step.
        epsilon: keeps the divisor above 0.
        weight_decay: this argument and all that follow: see :class:`Optimizer`.
        clipnorm: see :class:`Optimizer`.
        clipvalue: see :class:`Optimizer`.
        global_clipnorm: see :class:`Optimizer`.
        use_ema: see :class:`Optimizer`.
        ema_momentum: see :class:`Optimizer`.
        ema_overwrite_frequency: see :class:`Optimizer`.
        loss_scale_factor: see :class:`Optimizer`.
        gradient_accumulation_steps: see :class:`Optimizer`.
        name: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, no number, or outside its range.

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

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
            ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name, **kwargs,
        )  # fmt: skip
        self.beta_1 = number(beta_1, FRACTION_BELOW_ONE, "Adamax", "beta_1")
        self.beta_2 = number(beta_2, FRACTION, "Adamax", "beta_2")
        self.epsilon = number(epsilon, EPSILON, "Adamax", "epsilon")

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum`` and ``norm``."""
        return ("momentum", "norm")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """The rule above, on whole buffers."""
        momentum, norm, scratch = self.slots["momentum"], self.slots["norm"], self.scratch(values)
        momentum.lerp_(gradients, 1 - self.beta_1)
        torch.maximum(norm.mul_(self.beta_2), torch.abs(gradients, out=scratch), out=norm)
        divisor = torch.add(norm, self.epsilon, out=scratch)
        values.addcdiv_(momentum, divisor, value=-learning_rate / (1 - self.beta_1 ** (self.iterations + 1)))
