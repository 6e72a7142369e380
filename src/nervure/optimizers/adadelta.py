"""Adadelta: step sizes based on previous steps."""

from __future__ import annotations

from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import Divisor, Fraction
from nervure.arguments.checking import continues
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Adadelta(Optimizer):
    r"""Scales each gradient by the ratio of recent steps to recent gradients, so that steps have the units of weights.

    Like :class:`RMSprop` it forgets old gradients. The paper uses no learning rate: pass 1.0 for its exact form.

    .. math::
        a &\leftarrow \rho a + (1 - \rho) g^2, \qquad
            \delta = - g \sqrt{d + \epsilon} / \sqrt{a + \epsilon} \\
        d &\leftarrow \rho d + (1 - \rho) \delta^2, \qquad w \leftarrow w + \eta \delta

    The slots are ``accumulated_grad`` (a) and ``accumulated_delta_var`` (d).

    Args:
        learning_rate: :math:`\eta`.
        rho: the decay rate of the averages.
        epsilon: keeps the divisor above 0 and makes the first step possible.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012), https://arxiv.org/abs/1212.5701

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Adadelta(1.0).update(segment)
        >>> [round(value, 5) for value in weights.array.tolist()]  # about the root of epsilon / (1 - rho)
        [-0.00141, 0.00141]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Fraction = 0.95,
        epsilon: Divisor = 1e-7,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``accumulated_grad`` and ``accumulated_delta_var``."""
        return ("accumulated_grad", "accumulated_delta_var")

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        squares, moves = self.slots["accumulated_grad"], self.slots["accumulated_delta_var"]
        squares.mul_(self.rho).addcmul_(gradients, gradients, value=1 - self.rho)
        delta, divisor = torch.add(moves, self.epsilon, out=self.scratch(values)), squares + self.epsilon
        delta.div_(divisor).sqrt_().mul_(gradients)  # minus the update
        moves.mul_(self.rho).addcmul_(delta, delta, value=1 - self.rho)
        values.add_(delta, alpha=-learning_rate)
