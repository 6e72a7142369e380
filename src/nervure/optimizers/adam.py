"""Adam: momentum, divided by the recent size of the gradient."""

from __future__ import annotations

import math
from typing import Any, Unpack

from torch import Tensor

from nervure.arguments import BelowOne, Divisor, Flag
from nervure.arguments.checking import continues
from nervure.kernels.optimizer import AdamRates, AdamSlots, adam_step
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Adam(Optimizer):
    r"""Keeps moving averages of the gradient (m) and of its square (v), and steps by m over the root of v.

    A good default: its steps are about as large as the learning rate, whatever the scale of the gradients. Both
    averages start at zero; :math:`\alpha` corrects that bias (t counts from 1).

    .. math::
        m &\leftarrow m + (1 - \beta_1)(g - m), \qquad v \leftarrow v + (1 - \beta_2)(g^2 - v) \\
        \alpha &= \eta \sqrt{1 - \beta_2^t} / (1 - \beta_1^t) \\
        w &\leftarrow w - \alpha m / (\sqrt{v} + \epsilon)

    :math:`\epsilon` is added to the root of the uncorrected v, as in Keras ("epsilon hat" in the paper); PyTorch adds
    it after the correction, so its first steps differ. :math:`\alpha` is computed in double precision, in Keras in that
    of the weights: a relative difference of up to 1e-5 in the first float32 steps. ``amsgrad`` divides by the largest v
    so far. The slots are ``momentum`` (m), ``velocity`` (v) and ``velocity_hat`` (its largest values).

    Args:
        learning_rate: :math:`\eta`.
        beta_1: the decay rate of m.
        beta_2: the decay rate of v.
        epsilon: keeps the divisor above 0.
        amsgrad: whether to divide by the largest v so far.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

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

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: BelowOne = 0.9,
        beta_2: BelowOne = 0.999,
        epsilon: Divisor = 1e-7,
        amsgrad: Flag = False,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.amsgrad = amsgrad

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``, ``velocity``, and with amsgrad ``velocity_hat``."""
        return ("momentum", "velocity", "velocity_hat") if self.amsgrad else ("momentum", "velocity")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        t = self.iterations + 1
        alpha = learning_rate * math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        slots = AdamSlots(self.slots["momentum"], self.slots["velocity"], self.slots.get("velocity_hat"))
        adam_step(values, gradients, slots, AdamRates(alpha, self.beta_1, self.beta_2, self.epsilon), self.scratch)
