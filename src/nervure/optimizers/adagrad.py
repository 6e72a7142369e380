"""Adagrad: each step is divided by all gradients so far."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.optimizers.arguments import EPSILON, NOT_NEGATIVE, number
from nervure.optimizers.optimizer import Optimizer


class Adagrad(Optimizer):
    r"""Adds up the squares of all gradients of a weight, and divides by the root of the sum.

    The more often a weight was moved, the shorter its steps: good for rare features, but in long runs the steps die
    out, which :class:`RMSprop` and :class:`Adadelta` mend. The paper used a learning rate of 1.

    .. math::
        a \leftarrow a + g^2, \qquad w \leftarrow w - \eta g / \sqrt{a + \epsilon}

    :math:`\epsilon` stands under the root, as in Keras. The slot ``accumulator`` holds a.

    Args:
        learning_rate: :math:`\eta`.
        initial_accumulator_value: a before the first step.
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

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
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
        self.initial_accumulator_value = number(
            initial_accumulator_value, NOT_NEGATIVE, "Adagrad", "initial_accumulator_value"
        )
        self.epsilon = number(epsilon, EPSILON, "Adagrad", "epsilon")

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``accumulator``."""
        return ("accumulator",)

    def slot_start(self, slot: str) -> float:
        """``initial_accumulator_value``."""
        return self.initial_accumulator_value

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """The rule above, on whole buffers."""
        accumulator = self.slots["accumulator"].addcmul_(gradients, gradients)
        divisor = torch.add(accumulator, self.epsilon, out=self.scratch(values)).sqrt_()
        values.addcdiv_(gradients, divisor, value=-learning_rate)
