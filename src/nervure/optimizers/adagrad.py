"""Adagrad: divides each step by all gradients so far."""

from __future__ import annotations

from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import Divisor, Factor
from nervure.arguments.checking import continues
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class Adagrad(Optimizer):
    r"""Accumulates the squared gradients of each weight, and divides by the root of the sum.

    The more often a weight was updated, the smaller its steps: good for rare features, but in long runs the steps
    vanish, which :class:`RMSprop` and :class:`Adadelta` fix. The paper used a learning rate of 1.

    .. math::
        a \leftarrow a + g^2, \qquad w \leftarrow w - \eta g / \sqrt{a + \epsilon}

    :math:`\epsilon` is under the root, as in Keras. The slot ``accumulator`` holds a.

    Args:
        learning_rate: :math:`\eta`.
        initial_accumulator_value: a before the first step.
        epsilon: keeps the divisor above 0.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization" (2011),
        https://www.jmlr.org/papers/v12/duchi11a.html

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Adagrad(0.01).update(segment)
        >>> [round(value, 4) for value in weights.array.tolist()]
        [-0.01, 0.003]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: Factor = 0.1,
        epsilon: Divisor = 1e-7,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``accumulator``."""
        return ("accumulator",)

    def slot_start(self, slot: str) -> float:
        """``initial_accumulator_value``."""
        return self.initial_accumulator_value

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        accumulator = self.slots["accumulator"].addcmul_(gradients, gradients)
        divisor = torch.add(accumulator, self.epsilon, out=self.scratch(values)).sqrt_()
        values.addcdiv_(gradients, divisor, value=-learning_rate)
