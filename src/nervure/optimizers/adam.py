"""Adam: momentum, divided by the recent size of the gradient."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from nervure.kernels.optimizer import AdamRates, AdamSlots, adam_step
from nervure.optimizers.arguments import EPSILON, FRACTION_BELOW_ONE, number
from nervure.optimizers.optimizer import Optimizer


class Adam(Optimizer):
    r"""Keeps moving averages of the gradient (m) and of its square (v), and steps by their quotient.

    A good first choice: its steps are about as long as the learning rate, whatever the scale of the gradients. Both
    averages start at zero; the factor :math:`\alpha` makes up for that in the first steps (t counts from 1).

    .. math::
        m &\leftarrow m + (1 - \beta_1)(g - m), \qquad v \leftarrow v + (1 - \beta_2)(g^2 - v) \\
        \alpha &= \eta \sqrt{1 - \beta_2^t} / (1 - \beta_1^t) \\
        w &\leftarrow w - \alpha m / (\sqrt{v} + \epsilon)

    :math:`\epsilon` is added to the root of the uncorrected v, as in Keras ("epsilon hat" of the paper); PyTorch adds
    it after the correction, so there the first steps differ. :math:`\alpha` is computed in double precision, in Keras
    in that of the weights: a relative difference of up to 1e-5 in the first float32 steps. ``amsgrad`` divides by
    the largest v so far. The slots are ``momentum`` (m), ``velocity`` (v) and ``velocity_hat`` (its largest values).

    Args:
        learning_rate: :math:`\eta`.
        beta_1: how much of m stays at each step.
        beta_2: how much of v stays at each step.
        epsilon: keeps the divisor above 0.
        amsgrad: whether to divide by the largest v so far.
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
        Kingma, Ba, "Adam: A Method for Stochastic Optimization" (2014), https://arxiv.org/abs/1412.6980; amsgrad:
        Reddi, Kale, Kumar, "On the Convergence of Adam and Beyond" (2018), https://openreview.net/forum?id=ryQu7f-RZ

    Examples:
        >>> import torch
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Adam(0.001).update(segment)
        >>> [round(value, 6) for value in weights.array.tolist()]  # the first step is the learning rate
        [-0.001, 0.001]
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
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
        where = type(self).__name__
        self.beta_1 = number(beta_1, FRACTION_BELOW_ONE, where, "beta_1")
        self.beta_2 = number(beta_2, FRACTION_BELOW_ONE, where, "beta_2")
        self.epsilon = number(epsilon, EPSILON, where, "epsilon")
        self.amsgrad = bool(amsgrad)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``, ``velocity``, and with amsgrad ``velocity_hat``."""
        return ("momentum", "velocity", "velocity_hat") if self.amsgrad else ("momentum", "velocity")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """The rule above, on whole buffers."""
        t = self.iterations + 1
        alpha = learning_rate * math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        slots = AdamSlots(self.slots["momentum"], self.slots["velocity"], self.slots.get("velocity_hat"))
        adam_step(values, gradients, slots, AdamRates(alpha, self.beta_1, self.beta_2, self.epsilon), self.scratch)
